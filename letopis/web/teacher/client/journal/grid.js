/**
 * <journal-grid>: the page of a course, students × lessons. Ties the model, the table, the keys and the queue together.
 *
 * Attributes: `account` (whose queue), `operations`, `changes`, `story`, `topics`, `lesson` (addresses; `lesson` ends where
 * the id goes). Expects the grid document in <script type="application/json" id="grid">.
 */

import { askThrough } from "../ask.js";
import { ColumnMenu } from "./column.js";
import { Journal } from "./data.js";
import { escape, longDate, phrase } from "./format.js";
import { showHelp } from "./help.js";
import { Keyboard } from "./keyboard.js";
import { Later, whenIdle } from "./later.js";
import { SUMS } from "./markup.js";
import { onPaper } from "./paper.js";
import { parts } from "./parts.js";
import { firstColumn, inside, moved } from "./places.js";
import { Popover } from "./popover.js";
import * as prefs from "./prefs.js";
import { addressesOf, Session, announcementOf } from "./session.js";
import { StatusLine, statusLine } from "./status.js";
import { plainStory } from "./stories.js";
import { start } from "../../../shared/client/what-if.js";
import { tryingOf } from "./trying.js";
import { explain } from "./sums.js";
import { CellDialogs } from "./cell-dialogs.js";
import { Tools } from "./tools.js";
import { Topics } from "./topics.js";
import { View } from "./view.js";
import { Writing } from "./writing.js";

/** @typedef {import("./types.js").Column} Column */
/** @typedef {import("./types.js").Student} Student */
/** @typedef {import("./types.js").Queued} Queued */
/** @typedef {import("./view.js").Place} Place */
/** @typedef {import("./edits.js").Change} Change */
/** @typedef {import("./edits.js").Cell} Cell */
/** @typedef {{top: number, bottom: number, left: number, right: number}} Range */

const SUM_NAMES = { plain: "Средний балл", weighted: "Взвешенный средний", absences: "Пропуски", offer: "Предлагаемая отметка" };
/** How often a mark is rehearsed, and how often in one moment. */
const REHEARSALS = 40, ROUNDS = 4;

class JournalGrid extends HTMLElement {
  /** Made after the first key can be typed. @type {Tools|undefined} */ tools;
  /** @type {Topics|undefined} */ topics;
  later = new Later();
  /** The other corner of the range. @type {Place|null} */ corner = null;
  /** Columns changed while somebody was typing. */ isStale = false;
  isDragging = false;
  /** @type {ReturnType<typeof setTimeout>|undefined} */ totals;
  /** Columns whose mean at the foot is to be painted. @type {Set<number>} */ changed = new Set();

  constructor() {
    super();
    // A module runs when the page is parsed: what stands inside this element is there.
    this.journal = new (parts.Journal ?? Journal)(JSON.parse(/** @type {Element} */ (this.querySelector("#grid")).textContent));
    this.session = new Session(this.journal, addressesOf(this), () => this.later.free());
    this.prefs = prefs.load();
    this.journal.show(this.prefs.subgroup[this.journal.course.id] ?? 0);
    this.scroller = /** @type {HTMLElement} */ (this.querySelector(".journal-scroll"));
    this.voice = /** @type {HTMLElement} */ (this.querySelector("[data-live]"));
    this.status = /** @type {HTMLElement} */ (this.querySelector("[data-status]"));
    this.line = new StatusLine(this.status);
    /** Columns of marks of periods, where the page has any. */
    this.periods = parts.Periods && new parts.Periods(this);
    this.view = new View(this.scroller, this.journal, this.later, (column, student) => this.session.stateOf(column, student));
    this.bubble = new Popover(this, () => this.leaveBubble());
    this.dialogs = new CellDialogs(this);
    this.writing = new Writing(this);
    this.columnMenu = new ColumnMenu(this, this.bubble);
    this.keyboard = new Keyboard(this);
  }

