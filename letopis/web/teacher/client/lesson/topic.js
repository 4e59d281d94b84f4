/** The topic: the plan's next one is offered first; another of the plan, or one's own with a reason, and advice while typing. */

import { isChanged } from "../../../shared/client/early.js";
import { askForm } from "../ask-form.js";
import { escape, icon } from "../journal/format.js";
import { lacks } from "./lacks.js";
import { readLesson, readTopic } from "../journal/wire.js";

/** @typedef {import("../journal/wire.js").Topic} Planned */

const REST = 400;
const REASONS = ["Замена", "Отставание от плана", "Опережение плана", "Повторение по итогам работы", "Тема занимает больше времени"];

export class Topic {
  /** @param {import("./lesson.js").LessonScreen} screen @param {HTMLElement} element */
  constructor(screen, element) {
    this.screen = screen;
    /** What is drawn. */
    this.html = "";
    this.element = element;
    /** @type {Planned[]} */
    this.plan = screen.document.topics.map(readTopic);
    this.plannedId = screen.document.lesson.planned_lesson_id;
    this.reason = screen.document.lesson.reason;
    /** The topic that the rest here belongs to. */
    this.known = screen.lesson.topic;
    /** «»: as it is; «plan»: another of the plan; «own»: by hand. */
    this.mode = "";
    element.addEventListener("click", (event) => this.#onClick(event));
    element.addEventListener("input", () => this.#onInput());
    element.addEventListener("keydown", (event) => this.#onKey(event));
    // A topic of one's own is written by its button alone: the browser asks before it takes one away with the page.
    addEventListener("beforeunload", (event) => {
      if (this.mode === "own" && isChanged(this.#field("topic"))) event.preventDefault();
    });
  }

  get key() {
    return `t:${this.screen.lesson.id}`;
  }

  /** What is typed and under way, else what the journal has. */
  get shown() {
    const queued = this.screen.session.queue?.latest(this.key);
    if (!queued || queued.state === "refused") return { topic: this.screen.lesson.topic, planned: this.plannedId, reason: this.reason };
    return { topic: queued.op.topic, planned: queued.op.planned_lesson_id, reason: queued.op.reason };
  }

  /** The planned lesson whose homework is offered. @returns {Planned|undefined} */
  get planned() {
    const { topic, planned } = this.shown;
    return this.plan.find(({ id, next }) => (topic ? id === planned : next));
  }

  /** A colleague has changed the topic; nobody is writing here. */
  get isBehind() {
    return !this.mode && !this.screen.session.queue.latest(this.key) && this.screen.lesson.topic !== this.known;
  }

  /** What belongs to the topic, as the server has it. @param {{planned_lesson_id: number|null, reason: string}} lesson */
  renew(lesson) {
    if (!this.isBehind) return;
    this.known = this.screen.lesson.topic;
    this.plannedId = lesson.planned_lesson_id;
    this.reason = lesson.reason;
  }

  draw() {
    const html = this.#html();
    if (html === this.html) return;
    this.html = this.element.innerHTML = html;
  }

  /** After the queue has moved, unless somebody is typing. */
  sync() {
    if (this.mode !== "own") this.draw();
    else this.#drawTrouble();
  }

  focus() {
    // Of a list of topics, where the plan stands: the rest is a step of the tabulator away.
    const here = this.element.querySelector(".reason[aria-current], .reason[data-here]");
    /** @type {HTMLElement|null} */ (here ?? this.element.querySelector("button, textarea"))?.focus();
  }

  #html() {
    const { editable } = this.screen;
    const { topic, reason } = this.shown;
    const state = this.#state();
    if (this.mode === "own") return this.#form(topic) + state;
    if (this.mode === "plan") return this.#choice() + state;
    const planned = this.planned;
    if (topic) {
      const source = planned ? `№\u00a0${planned.number} плана` : reason ? `не из плана: ${escape(reason)}` : "";
      return `<p class="topic">${escape(topic)}</p><p class="note">${source}</p>${editable ? this.#ways("Изменить") : ""}${state}`;
    }
    if (!editable) return '<p class="note">Тема не указана.</p>';
    const offer = planned
      ? `<p class="note">По плану, №\u00a0${planned.number}</p><p class="topic">${escape(planned.topic)}</p><p><button type="button" class="button button--main" data-act="take" data-id="${planned.id}">Записать эту тему</button></p>`
      : '<p class="note">План к этому курсу не загружен: впишите тему.</p>';
    return offer + this.#ways("Другая") + state;
  }

  /** @param {string} word */
  #ways(word) {
    return `<p class="row row--wrap">${this.plan.length ? `<button type="button" class="button button--quiet button--small" data-act="plan">${icon("plan")}${word}: из плана</button>` : ""}
      <button type="button" class="button button--quiet button--small" data-act="own">${icon("pencil")}Вписать свою</button></p>`;
  }

  #choice() {
    const { planned } = this.shown;
    const rows = this.plan.map(({ id, number, topic, next }) =>
      `<button type="button" class="reason" data-act="take" data-id="${id}"${id === planned ? ' aria-current="true"' : next ? " data-here" : ""}><b>${number}</b><span>${escape(topic)}${next ? ' <span class="note">следующая</span>' : ""}</span></button>`);
    return `<div class="reasons reasons--plan">${rows.join("")}</div><p><button type="button" class="button button--small" data-act="back">Не менять</button></p>`;
  }

  /** @param {string} topic */
  #form(topic) {
    const reason = this.plan.length ? `<label class="field"><span class="field__label">Почему не из плана</span><input class="input" data-field="reason" list="topic-reasons" maxlength="300" value="${escape(this.shown.reason)}"></label>
      <datalist id="topic-reasons">${REASONS.map((text) => `<option value="${text}">`).join("")}</datalist>` : "";
    return `<label class="field"><span class="field__label">Тема</span><textarea class="input" rows="2" data-field="topic" maxlength="500">${escape(topic || this.planned?.topic || "")}</textarea></label>
      <div role="status"><ul class="advice" data-advice></ul></div>${reason}
      <p class="row"><button type="button" class="button button--main" data-act="save">Записать</button><button type="button" class="button" data-act="back">Не менять</button></p>`;
  }

  #state() {
    return `<div data-trouble>${this.#trouble()}</div>`;
  }

