/** The line of tools above the grid: filters, density, direction of Enter, what is not filled in, today's lesson. */

import { counted, escape, icon, monthName, phrase } from "./format.js";
import * as prefs from "./prefs.js";
import { ruleText } from "./sums.js";

const DENSITIES = [["dense", "Плотно"], ["usual", "Обычно"], ["large", "Крупно"]];
const WAYS = [["down", "Enter вниз"], ["right", "вправо"]];

export class Tools {
  /** @param {import("./grid.js").JournalGrid} grid */
  constructor(grid) {
    this.grid = grid;
    this.element = /** @type {HTMLElement} */ (grid.querySelector("[data-tools]"));
    /** What is drawn. */
    this.html = "";
    this.draw();
    this.element.addEventListener("click", (event) => this.#onClick(event));
    this.element.addEventListener("change", (event) => this.#onChange(event));
  }

  draw() {
    const { journal } = this.grid;
    const unfilled = journal.columns.filter(({ lesson }, index) =>
      lesson.state === "unfilled" && journal.columns[index - 1]?.lesson !== lesson).length;
    const today = journal.columns.find(({ lesson }) => lesson.date === journal.today)?.lesson;
    const html = this.#kinds() + this.#subgroups() + this.#months() + this.#density() + this.#enter() +
      (unfilled ? `<button type="button" class="state state--warn state--button" data-act="unfilled">${icon("open")}${counted(unfilled, .../** @type {[string, string, string]} */ (phrase("{unfilled}").split(",")))}</button>` : "") +
      `<div class="push row"><a class="button button--small" href="print.pdf?period=${escape(journal.period.id)}" target="_blank">${icon("print")}Печать</a>` +
      (today ? `<a class="button button--small button--main" href="${escape(this.grid.getAttribute("lesson"))}${today.id}/">${phrase("{Lesson.nom} сегодня")}</a>` : "") + "</div>";
    this.#tellRule();
    if (this.html === html) return;
    // An open menu stays open while its choice is drawn anew, and the keyboard stays where it was.
    const open = this.element.querySelector("details[open]")?.getAttribute("data-menu");
    const focused = this.element.contains(document.activeElement) && /** @type {HTMLElement} */ (document.activeElement).dataset.value;
    this.html = this.element.innerHTML = html;
    if (open) this.element.querySelector(`[data-menu=${open}]`)?.setAttribute("open", "");
    if (focused) /** @type {HTMLElement|null} */ (this.element.querySelector(`[data-value="${focused}"]`))?.focus();
  }

  #tellRule() {
    const line = /** @type {HTMLElement} */ (this.grid.querySelector("[data-counting]"));
    line.textContent = line.title = ruleText(this.grid.journal);
    line.hidden = !line.textContent;
  }

  #kinds() {
    const { journal } = this.grid;
    const chosen = this.grid.prefs.kinds[journal.course.id] ?? [];
    const used = new Set(journal.columns.map(({ work }) => work?.kindId));
    const kinds = [...journal.kinds.values()].filter(({ id }) => used.has(id));
    const label = chosen.length ? kinds.filter(({ id }) => chosen.includes(id)).map(({ shortName }) => shortName).join(", ") : "Все виды работ";
    const items = kinds.map(({ id, name }) =>
      `<label class="menu__item"><input type="checkbox" data-kind="${id}" data-value="k${id}"${chosen.includes(id) ? " checked" : ""}>${escape(name)}</label>`);
    return menu("kinds", label, `${items.join("")}<hr><button type="button" class="menu__item" data-act="all-kinds" data-value="k0">Все виды работ</button>`);
  }

