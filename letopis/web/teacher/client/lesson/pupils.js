/** The class as a list: attendance by a tap, marks by key or pad, what each has already. */

import { escape, icon, phrase, weight } from "../journal/format.js";
import { commandOf } from "../journal/keys.js";
import { showHelp } from "../journal/help.js";
import { offer } from "../journal/phrases.js";
import { valueText } from "../journal/stories.js";
import { askComment, askState, chooseReason, chooseWork, showTrouble } from "./dialogs.js";
import { onLongPress } from "./long-press.js";
import { outsideRow, pupilRow } from "./pupil-row.js";
import { readOutside, readWarned } from "../journal/wire.js";

/** @typedef {import("../journal/types.js").Student} Student */
/** @typedef {import("../journal/edits.js").Change} Change */

const LATE = "ОП";
const ABSENT = "Н";
/** What one who was away may have without a question. */
const NO_ANSWER = new Set(["н/а", "осв"]);
const COUNTING = new Set(["5", "4", "3", "2"]);

export class Pupils {
  /** @param {import("./lesson.js").LessonScreen} screen */
  constructor(screen) {
    this.screen = screen;
    this.list = /** @type {HTMLElement} */ (screen.querySelector("[data-pupils]"));
    this.head = /** @type {HTMLElement} */ (screen.querySelector("[data-head]"));
    this.row = 0;
    /** Which work of the lesson is being marked. */
    this.work = 0;
    /** The second mark is awaited. */
    this.isSecond = false;
    /** Whose mark was typed last. */
    this.typedAt = -1;
    /** Absences in spite of which a mark was meant. @type {Set<string>} */
    this.meant = new Set();
    /** What is drawn. */
    this.html = "";
    /** What was said of absences, by student. @type {Map<number, string>} */
    this.warned = new Map();
    const { lesson, editable, isAhead } = screen;
    this.mode = editable && !lesson.attendanceTaken && !isAhead && lesson.date === screen.journal.today ? "attendance" : "marks";
    this.#listen();
  }

  get students() {
    return /** @type {Student[]} */ (this.screen.journal.students);
  }

  /** @returns {Student|undefined} */
  get student() {
    return this.students[this.row];
  }

  // ── drawing ──

  draw() {
    this.warned = new Map((this.screen.document.warned ?? []).map(readWarned).map(({ studentId, told }) => [studentId, told]));
    const html = this.students.map((student, row) => pupilRow(this, student, row)).join("") ||
      `<li class="empty"><p class="empty__title">${phrase("В {group.pre} никого нет")}</p><p>Состав вносит учебная часть.</p></li>`;
    const outside = this.screen.document.outside.map(readOutside).map((one) => outsideRow(one, this.students.length > 0)).join("");
    const had = this.list.contains(document.activeElement);
    if (this.html !== html) this.list.innerHTML = (this.html = html) + outside;
    this.list.dataset.mode = this.mode;
    // Nothing can be chosen from an empty class.
    this.list.setAttribute("role", this.students.length ? "listbox" : "list");
    if (had) this.focus();
    this.#drawHead();
  }

