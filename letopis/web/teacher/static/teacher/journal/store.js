/** The browser's own store of operations (IndexedDB), one database an account; memory where the browser keeps nothing. */

import { strikeAll } from "./notes.js";

/** @typedef {import("./types.js").Queued} Queued */

export const DATABASE_PREFIX = "letopis-queue-";
const OPERATIONS = "operations";
/** Rows the server has confirmed: newer than a page that was kept for a day without a network. */
const ROWS = "rows";
const KEPT_FOR = 7 * 24 * 3600 * 1000;

/** @typedef {{key: string, course: number, kind: "mark"|"absence"|"lesson"|"work"|"homework", row: any, cursor: number, at: number}} KeptRow */

export class Store {
  /** The browser is asked for the database at once and answers in its own time: all below waits for it. @param {string} account */
  constructor(account) {
    /** @type {IDBDatabase|null|undefined} undefined: not known yet; null: this browser keeps nothing */
    this.database = undefined;
    this.opened = opened(DATABASE_PREFIX + account, { [OPERATIONS]: "op_id", [ROWS]: "key" }).then((database) => {
      this.database = database;
      return database;
    });
    /** The records as last read and written: what is left when the browser refuses to keep more. @type {Map<string, Queued>} */
    this.memory = new Map();
    /** @type {Map<string, KeptRow>} */
    this.rows = new Map();
  }

  /** Whether what is written outlives the page. */
  get isLasting() {
    return Boolean(this.database);
  }

  /** All records, the earliest first. @returns {Promise<Queued[]>} */
  async all() {
    const database = await this.opened;
    const records = database
      ? await asked(database.transaction(OPERATIONS).objectStore(OPERATIONS).getAll())
      : [...this.memory.values()];
    return records.sort((a, b) => a.seq - b.seq);
  }

  /** Rows of one course confirmed after the ledger's entry `cursor`. @param {number} course @param {number} cursor @returns {Promise<KeptRow[]>} */
  async confirmed(course, cursor) {
    const database = await this.opened;
    const rows = database ? await asked(database.transaction(ROWS).objectStore(ROWS).getAll()) : [...this.rows.values()];
    return rows.filter((row) => row.course === course && row.cursor > cursor);
  }

  /** Keeps confirmed rows. @param {KeptRow[]} rows */
  async confirm(rows) {
    const database = await this.opened;
    if (!database) {
      for (const row of rows) this.rows.set(row.key, row);
      return;
    }
    const transaction = database.transaction(ROWS, "readwrite");
    const done = finished(transaction);
    for (const row of rows) transaction.objectStore(ROWS).put(row);
    await done;
  }

  /** Lets rows of last week go: the pages have them by now. */
  async prune() {
    const database = await this.opened;
    if (!database) return;
    const transaction = database.transaction(ROWS, "readwrite");
    const done = finished(transaction);
    const rows = transaction.objectStore(ROWS);
    rows.openCursor().onsuccess = (event) => {
      const cursor = /** @type {IDBRequest<IDBCursorWithValue|null>} */ (event.target).result;
      if (!cursor) return;
      if (cursor.value.at < Date.now() - KEPT_FOR) cursor.delete();
      cursor.continue();
    };
    await done;
  }

  /**
   * Writes `change(records)` in one transaction: what it returns is put, what it names in `drop` is removed.
   * @param {(records: Queued[]) => {put?: Queued[], drop?: string[]}} change
   */
  async update(change) {
    const database = await this.opened;
    if (database) {
      try {
        return await this.#written(database, change);
      } catch {
        // No room, or the browser has closed it: the page goes on, and says that it must not be left.
        this.database = null;
        this.opened = Promise.resolve(null);
      }
    }
    this.#remember(change([...this.memory.values()].sort((a, b) => a.seq - b.seq)));
  }

  /** @param {{put?: Queued[], drop?: string[]}} change */
  #remember({ put = [], drop = [] }) {
    for (const id of drop) this.memory.delete(id);
    for (const record of put) this.memory.set(record.op_id, record);
  }

  /** @param {IDBDatabase} database @param {(records: Queued[]) => {put?: Queued[], drop?: string[]}} change */
  async #written(database, change) {
    const transaction = database.transaction(OPERATIONS, "readwrite");
    const done = finished(transaction);
    const operations = transaction.objectStore(OPERATIONS);
    operations.getAll().onsuccess = (event) => {
      const records = /** @type {IDBRequest<Queued[]>} */ (event.target).result.sort((a, b) => a.seq - b.seq);
      const { put = [], drop = [] } = change(records);
      for (const id of drop) operations.delete(id);
      for (const record of put) operations.put(record);
      this.memory = new Map(records.map((record) => [record.op_id, record]));
      this.#remember({ put, drop });
      // Nothing more comes: written now, not when the page next has a moment, which it may not have.
      transaction.commit();
    };
    await done;
  }
}

/**
 * Opens a database of this browser. @param {string} name @param {Record<string, string>} tables their key paths
 * @returns {Promise<IDBDatabase|null>} null where the browser keeps nothing
 */
export function opened(name, tables) {
  return new Promise((resolve) => {
    try {
      const request = indexedDB.open(name, 1);
      request.onupgradeneeded = () => {
        for (const [table, keyPath] of Object.entries(tables)) request.result.createObjectStore(table, { keyPath });
      };
      request.onsuccess = () => {
        // Signing out in another tab removes the database: it must not wait for this one.
        request.result.onversionchange = () => request.result.close();
        resolve(request.result);
      };
      request.onerror = () => resolve(null);
      request.onblocked = () => resolve(null);
    } catch {
      resolve(null);
    }
  });
}

/**
 * The rows that an answer confirms, as the ledger's entry `cursor` left them.
 * @param {Queued} record @param {import("./types.js").Answer} answer @param {number} cursor @returns {KeptRow[]}
 */
export function confirmedRows({ course }, answer, cursor) {
  if (answer.status !== "applied" || !cursor) return [];
  const at = Date.now();
  /** @type {KeptRow[]} */
  const rows = [];
  const { mark, absence, lesson, work, homework } = answer;
  if (mark && mark[0] !== null) rows.push({ key: `m:${mark[0]}:${mark[1]}`, course, kind: "mark", row: mark, cursor, at });
  if (absence) rows.push({ key: `a:${absence[0]}:${absence[1]}`, course, kind: "absence", row: absence, cursor, at });
  if (lesson) rows.push({ key: `l:${lesson[0]}`, course, kind: "lesson", row: lesson, cursor, at });
  if (work && !answer.removed) rows.push({ key: `w:${work[0]}`, course, kind: "work", row: work, cursor, at });
  if (homework) rows.push({ key: `h:${homework.id}`, course, kind: "homework", row: homework, cursor, at });
  return rows;
}

/** Forgets everything typed on this device: called on signing out. */
export async function forgetAll() {
  strikeAll();
  if (!indexedDB.databases) return;
  for (const { name } of await indexedDB.databases()) {
    if (name?.startsWith(DATABASE_PREFIX)) indexedDB.deleteDatabase(name);
  }
}

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
export const asked = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

/** @param {IDBTransaction} transaction @returns {Promise<void>} */
export const finished = (transaction) => new Promise((resolve, reject) => {
  transaction.oncomplete = () => resolve();
  transaction.onerror = () => reject(transaction.error);
  transaction.onabort = () => reject(transaction.error);
});
