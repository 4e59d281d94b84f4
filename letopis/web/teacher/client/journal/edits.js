/** Writing into cells: changes become operations of the queue and steps that can be taken back. No DOM. */

import { lastText, NO_ABSENCE, NO_MARK } from "./data.js";
import { Undo } from "./undo.js";

/** @typedef {import("./data.js").Journal} Journal */
/** @typedef {import("./queue.js").Queue} Queue */
/** @typedef {import("./types.js").Column} Column */
/** @typedef {import("./types.js").Student} Student */
/** @typedef {import("./types.js").Mark} Mark */
/** @typedef {import("./types.js").Absence} Absence */
/** @typedef {{column: Column, student: Student}} Cell */
/** @typedef {{kind: "mark", column: Column, student: Student, before: Mark, after: Mark}} MarkChange */
/** @typedef {{kind: "absence", column: Column, student: Student, before: Absence, after: Absence}} AbsenceChange */
/** @typedef {{value: string, reason: string}} PeriodMark */
/** @typedef {{kind: "period", column: Column, student: Student, before: PeriodMark, after: PeriodMark}} PeriodChange */
/** @typedef {MarkChange|AbsenceChange|PeriodChange} Change */

const LATE = "ОП";
/** They stand while there is no mark; a mark resolves them. */
const WAITING = new Set(["debt", "submitted", "missing", "absent"]);
/** Marks that stay in sight when the work is written again. */
const REWRITABLE = new Set(["5", "4", "3", "2", "зч", "нз"]);

export class Edits {
  /** @param {Journal} journal @param {Queue} queue */
  constructor(journal, queue) {
    this.journal = journal;
    this.queue = queue;
    /** @type {Undo<Change[]>} */
    this.steps = new Undo();
    /** What the last undoing has left as it is. @type {Change[]} */
    this.passed = [];
  }

  /** @param {Cell} cell @param {Partial<Mark>} wanted @returns {MarkChange} */
  mark({ column, student }, wanted) {
    const before = this.journal.mark(column, student);
    return { kind: "mark", column, student, before, after: { ...before, ...wanted } };
  }

  /** @param {Cell} cell @param {Partial<Absence>} wanted @returns {AbsenceChange} */
  absence({ column, student }, wanted) {
    const before = this.journal.absence(column, student);
    return { kind: "absence", column, student, before, after: { ...before, ...wanted } };
  }

  /** A mark; it resolves a debt, and where the work was to be written again the first one stays beside it. @param {Cell} cell @param {string} value @param {string} [second] */
  value(cell, value, second = "") {
    const change = this.mark(cell, { value, second, debtUntil: null });
    const { before, after } = change;
    if (before.state === "redo" && !before.was && REWRITABLE.has(before.value)) after.was = lastText(before);
    if (before.state === "redo" || WAITING.has(before.state)) after.state = "";
    return change;
  }

  /** How the work stands; what waits for a mark stands in its place. @param {Cell} cell @param {string} state @param {string|null} [until] of a debt */
  state(cell, state, until = null) {
    const { was } = this.journal.mark(cell.column, cell.student);
    if (was && (WAITING.has(state) || state === "redo")) return this.mark(cell, {});
    return this.mark(cell, { state, debtUntil: until, ...(WAITING.has(state) ? { value: "", second: "" } : {}) });
  }

  /** An absence; a lateness with the school's usual minutes. @param {Cell} cell @param {string} code @param {number|null} [minutes] */
  away(cell, code, minutes = null) {
    return this.absence(cell, { code, minutes: code === LATE ? minutes ?? this.journal.rules.late_minutes : null, note: "" });
  }

  /** What a pasted cell says; of what it does not speak, that stays. @param {Cell} cell @param {import("./table.js").Read} read @returns {Change[]} */
  read(cell, { value, second, state, debtUntil, comment, code, minutes, note }) {
    const there = this.journal.mark(cell.column, cell.student);
    const mark = value || state ? { ...this.value(cell, value, second).after, ...(state ? { state } : {}), debtUntil: state === "debt" ? debtUntil ?? there.debtUntil : null } : {};
    const changes = [this.mark(cell, { ...mark, ...(comment ? { comment } : {}) })];
    // The same absence without its minutes and note is no news.
    if (!code || (minutes === undefined && this.journal.absence(cell.column, cell.student).code === code)) return changes;
    const away = this.away(cell, code, minutes);
    return [...changes, note ? this.absence(cell, { ...away.after, note }) : away];
  }

