/**
 * <totals-sheet>: marks of terms, the year, examinations and final ones, a class by keyboard in a minute. What is typed goes
 * through the journal's own queue: it is kept in the browser, sent once, and waits for a network where there is none.
 *
 * Attributes: `account`, `operations`, `data` (addresses), `names` (of the course). Expects its document in #sheet.
 */

import { askThrough } from "../ask.js";
import { escape, icon, shortDate } from "../journal/format.js";
import { commandOf } from "../journal/keys.js";
import { Popover } from "../journal/popover.js";
import { Queue } from "../journal/queue.js";
import { StatusLine, statusLine } from "../journal/status.js";
import { signed } from "../journal/who.js";
import { Sheet } from "./model.js";
import { Putting } from "./putting.js";

/** @typedef {import("./model.js").Cell} Cell */
/** @typedef {import("./model.js").Column} Column */
/** @typedef {import("../journal/types.js").Queued} Queued */

/** What follows from new marks is asked for this long after the last answer. */
const REST = 300;

class TotalsSheet extends HTMLElement {
  /** The cell that keys go to: its row and column. */ current = { row: 0, column: 0 };
  /** @type {Queue|undefined} */ queue;
  /** @type {Map<string, Queued>} */ troubles = new Map();
  /** @type {ReturnType<typeof setTimeout>|undefined} */ timer;

  constructor() {
    super();
    this.sheet = new Sheet(JSON.parse(/** @type {Element} */ (this.querySelector("#sheet")).textContent ?? ""));
    this.table = /** @type {HTMLElement} */ (this.querySelector("[data-table]"));
    this.line = new StatusLine(/** @type {Element} */ (this.querySelector("[data-status]")));
    this.bubble = new Popover(this, () => this.focusCell());
    this.putting = new Putting(this);
  }

  async connectedCallback() {
    this.current.column = this.#firstColumn();
    this.draw();
    this.#listen();
    this.queue = await Queue.open(this.getAttribute("account") ?? "", this.getAttribute("operations") ?? "");
    this.queue.about = (record) => this.#about(record);
    askThrough(this.queue);
    this.queue.addEventListener("change", (event) => this.#onQueue(/** @type {CustomEvent} */ (event).detail));
    this.#sync();
    this.queue.flush();
    this.dataset.ready = "yes";
  }

  /** The column one comes for: the last one whose days have come. */
  #firstColumn() {
    const { columns } = this.sheet;
    const open = columns.filter((column) => column.kind === "term" && this.sheet.isOpen(column)).at(-1);
    return open ? columns.indexOf(open) : 0;
  }

  // ── drawing ──
  draw() {
    const { columns, people, editable } = this.sheet;
    const heads = columns.map((column, place) => {
      const opens = column.closed ? "закрыт" : this.sheet.isOpen(column) ? "" : `с ${shortDate(/** @type {string} */ (column.opensOn))}`;
      const count = editable && this.sheet.isOpen(column) ? this.sheet.open(column).length : 0;
      const button = count ? `<button type="button" class="button button--small" data-accept="${place}" title="Принять все предложенные">${icon("check")}${count}<span class="hidden-visually"> принять предложенные, ${escape(column.name)}</span></button>` : "";
      return `<th scope="col">${escape(column.name)}${opens && `<br><span class="note">${opens}</span>`}${button && `<div>${button}</div>`}</th>`;
    });
    const rows = people.map((person, row) => {
      const cells = columns.map((column, place) => `<td role="gridcell" data-row="${row}" data-column="${place}" tabindex="-1">${this.#inside({ column, person })}</td>`);
      const why = person.why && `<br><span class="note">${escape(person.why)}</span>`;
      return `<tr><td class="number">${row + 1}</td><th scope="row">${escape(person.name)}${why}</th>${cells.join("")}</tr>`;
    });
    this.table.innerHTML = `<table class="table table--keep totals" role="grid"><thead><tr><th scope="col" class="number">№</th><th scope="col">${escape(this.getAttribute("student"))}</th>${heads.join("")}</tr></thead><tbody>${rows.join("")}</tbody></table>`;
    this.#mark();
  }

