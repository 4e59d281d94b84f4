/** A teacher's own phrases in the comment box, with name and gender filled in as letopis/school/marks/phrases.py does. Asked for when it opens. */

import { escape } from "./format.js";
import { signed } from "./who.js";
import { readPupil } from "./wire.js";

/** How many are offered at once. */
const MOST = 12;

/** @typedef {{name: string, sex: string}} Pupil */

/** @param {string} text @param {Pupil|undefined} pupil */
export const filled = (text, pupil) => (pupil ? text.replace(/\{имя\}/gi, () => pupil.name)
  .replace(/\(([^()|]*)\|([^()|]*)\)/g, (_, his, hers) => (pupil.sex === "f" ? hers : pupil.sex === "m" || !hers ? his : `${his}(${hers})`)) : text);

/** Has it places to be filled in? @param {string} text */
export const isPhrase = (text) => /\{имя\}|\([^()|]*\|[^()|]*\)/i.test(text);

/** @type {Promise<{phrases: string[], pupils: Map<number, Pupil>}>|undefined} */
let asked;

/** Once a page; without a network nothing is offered, and asked again the next time. @param {number} course */
function ask(course) {
  asked ??= fetch(`/journal/${course}/phrases.json`, { credentials: "same-origin", headers: signed() }).then(async (response) => {
    if (!response.ok) throw new Error(String(response.status));
    const found = await response.json();
    return { phrases: found.phrases, pupils: new Map(found.pupils.map(readPupil).map((/** @type {any} */ one) => [one.id, one])) };
  });
  return asked.catch(() => {
    asked = undefined;
    return { phrases: /** @type {string[]} */ ([]), pupils: new Map() };
  });
}

/** Says of each student what a text with places says of it. @param {number} course @param {string} text @returns {Promise<(student: number) => string>} */
export async function toldOf(course, text) {
  if (!isPhrase(text)) return () => text;
  const { pupils } = await ask(course);
  return (student) => filled(text, pupils.get(student));
}

/** Offers the phrases under a field; of one student filled in, of several as they are. @param {HTMLElement} place @param {HTMLTextAreaElement} field @param {number} course @param {number[]} students */
export async function offer(place, field, course, students) {
  const { phrases, pupils } = await ask(course);
  const pupil = students.length === 1 ? pupils.get(students[0]) : undefined;
  const texts = phrases.slice(0, MOST).map((text) => filled(text, pupil));
  place.innerHTML = `${texts.map((text) => `<button type="button" class="button button--small phrase">${escape(text)}</button>`).join("")}<a class="note" href="/journal/phrases/">${texts.length ? "Мои заготовки" : "Записать заготовки"}</a>`;
  place.addEventListener("click", (event) => {
    const button = /** @type {Element} */ (event.target).closest("button");
    if (!button) return;
    field.value = [field.value.trim(), button.textContent].filter(Boolean).join(" ");
    field.focus();
  });
}
