/**
 * What has just been typed, until the browser's own store has it: localStorage takes it at once, while
 * IndexedDB answers in its own time, and a page left meanwhile takes its unfinished transactions with it.
 */

/** @typedef {import("./types.js").Queued} Queued */

import { who } from "./who.js";

export const NOTES_PREFIX = "letopis-typed-";

/** @param {string} account @param {string} id */
const nameOf = (account, id) => `${NOTES_PREFIX}${account}:${id}`;

/** @param {string} account @param {Queued[]} records @param {import("./cipher.js").Cipher} cipher */
export function note(account, records, cipher) {
  if (who.shared) return;
  try {
    for (const { about, ...record } of records) localStorage.setItem(nameOf(account, record.op_id), cipher.note(JSON.stringify(record)));
  } catch {
    // No room, or a browser that keeps nothing: the store is written next.
  }
}

/** @param {string} account @param {string[]} ids */
export function strike(account, ids) {
  try {
    for (const id of ids) localStorage.removeItem(nameOf(account, id));
  } catch {
    // Nothing has been kept here.
  }
}

/** What a page left behind, the earliest first. @param {string} account @param {import("./cipher.js").Cipher} cipher @returns {Promise<Queued[]>} */
export async function noted(account, cipher) {
  const found = await Promise.all(names(account).map((name) => cipher.noted(localStorage.getItem(name) ?? "null")));
  return found.filter((record) => record?.op_id).sort((a, b) => a.seq - b.seq);
}

/** Whether it has not been struck meanwhile. @param {string} account @param {Queued} record */
export const isNoted = (account, { op_id }) => localStorage.getItem(nameOf(account, op_id)) !== null;

/** @param {string} account @returns {string[]} */
export function names(account) {
  try {
    return Object.keys(localStorage).filter((name) => name.startsWith(nameOf(account, "")));
  } catch {
    return [];
  }
}
