/** The sheet of a course: what the server knows, with what is typed and not answered laid over it; no DOM. */

import { readPeriodMark, readProposal, readSheetColumn, readSheetPerson } from "../journal/wire.js";

/** @typedef {import("../journal/wire.js").TotalsDocument} TotalsDocument */
/** @typedef {import("../journal/wire.js").SheetColumn} Column */
/** @typedef {import("../journal/wire.js").SheetPerson} Person */
/** @typedef {import("../journal/types.js").Queued} Queued */
/** @typedef {{value: string, reason: string, version: number}} Mark */
/** @typedef {{value: string, why: string, disputed: boolean, shut: string, elsewhere: string}} Proposal */
/** @typedef {{column: Column, person: Person}} Cell */

/** @type {Mark} */
const NO_MARK = { value: "", reason: "", version: 0 };
/** @type {Proposal} */
const NO_PROPOSAL = { value: "", why: "", disputed: false, shut: "", elsewhere: "" };

export class Sheet {
  /** What is typed and not answered, by key. @type {Map<string, Queued>} */ pending = new Map();

  /** @param {TotalsDocument} document */
  constructor(document) {
    /** @type {Map<string, Mark>} */
    this.marks = new Map();
    /** @type {Map<string, Proposal>} */
    this.proposals = new Map();
    this.course = document.course_id;
    this.today = document.today;
    this.editable = document.is_editable;
    this.values = document.values;
    this.columns = document.columns.map(readSheetColumn);
    this.people = document.students.map(readSheetPerson);
    this.take(document);
  }

  /** Takes over what the server knows by now. @param {TotalsDocument} document */
  take(document) {
    document.marks.forEach((row) => this.put(row));
    this.proposals = new Map(document.proposals.map(readProposal).map(({ studentId, period, ...proposal }) => [this.key(studentId, period), proposal]));
  }

  /** A mark as an answer brings it; an older one is none. @param {import("../journal/wire.js").PeriodMarkRow} row */
  put(row) {
    const { studentId, period, ...mark } = readPeriodMark(row);
    const key = this.key(studentId, period);
    if (mark.version >= (this.marks.get(key) ?? NO_MARK).version) this.marks.set(key, mark);
  }

  /** @param {number} student @param {string} period */
  key(student, period) {
    return `p:${this.course}:${period}:${student}`;
  }

  /** @param {Cell} cell */
  keyOf({ person, column }) {
    return this.key(person.id, column.id);
  }

  /** What stands in a cell, as saved. @param {Cell} cell */
  saved(cell) {
    return this.marks.get(this.keyOf(cell)) ?? NO_MARK;
  }

  /** What stands in a cell, what is typed over it. @param {Cell} cell @returns {Mark} */
  mark(cell) {
    const saved = this.saved(cell);
    const typed = this.pending.get(this.keyOf(cell))?.op;
    return typed ? { ...saved, value: typed.value, reason: typed.reason ?? "" } : saved;
  }

  /** @param {Cell} cell */
  proposal(cell) {
    return this.proposals.get(this.keyOf(cell)) ?? NO_PROPOSAL;
  }

  /** Whether a mark asks for a word of why. @param {Cell} cell @param {string} value */
  needsWhy(cell, value) {
    const proposed = this.proposal(cell).value;
    return Boolean(value && proposed && value !== proposed);
  }

  /** Whether marks of a column are put by now. @param {Column} column */
  isOpen(column) {
    return !column.closed && (!column.opensOn || column.opensOn <= this.today);
  }

  /** Cells of a column where what is proposed would stand at once. @param {Column} column @returns {Cell[]} */
  open(column) {
    return this.people.map((person) => ({ column, person })).filter((cell) => {
      const { value, shut, elsewhere } = this.proposal(cell);
      return value && !shut && !elsewhere && !this.mark(cell).value;
    });
  }

  /** @param {Cell} cell @param {string} value @param {string} [reason] @returns {{key: string, op: import("../journal/types.js").Operation, base: number}} */
  operation(cell, value, reason) {
    const { person, column } = cell;
    const op = { kind: /** @type {const} */ ("period_mark"), course_id: this.course, student_id: person.id, period: column.id, value, ...(reason ? { reason } : {}) };
    return { key: this.keyOf(cell), op, base: this.saved(cell).version };
  }
}
