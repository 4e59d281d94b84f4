/**
 * Averages and the proposed term mark, live while typing. The same rules as letopis/school/marks/averages.py, in whole
 * numbers only: weights and averages in hundredths, halves rounded up.
 */

/** `state`, `was`: see marks/states.py. @typedef {{value: string, second: string, weight: number, state?: string, was?: string}} Weighed */

const COUNTING = new Set(["5", "4", "3", "2"]);
/** A weighted average this near the border, on either side, is disputed; hundredths. */
const DISPUTED_WITHIN = 10;

/**
 * Mark and weight (hundredths) of everything that counts: «5/4» is two marks; н/а, осв, зч, нз and a state alone are none.
 * @param {Weighed[]} cells @param {string} [rewritten] which mark of a work written again: last, best, both @returns {Array<[number, number]>}
 */
export function counted(cells, rewritten) {
  /** @type {Array<[number, number]>} */
  const marks = [];
  for (const { value, second, weight, state, was } of cells) {
    if (state === "excluded") continue;
    const hundredths = Math.round(weight * 100);
    if (was && rewritten && rewritten !== "last") {
      for (const mark of chosen(figures(was.split("/")), figures([value, second]), rewritten)) marks.push([mark, hundredths]);
      continue;
    }
    if (COUNTING.has(value)) marks.push([Number(value), hundredths]);
    if (COUNTING.has(second)) marks.push([Number(second), hundredths]);
  }
  return marks;
}

/** @param {string[]} marks */
const figures = (marks) => marks.filter((mark) => COUNTING.has(mark)).map(Number);

/** @param {number[]} first @param {number[]} last @param {string} rewritten */
function chosen(first, last, rewritten) {
  if (rewritten === "both" || !first.length || !last.length) return [...first, ...last];
  const sum = (/** @type {number[]} */ marks) => marks.reduce((total, mark) => total + mark, 0);
  return sum(first) * last.length > sum(last) * first.length ? first : last;
}

/** The mean in hundredths; null without marks. @param {Weighed[]} cells @param {string} [rewritten] */
export function plainAverage(cells, rewritten) {
  const marks = counted(cells, rewritten);
  return marks.length ? rounded(marks.reduce((sum, [mark]) => sum + mark, 0), marks.length) : null;
}

/** Σ mark·weight / Σ weight in hundredths; null where nothing has weight. @param {Weighed[]} cells @param {string} [rewritten] */
export function weightedAverage(cells, rewritten) {
  let sum = 0;
  let weights = 0;
  for (const [mark, weight] of counted(cells, rewritten)) {
    sum += mark * weight;
    weights += weight;
  }
  return weights ? rounded(sum, weights) : null;
}

/** 100·top/bottom, half up, exact. @param {number} top @param {number} bottom */
const rounded = (top, bottom) => Math.floor((200 * top + bottom) / (2 * bottom));

/**
 * The term mark that follows from a weighted average as shown; up from the school's border: 0.50 makes 4.50 a 5.
 * @param {number|null} average hundredths @param {string} border «0.50»
 * @returns {{value: string, disputed: boolean}|null}
 */
export function proposed(average, border) {
  if (average === null) return null;
  const whole = Math.floor(average / 100);
  const part = average - whole * 100;
  const edge = Math.round(Number(border) * 100);
  const value = Math.min(Math.max(whole + (part >= edge ? 1 : 0), 2), 5);
  return { value: String(value), disputed: Math.abs(part - edge) <= DISPUTED_WITHIN && whole >= 2 && whole < 5 };
}
