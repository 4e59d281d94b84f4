/** What pasting a table would do: who gets what now → then, what is erased, what is not taken and why. Changes nothing. No DOM. */

import { cellText } from "./clipboard.js";
import { longDate, say } from "./format.js";
import { closedBecause } from "./markup.js";
import { finder } from "./names.js";
import { readCell } from "./table.js";

/** @typedef {import("./types.js").Column} Column */
/** @typedef {import("./types.js").Student} Student */
/** @typedef {import("./edits.js").Change} Change */
/** @typedef {import("./table.js").Read} Read */
/** @typedef {{text: string, read: Read|{why: string}|null}} Source */
/** What becomes of a cell. @typedef {{column: Column, now: string, then: string, tone: ""|"put"|"replaced"|"erased"|"refused"}} Slot */
/** @typedef {{student: Student, said: string, slots: Slot[]}} Line */
/** @typedef {{who: string, where: string, text: string, why: string}} Refusal */
/** @typedef {{columns: Column[], students: Student[], height: number, width: number}} Area  from the corner on; the range's size */
/** @typedef {{lines: Line[], refused: Refusal[], changes: Change[], isNamed: boolean, hasEmpty: boolean, isDoubtful: boolean}} Plan */

/** What stands above names is no one's. */
const HEAD = /^(ф\.?\s?и\.?|фамили|имя)/i;
/** Where names may stand: after a number, a file's number. */
const NAMES_WITHIN = 3;

/**
 * @param {import("./edits.js").Edits} edits @param {Area} area @param {Source[][]} table @param {boolean} isErasing empty cells too
 * @returns {Plan}
 */
export function plan(edits, area, table, isErasing) {
  const { journal } = edits;
  const find = finder([...journal.everyone.values()]);
  const at = nameColumn(table, find);
  const single = at < 0 && table.length === 1 && table[0].length === 1;
  const rows = single ? Array.from({ length: Math.max(1, area.height) }, () => Array(Math.max(1, area.width)).fill(table[0][0])) : table;
  const width = Math.max(...rows.map((row) => row.length)) - at - 1;
  /** @type {Plan} */
  const made = { lines: [], refused: [], changes: [], isNamed: at >= 0, hasEmpty: false, isDoubtful: false };
  const twice = at < 0 ? new Set() : repeated(rows.map((row) => find(row[at]?.text ?? "")).filter(({ length }) => length === 1).flat());
  rows.forEach((row, number) => {
    const said = at < 0 ? "" : row[at]?.text ?? "";
    const cells = Array.from({ length: width }, (_, index) => row[at + 1 + index] ?? { text: "", read: null });
    const { student, why } = at < 0 ? placed(area, number) : named(find(said), twice, journal);
    if (student) made.lines.push({ student, said, slots: cells.flatMap((cell, index) => slot(made, edits, student, area.columns[index], cell, isErasing)) });
    else {
      const text = cells.map((cell) => cell.text).filter(Boolean).join(" · ");
      // The head of the list is no one's marks.
      if (text && !HEAD.test(said)) made.refused.push({ who: said || `строка ${number + 1}`, where: "", text, why });
    }
  });
  made.isDoubtful ||= made.isNamed || made.refused.length > 0 || new Set(made.changes.map(({ column }) => column)).size > 1;
  return made;
}

/** Which column names students; -1: none, rows go by their place. @param {Source[][]} table @param {(text: string) => Student[]} find */
function nameColumn(table, find) {
  for (let at = 0; at < NAMES_WITHIN; at += 1) {
    const cells = table.map((row) => row[at]).filter((cell) => cell?.text);
    const strange = cells.filter(({ text, read }) => /\p{L}{3}/u.test(text) && read && "why" in read);
    const isFollowed = table.some((row) => row.length > at + 1);
    if (strange.some(({ text }) => find(text).length) || (isFollowed && strange.length * 2 > cells.length)) return at;
  }
  return -1;
}

/** @template T @param {T[]} all */
const repeated = (all) => new Set(all.filter((one, index) => all.indexOf(one) !== index));

