/**
 * Marks of periods in the grid: a column at the end of each term, the year's after the last. What stands in them is the document of
 * «Итоги» (totals/model.js), asked for once the grid can be typed into; what is typed goes through the grid's own queue and steps.
 */

import { Sheet } from "../totals/model.js";
import { Putting } from "../totals/putting.js";
import { Journal, NO_MARK } from "./data.js";
import { Edits } from "./edits.js";
import { escape, longDate } from "./format.js";
import { join, Markup } from "./markup.js";
import { parts } from "./parts.js";
import { heading, plainStory } from "./stories.js";
import { readPeriodColumn } from "./wire.js";
import { signed } from "./who.js";

/** @typedef {import("./types.js").Column} Column */
/** @typedef {import("./types.js").Student} Student */
/** @typedef {import("./types.js").Queued} Queued */
/** @typedef {import("../totals/model.js").Cell} Cell */

/** What follows from new marks is asked for this long after the last answer. */
const REST = 1000;
const LOADING = "Отметки за период загружаются";
const OFFLINE = "Нет сети: отметки за период не загружены, ставят их, когда сеть появится";
const SHUT = "Отметки за период не открылись: обновите страницу";
/** Keys that say something of lessons alone. */
const OF_LESSONS = new Set(["absence", "second", "state", "present", "release"]);

/** Whose columns are drawn. @type {WeakMap<import("./data.js").Journal, Periods>} */
const drawn = new WeakMap();

export class Periods {
  /** What is asked for is not there yet, and why. */ lack = LOADING;
  /** @type {ReturnType<typeof setTimeout>|undefined} */ timer;

  /** @param {import("./grid.js").JournalGrid} grid */
  constructor(grid) {
    this.grid = grid;
    drawn.set(grid.journal, this);
    this.putting = new Putting(this);
    /** @type {Column[]} */
    this.columns = (grid.journal.periodColumns).map(readPeriodColumn).map(({ id, name, day }) => ({
      key: `p${id}`, work: null, period: { id, name, short: shortOf(name) },
      lesson: { id: 0, date: day, number: 0, topic: "", plannedTopic: "", homework: "", state: "filled", version: 0, attendanceTaken: false, filledOn: null, setOn: null },
    }));
    addEventListener("online", () => this.load());
  }

  /** Puts the columns after the lessons of their periods. @param {Column[]} lessons @param {string} month the one shown, "": all */
  among(lessons, month) {
    const shown = [...lessons];
    for (const column of this.columns.filter(({ lesson }) => lesson.date.startsWith(month))) {
      const after = shown.findIndex(({ lesson }) => lesson.date > column.lesson.date);
      shown.splice(after < 0 ? shown.length : after, 0, column);
    }
    return shown;
  }

  // ── what «Итоги» knows ──
  /** Asks for what stands in the columns and what follows from marks. */
  async load() {
    const address = this.grid.getAttribute("totals") ?? "";
    const response = await fetch(address, { credentials: "same-origin", headers: signed() }).catch(() => null);
    const { journal } = this.grid;
    if (!response?.ok) this.lack = response ? SHUT : OFFLINE;
    else {
      const document = await response.json();
      if (journal.totals) journal.totals.take(document);
      else journal.totals = new Sheet(document);
      journal.totals.pending = journal.pending;
    }
    this.paint();
  }

  /** An answer: a mark of a lesson moves what is proposed, one of a term what follows for the year. @param {Queued} record @param {import("./types.js").Answer} answer */
  take({ op }, answer) {
    const row = op.kind === "period_mark" && (answer.status === "conflict" ? answer.current : answer.period_mark);
    if (row) this.grid.journal.totals?.put(row);
    if (answer.status !== "refused") this.#renew();
  }

