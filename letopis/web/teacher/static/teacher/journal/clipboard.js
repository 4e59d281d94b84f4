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
