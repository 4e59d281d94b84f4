/**
 * Putting marks of periods: what may be put, what is asked first, what is told beside a cell. «Итоги» and the grid of the journal
 * put them by it alike.
 */

import { askForm } from "../ask-form.js";
import { escape } from "../journal/format.js";

/** @typedef {import("./model.js").Sheet} Sheet */
/** @typedef {import("./model.js").Cell} Cell */
/** @typedef {import("./model.js").Column} Column */
/** @typedef {import("../journal/types.js").Queued} Queued */
/** @typedef {{cell: Cell, value: string, reason: string}} Wanted */

/**
 * The table that marks are put in.
 * @typedef {Object} Table
 * @property {Sheet} sheet
 * @property {import("../journal/queue.js").Queue|undefined} queue
 * @property {import("../journal/popover.js").Popover} bubble
 * @property {HTMLElement} anchor the cell one is at
 * @property {(cell: Cell) => Queued|undefined} troubleOf what asks for the teacher: a conflict, a refusal
 * @property {(wanted: Wanted[]) => void} write puts them on their way, and goes on to the next student
 * @property {(text: string) => void} announce
 * @property {() => void} focusCell
 */

const ASKS_WHY = new Set(["why", "reason"]);

export class Putting {
  /** @param {Table} table */
  constructor(table) {
    this.table = table;
  }

  get sheet() {
    return this.table.sheet;
  }

  /** Puts a mark in cells of a column; one that is not as proposed asks why first. @param {Cell[]} cells @param {string} value */
  put(cells, value) {
    const open = cells.filter((cell) => !this.#closedBecause(cell));
    if (!this.sheet.editable || !cells.length) return;
    if (!open.length) return this.table.announce(this.#closedBecause(cells[0]));
    if (value && !this.sheet.values.includes(value)) return this.table.announce(`Отметки «${value}» в шкале нет: можно ${this.sheet.values.join(", ")}`);
    const other = open.find((cell) => this.sheet.needsWhy(cell, value));
    if (!other) return this.#write(open, value, "");
    const { value: proposed, why } = this.sheet.proposal(other);
    this.#askWhy(open, value, `Предлагается ${proposed}: ${why}`);
  }

  /** @param {Cell} cell */
  #closedBecause(cell) {
    const { shut, elsewhere } = this.sheet.proposal(cell);
    return shut || (elsewhere && `Отметка уже стоит: ${elsewhere}`);
  }

  /** @param {Cell[]} cells @param {string} value @param {string} reason */
  #write(cells, value, reason) {
    // A word of why is kept with the marks that it is about.
    this.table.write(cells.map((cell) => ({ cell, value, reason: value && this.sheet.needsWhy(cell, value) || cells.length === 1 ? reason : "" })));
  }

  /** Enter: takes what is proposed where nothing stands. @param {Cell} cell @returns {boolean} false where there is nothing to take */
  accept(cell) {
    const { value } = this.sheet.proposal(cell);
    const takes = Boolean(this.sheet.editable && value && !this.sheet.mark(cell).value);
    if (takes) this.put([cell], value);
    return takes;
  }

  /** All that is proposed for a column, where nothing stands. @param {Column} column */
  acceptAll(column) {
    const cells = this.sheet.open(column);
    this.table.write(cells.map((cell) => ({ cell, value: this.sheet.proposal(cell).value, reason: "" })));
    this.table.announce(`${column.name}: принято предложенных ${cells.length}`);
    this.table.focusCell();
  }

