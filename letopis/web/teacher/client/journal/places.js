/** Places of the grid: which column to open at, where a place goes when columns change, how far one may go. No DOM. */

import { SUMS } from "./markup.js";

/** @typedef {import("./types.js").Column} Column */
/** @typedef {import("./types.js").Student} Student */
/** @typedef {import("./view.js").Place} Place */

/**
 * The column to open at: of the lesson asked for, else today's, else of the last one held, where marks can be put.
 * @param {Column[]} columns @param {string} today @param {number} asked the lesson's id, 0: none
 */
export function firstColumn(columns, today, asked) {
  let column = asked ? columns.findIndex(({ lesson }) => lesson.id === asked) : -1;
  if (column < 0) column = columns.findIndex(({ lesson, period }) => !period && lesson.date === today);
  if (column < 0) column = columns.findLastIndex(({ lesson, period }) => !period && lesson.date < today);
  return Math.max(0, column);
}

/**
 * Where a place of what was drawn stands among `columns`; null: nowhere.
 * @param {Place} place @param {{students: Student[], columns: Column[]}} before what was drawn @param {Column[]} columns
 * @param {Pick<import("./data.js").Journal, "current"|"rowOf">} journal @returns {Place|null}
 */
export function moved({ row, column }, before, columns, journal) {
  const from = before.columns[column];
  const key = from && journal.current(from).key;
  const to = key ? columns.findIndex((one) => one.key === key) : column < 0 ? column : column - before.columns.length + columns.length;
  const student = before.students[row];
  const line = student ? journal.rowOf.get(student.id) : row;
  return line === undefined || (key && to < 0) ? null : { row: line, column: to };
}

/** The nearest place that there is: the head has neither a name nor figures. @param {Place} place @param {number} rows @param {number} columns @returns {Place} */
export function inside({ row, column }, rows, columns) {
  const last = columns + SUMS.length - 1;
  return {
    row: Math.max(-1, Math.min(row, rows - 1)),
    column: Math.max(row < 0 ? 0 : -1, Math.min(column, row < 0 ? columns - 1 : last)),
  };
}
