/**
 * The table of the grid: built once from the model, then only changed cells are painted. Knows nothing of keys or the network.
 * Rows are flex lines with cells of a fixed size, so that a changed cell lays out nothing but itself. What is seen is drawn
 * at once; the other columns are added when the browser has a moment, and margins hold their room until then.
 */

import { isEmptyMark, markText } from "./data.js";
import { dayOf, escape, icon, longDate, monthName, monthOf, shortDate, weekday, weight } from "./format.js";
import { columnAverage, shown, sumsOf } from "./sums.js";

/** @typedef {import("./data.js").Journal} Journal */
/** @typedef {import("./types.js").Column} Column */
/** @typedef {import("./types.js").Student} Student */
/** @typedef {"saving"|"waiting"|"conflict"|"refused"|""} CellState */
/** @typedef {{row: number, column: number}} Place  row -1: the head; column -1: the name; from `columns.length` on: the sums */

export const SUMS = /** @type {const} */ (["plain", "weighted", "absences", "offer"]);
const SUM_HEADS = ["Средний", "Взвеш.", "Пропуски", "Предл."];
const SUM_TITLES = ["Средний балл, рядом число отметок", "Взвешенный средний", "Пропуски уроков, в скобках без причины", "Предлагаемая отметка за период"];
/** Columns added at a time: at four times slower than usual still less than a tenth of a second. */
const PIECE = 8;
/** Drawn beyond what is seen. */
const SPARE = 2;
/** Where the style keeps the figures at the right in view. */
const FROZEN_SUMS = "(min-width: 901px)";
/** @type {(act: () => void) => void} */
const whenIdle = (act) => ("requestIdleCallback" in globalThis ? requestIdleCallback(act) : setTimeout(act, 50));
/** @type {Record<string, string>} */
const STATE_WORDS = { saving: "Сохраняется", waiting: "Ждёт сети", conflict: "Расхождение, нужно решить", refused: "Не принято" };

export class View {
  /** @param {HTMLElement} scroller @param {Journal} journal @param {(column: Column, student: Student) => CellState} stateOf */
  constructor(scroller, journal, stateOf) {
    this.scroller = scroller;
    this.journal = journal;
    this.stateOf = stateOf;
    /** @type {Column[]} */
    this.columns = [];
    /** Those drawn: from `from` up to, not including, `to`. */
    this.from = this.to = 0;
    /** @type {Place} */
    this.current = { row: 0, column: 0 };
    /** @type {HTMLElement|null} */
    this.marked = null;
    /** Cells of the range. @type {HTMLElement[]} */
    this.ranged = [];
    /** @type {HTMLTableElement} */
    this.table = document.createElement("table");
    this.table.className = "journal journal--live";
    this.table.setAttribute("role", "grid");
    this.table.setAttribute("aria-multiselectable", "true");
    scroller.append(this.table);
    /** Where the scroller stands, without asking it at every key. */
    this.scrolled = { x: 0, y: 0 };
    scroller.addEventListener("scroll", () => {
      this.scrolled = { x: scroller.scrollLeft, y: scroller.scrollTop };
      if (!this.isWhole) this.#drawSeen();
    }, { passive: true });
    addEventListener("resize", () => this.forgetSizes());
    addEventListener("beforeprint", () => this.widen(0, this.columns.length));
    /** @type {any} */
    this.sizes = null;
  }

  /** Are all columns drawn? */
  get isWhole() {
    return this.from === 0 && this.to === this.columns.length;
  }

  /** Draws everything anew, what is seen around the column `near` at once. @param {Column[]} columns the ones to show @param {number} near */
  draw(columns, near) {
    this.columns = columns;
    const { journal, table } = this;
    [this.from, this.to] = this.#around(near);
    table.setAttribute("aria-label", `Отметки, ${journal.course.subject}, ${journal.course.class}, ${journal.period.name}`);
    table.setAttribute("aria-rowcount", String(journal.students.length + 2));
    table.setAttribute("aria-colcount", String(columns.length + 5));
    table.innerHTML = `<thead role="rowgroup">${this.#monthsRow()}${this.#headRow()}</thead>` +
      `<tbody role="rowgroup">${journal.students.map((student, row) => this.#row(student, row)).join("")}</tbody>` +
      `<tfoot role="rowgroup">${this.#footRow()}</tfoot>`;
    this.head = /** @type {HTMLTableRowElement} */ (table.tHead?.rows[1]);
    this.body = /** @type {HTMLCollectionOf<HTMLTableRowElement>} */ (table.tBodies[0].rows);
    this.foot = /** @type {HTMLTableRowElement} */ (table.tFoot?.rows[0]);
    for (const month of /** @type {NodeListOf<HTMLElement>} */ (table.querySelectorAll(".month"))) {
      month.style.setProperty("--span", month.dataset.span ?? "1");
    }
    this.marked = null;
    this.ranged = [];
    this.forgetSizes();
    whenIdle(() => this.paintTotals());
    this.#holdRoom();
    this.#drawRest();
  }

