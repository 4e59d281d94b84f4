/** A range as it is copied: text and a table for other programs, whole cells for the journal itself. No DOM. */

import { markText } from "./data.js";
import { escape } from "./format.js";

/** @typedef {import("./types.js").Mark} Mark */
/** @typedef {import("./types.js").Absence} Absence */

/** The journal's own flavour of what is copied. */
export const CELLS = "application/x-letopis-cells";

/** «5», «5/4», «•», «Н», «5 ОП». @param {Mark} mark @param {Absence} absence */
export const cellText = (mark, absence) => [markText(mark) || (mark.debt ? "•" : ""), absence.code].filter(Boolean).join(" ");

/**
 * What the clipboard gets, by its types. A spreadsheet would take «5/4» for a date where the table did not call it a text.
 * @param {import("./data.js").Journal} journal @param {import("./types.js").Column[]} columns
 * @param {{top: number, bottom: number, left: number, right: number}} range @param {boolean} isWhole with comments: the cells move
 */
export function copied(journal, columns, { top, bottom, left, right }, isWhole) {
  const rows = journal.students.slice(top, bottom + 1).map((student) => columns.slice(left, right + 1).map((column) => {
    const mark = journal.mark(column, student);
    const absence = journal.absence(column, student);
    return { text: cellText(mark, absence), ...mark, code: absence.code, minutes: absence.minutes, note: absence.note, ...(isWhole ? {} : { comment: "", note: "" }) };
  }));
  const table = rows.map((row) => `<tr>${row.map(({ text }) => `<td style="mso-number-format:'\\@'">${escape(text)}</td>`).join("")}</tr>`);
  return {
    count: rows.flat().length,
    flavours: {
      "text/plain": rows.map((row) => row.map(({ text }) => text).join("\t")).join("\n"),
      "text/html": `<table>${table.join("")}</table>`,
      [CELLS]: JSON.stringify(rows),
    },
  };
}