/** @param {Area} area @param {number} number @returns {{student?: Student, why: string}} */
const placed = ({ students }, number) => ({ student: students[number], why: say("строк больше, чем {student.gens} ниже этой клетки") });

/** @param {Student[]} found @param {Set<unknown>} twice @param {import("./data.js").Journal} journal @returns {{student?: Student, why: string}} */
function named(found, twice, journal) {
  const [student] = found;
  if (!student) return { why: say("такой фамилии в журнале нет") };
  if (found.length > 1) return { why: `может быть: ${found.map(({ name }) => name).join(", ")}; допишите имя` };
  if (twice.has(student)) return { why: `две строки об одном: ${student.name}` };
  return journal.rowOf.has(student.id) ? { student, why: "" } : { why: "не показан: выбрана другая подгруппа" };
}

/** Adds to the plan what becomes of one cell. @param {Plan} made @param {import("./edits.js").Edits} edits @param {Student} student @param {Column|undefined} column @param {Source} source @param {boolean} isErasing @returns {Slot[]} */
function slot(made, edits, student, column, { text, read }, isErasing) {
  if (!read) made.hasEmpty = true;
  if (!read && (!isErasing || !column)) return [];
  const why = !column ? say("правее {lesson.gens} нет") : whyNot(edits.journal, column, student) || (read && "why" in read ? read.why : "");
  if (why || !column) {
    if (!read) return [];
    made.refused.push({ who: student.name, where: column ? longDate(column.lesson.date) : "", text, why });
    return column ? [{ column, now: "", then: text, tone: "refused" }] : [];
  }
  const cell = { column, student };
  const changes = (read && !("why" in read) ? edits.read(cell, read) : edits.clear(cell)).filter(({ before, after }) => !same(before, after));
  const [mark, absence] = [edits.journal.mark(column, student), edits.journal.absence(column, student)];
  const [then, away] = [changes.find(({ kind }) => kind === "mark")?.after ?? mark, changes.find(({ kind }) => kind === "absence")?.after ?? absence];
  made.changes.push(...changes);
  const isLost = changes.some(({ before }) => ["value", "second", "debt", "code", "comment"].some((name) => /** @type {any} */ (before)[name]));
  const after = told(/** @type {any} */ (then), /** @type {any} */ (away));
  const isAway = changes.some(({ kind }) => kind === "mark") && absence.code && absence.code !== "ОП";
  made.isDoubtful ||= isLost || Boolean(isAway) || Boolean(read && "isOdd" in read && read.isOdd);
  return [{ column, now: told(mark, absence), then: after, tone: !changes.length ? "" : !after ? "erased" : isLost ? "replaced" : "put" }];
}

/** @param {any} one @param {any} other */
const same = (one, other) => Object.keys(other).every((name) => one[name] === other[name]);

/** @param {import("./types.js").Mark} mark @param {import("./types.js").Absence} absence */
const told = (mark, absence) => [cellText(mark, absence), mark.comment && `«${mark.comment}»`].filter(Boolean).join(" ");

/** @param {import("./data.js").Journal} journal @param {Column} column @param {Student} student */
function whyNot(journal, column, student) {
  if (!journal.isOpen(column, student)) return closedBecause(student, column);
  return column.lesson.date > journal.today ? say("{lesson.nom} ещё впереди") : "";
}

/** The cells of a foreign table. @param {string[][]} rows @param {string[]} values @returns {Source[][]} */
export const sources = (rows, values) => rows.map((row) => row.map((text) => ({ text, read: readCell(text, values) })));

/** The journal's own cells; a mark of another scale is not taken. @param {any[][]} rows @param {string[]} values @returns {Source[][]} */
export const ownSources = (rows, values) => rows.map((row) => row.map((cell) => {
  const isEmpty = !cell.text && !cell.comment;
  const isForeign = [cell.value, cell.second].some((mark) => mark && !values.includes(mark));
  return { text: cell.text, read: isEmpty ? null : isForeign ? { why: "такого значения в журнале нет" } : { ...cell, isOdd: false } };
}));
