/** The session that pages are kept for, and its key. */

import { IDLE, PAGES } from "./settings.js";

/** @typedef {{id: string, tag: string, key: CryptoKey, at?: number}} Session */

const DATABASE = "letopis-session";
const KEYS = "keys", ROWS = "rows";
const HEADER = "X-Letopis-Session";
const MINUTE = 60_000;

/** Sessions that are over: an answer still on its way must not bring them back. @type {Set<string>} */
export const over = new Set();

/** Does something with the session's database and closes it again. @template T @param {IDBTransactionMode} mode @param {(keys: IDBObjectStore, rows: IDBObjectStore) => T|Promise<T>} act @returns {Promise<T>} */
async function vault(mode, act) {
  const request = indexedDB.open(DATABASE, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore(KEYS, { keyPath: "id" });
    request.result.createObjectStore(ROWS, { keyPath: "key" });
  };
  const database = await asked(request);
  database.onversionchange = () => database.close();
  try {
    const transaction = database.transaction([KEYS, ROWS], mode);
    const result = await act(transaction.objectStore(KEYS), transaction.objectStore(ROWS));
    return result;
  } finally {
    database.close();
  }
}

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
export const asked = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

/** The session that something is kept for; undefined where there is none, or its owner has not come for long. @returns {Promise<Session|undefined>} */
export async function currentSession() {
  if (indexedDB.databases && !(await indexedDB.databases()).some(({ name }) => name === DATABASE)) return undefined;
  const found = await vault("readonly", (keys) => asked(keys.get("key"))).catch(() => undefined);
  if (!found?.at || Date.now() - found.at <= IDLE) return found;
  await forget(found.tag);
  return undefined;
}

/** The key of a session, made where it has none yet; with that what another one kept goes. @param {string} tag @returns {Promise<CryptoKey>} */
export async function keyOf(tag) {
  await currentSession();
  const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  return vault("readwrite", async (keys, rows) => {
    const found = await asked(keys.get("key"));
    if (found?.tag === tag) return found.key;
    keys.put({ id: "key", tag, key: made, at: Date.now() });
    rows.clear();
    return made;
  });
}

/** The owner is there. */
export async function touch() {
  const found = await currentSession();
  if (!found || Date.now() - (found.at ?? 0) < MINUTE) return;
  await vault("readwrite", async (keys) => {
    const now = await asked(keys.get("key"));
    if (now?.tag === found.tag) keys.put({ ...now, at: Date.now() });
  });
}

/** Key, pages and rows go; what waits to be sent is closed by its account's own key, and stays for its owner. @param {string} [tag] */
export async function forget(tag) {
  if (tag) over.add(tag);
  for (const name of await caches.keys()) if (name.startsWith(PAGES)) await caches.delete(name);
  await asked(indexedDB.deleteDatabase(DATABASE)).catch(() => undefined);
}

/** An answer says whose session it is; "" for one that is not the product's own: a proxy's, say. @param {Response} response */
export async function heed(response) {
  const tag = response.headers.get(HEADER);
  if (!tag) return "";
  const found = await currentSession();
  if (found && found.tag !== tag) await forget(found.tag);
  return tag;
}
