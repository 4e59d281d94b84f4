/** Writing into the grid: marks, absences, second marks, states of works, comments, undoing, the clipboard. Says why where it cannot. */

import { copied } from "./clipboard.js";
import { counted, longDate, phrase } from "./format.js";
import { commandOf } from "./keys.js";
import { closedBecause } from "./markup.js";
import { paste } from "./paste.js";
import { valueText } from "./stories.js";

/** @typedef {import("./view.js").Place} Place */
/** @typedef {import("./edits.js").Change} Change */
/** @typedef {import("./edits.js").Cell} Cell */

const COUNTING = new Set(["5", "4", "3", "2"]);
/** What one who was away may have without a question. */
const NO_ANSWER = new Set(["н/а", "осв"]);
const LATE = "ОП";
const REHEARSED = new KeyboardEvent("keydown", { key: "5", code: "Digit5" });

export class Writing {
  /** @param {import("./grid.js").JournalGrid} grid */
  constructor(grid) {
    this.grid = grid;
    // Cells, not places: the table may be drawn anew between two keys.
    /** The cell whose second mark is awaited. @type {Cell|null} */
    this.half = null;
    /** The cell typed into last: «/» and «К» go back to it until one goes elsewhere. @type {Cell|null} */
    this.typed = null;
    /** Where one goes on after a comment to an earlier cell. @type {Cell|null} */
    this.resume = null;
    /** Absences in spite of which a mark was meant. @type {Set<string>} */
    this.meant = new Set();
  }

