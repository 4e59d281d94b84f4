/** What another program has put into the clipboard: rows of texts, what the text of a cell means, whom a name means. */

import { STATES } from "./wire.js";

/** @typedef {import("./types.js").Student} Student */

/** @type {Record<string, string>} */
const CODES = { Н: "Н", Б: "Б", У: "УП", УП: "УП", НП: "НП", ОП: "ОП", О: "ОП", ОСВ: "ОСВ" };
/** @type {Record<string, string>} */
const WORDS = { на: "н/а", зачёт: "зч", зачет: "зч", незачёт: "нз", незачет: "нз" };
/** Signs of states, and other ways to write a debt; one that needs a reason is not read from a text. */
const SIGNS = new Map([...Object.entries(STATES).map(([state, [sign]]) => [sign, state]), ...[".", "д", "долг"].map((sign) => [sign, "debt"])].filter(([, state]) => state !== "excluded").map(([sign, state]) => /** @type {[string, string]} */ ([sign, state])));
/** States that a mark resolves. */
const NO_MARK = new Set(["debt", "submitted", "missing", "absent"]);
const LATIN = "ABCEHKMOPTXY", RUSSIAN = "АВСЕНКМОРТХУ";

/**
 * What a cell says: marks, how the work stands, an absence, a comment under them. `isOdd`: as other programs write it, so it is shown first.
 * @typedef {{value: string, second: string, state: string, debtUntil?: string|null, code: string, minutes?: number|null, note?: string, comment: string, isOdd?: boolean}} Read
 */

// ── rows ──

/** Tab-separated text as spreadsheets copy it, or a CSV file's. @param {string} text @returns {string[][]} */
export function fromText(text) {
  const [tabs, ...files] = ["\t", ";", ","].map((separator) => parse(text, separator));
  const file = tabs.some((row) => row.length > 1) ? null : files.find((rows) => rows[1] && rows.every((row) => row.length > 1 && row.length === rows[0].length));
  return file ?? tabs;
}

/** By RFC 4180: a cell in quotes may hold separators, line breaks and doubled quotes. @param {string} text @param {string} separator @returns {string[][]} */
export function parse(text, separator) {
  const source = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
  const cell = new RegExp(`"((?:[^"]|"")*)"(?=[${separator}\n]|$)|([^${separator}\n]*)`, "y");
  /** @type {string[][]} */
  const rows = [[]];
  for (let at = 0; ; at += 1) {
    cell.lastIndex = at;
    const [whole, inside] = /** @type {RegExpExecArray} */ (cell.exec(source));
    rows[rows.length - 1].push((inside?.replaceAll('""', '"') ?? whole).trim());
    at += whole.length;
    if (at >= source.length) return rows;
    if (source[at] === "\n") rows.push([]);
  }
}

/**
 * The one table that is all there is. Null for anything else, and for joined cells: the text beside it has blanks for them.
 * @param {string} html @returns {string[][]|null}
 */
export function fromHtml(html) {
  const { body } = new DOMParser().parseFromString(html, "text/html");
  const [table, other] = body.querySelectorAll("table");
  const bare = (/** @type {Element} */ { textContent }) => textContent?.replace(/\s/g, "");
  if (!table || other || bare(body) !== bare(table)) return null;
  for (const one of table.querySelectorAll("br, p + p, div + div")) one.before("\0");
  const rows = [...table.rows].map(({ cells }) => [...cells]);
  if (rows.flat().some(({ colSpan, rowSpan }) => colSpan * rowSpan > 1)) return null;
  return rows.map((row) => row.map(({ textContent }) => (textContent ?? "").replace(/\s+/g, " ").replace(/ ?\0 ?/g, "\n").trim()));
}

// ── cells ──

/** What the text of a cell means; undefined: not understood; null: nothing there. @param {string} text @param {string[]} values marks the scale has @returns {Read|undefined|null} */
export function readCell(text, values) {
  if (!text) return null;
  const [first, ...rest] = text.split("\n");
  const above = rest[0] ? readLine(first, values) : undefined;
  return readLine(text, values) ?? (above && { ...above, comment: rest.join("\n"), isOdd: true });
}

/** @param {string} text @param {string[]} values @returns {Read|undefined} */
function readLine(text, values) {
  const signs = text.replace(/[нnh]\/[аa]/gi, "на").replace(/^([2-5])[.,]0+$/, "$1").replace(/^[2-5](\/[2-5])?→/, "").trim().split(/\s*[/\\|;]\s*|,?\s+/);
  /** @type {string[]} */
  const marks = [];
  let code = "", state = "";
  for (const sign of signs) {
    const low = sign.toLowerCase();
    const mark = WORDS[low] ?? low;
    const away = CODES[russian(sign)];
    if (values.includes(mark) && sign !== "ОСВ") marks.push(mark);
    else if (SIGNS.has(low) && !state) state = SIGNS.get(low) ?? "";
    else if (away && !code) code = away;
    else return undefined;
  }
  const [value = "", second = ""] = marks;
  if (marks.length > 2 || (second && !/^[2-5]{2}$/.test(value + second)) || (state && !values.length) || (value && NO_MARK.has(state))) return undefined;
  return { value, second, state, code, comment: "", isOdd: signs.length > 1 && !(second && !code && /[/\\]/.test(text)) };
}

// ── names ──

/** Capital letters, Latin ones that look Russian as Russian ones. @param {string} text */
const russian = (text) => text.toUpperCase().replace(/[ABCEHKMOPTXY]/g, (letter) => RUSSIAN[LATIN.indexOf(letter)]);

/** @param {string} text */
const words = (text) => russian(text.normalize("NFC")).replaceAll("Ё", "Е").replace(/\s*-\s*/g, "-").match(/[\p{L}'-]+/gu) ?? [];

/**
 * Finds who is meant by «Абрамова Алиса Игоревна», «Алиса Абрамова», «Абрамова А. И.», «Абрамова»: none, one, or all that it may be.
 * @param {Student[]} students @returns {(text: string) => Student[]}
 */
export function finder(students) {
  const known = students.map((student) => ({ student, names: words(student.name) }));
  return (text) => {
    const written = words(text);
    const found = known.filter(({ names }) => agrees(written, names));
    const exact = found.filter(({ names }) => names.every((name, index) => name === written[index]));
    return (exact.length === 1 ? exact : found).map(({ student }) => student);
  };
}

/**
 * Does what is written speak of these names (surname, name)? The surname must be whole, others may be initials; a word too many is a
 * patronymic where all the names are written. @param {string[]} written @param {string[]} names
 */
function agrees(written, names) {
  const left = [...names];
  const taken = (/** @type {number} */ at) => at >= 0 && left.splice(at, 1).length > 0;
  const others = written.filter((word) => !taken(left.indexOf(word)));
  const more = others.filter((word) => !taken(word.length > 1 ? -1 : left.findIndex((name) => name.startsWith(word))));
  return written.includes(names[0]) && (!more.length || !left.length);
}
