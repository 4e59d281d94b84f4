/**
 * The grid on the screen: built once from the model, then only changed cells are painted. Knows nothing of keys or the network.
 * Names and figures are a frozen pane each; between them the cells stand in sheets of a few columns. The sheets that are seen are
 * drawn at once, the others when the browser has a moment.
 */

import { whenIdle } from "./later.js";
import { join, Markup, SHEET, sheetOf, SUMS } from "./markup.js";
import { parts } from "./parts.js";
import { columnAverage, shown } from "./sums.js";
import { areSumsFrozen, Viewport } from "./viewport.js";

/** @typedef {import("./data.js").Journal} Journal */
/** @typedef {import("./types.js").Column} Column */
/** @typedef {import("./types.js").Student} Student */
/** @typedef {import("./later.js").Later} Later */
/** @typedef {import("./edits.js").Change} Change */
/** @typedef {import("./markup.js").CellState} CellState */
/** @typedef {{name: HTMLElement, sums: HTMLElement, lineOf: (sheet: number) => Element|undefined}} Row  a row's part of each pane */
/** @typedef {{row: number, column: number}} Place  row -1: the head; column -1: the name; from `columns.length` on: the sums */

/** Milliseconds without a move after which sheets out of sight are drawn. */
const REST = 500;

export class View {
  /** @param {HTMLElement} scroller @param {Journal} journal @param {Later} later @param {(column: Column, student: Student) => CellState} stateOf */
  constructor(scroller, journal, later, stateOf) {
    this.scroller = scroller;
    this.journal = journal;
    this.later = later;
    this.markup = new (parts.Markup ?? Markup)(journal, stateOf);
    /** @type {Column[]} */
    this.columns = [];
    /** Those drawn, a row each. @type {Student[]} */
    this.students = [];
    /** Numbers of the columns by what marks («m:l7») and absences («a:7») are kept under. @type {Map<string, number[]>} */
    this.numbers = new Map();
    /** Numbers of the sheets whose cells are there. @type {Set<number>} */
    this.drawn = new Set();
    /** @type {Place} */
    this.current = { row: 0, column: 0 };
    /** The cell one is at, and the one that Tab comes to: the same but for a frame. @type {HTMLElement|null} */
    this.marked = null;
    /** @type {HTMLElement|null} */
    this.tabbed = null;
    /** When one last went to a place, by performance.now(). */
    this.moved = 0;
    /** The row that is lit. */
    this.lit = -1;
    /** @type {HTMLElement[]} */
    this.bands = [];
    /** The name under the mouse. @type {HTMLElement|undefined} */
    this.hovered = undefined;
    /** Cells of the range. @type {HTMLElement[]} */
    this.ranged = [];
    this.element = document.createElement("div");
    this.element.className = "journal";
    this.element.addEventListener("mouseover", ({ target }) => this.#hover(this.placeOf(target)?.row ?? -1));
    scroller.append(this.element);
    /** The students' rows. @type {Row[]} */
    this.rows = [];
    this.viewport = new Viewport(this);
    scroller.addEventListener("scroll", () => {
      this.viewport.scrolled = { x: scroller.scrollLeft, y: scroller.scrollTop };
      if (!this.isWhole) this.show(...this.viewport.seen());
    }, { passive: true });
    addEventListener("resize", () => this.forgetSizes());
  }

  /** Are all cells there? */
  get isWhole() {
    return this.drawn.size === this.markup.sheets.length;
  }

  /** Draws everything anew, what is seen around the column `near` at once. @param {Column[]} columns the ones to show @param {number} near */
  draw(columns, near) {
    this.columns = columns;
    this.students = this.journal.students;
    this.#index(columns);
    const { journal, element } = this;
    this.markup.show(columns);
    this.drawn = new Set(this.#around(near));
    element.style.setProperty("--rows", String(journal.students.length));
    element.style.setProperty("--last", String(columns.length - (this.markup.sheets.length - 1) * SHEET));
    element.innerHTML = this.markup.panes(this.drawn);
    const part = (/** @type {string} */ where) => /** @type {HTMLElement} */ (element.querySelector(where));
    const [heads, sheets, feet] = [".middle > .head > .lines", ".sheets", ".middle > .foot > .lines"].map((where) => part(where).children);
    const row = (/** @type {string|number} */ id, /** @type {Row["lineOf"]} */ lineOf) => ({ name: part(`#name-${id}`), sums: part(`#sums-${id}`), lineOf });
    this.head = row("head", (sheet) => heads[sheet]);
    this.rows = journal.students.map((_, number) => row(number, (sheet) => sheets[sheet]?.children[number]));
    this.foot = row("foot", (sheet) => feet[sheet]);
    this.sheets = sheets;
    this.bands = [.../** @type {NodeListOf<HTMLElement>} */ (element.querySelectorAll(".lit"))];
    for (const month of /** @type {NodeListOf<HTMLElement>} */ (element.querySelectorAll(".month"))) {
      month.style.setProperty("--span", month.dataset.span ?? "1");
    }
    this.marked = this.tabbed = null;
    this.lit = -1;
    this.hovered = undefined;
    this.ranged = [];
    this.forgetSizes();
    delete this.scroller.dataset.whole;
    whenIdle(() => this.#drawRest(columns));
  }

  /** @param {Column[]} columns */
  #index(columns) {
    this.numbers = new Map();
    columns.forEach(({ key, lesson }, number) => {
      this.numbers.set(`m:${key}`, [number]);
      const ofLesson = `a:${lesson.id}`;
      this.numbers.set(ofLesson, [...(this.numbers.get(ofLesson) ?? []), number]);
    });
  }

  /** The sheets that fill the screen with `near` in the middle. @param {number} near */
  #around(near) {
    // Nothing is laid out yet: the sizes are those of the style.
    const style = getComputedStyle(this.scroller);
    const [cell, name, sum] = ["--cell", "--name", "--sum"].map((size) => Number.parseFloat(style.getPropertyValue(size)));
    const frozen = name + (areSumsFrozen() ? SUMS.length * sum : 0);
    const seen = Math.ceil((this.scroller.clientWidth - frozen) / cell);
    const from = Math.max(0, Math.min(near - Math.floor(seen / 2), this.columns.length - seen));
    return this.#sheetsOf(from, from + seen);
  }

  /** The sheets of the columns from `first` to `last`, both included. @param {number} first @param {number} last */
  #sheetsOf(first, last) {
    return this.markup.sheets.filter((sheet) => sheet >= sheetOf(first) && sheet <= sheetOf(last));
  }

