/**
 * What has just been typed, until the browser's own store has it: localStorage takes it at once, while
 * IndexedDB answers in its own time, and a page left meanwhile takes its unfinished transactions with it.
 */

/** @typedef {import("./types.js").Queued} Queued */

export const NOTES_PREFIX = "letopis-typed-";

/** @param {string} account @param {string} id */
const nameOf = (account, id) => `${NOTES_PREFIX}${account}:${id}`;

/** @param {string} account @param {Queued[]} records */
export function note(account, records) {
  try {
    for (const record of records) localStorage.setItem(nameOf(account, record.op_id), JSON.stringify(record));
  } catch {
    // No room, or a browser that keeps nothing: the store is written next.
  }
}

/** @param {string} account @param {string[]} ids */
export function strike(account, ids) {
  for (const id of ids) remove(nameOf(account, id));
}

/** What a page left behind, the earliest first. @param {string} account @returns {Queued[]} */
export function noted(account) {
  return names(`${NOTES_PREFIX}${account}:`).map(read).filter((record) => record !== null).sort((a, b) => a.seq - b.seq);
}

/** Forgets what everybody typed: called on signing out. */
export function strikeAll() {
  names(NOTES_PREFIX).forEach(remove);
}

/** @param {string} prefix @returns {string[]} */
function names(prefix) {
  try {
    return Object.keys(localStorage).filter((name) => name.startsWith(prefix));
  } catch {
    return [];
  }
}

/** @param {string} name @returns {Queued|null} */
function read(name) {
  try {
    return JSON.parse(localStorage.getItem(name) ?? "null");
  } catch {
    return null;
  }
}

/** @param {string} name */
function remove(name) {
  try {
    localStorage.removeItem(name);
  } catch {
    // Nothing has been kept here.
  }
}
