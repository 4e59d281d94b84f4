/** Large keys under one thumb: marks and absences of the pupil in hand; while attendance is taken, the one act of it. */

import { escape, icon, phrase } from "../journal/format.js";

const FEW = 4;
/** How long the reason stands why a key did nothing, in milliseconds. */
const SHOWN = 6000;
const BY_FINGER = "Коснитесь фамилии: нет, ещё раз: опоздал. Задержите палец: причина.";
const BY_MOUSE = "Щёлкните фамилию: нет, ещё раз: опоздал. Правая кнопка: причина.";

export class Pad {
  /** @param {import("./lesson.js").LessonScreen} screen */
  constructor(screen) {
    this.screen = screen;
    /** What is drawn. */
    this.html = "";
    this.element = /** @type {HTMLElement} */ (screen.querySelector("[data-pad]"));
    this.element.addEventListener("click", (event) => this.#onClick(event));
    /** Why the last key did nothing. */
    this.reason = "";
  }

  /** A key that can do nothing says why, where the thumb is; it goes by itself. @param {string} text */
  explain(text) {
    clearTimeout(this.timer);
    this.reason = text;
    this.draw();
    if (text) this.timer = setTimeout(() => this.explain(""), SHOWN);
  }

  draw() {
    const html = this.#html();
    if (html === this.html) return;
    const focused = /** @type {HTMLElement|null} */ (document.activeElement)?.dataset?.key;
    const had = this.element.contains(document.activeElement);
    this.html = this.element.innerHTML = html;
    this.element.hidden = !html;
    if (had && focused) /** @type {HTMLElement|null} */ (this.element.querySelector(`[data-key="${focused}"]`))?.focus();
  }

  #html() {
    const { screen } = this;
    if (!screen.editable || !screen.journal.students.length) return "";
    if (screen.isAhead) return `<p class="note pad__note">${phrase("{Lesson.nom} ещё впереди: отметки и пропуски ставят в день {lesson.gen}.")} Тему и задание можно записать заранее.</p>`;
    return screen.pupils.mode === "attendance" ? this.#attendance() : this.#marks();
  }

  #attendance() {
    const { journal, column } = this.screen;
    const away = journal.students.filter((student) => !["", "ОП"].includes(journal.absence(column, student).code)).length;
    if (this.reason) return `<p class="pad__told pad__note">${escape(this.reason)}</p>${this.#present(away)}`;
    return `<p class="note pad__note">${matchMedia("(pointer: coarse)").matches ? BY_FINGER : BY_MOUSE}</p>${this.#present(away)}`;
  }

  /** @param {number} away */
  #present(away) {
    return `<button type="button" class="button button--main button--pad" data-key="present">${icon("check")}${away ? `Готово, нет ${away}` : "Все на месте"}</button>`;
  }

  #marks() {
    const { journal, pupils, averages } = this.screen;
    const { student } = pupils;
    if (!student) return "";
    const keys = journal.values.slice(0, FEW).map((/** @type {string} */ value) => `<button type="button" class="key" data-key="value" data-value="${escape(value)}">${escape(value)}</button>`);
    const codes = [["Н", "нет"], ["Б", "болеет"], ["УП", "уваж."], ["ОП", "опоздал"]].map(([code, word]) =>
      `<button type="button" class="key key--absence" data-key="away" data-value="${code}">${code}<small>${word}</small></button>`);
    const average = averages.get(student.id);
    return `<div class="pad__who"><b>${escape(student.name)}</b>${this.reason ? `<span class="pad__told">${escape(this.reason)}</span>` : `<span class="note">${average ? `средний ${average}` : "отметок нет"}</span>`}</div>
      <div class="pad__keys" role="group" aria-label="Отметка: ${escape(student.name)}">${keys.join("")}${codes.join("")}</div>
      <div class="pad__tools"><button type="button" class="key key--tool" data-key="undo">${icon("undo")}Вернуть</button>
      ${keys.length ? `<button type="button" class="key key--tool" data-key="second"><b>5/4</b></button>` : ""}
      <button type="button" class="key key--tool" data-key="clear">${icon("close")}Стереть</button>
      ${keys.length ? `<button type="button" class="key key--tool" data-key="debt"><span class="debt"></span>Долг…</button>` : ""}
      <button type="button" class="key key--tool" data-key="comment" aria-label="Комментарий">${icon("note")}<span class="pad__word">Комментарий</span></button></div>`;
  }

  /** @param {MouseEvent} event */
  #onClick(event) {
    const button = /** @type {HTMLElement|null} */ (/** @type {Element} */ (event.target).closest("[data-key]"));
    const { pupils } = this.screen;
    const { key, value = "" } = button?.dataset ?? {};
    if (key === "value") pupils.mark(value);
    else if (key === "away") pupils.away(value);
    else if (key === "present") pupils.present();
    else if (key === "undo") pupils.undo();
    else if (key === "second") pupils.second();
    else if (key === "clear") pupils.clear();
    else if (key === "debt") pupils.askState();
    else if (key === "comment") pupils.comment();
  }
}
