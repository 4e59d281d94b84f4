/**
 * Reasons by keyboard: arrows go from absence to absence, a letter (in either layout) chooses, with Shift for all absences
 * of the day without a reason, Ctrl+Enter writes. Each choice is a list of its own, which the browser serves without this.
 */

import { isChanged } from "../../shared/client/early.js";
import { commandOf } from "./journal/keys.js";

const OPEN = "Н";
const grid = document.querySelector(".week-grid");

/** @param {HTMLSelectElement} reason */
const shown = (reason) => reason.classList.toggle("reason--changed", !reason.options[reason.selectedIndex]?.defaultSelected);

/** @param {HTMLSelectElement} reason @param {string} code */
function choose(reason, code) {
  if (![...reason.options].some(({ value }) => value === code)) return;
  reason.value = code;
  shown(reason);
}

/** The next absence in a direction; none there: the one farther on. @param {HTMLSelectElement} from @param {number} rows @param {number} columns */
function next(from, rows, columns) {
  const cell = /** @type {HTMLTableCellElement} */ (from.closest("td"));
  const line = /** @type {HTMLTableRowElement} */ (cell.closest("tr"));
  const at = { row: line.rowIndex, column: cell.cellIndex };
  const places = [.../** @type {Element} */ (grid).querySelectorAll("select.reason")].map((reason) => {
    const own = /** @type {HTMLTableCellElement} */ (reason.closest("td"));
    const { rowIndex } = /** @type {HTMLTableRowElement} */ (own.closest("tr"));
    return { reason: /** @type {HTMLSelectElement} */ (reason), row: rowIndex, column: own.cellIndex };
  });
  const ahead = columns
    ? places.filter(({ row, column }) => row === at.row && Math.sign(column - at.column) === columns)
    : places.filter(({ row }) => Math.sign(row - at.row) === rows);
  ahead.sort((one, other) => Math.abs(one.row - at.row) - Math.abs(other.row - at.row) || Math.abs(one.column - at.column) - Math.abs(other.column - at.column));
  ahead[0]?.reason.focus();
}

grid?.addEventListener("keydown", (event) => {
  const key = /** @type {KeyboardEvent} */ (event);
  const reason = /** @type {HTMLSelectElement|null} */ (/** @type {Element} */ (key.target).closest("select.reason"));
  if (!reason) return;
  if (key.key === "Enter" && (key.ctrlKey || key.metaKey)) {
    key.preventDefault();
    reason.form?.requestSubmit();
    return;
  }
  const command = commandOf(key);
  if (command?.name === "move") {
    key.preventDefault();
    next(reason, command.rows, command.columns);
  } else if (command?.name === "absence") {
    key.preventDefault();
    choose(reason, command.code);
    if (!key.shiftKey) return;
    const line = /** @type {Element} */ (reason.closest("tr"));
    for (const other of line.querySelectorAll(`select.reason[data-day="${reason.dataset.day}"]`)) {
      const own = /** @type {HTMLSelectElement} */ (other);
      if (own.value === OPEN) choose(own, command.code);
    }
  }
});
grid?.addEventListener("change", (event) => {
  const target = /** @type {HTMLSelectElement} */ (event.target);
  if (target.matches("select.reason")) shown(target);
});
// Chosen before this script was there.
for (const reason of /** @type {NodeListOf<HTMLSelectElement>} */ (document.querySelectorAll(".week-grid select.reason"))) if (isChanged(reason)) shown(reason);
