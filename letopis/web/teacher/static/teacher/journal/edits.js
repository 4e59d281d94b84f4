/** Writing into cells: changes become operations of the queue and steps that can be taken back. No DOM. */

import { NO_ABSENCE, NO_MARK } from "./data.js";
import { Undo } from "./undo.js";

/** @typedef {import("./data.js").Journal} Journal */
/** @typedef {import("./queue.js").Queue} Queue */
/** @typedef {import("./types.js").Column} Column */
/** @typedef {import("./types.js").Student} Student */
/** @typedef {import("./types.js").Mark} Mark */
/** @typedef {import("./types.js").Absence} Absence */
/** @typedef {{column: Column, student: Student}} Cell */
/** @typedef {{kind: "mark", column: Column, student: Student, before: Mark, after: Mark}
 *   | {kind: "absence", column: Column, student: Student, before: Absence, after: Absence}} Change */

const LATE = "ОП";

export class Edits {
  /** @param {Journal} journal @param {Queue} queue */
  constructor(journal, queue) {
    this.journal = journal;
    this.queue = queue;
    /** @type {Undo<Change[]>} */
    this.steps = new Undo();
  }

  /** @param {Cell} cell @param {Partial<Mark>} wanted @returns {Change} */
  mark({ column, student }, wanted) {
    const before = this.journal.mark(column, student);
    return { kind: "mark", column, student, before, after: { ...before, ...wanted } };
  }

  /** @param {Cell} cell @param {Partial<Absence>} wanted @returns {Change} */
  absence({ column, student }, wanted) {
    const before = this.journal.absence(column, student);
    return { kind: "absence", column, student, before, after: { ...before, ...wanted } };
  }

  /** A mark; it resolves a debt. @param {Cell} cell @param {string} value @param {string} [second] */
  value(cell, value, second = "") {
    return this.mark(cell, { value, second, debt: false, debtUntil: null });
  }

  /** An absence; a lateness with the school's usual minutes. @param {Cell} cell @param {string} code @param {number|null} [minutes] */
  away(cell, code, minutes = null) {
    return this.absence(cell, { code, minutes: code === LATE ? minutes ?? this.journal.rules.late_minutes : null, note: "" });
  }

  /** What a pasted cell says. @param {Cell} cell @param {NonNullable<ReturnType<typeof import("./clipboard.js").readCell>>} read @returns {Change[]} */
  read(cell, read) {
    if ("clear" in read) return this.clear(cell);
    if ("debt" in read) return [this.mark(cell, { value: "", second: "", debt: true })];
    if ("code" in read) return [this.away(cell, read.code)];
    return [this.value(cell, read.value, read.second)];
  }

  /** Everything that empties a cell. @param {Cell} cell @returns {Change[]} */
  clear(cell) {
    return [this.mark(cell, { ...NO_MARK }), this.absence(cell, { ...NO_ABSENCE })];
  }

  /** Writes the changes that change anything, as one step. @param {Change[]} changes @returns {Change[]} those written */
  write(changes) {
    const real = changes.filter(isChange);
    if (real.length) this.steps.push(real);
    this.#send(real);
    return real;
  }

  /** Takes the last step back. @returns {Change[]} what was written */
  undo() {
    return this.#send((this.steps.back() ?? []).map((change) => /** @type {Change} */ ({ ...change, after: change.before, before: change.after })));
  }

  /** @returns {Change[]} */
  redo() {
    return this.#send(this.steps.forth() ?? []);
  }

  /** @param {Change[]} changes */
  #send(changes) {
    // A lesson's second absence of one student is the same absence: the last one counts.
    const byKey = new Map();
    for (const change of changes) {
      const operation = change.kind === "mark"
        ? this.journal.markOperation(change.column, change.student, change.after)
        : this.journal.absenceOperation(change.column, change.student, change.after);
      byKey.set(operation.key, operation);
    }
    if (byKey.size) this.queue.add([...byKey.values()], this.journal.course.id);
    return changes;
  }
}

/** @param {Change} change */
function isChange({ before, after }) {
  const fields = /** @type {Array<keyof (Mark & Absence)>} */ (Object.keys(after).filter((name) => name !== "version"));
  return fields.some((name) => /** @type {any} */ (before)[name] !== /** @type {any} */ (after)[name]);
}
