/**
 * The browser's own store of operations (IndexedDB), one database an account, closed by its key; memory where the browser keeps
 * nothing, or must not: on a computer that is used by many.
 */

import { Cipher, seal, unseal } from "./cipher.js";
import { who } from "./who.js";

/** @typedef {import("./types.js").Queued} Queued */
/** @typedef {(records: Queued[]) => {put?: Queued[], drop?: string[]}} Change */

export const DATABASE_PREFIX = "letopis-queue-";
const OPERATIONS = "operations";
/** How often it has been written: a cipher cannot be waited for inside a transaction, so who writes looks whether anybody else has. */
const TURNS = "turns";

export class Store {
  /** The browser is asked for the database at once and answers in its own time: all below waits for it. @param {string} account */
  constructor(account) {
    this.cipher = new Cipher();
    /** @type {IDBDatabase|null|undefined} undefined: not known yet; null: nothing is kept here */
    this.database = who.shared ? null : undefined;
    const asking = opened(DATABASE_PREFIX + account, { [OPERATIONS]: "op_id", [TURNS]: "id" }, 2);
    /** On a shared computer what was left by another session is sent and goes; nothing comes to it. */
    this.left = who.shared ? asking : null;
    this.opened = who.shared ? this.#takeLeft() : asking.then((database) => (this.database = database));
    /** The records as last read and written: what is left when the browser refuses to keep more. @type {Map<string, Queued>} */
    this.memory = new Map();
    /** Those opened already. @type {Map<string, {iv: string, record: Queued}>} */
    this.known = new Map();
    /** Closed by a key that the server has no more: they stay. */
    this.unreadable = 0;
    /** @type {Promise<unknown>} */
    this.turn = Promise.resolve();
  }

  /** Whether what is written outlives the page. */
  get isLasting() {
    return Boolean(this.database);
  }

  /** @returns {Promise<null>} */
  async #takeLeft() {
    const database = await this.left;
    if (database) this.#remember({ put: (await this.#read(database)).records });
    return null;
  }

  /** All records, the earliest first. @returns {Promise<Queued[]>} */
  async all() {
    const database = await this.opened;
    return database ? (await this.#read(database)).records : inOrder(this.memory.values());
  }

  /** What lies in the database, opened, and how often it has been written. @param {IDBDatabase} database */
  async #read(database) {
    const transaction = database.transaction([OPERATIONS, TURNS]);
    const [closed, turn] = await Promise.all([
      asked(transaction.objectStore(OPERATIONS).getAll()), asked(transaction.objectStore(TURNS).get(0)),
    ]);
    const records = inOrder((await Promise.all(closed.map((one) => this.#open(one)))).flatMap((one) => one ?? []));
    this.unreadable = closed.length - records.length;
    this.memory = new Map(records.map((record) => [record.op_id, record]));
    return { records, turn: turn?.n ?? 0 };
  }

  /** @param {any} closed @returns {Promise<Queued|null>} */
  async #open(closed) {
    if (!closed.iv) return closed;
    const iv = String(closed.iv);
    const known = this.known.get(closed.op_id);
    if (known?.iv === iv) return known.record;
    const key = await this.cipher.key;
    const record = key && (await unseal(key, closed).catch(() => null));
    if (record) this.known.set(closed.op_id, { iv, record });
    return record;
  }

  /** Without a key no name is written down. @param {Queued} record */
  async #close(record) {
    const key = await this.cipher.key;
    const { about, ...nameless } = record;
    return key ? { op_id: record.op_id, ...(await seal(key, record)) } : nameless;
  }

  /**
   * Writes `change(records)` as one: what it returns is put, what it names in `drop` is removed. It is asked again where
   * another tab was quicker.
   * @param {Change} change @returns {Promise<void>}
   */
  update(change) {
    const done = this.turn.then(() => this.#update(change));
    this.turn = done.catch(() => undefined);
    return done;
  }

  /** @param {Change} change */
  async #update(change) {
    const database = await this.opened;
    if (database) {
      try {
        while (!(await this.#written(database, change)));
        return;
      } catch {
        // No room, or the browser has closed it: the page goes on, and says that it must not be left.
        this.database = null;
        this.opened = Promise.resolve(null);
      }
    }
    const changed = change(inOrder(this.memory.values()));
    this.#remember(changed);
    const left = await this.left;
    if (left) await removed(left, changed.drop ?? []);
  }

  /** @param {{put?: Queued[], drop?: string[]}} change */
  #remember({ put = [], drop = [] }) {
    for (const id of drop) this.memory.delete(id);
    for (const record of put) this.memory.set(record.op_id, record);
  }

  /** @param {IDBDatabase} database @param {Change} change @returns {Promise<boolean>} false: somebody else has written meanwhile */
  async #written(database, change) {
    const { records, turn } = await this.#read(database);
    const { put = [], drop = [] } = change(records);
    if (!put.length && !drop.length) return true;
    const closed = await Promise.all(put.map((record) => this.#close(record)));
    const transaction = database.transaction([OPERATIONS, TURNS], "readwrite");
    const done = finished(transaction);
    const [operations, turns] = [OPERATIONS, TURNS].map((table) => transaction.objectStore(table));
    let isOurs = true;
    turns.get(0).onsuccess = ({ target }) => {
      isOurs = (/** @type {IDBRequest} */ (target).result?.n ?? 0) === turn;
      if (!isOurs) return;
      turns.put({ id: 0, n: turn + 1 });
      for (const id of drop) operations.delete(id);
      for (const record of closed) operations.put(record);
      // Nothing more comes: written now, not when the page next has a moment, which it may not have.
      transaction.commit();
    };
    await done;
    if (isOurs) this.#remember({ put, drop });
    return isOurs;
  }
}

/** @param {Iterable<Queued>} records */
const inOrder = (records) => [...records].sort((a, b) => a.seq - b.seq);

/** @param {IDBDatabase} database @param {string[]} ids */
async function removed(database, ids) {
  const transaction = database.transaction(OPERATIONS, "readwrite");
  const done = finished(transaction);
  for (const id of ids) transaction.objectStore(OPERATIONS).delete(id);
  await done;
}

/**
 * Opens a database of this browser. @param {string} name @param {Record<string, string>} tables their key paths @param {number} [version]
 * @returns {Promise<IDBDatabase|null>} null where the browser keeps nothing
 */
export function opened(name, tables, version = 1) {
  return new Promise((resolve) => {
    try {
      const request = indexedDB.open(name, version);
      request.onupgradeneeded = () => {
        const { result } = request;
        for (const table of result.objectStoreNames) if (!tables[table]) result.deleteObjectStore(table);
        for (const [table, keyPath] of Object.entries(tables)) {
          if (!result.objectStoreNames.contains(table)) result.createObjectStore(table, { keyPath });
        }
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