  #drawTrouble() {
    const place = this.element.querySelector("[data-trouble]");
    if (place) place.innerHTML = this.#trouble();
  }

  #trouble() {
    return troubleHtml(this.screen.session, this.key, ({ op }) => op.topic, (current) => current && readLesson(current).topic);
  }

  /** @param {MouseEvent} event */
  #onClick(event) {
    const button = /** @type {HTMLElement|null} */ (/** @type {Element} */ (event.target).closest("[data-act]"));
    if (!button) return;
    const { act, id } = button.dataset;
    if (act === "plan" || act === "own" || act === "back") this.#turn(act === "back" ? "" : act);
    else if (act === "take") this.#take(Number(id));
    else if (act === "save") this.#save();
    else if (act === "theirs" || act === "mine") settle(this.screen.session, this.key, act).then(() => this.#turn(""));
  }

  /** @param {string} mode */
  #turn(mode) {
    this.mode = mode;
    this.html = "";
    this.draw();
    this.focus();
    if (mode === "own") this.#onInput();
  }

  /** @param {number} id */
  #take(id) {
    const planned = this.plan.find((one) => one.id === id);
    if (planned) this.#send(planned.topic, planned.id, "");
  }

  #save() {
    const topic = this.#value("topic");
    const same = this.plan.find((one) => one.topic === topic);
    const reason = this.#value("reason");
    // An emptied topic is taken away; where there was none, nothing would happen.
    if (!topic && !this.shown.topic) return lacks(this.#field("topic"), "Впишите тему");
    if (topic && !same && this.plan.length && !reason) return lacks(this.#field("reason"), "Укажите, почему тема не из плана");
    this.#send(topic, same?.id ?? null, same ? "" : reason);
  }

  /** @param {string} name @returns {HTMLInputElement} */
  #field(name) {
    return /** @type {HTMLInputElement} */ (this.element.querySelector(`[data-field=${name}]`));
  }

  /** @param {string} name */
  #value(name) {
    return this.#field(name)?.value.trim() ?? "";
  }

  /** @param {string} topic @param {number|null} planned @param {string} reason */
  #send(topic, planned, reason) {
    const { session, lesson } = this.screen;
    session.send(this.key, { kind: "topic", lesson_id: lesson.id, planned_lesson_id: planned, topic, reason }, lesson.version);
    this.#turn("");
    this.screen.homework.draw();
    this.screen.homework.focus();
  }

  /** @param {import("../journal/types.js").Queued} record @param {import("../journal/types.js").Answer} answer */
  take(record, answer) {
    if (record.key !== this.key || answer.status !== "applied") return;
    this.known = answer.lesson ? readLesson(answer.lesson).topic : record.op.topic;
    this.plannedId = record.op.planned_lesson_id;
    this.reason = record.op.reason;
  }

  #onInput() {
    clearTimeout(this.timer);
    if (this.mode === "own") this.timer = setTimeout(() => this.#advise(), REST);
  }

  async #advise() {
    const text = this.#value("topic");
    const place = this.element.querySelector("[data-advice]");
    if (!place) return;
    /** @type {Array<{message: string, clause: string}>} */
    let found = [];
    try {
      const response = await fetch(`${this.screen.getAttribute("advice")}?text=${encodeURIComponent(text)}`, { credentials: "same-origin" });
      if (text && response.ok) found = await response.json();
    } catch {
      // Advice can wait for the network; the topic need not.
    }
    place.innerHTML = found.map(({ message, clause }) => `<li>${icon("info")}<span>${escape(message)} <span class="note">${escape(clause)}</span></span></li>`).join("");
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    if (event.key === "Escape" && this.mode) {
      event.preventDefault();
      this.#turn("");
    } else if (event.key === "Enter" && /** @type {HTMLElement} */ (event.target).dataset.field) {
      event.preventDefault();
      this.#save();
    }
  }
}