  /** The teacher has gone elsewhere. */
  forget() {
    this.typed = this.resume = null;
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

  /** Those of `cells` that can be written; says why where none can. @param {Cell[]} all */
  writable(all) {
    const cells = all.filter(({ column }) => !column.period);
    if (!this.grid.editable) {
      this.grid.notice(this.journal.course.readonly_why || "Эту страницу можно только читать.");
      return [];
    }
    if (!cells.length) this.grid.notice("Встаньте на клетку.");
    if (this.view.current.row < 0 || !cells.length) return [];
    const open = cells.filter(({ column, student }) => this.journal.isOpen(column, student));
    if (!open.length) this.grid.notice(closedBecause(cells[0].student, cells[0].column));
    const past = open.filter((cell) => this.#isWritable(cell));
    if (!past.length && open.length) this.grid.notice(`${phrase("{Lesson.nom}")} ${longDate(open[0].column.lesson.date)} ещё впереди: отметки и пропуски ставят в день ${phrase("{lesson.gen}")}.`);
    return past;
  }

  /** @param {Cell} cell */
  #isWritable({ column, student }) {
    return this.grid.editable && this.view.current.row >= 0 && this.journal.isOpen(column, student) && column.lesson.date <= this.journal.today;
  }

  /** @param {Change[]} changes @param {{advance?: boolean}} [options] */
  write(changes, { advance = false } = {}) {
    if (!changes.length) return;
    const [{ column, student }] = changes;
    const write = () => this.after(this.edits.write(changes));
    // The mark is painted before it is written and before the ring goes on.
    if (changes.length === 1 && this.#show(changes[0])) this.grid.later.act(Symbol("write"), write);
    else write();
    if (advance && !this.grid.corner) this.grid.later.act("step", () => this.step(false, true));
    this.typed = changes.every((one) => one.column === column && one.student === student) ? { column, student } : null;
  }

  /** Shows a cell as it is about to be; false where it is not on the screen. @param {Change} change */
  #show(change) {
    const place = this.view.find(change);
    if (place) this.view.paint(place.row, place.column, change);
    return Boolean(place);
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
    if (this.grid.corner || this.half || !here || here.column.period || !this.#isWritable(here)) return false;
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
    if (written.length > 1) this.grid.announce(`Изменено: ${counted(written.length, "клетка", "клетки", "клеток")}`);
    else if (written[0]) {
      const { column, student } = written[0];
      this.grid.announce(`${student.name}: ${valueText(this.journal.mark(column, student), this.journal.absence(column, student))}`);
    }
  }

  /**
   * To the next cell, the way Enter goes. Down, those who were not in the class that day or not at the lesson are passed over.
   * @param {boolean} back @param {boolean} [isOn] the grid goes on by itself
   */
  step(back, isOn = false) {
    const { row, column } = this.view.current;
    const by = back ? -1 : 1;
    if (this.grid.prefs.enter === "right") return this.grid.goTo({ row, column: Math.min(column + by, this.view.columns.length - 1) }, { isOn });
    const { students } = this.journal;
    const lesson = this.view.columns[column];
    if (lesson?.period) return this.grid.goTo({ row: row + by, column }, { isOn });
    const next = (/** @type {(cell: Cell) => boolean} */ isPassed) => {
      let to = row + by;
      while (lesson && students[to] && isPassed({ column: lesson, student: students[to] })) to += by;
      return students[to] && to;
    };
    const isClosed = (/** @type {Cell} */ { column: where, student }) => !this.journal.isOpen(where, student);
    const to = next((cell) => isClosed(cell) || (!back && Boolean(this.#away(cell)))) ?? next(isClosed) ?? row;
    return this.grid.goTo({ row: to, column }, { isOn });
  }

  /** The absence of one who was not at the lesson, "" of one who was. @param {Cell} cell */
  #away({ column, student }) {
    const { code } = this.journal.absence(column, student);
    return code === LATE ? "" : code;
  }

  /** @param {string} value @param {Cell[]} [asked] */
  putValue(value, asked = this.grid.cells()) {
    if (this.half) return this.#putSecond(this.half, value);
    const { values } = this.journal;
    const cells = this.writable(asked);
    if (!cells.length) return;
    if (!values.includes(value)) {
      this.grid.notice(values.length ? `Отметки «${value}» нет в шкале: можно ${values.join(", ")}.` : "Обучение безотметочное: здесь отметки не ставят.");
      return;
    }
    const put = (/** @type {Cell[]} */ some) => this.write(some.map((cell) => this.edits.value(cell, value)), { advance: true });
    const doubtful = NO_ANSWER.has(value) ? [] : cells.filter((cell) => this.#isDoubtful(cell));
    if (!doubtful.length) return put(cells);
    this.grid.dialogs.askAway(doubtful, doubtful.length === cells.length, value, (isMeant) => {
      if (isMeant) for (const { column, student } of doubtful) this.meant.add(this.journal.absenceKey(column, student));
      put(isMeant ? cells : cells.filter((cell) => !doubtful.includes(cell)));
    });
  }

  /** A first mark for one who was away. @param {Cell} cell */
  #isDoubtful(cell) {
    const { column, student } = cell;
    return this.#away(cell) && !this.journal.mark(column, student).value && !this.meant.has(this.journal.absenceKey(column, student));
  }

  /** @param {Cell} cell @param {string} value */
  #putSecond(cell, value) {
    if (!COUNTING.has(value)) return this.grid.notice("Вторая отметка: 2, 3, 4 или 5. Esc оставит одну.");
    this.half = null;
    if (this.#hasFirst(cell)) this.write([this.edits.mark(cell, { second: value })], { advance: true });
  }

  /** @param {string} code @param {Cell[]} [asked] */
  putAbsence(code, asked = this.grid.cells()) {
    this.write(this.writable(asked).map((cell) => this.edits.away(cell, code)), { advance: true });
  }

  beginSecond() {
    if (this.grid.corner) return;
    const cell = this.typed && this.#hasFirst(this.typed) ? this.typed : this.grid.cells()[0];
    const place = cell && this.#hasFirst(cell) && this.view.find(cell);
    if (!place) return this.grid.notice("Вторая отметка ставится к первой: наберите, например, 5, затем / и 4.");
    if (!this.writable([cell]).length) return;
    this.grid.goTo(place, { isOn: true });
    this.half = cell;
    this.showHalf();
    this.grid.announce("Вторая отметка");
  }

  /** @param {Cell} cell */
  #hasFirst({ column, student }) {
    return COUNTING.has(this.journal.mark(column, student).value);
  }

  showHalf() {
    const place = this.half && this.view.find(this.half);
    if (this.half && place) this.view.paintHalf(place.row, place.column, `${this.journal.mark(this.half.column, this.half.student).value}/`);
  }

  leaveHalf() {
    const place = this.half && this.view.find(this.half);
    this.half = null;
    if (place) this.view.paint(place.row, place.column);
  }

  /** How the work stands; the same again takes it away. @param {string} state @param {Cell[]} [asked] */
  toggleState(state, asked = this.grid.cells()) {
    const cells = this.writable(asked);
    if (!cells.length) return;
    if (!this.journal.values.length) return this.grid.notice("Обучение безотметочное: отметок и состояний работы здесь нет.");
    const isOn = cells.some(({ column, student }) => this.journal.mark(column, student).state !== state);
    this.putState(isOn ? state : "", cells);
  }

  /** @param {string} state @param {Cell[]} cells */
  putState(state, cells) {
    if (state === "excluded") this.#exclude(cells);
    else this.write(cells.map((cell) => this.edits.state(cell, state)), { advance: true });
  }

  /** A mark that does not count says why: the comment. @param {Cell[]} cells */
  #exclude(cells) {
    const marked = cells.filter(({ column, student }) => this.journal.mark(column, student).value);
    if (!marked.length) return this.grid.notice("Не учитывать можно только отметку: поставьте её.");
    this.grid.dialogs.comment(marked, ({ comment }) => this.write(marked.map((cell) => {
      const change = this.edits.state(cell, "excluded");
      change.after.comment = comment?.(cell.student.id) ?? change.before.comment;
      return change;
    })), "Почему не учитывается");
  }

  /** @param {Cell[]} [asked] */
  clear(asked = this.grid.cells()) {
    if (this.half) return this.leaveHalf();
    this.write(this.writable(asked).flatMap((cell) => this.edits.clear(cell)));
  }

  /** To the cell just typed into, though the grid has gone on; else to where one is. @param {Cell[]} [asked] */
  comment(asked = this.typed && !this.grid.corner ? [this.typed] : this.grid.cells()) {
    const [here] = this.grid.cells();
    const cells = this.writable(asked);
    if (!cells.length) return;
    const place = this.view.find(cells[0]);
    if (place && cells.length === 1) {
      this.grid.goTo(place, { isOn: true });
      this.resume = here;
    }
    this.grid.dialogs.comment(cells, ({ comment, debtUntil }) => this.write(cells.map((cell) => {
      const { state } = this.journal.mark(cell.column, cell.student);
      return this.edits.mark(cell, { ...(comment === undefined ? {} : { comment: comment(cell.student.id) }), ...(state === "debt" && debtUntil !== undefined ? { debtUntil } : {}) });
    })));
  }

  /** @param {Change[]} changes */
  undone(changes) {
    const { passed } = this.edits;
    if (!changes.length && !passed.length) return this.grid.announce("Возвращать нечего");
    const places = changes.map((change) => this.view.find(change));
    if (changes.length === 1 && places[0]) this.grid.goTo(places[0]);
    this.after(changes);
    const unseen = changes.filter((_, index) => !places[index]);
    if (passed.length) this.grid.notice(`Оставлено как есть, с тех пор изменено: ${named(passed)}.`);
    else if (unseen.length) this.grid.notice(`Изменено и то, чего сейчас не видно: ${named(unseen)}.`);
  }

  // ── spreadsheet ──

  /** @param {DataTransfer} clipboard @param {boolean} cut */
  copy(clipboard, cut) {
    this.copied = copied(this.journal, this.view.columns, this.grid.range(), cut);
    clipboard.setData("text/plain", this.copied.text);
    this.grid.announce(`Скопировано: ${counted(this.copied.rows.flat().length, "клетка", "клетки", "клеток")}`);
    if (cut) this.clear();
  }

  /** Pastes at the current place. @param {DataTransfer} clipboard */
  paste(clipboard) {
    if (!this.grid.editable || !this.grid.cells().length) return void this.writable([]);
    const { top, bottom, left, right } = this.grid.range();
    const area = { columns: this.view.columns.slice(left), students: this.journal.students.slice(top), height: bottom - top + 1, width: right - left + 1 };
    const [html, text] = ["text/html", "text/plain"].map((type) => clipboard.getData(type));
    // The journal's own cells have more to them than their text.
    const own = !html && text === this.copied?.text ? this.copied.rows : null;
    paste(this.grid, own, html, text, area);
  }
}

/** «Баранов Кирилл, 2 ноября; …». @param {Change[]} changes */
function named(changes) {
  const names = changes.slice(0, 3).map(({ student, column }) => `${student.name}, ${longDate(column.lesson.date)}`);
  return names.join("; ") + (changes.length > 3 ? ` и ещё ${changes.length - 3}` : "");
}
