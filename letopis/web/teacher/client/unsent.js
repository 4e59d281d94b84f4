/**
 * <unsent-list>: what this account typed on this device and the journal has not. Refused and disputed things stay until the
 * teacher has dealt with them, those of other courses and of roles that have ended among them; what waits is shown too.
 */

import { askForm } from "./ask-form.js";
import { askThrough } from "./ask.js";
import { copyText } from "./copy.js";
import { Journal } from "./journal/data.js";
import { escape, icon, longDate, stamp } from "./journal/format.js";
import { Queue } from "./journal/queue.js";
import { signed, who } from "./journal/who.js";
import { FileQueue } from "./lesson/file-queue.js";
import { typedText } from "./typed.js";

/** @typedef {import("./journal/types.js").Queued} Queued */
/** @typedef {import("./lesson/file-queue.js").WaitingFile} WaitingFile */

const WAITS = { ok: "сохраняется", offline: "ждёт сети", "signed-out": "войдите снова, чтобы отправить", trouble: "сервер не отвечает, повторим сами" };
const NAMELESS = "Имя на устройстве не записано";

class UnsentList extends HTMLElement {
  async connectedCallback() {
    const account = String(who.account);
    const [queue, files] = await Promise.all([Queue.open(account, "/journal/operations"), FileQueue.open(account)]);
    await new Unsent(this, queue, files).start();
    this.dataset.ready = "yes";
    queue.flush();
    files.flush();
  }
}

class Unsent {
  /** @param {HTMLElement} element @param {Queue} queue @param {FileQueue} files */
  constructor(element, queue, files) {
    this.element = element;
    this.queue = queue;
    this.files = files;
    /** What the server says of courses whose names are not written down here. @type {Map<number, Map<string, string>>} */
    this.names = new Map();
    /** What has just been asked for. */
    this.told = "";
  }

  /** Draws, and is done when the names are there. */
  start() {
    for (const one of [this.queue, this.files]) one.addEventListener("change", () => this.draw());
    this.element.addEventListener("click", (event) => this.#onClick(event));
    this.element.addEventListener("asked", (event) => {
      this.told = `<li class="unsent__one"><p class="row row--wrap">${icon("check")}${escape(/** @type {CustomEvent} */ (event).detail)} <a href="/journal/corrections/">Просьбы</a></p></li>`;
    });
    askThrough(this.queue);
    this.draw();
    return this.#askNames();
  }

  draw() {
    const place = /** @type {HTMLElement} */ (this.element.querySelector("[data-list]"));
    const records = [...this.queue.records.values()].map((record) => this.#record(record));
    const files = [...this.files.files.values()].map((file) => this.#file(file));
    const html = [...records, ...files].join("") || `<li class="empty"><p class="empty__title">${icon("check")} Всё отправлено</p></li>`;
    const lost = this.queue.store.unreadable;
    const note = lost ? `<li class="unsent__one"><p>Ещё записей: ${lost}. Прочесть их нельзя: ключ сервера с тех пор сменился. Сообщите системному администратору.</p></li>` : "";
    const all = this.told + html + note;
    if (place.innerHTML !== all) place.innerHTML = all;
  }

  /** @param {Queued} record */
  #record(record) {
    const { state, answer, course, op_id } = record;
    const status = state === "refused" ? danger(`не принято: ${answer?.message ?? ""}`)
      : state === "conflict" ? danger(`расхождение: в журнале другое значение, ${answer?.by ?? ""}`) : waits(WAITS[this.queue.link]);
    const sheet = record.op.kind === "period_mark" ? "totals/" : "";
    const open = state === "conflict" ? `<a class="button button--small" href="/journal/${course}/${sheet}">Сравнить в журнале</a>` : "";
    const drop = state === "refused" || state === "conflict" ? button("drop", op_id, "Убрать из списка") : "";
    return entry(this.#about(record), typedText(record.op), `введено ${stamp(record.at)}`, status, `${button("copy", op_id, "Скопировать")}${open}${drop}`, askForm(record));
  }

  /** @param {WaitingFile} file */
  #file(file) {
    const status = file.state === "refused" ? danger(`не принято: ${file.message}`)
      : this.files.early.has(file.id) ? waits("ждёт, пока сохранится задание") : waits(WAITS[this.files.link]);
    const act = file.state === "refused" ? button("retry", file.id, "Отправить ещё раз") : "";
    const address = URL.createObjectURL(file.blob);
    return entry(file.about || "Файл домашнего задания", file.name, `добавлен ${stamp(new Date(file.at).toISOString())}`, status,
      `<a class="button button--small" href="${address}" download="${escape(file.name)}">${icon("download")}Сохранить файл</a>${act}${button("remove", file.id, "Убрать")}`);
  }

  /** Whose and of which lesson. @param {Queued} record */
  #about({ about, course, op }) {
    if (about) return about;
    const names = this.names.get(course);
    return [names?.get(`s${op.student_id}`), names?.get(`l${op.lesson_id}`) ?? names?.get(`w${op.work_id}`), names?.get("course")].filter(Boolean).join(", ") || NAMELESS;
  }

  /** Without https no names are written down: who may still see the page learns them from the server. */
  async #askNames() {
    for (const { about, course, by } of this.queue.records.values()) {
      if (about || this.names.has(course)) continue;
      this.names.set(course, new Map());
      const response = await fetch(`/journal/${course}/grid.json?period=year`, { credentials: "same-origin", headers: signed(by) }).catch(() => null);
      if (response?.ok) this.names.set(course, namesOf(await response.json()));
    }
    this.draw();
  }

