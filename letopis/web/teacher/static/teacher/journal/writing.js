/** Writing into the grid: marks, absences, second marks, debts, comments, undoing, the clipboard. Says why where it cannot. */

import { pasted, rangeText, toTable } from "./clipboard.js";
import { counted, longDate, say } from "./format.js";
import { commandOf } from "./keys.js";
import { closedBecause } from "./markup.js";
import { valueText } from "./stories.js";

/** @typedef {import("./view.js").Place} Place */
/** @typedef {import("./edits.js").Change} Change */
/** @typedef {import("./edits.js").Cell} Cell */

const COUNTING = new Set(["5", "4", "3", "2"]);
const REHEARSED = new KeyboardEvent("keydown", { key: "5", code: "Digit5" });

export class Writing {
  /** @param {import("./grid.js").JournalGrid} grid */
  constructor(grid) {
    this.grid = grid;
    /** The cell whose second mark is awaited. @type {Place|null} */
    this.half = null;
    /** The cell typed into last: «/» goes back to it. @type {Place|null} */
    this.typed = null;
  }

  get journal() {
    return this.grid.journal;
  }

  get view() {
    return this.grid.view;
  }

  get edits() {
    return this.grid.session.edits;
  }

  /** Those of `cells` that can be written; says why where none can. @param {Cell[]} cells */
  writable(cells) {
    if (!this.grid.editable) {
      this.grid.notice(this.journal.course.readonly_why || "Эту страницу можно только читать.");
      return [];
    }
    if (this.view.current.row < 0 || !cells.length) return [];
    const open = cells.filter(({ column, student }) => this.journal.isOpen(column, student));
    if (!open.length) this.grid.notice(closedBecause(cells[0].student, cells[0].column));
    const past = open.filter((cell) => this.#isWritable(cell));
    if (!past.length && open.length) this.grid.notice(`${say("{Lesson.nom}")} ${longDate(open[0].column.lesson.date)} ещё впереди: отметки и пропуски ставят в день ${say("{lesson.gen}")}.`);
    return past;
  }

  /** @param {Cell} cell */
  #isWritable({ column, student }) {
    return this.grid.editable && this.view.current.row >= 0 && this.journal.isOpen(column, student) && column.lesson.date <= this.journal.today;
  }

  /** @param {Change[]} changes @param {{advance?: boolean}} [options] */
  write(changes, { advance = false } = {}) {
    if (!changes.length) return;
    const here = { ...this.view.current };
    const write = () => this.after(this.edits.write(changes));
    // The mark is painted before it is written and before the ring goes on.
    if (changes.length === 1 && this.#show(changes[0])) this.grid.later.act(Symbol("write"), write);
    else write();
    if (advance && !this.grid.corner) this.grid.later.act("step", () => this.step(false));
    this.typed = here;
  }

  /** Shows a cell as it is about to be; false where it is not on the screen. @param {Change} change */
  #show(change) {
    const row = this.journal.rowOf.get(change.student.id);
    const column = this.view.columns.indexOf(change.column);
    if (row === undefined || column < 0) return false;
    this.view.paint(row, column, change);
    return true;
  }