  #subgroups() {
    const { subgroups, course } = this.grid.journal;
    if (!subgroups.length) return "";
    const chosen = subgroups.find(({ id }) => id === this.grid.prefs.subgroup[course.id]);
    const items = [{ id: 0, name: "Все подгруппы" }, ...subgroups].map(({ id, name }) =>
      `<button type="button" class="menu__item" data-subgroup="${id}" data-value="s${id}"${id === (chosen?.id ?? 0) ? ' aria-current="true"' : ""}>${escape(name)}</button>`);
    return menu("subgroups", chosen?.name ?? "Все подгруппы", items.join(""));
  }

  #months() {
    const { journal } = this.grid;
    const months = [...new Set(journal.columns.map(({ lesson }) => lesson.date.slice(0, 7)))];
    if (months.length < 2) return "";
    const chosen = this.grid.prefs.month[`${journal.course.id}:${journal.period.id}`] ?? "";
    const items = ["", ...months].map((month) =>
      `<button type="button" class="menu__item" data-month="${month}" data-value="m${month}"${month === chosen ? ' aria-current="true"' : ""}>${month ? monthName(month) : "Все месяцы"}</button>`);
    return menu("months", chosen ? monthName(chosen) : "Все месяцы", items.join(""));
  }

  #density() {
    return choice("density", "Высота строк", DENSITIES, prefs.density(this.grid.prefs));
  }

  #enter() {
    return choice("enter", "Куда идти после отметки и по Enter", WAYS, this.grid.prefs.enter);
  }

  /** @param {Event} event */
  #onClick(event) {
    const target = /** @type {HTMLElement|null} */ (/** @type {Element} */ (event.target).closest("button"));
    if (!target) return;
    const { density, enter, act, month, subgroup } = target.dataset;
    const { prefs: chosen, journal } = this.grid;
    // Another tab may have chosen since: what is saved has that in it.
    Object.assign(chosen, prefs.load(chosen));
    if (density) {
      chosen.density = /** @type {any} */ (density);
      this.grid.setDensity();
    } else if (subgroup !== undefined) {
      this.grid.showSubgroup(Number(subgroup));
    } else if (month !== undefined) {
      chosen.month[`${journal.course.id}:${journal.period.id}`] = month;
      this.grid.redraw();
    } else if (enter) chosen.enter = /** @type {any} */ (enter);
    else if (act === "all-kinds") {
      chosen.kinds[journal.course.id] = [];
      this.grid.redraw();
    } else if (act === "unfilled") return this.#toUnfilled();
    else return;
    prefs.save(chosen);
    this.draw();
  }

  /** @param {Event} event */
  #onChange(event) {
    const box = /** @type {HTMLInputElement} */ (event.target);
    if (!box.dataset.kind) return;
    Object.assign(this.grid.prefs, prefs.load(this.grid.prefs));
    const boxes = /** @type {NodeListOf<HTMLInputElement>} */ (this.element.querySelectorAll("[data-kind]"));
    this.grid.prefs.kinds[this.grid.journal.course.id] = [...boxes].filter(({ checked }) => checked).map(({ dataset }) => Number(dataset.kind));
    prefs.save(this.grid.prefs);
    this.grid.redraw();
  }

  /** To the head of the first lesson that is not filled in; with filters on, to the lesson itself. */
  #toUnfilled() {
    const { view, journal } = this.grid;
    const column = view.columns.findIndex(({ lesson }) => lesson.state === "unfilled");
    if (column >= 0) return this.grid.goTo({ row: -1, column });
    const lesson = journal.columns.find((one) => one.lesson.state === "unfilled")?.lesson;
    if (lesson) location.href = `${this.grid.getAttribute("lesson")}${lesson.id}/`;
  }
}

/** Buttons of which one is pressed. @param {string} name @param {string} label @param {string[][]} items @param {string} now */
const choice = (name, label, items, now) =>
  `<div class="switch switch--small" role="group" aria-label="${label}" title="${label}">${items.map(([value, text]) =>
    `<button type="button" class="switch__item" data-${name}="${value}" data-value="${value}" aria-pressed="${value === now}">${text}</button>`).join("")}</div>`;

/** @param {string} name @param {string} label @param {string} items */
const menu = (name, label, items) =>
  `<details class="menu menu--tool" data-menu="${name}"><summary class="button button--small">${escape(label)}${icon("down")}</summary><div class="menu__list menu__list--left">${items}</div></details>`;
