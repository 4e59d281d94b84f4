/** What the grid shows and asks in its popover: a comment, a cell's history, a conflict, a refusal, a student by surname. */

import { counted, escape, phrase } from "./format.js";
import { letterOf } from "./keys.js";
import { cellStory, columnText, conflictStory, heading, refusedStory } from "./stories.js";
import { closedBecause } from "./markup.js";
import { offer, toldOf } from "./phrases.js";
import { signed } from "./who.js";

/** @typedef {import("./types.js").Column} Column */
/** @typedef {import("./types.js").Student} Student */
/** @typedef {import("./types.js").Queued} Queued */
/** @typedef {import("./edits.js").Cell} Cell */

const ABSENCES = ["Н", "Б", "УП", "ОП"];

export class CellDialogs {
  /** @param {import("./grid.js").JournalGrid} grid */
  constructor(grid) {
    this.grid = grid;
  }

  /** Beside which cell. @returns {HTMLElement} */
  get anchor() {
    return this.grid.view.marked ?? this.grid.view.element;
  }

  get bubble() {
    return this.grid.bubble;
  }

  /** One comment, and the day a debt is due, to all of `cells`. @param {Cell[]} cells @param {(wanted: {comment?: (student: number) => string, debtUntil?: string|null}) => void} onSave undefined: as it is @param {string} [needed] what must be told */
  comment(cells, onSave, needed) {
    const [{ column, student }] = cells;
    const { journal } = this.grid;
    const who = cells.length > 1 ? counted(cells.length, "клетка", "клетки", "клеток") : escape(student.name);
    const marks = cells.map((cell) => journal.mark(cell.column, cell.student));
    const debts = marks.filter(({ state }) => state === "debt");
    const until = debts.length ? `<label class="field field--row"><span class="field__label">Закрыть долг до</span><input class="input input--small" type="date" min="${column.lesson.date}"></label>` : "";
    this.bubble.show(this.anchor, needed ?? "Комментарий", `${heading(`<b>${needed ?? "Комментарий"}</b> · ${who}`, columnText(column, journal.kind(column)))}
      <textarea class="input" rows="3" maxlength="500" aria-label="Комментарий к отметке"></textarea><p class="popover__keys" data-phrases></p>${until}
      <p class="popover__foot"><button type="button" class="button button--small button--main" data-act="save">Записать</button> <span class="note">Enter записывает, Shift Enter новая строка</span></p>`, { focus: true });
    const field = /** @type {HTMLTextAreaElement} */ (this.bubble.element.querySelector("textarea"));
    const day = /** @type {HTMLInputElement|null} */ (this.bubble.element.querySelector("[type=date]"));
    const comment = common(marks.map((mark) => mark.comment)) ?? "";
    const due = common(debts.map(({ debtUntil }) => debtUntil ?? "")) ?? "";
    field.value = comment;
    if (day) day.value = due;
    field.select();
    const course = journal.course.id;
    void offer(/** @type {HTMLElement} */ (this.bubble.element.querySelector("[data-phrases]")), field, course, cells.map((cell) => cell.student.id)).then(() => this.bubble.place());
    const save = async () => {
      field.setCustomValidity(needed && !field.value.trim() ? "Напишите причину: её увидит и семья." : "");
      if (day?.reportValidity() === false || !field.reportValidity()) return;
      const text = field.value.trim();
      const told = text === comment ? undefined : await toldOf(course, text);
      this.#done();
      // What was not touched stays: many may have a comment each.
      onSave({
        comment: told,
        debtUntil: day && day.value !== due ? day.value || null : undefined,
      });
    };
    for (const one of [field, day]) {
      one?.addEventListener("keydown", (/** @type {any} */ event) => {
        if (event.key !== "Enter" || event.shiftKey) return;
        event.preventDefault();
        save();
      });
    }
    this.#on("save", save);
  }

