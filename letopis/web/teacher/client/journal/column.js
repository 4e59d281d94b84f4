/** The head of a column: what the lesson was about, the kind of its work, a second work, everybody present. */

import { escape, icon, longDate, phrase, weekday, weight } from "./format.js";
import { heading } from "./stories.js";

/** @typedef {import("./types.js").Column} Column */

/** What was written later than on the day of the lesson says so (JRN-01). @param {string|null} day */
const late = (day) => (day ? ` <span class="note">записано ${longDate(day)}</span>` : "");

export class ColumnMenu {
  /** @param {import("./grid.js").JournalGrid} grid @param {import("./popover.js").Popover} popover */
  constructor(grid, popover) {
    this.grid = grid;
    this.bubble = popover;
  }

  /** What is said as soon as the head is reached. @param {Column} column */
  story(column) {
    const { lesson, work } = column;
    const kind = this.grid.journal.kind(column);
    const state = lesson.state === "unfilled" ? `<p class="state state--warn">${icon("open")}${phrase("{Unfilled}").split(",")[0]}</p>` : "";
    const topic = lesson.topic ? escape(lesson.topic) : lesson.plannedTopic ? `<span class="note">по плану:</span> ${escape(lesson.plannedTopic)}` : '<span class="note">не указана</span>';
    const draft = this.grid.journal.isDraft(column) ? `<p class="state state--warn">${icon("pencil")}Черновик: семья не видит отметок</p>` : "";
    return heading(`<b>${weekday(lesson.date)}, ${longDate(lesson.date)}</b> · ${lesson.number}${phrase("{lesson_no}")}`,
      kind ? `${kind.name}, вес\u00a0${weight(work?.weight ?? 1)}${work?.title ? `: ${work.title}` : ""}` : "Вид работы не указан") + state + draft +
      `<dl class="popover__facts"><dt>Тема</dt><dd>${topic}${late(lesson.filledOn)}</dd><dt>Задано</dt><dd>${escape(lesson.homework) || '<span class="note">ничего</span>'}${late(lesson.setOn)}</dd></dl>` +
      (lesson.attendanceTaken ? `<p class="state state--ok">${icon("check")}Присутствие отмечено</p>` : "");
  }

  /** The same with everything that can be done. */
  open() {
    const { grid } = this;
    const index = grid.view.current.column;
    /** @type {Column|undefined} */
    const column = grid.view.columns[index];
    const anchor = grid.view.cellAt({ row: -1, column: index });
    if (column?.period) return grid.periods?.openHead();
    if (!column || !anchor) return;
    const address = `${grid.getAttribute("lesson")}${column.lesson.id}/`;
    const open = `<a class="button button--small button--main" href="${escape(address)}">${phrase("Открыть {lesson.acc}")}</a>`;
    if (!grid.editable) {
      this.bubble.show(anchor, phrase("{Lesson.nom}"), `${this.story(column)}<p class="popover__foot">${open}</p>`, { focus: true });
      return;
    }
    const past = column.lesson.date <= grid.journal.today;
    this.bubble.show(anchor, phrase("{Lesson.nom}"), `${this.story(column)}${this.#form(column)}<p class="popover__foot">${open}
      ${past && !column.lesson.attendanceTaken ? `<button type="button" class="button button--small" data-act="present">${phrase("Все на {lesson.pre}")}</button>` : ""}
      ${grid.journal.isDraft(column) ? '<button type="button" class="button button--small" data-act="release">Открыть семье</button>' : ""}
      ${column.work ? '<button type="button" class="button button--small" data-act="second">Вторая работа</button>' : ""}
      ${column.work ? '<button type="button" class="button button--small button--quiet" data-act="remove">Удалить работу</button>' : ""}</p>`, { focus: true });
    this.#listen(column);
  }

  /** @param {Column} column */
  #form(column) {
    const { journal } = this.grid;
    const own = column.work?.kindId;
    const options = [...journal.kinds.values()].filter(({ id, active }) => active || id === own).map((kind) =>
      `<option value="${kind.id}"${kind.id === own ? " selected" : ""}>${escape(kind.name)}, вес\u00a0${weight(kind.weight)}</option>`);
    return `<div class="popover__form"><label class="field"><span class="field__label">Вид работы</span>
      <select class="input input--small" data-field="kind">${own ? "" : '<option value="">не указан</option>'}${options.join("")}</select></label>
      <label class="field"><span class="field__label">Название</span><input class="input input--small" data-field="title" maxlength="300" value="${escape(column.work?.title ?? "")}"></label></div>`;
  }

  /** @param {Column} column */
  #listen(column) {
    const { element } = this.bubble;
    const kind = /** @type {HTMLSelectElement} */ (element.querySelector("[data-field=kind]"));
    const title = /** @type {HTMLInputElement} */ (element.querySelector("[data-field=title]"));
    const lacks = () => !kind.value && title.value.trim() !== "";
    const save = () => {
      kind.setCustomValidity(lacks() ? "Выберите вид работы: без него название не записать." : "");
      if (lacks()) kind.reportValidity();
      else if (kind.value) this.#send(column, { kind_id: Number(kind.value), title: title.value.trim() });
    };
    kind.addEventListener("change", save);
    title.addEventListener("change", save);
    title.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      if (lacks()) save();
      else this.#close();
    });
    /** @param {string} name @param {() => void} act */
    const on = (name, act) => element.querySelector(`[data-act=${name}]`)?.addEventListener("click", () => {
      this.#close();
      act();
    });
    on("present", () => this.grid.present(column));
    const { work } = column;
    if (!work) return;
    on("second", () => this.#send({ ...column, work: null }, { work_id: null, kind_id: (this.grid.journal.current(column).work ?? work).kindId, title: "" }));
    on("release", () => this.release(column));
    on("remove", () => this.#send(column, { kind_id: work.kindId, title: work.title, removed: true }));
  }

  /** Lets the family see the marks of a draft. @param {Column|undefined} column */
  release(column) {
    const { grid } = this;
    if (!column?.work || !grid.editable) return;
    if (!grid.journal.isDraft(column)) return grid.notice("Отметки этой работы семья видит.");
    this.#send(column, { kind_id: column.work.kindId, title: column.work.title, released: true });
    grid.notice("Открыто: семья видит отметки этой работы.");
  }

  #close() {
    this.bubble.close();
    this.grid.focusGrid();
  }

  /** @param {Column} column @param {{kind_id: number, title: string, work_id?: null, removed?: boolean, released?: boolean}} content */
  #send(column, content) {
    // A null asks for a new work; else the work as it now is, made a moment ago by the first mark or chosen anew.
    const work = content.work_id === null ? null : this.grid.journal.current(column).work;
    const { lesson } = column;
    const { session } = this.grid;
    // The first mark is on its way and makes the work: what is chosen is for that one, not for a second.
    if (!work && content.work_id !== null && session.queue.unanswered.some(({ op }) => op.kind === "mark" && op.lesson_id === lesson.id)) {
      session.addEventListener("columns", () => this.#send(column, content), { once: true });
      return;
    }
    // A work of its own kind's weight stays with the kind; a weight set apart stays as it is.
    const held = work && this.grid.journal.kinds.get(work.kindId);
    const isOwnWeight = work && held && work.weight !== held.weight;
    session.send(work ? `w:${work.id}` : `w:new:${lesson.id}`, {
      kind: "work", lesson_id: lesson.id, work_id: work?.id ?? null, weight: isOwnWeight ? work.weight : null, removed: false, released: false, ...content,
    }, work?.version ?? 0);
  }
}
