/** The grid as HTML: heads, cells, figures. Only the columns from `from` up to `to` are made; no DOM here. */

import { isEmptyMark, markText } from "./data.js";
import { dayOf, escape, icon, longDate, monthName, monthOf, say, shortDate, weekday, weight } from "./format.js";
import { columnAverage, shown, sumsOf } from "./sums.js";

/** @typedef {import("./data.js").Journal} Journal */
/** @typedef {import("./types.js").Column} Column */
/** @typedef {import("./types.js").Student} Student */
/** @typedef {"saving"|"waiting"|"conflict"|"refused"|""} CellState */

export const SUMS = /** @type {const} */ (["plain", "weighted", "absences", "offer"]);
const SUM_HEADS = ["Средний", "Взвеш.", "Пропуски", "Предл."];
const SUM_TITLES = ["Средний балл, рядом число отметок", "Взвешенный средний", "Пропуски {lesson.gens}, в скобках без причины", "Предлагаемая отметка за период"];
/** @type {Record<string, string>} */
const STATE_WORDS = { saving: "Сохраняется", waiting: "Ждёт сети", conflict: "Расхождение, нужно решить", refused: "Не принято" };

export class Markup {
  /** @param {Journal} journal @param {(column: Column, student: Student) => CellState} stateOf */
  constructor(journal, stateOf) {
    this.journal = journal;
    this.stateOf = stateOf;
    this.show([], 0, 0);
  }

  /** Which columns there are, and which of them are made. @param {Column[]} columns @param {number} from @param {number} to */
  show(columns, from, to) {
    this.columns = columns;
    this.from = from;
    this.to = to;
    /** Figures made last, by student: what the class's are made of. @type {Map<number, import("./sums.js").Sums>} */
    this.known = new Map();
  }

  /** The three parts of the table. */
  table() {
    const { students } = this.journal;
    return `<thead role="rowgroup">${this.#monthsRow()}${this.#headRow()}</thead>` +
      `<tbody role="rowgroup">${students.map((student, row) => this.#row(student, row)).join("")}</tbody>` +
      `<tfoot role="rowgroup">${this.#footRow()}</tfoot>`;
  }

