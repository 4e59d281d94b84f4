/**
 * The page on paper: just before printing, the grid or the list of topics becomes tables that a sheet of A4 can hold. Names and heads
 * stand on every sheet, a debt is a sign and not a ground. The panes and sheets of the screen are of no use to a printer.
 */

import { dayOf, escape, monthName, phrase, shortDate } from "./format.js";
import { SUM_HEADS } from "./markup.js";
import { columnAverage, ruleText, shown } from "./sums.js";

/** @typedef {import("./types.js").Column} Column */

/** How many columns go on a sheet; the figures take the room of eleven. */
const MOST = 45, SUMS_ROOM = 11;

/** @param {import("./grid.js").JournalGrid} grid */
export function onPaper(grid) {
  const paper = /** @type {HTMLElement} */ (grid.querySelector("[data-paper]"));
  const [title, end] = [...paper.children].map(({ innerHTML }) => innerHTML);
  paper.replaceChildren();
  addEventListener("beforeprint", () => {
    paper.innerHTML = grid.topics?.isShown ? topics(grid, title, end) : marks(grid, title, end);
  });
  addEventListener("afterprint", () => paper.replaceChildren());
}

/** @param {import("./grid.js").JournalGrid} grid @param {string} title @param {string} end */
function marks({ journal, view }, title, end) {
  const { columns, markup } = view;
  const sheets = Math.ceil((columns.length + SUMS_ROOM) / MOST);
  const size = Math.ceil((columns.length + SUMS_ROOM) / sheets);
  const kinds = new Map(columns.map((column) => [journal.kind(column)?.shortName, journal.kind(column)?.name]));
  const legend = [...kinds].filter(([short]) => short).map(([short, name]) => `${escape(short)} — ${escape(name?.toLowerCase())}`).join("; ");
  const rule = ruleText(journal);
  const part = columns.filter(({ period }) => !period).length < journal.columns.length ? ", показана часть столбцов" : "";
  return Array.from({ length: sheets }, (_, sheet) => {
    const own = columns.slice(sheet * size, (sheet + 1) * size);
    const isLast = sheet === sheets - 1;
    const span = own.length + 3 + (isLast ? SUM_HEADS.length : 0);
    const line = (/** @type {string} */ number, /** @type {string} */ name, /** @type {string[]} */ cells, /** @type {string[]} */ sums) =>
      `<tr><td>${number}</td><th scope="row">${name}</th>${cells.join("")}${isLast ? sums.map((text) => `<td>${text}</td>`).join("") : ""}<td></td></tr>`;
    const rows = journal.students.map((student, row) => line(String(row + 1), escape(student.name), own.map((column) => {
      const { css, html } = markup.cell(column, student);
      // What is only proposed is no entry.
      return `<td class="${css}">${css === "not-here" ? "×" : css === "proposed" ? "" : html}</td>`;
    }), isLast ? markup.sums(student) : []));
    const foot = line("", "Средний по работе", own.map((column) => `<td class="narrow">${shown(columnAverage(journal, column), 1)}</td>`), isLast ? markup.totals() : []);
    return `<table><colgroup><col class="paper__no"><col class="paper__name"><col class="paper__cell" span="${own.length || 1}">${isLast ? '<col class="paper__sum" span="4">' : ""}<col></colgroup>
      <thead><tr><th class="paper__title" colspan="${span}">${title}${part}${sheets > 1 ? `, лист ${sheet + 1} из ${sheets}` : ""}</th></tr>${heads(journal, own, isLast)}</thead>
      <tbody>${rows.join("")}${foot}${isLast ? `<tr class="paper__end"><td colspan="${span}">${legend && `<p>${legend}.</p>`}${rule && `<p>${escape(rule)}</p>`}${end}</td></tr>` : ""}</tbody></table>`;
  }).join("");
}

/** @param {import("./data.js").Journal} journal @param {Column[]} columns @param {boolean} hasSums */
function heads(journal, columns, hasSums) {
  /** @type {Map<string, number>} */
  const months = new Map();
  for (const { lesson } of columns) months.set(monthName(lesson.date), (months.get(monthName(lesson.date)) ?? 0) + 1);
  const tall = (/** @type {string} */ text) => `<th rowspan="3" scope="col">${text}</th>`;
  const kinds = columns.map((column) => `<th class="paper__kind"><span>${escape(column.period?.short[1] ?? journal.kind(column)?.shortName)}</span></th>`);
  return `<tr>${tall("№")}${tall(phrase("{Student.nom}"))}${[...months].map(([name, span]) => `<th colspan="${span}">${span > 1 ? name : ""}</th>`).join("")}${hasSums ? SUM_HEADS.map(tall).join("") : ""}${tall("")}</tr>
    <tr>${columns.map(({ lesson, period }) => `<th scope="col">${period ? escape(period.short[0]) : dayOf(lesson.date)}</th>`).join("")}</tr><tr>${kinds.join("")}</tr>`;
}

/** What the list shows, whole: a field cuts what is longer than itself. @param {import("./grid.js").JournalGrid} grid @param {string} title @param {string} end */
function topics({ topics }, title, end) {
  const rows = /** @type {HTMLTableRowElement[]} */ ([...(topics?.element.querySelectorAll("[data-lesson]") ?? [])]).map((row) => {
    const [topic, homework] = ["topic", "homework"].map((field) => /** @type {HTMLInputElement} */ (row.querySelector(`[data-field=${field}]`)).value);
    const due = homework && topics?.details.get(Number(row.dataset.lesson))?.due;
    return `<tr><th scope="row">${escape(row.cells[0].textContent)}</th><td>${escape(topic)}</td><td>${escape(homework)}${due ? ` <span class="nowrap">(к ${shortDate(due)})</span>` : ""}</td></tr>`;
  });
  return `<table class="paper__topics"><colgroup><col class="paper__date"><col><col></colgroup><thead><tr><th class="paper__title" colspan="3">${title}</th></tr>
    <tr><th scope="col">${phrase("{Lesson.nom}")}</th><th scope="col">Тема</th><th scope="col">Домашнее задание</th></tr></thead>
    <tbody>${rows.join("")}<tr class="paper__end"><td colspan="3">${end.slice(end.indexOf("</p>") + 4)}</td></tr></tbody></table>`;
}
