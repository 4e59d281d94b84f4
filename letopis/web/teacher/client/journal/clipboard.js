/** A range as it is copied: rows of texts for other programs, whole cells for the journal itself. No DOM. */

import { markText, signOf } from "./data.js";

/** @typedef {import("./types.js").Mark} Mark */
/** @typedef {import("./types.js").Absence} Absence */

/** «5», «5/4», «•», «2→4», «4 пзд», «Н», «5 ОП». @param {Mark} mark @param {Absence} absence */
export const cellText = (mark, absence) => [markText(mark), signOf(mark), absence.code].filter(Boolean).join(" ");

/**
 * @param {import("./data.js").Journal} journal @param {import("./types.js").Column[]} columns
 * @param {{top: number, bottom: number, left: number, right: number}} range @param {boolean} isMoved comments go too
 */
export function copied(journal, columns, { top, bottom, left, right }, isMoved) {
  const rows = journal.students.slice(top, bottom + 1).map((student) => columns.slice(left, right + 1).map((column) => {
    const mark = journal.mark(column, student);
    const absence = journal.absence(column, student);
    const text = cellText(mark, absence);
    const read = { ...mark, ...absence, ...(isMoved ? {} : { comment: mark.state === "excluded" ? mark.comment : "", note: "" }) };
    return { text, read: text || read.comment ? read : null };
  }));
  return { rows, text: rows.map((row) => row.map(({ text }) => text).join("\t")).join("\n") };
}
