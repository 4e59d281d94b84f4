/** What the grid does at a key: commands become steps, marks, dialogs. */

import { counted } from "./format.js";
import { commandOf } from "./keys.js";

/** @typedef {import("./view.js").Place} Place */

export class Keyboard {
  /** @param {import("./grid.js").JournalGrid} grid */
  constructor(grid) {
    this.grid = grid;
  }

  /** @param {KeyboardEvent} event */
  press(event) {
    // What the key before has left is done now, its step first of all.
    this.grid.later.release();
    const command = commandOf(event);
    if (!command || event.isComposing) return;
    if (command.name === "step" && command.tab && this.#leavesByTab(command.back)) return;
    event.preventDefault();
    this.grid.later.hold();
    this.#run(command);
  }

  /** Tab at the edge leaves the grid, as in any other part of the page. @param {boolean} back */
  #leavesByTab(back) {
    const { column } = this.grid.view.current;
    return back ? column <= 0 : column >= this.grid.view.columns.length - 1;
  }

  /** @param {import("./keys.js").Command} command */
  #run(command) {
    const { row, column } = this.grid.view.current;
    const bottom = this.grid.journal.students.length - 1;
    if (this.grid.periods?.takes(command)) return;
    switch (command.name) {
      case "move": return this.grid.goTo({ row: row + command.rows, column: column + command.columns }, command);
      case "page": return this.grid.goTo({ row: Math.max(0, row + command.rows), column }, command);
      case "edge": return this.grid.goTo(this.#edge(command.where), command);
      case "step": return this.#enter(command);
      case "value": return this.grid.writing.putValue(command.value);
      case "absence": return this.grid.writing.putAbsence(command.code);
      case "second": return this.grid.writing.beginSecond();
      case "state": return this.grid.writing.toggleState(command.state);
      case "clear": return this.grid.writing.clear();
      case "comment": return this.grid.writing.comment();
      case "undo": return this.grid.writing.undone(this.grid.session.edits.undo());
      case "redo": return this.grid.writing.undone(this.grid.session.edits.redo());
      case "story": return this.#story();
      case "present": return this.grid.present(this.grid.view.columns[column]);
      case "release": return this.grid.columnMenu.release(this.grid.view.columns[column]);
      case "find": return this.grid.dialogs.find();
      case "help": return this.grid.help();
      case "menu": return this.grid.columnMenu.open();
      case "column": return this.#select({ row: 0, column }, { row: bottom, column });
      case "all": return this.#select({ row: 0, column: 0 }, { row: bottom, column: this.grid.view.columns.length - 1 });
      case "leave": return this.#leave();
    }
  }

  /** @param {{back: boolean, tab: boolean}} command */
  #enter({ back, tab }) {
    const { row, column } = this.grid.view.current;
    const here = this.grid.view.columns[column];
    if (tab) return this.grid.goTo({ row, column: column + (back ? -1 : 1) });
    if (row < 0 && here) {
      location.href = `${this.grid.getAttribute("lesson")}${here.lesson.id}/`;
      return;
    }
    if (here && this.grid.session.troubleOf(here, this.grid.journal.students[row])) return this.grid.dialogs.showCell();
    this.grid.writing.step(back);
  }

  /** @param {string} where @returns {Place} */
  #edge(where) {
    const { row, column } = this.grid.view.current;
    const right = this.grid.view.columns.length - 1;
    const bottom = this.grid.journal.students.length - 1;
    switch (where) {
      case "row-start": return { row, column: 0 };
      case "row-end": return { row, column: right };
      case "top": return { row: row === 0 ? -1 : 0, column };
      case "bottom": return { row: bottom, column };
      case "grid-start": return { row: 0, column: 0 };
      default: return { row: bottom, column: right };
    }
  }

  /** @param {Place} from @param {Place} to */
  #select(from, to) {
    this.grid.goTo(from);
    this.grid.goTo(to, { extend: true });
    this.grid.announce(`Выделено: ${counted(this.grid.cells().length, "клетка", "клетки", "клеток")}`);
  }

  #leave() {
    const { half } = this.grid.writing;
    this.grid.writing.forget();
    if (half) this.grid.writing.leaveHalf();
    else if (this.grid.bubble.isOpen) this.grid.bubble.close();
    else if (this.grid.corner) this.grid.goTo(this.grid.view.current);
  }

  /** What is open is closed; beside an average the keys go to the marks that may be tried. */
  #story() {
    const { bubble, dialogs } = this.grid;
    const tried = /** @type {HTMLElement|null} */ (bubble.element.querySelector("[data-mark]"));
    if (!bubble.isOpen) return dialogs.showCell();
    if (tried) return tried.focus();
    bubble.close();
  }
}