  #monthsRow() {
    /** @type {Array<{name: string, span: number}>} */
    const months = [];
    for (const { lesson } of this.columns) {
      const name = monthName(lesson.date);
      const last = months.at(-1);
      if (last?.name === name) last.span += 1;
      else months.push({ name, span: 1 });
    }
    const cells = months.map(({ name, span }) => `<th class="month" role="presentation" data-span="${span}">${span > 1 ? `<span>${name}</span>` : ""}</th>`);
    return `<tr role="presentation" aria-hidden="true"><th class="name" role="presentation"></th>${cells.join("")}` +
      `<th class="sums" role="presentation">${SUM_HEADS.map(() => '<span class="sum sum-head sum-top"></span>').join("")}</th></tr>`;
  }

  #headRow() {
    const sums = SUM_HEADS.map((text, index) =>
      `<span class="sum sum-head" role="columnheader" aria-colindex="${this.columns.length + 2 + index}" title="${say(SUM_TITLES[index])}">${text}</span>`);
    return `<tr role="row" aria-rowindex="1"><th class="name" role="columnheader" scope="col" aria-colindex="1">${say("{Student.nom}")}</th>${this.heads(this.from, this.to)}<th class="sums" role="presentation">${sums.join("")}</th></tr>`;
  }

  /** @param {number} from @param {number} to */
  heads(from, to) {
    return this.columns.slice(from, to).map((column, index) =>
      `<th role="columnheader" scope="col" aria-colindex="${from + index + 2}" ${this.#headParts(column, from + index)}</th>`).join("");
  }

  /** Attributes and content of a column's head. @param {Column} column @param {number} index */
  #headParts(column, index) {
    const { lesson } = column;
    const kind = this.journal.kind(column);
    const classes = ["lesson-head", ...this.#columnClasses(column, index), lesson.state === "ahead" && "is-ahead"];
    const day = `<b>${dayOf(lesson.date)}</b>`;
    const open = lesson.state === "unfilled";
    const first = open && !kind ? icon("open") : escape(kind?.short ?? "");
    const second = column.work && column.work.weight !== 1 ? `×${weight(column.work.weight)}` : open && kind ? icon("open") : "";
    return `class="${join(classes)}" aria-label="${escape(this.headText(column))}">${day}<small>${first}</small><small>${second}</small>`;
  }

  /** What a head says: «пн 23 ноября, 3-й урок, ответ на уроке, вес 1». @param {Column} column */
  headText(column) {
    const { lesson, work } = column;
    const kind = this.journal.kind(column);
    const parts = [`${weekday(lesson.date)} ${longDate(lesson.date)}`, `${lesson.number}${say("{lesson_no}")}`];
    if (kind) parts.push(kind.name.toLowerCase());
    if (work && work.weight !== 1) parts.push(`вес\u00a0${weight(work.weight)}`);
    if (lesson.date === this.journal.today) parts.unshift("сегодня");
    if (lesson.state === "unfilled") parts.push("не заполнен");
    return parts.join(", ");
  }

  /** Tints that the head and the cells of a column share. @param {Column} column @param {number} index */
  #columnClasses(column, index) {
    const next = this.columns[index + 1];
    return [
      column.lesson.date === this.journal.today && "is-today",
      column.lesson.state === "unfilled" && "is-unfilled",
      this.journal.isControl(column) && "is-control",
      next && monthOf(next.lesson.date) !== monthOf(column.lesson.date) && "month-end",
    ];
  }

  /** @param {Student} student @param {number} row */
  #row(student, row) {
    const note = student.from && student.from > this.journal.period.starts_on ? ` <small>с\u00a0${shortDate(student.from)}</small>`
      : student.to && student.to < this.journal.period.ends_on ? ` <small>до\u00a0${shortDate(student.to)}</small>` : "";
    const sums = this.sums(student).map((html, index) => `<span role="gridcell" class="sum${index === 3 ? " offer" : ""}">${html}</span>`);
    return `<tr role="row" aria-rowindex="${row + 2}"><th class="name" role="rowheader" scope="row"${student.why && ` title="${escape(student.why)}"`}>` +
      `<i>${row + 1}</i>${escape(student.name)}${note}</th>${this.cells(student, this.from, this.to)}<td class="sums" role="presentation">${sums.join("")}</td></tr>`;
  }

  /** @param {Student} student @param {number} from @param {number} to */
  cells(student, from, to) {
    return this.columns.slice(from, to).map((column, index) => {
      const { css, html, title } = this.cell(column, student, from + index);
      return `<td role="gridcell"${css && ` class="${css}"`}${title && ` title="${escape(title)}"`}>${html}</td>`;
    }).join("");
  }

  /** @param {Column} column @param {Student} student @param {number} index */
  cell(column, student, index) {
    const { journal } = this;
    if (!journal.isOpen(column, student)) {
      return { css: join(["not-here", ...this.#columnClasses(column, index).slice(3)]), html: "", title: closedBecause(student, column) };
    }
    const mark = journal.mark(column, student);
    const absence = journal.absence(column, student);
    const state = this.stateOf(column, student);
    const text = markText(mark);
    const weak = mark.value === "2" || mark.second === "2";
    const css = join([
      ...this.#columnClasses(column, index), weak && "weak", mark.comment && "noted", state,
      mark.second && "narrow", text.length > 1 && !mark.second && "excused",
      !text && !mark.debt && absence.code && (absence.code === "Н" || absence.code === "НП" ? "absent" : "excused"),
    ]);
    const side = absence.code && (text || mark.debt) ? `<sup>${escape(absence.code)}</sup>` : "";
    const debt = mark.debt ? '<span class="debt" role="img" aria-label="долг"></span>' : "";
    const main = text ? escape(text) + debt : debt || (side ? "" : escape(absence.code));
    return { css, html: main + side, title: cellTitle(mark, absence, state) };
  }

  /** The figures at the right of a row. @param {Student} student */
  sums(student) {
    const sums = sumsOf(this.journal, student);
    this.known.set(student.id, sums);
    return [
      sums.plain === null ? "" : `${shown(sums.plain)}<small class="count">${sums.marks}</small>`,
      shown(sums.weighted),
      sums.absences ? `${sums.absences}${sums.unexplained ? ` <small>(${sums.unexplained}\u00a0н)</small>` : ""}` : "",
      sums.offer ? `${sums.offer.value}${sums.offer.disputed ? "<small>?</small>" : ""}` : "",
    ];
  }

  #footRow() {
    return `<tr role="row" aria-rowindex="${this.journal.students.length + 2}"><th class="name" role="rowheader" scope="row">Средний по работе</th>${this.feet(this.from, this.to)}` +
      `<td class="sums" role="presentation">${SUMS.map(() => '<span role="gridcell" class="sum"></span>').join("")}</td></tr>`;
  }

  /** @param {number} from @param {number} to */
  feet(from, to) {
    return this.columns.slice(from, to).map((column) => `<td role="gridcell">${shown(columnAverage(this.journal, column), 1)}</td>`).join("");
  }

  /** The class: means of the pupils' averages and of the proposals, all absences. */
  totals() {
    const all = this.journal.students.map((student) => this.known.get(student.id) ?? sumsOf(this.journal, student));
    const mean = (/** @type {Array<number|null>} */ figures) => {
      const known = figures.filter((figure) => figure !== null);
      return known.length ? shown(Math.round(known.reduce((sum, figure) => sum + figure, 0) / known.length)) : "";
    };
    const absences = all.reduce((sum, one) => sum + one.absences, 0);
    return [
      mean(all.map(({ plain }) => plain)), mean(all.map(({ weighted }) => weighted)), absences ? String(absences) : "",
      mean(all.map(({ offer }) => offer && Number(offer.value) * 100)),
    ];
  }
}

/** Why a cell is closed. @param {Student} student @param {Column} column */
export function closedBecause(student, column) {
  if (student.why) return student.why;
  return student.from && column.lesson.date < student.from ? `${say("Не в {group.pre} до")} ${shortDate(student.from)}` : `${say("Не в {group.pre} после")} ${shortDate(student.to ?? "")}`;
}

/** @param {import("./types.js").Mark} mark @param {import("./types.js").Absence} absence @param {CellState} state */
function cellTitle(mark, absence, state) {
  const parts = [];
  if (state) parts.push(STATE_WORDS[state]);
  if (mark.debt) parts.push(mark.debtUntil ? `Долг до ${shortDate(mark.debtUntil)}` : "Долг");
  if (absence.code === "ОП" && absence.minutes) parts.push(`Опоздание, ${absence.minutes} мин`);
  if (!isEmptyMark(mark) && mark.comment) parts.push(mark.comment);
  return parts.join(". ");
}

/** @param {Array<string|false|null|undefined>} names */
export const join = (names) => names.filter(Boolean).join(" ");
