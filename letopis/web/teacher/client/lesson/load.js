/** What the class's day comes to while a task is written for it, against the norm of the grade: advice, never a lock. */

import { escape, icon, longDate } from "../journal/format.js";
import { signed } from "../journal/who.js";
import { readLoadTask } from "../journal/wire.js";

/** @typedef {import("../journal/wire.js").LoadDocument} LoadDocument */

export class Load {
  /** @param {import("./lesson.js").LessonScreen} screen @param {() => void} onKnown */
  constructor(screen, onKnown) {
    this.screen = screen;
    this.onKnown = onKnown;
    /** @type {LoadDocument|null} */
    this.known = null;
    /** The day that was asked for, "" the next lesson's; null: none yet. @type {string|null} */
    this.asked = null;
  }

  /** What a task of this page is taken to cost. @returns {number|null} */
  get usual() {
    return this.known?.usual ?? null;
  }

  /** Asked for when somebody writes, and once a day: the page itself does not wait for it. @param {string} due */
  async ask(due) {
    if (this.asked === due) return;
    this.asked = due;
    try {
      const response = await fetch(`${this.screen.getAttribute("load")}?due=${due}`, { credentials: "same-origin", headers: signed() });
      if (!response.ok || this.asked !== due) return;
      this.known = await response.json();
      this.onKnown();
    } catch {
      // Without a network the task is written all the same; it is asked for again with the next field.
      this.asked = null;
    }
  }

  /** @param {boolean} isSet whether there is a task here @param {number|null} minutes what its teacher says it takes */
  html(isSet, minutes) {
    if (!this.known?.day) return "";
    const { others, tasks, usual, norm, source, day } = this.known;
    const total = others + (isSet ? minutes ?? usual : 0);
    const list = tasks.map(readLoadTask).map(({ subject, minutes: each, estimated }) => `${escape(subject)}\u00a0${estimated ? "" : "≈"}${each}`).join(", ");
    const of = norm ? ` из\u00a0${norm}` : "";
    const bar = norm ? `<meter min="0" max="${Math.max(norm, total)}" high="${norm}" value="${total}" aria-label="Заданий на день, минут"></meter>` : "";
    const over = norm && total > norm ? `<span class="load__over">${icon("alert", "warn")}больше нормы на\u00a0${total - norm}\u00a0мин <span class="note">${escape(source)}</span></span>` : "";
    return `${bar}<span>На ${longDate(day)}: ${total}${of}\u00a0мин</span>${over}${list ? `<span class="note">Уже задано: ${list}</span>` : ""}`;
  }
}
