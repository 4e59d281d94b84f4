/**
 * The grid as HTML; no DOM here. Side by side: the names, the middle with the cells, the figures. The middle is cut into sheets of a
 * few columns. To a screen reader the names are the grid: a row stands with its name and owns its lines in the sheets and its figures
 * (aria-owns), so that it reads as one.
 */

import { isEmptyMark, markText, signOf } from "./data.js";
import { stateText } from "./stories.js";
import { dayOf, escape, icon, longDate, monthName, monthOf, nameOf, phrase, shortDate, weekday, weight } from "./format.js";
import { broughtText, columnAverage, shown, sumsOf } from "./sums.js";

/** @typedef {import("./data.js").Journal} Journal */
/** @typedef {import("./types.js").Column} Column */
/** @typedef {import("./types.js").Student} Student */
/** @typedef {import("./edits.js").Change} Change */
/** @typedef {"saving"|"waiting"|"conflict"|"refused"|""} CellState */

/** Columns of a sheet. */
export const SHEET = 16;
/** How many signs of a label go on a cell. */
const SIGNS = 4;
/** The number of the sheet a column stands in. @param {number} column */
export const sheetOf = (column) => Math.floor(column / SHEET);

/** The band that lights a row of a pane. */
const LIT = '<i class="lit" aria-hidden="true"></i>';

export const SUMS = /** @type {const} */ (["plain", "weighted", "absences", "offer"]);
export const SUM_HEADS = ["Средний", "Взвеш.", "Пропуски", "Предл."];
const SUM_TITLES = ["Средний балл, рядом число отметок", "Взвешенный средний", "Пропуски {lesson.gens}, в скобках без причины", "Предлагаемая отметка за период"];
/** @type {Record<string, string>} */
const STATE_WORDS = { saving: "Сохраняется", waiting: "Ждёт сети", conflict: "Расхождение, нужно решить", refused: "Не принято" };

export class Markup {
  /** @param {Journal} journal @param {(column: Column, student: Student) => CellState} stateOf */
  constructor(journal, stateOf) {
    this.journal = journal;
    this.stateOf = stateOf;
    /** @type {Column[]} */
    this.columns = [];
    this.show([]);
  }

  /** Which columns there are. @param {Column[]} columns */
  show(columns) {
    this.columns = columns;
    /** Figures made last, by student: what the class's are made of. @type {Map<number, import("./sums.js").Sums>} */
    this.known = new Map();
    /** «из 7А: 5 4» on the days before, by the cell it begins in. @type {Map<string, string>} */
    this.labels = new Map();
    for (const id of this.journal.brought.keys()) this.#label(this.journal.everyone.get(id));
  }

