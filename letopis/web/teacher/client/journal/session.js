/**
 * A screen's dealings with the journal: the model, the queue laid over it, what the server answers, what colleagues change.
 * The grid and the lesson screen both stand on it. Events: `paint` (keys of cells that look different now), `columns` (the
 * model was laid out anew), `answer` (one operation settled), `status` (the line at the foot).
 */

import { Edits } from "./edits.js";
import { longDate } from "./format.js";
import { Live } from "./live.js";
import { parts } from "./parts.js";
import { Queue } from "./queue.js";

/** @typedef {import("./data.js").Journal} Journal */
/** @typedef {import("./types.js").Queued} Queued */
/** @typedef {import("./types.js").Answer} Answer */
/** @typedef {import("./types.js").Column} Column */
/** @typedef {import("./types.js").Student} Student */
/** @typedef {"saving"|"waiting"|"conflict"|"refused"|""} CellState */

export class Session extends EventTarget {
  /** @type {Live|undefined} */ live;
  /** Tasks confirmed since the page was kept. @type {import("./wire.js").Task[]} */ confirmedTasks = [];

  /**
   * @param {Journal} journal @param {{account: string, operations: string, changes: string}} addresses
   * @param {() => Promise<void>} [shown] kept once the screen has shown what was typed
   */
  constructor(journal, addresses, shown) {
    super();
    this.journal = journal;
    this.addresses = addresses;
    this.queue = new Queue(addresses.account, addresses.operations, shown);
    this.edits = new (parts.Edits ?? Edits)(journal, this.queue);
    /** @type {Map<string, CellState>} */
    this.states = new Map();
  }

