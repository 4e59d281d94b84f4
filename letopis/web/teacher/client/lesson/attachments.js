/** Files of the homework: those given with it, and those on their way, shown at once with their state. */

import { csrfToken } from "../journal/sender.js";
import { escape, icon } from "../journal/format.js";
import { signed } from "../journal/who.js";
import { openDialog } from "./dialogs.js";
import { FileQueue } from "./file-queue.js";
import { prepared, refusal } from "./photo.js";

/** @typedef {import("./file-queue.js").WaitingFile} WaitingFile */

export class Attachments {
  /** @param {import("./homework.js").Homework} homework */
  constructor(homework) {
    this.homework = homework;
    this.screen = homework.screen;
    /** @type {FileQueue|null} */
    this.queue = null;
    /** Addresses of pictures that this page has itself, by the file's id here or on the server. @type {Map<string|number, string>} */
    this.pictures = new Map();
    /** Pictures being made ready. */
    this.preparing = 0;
    /** What is drawn. */
    this.html = "";
    /** Kept once there is a queue to put files into. @type {Promise<FileQueue>} */
    this.opened = new Promise((resolve) => (this.open = resolve));
  }

  /** @param {string} account */
  async start(account) {
    this.queue = await FileQueue.open(account);
    this.queue.addEventListener("change", () => this.#onChange());
    this.open?.(this.queue);
    this.queue.addEventListener("sent", (event) => this.#onSent(/** @type {CustomEvent} */ (event).detail));
    if (this.waiting.some(({ state }) => state === "waiting")) this.homework.require();
    this.queue.flush();
  }

  /** @returns {WaitingFile[]} */
  get waiting() {
    return this.queue?.of(this.screen.lesson.id) ?? [];
  }

  get count() {
    return (this.homework.task?.files.length ?? 0) + this.waiting.length;
  }

  // ── drawing ──

  /** @param {Element|null} place */
  draw(place) {
    const html = this.#html();
    if (!place || html === this.html) return;
    this.html = place.innerHTML = html;
  }

  #html() {
    const { editable } = this.screen;
    const given = (this.homework.task?.files ?? []).map(({ id, name }) =>
      `<li>${this.#sign(id)}<a href="/files/homework/${id}/">${escape(name)}</a>${editable ? removeButton("remove-file", id, name) : ""}</li>`);
    const waiting = this.waiting.map((file) =>
      `<li>${this.#sign(file.id, file)}<span class="file__what"><span>${escape(file.name)}</span>${this.#state(file)}</span>${removeButton("drop-file", file.id, file.name)}</li>`);
    const preparing = this.preparing ? `<li>${icon("saving")}<span class="note">Фотография уменьшается</span></li>` : "";
    return given.length + waiting.length || preparing ? `<ul class="files">${given.join("")}${waiting.join("")}${preparing}</ul>` : "";
  }

  /** The picture itself, or the sign of a file. @param {string|number} id @param {WaitingFile} [file] */
  #sign(id, file) {
    if (file?.isPicture && !this.pictures.has(id)) this.pictures.set(id, URL.createObjectURL(file.blob));
    const address = this.pictures.get(id);
    return address ? `<img class="file__picture" src="${address}" alt="" width="48" height="48">` : icon("file");
  }

  /** @param {WaitingFile} file */
  #state({ id, state, message }) {
    const { queue } = this;
    if (!queue) return "";
    if (state === "refused") {
      return `<span class="state state--danger">${icon("alert")}<span>не принято: ${escape(message)}</span></span><button type="button" class="link link--plain" data-act="retry-file" data-id="${id}">Отправить ещё раз</button>`;
    }
    const unkept = queue.unkept.has(id) ? ", не закрывайте страницу" : "";
    if (queue.link === "signed-out") return `<span class="state state--warn">${icon("wait")}войдите снова, чтобы отправить</span>`;
    if (queue.link === "trouble") return `<span class="state state--warn">${icon("wait")}сервер не отвечает, повторим сами${unkept}</span>`;
    if (queue.link === "offline" || !navigator.onLine) return `<span class="state state--warn">${icon("wait")}ждёт сети${unkept}</span>`;
    return queue.early.has(id)
      ? `<span class="state state--warn">${icon("wait")}ждёт, пока сохранится задание${unkept}</span>`
      : `<span class="state state--now">${icon("saving")}сохраняется${unkept}</span>`;
  }

  #onChange() {
    this.homework.draw();
    this.screen.drawStatus();
  }

  // ── adding and taking away ──

  /** @param {File} file */
  async add(file) {
    this.preparing += file.type.startsWith("image/") ? 1 : 0;
    this.homework.draw();
    const ready = await prepared(file);
    this.preparing = 0;
    const why = refusal(ready, this.screen.document.uploads, this.count);
    if (why) {
      this.homework.draw();
      return showMessage("Файл не приложен", why);
    }
    // Chosen while the page was still opening: it waits, nothing is dropped.
    const queue = await this.opened;
    const { lesson, journal, session } = this.screen;
    const about = session.queue.about(/** @type {any} */ ({ op: { lesson_id: lesson.id } }));
    await queue.add({ ...ready, course: journal.course.id, lesson: lesson.id, about });
    this.homework.require();
    this.screen.announce(`Файл ${ready.name} отправляется`);
    queue.flush();
  }

  /** @param {string} act @param {string} id */
  async act(act, id) {
    if (act === "retry-file") return this.queue?.retry(id);
    if (act === "drop-file") await this.queue?.remove(id);
    else if (act === "remove-file") await this.#remove(Number(id));
    this.homework.release();
  }

  /** The homework is saved: what waited for it may go. */
  taskSaved() {
    this.queue?.flush();
  }

  /** @param {{file: WaitingFile, given: import("./file-queue.js").Given}} sent */
  #onSent({ file, given }) {
    const { task } = this.homework;
    if (file.lesson !== this.screen.lesson.id || !task) return;
    const address = this.pictures.get(file.id);
    if (address) this.pictures.set(given.id, address);
    if (!given.removed && !task.files.some(({ id }) => id === given.id)) task.files = [...task.files, given];
    this.homework.draw();
    this.screen.announce(`Файл ${file.name} приложен`);
  }

  /** @param {number} id */
  async #remove(id) {
    const { task } = this.homework;
    try {
      const response = await fetch(`/files/homework/${id}/remove`, { method: "POST", credentials: "same-origin", headers: { "X-CSRFToken": csrfToken(), ...signed() } });
      // Somebody has removed it already: that is what is wanted.
      if (!response.ok && response.status !== 404) return showMessage("Файл не убран", (await response.json()).message ?? "Повторите позже.");
      if (task) task.files = task.files.filter((file) => file.id !== id);
      this.homework.draw();
    } catch {
      showMessage("Файл не убран", "Нет сети: уберите файл, когда она появится.");
    }
  }
}

/** @param {string} act @param {string|number} id @param {string} name */
const removeButton = (act, id, name) => `<button type="button" class="icon-button" data-act="${act}" data-id="${id}" aria-label="Убрать файл ${escape(name)}">${icon("close")}</button>`;

/** @param {string} title @param {string} text */
function showMessage(title, text) {
  openDialog(title, `<h2>${escape(title)}</h2><p>${escape(text)}</p><form method="dialog" class="dialog__foot"><button class="button button--main">Понятно</button></form>`);
}