  /** @param {Event} event */
  async #onClick(event) {
    const pressed = /** @type {HTMLElement|null} */ (/** @type {Element} */ (event.target).closest("[data-act]"));
    const { act, id = "" } = pressed?.dataset ?? {};
    const record = this.queue.records.get(id);
    if (act === "copy" && record && pressed) {
      const isCopied = await copyText(`${this.#about(record)}: ${typedText(record.op)}`);
      pressed.textContent = isCopied ? "Скопировано" : "Не скопировалось: выделите текст";
      this.#announce(pressed.textContent);
    } else if (act === "drop") await this.queue.drop([id]);
    else if (act === "retry") await this.files.retry(id);
    else if (act === "remove") await this.files.remove(id);
  }

  /** @param {string} text */
  #announce(text) {
    /** @type {HTMLElement} */ (this.element.querySelector("[data-live]")).textContent = text;
  }
}

/** @param {import("./journal/types.js").GridDocument} document @returns {Map<string, string>} */
function namesOf(document) {
  const { course, everyone, lessons, works } = new Journal(document);
  const dates = new Map([...lessons.values()].map(({ id, date }) => [id, longDate(date)]));
  return new Map([
    ["course", `${course.subject}, ${course.class}`],
    ...[...everyone.values()].map(({ id, name }) => /** @type {const} */ ([`s${id}`, name])),
    ...[...dates].map(([id, date]) => /** @type {const} */ ([`l${id}`, date])),
    ...[...works.values()].map(({ id, lessonId }) => /** @type {const} */ ([`w${id}`, dates.get(lessonId) ?? ""])),
  ]);
}

/** @param {string} act @param {string} id @param {string} label */
const button = (act, id, label) => `<button type="button" class="button button--small" data-act="${act}" data-id="${escape(id)}">${label}</button>`;

/** @param {string} text */
const waits = (text) => `<span class="state state--warn">${icon("wait")}<span>${text}</span></span>`;

/** @param {string} text */
const danger = (text) => `<span class="state state--danger">${icon("alert")}<span>${escape(text)}</span></span>`;

/** @param {string} about @param {string} what @param {string} when @param {string} status @param {string} acts @param {string} [more] */
const entry = (about, what, when, status, acts, more = "") => `<li class="unsent__one"><p class="note">${escape(about)}</p><p class="unsent__what"><b>${escape(what)}</b></p>
  <p class="row row--wrap">${status}<span class="note">${escape(when)}</span></p><p class="row row--wrap">${acts}</p>${more}</li>`;

customElements.define("unsent-list", UnsentList);