  #drawHead() {
    const { journal, column, lesson, editable, isAhead } = this.screen;
    const cancelled = this.screen.document.lesson.is_cancelled;
    const kind = journal.kind(column);
    const work = kind && column.work ? `${kind.name}, вес\u00a0${weight(column.work.weight)}${column.work.title ? `: ${column.work.title}` : ""}` : "Вид работы не указан";
    const left = this.mode === "attendance" ? `<span>${phrase("Кто на {lesson.pre}")}</span>`
      : editable ? `<button type="button" class="link" data-act="work"><span class="clamp">${escape(work)}</span>${icon("down")}</button>` : `<span>${escape(work)}</span>`;
    const away = this.students.filter((student) => ![LATE, ""].includes(journal.absence(column, student).code)).length;
    const count = `${phrase("На {lesson.pre}")} ${this.students.length - away} из ${this.students.length}`;
    const taken = lesson.attendanceTaken || this.screen.session.queue?.latest(`p:${lesson.id}`);
    const shape = taken ? `<span class="state state--ok">${icon("check")}${count}</span>` : `<span class="state state--warn">${icon("open")}Присутствие не отмечено</span>`;
    const right = isAhead || cancelled || !this.students.length ? "" : editable ? `<button type="button" class="link link--plain" data-act="mode">${this.mode === "attendance" ? "К отметкам" : shape}</button>` : shape;
    const html = left + right;
    if (this.head.innerHTML !== html) this.head.innerHTML = html;
  }

  focus() {
    /** @type {HTMLElement|null} */ (this.list.querySelector(`[data-row="${this.row}"]`))?.focus({ preventScroll: true });
  }

  /** @param {number} row @param {{focus?: boolean}} [options] */
  goTo(row, { focus = true } = {}) {
    this.row = Math.max(0, Math.min(row, this.students.length - 1));
    this.isSecond = false;
    this.screen.pad.explain("");
    this.draw();
    const line = this.list.querySelector(`[data-row="${this.row}"]`);
    line?.scrollIntoView({ block: "nearest" });
    if (focus) this.focus();
  }

  /** @param {"attendance"|"marks"} mode */
  setMode(mode) {
    this.mode = mode;
    this.screen.draw();
  }

  // ── writing ──

  /** @param {Change[]} changes @param {{next?: boolean}} [options] */
  #write(changes, { next = false } = {}) {
    const { screen, student } = this;
    if (!screen.editable || screen.isAhead || !student) return;
    const written = screen.session.edits.write(changes);
    if (written.some(({ kind }) => kind === "mark")) this.#showMarks();
    const { journal, column } = screen;
    screen.announce(`${student.name}: ${valueText(journal.mark(column, student), journal.absence(column, student))}`);
    this.typedAt = this.row;
    this.goTo(next ? this.#after(written.some(({ kind }) => kind === "mark")) : this.row);
  }

  /** The next pupil; after a mark the next one who is there, as typing down a column of the journal goes. @param {boolean} isMark */
  #after(isMark) {
    const { journal, column } = this.screen;
    const isAway = (/** @type {Student} */ one) => ![LATE, ""].includes(journal.absence(column, one).code);
    const here = this.students.findIndex((one, at) => at > this.row && !isAway(one));
    return isMark && here > 0 ? here : this.row + 1;
  }

  /** A mark is seen where it is put: typing one while attendance is taken goes on to the marks, attendance stays open. */
  #showMarks() {
    if (this.mode === "attendance") this.setMode("marks");
  }

  get #cell() {
    return { column: this.screen.column, student: /** @type {Student} */ (this.student) };
  }

  /** @param {string} value */
  mark(value) {
    const { screen } = this;
    const { edits } = screen.session;
    if (!screen.journal.values.includes(value)) {
      screen.notice(`Отметки «${value}» нет в шкале`);
      return;
    }
    if (this.#isDoubtful(value)) return;
    this.#showMarks();
    const second = this.isSecond && COUNTING.has(value);
    this.#write([second ? edits.mark(this.#cell, { second: value }) : edits.value(this.#cell, value)], { next: true });
  }

  /** A first mark for one who was away is asked about, once: the same key again puts it. @param {string} value */
  #isDoubtful(value) {
    const { journal, column } = this.screen;
    const { student } = this;
    if (!student || NO_ANSWER.has(value) || journal.mark(column, student).value) return false;
    const { code } = journal.absence(column, student);
    const key = journal.absenceKey(column, student);
    if (!code || code === LATE || this.meant.has(key)) return false;
    this.meant.add(key);
    this.screen.notice(`${student.name}: ${code}. Нажмите ещё раз, если отметка нужна`);
    return true;
  }

  /** @param {string} code @param {number|null} [minutes] @param {{next?: boolean}} [options] */
  away(code, minutes = null, { next = true } = {}) {
    const { edits } = this.screen.session;
    this.#write([code ? edits.away(this.#cell, code, minutes) : edits.absence(this.#cell, { code: "", minutes: null, note: "" })], { next });
  }

  /** One tap: not there; again: late; again: there. */
  #toggle() {
    const { code } = this.screen.journal.absence(this.screen.column, this.#cell.student);
    this.away(code === "" ? ABSENT : code === LATE ? "" : LATE, null, { next: false });
  }

  second() {
    const { journal, column } = this.screen;
    // Just typed: the list has moved on to the next pupil.
    const at = [this.row, this.typedAt].find((row) => this.students[row] && COUNTING.has(journal.mark(column, this.students[row]).value));
    if (at === undefined) {
      this.screen.notice("Сначала поставьте первую отметку");
      return;
    }
    this.#showMarks();
    this.goTo(at);
    this.isSecond = true;
    this.draw();
  }

  clear() {
    if (!this.student) return;
    const { edits } = this.screen.session;
    const changes = edits.real(edits.clear(this.#cell));
    if (changes.length) this.#write(changes);
    else this.screen.notice("Стирать нечего");
  }

  /** The key of a state: the same again takes it away. @param {string} state */
  toggleState(state) {
    const { student, screen } = this;
    if (student) this.#state(screen.journal.mark(screen.column, student).state === state ? "" : state, null, { next: true });
  }

  /** How the work stands. @param {string} wanted @param {string|null} until of a debt @param {{next?: boolean}} [options] */
  #state(wanted, until, options) {
    const { student, screen } = this;
    if (!student) return;
    if (!screen.journal.values.length) return screen.notice("Обучение безотметочное: состояний работы здесь нет");
    if (wanted !== "excluded") return this.#write([screen.session.edits.state(this.#cell, wanted, until)], options);
    if (!screen.journal.mark(screen.column, student).value) return screen.notice("Не учитывать можно только отметку");
    this.comment((change) => ({ ...change, after: { ...change.after, state: wanted } }));
  }

  /** The same from a list, a debt with the day until which it is to be resolved. */
  askState() {
    const { student, screen } = this;
    if (!student || !screen.editable || screen.isAhead) return;
    askState(student.name, screen.journal.mark(screen.column, student), screen.lesson.date, (state, until) => this.#state(state, until), () => this.focus());
  }

  /** @param {(change: import("../journal/edits.js").MarkChange) => import("../journal/edits.js").MarkChange} [more] what else it says */
  comment(more = (change) => change) {
    const { student, screen } = this;
    if (!student || !screen.editable || screen.isAhead) return;
    askComment(student.name, screen.journal.mark(screen.column, student).comment, (comment) =>
      this.#write([more(screen.session.edits.mark(this.#cell, { comment }))]), () => this.focus(),
    (place, field) => void offer(place, field, screen.journal.course.id, [student.id]));
  }

  /** @param {Change[]} changes @param {string} [nothing] shown where there are none */
  undone([change], nothing = "Возвращать нечего") {
    if (!change) {
      // What a colleague has changed since stays as it is.
      const [passed] = this.screen.session.edits.passed ?? [];
      this.screen.notice(passed ? `${passed.student.name}: с тех пор изменено, оставлено как есть` : nothing);
      return;
    }
    if (change.kind === "mark") this.#showMarks();
    this.goTo(this.screen.journal.rowOf.get(change.student.id) ?? this.row);
  }

  undo() {
    this.undone(this.screen.session.edits.undo());
  }

  /** The explicit act: everybody has been looked at. */
  present() {
    const { screen } = this;
    if (!screen.editable || screen.isAhead || !this.students.length) return;
    screen.session.send(`p:${screen.lesson.id}`, { kind: "attendance", lesson_id: screen.lesson.id }, 0);
    screen.announce("Присутствие отмечено");
    if (this.mode === "attendance") this.row = 0;
    this.mode = "marks";
    screen.draw();
    this.focus();
  }

  #reason() {
    const { student, screen } = this;
    if (!student || !screen.editable || screen.isAhead) return;
    chooseReason(student.name, screen.journal.absence(screen.column, student), screen.journal.rules.late_minutes,
      ({ code, minutes, note }) => this.#write([screen.session.edits.absence(this.#cell, { code, minutes, note })]), () => this.focus());
  }

  /** To the pupil with a conflict or a refusal. */
  toTrouble() {
    const { journal, session } = this.screen;
    for (const [work, column] of journal.columns.entries()) {
      const row = this.students.findIndex((student) => session.troubleOf(column, student));
      if (row < 0) continue;
      this.work = work;
      this.mode = "marks";
      this.screen.show("marks");
      this.goTo(row);
      this.#trouble();
      return;
    }
    const record = [...session.queue.records.values()].find(({ state }) => state === "conflict" || state === "refused");
    if (record && record.course !== journal.course.id) location.href = "/unsent/";
    else if (record?.op.lesson_id && record.op.lesson_id !== this.screen.lesson.id) location.href = `/lesson/${record.op.lesson_id}/`;
    else if (record && !record.op.lesson_id) location.href = "/unsent/";
    else this.screen.show("topic");
  }

  /** @returns {boolean} true where there was something to decide */
  #trouble() {
    const { session, column } = this.screen;
    const record = this.student && session.troubleOf(column, this.student);
    if (record) showTrouble(session, record, this.student, column, () => this.focus());
    return Boolean(record);
  }

  // ── events ──

  #listen() {
    this.list.addEventListener("keydown", (event) => this.#onKey(event));
    this.list.addEventListener("click", (event) => this.#onTap(event));
    this.list.addEventListener("contextmenu", (event) => {
      event.preventDefault();
      // A long press has asked already.
      if (!document.querySelector("dialog[open]") && this.#select(event)) this.#reason();
    });
    onLongPress(this.list, (event) => {
      if (this.#select(event)) this.#reason();
    });
    this.head.addEventListener("click", (event) => {
      const act = /** @type {Element} */ (event.target).closest("[data-act]")?.getAttribute("data-act");
      if (act === "mode") this.setMode(this.mode === "marks" ? "attendance" : "marks");
      else if (act === "work") chooseWork(this.screen, (work) => {
        this.work = work;
        this.screen.draw();
      });
    });
  }

  /** @param {Event} event @returns {boolean} */
  #select(event) {
    const line = /** @type {HTMLElement|null} */ (/** @type {Element} */ (event.target).closest("[data-row]"));
    if (!line) return false;
    this.goTo(Number(line.dataset.row));
    return true;
  }

  /** @param {Event} event */
  #onTap(event) {
    if (!this.#select(event)) return;
    if (this.mode === "attendance") this.#toggle();
    else this.#trouble();
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const command = commandOf(event);
    if (!command || (command.name === "step" && command.tab)) return;
    event.preventDefault();
    this.#run(command);
  }

  /** @param {import("../journal/keys.js").Command} command */
  #run(command) {
    const last = this.students.length - 1;
    switch (command.name) {
      case "move": return command.rows ? this.goTo(this.row + command.rows) : this.#turn(command.columns);
      case "page": return this.goTo(this.row + command.rows);
      case "edge": return this.goTo(["row-start", "top", "grid-start"].includes(command.where) ? 0 : last);
      case "step": return this.#trouble() ? undefined : this.goTo(this.row + (command.back ? -1 : 1));
      case "value": return this.mark(command.value);
      case "absence": return this.away(command.code);
      case "second": return this.second();
      case "state": return this.toggleState(command.state);
      case "clear": return this.clear();
      case "comment": return this.comment();
      case "undo": return this.undo();
      case "redo": return this.undone(this.screen.session.edits.redo(), "Повторять нечего");
      case "present": return this.present();
      case "release": return chooseWork(this.screen, () => {});
      case "story": return this.mode === "attendance" ? this.#toggle() : this.#reason();
      case "menu": return this.#reason();
      case "help": return showHelp(() => this.focus());
      case "leave": return this.goTo(this.row);
    }
  }

  /** To another work of the lesson. @param {number} by */
  #turn(by) {
    this.work = Math.max(0, Math.min(this.work + by, this.screen.journal.columns.length - 1));
    this.screen.draw();
  }
}
