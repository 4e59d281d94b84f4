/**
 * «А что, если»: marks are tried, the average and the mark of the term are seen at once. Nothing is stored or sent.
 * The rules are those of the journal.
 * @module
 */

import { proposed, weightedAverage } from "../../teacher/client/journal/averages.js";

/** @typedef {[number, number]} Tried a mark and its weight in hundredths */

/** @param {Tried[]} marks @returns {import("../../teacher/client/journal/averages.js").Weighed[]} */
const cells = (marks) =>
  marks.map(([mark, weight]) => ({ value: String(mark), second: "", weight: weight / 100, state: "", was: "" }));

/**
 * What the marks come to: «4,33 → 4», «4,00, для отметки за период мало отметок».
 * @param {Tried[]} marks @param {string} border @param {number} least
 */
export function said(marks, border, least) {
  const average = weightedAverage(cells(marks), "last");
  if (average === null) return "средний: отметок нет";
  const figure = `${Math.floor(average / 100)},${String(average % 100).padStart(2, "0")}`;
  if (marks.length < least) return `средний ${figure}; для отметки за период мало отметок`;
  return `средний ${figure} → ${proposed(average, border)?.value}`;
}

/** Brings a place of trying to life. @param {HTMLElement} place */
export function start(place) {
  const known = /** @type {Tried[]} */ (JSON.parse(place.dataset.whatIf ?? "[]"));
  const { border = "0.50", least = "0" } = place.dataset;
  /** @type {Tried[]} */
  const tried = [];
  const out = /** @type {HTMLOutputElement} */ (place.querySelector("output"));
  const clear = /** @type {HTMLButtonElement} */ (place.querySelector("[data-clear]"));
  const weight = () => Number(/** @type {HTMLSelectElement | null} */ (place.querySelector("[data-weight]"))?.value ?? 100);
  const show = () => {
    const now = said([...known, ...tried], border, Number(least));
    out.value = tried.length ? `ещё ${tried.map(([mark]) => mark).join(", ")}: ${now}` : now;
    clear.hidden = !tried.length;
  };
  place.addEventListener("click", (event) => {
    const button = /** @type {HTMLElement} */ (event.target).closest("button");
    if (!button) return;
    if (button.dataset.mark) tried.push([Number(button.dataset.mark), weight()]);
    if (button === clear) {
      tried.length = 0;
      // What is hidden may not keep the keys.
      /** @type {HTMLElement|null} */ (place.querySelector("[data-mark]"))?.focus();
    }
    show();
  });
  place.hidden = false;
  show();
}