  /** Everything that empties a cell. @param {Cell} cell @returns {Change[]} */
  clear(cell) {
    return [this.#emptied(cell), this.absence(cell, { ...NO_ABSENCE })];
  }

  /** Of a work written again the first mark is left, to be rewritten still. @param {Cell} cell */
  #emptied(cell) {
    const { was } = this.journal.mark(cell.column, cell.student);
    const [value, second = ""] = was.split("/");
    return this.mark(cell, was ? { value, second, state: "redo", was: "", debtUntil: null } : { ...NO_MARK });
  }

  /** Those that change anything. @param {Change[]} changes */
  real(changes) {
    return changes.filter(({ kind, before, after }) => !isSame(kind, before, after));
  }

  /** Writes the changes that change anything, as one step. @param {Change[]} changes @returns {Change[]} those written */
  write(changes) {
    const real = this.real(changes);
    if (real.length) this.steps.push(real);
    this.#send(real);
    return real;
  }

  /** Takes the last step back. @returns {Change[]} what was written */
  undo() {
    return this.#again((this.steps.back() ?? []).map((change) => /** @type {Change} */ ({ ...change, after: change.before, before: change.after })));
  }

  /** @returns {Change[]} */
  redo() {
    return this.#again(this.steps.forth() ?? []);
  }

  /** What a colleague has changed since, or would not have, is left alone. @param {Change[]} changes */
  #again(changes) {
    /** @type {Change[]} */
    const kept = [];
    this.passed = [];
    for (const change of changes) (this.#stands(change) ? kept : this.passed).push(change);
    return this.#send(kept);
  }

  /** Is there still what the step has found or left? @param {Change} change */
  #stands({ kind, column, student, before }) {
    const { journal } = this;
    const now = journal.current(column);
    return journal.pending.get(this.keyOf(kind, now, student))?.state !== "conflict" && isSame(kind, this.there(kind, now, student), before);
  }

  // Columns of periods have a third kind of cell (periods.js).

  /** @param {Change["kind"]} kind @param {Column} column @param {Student} student */
  keyOf(kind, column, student) {
    return kind === "mark" ? this.journal.markKey(column, student) : this.journal.absenceKey(column, student);
  }

  /** What stands in a cell. @param {Change["kind"]} kind @param {Column} column @param {Student} student @returns {Mark|Absence|PeriodMark} */
  there(kind, column, student) {
    return kind === "mark" ? this.journal.mark(column, student) : this.journal.absence(column, student);
  }

  /** @param {any} change @returns {{key: string, op: any, base: number}} */
  operation({ kind, column, student, after }) {
    return kind === "mark" ? this.journal.markOperation(column, student, after) : this.journal.absenceOperation(column, student, after);
  }

  /** @param {Change[]} changes */
  #send(changes) {
    // A lesson's second absence of one student is the same absence: the last one counts.
    const byKey = new Map();
    for (const change of changes) {
      const operation = this.operation(change);
      byKey.set(operation.key, operation);
    }
    if (byKey.size) this.queue.add([...byKey.values()], this.journal.course.id);
    return changes;
  }
}

/** What a hand writes into a cell; a saved one knows its place besides, one on its way does not. @type {Record<string, string[]>} */
const WRITTEN = { mark: namesOf(NO_MARK), absence: namesOf(NO_ABSENCE) };

/** Do both say the same? Blanks in a text are the server's to put right. @param {Change["kind"]} kind @param {any} one @param {any} other */
const isSame = (kind, one, other) => (WRITTEN[kind] ?? ["value", "reason"]).every((name) => tidy(one[name]) === tidy(other[name]));

/** @param {Mark|Absence} empty */
function namesOf(empty) {
  return Object.keys(empty).filter((name) => name !== "version");
}

/** @param {any} value */
const tidy = (value) => (typeof value === "string" ? value.normalize("NFC").replace(/[^\S\n]+/g, " ").trim() : value);