  #renew() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => (this.grid.queue.unanswered.length ? this.#renew() : this.load()), REST);
  }

  paint() {
    const { view } = this.grid;
    view.columns.forEach(({ period }, column) => {
      if (!period) return;
      view.rows.forEach((_, row) => view.paint(row, column));
      view.paintFoot(column);
    });
    if (this.here && this.grid.bubble.isOpen && !this.grid.bubble.isModal) this.describe();
  }

  /** Paints the cell of an operation's key, «p:3:17:12»; false of any other. @param {string} key */
  paints(key) {
    const [kind, , period, student] = key.split(":");
    if (kind !== "p" || !student) return false;
    if (this.grid.journal.totals) this.grid.journal.totals.pending = this.grid.journal.pending;
    const row = this.grid.journal.rowOf.get(Number(student));
    const column = this.grid.view.columns.findIndex((one) => one.period?.id === period);
    if (row !== undefined && column >= 0) this.grid.view.paint(row, column);
    return true;
  }

  // ── the table that marks are put in ──
  get sheet() {
    return /** @type {Sheet} */ (this.grid.journal.totals);
  }

  get queue() {
    return this.grid.queue;
  }

  get bubble() {
    return this.grid.bubble;
  }

  get anchor() {
    return this.grid.view.marked ?? this.grid.view.element;
  }

  /** @param {Cell} cell */
  troubleOf(cell) {
    const key = this.sheet.keyOf(cell);
    return [...this.queue.records.values()].find((one) => one.key === key && (one.state === "conflict" || one.state === "refused"));
  }

  /** @param {import("../totals/putting.js").Wanted[]} wanted */
  write(wanted) {
    const { journal, writing } = this.grid;
    writing.write(wanted.flatMap(({ cell, value, reason }) => {
      const column = this.columns.find(({ period }) => period?.id === cell.column.id);
      const student = journal.everyone.get(cell.person.id);
      return column && student ? [{ kind: /** @type {const} */ ("period"), column, student, before: this.#said(cell), after: { value, reason } }] : [];
    }), { advance: wanted.length === 1 });
  }

  /** @param {Cell} cell */
  #said(cell) {
    const { value, reason } = this.sheet.mark(cell);
    return { value, reason };
  }

  /** @param {string} text */
  announce(text) {
    this.grid.notice(text);
  }

  focusCell() {
    this.grid.focusGrid();
  }

  // ── cells ──
  /** @param {Column} column @param {Student} student */
  cellOf(column, student) {
    return cellOf(this.grid.journal, column, student);
  }

  /** The column of marks of a period that one is in. */
  get here() {
    const { view } = this.grid;
    const column = view.columns[view.current.column];
    return column?.period ? column : undefined;
  }

  /** The cells of it that keys go to. @returns {Cell[]} */
  get cells() {
    const { here } = this;
    return this.grid.cells().flatMap(({ column, student }) => (column === here && this.cellOf(column, student)) || []);
  }

  /** @param {Column} column @param {Student} student @param {import("./edits.js").Change} [typed] */
  cell(column, student, typed) {
    const cell = this.cellOf(column, student);
    const state = cell ? this.grid.session.states.get(this.sheet.keyOf(cell)) ?? "" : "";
    if (!cell) return { css: "", state, html: "", title: this.lack };
    const { value: proposed, why, disputed, shut, elsewhere } = this.sheet.proposal(cell);
    const { value, reason } = typed?.kind === "period" ? typed.after : this.sheet.mark(cell);
    if (shut && !value) return { css: "not-here", state, html: "", title: shut };
    if (elsewhere) return { css: "excused", state, html: escape(elsewhere.split(",")[0]), title: `Стоит на другой странице: ${elsewhere}` };
    const differs = value && this.sheet.needsWhy(cell, value);
    const css = join([value ? "put" : "proposed", value === "2" && "weak", value.length > 1 && "narrow", differs && "noted"]);
    const offer = proposed && `<span class="hidden-visually">предлагается </span>${escape(proposed)}${disputed ? "<small>?</small>" : ""}`;
    return { css, state, html: escape(value) || offer, title: [why, differs && `предлагалось ${proposed}`, reason].filter(Boolean).join(" · ") };
  }

  /** The head: «I», «четв.». @param {Column} column */
  head(column) {
    const [first, second] = column.period?.short ?? [];
    return `class="lesson-head is-period" aria-label="${escape(`${column.period?.name}, отметки за период`)}"><b>${escape(first)}</b><small>${escape(second)}</small>`;
  }

  // ── what is told and asked ──
  /** What a cell or the head is about, as soon as it is reached. */
  describe() {
    const { view, journal, bubble } = this.grid;
    const { here } = this;
    if (!here || !view.marked) return;
    const student = journal.students[view.current.row];
    const cell = student && this.cellOf(here, student);
    const title = here.period?.name ?? "";
    if (!student) bubble.show(view.marked, title, this.#headStory(here));
    else bubble.show(view.marked, title, plainStory(student.name, title, cell ? this.putting.facts(cell) : [this.lack]));
  }

  /** @param {Column} column */
  #headStory({ period, lesson }) {
    const column = this.sheet?.columns.find(({ id }) => id === period?.id);
    const state = !column ? this.lack : column.closed ? "Период закрыт: его отметки не меняются" : column.opensOn ? `Ставят с ${longDate(column.opensOn)}` : "Ставят в день экзамена";
    return heading(`<b>${escape(period?.name)}</b>`, `Отметки за период, до ${longDate(lesson.date)}`) + `<p class="note">${escape(state)}</p>`;
  }

  /** The head with what can be done for the whole column. */
  openHead() {
    const { here } = this;
    const anchor = this.grid.view.cellAt({ row: -1, column: this.grid.view.current.column });
    if (!here || !anchor) return;
    const column = this.sheet?.columns.find(({ id }) => id === here.period?.id);
    const count = column && this.grid.editable && this.sheet.isOpen(column) ? this.sheet.open(column).length : 0;
    const all = count ? `<button type="button" class="button button--small button--main" data-act="all">Принять предложенные: ${count}</button>` : "";
    this.bubble.show(anchor, here.period?.name ?? "", `${this.#headStory(here)}<p class="popover__foot">${all}<a class="button button--small" href="totals/">Итоги</a></p>`, { focus: true });
    this.bubble.element.querySelector("[data-act]")?.addEventListener("click", () => {
      this.bubble.close();
      if (column) this.putting.acceptAll(column);
    });
  }

  showCell() {
    const [cell] = this.cells;
    if (cell) this.putting.show(cell);
    else this.announce(this.lack);
  }

  /** Takes a key of a cell of these columns; false: it is the grid's. @param {import("./keys.js").Command} command */
  takes(command) {
    const { here } = this;
    const { name } = command;
    if (!here) return false;
    // Who only corrects puts nothing that is merely proposed.
    const isStep = name === "step" && !command.tab && !command.back && (this.grid.editable || this.grid.view.current.row < 0);
    if (this.grid.view.current.row < 0) {
      if (isStep) this.openHead();
      return isStep || OF_LESSONS.has(name);
    }
    if (!isStep && name !== "value" && name !== "clear" && name !== "comment" && !OF_LESSONS.has(name)) return false;
    const { cells } = this;
    if (!cells.length) this.announce(this.lack);
    else if (OF_LESSONS.has(name)) this.announce(`За период ставят отметку: ${this.sheet.values.join(", ")}`);
    else if (!this.sheet.editable) this.announce(this.grid.journal.course.readonly_why);
    else if (name === "comment") this.showCell();
    else if (isStep) return Boolean(this.troubleOf(cells[0]) ? (this.showCell(), true) : this.putting.accept(cells[0]));
    else this.putting.put(cells, command.name === "value" ? command.value : "");
    return true;
  }
}