  async connectedCallback() {
    this.setDensity();
    const started = this.#start();
    const columns = this.shownColumns();
    const column = firstColumn(columns, this.journal.today, Number(new URLSearchParams(location.search).get("lesson")));
    this.view.draw(columns, column);
    this.view.viewport.center(column);
    this.view.moveTo({ row: 0, column }, false);
    this.#listen();
    // The cell that looks ready for a key is; whoever has chosen another place keeps it.
    if (document.activeElement === document.body && location.hash !== "#topics") this.focusGrid();
    this.dataset.ready = "keys";
    this.#rehearse();
    await started;
    void this.periods?.load();
    this.tools = new Tools(this);
    onPaper(this);
    addEventListener("hashchange", () => this.#showTopics());
    this.#showTopics();
    this.dataset.ready = "yes";
  }

  /** A few rounds a moment, so that no key waits for them. @param {number} [rounds] */
  #rehearse(rounds = REHEARSALS) {
    if (rounds > 0) whenIdle(() => this.writing.rehearse(ROUNDS) && this.#rehearse(rounds - ROUNDS));
  }

  /** What is left from the last time is asked for while the table is drawn. */
  #start() {
    const { session } = this;
    const changes = { paint: this.#onPaint, columns: this.#onColumns, answer: this.#onAnswer, status: this.#onStatus };
    for (const [name, handle] of Object.entries(changes)) {
      session.addEventListener(name, (event) => handle.call(this, /** @type {CustomEvent} */ (event).detail));
    }
    askThrough(session.queue);
    return session.start();
  }

  /** «Темы и задания» are made when they are first asked for. */
  #showTopics() {
    if (location.hash === "#topics") this.topics ??= new Topics(this, /** @type {HTMLElement} */ (this.querySelector("[data-topics]")));
    this.topics?.show();
  }

  help() {
    showHelp(() => this.focusGrid());
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
    const lessons = this.journal.columns.filter((column) =>
      (!kinds.length || (column.work && kinds.includes(column.work.kindId))) && (!month || column.lesson.date.startsWith(month)));
    return this.periods?.among(lessons, month) ?? lessons;
  }

  /** Shows a subgroup, or everyone (0), from now on. @param {number} id */
  showSubgroup(id) {
    this.prefs.subgroup[this.journal.course.id] = id;
    prefs.save(this.prefs);
    this.journal.show(id);
    this.redraw();
  }

  /** Draws anew and keeps the place, the range and what is half typed: students and works, not rows and columns. */
  redraw() {
    // A step that waits belongs to the old table, and a focus that would wait lets the next key fall beside the new one.
    this.later.release();
    const { view, corner, writing, bubble } = this;
    const had = view.element.contains(document.activeElement);
    const { scrollLeft, scrollTop } = this.scroller;
    const columns = this.shownColumns();
    const here = moved(view.current, view, columns, this.journal);
    const other = corner && moved(corner, view, columns, this.journal);
    const date = view.columns[view.current.column]?.lesson.date;
    view.draw(columns, Math.max(0, here?.column ?? view.current.column));
    this.changed.clear();
    this.scroller.scrollLeft = scrollLeft;
    this.scroller.scrollTop = scrollTop;
    this.corner = here && other;
    if (!here && !bubble.isModal) bubble.close();
    // A column that is not shown leaves one at the last before it.
    const near = columns.filter(({ lesson }) => lesson.date <= (date ?? "")).length - 1;
    view.moveTo(this.#inside(here ?? { row: view.current.row, column: Math.max(0, near) }), had);
    view.showRange(this.corner && this.range());
    if (writing.half && !view.find(writing.half)) writing.half = null;
    writing.showHalf();
    if (bubble.isOpen && !bubble.anchor?.isConnected && view.marked) bubble.anchor = view.marked;
    this.tools?.draw();
    this.topics?.draw();
  }

  setDensity() {
    this.dataset.density = prefs.density(this.prefs);
    this.view.forgetSizes();
  }

  /** @param {{keys: Set<string>}} detail keys of cells: «m:l7:12», «a:7:12»; others are the topics' */
  #onPaint({ keys }) {
    this.topics?.sync(keys);
    /** @type {Array<[number, number]>} */
    const cells = [];
    const rows = new Set();
    for (const key of keys) {
      if (this.periods?.paints(key)) continue;
      const [kind, where, student] = key.split(":");
      const row = this.journal.rowOf.get(Number(student));
      if (row === undefined || (kind !== "m" && kind !== "a")) continue;
      rows.add(row);
      for (const column of this.view.numbers.get(`${kind}:${where}`) ?? []) cells.push([row, column]);
    }
    for (const [row, column] of cells) this.view.paint(row, column);
    for (const row of rows) this.later.act(`sums-${row}`, () => this.view.paintSums(row));
    for (const [, column] of cells) this.changed.add(column);
    if (rows.size) this.later.act("class", () => this.#paintClassSoon());
    if (this.writing.half) this.writing.showHalf();
  }

  /** The figures of the whole class, at the foot, wait until no key has come for a moment. */
  #paintClassSoon() {
    clearTimeout(this.totals);
    this.totals = setTimeout(() => {
      for (const column of this.changed) this.view.paintFoot(column);
      this.changed.clear();
      this.view.paintTotals();
    }, 200);
  }

