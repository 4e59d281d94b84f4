/** «А что, если» beside an average of the grid: marks are tried where one looks, nothing is stored or sent. HTML out. */

import { counted } from "./averages.js";
import { escape, weight as weightText } from "./format.js";
import { sumsOf } from "./sums.js";

const MARKS = ["5", "4", "3", "2"];

/**
 * The place to try marks of a student, "" where marks are none of these. The figures are the grid's own, typed ones among them.
 * @param {import("./data.js").Journal} journal @param {import("./types.js").Student} student
 */
export function tryingOf(journal, student) {
  if (!MARKS.every((mark) => journal.values.includes(mark))) return "";
  const known = counted(sumsOf(journal, student).cells, journal.rules.rewritten);
  const usual = [...journal.columns.map(({ work }) => work?.weight ?? 1), ...[...journal.kinds.values()].filter(({ active }) => active).map(({ weight }) => weight)];
  const weights = [...new Set([1, ...usual].map((weight) => Math.round(weight * 100)))].sort((a, b) => a - b);
  const options = weights.map((one) => `<option value="${one}"${one === 100 ? " selected" : ""}>вес ${weightText(one / 100)}</option>`);
  const choice = weights.length > 1 ? `<select class="input input--small" data-weight aria-label="Вес работы">${options.join("")}</select>` : "";
  const buttons = MARKS.map((mark) => `<button class="button button--small" type="button" data-mark="${mark}">${mark}</button>`);
  return `<div class="what-if" data-what-if="${escape(JSON.stringify(known))}" data-border="${escape(journal.rules.border)}" role="group" aria-label="А что, если: ${escape(student.name)}">` +
    `<span class="what-if__name">А что, если</span>${buttons.join("")}${choice}<button class="button button--small button--quiet" type="button" data-clear hidden>Убрать</button>` +
    '<output class="what-if__said" aria-live="polite"></output></div>';
}
