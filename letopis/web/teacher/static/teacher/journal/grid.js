/**
 * <journal-grid>: the page of a course, students × lessons. Ties the model, the table, the keys and the queue together.
 *
 * Attributes: `account` (whose queue), `operations`, `changes`, `story`, `lesson` (addresses; `lesson` ends where the id goes).
 * Expects the grid document in <script type="application/json" id="grid">.
 */

import { fromTable, cellText, readCell, toTable } from "./clipboard.js";
import { ColumnMenu } from "./column.js";
import { Journal } from "./data.js";
import { Edits } from "./edits.js";
import { counted, longDate } from "./format.js";
import { showHelp } from "./help.js";
import { commandOf, letterOf } from "./keys.js";
import { Live } from "./live.js";
import { Popover } from "./popover.js";
import * as prefs from "./prefs.js";
import { Queue } from "./queue.js";
import { statusLine } from "./status.js";
import { cellStory, columnText, conflictStory, heading, plainStory, refusedStory, valueText } from "./stories.js";
import { explain } from "./sums.js";
import { Tools } from "./tools.js";
import { Topics } from "./topics.js";
import { closedBecause, SUMS, View } from "./view.js";

/** @typedef {import("./types.js").Column} Column */
/** @typedef {import("./types.js").Student} Student */
/** @typedef {import("./types.js").Queued} Queued */
/** @typedef {import("./view.js").Place} Place */
/** @typedef {import("./edits.js").Change} Change */
/** @typedef {import("./edits.js").Cell} Cell */

const COUNTING = new Set(["5", "4", "3", "2"]);

class JournalGrid extends HTMLElement {
  async connectedCallback() {
    const source = document.getElementById("grid");
    if (!source?.textContent) return;
    this.journal = new Journal(JSON.parse(source.textContent));
    this.prefs = prefs.load();
    /** @type {Map<string, import("./view.js").CellState>} */
    this.states = new Map();
    /** The other corner of the range. @type {Place|null} */
    this.anchor = null;
    /** The cell whose second mark is awaited. @type {Place|null} */
    this.half = null;
    /** The cell typed into last: «/» goes back to it. @type {Place|null} */
    this.typed = null;
    this.scroller = /** @type {HTMLElement} */ (this.querySelector(".journal-scroll"));
    this.live = /** @type {HTMLElement} */ (this.querySelector("[data-live]"));
    this.status = /** @type {HTMLElement} */ (this.querySelector("[data-status]"));
    this.view = new View(this.scroller, this.journal, (column, student) => this.stateOf(column, student));
    this.bubble = new Popover(this, () => this.focusGrid());
    this.setDensity();
    this.view.draw(this.shownColumns());
    this.#start();
    this.queue = await Queue.open(this.getAttribute("account") ?? "", this.getAttribute("operations") ?? "");
    this.edits = new Edits(this.journal, this.queue);
    this.columnMenu = new ColumnMenu(this, this.bubble);
    this.tools = new Tools(this);
    this.topics = new Topics(this, /** @type {HTMLElement} */ (this.querySelector("[data-topics]")));
    this.queue.addEventListener("change", (event) => this.#onQueue(/** @type {CustomEvent} */ (event).detail));
    this.#syncStates();
    this.#listen();
    this.poll = new Live(this.getAttribute("changes") ?? "", () => this.journal?.cursor ?? 0, (changes) => this.#onChanges(changes));
    this.queue.flush();
    this.dataset.ready = "yes";
  }

  get editable() {
    return this.journal.course.editable;
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
    this.anchor = this.half = this.typed = null;
    view.moveTo(this.#inside({ row: view.current.row, column: Math.max(0, column) }), had);
    this.tools?.draw();
    this.topics?.draw();
  }

  setDensity() {
    this.dataset.density = prefs.density(this.prefs);
  }

  #start() {
    const today = this.journal.today;
    const { columns } = this.view;
    let column = columns.findIndex(({ lesson }) => lesson.date >= today);
    if (column < 0) column = Math.max(0, columns.length - 1);
    const asked = Number(new URLSearchParams(location.search).get("lesson"));
    const found = asked ? columns.findIndex(({ lesson }) => lesson.id === asked) : -1;
    this.view.center(found < 0 ? column : found);
    this.view.moveTo({ row: 0, column: found < 0 ? column : found }, false);
  }

  // ── states of cells ──

  /** @param {Column} column @param {Student} student @returns {import("./view.js").CellState} */
  stateOf(column, student) {
    return this.states.get(this.journal.markKey(column, student)) || this.states.get(this.journal.absenceKey(column, student)) || "";
  }

  /** Takes the queue's records over into the model and paints the cells whose state differs. */
  #syncStates() {
    /** @type {typeof this.states} */
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
    const before = this.journal.pending;
    const changed = new Set();
    for (const key of new Set([...states.keys(), ...this.states.keys()])) {
      if (states.get(key) !== this.states.get(key) || pending.get(key) !== before.get(key)) changed.add(key);
    }
    this.states = states;
    this.journal.pending = pending;
    this.#paintKeys(changed);
    this.topics?.sync(changed);
    const line = statusLine(this.queue, this.editable ? "" : this.journal.course.readonly_why);
    if (this.status.innerHTML !== line) this.status.innerHTML = line;
  }

  /** @param {Iterable<string>} keys «m:l7:12» or «a:7:12» */
  #paintKeys(keys) {
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
    if (this.half) this.#showHalf();
  }

