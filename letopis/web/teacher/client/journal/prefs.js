/** The teacher's choices on this device: density, direction of Enter, filters. Nothing personal is kept here. */

const KEY = "letopis-journal";

/**
 * @typedef {Object} Prefs
 * @property {"dense"|"usual"|"large"|""} density
 * @property {"down"|"right"} enter
 * @property {Record<string, number[]>} kinds  kinds of work shown, by course; empty: all
 * @property {Record<string, number>} subgroup  subgroup shown, by course; 0: everyone
 * @property {Record<string, string>} month  month shown, by course and period; empty: all
 */

/** @type {Prefs} */
const DEFAULTS = { density: "", enter: "down", kinds: {}, subgroup: {}, month: {} };

/** What is kept, over what is known. @param {Prefs} [known] @returns {Prefs} */
export function load(known = DEFAULTS) {
  try {
    return { ...structuredClone(known), ...JSON.parse(localStorage.getItem(KEY) ?? "{}") };
  } catch {
    return structuredClone(known);
  }
}

/** @param {Prefs} prefs */
export function save(prefs) {
  try {
    localStorage.setItem(KEY, JSON.stringify(prefs));
  } catch {
    // A browser that keeps nothing still has a working journal.
  }
}

/** 20-px rows with a mouse on a wide screen, larger for fingers. @param {Prefs} prefs */
export function density(prefs) {
  if (prefs.density) return prefs.density;
  if (matchMedia("(pointer: coarse)").matches) return "large";
  return matchMedia("(min-width: 1366px)").matches ? "dense" : "usual";
}