  /** A mark for one who was not there may be a slip of the row. @param {Cell[]} away @param {boolean} isAll nobody else is meant @param {string} value @param {(isMeant: boolean) => void} put */
  askAway(away, isAll, value, put) {
    const { journal } = this.grid;
    const [{ column }] = away;
    const names = away.map((cell) => `${cell.student.name} (${journal.absence(cell.column, cell.student).code})`).join(", ");
    const acts = [["all", "Поставить"], ["some", isAll ? "Не ставить" : "Только тем, кто был"]].map(([act, text]) => `<button type="button" class="button button--small" data-act="${act}">${text}</button>`);
    this.bubble.show(this.anchor, "Отметка отсутствующему", `${heading(`<b>Поставить ${escape(value)}?</b>`, columnText(column, journal.kind(column)))}
      <p>${phrase("На {lesson.pre} не было:")} ${escape(names)}</p><p class="popover__foot">${(isAll ? acts : acts.reverse()).join("")}</p>`, { focus: true });
    for (const act of ["all", "some"]) {
      this.#on(act, () => {
        this.#done();
        put(act === "all");
      });
    }
  }

  /** Shows what the current cell is about: a conflict to decide, a refusal to read, else its history. */
  showCell() {
    const { view, journal, session } = this.grid;
    const column = view.columns[view.current.column];
    const student = journal.students[view.current.row];
    if (!column || !student || !view.marked) return;
    if (column.period) return this.grid.periods?.showCell();
    if (!journal.isOpen(column, student)) {
      this.grid.notice(closedBecause(student, column));
      return;
    }
    const record = session.troubleOf(column, student);
    const where = columnText(column, journal.kind(column));
    if (record?.state === "conflict") this.#decide(record, conflictStory(record, student, where));
    else if (record) this.#refusal(record, refusedStory(record, student.name, where));
    else this.#story(column, student);
  }

  /** @param {Queued} record @param {string} html */
  #decide(record, html) {
    this.bubble.show(this.anchor, "Расхождение", html, { focus: true });
    this.#on("theirs", () => {
      this.grid.session.queue.drop([record.op_id]);
      this.#done();
    });
    this.#on("mine", () => {
      this.grid.session.insist(record);
      this.#done();
    });
  }

  /** @param {Queued} record @param {string} html */
  #refusal(record, html) {
    this.bubble.show(this.anchor, "Не принято", html, { focus: true });
    this.#on("seen", () => {
      this.grid.session.queue.drop([record.op_id]);
      this.#done();
    });
  }

  /** @param {Column} column @param {Student} student */
  async #story(column, student) {
    const { journal } = this.grid;
    const shared = () => ({
      student, column, kind: journal.kind(column), mark: journal.mark(column, student),
      absence: journal.absence(column, student), editable: this.grid.editable && column.lesson.date <= journal.today,
      keys: [...journal.values.slice(0, 4), ...ABSENCES],
    });
    this.bubble.show(this.anchor, "Сведения об отметке", cellStory({ ...shared(), entries: null, until: null, late: false }));
    const { times } = this.bubble;
    this.#onKeys({ column, student });
    const stories = await this.#ask(column, student);
    if (!this.bubble.isOpen || this.bubble.times !== times) return;
    const entries = stories ? stories.flatMap(({ entries: some }) => some).sort((a, b) => (a.at < b.at ? 1 : -1)) : "offline";
    const until = stories?.at(-1)?.editable_until ?? null;
    const lateMark = stories?.at(-1)?.late_mark_id ?? null;
    this.bubble.fill(cellStory({ ...shared(), entries, until, late: Boolean(until && until < journal.today), lateMark }));
    this.#onKeys({ column, student });
  }

  /** The keys of the popover: for a finger, or a mouse. They act on the cell it shows. @param {Cell} cell */
  #onKeys(cell) {
    const { writing } = this.grid;
    this.#on("comment", () => writing.comment([cell]));
    const choice = /** @type {HTMLSelectElement|null} */ (this.bubble.element.querySelector("[data-state]"));
    choice?.addEventListener("change", () => {
      this.#done();
      writing.putState(choice.value, [cell]);
    });
    for (const button of /** @type {NodeListOf<HTMLElement>} */ (this.bubble.element.querySelectorAll("[data-put]"))) {
      button.addEventListener("click", () => {
        const key = button.dataset.put ?? "";
        this.#done();
        if (!key) writing.clear([cell]);
        else if (ABSENCES.includes(key)) writing.putAbsence(key, [cell]);
        else writing.putValue(key, [cell]);
      });
    }
  }

  /** The ledger's entries of the mark and the absence; null without a network. @param {Column} column @param {Student} student @returns {Promise<any[]|null>} */
  async #ask(column, student) {
    const asked = [`lesson=${column.lesson.id}&student=${student.id}`];
    if (column.work) asked.push(`work=${column.work.id}&student=${student.id}`);
    try {
      return await Promise.all(asked.map(async (query) => {
        const response = await fetch(`${this.grid.getAttribute("story")}?${query}`, { credentials: "same-origin", headers: signed() });
        return response.ok ? response.json() : { entries: [], editable_until: null };
      }));
    } catch {
      return null;
    }
  }

  /** To a student by the beginning of the surname, in whichever layout it is typed. */
  find() {
    const { view } = this.grid;
    if (!view.marked) return;
    const column = Math.max(0, view.current.column);
    this.bubble.show(this.anchor, phrase("Найти {student.acc}"), `<label class="field"><span class="field__label">${phrase("Фамилия {student.gen}")}</span>
      <input class="input" autocomplete="off" spellcheck="false"></label><p class="note" data-found role="status"></p>`, { focus: true });
    const field = /** @type {HTMLInputElement} */ (this.bubble.element.querySelector("input"));
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter") {
        event.preventDefault();
        this.#done();
      } else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && /[a-z[\];',.`]/i.test(event.key)) {
        const letter = letterOf(event);
        if (!letter) return;
        event.preventDefault();
        field.setRangeText(letter, field.selectionStart ?? 0, field.selectionEnd ?? 0, "end");
        field.dispatchEvent(new Event("input"));
      }
    });
    field.addEventListener("input", () => this.#jump(field.value, column));
  }

  /** @param {string} text @param {number} column */
  #jump(text, column) {
    const { students } = this.grid.journal;
    const wanted = plain(text.trim());
    const row = wanted ? students.findIndex((/** @type {Student} */ { name }) => plain(name).startsWith(wanted)) : -1;
    const found = /** @type {HTMLElement} */ (this.bubble.element.querySelector("[data-found]"));
    found.textContent = row >= 0 ? students[row].name : wanted ? phrase("Такой фамилии в {group.pre} нет") : "";
    if (row >= 0) this.grid.goTo({ row, column }, { focus: false });
  }

  #done() {
    this.bubble.close();
    this.grid.leaveBubble();
  }

  /** @param {string} act @param {() => void} run */
  #on(act, run) {
    this.bubble.element.querySelector(`[data-act=${act}]`)?.addEventListener("click", run);
  }
}

/** What all of them are; undefined where they differ. @param {string[]} texts */
const common = (texts) => (texts.every((text) => text === texts[0]) ? texts[0] : undefined);

/** @param {string} text */
const plain = (text) => text.toLowerCase().replaceAll("ё", "е");