  /** Takes keys from now on; the promise is kept once what was left from the last time is there too. */
  async start() {
    this.queue.about = (record) => this.#about(record);
    this.queue.addEventListener("change", (event) => this.#onQueue(/** @type {CustomEvent} */ (event).detail));
    const [typed] = await Promise.all([this.queue.load(), this.#takeConfirmed()]);
    await this.queue.rebase(typed.map((record) => ({ record, version: this.#versionOf(record) })));
    this.queue.isLoaded = true;
    this.sync();
    this.live = new Live(this.addresses.changes, () => this.journal.cursor, async (news) => {
      await this.queue.shown();
      this.#onChanges(news);
    });
    this.queue.flush();
  }

  /** The version of a record's cell as the journal is now known. @param {Queued} record */
  #versionOf({ key, op }) {
    const student = this.journal.everyone.get(op.student_id);
    if (!student) return 0;
    const column = this.journal.columns.find((one) => this.journal.markKey(one, student) === key || this.journal.absenceKey(one, student) === key);
    if (!column) return 0;
    return (op.kind === "mark" ? this.journal.savedMark(column, student) : this.journal.savedAbsence(column, student)).version;
  }

  /** A page kept for a time without a network is older than what the server has confirmed since: the ledger's cursor tells. */
  async #takeConfirmed() {
    const kept = await this.queue.rows.confirmed(this.journal.course.id, this.journal.cursor).catch(() => []);
    const of = (/** @type {string} */ kind) => kept.filter((one) => one.kind === kind).map(({ row }) => row);
    const { columns, cells } = this.journal.take({ lessons: of("lesson"), works: of("work"), marks: of("mark"), absences: of("absence") });
    this.confirmedTasks = of("homework");
    if (columns || cells.length) this.#emit("columns", {});
  }

  /** @param {Column} column @param {Student} student @returns {CellState} */
  stateOf(column, student) {
    return this.states.get(this.journal.markKey(column, student)) || this.states.get(this.journal.absenceKey(column, student)) || "";
  }

  /** The record of a cell that asks for the teacher: a conflict or a refusal. @param {Column} column @param {Student} student */
  troubleOf(column, student) {
    const keys = [this.journal.markKey(column, student), this.journal.absenceKey(column, student)];
    return [...this.queue.records.values()].find(({ key, state }) => keys.includes(key) && (state === "conflict" || state === "refused"));
  }

  /** Puts one operation on its way. @param {string} key @param {import("./types.js").Operation} op @param {number} base */
  send(key, op, base) {
    return this.queue.add([{ key, op, base }], this.journal.course.id);
  }

  /** Decides a conflict for what the teacher wrote. @param {Queued} record */
  insist(record) {
    return this.queue.add([{ key: record.key, op: record.op, base: /** @type {any} */ (record.answer).version ?? 0 }], record.course);
  }

  /** Takes the queue's records over into the model and tells which cells look different. */
  sync() {
    /** @type {Map<string, CellState>} */
    const states = new Map();
    /** @type {Map<string, Queued>} */
    const pending = new Map();
    for (const record of this.queue.records.values()) {
      if (record.course !== this.journal.course.id) continue;
      if (record.state === "refused") states.set(record.key, "refused");
      else {
        pending.set(record.key, record);
        states.set(record.key, record.state === "conflict" ? "conflict" : this.queue.link === "ok" ? "saving" : "waiting");
      }
    }
    const changed = new Set();
    for (const key of new Set([...states.keys(), ...this.states.keys()])) {
      if (states.get(key) !== this.states.get(key) || pending.get(key) !== this.journal.pending.get(key)) changed.add(key);
    }
    this.states = states;
    this.journal.pending = pending;
    this.#emit("paint", { keys: changed });
    this.#emit("status", {});
  }

  /** @param {import("./queue.js").QueueChange} change */
  #onQueue({ answers }) {
    let columns = false;
    for (const { record, answer } of answers) {
      if (record.course === this.journal.course.id) columns = this.#take(record, answer) || columns;
    }
    this.sync();
    if (columns) this.#emit("columns", {});
  }

  /** Takes an answer's rows over. @param {Queued} record @param {Answer} answer @returns {boolean} true where columns changed */
  #take(record, answer) {
    this.#emit("answer", { record, answer });
    if (answer.status === "refused") return false;
    /** @type {(kind: string) => any[]} */
    const rows = (kind) => {
      const row = answer.status === "conflict" ? (rowKind(record) === kind ? answer.current : null) : /** @type {any} */ (answer)[kind];
      return Array.isArray(row) ? [row] : [];
    };
    const isRemoved = record.op.kind === "work" && record.op.removed && answer.status === "applied";
    const { columns } = this.journal.take({
      lessons: rows("lesson"), works: isRemoved ? [] : rows("work"), marks: rows("mark"), absences: rows("absence"),
      removed_works: isRemoved ? [record.op.work_id] : [],
    });
    return columns;
  }

  /** @param {import("./types.js").Changes} news */
  #onChanges(news) {
    // The server answers again: what waits need not wait for its next turn.
    if (this.queue.link !== "ok" && this.queue.unanswered.length) this.queue.flush();
    this.journal.cursor = news.cursor;
    const { cells, columns } = this.journal.take(news);
    const keys = cells.flatMap(([student, lesson]) => this.journal.columns
      .filter((column) => column.lesson.id === lesson)
      .map((column) => `m:${column.key}:${student}`));
    if (keys.length) this.#emit("paint", { keys: new Set(keys) });
    if (columns) this.#emit("columns", {});
  }

  /** «Баранов Кирилл, 2 ноября»: what a record is about. @param {Queued} record */
  nameOf(record) {
    const name = this.journal.everyone.get(record.op.student_id)?.name;
    const lesson = this.journal.lessons.get(record.op.lesson_id ?? this.journal.works.get(record.op.work_id)?.lessonId ?? 0);
    const period = this.journal.periodColumns.find(([id]) => id === record.op.period);
    return [name, lesson ? longDate(lesson.date) : period?.[1]].filter(Boolean).join(", ");
  }

  /** The same for whoever reads it on another page. @param {Queued} record */
  #about(record) {
    const { subject, class: group } = this.journal.course;
    return `${this.nameOf(record)} · ${subject}, ${group}`;
  }

  /** @param {string} name @param {any} detail */
  #emit(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

/** What row an operation is answered with. @param {Queued} record */
const rowKind = ({ op }) => (op.kind === "topic" || op.kind === "attendance" ? "lesson" : op.kind);

/** What a screen reader hears of an answer; "" for what went well. @param {Session} session @param {Queued} record @param {Answer} answer */
export function announcementOf(session, record, answer) {
  if (answer.status === "refused") return `${session.nameOf(record)}: не принято. ${answer.message ?? ""}`;
  if (answer.status === "conflict") return `${session.nameOf(record)}: расхождение, в журнале другое значение, ${answer.by ?? ""}`;
  return "";
}

/** Addresses that a screen's element names in its attributes. @param {Element} element */
export const addressesOf = (element) => {
  const [account, operations, changes] = ["account", "operations", "changes"].map((name) => element.getAttribute(name) ?? "");
  return { account, operations, changes };
};
