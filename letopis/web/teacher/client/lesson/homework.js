/** Homework: what was due, what is set now (saved while typing), for whom, files and photographs, the parallel class's task. */

import { escape, icon, longDate, phrase, uuid } from "../journal/format.js";
import { Attachments } from "./attachments.js";
import { askNamedTask, chooseParallelTask } from "./homework-dialogs.js";
import { Load } from "./load.js";
import { settle, troubleHtml } from "./topic.js";

/** @typedef {import("../journal/wire.js").Task} Task */
/** Where the timetable has moved a task. @typedef {import("../journal/wire.js").DueMoved} Moved */

const REST = 700;
const PHOTO_TEXT = "Задание на фото";

export class Homework {
  /** @param {import("./lesson.js").LessonScreen} screen @param {HTMLElement} element */
  constructor(screen, element) {
    this.screen = screen;
    /** What is drawn, by part. @type {Map<string, string>} */
    this.drawn = new Map();
    this.element = element;
    /** @type {Task[]} */
    this.tasks = screen.document.homework;
    /** @type {Task[]} */
    this.due = screen.document.due;
    /** @type {import("../journal/wire.js").ParallelTask[]} */
    this.parallel = screen.document.parallel;
    this.attachments = new Attachments(this);
    this.load = new Load(screen, () => this.#tellLoad());
    element.innerHTML = this.#frame();
    element.addEventListener("click", (event) => this.#onClick(event));
    element.addEventListener("input", (event) => this.#onInput(event));
    element.addEventListener("change", (event) => this.#onChange(event));
    // A page that is left would take the last words with it: their field has not been left.
    addEventListener("pagehide", () => this.timer && this.#save());
    // What the photograph put there is no text of the teacher's: typing replaces it.
    element.addEventListener("focusin", ({ target }) => target instanceof HTMLTextAreaElement && target.value === PHOTO_TEXT && target.select());
    element.addEventListener("focusin", ({ target }) => target instanceof HTMLElement && target.dataset.field && this.load.ask(this.#value("due")));
  }

  get key() {
    return `h:${this.screen.lesson.id}`;
  }

  /** The task for all, if there is one. @returns {Task|undefined} */
  get task() {
    return this.tasks.find(({ student_ids, removed }) => !student_ids.length && !removed);
  }

  /** What is typed and under way, else what the journal has. */
  get shown() {
    const queued = this.screen.session.queue?.latest(this.key);
    if (!queued || queued.state === "refused") return { text: this.task?.text ?? "", due: this.task?.due_on ?? null, minutes: this.task?.minutes ?? null };
    const { removed, text, due_on: due, minutes, unestimated } = queued.op;
    return { text: removed ? "" : text, due: due ?? this.task?.due_on ?? null, minutes: unestimated ? null : minutes ?? this.task?.minutes ?? null };
  }

  get isTyping() {
    return this.element.contains(document.activeElement) && document.activeElement?.matches("textarea, input[type=date], input[type=number]");
  }

  draw() {
    const { text, due } = this.shown;
    if (this.screen.editable) {
      if (!this.isTyping) this.#fill(text, due);
      this.#tellLoad();
      this.#part("around", this.#trouble() + this.#offers());
    } else this.#part("around", `<p>${escape(text) || '<span class="note">Не задано.</span>'}</p>`);
    this.#part("named", this.#named());
    this.attachments.draw(this.#place("files"));
  }

  /** What the fields say, where nobody is typing. @param {string} text @param {string|null} due */
  #fill(text, due) {
    const [field, day] = [this.#field("text"), this.#field("due")];
    if (field && field.value.trim() !== text) field.value = text;
    if (day) day.value = due ?? "";
    const minutes = this.#field("minutes");
    if (minutes) minutes.value = String(this.shown.minutes ?? "");
    this.#tellDue(due);
  }

  /** What the class's day comes to with this task. */
  #tellLoad() {
    const field = this.#field("minutes");
    if (field && this.load.usual !== null) field.placeholder = String(this.load.usual);
    this.#part("load", this.load.html(Boolean(this.shown.text), this.shown.minutes));
  }

  /** @param {string|null} due */
  #tellDue(due) {
    const place = this.#place("due");
    if (place) place.textContent = due ? longDate(due) : phrase("{to_next_lesson}");
    const moved = this.task?.due_on === due ? this.task?.moved : null;
    this.#part("moved", moved ? `<p class="moved">${icon("info")}<span>${escape(movedText(moved))}</span></p>` : "");
  }

  /** @param {string} name @returns {HTMLElement|null} */
  #place(name) {
    return this.element.querySelector(`[data-${name}]`);
  }

  /** @param {string} name @returns {HTMLInputElement|null} */
  #field(name) {
    return this.element.querySelector(`[data-field=${name}]`);
  }

  /** @param {string} name @param {string} html */
  #part(name, html) {
    const place = this.#place(name);
    if (!place || this.drawn.get(name) === html) return;
    this.drawn.set(name, html);
    place.innerHTML = html;
  }

  sync() {
    this.draw();
  }

  /** At a desk one goes on typing; on a phone a keyboard that opens by itself would cover the rest. */
  focus() {
    if (matchMedia("(min-width: 901px)").matches) this.#field("text")?.focus({ preventScroll: true });
  }

  /** Drawn once: while a camera is open, the field that waits for its picture must stay where it is. */
  #frame() {
    const own = this.due.map(({ text, moved }) => `<p>${escape(text)}${moved && moved.why !== "none" ? ` <span class="note">было к ${longDate(moved.was)}</span>` : ""}</p>`).join("");
    const was = own ? `<div class="was"><h3>Было задано</h3>${own}</div>` : "";
    if (!this.screen.editable) return `${was}<h2>Домашнее задание</h2><div data-around></div><div data-files></div><div data-named></div>`;
    return `${was}<h2><label for="homework">Домашнее задание</label></h2>
      <textarea class="input" id="homework" rows="3" maxlength="2000" data-field="text" placeholder="Например: § 20, № 412, 415"></textarea>
      <div class="row row--wrap homework__due"><label class="row"><span class="note">Сдать к</span> <input class="input input--small" type="date" data-field="due" min="${this.screen.lesson.date}"></label>
      <span class="note" data-due></span>
      <label class="row"><span class="note">Минут</span> <input class="input input--small homework__minutes" type="number" inputmode="numeric" min="0" max="300" step="5" data-field="minutes"></label></div><div class="load" data-load></div><div data-moved role="status"></div>
      <div data-around></div><div data-files></div>${this.#tools()}<div data-named></div>`;
  }

  #trouble() {
    return troubleHtml(this.screen.session, this.key, ({ op }) => op.text, (current) => current?.text);
  }

  /** The plan's homework and what the parallel class was set last, until something is set here. */
  #offers() {
    if (this.shown.text) return "";
    const planned = this.screen.topic.planned?.homework;
    const [parallel] = this.parallel;
    const offers = [
      ...(planned ? [offer("plan", "Из плана", planned)] : []),
      ...(parallel && parallel.text !== planned ? [offer("copy", `Как в ${parallel.class}`, parallel.text)] : []),
    ];
    return offers.length ? `<div class="offers">${offers.join("")}</div>` : "";
  }

