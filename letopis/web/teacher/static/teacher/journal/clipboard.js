/** Cells as tab-separated text, the way spreadsheets copy and paste. No DOM. */

import { markText } from "./data.js";

/** @typedef {import("./types.js").Mark} Mark */
/** @typedef {import("./types.js").Absence} Absence */

/** @type {Record<string, string>} */
const CODES = { Н: "Н", H: "Н", Б: "Б", У: "УП", УП: "УП", НП: "НП", ОП: "ОП", О: "ОП", ОСВ: "ОСВ" };
/** @type {Record<string, string>} */
const WORDS = { "н/а": "н/а", "осв": "осв", "зч": "зч", "зачёт": "зч", "зачет": "зч", "нз": "нз", "незачёт": "нз", "незачет": "нз" };

/** @param {Mark} mark @param {Absence} absence */
export function cellText(mark, absence) {
  return markText(mark) || (mark.debt ? "•" : "") || absence.code;
}

/** @param {string[][]} rows */
export const toTable = (rows) => rows.map((row) => row.join("\t")).join("\n");

/** @param {string} text @returns {string[][]} */
export function fromTable(text) {
  const lines = text.replace(/\r\n?/g, "\n").replace(/\n$/, "").split("\n");
  return lines.map((line) => line.split("\t").map((cell) => cell.trim()));
}

/**
 * What a pasted cell means; null: not understood.
 * @param {string} text @param {string[]} values marks the scale has
 * @returns {{value: string, second: string}|{code: string}|{clear: true}|{debt: true}|null}
 */
export function readCell(text, values) {
  if (!text) return { clear: true };
  if (text === "•" || text === ".") return { debt: true };
  const word = WORDS[text.toLowerCase()] ?? text;
  if (values.includes(word)) return { value: word, second: "" };
  const pair = text.match(/^(\S{1,3})\s*[/\\]\s*(\S{1,3})$/);
  if (pair && values.includes(pair[1]) && values.includes(pair[2])) return { value: pair[1], second: pair[2] };
  const code = CODES[text.toUpperCase()];
  return code ? { code } : null;
}

/**
 * A range as rows of text.
 * @param {import("./data.js").Journal} journal @param {import("./types.js").Column[]} columns @param {{top: number, bottom: number, left: number, right: number}} range
 */
export function rangeText(journal, columns, { top, bottom, left, right }) {
  const lines = journal.students.slice(top, bottom + 1);
  return lines.map((student) => columns.slice(left, right + 1).map((column) =>
    cellText(journal.mark(column, student), journal.absence(column, student))));
}

/**
 * The changes that paste `text` at a range: a table from its corner, a single value into all of it. Closed cells and
 * lessons ahead are passed over.
 * @param {import("./edits.js").Edits} edits @param {import("./types.js").Column[]} columns
 * @param {{top: number, bottom: number, left: number, right: number}} range @param {string} text
 * @returns {{changes: import("./edits.js").Change[], unknown: number}}
 */
export function pasted(edits, columns, { top, bottom, left, right }, text) {
  const { journal } = edits;
  const table = fromTable(text);
  const single = table.length === 1 && table[0].length === 1;
  const height = single ? bottom - top + 1 : table.length;
  const width = single ? right - left + 1 : Math.max(...table.map((line) => line.length));
  /** @type {import("./edits.js").Change[]} */
  const changes = [];
  let unknown = 0;
  for (let row = 0; row < height; row += 1) {
    for (let index = 0; index < width; index += 1) {
      const column = columns[left + index];
      const student = journal.students[top + row];
      if (!column || !student || !journal.isOpen(column, student) || column.lesson.date > journal.today) continue;
      const read = readCell(single ? table[0][0] : table[row][index] ?? "", journal.values);
      if (read) changes.push(...edits.read({ column, student }, read));
      else unknown += 1;
    }
  }
  return { changes, unknown };
}
