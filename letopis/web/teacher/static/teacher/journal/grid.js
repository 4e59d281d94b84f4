/**
 * <journal-grid>: the page of a course, students × lessons. Ties the model, the table, the keys and the queue together.
 *
 * Attributes: `account` (whose queue), `operations`, `changes`, `story`, `topics`, `lesson` (addresses; `lesson` ends where
 * the id goes). Expects the grid document in <script type="application/json" id="grid">.
 */

import { pasted, rangeText, toTable } from "./clipboard.js";
import { ColumnMenu } from "./column.js";
import { Journal } from "./data.js";
import { counted, escape, longDate } from "./format.js";
import { showHelp } from "./help.js";
import { commandOf } from "./keys.js";
import { Popover } from "./popover.js";
import * as prefs from "./prefs.js";
import { Session, spoken } from "./session.js";
import { statusLine } from "./status.js";
import { plainStory, valueText } from "./stories.js";
import { explain } from "./sums.js";
import { Talk } from "./talk.js";
import { Tools } from "./tools.js";
import { Topics } from "./topics.js";
import { closedBecause, SUMS, View } from "./view.js";

/** @typedef {import("./types.js").Column} Column */
/** @typedef {import("./types.js").Student} Student */
/** @typedef {import("./types.js").Queued} Queued */
/** @typedef {import("./view.js").Place} Place */
/** @typedef {import("./edits.js").Change} Change */
/** @typedef {import("./edits.js").Cell} Cell */
/** @typedef {{top: number, bottom: number, left: number, right: number}} Range */

const COUNTING = new Set(["5", "4", "3", "2"]);
const SUM_NAMES = { plain: "Средний балл", weighted: "Взвешенный средний", absences: "Пропуски", offer: "Предлагаемая отметка" };

class JournalGrid extends HTMLElement {
  async connectedCallback() {
    const source = this.querySelector("#grid");
    if (!source?.textContent) return;
    this.journal = new Journal(JSON.parse(source.textContent));
    this.session = new Session(this.journal);
    this.prefs = prefs.load();
    /** The other corner of the range. @type {Place|null} */
    this.corner = null;
    /** The cell whose second mark is awaited. @type {Place|null} */
    this.half = null;
    /** The cell typed into last: «/» goes back to it. @type {Place|null} */
    this.typed = null;
    this.scroller = /** @type {HTMLElement} */ (this.querySelector(".journal-scroll"));
    this.voice = /** @type {HTMLElement} */ (this.querySelector("[data-live]"));
    this.status = /** @type {HTMLElement} */ (this.querySelector("[data-status]"));
    this.view = new View(this.scroller, this.journal, (column, student) => this.session.stateOf(column, student));
    this.bubble = new Popover(this, () => this.focusGrid());
    this.talk = new Talk(this);
    this.columnMenu = new ColumnMenu(this, this.bubble);
    this.setDensity();
    this.view.draw(this.shownColumns());
    this.#openAtToday();
    await this.#start();
    this.dataset.ready = "yes";
  }

  async #start() {
    const { session } = this;
    const changes = { paint: this.#onPaint, columns: this.#onColumns, answer: this.#onAnswer, status: this.#onStatus };
    for (const [name, handle] of Object.entries(changes)) {
      session.addEventListener(name, (event) => handle.call(this, /** @type {CustomEvent} */ (event).detail));
    }
    const at = (/** @type {string} */ name) => this.getAttribute(name) ?? "";
    const opened = session.start({ account: at("account"), operations: at("operations"), changes: at("changes") });
    await opened;
    this.tools = new Tools(this);
    this.topics = new Topics(this, /** @type {HTMLElement} */ (this.querySelector("[data-topics]")));
    this.#listen();
  }

  get editable() {
    return this.journal.course.editable;
  }

  get queue() {
    return this.session.queue;
  }

  // ── what is shown ──

  /** The columns that the filters leave. @returns {Column[]} */
  shownColumns() {
    const { course, period } = this.journal;
    const kinds = this.prefs.kinds[course.id] ?? [];
    const month = this.prefs.month[`${course.id}:${period.id}`] ?? "";
    return this.journal.columns.filter((column) =>
      (!kinds.length || (column.work && kinds.includes(column.work.kindId))) && (!month || column.lesson.date.startsWith(month)));
  }