/**
 * A conflict or a refusal of a text, with both sides. @param {import("../journal/session.js").Session} session @param {string} key
 * @param {(record: import("../journal/types.js").Queued) => string} mine @param {(current: any) => string} theirs
 */
export function troubleHtml(session, key, mine, theirs) {
  const record = session.queue?.latest(key);
  if (record?.state === "refused") {
    return `<div class="alert alert--danger">${icon("alert")}<div class="alert__text"><p>${escape(record.answer?.message ?? "Не принято.")}</p><p>У вас: ${escape(mine(record) || "пусто")}</p>${askForm(record)}</div><a class="button button--small" href="/unsent/">Все не принятые</a><button type="button" class="button button--small" data-act="theirs">Понятно</button></div>`;
  }
  if (record?.state !== "conflict") return "";
  const { answer } = record;
  return `<div class="alert alert--danger">${icon("alert")}<div class="alert__text"><p><b>Расхождение.</b> У вас: ${escape(mine(record) || "пусто")}.</p><p>В журнале: ${escape(theirs(answer?.current) || "пусто")}${answer?.by ? `, ${escape(answer.by)}` : ""}${answer?.by?.endsWith(".") ? "" : "."}</p>
    <p class="row row--wrap"><button type="button" class="button button--small" data-act="theirs">Оставить, как в журнале</button><button type="button" class="button button--small" data-act="mine">Записать мой текст</button></p></div></div>`;
}

/** Decides it. @param {import("../journal/session.js").Session} session @param {string} key @param {string} act */
export async function settle(session, key, act) {
  const record = session.queue.latest(key);
  if (!record) return;
  await (act === "mine" ? session.insist(record) : session.queue.drop([record.op_id]));
}