  #tools() {
    const parallel = this.parallel.length ? `<button type="button" class="button button--small" data-act="parallel">${icon("copy")}<span>${phrase("Из {of_parallel}<span class=\"wide-only\"> {group.gen}</span>")}</span></button>` : "";
    return `<div class="row row--wrap homework__tools"><label class="button button--small">${icon("camera")}Снять<input class="hidden-visually" type="file" accept="image/*" capture="environment" data-field="photo"></label>
      <label class="button button--small">${icon("file")}Файл<input class="hidden-visually" type="file" multiple accept="image/*,${this.#types()}" data-field="file"></label>${parallel}
      <button type="button" class="button button--small" data-act="named">${icon("person")}${phrase("Отдельным {student.dats}")}</button></div>`;
  }

  #types() {
    return this.screen.document.uploads.types.map((/** @type {string} */ type) => `.${type}`).join(",");
  }

  /** Tasks for named students. */
  #named() {
    const tasks = this.tasks.filter(({ student_ids, removed }) => student_ids.length && !removed);
    const { journal } = this.screen;
    return tasks.map((task) => {
      const names = task.student_ids.map((id) => journal.students[journal.rowOf.get(id) ?? -1]?.name ?? phrase("{student.nom} выбыл")).join(", ");
      const remove = this.screen.editable ? `<button type="button" class="icon-button" data-act="remove-task" data-id="${task.id}" aria-label="Удалить задание">${icon("close")}</button>` : "";
      return `<div class="task task--own"><div><p class="note">${escape(names)}</p><p>${escape(task.text)}</p>${task.moved ? `<p class="note">${escape(movedText(task.moved))}</p>` : ""}</div>${remove}</div>`;
    }).join("");
  }

  // ── writing ──

  /** @param {string} text @param {string|null} due @param {number|null} minutes null: as they are @param {boolean} [unestimated] there are none any more */
  #send(text, due, minutes = null, unestimated = false) {
    const { session, lesson } = this.screen;
    const held = this.task;
    const isEmpty = !text && !this.attachments.count;
    const under = [...session.queue.records.values()].filter(({ key }) => key === this.key);
    if (isEmpty && !held && under.every(({ state }) => state !== "sent")) return session.queue.drop(under.map(({ op_id }) => op_id));
    return session.send(this.key, {
      kind: "homework", lesson_id: lesson.id, homework_id: held?.id ?? null, text: text || held?.files.length ? text : PHOTO_TEXT, due_on: due,
      student_ids: [], removed: isEmpty, minutes, ...(unestimated ? { unestimated } : {}),
    }, held?.version ?? 0);
  }

  /** A file needs a task to belong to: without one, a task that says so is set. */
  require() {
    this.#save();
    if (this.task || this.shown.text) return;
    const { due } = this.shown;
    this.#send(PHOTO_TEXT, due);
    this.#fill(PHOTO_TEXT, due);
  }

  /** The last photograph is gone, and the task that stood for it with it. */
  release() {
    if (this.attachments.count || this.shown.text !== PHOTO_TEXT) return;
    const { due } = this.shown;
    this.#send("", due);
    this.#fill("", due);
  }

  #save() {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (!this.#field("text")) return;
    const text = this.#value("text");
    const due = this.#value("due") || null;
    const field = /** @type {HTMLInputElement|undefined} */ (this.#field("minutes"));
    const minutes = Number.parseInt(this.#value("minutes"), 10);
    // What is no number says nothing; emptied, the usual of the subject stands for it again.
    const said = !field || field.validity.badInput ? this.shown.minutes : Number.isNaN(minutes) ? null : minutes;
    if (text === this.shown.text && due === this.shown.due && said === this.shown.minutes) return;
    if (!text && !this.task && !this.shown.text) return;
    this.#send(text, due, said, said === null && this.shown.minutes !== null);
  }

  /** @param {string} name */
  #value(name) {
    return this.#field(name)?.value.trim() ?? "";
  }

  /** @param {import("../journal/types.js").Queued} record @param {import("../journal/types.js").Answer} answer */
  take(record, answer) {
    const task = answer.status === "conflict" ? answer.current : answer.homework;
    if (record.op.kind !== "homework" || !task || task.lesson_id !== this.screen.lesson.id) return;
    this.tasks = [...this.tasks.filter(({ id }) => id !== task.id), task];
    if (!task.student_ids.length && this.screen.editable) {
      this.#tellDue(task.due_on);
      const day = this.#field("due");
      if (day && document.activeElement !== day) day.value = task.due_on ?? "";
    }
    if (answer.status === "applied") this.attachments.taskSaved();
  }

  /** A colleague has changed the task; nobody is writing here. */
  get isBehind() {
    return !this.isTyping && !this.screen.session.queue.latest(this.key) && this.screen.lesson.homework !== (this.task?.text ?? "");
  }

  /** The tasks as the server has them. @param {Task[]} tasks */
  renew(tasks) {
    if (this.isBehind) this.tasks = tasks;
  }

  /** Tasks confirmed since the page was kept: the newer version counts. @param {Task[]} tasks */
  takeConfirmed(tasks) {
    for (const task of tasks.filter(({ lesson_id }) => lesson_id === this.screen.lesson.id)) {
      const held = this.tasks.find(({ id }) => id === task.id);
      if (!held || held.version < task.version) this.tasks = [...this.tasks.filter(({ id }) => id !== task.id), task];
    }
  }

  // ── events ──

  /** @param {Event} event */
  #onInput(event) {
    const { field } = /** @type {HTMLElement} */ (event.target).dataset;
    if (field !== "text") return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#save(), REST);
  }

  /** @param {Event} event */
  #onChange(event) {
    const target = /** @type {HTMLInputElement} */ (event.target);
    const files = [...target.files ?? []];
    if (target.type === "file") {
      target.value = "";
      this.#attach(files);
    } else if (target.dataset.field) {
      this.load.ask(this.#value("due"));
      this.#save();
      this.#tellLoad();
    }
  }

  /** @param {MouseEvent} event */
  #onClick(event) {
    const button = /** @type {HTMLElement|null} */ (/** @type {Element} */ (event.target).closest("[data-act]"));
    if (!button) return;
    const { act, text = "", id } = button.dataset;
    if (act === "copy") this.#put(text);
    else if (act === "parallel") chooseParallelTask(this.parallel, (text) => this.#put(text));
    else if (act === "named") this.#setForSome();
    else if (act === "theirs" || act === "mine") settle(this.screen.session, this.key, act).then(() => this.draw());
    else if (act?.endsWith("-file")) this.attachments.act(act, id ?? "");
    else if (act === "remove-task") this.#removeTask(Number(id));
  }

  /** One after another: a phone's memory holds one large picture. @param {File[]} files */
  async #attach(files) {
    for (const file of files) await this.attachments.add(file);
  }

  /** @param {string} text */
  #put(text) {
    const field = /** @type {HTMLInputElement} */ (this.#field("text"));
    field.value = text;
    this.focus();
    this.#save();
  }

  /** Sets a task of its own for those chosen. */
  #setForSome() {
    const { journal, session, lesson } = this.screen;
    askNamedTask(journal.students, (text, ids) => session.send(`h:${lesson.id}:${uuid()}`, {
      kind: "homework", lesson_id: lesson.id, homework_id: null, text, due_on: null, student_ids: ids, removed: false,
    }, 0));
  }

  /** @param {number} id */
  #removeTask(id) {
    const task = this.tasks.find((one) => one.id === id);
    if (!task) return;
    this.screen.session.send(`h:${this.screen.lesson.id}:${id}`, { kind: "homework", lesson_id: this.screen.lesson.id, homework_id: id, text: task.text, due_on: task.due_on, student_ids: task.student_ids, removed: true }, task.version);
  }
}

/** «24 ноября урок отменён: задание спросят 26 ноября». @param {Moved} moved */
function movedText({ was, to, why }) {
  const day = longDate(was);
  const what = why === "cancelled" ? `${day} ${phrase("{lesson_cancelled}")}` : why === "none" ? `${day} ${phrase("{lesson.gen} нет")}` : `${phrase("{Lesson.nom} в расписании уже не")} ${day}`;
  return `${what}: ${to ? `задание спросят ${longDate(to)}` : phrase("других {lesson.gens} впереди пока нет")}`;
}

/** @param {string} shape @param {string} from @param {string} text */
const offer = (shape, from, text) => `<button type="button" class="button button--quiet button--small" data-act="copy" data-text="${escape(text)}">${icon(shape)}<span>${escape(from)}: ${escape(text)}</span></button>`;
