/**
 * <lesson-screen>: one lesson on a phone in the hand or at the desk. Attendance, marks, topic and homework stand on the same
 * model and queue as the grid.
 *
 * Attributes: `account`, `operations`, `changes`, `advice`, `data` (addresses).
 * Expects the lesson's document in <script type="application/json" id="lesson">.
 */

import { askThrough } from "../ask.js";
import { Journal } from "../journal/data.js";
import { addressesOf, Session, announcementOf } from "../journal/session.js";
import { shortStatus, StatusLine, statusLine } from "../journal/status.js";
import { signed } from "../journal/who.js";
import { Homework } from "./homework.js";
import { Pad } from "./pad.js";
import { Pupils } from "./pupils.js";
import { Topic } from "./topic.js";
import { readAverage, readLesson } from "../journal/wire.js";

/** Averages are asked for anew this long after the last mark. */
const REST = 1500;

class LessonScreen extends HTMLElement {
  /** Mean of the term as shown, and what of other pages counts in it, by student. @type {Map<number, string>} */ averages = new Map();
  /** @type {ReturnType<typeof setTimeout>|undefined} */ timer;
  /** How the queue's network was. */ link = "";

  constructor() {
    super();
    // A module runs when the page is parsed: what stands inside this element is there.
    const { document: part, journal } = read(JSON.parse(/** @type {Element} */ (this.querySelector("#lesson")).textContent));
    this.document = part;
    this.journal = journal;
    this.session = new Session(journal, addressesOf(this));
    this.lines = ["[data-status]", "[data-short]"].map((place) => new StatusLine(/** @type {Element} */ (this.querySelector(place))));
    this.readAverages(part.averages);
    this.pupils = new Pupils(this);
    this.pad = new Pad(this);
    this.topic = new Topic(this, /** @type {HTMLElement} */ (this.querySelector("[data-topic]")));
    this.homework = new Homework(this, /** @type {HTMLElement} */ (this.querySelector("[data-homework]")));
  }

  async connectedCallback() {
    const handlers = { paint: this.#onPaint, columns: this.#onColumns, answer: this.#onAnswer, status: this.#onStatus };
    for (const [name, handle] of Object.entries(handlers)) {
      this.session.addEventListener(name, (event) => handle.call(this, /** @type {CustomEvent} */ (event).detail));
    }
    askThrough(this.session.queue);
    await this.session.start();
    this.homework.takeConfirmed(this.session.confirmedTasks ?? []);
    this.draw();
    this.toggleAttribute("data-readonly", !this.editable);
    const attached = this.homework.attachments.start(this.session.addresses.account);
    this.#listen();
    this.show(/^#(topic|homework)$/.test(location.hash) || this.isAhead ? "topic" : "marks");
    if (location.hash === "#topic") this.topic.focus();
    else if (location.hash === "#homework") this.homework.focus();
    // Whoever has chosen another place meanwhile keeps it.
    else if (matchMedia("(min-width: 901px)").matches && document.activeElement === document.body) this.pupils.focus();
    await attached;
    this.dataset.ready = "yes";
  }

  get editable() {
    return this.journal.course.editable;
  }

  /** @returns {import("../journal/types.js").Lesson} */
  get lesson() {
    return /** @type {import("../journal/types.js").Lesson} */ (this.journal.lessons.get(this.document.lesson.id));
  }

  /** Marks and absences are put on the day or later. */
  get isAhead() {
    return this.lesson.date > this.journal.today;
  }

  /** The column being marked. */
  get column() {
    const { columns } = this.journal;
    return columns[Math.min(this.pupils?.work ?? 0, columns.length - 1)];
  }

  draw() {
    this.pupils.draw();
    this.pad.draw();
    this.topic.draw();
    this.homework.draw();
  }

  /** On a phone one part at a time. @param {string} part «marks» or «topic» */
  show(part) {
    this.dataset.part = part;
    for (const tab of this.querySelectorAll("[data-tab]")) {
      if (tab.getAttribute("data-tab") === part) tab.setAttribute("aria-current", "page");
      else tab.removeAttribute("aria-current");
    }
  }

  /** @param {string} text */
  announce(text) {
    const voice = this.querySelector("[data-live]");
    if (voice) voice.textContent = text;
  }

  /** Why what was asked for did nothing: shown and read out. @param {string} text */
  notice(text) {
    this.announce(text);
    this.pad.explain(text);
  }

  /** @param {import("../journal/wire.js").AverageRow[]} rows */
  readAverages(rows) {
    this.averages = new Map(rows.map(readAverage).map(({ studentId, plain, brought }) => [studentId, `${plain.replace(".", ",")}${brought && `, считая ${brought}`}`]));
  }

  #onPaint() {
    this.pupils.draw();
    this.pad.draw();
    this.topic.sync();
    this.homework.sync();
  }

  /** @param {{record: import("../journal/types.js").Queued, answer: import("../journal/types.js").Answer}} detail */
  #onAnswer({ record, answer }) {
    this.homework.take(record, answer);
    this.topic.take(record, answer);
    const text = announcementOf(this.session, record, answer);
    if (text) this.announce(text);
    if (record.op.kind !== "mark" || answer.status !== "applied") return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#renew(), REST);
  }