  /** Draws anew and keeps the place. */
  redraw() {
    const { view } = this;
    const here = view.columns[view.current.column]?.key;
    const had = view.table.contains(document.activeElement);
    const { scrollLeft, scrollTop } = this.scroller;
    view.draw(this.shownColumns());
    this.scroller.scrollLeft = scrollLeft;
    this.scroller.scrollTop = scrollTop;
    const column = here ? view.columns.findIndex(({ key }) => key === here) : view.current.column;
    this.corner = this.half = this.typed = null;
    view.moveTo(this.#inside({ row: view.current.row, column: Math.max(0, column) }), had);
    this.tools?.draw();
    this.topics?.draw();
  }

  setDensity() {
    this.dataset.density = prefs.density(this.prefs);
  }

  #openAtToday() {
    const { columns } = this.view;
    const asked = Number(new URLSearchParams(location.search).get("lesson"));
    let column = asked ? columns.findIndex(({ lesson }) => lesson.id === asked) : -1;
    if (column < 0) column = columns.findIndex(({ lesson }) => lesson.date >= this.journal.today);
    if (column < 0) column = Math.max(0, columns.length - 1);
    this.view.center(column);
    this.view.moveTo({ row: 0, column }, false);
  }

  /** @param {{keys: Set<string>}} detail keys of cells: «m:l7:12», «a:7:12»; others are the topics' */
  #onPaint({ keys }) {
    this.topics?.sync(keys);
    /** @type {Array<[number, number]>} */
    const cells = [];
    const rows = new Set();
    for (const key of keys) {
      const [kind, where, student] = key.split(":");
      const row = this.journal.rowOf.get(Number(student));
      if (row === undefined || (kind !== "m" && kind !== "a")) continue;
      rows.add(row);
      this.view.columns.forEach((column, index) => {
        if (kind === "m" ? column.key === where : column.lesson.id === Number(where)) cells.push([row, index]);
      });
    }
    for (const [row, column] of cells) this.view.paint(row, column);
    for (const row of rows) this.view.paintSums(row);
    for (const column of new Set(cells.map(([, column]) => column))) this.view.paintFoot(column);
    if (rows.size) this.#paintTotalsSoon();
    if (this.half) this.#showHalf();
  }

  /** The figures of the whole class wait until the hands rest. */
  #paintTotalsSoon() {
    clearTimeout(this.totals);
    this.totals = setTimeout(() => this.view.paintTotals(), 200);
  }

  /** Columns are laid out anew, but never under the hands. */
  #onColumns() {
    if (this.bubble.isModal || this.topics?.isTyping) this.isStale = true;
    else this.redraw();
  }

  /** @param {{record: Queued, answer: import("./types.js").Answer}} detail */
  #onAnswer({ record, answer }) {
    this.topics?.take(record, answer);
    const text = spoken(this.session, record, answer);
    if (text) this.say(text);
  }

  #onStatus() {
    const line = statusLine(this.queue, this.editable ? "" : this.journal.course.readonly_why);
    if (this.status.innerHTML !== line) this.status.innerHTML = line;
    if (this.isStale && !this.bubble.isModal && !this.topics?.isTyping) {
      this.isStale = false;
      this.redraw();
    }
  }

  // ── the place and the range ──

  /** @param {Place} place @returns {Place} */
  #inside({ row, column }) {
    const last = this.view.columns.length + SUMS.length - 1;
    return {
      row: Math.max(-1, Math.min(row, this.journal.students.length - 1)),
      column: Math.max(row < 0 ? 0 : -1, Math.min(column, row < 0 ? last - SUMS.length : last)),
    };
  }

  /** @param {Place} place @param {{extend?: boolean, focus?: boolean}} [options] */
  goTo(place, { extend = false, focus = true } = {}) {
    const target = this.#inside(place);
    this.#leaveHalf();
    if (extend) this.corner ??= { ...this.view.current };
    else this.corner = null;
    this.view.moveTo(target, focus);
    this.view.showRange(this.corner && this.#range());
    if (!this.bubble.isModal) this.#tellPlace();
  }

  focusGrid() {
    this.view.marked?.focus({ preventScroll: true });
  }

  /** @returns {Range} one cell where nothing is selected */
  #range() {
    const { current } = this.view;
    const other = this.corner ?? current;
    return {
      top: Math.max(0, Math.min(current.row, other.row)), bottom: Math.max(current.row, other.row),
      left: Math.max(0, Math.min(current.column, other.column)), right: Math.min(this.view.columns.length - 1, Math.max(current.column, other.column)),
    };
  }

  /** The cells that an edit goes to. @returns {Cell[]} */
  cells() {
    const { top, bottom, left, right } = this.#range();
    const students = this.journal.students.slice(top, bottom + 1);
    return students.flatMap((student) => this.view.columns.slice(left, right + 1).map((column) => ({ column, student })));
  }

  /** The head and the figures say what they mean as soon as they are reached. */
  #tellPlace() {
    const { row, column } = this.view.current;
    const cell = this.view.marked;
    const lesson = this.view.columns[column];
    const student = this.journal.students[row];
    if (!cell) return;
    if (row < 0 && lesson) this.bubble.show(cell, "Урок", this.columnMenu.story(lesson));
    else if (student && column >= this.view.columns.length) {
      const what = SUMS[column - this.view.columns.length];
      this.bubble.show(cell, SUM_NAMES[what], plainStory(SUM_NAMES[what], student.name, explain(this.journal, student, what)));
    } else if (student?.why && column === -1) this.bubble.show(cell, student.name, plainStory(student.name, "", [student.why]));
    else this.bubble.close();
  }

  /** Says something to a screen reader. @param {string} text */
  say(text) {
    this.voice.textContent = text;
  }

  /** A short word beside the current cell, read out too. @param {string} text */
  notice(text) {
    this.say(text);
    if (this.view.marked) this.bubble.show(this.view.marked, "Сообщение", `<p>${escape(text)}</p>`);
  }

  // ── writing ──

  /** Those of `cells` that can be written; says why where none can. @param {Cell[]} cells */
  #writable(cells) {
    if (!this.editable) {
      this.notice(this.journal.course.readonly_why || "Эту страницу можно только читать.");
      return [];
    }
    if (this.view.current.row < 0 || !cells.length) return [];
    const open = cells.filter(({ column, student }) => this.journal.isOpen(column, student));
    if (!open.length) this.notice(closedBecause(cells[0].student, cells[0].column));
    const past = open.filter(({ column }) => column.lesson.date <= this.journal.today);
    if (!past.length && open.length) this.notice(`Урок ${longDate(open[0].column.lesson.date)} ещё впереди: отметки и пропуски ставят в день урока.`);
    return past;
  }

  /** @param {Change[]} changes @param {{advance?: boolean}} [options] */
  #write(changes, { advance = false } = {}) {
    if (!changes.length) return;
    this.#after(this.session.edits.write(changes));
    const here = { ...this.view.current };
    if (advance && !this.corner) this.#step(false);
    this.typed = here;
  }

  /** Says what was written. @param {Change[]} written */
  #after(written) {
    this.bubble.close();
    if (written.length > 1) this.say(`Изменено: ${counted(written.length, "клетка", "клетки", "клеток")}`);
    else if (written[0]) {
      const { column, student } = written[0];
      this.say(`${student.name}: ${valueText(this.journal.mark(column, student), this.journal.absence(column, student))}`);
    }
  }

  /** To the next cell, the way Enter goes; pupils who were not in the class that day are passed over. @param {boolean} back */
  #step(back) {
    const { row, column } = this.view.current;
    const by = back ? -1 : 1;
    if (this.prefs.enter === "right") return this.goTo({ row, column: Math.min(column + by, this.view.columns.length - 1) });
    const { students } = this.journal;
    const lesson = this.view.columns[column];
    let next = row + by;
    while (lesson && students[next] && !this.journal.isOpen(lesson, students[next])) next += by;
    return this.goTo({ row: students[next] ? next : row, column });
  }

  /** @param {string} value */
  #putValue(value) {
    const cells = this.#writable(this.cells());
    const { values } = this.journal;
    if (!cells.length) return;
    if (!values.includes(value)) {
      this.notice(values.length ? `Отметки «${value}» нет в шкале: можно ${values.join(", ")}.` : "Обучение безотметочное: здесь отметки не ставят.");
      return;
    }
    const first = this.half && this.journal.mark(cells[0].column, cells[0].student).value;
    this.half = null;
    if (first) {
      if (COUNTING.has(value)) this.#write([this.session.edits.mark(cells[0], { second: value })], { advance: true });
      else this.#repaintCurrent();
      return;
    }
    this.#write(cells.map((cell) => this.session.edits.value(cell, value)), { advance: true });
  }

  /** @param {string} code */
  #putAbsence(code) {
    this.#write(this.#writable(this.cells()).map((cell) => this.session.edits.away(cell, code)), { advance: true });
  }

  #beginSecond() {
    if (this.corner) return;
    const place = this.typed && this.#hasFirst(this.typed) ? this.typed : this.view.current;
    if (!this.#hasFirst(place) || !this.editable) {
      this.notice("Вторая отметка ставится к первой: наберите, например, 5, затем / и 4.");
      return;
    }
    this.goTo(place);
    this.half = place;
    this.#showHalf();
    this.say("Вторая отметка");
  }

  /** @param {Place} place */
  #hasFirst({ row, column }) {
    const lesson = this.view.columns[column];
    const student = this.journal.students[row];
    return Boolean(lesson && student && COUNTING.has(this.journal.mark(lesson, student).value));
  }

  #showHalf() {
    if (!this.half) return;
    const { row, column } = this.half;
    this.view.paintHalf(row, column, `${this.journal.mark(this.view.columns[column], this.journal.students[row]).value}/`);
  }

  #leaveHalf() {
    if (!this.half) return;
    this.half = null;
    this.#repaintCurrent();
  }

  #repaintCurrent() {
    this.view.paint(this.view.current.row, this.view.current.column);
  }

  #toggleDebt() {
    const cells = this.#writable(this.cells());
    const debt = cells.some(({ column, student }) => !this.journal.mark(column, student).debt);
    this.#write(cells.map((cell) => this.session.edits.mark(cell, debt ? { value: "", second: "", debt } : { debt, debtUntil: null })), { advance: true });
  }

  #clear() {
    this.#write(this.#writable(this.cells()).flatMap((cell) => this.session.edits.clear(cell)));
  }

  comment() {
    const cells = this.#writable(this.cells());
    if (cells.length) this.talk.comment(cells, (comment) => this.#write(cells.map((cell) => this.session.edits.mark(cell, { comment }))));
  }

  /** All present: attendance of the column's lesson has been taken. @param {Column|undefined} column */
  present(column) {
    if (!column) return;
    if (!this.editable || column.lesson.date > this.journal.today) {
      this.notice(this.editable ? "Урок ещё впереди: присутствие отмечают в день урока." : this.journal.course.readonly_why);
      return;
    }
    this.session.send(`p:${column.lesson.id}`, { kind: "attendance", lesson_id: column.lesson.id }, 0);
    this.notice(`${longDate(column.lesson.date)}: присутствие отмечено.`);
  }

  /** To the next place in that state: from the status line. @param {string} kind */
  #next(kind) {
    const records = [...this.queue.records.values()].filter(({ state }) => state === kind);
    const here = records.find(({ course }) => course === this.journal.course.id);
    if (!here) {
      if (records[0]) location.href = `/journal/${records[0].course}/`;
      return;
    }
    const [keyKind, where] = here.key.split(":");
    const row = this.journal.rowOf.get(here.op.student_id);
    const column = this.view.columns.findIndex((one) => (keyKind === "m" ? one.key === where : one.lesson.id === Number(where)));
    if (row === undefined || column < 0) return this.topics.tell(here);
    this.goTo({ row, column });
    this.talk.tell();
  }

  // ── events ──

  #listen() {
    const { table } = this.view;
    table.addEventListener("keydown", (event) => this.#onKey(event));
    table.addEventListener("mousedown", (event) => this.#onPress(event));
    table.addEventListener("mouseover", (event) => {
      const place = event.buttons === 1 && this.isDragging ? this.view.placeOf(event.target) : null;
      if (place && place.row >= 0) this.goTo(place, { extend: true });
    });
    addEventListener("mouseup", () => {
      this.isDragging = false;
    });
    this.status.addEventListener("click", (event) => {
      const kind = /** @type {Element} */ (event.target).closest("[data-next]")?.getAttribute("data-next");
      if (kind) this.#next(kind);
    });
    this.querySelector("[data-help]")?.addEventListener("click", () => showHelp(() => this.focusGrid()));
    for (const name of /** @type {const} */ (["copy", "cut", "paste"])) {
      document.addEventListener(name, (event) => {
        if (!table.contains(document.activeElement) || !event.clipboardData) return;
        event.preventDefault();
        if (name === "paste") this.#paste(event.clipboardData.getData("text/plain"));
        else this.#copy(event.clipboardData, name === "cut");
      });
    }
  }

  /** @param {MouseEvent} event */
  #onPress(event) {
    const place = this.view.placeOf(event.target);
    if (!place || event.button !== 0) return;
    event.preventDefault();
    const { row, column } = this.view.current;
    const isSame = place.row === row && place.column === column;
    const wasOpen = this.bubble.isOpen;
    this.isDragging = true;
    this.typed = null;
    this.goTo(place, { extend: event.shiftKey });
    if (place.row < 0) this.columnMenu.open();
    else if (isSame && !event.shiftKey && this.view.columns[place.column]) {
      if (wasOpen) this.bubble.close();
      else this.talk.tell();
    }
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const command = commandOf(event);
    if (!command || event.isComposing) return;
    if (command.name === "step" && command.tab && this.#leavesByTab(command.back)) return;
    event.preventDefault();
    this.#run(command);
  }

  /** Tab at the edge leaves the grid, as in any other part of the page. @param {boolean} back */
  #leavesByTab(back) {
    const { column } = this.view.current;
    return back ? column <= 0 : column >= this.view.columns.length - 1;
  }

  /** @param {import("./keys.js").Command} command */
  #run(command) {
    const { row, column } = this.view.current;
    const bottom = this.journal.students.length - 1;
    // «/» speaks of the cell just typed into, until the teacher goes elsewhere.
    if (["move", "page", "edge", "step", "leave"].includes(command.name)) this.typed = null;
    switch (command.name) {
      case "move": return this.goTo({ row: row + command.rows, column: column + command.columns }, command);
      case "page": return this.goTo({ row: Math.max(0, row + command.rows), column }, command);
      case "edge": return this.goTo(this.#edge(command.where), command);
      case "step": return this.#enter(command);
      case "value": return this.#putValue(command.value);
      case "absence": return this.#putAbsence(command.code);
      case "second": return this.#beginSecond();
      case "debt": return this.#toggleDebt();
      case "clear": return this.#clear();
      case "comment": return this.comment();
      case "undo": return this.#undone(this.session.edits.undo());
      case "redo": return this.#undone(this.session.edits.redo());
      case "story": return this.bubble.isOpen ? this.bubble.close() : this.talk.tell();
      case "present": return this.present(this.view.columns[column]);
      case "find": return this.talk.find();
      case "help": return showHelp(() => this.focusGrid());
      case "menu": return this.columnMenu.open();
      case "column": return this.#select({ row: 0, column }, { row: bottom, column });
      case "all": return this.#select({ row: 0, column: 0 }, { row: bottom, column: this.view.columns.length - 1 });
      case "leave": return this.#leave();
    }
  }

  /** @param {{back: boolean, tab: boolean}} command */
  #enter({ back, tab }) {
    const { row, column } = this.view.current;
    const here = this.view.columns[column];
    if (tab) return this.goTo({ row, column: column + (back ? -1 : 1) });
    if (row < 0 && here) {
      location.href = `${this.getAttribute("lesson")}${here.lesson.id}/`;
      return;
    }
    if (here && this.session.troubleOf(here, this.journal.students[row])) return this.talk.tell();
    this.#step(back);
  }

  /** @param {string} where @returns {Place} */
  #edge(where) {
    const { row, column } = this.view.current;
    const right = this.view.columns.length - 1;
    const bottom = this.journal.students.length - 1;
    switch (where) {
      case "row-start": return { row, column: 0 };
      case "row-end": return { row, column: right };
      case "top": return { row: row === 0 ? -1 : 0, column };
      case "bottom": return { row: bottom, column };
      case "grid-start": return { row: 0, column: 0 };
      default: return { row: bottom, column: right };
    }
  }

  /** @param {Place} from @param {Place} to */
  #select(from, to) {
    this.goTo(from);
    this.goTo(to, { extend: true });
    this.say(`Выделено: ${counted(this.cells().length, "клетка", "клетки", "клеток")}`);
  }

  #leave() {
    if (this.half) this.#leaveHalf();
    else if (this.bubble.isOpen) this.bubble.close();
    else if (this.corner) this.goTo(this.view.current);
  }

  /** @param {Change[]} changes */
  #undone(changes) {
    if (!changes.length) return this.say("Отменять нечего");
    const [{ column: { key }, student }] = changes;
    const column = this.view.columns.findIndex((one) => one.key === key);
    const row = this.journal.rowOf.get(student.id);
    if (changes.length === 1 && column >= 0 && row !== undefined) this.goTo({ row, column });
    this.#after(changes);
  }

  // ── spreadsheet ──

  /** @param {DataTransfer} clipboard @param {boolean} cut */
  #copy(clipboard, cut) {
    const rows = rangeText(this.journal, this.view.columns, this.#range());
    clipboard.setData("text/plain", toTable(rows));
    this.say(`Скопировано: ${counted(rows.flat().length, "клетка", "клетки", "клеток")}`);
    if (cut) this.#clear();
  }

  /** @param {string} text */
  #paste(text) {
    if (!this.#writable(this.cells()).length) return;
    const { changes, unknown } = pasted(this.session.edits, this.view.columns, this.#range(), text);
    this.#write(changes);
    if (unknown) this.notice(`Не вставлено: ${counted(unknown, "значение", "значения", "значений")}. Таких отметок в шкале нет.`);
  }
}

customElements.define("journal-grid", JournalGrid);
export { JournalGrid };