  /** @param {Cell[]} cells @param {string} value @param {string} told */
  #askWhy(cells, value, told) {
    const { bubble, anchor } = this.table;
    const more = cells.length > 1 ? ` и ещё ${cells.length - 1}` : "";
    bubble.show(anchor, "Почему не как предложено", `<p><b>${escape(cells[0].person.name)}${more}: ${escape(value || "стереть")}</b></p><p class="note">${escape(told)}</p>
      <p class="popover__foot"><input class="input" maxlength="300" aria-label="Почему" placeholder="Почему"></p><p class="popover__foot"><button type="button" class="button button--small button--main" data-act="save">Поставить</button></p>`, { focus: true });
    const field = /** @type {HTMLInputElement} */ (bubble.element.querySelector("input"));
    field.value = this.sheet.mark(cells[0]).reason;
    const save = () => {
      if (!field.value.trim()) return field.focus();
      bubble.close();
      this.#write(cells, value, field.value.trim());
    };
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      save();
    });
    bubble.element.querySelector("[data-act]")?.addEventListener("click", save);
  }

  /** What is known of a cell: why it is shut, how the mark follows, why it is another. @param {Cell} cell */
  facts(cell) {
    const { why, shut, elsewhere } = this.sheet.proposal(cell);
    const { reason } = this.sheet.mark(cell);
    return [shut, elsewhere && `Стоит ${elsewhere}`, why, reason && `Почему не как предложено: ${reason}`].filter(Boolean);
  }

  /** What a cell is about: to choose a mark with the finger, to read how it follows, to decide what is disputed. @param {Cell} cell */
  show(cell) {
    const record = this.table.troubleOf(cell);
    if (record) return this.#decide(cell, record);
    const { value } = this.sheet.mark(cell);
    const { shut, elsewhere } = this.sheet.proposal(cell);
    const told = this.facts(cell).map((text) => `<p class="note">${escape(text)}</p>`).join("");
    const may = this.sheet.editable && !shut && !elsewhere;
    const values = may ? [...this.sheet.values, ...(value ? [""] : [])] : [];
    const buttons = values.map((one) => `<button type="button" class="button button--small" data-value="${escape(one)}" ${one && one === value ? 'aria-pressed="true"' : ""}>${escape(one || "стереть")}</button>`).join(" ");
    const { bubble, anchor } = this.table;
    bubble.show(anchor, "Отметка", `<p><b>${escape(cell.person.name)}</b> · ${escape(cell.column.name)}</p>${told}${buttons && `<p class="row row--wrap">${buttons}</p>`}`);
    for (const button of bubble.element.querySelectorAll("[data-value]")) {
      button.addEventListener("click", () => {
        bubble.close();
        this.put([cell], button.getAttribute("data-value") ?? "");
      });
    }
  }

  /** @param {Cell} cell @param {Queued} record */
  #decide(cell, record) {
    const { answer, op } = record;
    const { bubble, anchor, queue } = this.table;
    if (record.state === "refused" && ASKS_WHY.has(answer?.code ?? "")) return this.#askWhy([cell], op.value, answer?.message ?? "");
    const current = record.state === "conflict" ? answer?.current?.[2] : "";
    const told = record.state === "conflict" ? `В журнале «${current || "пусто"}», ${answer?.by ?? ""}; у вас «${op.value || "пусто"}»` : (answer?.message ?? "");
    const acts = record.state === "conflict" ? [["mine", `Поставить ${op.value || "пусто"}`], ["theirs", "Оставить как в журнале"]] : [["theirs", "Понятно"]];
    bubble.show(anchor, record.state === "conflict" ? "Расхождение" : "Не принято", `<p><b>${escape(cell.person.name)}</b></p><p>${escape(told)}</p>${askForm(record)}<p class="popover__foot">${acts.map(([act, text]) => `<button type="button" class="button button--small" data-act="${act}">${escape(text)}</button>`).join(" ")}</p>`, { focus: true });
    for (const button of bubble.element.querySelectorAll("[data-act]")) {
      button.addEventListener("click", () => {
        bubble.close();
        if (button.getAttribute("data-act") === "mine") queue?.add([{ key: record.key, op, base: answer?.version ?? 0 }], record.course);
        else queue?.drop([record.op_id]);
        this.table.focusCell();
      });
    }
  }
}
