/**
 * The table of the grid: built once from the model, then only changed cells are painted. Knows nothing of keys or the network.
 * Rows are flex lines with cells of a fixed size, so that a changed cell lays out nothing but itself. What is seen is drawn
 * at once; the other columns are added when the browser has a moment, and margins hold their room until then.
 */

import { join, Markup, SUMS } from "./markup.js";
import { columnAverage, shown } from "./sums.js";

/** @typedef {import("./data.js").Journal} Journal */
/** @typedef {import("./types.js").Column} Column */
/** @typedef {import("./types.js").Student} Student */
/** @typedef {import("./markup.js").CellState} CellState */
/** @typedef {{row: number, column: number}} Place  row -1: the head; column -1: the name; from `columns.length` on: the sums */

/** Columns added at a time: at four times slower than usual still less than a tenth of a second. */
const PIECE = 4;
/** Milliseconds without a move after which the hands rest. */
const REST = 500;
/** Drawn beyond what is seen. */
const SPARE = 2;
/** Where the style keeps the figures at the right in view. */
const FROZEN_SUMS = "(min-width: 901px)";
/** @type {(act: () => void) => void} */
const whenIdle = (act) => ("requestIdleCallback" in globalThis ? requestIdleCallback(act) : setTimeout(act, 50));

export class View {
  /** @param {HTMLElement} scroller @param {Journal} journal @param {(column: Column, student: Student) => CellState} stateOf */
  constructor(scroller, journal, stateOf) {
    this.scroller = scroller;
    this.journal = journal;
    this.markup = new Markup(journal, stateOf);
    /** @type {Column[]} */
    this.columns = [];
    /** Those drawn: from `from` up to, not including, `to`. */
    this.from = this.to = 0;
    /** @type {Place} */
    this.current = { row: 0, column: 0 };
    /** @type {HTMLElement|null} */
    this.marked = null;
    /** When one last went to a place, by performance.now(). */
    this.moved = 0;
    /** The row that is lit. @type {HTMLElement|null} */
    this.lit = null;
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
    table.style.setProperty("--columns", String(columns.length));
    this.markup.show(columns, this.from, this.to);
    table.innerHTML = this.markup.table();
    this.head = /** @type {HTMLTableRowElement} */ (table.tHead?.rows[1]);
    this.body = /** @type {HTMLCollectionOf<HTMLTableRowElement>} */ (table.tBodies[0].rows);
    this.foot = /** @type {HTMLTableRowElement} */ (table.tFoot?.rows[0]);
    for (const month of /** @type {NodeListOf<HTMLElement>} */ (table.querySelectorAll(".month"))) {
      month.style.setProperty("--span", month.dataset.span ?? "1");
    }
    this.marked = this.lit = null;
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
      { line: /** @type {HTMLTableRowElement} */ (head), cells: (from, to) => this.markup.heads(from, to) },
      ...journal.students.map((student, row) => ({
        line: /** @type {HTMLTableRowElement} */ (body?.[row]),
        cells: (/** @type {number} */ from, /** @type {number} */ to) => this.markup.cells(student, from, to),
      })),
      { line: /** @type {HTMLTableRowElement} */ (foot), cells: (from, to) => this.markup.feet(from, to) },
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

  /** Adds the other columns piece by piece, the nearest first, and never under the hands. */
  #drawRest() {
    const { columns } = this;
    if (this.isWhole) {
      this.scroller.dataset.whole = "yes";
      return;
    }
    delete this.scroller.dataset.whole;
    whenIdle(() => {
      if (columns !== this.columns) return;
      if (performance.now() - this.moved < REST) {
        setTimeout(() => columns === this.columns && this.#drawRest(), REST);
        return;
      }
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

  paintTotals() {
    this.markup.totals().forEach((text, index) => {
      const cell = sumOf(this.foot, index);
      if (cell && cell.textContent !== text) cell.textContent = text;
    });
  }

  /** Where a column's cell stands in its line: -1 for one that is not drawn. @param {number} column */
  #index(column) {
    if (column < 0) return 0;
    return column >= this.from && column < this.to ? column - this.from + 1 : -1;
  }

  /** Paints one cell. @param {number} row @param {number} column */
  paint(row, column) {
    const cell = this.body?.[row]?.cells[this.#index(column)];
    if (!cell) return;
    const { css, html, title } = this.markup.cell(this.columns[column], this.journal.students[row], column);
    const kept = ["selected", "in-range"].filter((name) => cell.classList.contains(name));
    const whole = join([css, ...kept]);
    if (cell.className !== whole) cell.className = whole;
    fill(cell, html);
    if (cell.title !== title) cell.title = title;
  }

  /** Paints the figures at the right of a row. @param {number} row */
  paintSums(row) {
    const line = this.body?.[row];
    if (line) this.markup.sums(this.journal.students[row]).forEach((html, index) => {
      const cell = sumOf(line, index);
      if (cell) fill(cell, html);
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
      fill(cell, text);
      cell.classList.add("narrow");
    }
  }

  /** @param {Place} place @returns {HTMLElement|null} */
  cellAt({ row, column }) {
    if (column >= 0 && column < this.columns.length) this.widen(column - SPARE, column + SPARE);
    const line = row < 0 ? this.head : this.body?.[row];
    return (column < this.columns.length ? line?.cells[this.#index(column)] : sumOf(line, column - this.columns.length)) ?? null;
  }

  /** @param {EventTarget|null} target @returns {Place|null} */
  placeOf(target) {
    const element = /** @type {Element|null} */ (target);
    const cell = /** @type {HTMLTableCellElement|null} */ (element?.closest?.("td, th"));
    const line = /** @type {HTMLTableRowElement|null} */ (cell?.parentElement);
    if (!cell || !line || !this.table.contains(cell)) return null;
    if (line !== this.head && line.parentElement !== this.table.tBodies[0]) return null;
    const row = line === this.head ? -1 : line.sectionRowIndex;
    const sum = element?.closest(".sum");
    if (sum) return { row, column: this.columns.length + [...cell.children].indexOf(sum) };
    return { row, column: cell.cellIndex ? this.from + cell.cellIndex - 1 : -1 };
  }

  /** Makes a place the current one: roving tabindex, row highlight. @param {Place} place @param {boolean} focus */
  moveTo(place, focus) {
    const cell = this.cellAt(place);
    if (!cell) return;
    const before = this.marked;
    this.moved = performance.now();
    this.current = place;
    this.marked = cell;
    cell.tabIndex = 0;
    before?.classList.remove("selected");
    before?.removeAttribute("aria-selected");
    cell.classList.add("selected");
    if (place.row >= 0) cell.setAttribute("aria-selected", "true");
    this.#light(place.row >= 0 ? cell.closest("tr") : null);
    // Everything is changed by now: the focus makes the browser lay out, once. A cell in focus would do so when it loses its tabindex, too.
    if (focus) cell.focus({ preventScroll: true });
    if (before !== cell) before?.removeAttribute("tabindex");
    this.reveal(place);
  }

  /** Lights the row that one is in. @param {HTMLElement|null} line */
  #light(line) {
    if (this.lit === line) return;
    for (const one of [this.lit, line]) {
      one?.classList.toggle("is-active", one === line);
      one?.firstElementChild?.classList.toggle("is-active", one === line);
    }
    this.lit = line;
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
    const sums = /** @type {HTMLElement|null|undefined} */ (head?.lastElementChild);
    const isFrozen = matchMedia(FROZEN_SUMS).matches;
    const cell = head?.cells[1] ?? head?.cells[0];
    this.sizes = {
      cell: cell?.offsetWidth ?? 0, row: this.body?.[0]?.offsetHeight ?? 0,
      left: head?.cells[0].offsetWidth ?? 0, right: isFrozen ? sums?.offsetWidth ?? 0 : 0,
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

/** What has been put into a cell: markup reads back otherwise than it was written. @type {WeakMap<Element, string>} */
const filled = new WeakMap();

/** Puts `html` into a cell, if it is not what is there. @param {HTMLElement} cell @param {string} html */
function fill(cell, html) {
  if ((filled.get(cell) ?? cell.innerHTML) === html) return;
  filled.set(cell, html);
  const text = cell.firstChild;
  if (html && text instanceof Text && !text.nextSibling && !/[<&]/.test(html)) text.data = html;
  else cell.innerHTML = html;
}

/** The figure `index` at the right of a line. @param {Element|undefined} line @param {number} index */
const sumOf = (line, index) => /** @type {HTMLElement|undefined} */ (line?.lastElementChild?.children[index]);