  /** Finds the widest room that a student's closed cells leave in a sheet for the marks of another page. @param {Student|undefined} student */
  #label(student) {
    if (!student) return;
    let first = 0, best = 0, run = 0;
    this.columns.forEach((column, index) => {
      const isFree = !column.period && !this.journal.isOpen(column, student) && !this.journal.outsideText(column, student);
      run = isFree ? (index % SHEET ? run + 1 : 1) : 0;
      if (run > best) [best, first] = [run, index - run + 1];
    });
    const marks = this.journal.brought.get(student.id) ?? [];
    // In a narrow room only how many they are.
    const text = best > 2 ? broughtText(this.journal, student) : `+${marks.length}`;
    if (!best) return;
    // Beside the days of the stay: before the first, after the last.
    const room = Math.min(best, Math.ceil((text.length + 2) / SIGNS));
    const at = marks[0].place.startsWith("из") ? first + best - room : first;
    this.labels.set(this.journal.markKey(this.columns[at], student), cut(text, best * SIGNS));
  }

  /** The three panes; sheets that are not drawn at once are empty. @param {Set<number>} drawn */
  panes(drawn) {
    return this.#names() + this.#middle(drawn) + this.#figures();
  }

  #names() {
    const { students } = this.journal;
    const rows = students.map((student, row) =>
      this.#row(String(row), row + 2, "rowheader", student.why && `${this.columns.some((column) => this.journal.isOpen(column, student)) ? "" : ' data-out'} title="${escape([student.name, student.why, broughtText(this.journal, student)].filter(Boolean).join(". "))}"`, this.#nameOf(student, row)));
    const { course, period } = this.journal;
    const label = `Отметки, ${course.subject}, ${course.class}, ${period.name}`;
    return `<div class="pane names" role="grid" aria-multiselectable="true" aria-label="${escape(label)}" aria-rowcount="${students.length + 2}" aria-colcount="${this.columns.length + 5}"><div class="head" role="rowgroup">${this.#row("head", 1, "columnheader", ' aria-colindex="1"', phrase("{Student.nom}"))}</div>` +
      `${LIT}<div class="rows" role="rowgroup">${rows.join("")}</div>` +
      `<div class="foot" role="rowgroup">${this.#row("foot", students.length + 2, "rowheader", "", "Средний по работе")}</div></div>`;
  }

  /** A row: its name, and all that belongs to it elsewhere. @param {string} row @param {number} number @param {string} role @param {string} attributes @param {string} html */
  #row(row, number, role, attributes, html) {
    const owned = [...this.sheets.map((sheet) => `line-${row}-${sheet}`), `sums-${row}`];
    return `<div role="row" aria-rowindex="${number}" aria-owns="${owned.join(" ")}"><div class="name" id="name-${row}" role="${role}"${attributes}>${html}</div></div>`;
  }

  /** @param {Set<number>} drawn */
  #middle(drawn) {
    const made = (/** @type {number} */ sheet, /** @type {(sheet: number) => string} */ make) => (drawn.has(sheet) ? make(sheet) : "");
    const lines = (/** @type {string} */ row, /** @type {(sheet: number) => string} */ cells) =>
      this.sheets.map((sheet) => line(row, sheet, made(sheet, cells))).join("");
    const sheets = this.sheets.map((sheet) => `<div class="sheet" role="presentation">${made(sheet, (one) => this.sheet(one))}</div>`);
    const tints = this.columns.map((column, index) => `<i class="${join(this.columnClasses(column, index))}"></i>`);
    return `<div class="middle" role="presentation"><div class="head" role="presentation">${this.#months()}<div class="lines" role="presentation">${lines("head", (sheet) => this.heads(sheet))}</div></div>` +
      `<div class="backdrop" aria-hidden="true">${tints.join("")}</div>${LIT}` +
      `<div class="sheets" role="presentation">${sheets.join("")}</div>` +
      `<div class="foot" role="presentation"><div class="lines" role="presentation">${lines("foot", (sheet) => this.feet(sheet))}</div></div></div>`;
  }

  /** Still empty: figures are painted after the first key can be typed. */
  #figures() {
    const empty = SUMS.map((what) => `<span role="gridcell" class="sum${what === "offer" ? " offer" : ""}"></span>`);
    const rows = this.journal.students.map((_, row) => sums(row, empty));
    return `<div class="pane figures" role="presentation"><div class="head" role="presentation">${sums("head", this.#sumHeads())}</div><div class="rows" role="presentation">${rows.join("")}</div>` +
      `<div class="foot" role="presentation">${sums("foot", empty)}</div></div>`;
  }

  #months() {
    /** @type {Array<{name: string, span: number}>} */
    const months = [];
    for (const { lesson } of this.columns) {
      const name = monthName(lesson.date);
      const last = months.at(-1);
      if (last?.name === name) last.span += 1;
      else months.push({ name, span: 1 });
    }
    return `<div class="months" aria-hidden="true">${months.map(({ name, span }) => `<div class="month" data-span="${span}">${span > 1 ? `<span>${name}</span>` : ""}</div>`).join("")}</div>`;
  }

  #sumHeads() {
    return SUM_HEADS.map((text, index) =>
      `<span class="sum" role="columnheader" aria-colindex="${this.columns.length + 2 + index}" title="${phrase(SUM_TITLES[index])}">${text}</span>`);
  }

  /** @param {Student} student @param {number} row */
  #nameOf(student, row) {
    const { period } = this.journal;
    const days = [
      student.from && student.from > period.starts_on && `с\u00a0${shortDate(student.from)}`,
      ...student.gaps.map(([from, to]) => `нет\u00a0${shortDate(from)}–${shortDate(to)}`),
      student.to && student.to < period.ends_on && `до\u00a0${shortDate(student.to)}`,
    ].filter(Boolean).join(", ");
    // The days stay whole where there is no room for the name.
    return `<i>${row + 1}</i>${days ? `<span class="namesake"><span>${nameOf(student)}</span><small>${days}</small></span>` : nameOf(student)}`;
  }

  /** Numbers of the sheets. */
  get sheets() {
    return Array.from({ length: Math.ceil(this.columns.length / SHEET) }, (_, sheet) => sheet);
  }

  /** The columns of a sheet, each with its number. @param {number} sheet @returns {Array<[Column, number]>} */
  #columnsOf(sheet) {
    return this.columns.slice(sheet * SHEET, (sheet + 1) * SHEET).map((column, index) => [column, sheet * SHEET + index]);
  }

  /** @param {number} sheet */
  heads(sheet) {
    return this.#columnsOf(sheet).map(([column, index]) =>
      `<span role="columnheader" aria-colindex="${index + 2}" ${this.headParts(column, index)}</span>`).join("");
  }

  /** The cells of a sheet, a line for each student. @param {number} sheet */
  sheet(sheet) {
    return this.journal.students.map((student, row) => line(row, sheet, this.#cells(student, sheet))).join("");
  }

  /** Attributes and content of a column's head; columns of periods have their own (periods.js). @param {Column} column @param {number} index */
  headParts(column, index) {
    const { lesson } = column;
    const kind = this.journal.kind(column);
    const classes = ["lesson-head", ...this.columnClasses(column, index), lesson.state === "ahead" && "is-ahead"];
    const day = `<b>${dayOf(lesson.date)}</b>`;
    const open = lesson.state === "unfilled";
    const first = open && !kind ? icon("open") : escape(kind?.shortName ?? "");
    const second = (column.work && column.work.weight !== 1 ? `×${weight(column.work.weight)}` : open && kind ? icon("open") : "") + (this.journal.isDraft(column) ? icon("pencil") : "");
    return `class="${join(classes)}" aria-label="${escape(this.headText(column))}">${day}<small>${first}</small><small>${second}</small>`;
  }

  /** What a head says: «пн 23 ноября, 3-й урок, ответ на уроке, вес 1». @param {Column} column */
  headText(column) {
    const { lesson, work } = column;
    const kind = this.journal.kind(column);
    const parts = [`${weekday(lesson.date)} ${longDate(lesson.date)}`, `${lesson.number}${phrase("{lesson_no}")}`];
    if (kind) parts.push(kind.name.toLowerCase());
    if (work && work.weight !== 1) parts.push(`вес\u00a0${weight(work.weight)}`);
    if (lesson.date === this.journal.today) parts.unshift("сегодня");
    if (lesson.state === "unfilled") parts.push("не заполнен");
    if (this.journal.isDraft(column)) parts.push("черновик, семья не видит");
    return parts.join(", ");
  }

  /** Tints that the head of a column and what stands behind its cells share. @param {Column} column @param {number} index */
  columnClasses(column, index) {
    const next = this.columns[index + 1];
    return [
      column.lesson.date === this.journal.today && "is-today",
      column.lesson.state === "unfilled" && "is-unfilled",
      this.journal.isControl(column) && "is-control",
      next && monthOf(next.lesson.date) !== monthOf(column.lesson.date) && "month-end",
    ];
  }

  /** @param {Student} student @param {number} sheet */
  #cells(student, sheet) {
    return this.#columnsOf(sheet).map(([column, index]) => {
      const { css, state, html, title } = this.cell(column, student);
      const whole = join([css, state]);
      return `<span role="gridcell"${index % SHEET ? "" : ` aria-colindex="${index + 2}"`}${whole && ` class="${whole}"`}${title && ` title="${escape(title)}"`}>${html}</span>`;
    }).join("");
  }

  /** @param {Column} column @param {Student} student @param {Change} [typed] shown as it will be once that is written */
  cell(column, student, typed) {
    const { journal } = this;
    if (!journal.isOpen(column, student)) return this.#closed(column, student);
    const mark = typed?.kind === "mark" ? typed.after : journal.mark(column, student);
    const absence = typed?.kind === "absence" ? typed.after : journal.absence(column, student);
    const state = this.stateOf(column, student);
    const text = markText(mark), sign = signOf(mark);
    const weak = mark.value === "2" || mark.second === "2";
    const css = join([
      journal.isControl(column) && "is-control", weak && "weak", mark.comment && "noted",
      (mark.second || mark.was) && "narrow", mark.state === "excluded" && "uncounted",
      (text ? text.length > 1 && !mark.second && !mark.was : sign) && "excused", !text && !mark.state && absence.code && (absence.code === "Н" || absence.code === "НП" ? "absent" : "excused"),
    ]);
    const beside = [text && sign, (text || mark.state) && absence.code].filter(Boolean).join(" ");
    const side = beside && `<sup>${escape(beside)}</sup>`;
    const main = escape(text) || (mark.state === "debt" ? '<span class="debt" role="img" aria-label="долг"></span>' : sign || (side ? "" : escape(absence.code)));
    return { css, state, html: main + side, title: cellTitle(mark, absence, state) };
  }

  /** A cell of a day out of the stay: what stands there all the same is struck through. @param {Column} column @param {Student} student */
  #closed(column, student) {
    const text = this.journal.outsideText(column, student);
    const [why, taken] = [closedBecause(student, column), broughtText(this.journal, student)];
    if (text) return { css: "not-here outside", state: "", html: `<s>${escape(text)}</s>`, title: `${text}: не считается. ${why}` };
    const label = this.labels.get(this.journal.markKey(column, student));
    return { css: "not-here", state: "", html: label ? `<span class="brought">${escape(label)}</span>` : "", title: taken ? `${why}. Считается и ${taken}` : why };
  }

  /** The figures at the right of a row. @param {Student} student */
  sums(student) {
    const sums = sumsOf(this.journal, student);
    this.known.set(student.id, sums);
    return [
      sums.plain === null ? "" : `${shown(sums.plain)} <small class="count">${sums.marks}</small>`,
      shown(sums.weighted),
      sums.absences ? `${sums.absences}${sums.unexplained ? ` <small>(${sums.unexplained}\u00a0н)</small>` : ""}` : "",
      sums.offer ? `${sums.offer.value}${sums.offer.disputed ? "<small>?</small>" : ""}` : "",
    ];
  }

  /** @param {number} sheet */
  feet(sheet) {
    return this.#columnsOf(sheet).map(([column]) => `<span role="gridcell">${shown(columnAverage(this.journal, column), 1)}</span>`).join("");
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

/** A row's cells in a sheet. @param {string|number} row @param {number} sheet @param {string} cells */
const line = (row, sheet, cells) => `<div class="line" id="line-${row}-${sheet}" role="presentation">${cells}</div>`;

/** @param {string|number} row @param {string[]} cells */
const sums = (row, cells) => `<div class="sums" id="sums-${row}" role="presentation">${cells.join("")}</div>`;

/** @param {string} text @param {number} most */
const cut = (text, most) => (text.length > most ? `${text.slice(0, most - 1).trimEnd()}…` : text);

/** Why a cell is closed. @param {Student} student @param {Column} column */
export function closedBecause(student, column) {
  if (student.why) return student.why;
  return student.from && column.lesson.date < student.from ? `${phrase("Не в {group.pre} до")} ${shortDate(student.from)}` : `${phrase("Не в {group.pre} после")} ${shortDate(student.to ?? "")}`;
}

/** @param {import("./types.js").Mark} mark @param {import("./types.js").Absence} absence @param {CellState} state */
function cellTitle(mark, absence, state) {
  const parts = [];
  if (state) parts.push(STATE_WORDS[state]);
  if (mark.state) parts.push(capital(stateText(mark)));
  if (absence.code === "ОП" && absence.minutes) parts.push(`Опоздание, ${absence.minutes} мин`);
  if (!isEmptyMark(mark) && mark.comment) parts.push(mark.comment);
  return parts.join(". ");
}

/** @param {string} text */
const capital = (text) => text[0].toUpperCase() + text.slice(1);

/** @param {Array<string|false|null|undefined>} names */
export const join = (names) => names.filter(Boolean).join(" ");