  /** @param {import("./queue.js").QueueChange} change */
  #onQueue({ answers }) {
    let isNew = false;
    for (const { record, answer } of answers) {
      if (record.course !== this.journal.course.id) continue;
      isNew = this.#takeAnswer(record, answer) || isNew;
    }
    this.#syncStates();
    if (isNew) this.redraw();
  }

  /** @param {Queued} record @param {import("./types.js").Answer} answer @returns {boolean} true where columns changed */
  #takeAnswer(record, answer) {
    const name = this.#nameOf(record);
    if (answer.status === "refused") {
      this.say(`${name}: не принято. ${answer.message ?? ""}`);
      return false;
    }
    const row = (/** @type {string} */ kind) => {
      const found = answer.status === "conflict" ? (record.op.kind === kind ? answer.current : null) : /** @type {any} */ (answer)[kind];
      return Array.isArray(found) ? [found] : [];
    };
    if (answer.status === "conflict") this.say(`${name}: расхождение, в журнале другое значение, ${answer.by ?? ""}`);
    this.topics.take(record, answer);
    const unknown = row("mark").some(([work]) => work !== null && !this.journal.works.has(work)) && !answer.work;
    const isRemoved = record.op.kind === "work" && record.op.removed && answer.status === "applied";
    const { columns } = this.journal.take({
      lessons: row("lesson"), works: isRemoved ? [] : row("work"), marks: row("mark"), absences: row("absence"),
      removed_works: isRemoved ? [record.op.work_id] : [],
    });
    if (unknown) this.poll?.ask();
    return columns;
  }

  /** @param {Queued} record */
  #nameOf(record) {
    const row = this.journal.rowOf.get(record.op.student_id);
    const lesson = this.journal.lessons.get(record.op.lesson_id ?? this.journal.works.get(record.op.work_id)?.lessonId ?? 0);
    return [row === undefined ? "" : this.journal.students[row].name, lesson ? longDate(lesson.date) : ""].filter(Boolean).join(", ");
  }

  /** @param {import("./types.js").Changes} changes */
  #onChanges(changes) {
    this.journal.cursor = changes.cursor;
    const { cells, columns } = this.journal.take(changes);
    if (columns && !this.bubble.isModal && !this.topics.isTyping) this.redraw();
    else if (columns) this.isStale = true;
    const keys = cells.flatMap(([student, lesson]) => this.journal.columns
      .filter((column) => column.lesson.id === lesson)
      .map((column) => `m:${column.key}:${student}`));
    this.#paintKeys(keys);
    if (this.isStale && !this.bubble.isModal && !this.topics.isTyping) {
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
      column: Math.max(row < 0 ? 0 : -1, Math.min(column, last)),
    };
  }

  /** @param {Place} place @param {{extend?: boolean, focus?: boolean}} [options] */
  goTo(place, { extend = false, focus = true } = {}) {
    const target = this.#inside(place);
    this.#leaveHalf();
    if (extend) this.anchor ??= { ...this.view.current };
    else this.anchor = null;
    this.view.moveTo(target, focus);
    this.view.showRange(this.#range(true));
    if (!this.bubble.isModal) this.#speakPlace();
  }

  focusGrid() {
    this.view.marked?.focus({ preventScroll: true });
  }

  /** @param {boolean} [onlyWide] null for one cell */
  #range(onlyWide = false) {
    const { current } = this.view;
    const other = this.anchor ?? current;
    if (onlyWide && !this.anchor) return null;
    const last = this.view.columns.length - 1;
    return {
      top: Math.max(0, Math.min(current.row, other.row)), bottom: Math.max(current.row, other.row),
      left: Math.max(0, Math.min(current.column, other.column)), right: Math.min(last, Math.max(current.column, other.column)),
    };
  }

  /** The cells that an edit goes to. @returns {Cell[]} */
  cells() {
    const range = this.#range();
    if (!range) return [];
    const found = [];
    for (let row = range.top; row <= range.bottom; row += 1) {
      for (let column = range.left; column <= range.right; column += 1) {
        found.push({ column: this.view.columns[column], student: this.journal.students[row] });
      }
    }
    return found.filter(({ column, student }) => column && student);
  }

  /** The head and the figures say what they mean as soon as they are reached. */
  #speakPlace() {
    const { row, column } = this.view.current;
    const cell = this.view.marked;
    const lesson = this.view.columns[column];
    if (!cell) return;
    if (row < 0 && lesson) this.bubble.show(cell, "Урок", this.columnMenu.story(lesson));
    else if (row >= 0 && column >= this.view.columns.length) {
      const what = SUMS[column - this.view.columns.length];
      const student = this.journal.students[row];
      const titles = { plain: "Средний балл", weighted: "Взвешенный средний", absences: "Пропуски", offer: "Предлагаемая отметка" };
      this.bubble.show(cell, titles[what], plainStory(titles[what], student.name, explain(this.journal, student, what)));
    } else if (row >= 0 && column === -1) {
      const student = this.journal.students[row];
      if (student.why) this.bubble.show(cell, student.name, plainStory(student.name, "", [student.why]));
      else this.bubble.close();
    } else this.bubble.close();
  }

  /** Says something to a screen reader. @param {string} text */
  say(text) {
    this.live.textContent = text;
  }

  // ── writing ──

  /** Cells of `cells` that can be written; says why where none can. @param {Cell[]} cells */
  #writable(cells) {
    if (!this.editable) {
      this.notice(this.journal.course.readonly_why || "Эту страницу можно только читать.");
      return [];
    }
    if (this.view.current.row < 0) return [];
    const open = cells.filter(({ column, student }) => this.journal.isOpen(column, student));
    if (!open.length && cells.length) this.notice(closedBecause(cells[0].student, cells[0].column));
    const past = open.filter(({ column }) => column.lesson.date <= this.journal.today);
    if (!past.length && open.length) this.notice(`Урок ${longDate(open[0].column.lesson.date)} ещё впереди: отметки и пропуски ставят в день урока.`);
    return past;
  }

  /** A short word beside the current cell, read out too. @param {string} text */
  notice(text) {
    this.say(text);
    if (this.view.marked) this.bubble.show(this.view.marked, "Сообщение", `<p>${text.replace(/[&<>]/g, "")}</p>`);
  }

  /** @param {Change[]} changes @param {{advance?: boolean}} [options] */
  #write(changes, { advance = false } = {}) {
    if (!changes.length) return;
    const written = this.edits.write(changes);
    this.#after(written);
    const { current } = this.view;
    this.typed = { ...current };
    if (advance && !this.anchor) this.#step(false);
  }

  /** Paints what was written and says it. @param {Change[]} written */
  #after(written) {
    this.bubble.close();
    if (written.length > 1) this.say(`Изменено: ${counted(written.length, "клетка", "клетки", "клеток")}`);
    const [only] = written;
    if (!only) return;
    const { column, student } = only;
    if (written.length === 1) this.say(`${student.name}: ${valueText(this.journal.mark(column, student), this.journal.absence(column, student))}`);
  }

  /** To the next cell, the way Enter goes. @param {boolean} back */
  #step(back) {
    const { row, column } = this.view.current;
    const by = back ? -1 : 1;
    if (this.prefs.enter === "right") return this.goTo({ row, column: Math.min(column + by, this.view.columns.length - 1) });
    let next = row + by;
    const lesson = this.view.columns[column];
    // Pupils who were not in the class that day are passed over.
    while (lesson && this.journal.students[next] && !this.journal.isOpen(lesson, this.journal.students[next])) next += by;
    return this.goTo({ row: this.journal.students[next] ? next : row, column });
  }

  /** @param {string} value */
  #putValue(value) {
    const cells = this.#writable(this.cells());
    if (!cells.length) return;
    if (!this.journal.values.includes(value)) {
      const { values } = this.journal;
      this.notice(values.length ? `Отметки «${value}» нет в шкале: можно ${values.join(", ")}.` : "Обучение безотметочное: здесь отметки не ставят.");
      return;
    }
    if (this.half) {
      const first = this.journal.mark(cells[0].column, cells[0].student).value;
      this.half = null;
      if (!COUNTING.has(value) || !COUNTING.has(first)) return this.#repaintCurrent();
      return this.#write([this.edits.mark(cells[0], { second: value })], { advance: true });
    }
    this.#write(cells.map((cell) => this.edits.mark(cell, { value, second: "", debt: false, debtUntil: null })), { advance: true });
  }

  /** @param {string} code */
  #putAbsence(code) {
    const cells = this.#writable(this.cells());
    const minutes = code === "ОП" ? this.journal.rules.late_minutes : null;
    this.#write(cells.map((cell) => this.edits.absence(cell, { code, minutes, note: "" })), { advance: true });
  }

  #beginSecond() {
    if (this.anchor) return;
    const place = this.typed && this.#hasFirst(this.typed) ? this.typed : this.view.current;
    if (!this.#hasFirst(place) || !this.editable) return this.notice("Вторая отметка ставится к первой: наберите, например, 5, затем / и 4.");
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
    const mark = this.journal.mark(this.view.columns[this.half.column], this.journal.students[this.half.row]);
    this.view.paintHalf(this.half.row, this.half.column, `${mark.value}/`);
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
    this.#write(cells.map((cell) => this.edits.mark(cell, { debt, debtUntil: null })), { advance: true });
  }

  /** All present: attendance of the column's lesson has been taken. @param {Column|undefined} column */
  present(column) {
    if (!column || !this.#writable([{ column, student: this.journal.students.find((student) => this.journal.isOpen(column, student)) ?? this.journal.students[0] }]).length) return;
    this.queue.add([{ key: `p:${column.lesson.id}`, op: { kind: "attendance", lesson_id: column.lesson.id }, base: 0 }], this.journal.course.id);
    this.notice(`${longDate(column.lesson.date)}: присутствие отмечено.`);
  }

  // ── comment, story, conflict ──

  #comment() {
    const cells = this.#writable(this.cells());
    const anchor = this.view.marked;
    if (!cells.length || !anchor) return;
    const [{ column, student }] = cells;
    const mark = this.journal.mark(column, student);
    const who = cells.length > 1 ? counted(cells.length, "клетка", "клетки", "клеток") : student.name;
    this.bubble.show(anchor, "Комментарий", `${heading(`<b>Комментарий</b> · ${who}`, columnText(column, this.journal.kind(column)))}
      <textarea class="input" rows="3" maxlength="500" aria-label="Комментарий к отметке"></textarea>
      <p class="popover__foot"><button type="button" class="button button--small button--main" data-act="save">Записать</button> <span class="note">Enter записывает, Shift Enter новая строка</span></p>`, { focus: true });
    const field = /** @type {HTMLTextAreaElement} */ (this.bubble.element.querySelector("textarea"));
    field.value = cells.length > 1 ? "" : mark.comment;
    field.select();
    const save = () => {
      const comment = field.value.trim();
      this.bubble.close();
      this.focusGrid();
      this.#write(cells.map((cell) => this.edits.mark(cell, { comment })));
    };
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey) return;
      event.preventDefault();
      save();
    });
    this.bubble.element.querySelector("[data-act=save]")?.addEventListener("click", save);
  }

  /** What a cell has to say: a conflict to decide, a refusal to read, else its history. */
  tell() {
    const { row, column } = this.view.current;
    const lesson = this.view.columns[column];
    const student = this.journal.students[row];
    if (!lesson || !student || !this.view.marked) return;
    if (!this.journal.isOpen(lesson, student)) return this.notice(closedBecause(student, lesson));
    const keys = [this.journal.markKey(lesson, student), this.journal.absenceKey(lesson, student)];
    const record = [...this.queue.records.values()].find(({ key, state }) => keys.includes(key) && (state === "conflict" || state === "refused"));
    if (record?.state === "conflict") return this.#decide(record, lesson, student);
    if (record) return this.#refusal(record, lesson, student);
    return this.#story(lesson, student);
  }

  /** @param {Queued} record @param {Column} column @param {Student} student */
  #decide(record, column, student) {
    const where = columnText(column, this.journal.kind(column));
    this.bubble.show(/** @type {HTMLElement} */ (this.view.marked), "Расхождение", conflictStory(record, student, where), { focus: true });
    this.bubble.element.querySelector("[data-act=theirs]")?.addEventListener("click", () => {
      this.queue.drop([record.op_id]);
      this.#decided();
    });
    this.bubble.element.querySelector("[data-act=mine]")?.addEventListener("click", () => {
      const base = /** @type {any} */ (record.answer).version ?? 0;
      this.queue.add([{ key: record.key, op: record.op, base }], record.course);
      this.#decided();
    });
  }

  #decided() {
    this.bubble.close();
    this.focusGrid();
  }

  /** @param {Queued} record @param {Column} column @param {Student} student */
  #refusal(record, column, student) {
    this.bubble.show(/** @type {HTMLElement} */ (this.view.marked), "Не принято", refusedStory(record, student.name, columnText(column, this.journal.kind(column))), { focus: true });
    this.bubble.element.querySelector("[data-act=seen]")?.addEventListener("click", () => {
      this.queue.drop([record.op_id]);
      this.#decided();
    });
  }

  /** @param {Column} column @param {Student} student */
  async #story(column, student) {
    const { journal } = this;
    const anchor = /** @type {HTMLElement} */ (this.view.marked);
    const shared = { student, column, kind: journal.kind(column), mark: journal.mark(column, student), absence: journal.absence(column, student), editable: this.editable };
    this.bubble.show(anchor, "Сведения об отметке", cellStory({ ...shared, entries: null, until: null }));
    const asked = [`lesson=${column.lesson.id}&student=${student.id}`];
    if (column.work) asked.push(`work=${column.work.id}&student=${student.id}`);
    /** @type {any[]} */
    let stories;
    try {
      stories = await Promise.all(asked.map(async (query) => {
        const response = await fetch(`${this.getAttribute("story")}?${query}`, { credentials: "same-origin", headers: { Accept: "application/json" } });
        return response.ok ? response.json() : { entries: [], editable_until: null };
      }));
    } catch {
      stories = [];
    }
    if (!this.bubble.isOpen || this.view.marked !== anchor) return;
    const entries = stories.length ? stories.flatMap((story) => story.entries).sort((a, b) => (a.at < b.at ? 1 : -1)) : "offline";
    this.bubble.fill(cellStory({ ...shared, entries, until: stories.at(-1)?.editable_until ?? null }));
    this.bubble.element.querySelector("[data-act=comment]")?.addEventListener("click", () => this.#comment());
  }

  /** To the next cell in that state: from the status line. @param {string} kind */
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
    this.tell();
  }

  // ── finding a student ──

  #find() {
    const anchor = this.view.marked;
    if (!anchor) return;
    this.bubble.show(anchor, "Найти ученика", '<label class="field"><span class="field__label">Фамилия ученика</span><input class="input" autocomplete="off" spellcheck="false"></label><p class="note" data-found></p>', { focus: true });
    const field = /** @type {HTMLInputElement} */ (this.bubble.element.querySelector("input"));
    const column = this.view.current.column;
    const plain = (/** @type {string} */ text) => text.toLowerCase().replaceAll("ё", "е");
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter") {
        event.preventDefault();
        this.#decided();
      } else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && /[a-z[\];',.`]/i.test(event.key)) {
        // Typed in the other layout.
        const letter = letterOf(event);
        if (!letter) return;
        event.preventDefault();
        field.setRangeText(letter, field.selectionStart ?? 0, field.selectionEnd ?? 0, "end");
        field.dispatchEvent(new Event("input"));
      }
    });
    field.addEventListener("input", () => {
      const wanted = plain(field.value.trim());
      const row = wanted ? this.journal.students.findIndex((student) => plain(student.name).startsWith(wanted)) : -1;
      const found = /** @type {HTMLElement} */ (this.bubble.element.querySelector("[data-found]"));
      found.textContent = row >= 0 ? this.journal.students[row].name : wanted ? "Такой фамилии в классе нет" : "";
      if (row >= 0) this.goTo({ row, column: Math.max(0, column) }, { focus: false });
    });
  }

  // ── events ──

  #listen() {
    const { table } = this.view;
    table.addEventListener("keydown", (event) => this.#onKey(event));
    table.addEventListener("mousedown", (event) => this.#onPress(event));
    table.addEventListener("mouseover", (event) => {
      if (event.buttons !== 1 || !this.isDragging) return;
      const place = this.view.placeOf(event.target);
      if (place && place.row >= 0) this.goTo(place, { extend: true });
    });
    addEventListener("mouseup", () => (this.isDragging = false));
    table.addEventListener("dblclick", () => this.view.current.row >= 0 && this.tell());
    this.status.addEventListener("click", (event) => {
      const kind = /** @type {Element} */ (event.target).closest("[data-next]")?.getAttribute("data-next");
      if (kind) this.#next(kind);
    });
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
    const same = place.row === this.view.current.row && place.column === this.view.current.column;
    const wasOpen = this.bubble.isOpen;
    this.isDragging = true;
    this.typed = null;
    this.goTo(place, { extend: event.shiftKey });
    if (place.row < 0) this.columnMenu.open();
    else if (same && !event.shiftKey && place.column >= 0 && place.column < this.view.columns.length) {
      if (wasOpen) this.bubble.close();
      else this.tell();
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
      case "clear": return this.#write(this.#writable(this.cells()).flatMap((cell) => this.edits.clear(cell)));
      case "comment": return this.#comment();
      case "undo": return this.#undone(this.edits.undo());
      case "redo": return this.#undone(this.edits.redo());
      case "story": return this.bubble.isOpen ? this.bubble.close() : this.tell();
      case "present": return this.present(this.view.columns[column]);
      case "find": return this.#find();
      case "help": return showHelp(() => this.focusGrid());
      case "menu": return this.columnMenu.open();
      case "column": return this.#select({ row: 0, column }, { row: this.journal.students.length - 1, column });
      case "all": return this.#select({ row: 0, column: 0 }, { row: this.journal.students.length - 1, column: this.view.columns.length - 1 });
      case "leave": return this.#leave();
    }
  }

  /** @param {{back: boolean, tab: boolean}} command */
  #enter({ back, tab }) {
    const { row, column } = this.view.current;
    if (tab) return this.goTo({ row, column: column + (back ? -1 : 1) });
    const lesson = this.view.columns[column]?.lesson;
    if (row < 0 && lesson) {
      location.href = `${this.getAttribute("lesson")}${lesson.id}/`;
      return;
    }
    const state = this.stateOf(this.view.columns[column], this.journal.students[row]);
    if (lesson && (state === "conflict" || state === "refused")) return this.tell();
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
    if (this.half) return this.#leaveHalf();
    if (this.bubble.isOpen) return this.bubble.close();
    if (this.anchor) this.goTo(this.view.current);
  }

  /** @param {Change[]} changes */
  #undone(changes) {
    if (!changes.length) return this.say("Отменять нечего");
    const [first] = changes;
    const column = this.view.columns.findIndex(({ key }) => key === first.column.key);
    const row = this.journal.rowOf.get(first.student.id);
    if (changes.length === 1 && column >= 0 && row !== undefined) this.goTo({ row, column });
    this.#after(changes);
  }

  // ── spreadsheet ──

  /** @param {DataTransfer} clipboard @param {boolean} cut */
  #copy(clipboard, cut) {
    const range = this.#range();
    if (!range) return;
    const rows = [];
    for (let row = range.top; row <= range.bottom; row += 1) {
      const student = this.journal.students[row];
      rows.push(this.view.columns.slice(range.left, range.right + 1).map((column) =>
        cellText(this.journal.mark(column, student), this.journal.absence(column, student))));
    }
    clipboard.setData("text/plain", toTable(rows));
    this.say(`Скопировано: ${counted(rows.length * (rows[0]?.length ?? 0), "клетка", "клетки", "клеток")}`);
    if (cut) this.#write(this.#writable(this.cells()).flatMap((cell) => this.edits.clear(cell)));
  }

  /** @param {string} text */
  #paste(text) {
    const table = fromTable(text);
    const range = this.#range();
    if (!range) return;
    // One value for a whole range fills it, as in a spreadsheet.
    const single = table.length === 1 && table[0].length === 1;
    const height = single ? range.bottom - range.top + 1 : table.length;
    const width = single ? range.right - range.left + 1 : Math.max(...table.map((line) => line.length));
    /** @type {Change[]} */
    const changes = [];
    let unknown = 0;
    for (let row = 0; row < height; row += 1) {
      for (let column = 0; column < width; column += 1) {
        const cell = { column: this.view.columns[range.left + column], student: this.journal.students[range.top + row] };
        if (!cell.column || !cell.student || !this.journal.isOpen(cell.column, cell.student)) continue;
        if (cell.column.lesson.date > this.journal.today) continue;
        const read = readCell(single ? table[0][0] : (table[row][column] ?? ""), this.journal.values);
        if (!read) unknown += 1;
        else if ("clear" in read) changes.push(...this.edits.clear(cell));
        else if ("debt" in read) changes.push(this.edits.mark(cell, { debt: true }));
        else if ("code" in read) changes.push(this.edits.absence(cell, { code: read.code, minutes: read.code === "ОП" ? this.journal.rules.late_minutes : null }));
        else changes.push(this.edits.mark(cell, read));
      }
    }
    if (!this.editable) return this.notice(this.journal.course.readonly_why);
    this.#write(changes);
    if (unknown) this.notice(`Не вставлено: ${counted(unknown, "значение", "значения", "значений")}, таких отметок в шкале нет.`);
  }
}

customElements.define("journal-grid", JournalGrid);
export { JournalGrid };