  /** Lays columns out anew, unless somebody is typing in the topics. */
  #onColumns() {
    if (this.topics?.isTyping) this.isStale = true;
    else this.redraw();
  }

  /** @param {{record: Queued, answer: import("./types.js").Answer}} detail */
  #onAnswer({ record, answer }) {
    this.topics?.take(record, answer);
    this.periods?.take(record, answer);
    const text = announcementOf(this.session, record, answer);
    if (text) this.announce(text);
  }

  #onStatus() {
    this.later.act("status", () => this.line.show(statusLine(this.queue, this.editable ? "" : this.journal.course.readonly_why)));
    if (this.isStale && !this.topics?.isTyping) {
      this.isStale = false;
      this.redraw();
    }
  }

  // ── the place and the range ──

  /** @param {Place} place */
  #inside(place) {
    return inside(place, this.journal.students.length, this.view.columns.length);
  }

  /** @param {Place} place @param {{extend?: boolean, focus?: boolean, isOn?: boolean}} [options] `isOn`: the grid goes on by itself; «/» and «К» still speak of the cell typed into */
  goTo(place, { extend = false, focus = true, isOn = false } = {}) {
    const target = this.#inside(place);
    if (!isOn) this.writing.forget();
    this.writing.leaveHalf();
    if (extend) this.corner ??= { ...this.view.current };
    else this.corner = null;
    this.view.moveTo(target, focus);
    this.view.showRange(this.corner && this.range());
    if (!this.bubble.isModal) this.#describePlace();
  }

  focusGrid() {
    // The cell may have been reached a moment ago and not be one that takes the focus yet.
    this.view.rove(true);
  }

  /** What was asked in the popover is done: the focus goes back to where it was. */
  leaveBubble() {
    // The next key may come before any frame does: the focus must not wait for one.
    this.later.release();
    const { writing } = this;
    const place = writing.resume && this.view.find(writing.resume);
    writing.resume = null;
    if (place) this.goTo(place, { isOn: true });
    else this.focusGrid();
  }

  /** @returns {Range} one cell where nothing is selected */
  range() {
    const { current } = this.view;
    const other = this.corner ?? current;
    return {
      top: Math.max(0, Math.min(current.row, other.row)), bottom: Math.max(current.row, other.row),
      left: Math.max(0, Math.min(current.column, other.column)), right: Math.min(this.view.columns.length - 1, Math.max(current.column, other.column)),
    };
  }

  /** The cells that an edit goes to. @returns {Cell[]} */
  cells() {
    const { top, bottom, left, right } = this.range();
    const students = this.journal.students.slice(top, bottom + 1);
    return students.flatMap((student) => this.view.columns.slice(left, right + 1).map((column) => ({ column, student })));
  }

  /** Shows what a head or a figure means as soon as it is reached. */
  #describePlace() {
    const { row, column } = this.view.current;
    const cell = this.view.marked;
    const lesson = this.view.columns[column];
    const student = this.journal.students[row];
    if (!cell) return;
    if (lesson?.period) this.periods?.describe();
    else if (row < 0 && lesson) this.bubble.show(cell, phrase("{Lesson.nom}"), this.columnMenu.story(lesson));
    else if (student && column >= this.view.columns.length) {
      const what = SUMS[column - this.view.columns.length];
      const trying = what === "weighted" || what === "offer" ? tryingOf(this.journal, student) : "";
      this.bubble.show(cell, SUM_NAMES[what], plainStory(SUM_NAMES[what], student.name, explain(this.journal, student, what)) + trying);
      if (trying) start(/** @type {HTMLElement} */ (this.bubble.element.querySelector("[data-what-if]")));
    } else if (student?.why && column === -1) this.bubble.show(cell, student.name, plainStory(student.name, "", [student.why]));
    else this.bubble.close();
  }

  /** Has a screen reader read something. @param {string} text */
  announce(text) {
    this.later.act("voice", () => {
      this.voice.textContent = text;
    });
  }

  /** A short word beside the current cell, read out too. @param {string} text */
  notice(text) {
    this.announce(text);
    if (this.view.marked) this.bubble.show(this.view.marked, "Сообщение", `<p>${escape(text)}</p>`);
  }

  // ── acts ──

  /** All present: attendance of the column's lesson has been taken. @param {Column|undefined} column */
  present(column) {
    if (!column) return;
    if (!this.editable || column.lesson.date > this.journal.today) {
      this.notice(this.editable ? phrase("{Lesson.nom} ещё впереди: присутствие отмечают в день {lesson.gen}.") : this.journal.course.readonly_why);
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
      if (records[0]) location.href = "/unsent/";
      return;
    }
    const [keyKind, where] = here.key.split(":");
    if (here.op.student_id && !this.journal.rowOf.has(here.op.student_id)) this.showSubgroup(0);
    const row = this.journal.rowOf.get(here.op.student_id);
    const { period } = here.op;
    const column = this.view.columns.findIndex((one) => (keyKind === "m" || period ? one.key === (period ? `p${period}` : where) : one.lesson.id === Number(where)));
    if (row === undefined || column < 0) {
      // A cancelled lesson, say, has no column any more.
      if (period) location.href = "totals/";
      else if (/[th]/.test(keyKind) && this.journal.lessons.has(Number(where))) location.hash = "topics";
      else location.href = "/unsent/";
      return;
    }
    this.goTo({ row, column });
    this.dialogs.showCell();
  }

  // ── events ──

  #listen() {
    const { element: table } = this.view;
    table.addEventListener("keydown", (event) => this.keyboard.press(event));
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
    this.querySelector("[data-help]")?.addEventListener("click", () => this.help());
    for (const name of /** @type {const} */ (["copy", "cut", "paste"])) {
      document.addEventListener(name, (event) => {
        if (!table.contains(document.activeElement) || !event.clipboardData) return;
        event.preventDefault();
        if (name === "paste") this.writing.paste(event.clipboardData);
        else this.writing.copy(event.clipboardData, name === "cut");
      });
    }
  }

  /** @param {MouseEvent} event */
  #onPress(event) {
    const place = this.view.placeOf(event.target);
    if (!place || event.button !== 0) return;
    event.preventDefault();
    this.later.release();
    const { row, column } = this.view.current;
    const isSame = place.row === row && place.column === column;
    const wasOpen = this.bubble.isOpen;
    this.isDragging = true;
    this.goTo(place, { extend: event.shiftKey });
    if (place.row < 0) this.columnMenu.open();
    else if (isSame && !event.shiftKey && this.view.columns[place.column]) {
      if (wasOpen) this.bubble.close();
      else this.dialogs.showCell();
    }
  }

}

customElements.define("journal-grid", JournalGrid);
export { JournalGrid };
