/**
 * «Темы и задания»: the lessons of the period as a list; topic and homework written by keyboard, saved as typed.
 * The next topic of the plan is offered; another one is chosen from the plan or written by hand with a reason.
 */

import { isChanged } from "../../../shared/client/early.js";
import { askForm } from "../ask-form.js";
import { escape, icon, longDate, monthName, phrase, weekday } from "./format.js";
import { signed } from "./who.js";
import { readLesson, readLessonTask, readPlanned } from "./wire.js";

/** @typedef {import("./types.js").Lesson} Lesson */
/** @typedef {import("./types.js").Queued} Queued */
/** @typedef {import("./wire.js").Planned} Planned */
/** @typedef {{planned: number|null, reason: string, homework: number|null, text: string, due: string|null, version: number}} Details */

/** How long typing rests before it is saved. */
const REST = 700;
const REASONS = ["Замена", "Отставание от плана", "Опережение плана", "Повторение по итогам работы", "Тема занимает больше времени"];

export class Topics {
  /** @param {import("./grid.js").JournalGrid} grid @param {HTMLElement} element */
  constructor(grid, element) {
    this.grid = grid;
    this.element = element;
    /** @type {Planned[]} */
    this.plan = [];
    /** @type {Map<number, Details>} */
    this.details = new Map();
    /** @type {Map<HTMLElement, ReturnType<typeof setTimeout>>} */
    this.timers = new Map();
    /** What holds more than was saved of it. @type {Set<HTMLElement>} */
    this.typed = new Set();
    element.addEventListener("keydown", (event) => this.#onKey(event));
    element.addEventListener("input", (event) => this.#onInput(/** @type {HTMLInputElement} */ (event.target)));
    element.addEventListener("change", (event) => this.#saveNow(/** @type {HTMLInputElement} */ (event.target)));
    element.addEventListener("click", (event) => this.#onClick(event));
    // What waits for its reason cannot be saved: the browser asks.
    addEventListener("beforeunload", (event) => this.#lacksReason && event.preventDefault());
    // A page that is left takes with it what stands in the field that was typed in.
    addEventListener("pagehide", () => {
      const field = document.activeElement;
      if (field instanceof HTMLElement && this.typed.has(field)) this.#saveNow(/** @type {HTMLInputElement} */ (field));
    });
  }

  get isShown() {
    return location.hash === "#topics";
  }

  /** True while a field has the focus: the list is not drawn anew then. */
  get isTyping() {
    return this.element.contains(document.activeElement);
  }

  /** Whether a topic was written that the plan has not, and no reason yet. */
  get #lacksReason() {
    return [.../** @type {NodeListOf<HTMLInputElement>} */ (this.element.querySelectorAll("[data-field=topic]"))].some((field) => {
      const lesson = isChanged(field) && this.#lessonOf(field);
      const topic = field.value.trim();
      return lesson && topic && topic !== this.#shownTopic(lesson) && this.plan.length && !this.#planned(lesson, topic);
    });
  }

  /** @param {HTMLElement} field */
  #lessonOf(field) {
    return this.grid.journal.lessons.get(Number(field.closest("[data-lesson]")?.getAttribute("data-lesson")));
  }

  /** Shows the tab the address names. */
  show() {
    this.element.hidden = !this.isShown;
    for (const part of /** @type {NodeListOf<HTMLElement>} */ (this.grid.querySelectorAll("[data-marks]"))) part.hidden = this.isShown;
    for (const link of document.querySelectorAll("[data-tab]")) {
      if (link.getAttribute("data-tab") === (this.isShown ? "topics" : "marks")) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    if (!this.isShown) return;
    this.#load();
    this.draw();
  }

  /** Plan, reasons and tasks in full: asked for when the tab is opened. */
  async #load() {
    try {
      const { period } = this.grid.journal;
      const response = await fetch(`${this.grid.getAttribute("topics")}?period=${period.id}`, { credentials: "same-origin", headers: signed() });
      if (!response.ok) return;
      /** @type {import("./wire.js").TopicsDocument} */
      const { plan, lessons } = await response.json();
      this.plan = plan.map(readPlanned);
      this.details = new Map(lessons.map(readLessonTask).map(({ id, plannedId, taskId, dueOn, ...rest }) =>
        [id, { planned: plannedId, homework: taskId, due: dueOn, ...rest }]));
      this.isLoaded = true;
      if (!this.isTyping) this.draw();
    } catch {
      // Without a network the list stands as it is; homework already set waits until it can be read whole.
    }
  }

  draw() {
    if (!this.isShown || this.isTyping) return;
    const { journal } = this.grid;
    const rows = [];
    let month = "";
    for (const lesson of /** @type {Iterable<Lesson>} */ ([...journal.lessons.values()].sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : a.number - b.number)))) {
      const name = monthName(lesson.date);
      if (name !== month) rows.push(`<tr class="topics__month"><th colspan="4" scope="colgroup">${name}</th></tr>`);
      month = name;
      rows.push(this.#row(lesson));
    }
    this.element.innerHTML = `<table class="topics"><thead><tr><th scope="col">${phrase("{Lesson.nom}")}</th><th scope="col">Тема</th><th scope="col">Домашнее задание</th><th scope="col">Состояние</th></tr></thead>
      <tbody>${rows.join("")}</tbody></table><datalist id="planned">${this.plan.map(({ number, topic }) => `<option value="${escape(topic)}">№\u00a0${number}</option>`).join("")}</datalist>`;
    const today = this.element.querySelector(".is-today, .is-next");
    if (!this.hasScrolled && today) {
      today.scrollIntoView({ block: "center" });
      this.hasScrolled = true;
    }
  }

  /** @param {Lesson} lesson */
  #row(lesson) {
    const { journal, editable } = this.grid;
    const off = editable ? "" : " readonly";
    const what = `${longDate(lesson.date)}, ${lesson.number}${phrase("{lesson_no}")}`;
    const topic = this.#shownTopic(lesson);
    const homework = this.#shownHomework(lesson);
    const offer = editable && !topic && lesson.plannedTopic
      ? `<button type="button" class="button button--small button--quiet" data-act="plan" tabindex="-1" title="Взять тему из плана">${icon("plan")}<span class="hidden-visually">Взять из плана</span></button>` : "";
    return `<tr data-lesson="${lesson.id}" class="${lesson.date === journal.today ? "is-today" : ""}">
      <th scope="row"><a href="${escape(this.grid.getAttribute("lesson"))}${lesson.id}/">${weekday(lesson.date)}, ${longDate(lesson.date)}</a> <span class="note">${lesson.number}${phrase("{lesson_nth}")}</span></th>
      <td class="topics__topic"><input class="input input--bare" data-field="topic" list="planned" maxlength="500" aria-label="Тема, ${what}" value="${escape(topic)}" placeholder="${escape(lesson.plannedTopic)}"${off}>${offer}
        <span data-reason></span></td>
      <td><input class="input input--bare" data-field="homework" maxlength="2000" aria-label="Домашнее задание, ${what}" value="${escape(homework)}"${off}></td>
      <td class="topics__state" data-state>${this.#state(lesson)}</td></tr>`;
  }

  /** @param {Lesson} lesson */
  #shownTopic(lesson) {
    return this.#queued(`t:${lesson.id}`)?.op.topic ?? lesson.topic;
  }