  /** Brings the columns from `first` to `last` to the screen. @param {number} first @param {number} last */
  show(first, last) {
    for (const sheet of this.#sheetsOf(first, last)) {
      if (!this.drawn.has(sheet)) this.#fill(sheet);
    }
  }

  /** The parts of a sheet. @param {number} sheet */
  #parts(sheet) {
    return [this.head?.lineOf(sheet), this.sheets?.[sheet], this.foot?.lineOf(sheet)];
  }

  /** Draws the cells of a sheet. @param {number} sheet */
  #fill(sheet) {
    const { markup } = this;
    const made = [markup.heads(sheet), markup.sheet(sheet), markup.feet(sheet)];
    this.drawn.add(sheet);
    this.#parts(sheet).forEach((part, index) => {
      if (part) part.innerHTML = made[index];
    });
  }

  /** What the first key need not wait for: the figures, then the other sheets. @param {Column[]} columns */
  #drawRest(columns) {
    if (columns !== this.columns) return;
    this.journal.students.forEach((_, row) => this.paintSums(row));
    this.paintTotals();
    this.#drawOthers(columns);
  }

  /** The sheets that are not seen, one by one, the nearest first, while nobody types. @param {Column[]} columns */
  #drawOthers(columns) {
    if (columns !== this.columns) return;
    if (this.isWhole) {
      this.scroller.dataset.whole = "yes";
      return;
    }
    if (performance.now() - this.moved < REST) {
      setTimeout(() => this.#drawOthers(columns), REST);
      return;
    }
    const here = sheetOf(this.current.column);
    const rest = this.markup.sheets.filter((sheet) => !this.drawn.has(sheet));
    this.#fill(rest.sort((a, b) => Math.abs(a - here) - Math.abs(b - here))[0]);
    whenIdle(() => this.#drawOthers(columns));
  }

  paintTotals() {
    this.markup.totals().forEach((text, index) => {
      const cell = this.foot?.sums.children[index];
      if (cell && cell.textContent !== text) cell.textContent = text;
    });
  }

  /** A column's cell in a row; none where its sheet is not drawn yet. @param {Row|undefined} row @param {number} column @returns {HTMLElement|undefined} */
  #cell(row, column) {
    return /** @type {HTMLElement|undefined} */ (row?.lineOf(sheetOf(column))?.children[column % SHEET]);
  }

  /** Paints one cell. @param {number} row @param {number} column @param {Change} [typed] shows it as it will be once that is written */
  paint(row, column, typed) {
    const cell = this.#cell(this.rows[row], column);
    if (!cell) return;
    const { css, state, html, title } = this.markup.cell(this.columns[column], this.journal.students[row], typed);
    const kept = ["selected", "in-range"].filter((name) => cell.classList.contains(name));
    const whole = join([css, state, ...kept]);
    if (cell.className !== whole) cell.className = whole;
    fill(cell, html);
    if (!typed && cell.title !== title) cell.title = title;
  }

  /** Paints the figures at the right of a row. @param {number} row */
  paintSums(row) {
    const cells = this.rows[row]?.sums.children;
    if (cells) this.markup.sums(this.journal.students[row]).forEach((html, index) => fill(/** @type {HTMLElement} */ (cells[index]), html));
  }

  /** Paints the mean at the foot of a column. @param {number} column */
  paintFoot(column) {
    const cell = this.#cell(this.foot, column);
    if (cell && this.columns[column]) cell.textContent = shown(columnAverage(this.journal, this.columns[column]), 1);
  }

  /** Shows «5/» while the second mark is awaited. @param {number} row @param {number} column @param {string} text */
  paintHalf(row, column, text) {
    const cell = this.#cell(this.rows[row], column);
    if (cell) {
      fill(cell, text);
      cell.classList.add("narrow");
    }
  }

  /** @param {Place} place @returns {HTMLElement|null} */
  cellAt({ row, column }) {
    const parts = row < 0 ? this.head : this.rows[row];
    if (column < 0) return parts?.name ?? null;
    if (column >= this.columns.length) return /** @type {HTMLElement|undefined} */ (parts?.sums.children[column - this.columns.length]) ?? null;
    this.show(column, column);
    return this.#cell(parts, column) ?? null;
  }

  /** Where a cell stands now: it keeps its student and its work, not its place. Null where the filters leave it out. @param {{column: Column, student: Student}} cell @returns {Place|null} */
  find({ column, student }) {
    const row = this.journal.rowOf.get(student.id);
    const [number] = this.numbers.get(`m:${this.journal.current(column).key}`) ?? [];
    return row === undefined || number === undefined ? null : { row, column: number };
  }

  /** @param {EventTarget|null} target @returns {Place|null} */
  placeOf(target) {
    const cell = /** @type {Element|null} */ (target)?.closest?.(".name, .sum, .line > *");
    const part = cell?.closest(".name, .sums, .line");
    const [kind, id, sheet] = part?.id.split("-") ?? [];
    const row = id === "head" ? -1 : Number(id);
    if (!cell || Number.isNaN(row) || !this.element.contains(cell)) return null;
    if (kind === "name") return { row, column: -1 };
    const index = [...(cell.parentElement?.children ?? [])].indexOf(cell);
    return { row, column: index + (kind === "sums" ? this.columns.length : Number(sheet) * SHEET) };
  }

  /** Makes a place the current one: roving tabindex, row highlight. @param {Place} place @param {boolean} focus */
  moveTo(place, focus) {
    const cell = this.cellAt(place);
    if (!cell) return;
    const before = this.marked;
    this.moved = performance.now();
    this.current = place;
    this.marked = cell;
    before?.classList.remove("selected");
    before?.removeAttribute("aria-selected");
    cell.classList.add("selected");
    if (place.row >= 0) cell.setAttribute("aria-selected", "true");
    this.later.act("light", () => this.#light(this.current.row));
    const wasHere = this.element.contains(document.activeElement);
    this.later.act("focus", () => this.rove(focus && (!wasHere || this.element.contains(document.activeElement))));
    // Scrolling does so too.
    this.later.act("reveal", () => this.viewport.reveal(this.current));
  }

  /** Brings the tabindex, and the focus, to where one is: either makes the browser lay the page out at once. @param {boolean} focus */
  rove(focus) {
    const { marked, tabbed } = this;
    if (!marked) return;
    marked.tabIndex = 0;
    if (focus) marked.focus({ preventScroll: true });
    // A cell in focus that loses its tabindex would lose the focus too.
    if (tabbed !== marked) tabbed?.removeAttribute("tabindex");
    this.tabbed = marked;
  }

  /** Lights the row that one is in: a band behind the name and the cells, so that neither is painted anew. @param {number} row */
  #light(row) {
    if (this.lit === row) return;
    this.lit = row;
    const { row: height } = this.viewport.sizes;
    for (const band of this.bands) band.style.backgroundPositionY = `${row * height}px`;
  }

  /** @param {number} row */
  #hover(row) {
    const name = this.rows[row]?.name;
    if (this.hovered === name) return;
    this.hovered?.classList.remove("is-hovered");
    name?.classList.add("is-hovered");
    this.hovered = name;
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

  /** Sizes are measured anew; the lit row stands elsewhere then. */
  forgetSizes() {
    this.viewport.forget();
    const { lit } = this;
    this.lit = -1;
    this.#light(lit);
  }
}

/** What has been put into a cell: markup reads back otherwise than it was written. @type {WeakMap<Element, string>} */
const filled = new WeakMap();

/** Puts `html` into a cell, if it is not what is there. @param {HTMLElement} cell @param {string} html */
function fill(cell, html) {
  if ((filled.get(cell) ?? cell.innerHTML) === html) return;
  filled.set(cell, html);
  const { firstChild: text } = cell;
  if (/[<&]/.test(html)) cell.innerHTML = html;
  // A text that stays in its place is laid out anew, not built anew.
  else if (text instanceof Text && !text.nextSibling && html) text.data = html;
  else cell.textContent = html;
}
