/** Russian dates, numbers, plurals and the school's own words for the journal's screens. */

const MONTHS = ["января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября", "декабря"];
const MONTHS_ALONE = ["Январь", "Февраль", "Март", "Апрель", "Май", "Июнь", "Июль", "Август", "Сентябрь", "Октябрь", "Ноябрь", "Декабрь"];
const WEEKDAYS = ["вс", "пн", "вт", "ср", "чт", "пт", "сб"];

/** @param {string} iso */
export const dayOf = (iso) => Number(iso.slice(8, 10));
/** @param {string} iso */
export const monthOf = (iso) => Number(iso.slice(5, 7));
/** «Ноябрь». @param {string} iso */
export const monthName = (iso) => MONTHS_ALONE[monthOf(iso) - 1];
/** «23 ноября». @param {string} iso */
export const longDate = (iso) => `${dayOf(iso)}\u00a0${MONTHS[monthOf(iso) - 1]}`;
/** «23.11». @param {string} iso */
export const shortDate = (iso) => `${iso.slice(8, 10)}.${iso.slice(5, 7)}`;
/** «пн». @param {string} iso */
export const weekday = (iso) => WEEKDAYS[new Date(`${iso.slice(0, 10)}T12:00:00`).getDay()];
/** «19.11 в 10:42», in the browser's zone. @param {string} moment ISO */
export function stamp(moment) {
  // What the server says stands in the school's own time, wherever the browser is.
  const inSchoolTime = moment.match(/^\d{4}-(\d\d)-(\d\d)T(\d\d:\d\d).*[+-]\d\d:\d\d$/);
  if (inSchoolTime) return `${inSchoolTime[2]}.${inSchoolTime[1]} в ${inSchoolTime[3]}`;
  const at = new Date(moment);
  if (Number.isNaN(at.getTime())) return moment;
  const two = (/** @type {number} */ n) => String(n).padStart(2, "0");
  return `${two(at.getDate())}.${two(at.getMonth() + 1)} в ${clock(at)}`;
}
/** «10:43». @param {Date} at */
export const clock = (at) => `${String(at.getHours()).padStart(2, "0")}:${String(at.getMinutes()).padStart(2, "0")}`;
/** «4,00». @param {number} value @param {number} [digits] */
export const decimal = (value, digits = 2) => value.toFixed(digits).replace(".", ",");
/** «3», «1,5»: a weight. @param {number} value */
export const weight = (value) => String(value).replace(".", ",");
/**
 * The form of a noun that agrees with `n`: plural(2, "урок", "урока", "уроков") is «урока».
 * @param {number} n @param {string} one @param {string} few @param {string} many
 */
export function plural(n, one, few, many) {
  const tens = n % 100;
  const units = n % 10;
  if (tens > 10 && tens < 20) return many;
  if (units === 1) return one;
  return units > 1 && units < 5 ? few : many;
}
/** @param {number} n @param {string} one @param {string} few @param {string} many */
export const counted = (n, one, few, many) => `${n}\u00a0${plural(n, one, few, many)}`;
/** Words of this kind of school, as the page brings them. @type {Record<string, any>|undefined} */
let words;

/**
 * The text with the school's own words in it, as `phrase` of the server has it: phrase("Открыть {lesson.acc}"), at a beginning «{Lesson.nom}».
 * The one table is letopis/school/organisation/words.py. What people typed is never part of `text`. @param {string} text
 */
export const phrase = (text) => text.replace(/\{(\w+)\.?(\w*)\}/g, (place, name, form) => {
  words ??= JSON.parse(document.getElementById("words")?.textContent || "{}");
  const known = /** @type {Record<string, any>} */ (words)[name[0].toLowerCase() + name.slice(1)] ?? "";
  /** @type {string} */
  const word = (form ? known[form] : known) || place;
  return /^[A-Z]/.test(name) ? word[0].toUpperCase() + word.slice(1) : word;
});
/** @type {Record<string, string>} */
const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
/** Text made safe inside HTML. @param {unknown} text */
export const escape = (text) => String(text ?? "").replace(/[&<>"']/g, (sign) => ENTITIES[sign]);
/** The product's icon, as HTML. @param {string} name @param {string} [kind] */
export const icon = (name, kind = "") =>
  `<svg class="icon${kind ? ` icon--${kind}` : ""}" aria-hidden="true"><use href="${escape(symbolsAddress())}#${name}"/></svg>`;

/** @type {string|undefined} */
let symbols;

/** Address of the file of symbols, which the page names in data-icons. */
export function symbolsAddress() {
  symbols ??= /** @type {HTMLElement|null} */ (document.querySelector("[data-icons]"))?.dataset.icons ?? "";
  return symbols;
}

/** A random UUID (version 4) by `getRandomValues`: `randomUUID` is for https alone, and a school's own network may have none. */
export function uuid() {
  if (globalThis.isSecureContext) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** A student's name; of a namesake the end that tells them apart stays whole where there is no room. @param {{name: string, distinction?: string}} student */
export const nameOf = ({ name, distinction }) =>
  (distinction ? `<span class="namesake" title="${escape(name)}"><span>${escape(name.slice(0, -distinction.length))}</span>${escape(distinction)}</span>` : escape(name));