  /** @param {Lesson} lesson */
  #shownHomework(lesson) {
    const queued = this.#queued(`h:${lesson.id}`);
    return queued ? (queued.op.removed ? "" : queued.op.text) : (this.details.get(lesson.id)?.text ?? lesson.homework);
  }

  /** @param {string} key @returns {Queued|undefined} */
  #queued(key) {
    const record = this.grid.queue.latest(key);
    return record?.state === "refused" ? undefined : record;
  }

  /** @param {Lesson} lesson */
  #state(lesson) {
    const records = [this.grid.queue.latest(`t:${lesson.id}`), this.grid.queue.latest(`h:${lesson.id}`)].flatMap((record) => record ?? []);
    const [trouble] = records.filter(({ state }) => state === "refused" || state === "conflict");
    if (trouble) {
      const text = trouble.state === "refused" ? trouble.answer?.message ?? "Не принято" : `Расхождение: ${trouble.answer?.by ?? ""}`;
      return `<button type="button" class="state state--danger state--button" data-act="trouble" data-op="${trouble.op_id}">${icon("alert")}${escape(text)}</button>`;
    }
    if (records.length) return this.grid.queue.link === "ok" ? `<span class="state state--now">${icon("saving")}сохраняется</span>` : `<span class="state state--warn">${icon("wait")}ждёт сети</span>`;
    if (lesson.state === "filled") return `<span class="state state--ok">${icon("check")}заполнен</span>`;
    if (lesson.state === "unfilled") return `<span class="state state--warn">${icon("open")}не заполнен</span>`;
    return "";
  }

  /** Repaints states after the queue moved. @param {Iterable<string>} keys */
  sync(keys) {
    for (const key of keys) {
      if (!/^[th]:/.test(key)) continue;
      const lesson = this.grid.journal.lessons.get(Number(key.slice(2)));
      const row = lesson && this.element.querySelector(`[data-lesson="${lesson.id}"]`);
      if (!row || !lesson) continue;
      const state = /** @type {HTMLElement} */ (row.querySelector("[data-state]"));
      const html = this.#state(lesson);
      if (state.innerHTML !== html) state.innerHTML = html;
    }
  }

  /** Takes a task's answer over. @param {Queued} record @param {import("./types.js").Answer} answer */
  take(record, answer) {
    const row = answer.status === "conflict" ? answer.current : answer.homework;
    if (record.op.kind !== "homework" || !row?.lesson_id) return;
    const held = this.details.get(row.lesson_id) ?? { planned: null, reason: "" };
    this.details.set(row.lesson_id, { ...held, homework: row.id, text: row.removed ? "" : row.text, due: row.due_on, version: row.version });
    const lesson = this.grid.journal.lessons.get(row.lesson_id);
    if (lesson) lesson.homework = row.removed ? "" : row.text;
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const field = /** @type {HTMLInputElement} */ (event.target);
    if (!field.dataset.field) return;
    const way = event.key === "ArrowDown" || (event.key === "Enter" && !event.shiftKey) ? 1 : event.key === "ArrowUp" || event.key === "Enter" ? -1 : 0;
    if (!way) return;
    // The browser's own list of planned topics has the arrows while something is typed.
    if (event.key.startsWith("Arrow") && field.dataset.field === "topic" && field.value && !event.ctrlKey) return;
    event.preventDefault();
    if (event.key === "Enter" && field.dataset.field === "topic" && !field.value && field.placeholder) this.#takePlanned(field);
    this.#saveNow(field);
    const fields = /** @type {HTMLInputElement[]} */ ([...this.element.querySelectorAll(`[data-field="${field.dataset.field}"]`)]);
    fields[fields.indexOf(field) + way]?.focus();
  }

  /** @param {HTMLInputElement} field */
  #takePlanned(field) {
    field.value = field.placeholder;
  }

  /** @param {MouseEvent} event */
  #onClick(event) {
    const button = /** @type {HTMLElement|null} */ (/** @type {Element} */ (event.target).closest("[data-act]"));
    const row = button?.closest("[data-lesson]");
    if (!button || !row) return;
    const field = /** @type {HTMLInputElement} */ (row.querySelector("[data-field=topic]"));
    if (button.dataset.act === "plan") {
      this.#takePlanned(field);
      this.#saveNow(field);
      button.remove();
    } else if (button.dataset.act === "trouble") this.#settle(button, Number(row.getAttribute("data-lesson")));
  }

  /** A refusal is read and put aside, a conflict decided. @param {HTMLElement} button @param {number} lessonId */
  #settle(button, lessonId) {
    const record = this.grid.queue.records.get(button.dataset.op ?? "");
    if (!record) return;
    const { bubble, queue } = this.grid;
    const mine = record.op.kind === "topic" ? record.op.topic : record.op.text;
    const current = record.answer?.current;
    const theirs = record.op.kind === "topic" ? current && readLesson(current).topic : current?.text;
    const foot = record.state === "conflict"
      ? '<button type="button" class="button button--small" data-act="theirs">Оставить, как в журнале</button> <button type="button" class="button button--small" data-act="mine">Записать мой текст</button>'
      : '<button type="button" class="button button--small" data-act="theirs">Понятно</button>';
    const sides = record.state === "conflict" ? `<p><b>У вас:</b> ${escape(mine || "пусто")}</p><p><b>В журнале:</b> ${escape(theirs || "пусто")}${record.answer?.by ? `, ${escape(record.answer.by)}` : ""}</p>` : `<p><b>У вас:</b> ${escape(mine || "пусто")}</p><p>${escape(record.answer?.message ?? "")}</p>${askForm(record)}`;
    bubble.show(button, record.state === "conflict" ? "Расхождение" : "Не принято", `<p class="popover__value"><b>${record.state === "conflict" ? "Расхождение" : "Не принято"}</b></p>${sides}<p class="popover__foot">${foot}</p>`, { focus: true });
    const done = () => {
      bubble.close();
      this.#redrawRow(lessonId);
    };
    bubble.element.querySelector("[data-act=theirs]")?.addEventListener("click", () => queue.drop([record.op_id]).then(done));
    bubble.element.querySelector("[data-act=mine]")?.addEventListener("click", () =>
      this.grid.session.insist(record).then(done));
  }

  /** @param {number} lessonId */
  #redrawRow(lessonId) {
    const row = this.element.querySelector(`[data-lesson="${lessonId}"]`);
    const lesson = this.grid.journal.lessons.get(lessonId);
    if (row && lesson) row.outerHTML = this.#row(lesson);
  }

  /** @param {HTMLInputElement} field */
  #onInput(field) {
    if (!field.dataset.field) return;
    this.typed.add(field);
    clearTimeout(this.timers.get(field));
    // A topic is saved when the field is left: half a word of it would stand in every diary.
    if (field.dataset.field === "homework") this.timers.set(field, setTimeout(() => this.#saveNow(field), REST));
  }

  /** @param {HTMLInputElement} field */
  #saveNow(field) {
    clearTimeout(this.timers.get(field));
    this.typed.delete(field);
    if (field.readOnly) return;
    const lesson = this.#lessonOf(field);
    if (!lesson) return;
    if (field.dataset.field === "topic") this.#saveTopic(lesson, field);
    else if (field.dataset.field === "homework") this.#saveHomework(lesson, field.value.trim());
    else if (field.dataset.field === "reason") this.#saveReason(lesson, field);
  }

  /** @param {Lesson} lesson @param {HTMLInputElement} field */
  #saveTopic(lesson, field) {
    const topic = field.value.trim();
    if (topic === this.#shownTopic(lesson)) return;
    const planned = this.#planned(lesson, topic);
    if (topic && !planned && this.plan.length) {
      this.#askReason(field, lesson);
      return;
    }
    this.#sendTopic(lesson, topic, planned?.id ?? null, "");
  }

  /** The plan's lesson a topic is of: the same topic may stand in it several times, then the next one. @param {Lesson} lesson @param {string} topic */
  #planned(lesson, topic) {
    const same = this.plan.filter((one) => one.topic === topic);
    if (same.length < 2) return same[0];
    const used = new Set([...this.details.entries()].filter(([id]) => id !== lesson.id).map(([, { planned }]) => planned));
    return same.find(({ id }) => !used.has(id)) ?? same[0];
  }

  /** A topic that the plan does not have asks for a reason beside it. @param {HTMLInputElement} field @param {Lesson} lesson */
  #askReason(field, lesson) {
    const place = /** @type {HTMLElement} */ (field.closest("td")?.querySelector("[data-reason]"));
    if (place.firstChild) return;
    place.innerHTML = `<label class="topics__reason"><span class="note">Темы нет в плане. Причина:</span> <input class="input input--small" data-field="reason" list="reasons" maxlength="300"></label>
      <datalist id="reasons">${REASONS.map((reason) => `<option value="${reason}">`).join("")}</datalist>`;
    const reason = /** @type {HTMLInputElement} */ (place.querySelector("input"));
    reason.value = this.details.get(lesson.id)?.reason ?? "";
    reason.focus();
  }

  /** @param {Lesson} lesson @param {HTMLInputElement} field */
  #saveReason(lesson, field) {
    const reason = field.value.trim();
    if (!reason) return;
    const topic = /** @type {HTMLInputElement} */ (field.closest("tr")?.querySelector("[data-field=topic]")).value.trim();
    this.#sendTopic(lesson, topic, null, reason);
  }

  /** @param {Lesson} lesson @param {string} topic @param {number|null} planned @param {string} reason */
  #sendTopic(lesson, topic, planned, reason) {
    const held = this.details.get(lesson.id);
    if (held) Object.assign(held, { planned, reason });
    this.grid.session.send(`t:${lesson.id}`, { kind: "topic", lesson_id: lesson.id, planned_lesson_id: planned, topic, reason }, lesson.version);
  }

  /** @param {Lesson} lesson @param {string} text */
  #saveHomework(lesson, text) {
    if (text === this.#shownHomework(lesson)) return;
    const held = this.details.get(lesson.id);
    this.grid.session.send(`h:${lesson.id}`, { kind: "homework", lesson_id: lesson.id, homework_id: held?.homework ?? null, text, due_on: held?.due ?? null, student_ids: [], removed: !text }, held?.version ?? 0);
  }
}