  /** The model was laid out anew, maybe by a colleague's hand: what is not in it is asked for. */
  #onColumns() {
    this.draw();
    if (this.homework.isBehind || this.topic.isBehind) this.#renew();
  }

  /** Averages, and what a colleague changed around topic and homework. */
  async #renew() {
    try {
      const response = await fetch(this.getAttribute("data") ?? "", { credentials: "same-origin", headers: signed() });
      if (!response.ok) return;
      const { averages, lesson, homework } = await response.json();
      this.readAverages(averages);
      this.topic.renew(lesson);
      this.homework.renew(homework);
      this.draw();
    } catch {
      // They stand as they were until the network is back.
    }
  }

  #onStatus() {
    const { link } = this.session.queue;
    // The network is back: files need not wait for their own turn.
    if (link === "ok" && this.link && this.link !== "ok") this.homework.attachments.taskSaved();
    this.link = link;
    this.drawStatus();
  }

  /** What is saved and what waits, files included. */
  drawStatus() {
    const queue = withFiles(this.session.queue, this.homework.attachments.queue);
    const why = this.editable ? "" : this.journal.course.readonly_why;
    this.lines[0].show(statusLine(queue, why));
    this.lines[1].show(shortStatus(queue));
  }

  #listen() {
    this.querySelector(".tabs")?.addEventListener("click", (event) => {
      const tab = /** @type {Element} */ (event.target).closest("[data-tab]");
      if (!tab) return;
      event.preventDefault();
      this.show(tab.getAttribute("data-tab") ?? "marks");
    });
    this.addEventListener("click", (event) => {
      if (/** @type {Element} */ (event.target).closest("[data-next]")) this.pupils.toTrouble();
    });
  }
}

/**
 * The queue with the files on their way counted in. @param {import("../journal/queue.js").Queue} queue
 * @param {import("./file-queue.js").FileQueue|null} files @returns {import("../journal/status.js").Queue}
 */
function withFiles(queue, files) {
  if (!files?.files.size) return queue;
  /** @type {import("../journal/status.js").Queue["records"]} */
  const records = new Map(queue.records);
  for (const { id, state } of files.files.values()) records.set(id, { key: `f:${id}`, state: state === "refused" ? state : "queued" });
  const link = queue.link === "ok" && !navigator.onLine ? "offline" : queue.link;
  return { store: queue.store, savedAt: queue.savedAt, records, link: link === "ok" ? files.link : link };
}

/** The lesson's document as the grid's model reads it. @param {import("../journal/types.js").LessonDocument} document */
function read(document) {
  const { lesson } = document;
  const day = readLesson(lesson.row).date;
  const journal = new Journal({ ...document, period: { id: "", name: "", starts_on: day, ends_on: day, closed_since: null, open_until: null }, periods: [], subgroups: [], lessons: [lesson.row], brought: [], period_columns: [] });
  journal.isOneLesson = true;
  return { document, journal };
}

customElements.define("lesson-screen", LessonScreen);
export { LessonScreen };