  /**
   * Goes the way of a typed mark, changing nothing. A browser makes code fast that it has seen run some dozens of times; without
   * this the first keys of a lesson would be those times.
   * @param {number} rounds @returns {boolean} false where nothing can be typed
   */
  rehearse(rounds) {
    // The cell shows what is not written yet.
    if (this.grid.later.isHeld) return true;
    const [here] = this.grid.cells();
    if (this.grid.corner || this.half || !here || !this.#isWritable(here)) return false;
    for (let round = 0; round < rounds; round += 1) {
      const command = commandOf(REHEARSED);
      const [cell] = this.writable(this.grid.cells());
      const change = this.edits.value(cell, command?.name === "value" ? command.value : "");
      this.#show({ ...change, after: change.before });
    }
    return true;
  }

  /** Says what was written. @param {Change[]} written */
  after(written) {
    this.grid.bubble.close();
    if (written.length > 1) this.grid.say(`Изменено: ${counted(written.length, "клетка", "клетки", "клеток")}`);
    else if (written[0]) {
      const { column, student } = written[0];
      this.grid.say(`${student.name}: ${valueText(this.journal.mark(column, student), this.journal.absence(column, student))}`);
    }
  }

  /** To the next cell, the way Enter goes; pupils who were not in the class that day are passed over. @param {boolean} back */
  step(back) {
    const { row, column } = this.view.current;
    const by = back ? -1 : 1;
    if (this.grid.prefs.enter === "right") return this.grid.goTo({ row, column: Math.min(column + by, this.view.columns.length - 1) });
    const { students } = this.journal;
    const lesson = this.view.columns[column];
    let next = row + by;
    while (lesson && students[next] && !this.journal.isOpen(lesson, students[next])) next += by;
    return this.grid.goTo({ row: students[next] ? next : row, column });
  }

  /** @param {string} value */
  putValue(value) {
    const cells = this.writable(this.grid.cells());
    const { values } = this.journal;
    if (!cells.length) return;
    if (!values.includes(value)) {
      this.grid.notice(values.length ? `Отметки «${value}» нет в шкале: можно ${values.join(", ")}.` : "Обучение безотметочное: здесь отметки не ставят.");
      return;
    }
    const first = this.half && this.journal.mark(cells[0].column, cells[0].student).value;
    this.half = null;
    if (first) {
      if (COUNTING.has(value)) this.write([this.edits.mark(cells[0], { second: value })], { advance: true });
      else this.#repaintCurrent();
      return;
    }
    this.write(cells.map((cell) => this.edits.value(cell, value)), { advance: true });
  }

  /** @param {string} code */
  putAbsence(code) {
    this.write(this.writable(this.grid.cells()).map((cell) => this.edits.away(cell, code)), { advance: true });
  }

  beginSecond() {
    if (this.grid.corner) return;
    const place = this.typed && this.#hasFirst(this.typed) ? this.typed : this.view.current;
    if (!this.#hasFirst(place) || !this.grid.editable) {
      this.grid.notice("Вторая отметка ставится к первой: наберите, например, 5, затем / и 4.");
      return;
    }
    this.grid.goTo(place);
    this.half = place;
    this.showHalf();
    this.grid.say("Вторая отметка");
  }

  /** @param {Place} place */
  #hasFirst({ row, column }) {
    const lesson = this.view.columns[column];
    const student = this.journal.students[row];
    return Boolean(lesson && student && COUNTING.has(this.journal.mark(lesson, student).value));
  }

  showHalf() {
    if (!this.half) return;
    const { row, column } = this.half;
    this.view.paintHalf(row, column, `${this.journal.mark(this.view.columns[column], this.journal.students[row]).value}/`);
  }

  leaveHalf() {
    if (!this.half) return;
    this.half = null;
    this.#repaintCurrent();
  }

  #repaintCurrent() {
    this.view.paint(this.view.current.row, this.view.current.column);
  }

  toggleDebt() {
    const cells = this.writable(this.grid.cells());
    const debt = cells.some(({ column, student }) => !this.journal.mark(column, student).debt);
    this.write(cells.map((cell) => this.edits.mark(cell, debt ? { value: "", second: "", debt } : { debt, debtUntil: null })), { advance: true });
  }

  clear() {
    this.write(this.writable(this.grid.cells()).flatMap((cell) => this.edits.clear(cell)));
  }

  comment() {
    const cells = this.writable(this.grid.cells());
    if (!cells.length) return;
    this.grid.talk.comment(cells, (comment) => this.write(cells.map((cell) => this.edits.mark(cell, { comment }))));
  }

  /** @param {Change[]} changes */
  undone(changes) {
    if (!changes.length) return this.grid.say("Отменять нечего");
    const [{ column: { key }, student }] = changes;
    const column = this.view.columns.findIndex((one) => one.key === key);
    const row = this.journal.rowOf.get(student.id);
    if (changes.length === 1 && column >= 0 && row !== undefined) this.grid.goTo({ row, column });
    this.after(changes);
  }

  // ── spreadsheet ──

  /** @param {DataTransfer} clipboard @param {boolean} cut */
  copy(clipboard, cut) {
    const rows = rangeText(this.journal, this.view.columns, this.grid.range());
    clipboard.setData("text/plain", toTable(rows));
    this.grid.say(`Скопировано: ${counted(rows.flat().length, "клетка", "клетки", "клеток")}`);
    if (cut) this.clear();
  }

  /** @param {string} text */
  paste(text) {
    if (!this.writable(this.grid.cells()).length) return;
    const { changes, unknown } = pasted(this.edits, this.view.columns, this.grid.range(), text);
    this.write(changes);
    if (unknown) this.grid.notice(`Не вставлено: ${counted(unknown, "значение", "значения", "значений")}. Таких отметок в шкале нет.`);
  }
}