  /** @param {Cell} cell */
  #inside(cell) {
    const { value, reason } = this.sheet.mark(cell);
    const proposal = this.sheet.proposal(cell);
    if (proposal.shut) return `<span class="note" title="${escape(proposal.shut)}">×</span>`;
    if (proposal.elsewhere) return `<span class="note">${escape(proposal.elsewhere)}</span>`;
    const trouble = this.troubles.get(this.sheet.keyOf(cell));
    const waits = trouble ? icon("alert") : this.sheet.pending.has(this.sheet.keyOf(cell)) && this.queue?.link !== "ok" ? icon("wait") : "";
    const offer = `${escape(proposal.value)}${proposal.disputed ? "?" : ""}`;
    if (!value) return `${waits}${proposal.value && `<span class="totals__offer"><span class="hidden-visually">предлагается </span>${offer}</span>`}`;
    const differs = this.sheet.needsWhy(cell, value) ? `<span class="totals__beside" title="${escape(reason)}"><span class="hidden-visually">предлагалось </span>${offer}</span>` : "";
    return `${waits}<b>${escape(value)}</b>${differs}`;
  }

  /** Draws one cell anew. @param {Cell} cell */
  #paint(cell) {
    const { people, columns } = this.sheet;
    const place = this.#place(people.findIndex(({ id }) => id === cell.person.id), columns.indexOf(cell.column));
    if (place) place.innerHTML = this.#inside(cell);
  }

  /** @param {number} row @param {number} column */
  #place(row, column) {
    return /** @type {HTMLElement|null} */ (this.table.querySelector(`[data-row="${row}"][data-column="${column}"]`));
  }

  /** The cell that keys go to. @returns {Cell|undefined} */
  get cell() {
    const person = this.sheet.people[this.current.row];
    const column = this.sheet.columns[this.current.column];
    return person && column && { person, column };
  }

  get anchor() {
    return this.#place(this.current.row, this.current.column) ?? this.table;
  }

  /** The one cell in the order of Tab, and what is known of it. */
  #mark() {
    for (const one of this.table.querySelectorAll('td[tabindex="0"]')) one.setAttribute("tabindex", "-1");
    this.anchor.setAttribute("tabindex", "0");
    const { cell } = this;
    if (!cell) return;
    /** @type {HTMLElement} */ (this.querySelector("[data-why]")).textContent = [`${cell.person.name}, ${cell.column.name}`, ...this.putting.facts(cell)].join(" · ");
  }

  focusCell() {
    this.#mark();
    this.anchor.focus();
  }

  /** @param {number} rows @param {number} columns */
  move(rows, columns) {
    const within = (/** @type {number} */ at, /** @type {number} */ count) => Math.max(0, Math.min(at, count - 1));
    this.current = { row: within(this.current.row + rows, this.sheet.people.length), column: within(this.current.column + columns, this.sheet.columns.length) };
    this.focusCell();
  }

  /** @param {string} text */
  announce(text) {
    /** @type {HTMLElement} */ (this.querySelector("[data-live]")).textContent = text;
    /** @type {HTMLElement} */ (this.querySelector("[data-why]")).textContent = text;
  }

  // ── writing ──
  /** Puts marks on their way and goes on to the next student; of a whole column the place stays. @param {import("./putting.js").Wanted[]} wanted */
  write(wanted) {
    this.queue?.add(wanted.map(({ cell, value, reason }) => this.sheet.operation(cell, value, reason)), this.sheet.course);
    if (wanted.length === 1) this.move(1, 0);
  }

  /** @param {Cell} cell */
  troubleOf(cell) {
    return this.troubles.get(this.sheet.keyOf(cell));
  }

  show() {
    if (this.cell) this.putting.show(this.cell);
  }

  // ── answers ──
  /** @param {import("../journal/queue.js").QueueChange} change */
  #onQueue({ answers }) {
    for (const { record, answer } of answers) {
      if (record.op.kind !== "period_mark" || record.course !== this.sheet.course) continue;
      const row = answer.status === "conflict" ? answer.current : answer.period_mark;
      if (row) this.sheet.put(row);
      if (answer.status === "refused") this.announce(`Не принято: ${answer.message ?? ""}`);
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.#renew(), REST);
    }
    this.#sync();
  }

  /** Lays what waits over the sheet and draws what looks different. */
  #sync() {
    const before = new Set([...this.sheet.pending.keys(), ...this.troubles.keys()]);
    this.sheet.pending = new Map();
    this.troubles = new Map();
    for (const record of this.queue?.records.values() ?? []) {
      if (record.course !== this.sheet.course || record.op.kind !== "period_mark") continue;
      if (record.state !== "refused") this.sheet.pending.set(record.key, record);
      if (record.state === "refused" || record.state === "conflict") this.troubles.set(record.key, record);
    }
    const keys = new Set([...before, ...this.sheet.pending.keys(), ...this.troubles.keys()]);
    for (const column of this.sheet.columns) {
      for (const person of this.sheet.people) {
        if (keys.has(this.sheet.keyOf({ column, person }))) this.#paint({ column, person });
      }
    }
    if (this.queue) this.line.show(statusLine(this.queue, ""));
  }

  /** What follows for the year from a term's mark, once nothing waits. */
  async #renew() {
    if (this.queue?.unanswered.length) return;
    const response = await fetch(this.getAttribute("data") ?? "", { credentials: "same-origin", headers: signed() }).catch(() => null);
    if (!response?.ok || this.bubble.isModal) return;
    this.sheet.take(await response.json());
    const hadFocus = this.table.contains(document.activeElement);
    this.draw();
    if (hadFocus) this.anchor.focus();
  }

  /** «Баранов Кирилл, I четверть · Алгебра, 7А». @param {Queued} record */
  #about({ op }) {
    const name = this.sheet.people.find(({ id }) => id === op.student_id)?.name;
    const column = this.sheet.columns.find(({ id }) => id === op.period)?.name;
    return `${[name, column].filter(Boolean).join(", ")} · ${this.getAttribute("names")}`;
  }

  // ── hands ──
  #listen() {
    this.table.addEventListener("keydown", (event) => this.#onKey(event));
    this.table.addEventListener("focusin", (event) => {
      const place = /** @type {HTMLElement|null} */ (/** @type {Element} */ (event.target).closest("[data-row]"));
      if (!place) return;
      this.current = { row: Number(place.dataset.row), column: Number(place.dataset.column) };
      this.#mark();
    });
    this.table.addEventListener("click", (event) => {
      const target = /** @type {Element} */ (event.target);
      const accept = target.closest("[data-accept]");
      if (accept) return this.putting.acceptAll(this.sheet.columns[Number(accept.getAttribute("data-accept"))]);
      const place = /** @type {HTMLElement|null} */ (target.closest("[data-row]"));
      if (!place) return;
      this.current = { row: Number(place.dataset.row), column: Number(place.dataset.column) };
      this.focusCell();
      this.show();
    });
    this.querySelector("[data-status]")?.addEventListener("click", (event) => {
      if (/** @type {Element} */ (event.target).closest("[data-next]")) this.#toTrouble();
    });
  }

  #toTrouble() {
    const { people, columns } = this.sheet;
    const found = people.flatMap((person, row) => columns.map((column, place) => ({ row, column: place, key: this.sheet.keyOf({ column, person }) }))).find(({ key }) => this.troubles.has(key));
    if (!found) return;
    this.current = { row: found.row, column: found.column };
    this.focusCell();
    this.show();
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const { cell } = this;
    const command = /** @type {Element} */ (event.target).closest("td") && commandOf(event);
    if (!command || !cell) return;
    switch (command.name) {
      case "move": this.move(command.rows, command.columns); break;
      case "step": if (command.tab) return; this.#step(event.shiftKey, cell); break;
      case "edge": this.#toEdge(command.where); break;
      case "value": this.putting.put([cell], command.value); break;
      case "clear": if (this.sheet.mark(cell).value) this.putting.put([cell], ""); break;
      case "story": case "comment": this.show(); break;
      case "leave": this.bubble.close(); break;
      default: return;
    }
    event.preventDefault();
  }

  /** Enter takes what is proposed where nothing stands, and goes on. @param {boolean} back @param {Cell} cell */
  #step(back, cell) {
    if (this.troubles.has(this.sheet.keyOf(cell))) return this.show();
    if (back || !this.putting.accept(cell)) this.move(back ? -1 : 1, 0);
  }

  /** @param {string} where */
  #toEdge(where) {
    const far = 10_000;
    if (where === "row-start" || where === "row-end") this.move(0, where === "row-end" ? far : -far);
    else this.move(where === "top" || where === "grid-start" ? -far : far, where === "grid-start" ? -far : where === "grid-end" ? far : 0);
  }
}

customElements.define("totals-sheet", TotalsSheet);
export { TotalsSheet };