  /** The columns that fill the screen with `near` in the middle. @param {number} near @returns {[number, number]} */
  #around(near) {
    // Nothing is laid out yet: the sizes are those of the style.
    const style = getComputedStyle(this.scroller);
    const [cell, name, sum] = ["--cell", "--name", "--sum"].map((size) => Number.parseFloat(style.getPropertyValue(size)));
    const frozen = name + (matchMedia(FROZEN_SUMS).matches ? SUMS.length * sum : 0);
    const seen = Math.ceil((this.scroller.clientWidth - frozen) / cell) + SPARE;
    const from = Math.max(0, Math.min(near - Math.floor(seen / 2), this.columns.length - seen));
    return [from, Math.min(this.columns.length, from + seen)];
  }

  /** Draws the columns between `from` and `to`, if they are not there yet. @param {number} from @param {number} to */
  widen(from, to) {
    const left = Math.max(0, Math.min(from, this.from));
    const right = Math.min(this.columns.length, Math.max(to, this.to));
    if (left === this.from && right === this.to) return;
    const lines = this.#lines();
    this.#releaseRoom(lines);
    for (const { line, cells } of lines) {
      line.cells[this.to - this.from].insertAdjacentHTML("afterend", cells(this.to, right));
      line.cells[0].insertAdjacentHTML("afterend", cells(left, this.from));
    }
    this.from = left;
    this.to = right;
    this.#holdRoom();
  }

  /** The lines with cells, and what makes cells of them. @returns {Array<{line: HTMLTableRowElement, cells: (from: number, to: number) => string}>} */
  #lines() {
    const { head, body, foot, journal } = this;
    return [
      { line: /** @type {HTMLTableRowElement} */ (head), cells: (from, to) => this.#heads(from, to) },
      ...journal.students.map((student, row) => ({
        line: /** @type {HTMLTableRowElement} */ (body?.[row]),
        cells: (/** @type {number} */ from, /** @type {number} */ to) => this.#cells(student, from, to),
      })),
      { line: /** @type {HTMLTableRowElement} */ (foot), cells: (from, to) => this.#feet(from, to) },
    ];
  }

  /** The outermost cells keep the room of the columns that are not drawn. */
  #holdRoom() {
    const before = this.from ? `calc(${this.from} * var(--cell))` : "";
    const after = this.columns.length - this.to;
    for (const { line } of this.#lines()) {
      line.cells[1].style.marginLeft = before;
      line.cells[this.to - this.from].style.marginRight = after ? `calc(${after} * var(--cell))` : "";
    }
  }

  /** @param {ReturnType<View["#lines"]>} lines */
  #releaseRoom(lines) {
    for (const { line } of lines) line.cells[1].style.marginLeft = line.cells[this.to - this.from].style.marginRight = "";
  }

  /** Adds the other columns piece by piece, the nearest first. */
  #drawRest() {
    const { columns } = this;
    if (this.isWhole) {
      this.scroller.dataset.whole = "yes";
      return;
    }
    delete this.scroller.dataset.whole;
    whenIdle(() => {
      if (columns !== this.columns) return;
      if (this.from > this.columns.length - this.to) this.widen(this.from - PIECE, this.to);
      else this.widen(this.from, this.to + PIECE);
      this.#drawRest();
    });
  }

  /** Whoever scrolls sooner than that sees the columns all the same. */
  #drawSeen() {
    const { cell, left, right, width } = this.sizes ?? this.#measure();
    const first = Math.floor(this.scrolled.x / cell) - SPARE;
    this.widen(first, first + Math.ceil((width - left - right) / cell) + 2 * SPARE);
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
      `${SUM_HEADS.map(() => '<th class="sum sum-head sum-top" role="presentation"></th>').join("")}</tr>`;
  }

  #headRow() {
    const sums = SUM_HEADS.map((text, index) =>
      `<th class="sum sum-head" role="columnheader" scope="col" aria-colindex="${this.columns.length + 2 + index}" title="${SUM_TITLES[index]}">${text}</th>`);
    return `<tr role="row" aria-rowindex="1"><th class="name" role="columnheader" scope="col" aria-colindex="1">Ученик</th>${this.#heads(this.from, this.to)}${sums.join("")}</tr>`;
  }

  /** @param {number} from @param {number} to */
  #heads(from, to) {
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
    const parts = [`${weekday(lesson.date)} ${longDate(lesson.date)}`, `${lesson.number}-й урок`];
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
    const sums = this.#sumCells(student).map((html, index) => `<td role="gridcell" class="sum${index === 3 ? " offer" : ""}">${html}</td>`);
    return `<tr role="row" aria-rowindex="${row + 2}"><th class="name" role="rowheader" scope="row"${student.why && ` title="${escape(student.why)}"`}>` +
      `<i>${row + 1}</i>${escape(student.name)}${note}</th>${this.#cells(student, this.from, this.to)}${sums.join("")}</tr>`;
  }

  /** @param {Student} student @param {number} from @param {number} to */
  #cells(student, from, to) {
    return this.columns.slice(from, to).map((column, index) => {
      const { css, html, title } = this.#cell(column, student, from + index);
      return `<td role="gridcell"${css && ` class="${css}"`}${title && ` title="${escape(title)}"`}>${html}</td>`;
    }).join("");
  }

  /** @param {Column} column @param {Student} student @param {number} index */
  #cell(column, student, index) {
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

  /** @param {Student} student */
  #sumCells(student) {
    const sums = sumsOf(this.journal, student);
    return [
      sums.plain === null ? "" : `${shown(sums.plain)}<small class="count">${sums.marks}</small>`,
      shown(sums.weighted),
      sums.absences ? `${sums.absences}${sums.unexplained ? ` <small>(${sums.unexplained}\u00a0н)</small>` : ""}` : "",
      sums.offer ? `${sums.offer.value}${sums.offer.disputed ? "<small>?</small>" : ""}` : "",
    ];
  }

  #footRow() {
    return `<tr role="row" aria-rowindex="${this.journal.students.length + 2}"><th class="name" role="rowheader" scope="row">Средний по работе</th>${this.#feet(this.from, this.to)}` +
      `${SUMS.map(() => '<td role="gridcell" class="sum"></td>').join("")}</tr>`;
  }

  /** @param {number} from @param {number} to */
  #feet(from, to) {
    return this.columns.slice(from, to).map((column) => `<td role="gridcell">${shown(columnAverage(this.journal, column), 1)}</td>`).join("");
  }

  /** The class: means of the pupils' averages and of the proposals, all absences. */
  #totals() {
    const all = this.journal.students.map((student) => sumsOf(this.journal, student));
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

  paintTotals() {
    this.#totals().forEach((text, index) => {
      const cell = this.foot?.cells[this.#index(this.columns.length + index)];
      if (cell && cell.textContent !== text) cell.textContent = text;
    });
  }

  /** Where a column's cell stands in its line: -1 for one that is not drawn. @param {number} column */
  #index(column) {
    if (column < 0) return 0;
    if (column >= this.columns.length) return column - this.columns.length + this.to - this.from + 1;
    return column >= this.from && column < this.to ? column - this.from + 1 : -1;
  }

  /** Paints one cell. @param {number} row @param {number} column */
  paint(row, column) {
    const cell = this.body?.[row]?.cells[this.#index(column)];
    if (!cell) return;
    const { css, html, title } = this.#cell(this.columns[column], this.journal.students[row], column);
    const kept = ["selected", "in-range"].filter((name) => cell.classList.contains(name));
    const whole = join([css, ...kept]);
    if (cell.className !== whole) cell.className = whole;
    if (cell.innerHTML !== html) cell.innerHTML = html;
    if (title) cell.title = title;
    else cell.removeAttribute("title");
  }

  /** Paints the figures at the right of a row. @param {number} row */
  paintSums(row) {
    const cells = this.body?.[row]?.cells;
    if (!cells) return;
    this.#sumCells(this.journal.students[row]).forEach((html, index) => {
      const cell = cells[this.#index(this.columns.length + index)];
      if (cell.innerHTML !== html) cell.innerHTML = html;
    });
  }

  /** Paints the mean at the foot of a column. @param {number} column */
  paintFoot(column) {
    const cell = this.foot?.cells[this.#index(column)];
    if (cell && this.columns[column]) cell.textContent = shown(columnAverage(this.journal, this.columns[column]), 1);
  }

  /** Shows «5/» while the second mark is awaited. @param {number} row @param {number} column @param {string} text */
  paintHalf(row, column, text) {
    const cell = this.body?.[row]?.cells[this.#index(column)];
    if (cell) {
      cell.textContent = text;
      cell.classList.add("narrow");
    }
  }

  /** @param {Place} place @returns {HTMLTableCellElement|null} */
  cellAt({ row, column }) {
    if (column >= 0 && column < this.columns.length) this.widen(column - SPARE, column + SPARE);
    const line = row < 0 ? this.head : this.body?.[row];
    return line?.cells[this.#index(column)] ?? null;
  }

  /** @param {EventTarget|null} target @returns {Place|null} */
  placeOf(target) {
    const cell = /** @type {HTMLTableCellElement|null} */ (/** @type {Element|null} */ (target)?.closest?.("td, th"));
    const line = /** @type {HTMLTableRowElement|null} */ (cell?.parentElement);
    if (!cell || !line || !this.table.contains(cell)) return null;
    if (line !== this.head && line.parentElement !== this.table.tBodies[0]) return null;
    const index = cell.cellIndex - 1;
    const drawn = this.to - this.from;
    const column = index < 0 ? -1 : index < drawn ? this.from + index : this.columns.length + index - drawn;
    return { row: line === this.head ? -1 : line.sectionRowIndex, column };
  }

  /** Makes a place the current one: roving tabindex, row highlight. @param {Place} place @param {boolean} focus */
  moveTo(place, focus) {
    const cell = this.cellAt(place);
    if (!cell) return;
    this.marked?.classList.remove("selected");
    this.marked?.removeAttribute("tabindex");
    this.marked?.removeAttribute("aria-selected");
    this.marked?.parentElement?.classList.remove("is-active");
    this.current = place;
    this.marked = cell;
    cell.classList.add("selected");
    cell.tabIndex = 0;
    if (place.row >= 0) {
      cell.parentElement?.classList.add("is-active");
      cell.setAttribute("aria-selected", "true");
    }
    if (focus) cell.focus({ preventScroll: true });
    this.reveal(place);
  }

  /** Marks the cells of a range. @param {{top: number, bottom: number, left: number, right: number}|null} range */
  showRange(range) {
    for (const cell of this.ranged) {
      cell.classList.remove("in-range");
      if (cell !== this.marked) cell.removeAttribute("aria-selected");
    }
    this.ranged = [];
    if (!range) return;
    for (let row = range.top; row <= range.bottom; row += 1) {
      for (let column = range.left; column <= range.right; column += 1) {
        const cell = this.cellAt({ row, column });
        if (!cell) continue;
        cell.classList.add("in-range");
        cell.setAttribute("aria-selected", "true");
        this.ranged.push(cell);
      }
    }
  }

  /** Sizes of the frozen parts, measured once a drawing and after the window or the density changed. */
  #measure() {
    const { scroller, head, table } = this;
    const sums = head?.cells[this.#index(this.columns.length)];
    const isFrozen = sums && getComputedStyle(sums).position === "sticky";
    const cell = head?.cells[1] ?? head?.cells[0];
    this.sizes = {
      cell: cell?.offsetWidth ?? 0, row: this.body?.[0]?.offsetHeight ?? 0,
      left: head?.cells[0].offsetWidth ?? 0, right: isFrozen ? sums.offsetWidth * SUMS.length : 0,
      top: table.tHead?.offsetHeight ?? 0, bottom: table.tFoot?.offsetHeight ?? 0,
      width: scroller.clientWidth, height: scroller.clientHeight,
    };
    return this.sizes;
  }

  /** Sizes are measured anew at the next move. */
  forgetSizes() {
    this.sizes = null;
  }

  /** Scrolls so that nothing frozen covers the place. By arithmetic: measuring would lay the page out at every key. @param {Place} place */
  reveal({ row, column }) {
    const { cell, row: height, left, right, top, bottom, width, height: whole } = this.sizes ?? this.#measure();
    const { scroller } = this;
    if (column >= 0 && column < this.columns.length) {
      const x = column * cell;
      if (x < this.scrolled.x) scroller.scrollLeft = x;
      else if (x + cell > this.scrolled.x + width - left - right) scroller.scrollLeft = x + cell - (width - left - right);
    } else if (column >= this.columns.length && !right) scroller.scrollLeft = scroller.scrollWidth;
    if (row < 0) return;
    const y = row * height;
    if (y < this.scrolled.y) scroller.scrollTop = y;
    else if (y + height > this.scrolled.y + whole - top - bottom) scroller.scrollTop = y + height - (whole - top - bottom);
  }

  /** Brings a column to the middle of what is seen. @param {number} column */
  center(column) {
    const { cell, left, width } = this.sizes ?? this.#measure();
    this.scroller.scrollLeft = column * cell - (width - left) / 2;
    this.scrolled.x = this.scroller.scrollLeft;
  }
}

/** Why a cell is closed. @param {Student} student @param {Column} column */
export function closedBecause(student, column) {
  if (student.why) return student.why;
  return student.from && column.lesson.date < student.from ? `Не в классе до ${shortDate(student.from)}` : `Не в классе после ${shortDate(student.to ?? "")}`;
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
const join = (names) => names.filter(Boolean).join(" ");