/** The page with marks of periods where those of lessons stand: they are read out, copied and their mean stands at the foot. */
class PeriodJournal extends Journal {
  /** @param {Column} column @param {Student} student */
  mark(column, student) {
    const cell = cellOf(this, column, student);
    const { value, version } = (cell && this.totals?.mark(cell)) ?? NO_MARK;
    return column.period ? { ...NO_MARK, value, version } : super.mark(column, student);
  }
}

/** The grid as HTML, with columns of periods. */
class PeriodMarkup extends Markup {
  /** @param {Column} column @param {number} index */
  headParts(column, index) {
    return column.period ? drawn.get(this.journal)?.head(column) ?? "" : super.headParts(column, index);
  }

  /** @param {Column} column @param {number} index */
  columnClasses(column, index) {
    return column.period ? ["is-period"] : super.columnClasses(column, index);
  }

  /** @param {Column} column @param {Student} student @param {import("./edits.js").Change} [typed] */
  cell(column, student, typed) {
    return (column.period && drawn.get(this.journal)?.cell(column, student, typed)) || super.cell(column, student, typed);
  }
}

/** Edits that know marks of periods too. */
class PeriodEdits extends Edits {
  /** @param {import("./edits.js").Change["kind"]} kind @param {Column} column @param {Student} student */
  keyOf(kind, column, student) {
    return kind === "period" ? this.journal.totals?.key(student.id, column.period?.id ?? "") ?? "" : super.keyOf(kind, column, student);
  }

  /** @param {import("./edits.js").Change["kind"]} kind @param {Column} column @param {Student} student */
  there(kind, column, student) {
    const cell = kind === "period" && cellOf(this.journal, column, student);
    return (cell && this.journal.totals?.mark(cell)) || super.there(kind, column, student);
  }

  /** @param {any} change */
  operation(change) {
    const cell = change.kind === "period" && cellOf(this.journal, change.column, change.student);
    return (cell && this.journal.totals?.operation(cell, change.after.value, change.after.reason)) || super.operation(change);
  }
}

/** «I», «четв.»; «», «Экза.»: what goes into the head of a column. @param {string} name */
function shortOf(name) {
  const words = name.split(" ").map((word) => (word.length > 4 ? `${word.slice(0, 4)}.` : word));
  return words.length > 1 || words[0].length < 4 ? [words[0], words[1] ?? ""] : ["", words[0]];
}

/** The cell as «Итоги» has it; undefined until its document is there. @param {import("./data.js").Journal} journal @param {Column} column @param {Student} student @returns {Cell|undefined} */
function cellOf({ totals }, { period }, { id, name }) {
  const column = totals?.columns.find((one) => one.id === period?.id);
  return column && { column, person: totals?.people.find((one) => one.id === id) ?? { id, name, why: "" } };
}

parts.Periods = Periods;
parts.Journal = PeriodJournal;
parts.Edits = PeriodEdits;
parts.Markup = PeriodMarkup;
