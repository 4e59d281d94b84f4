/** The browser's own store of operations (IndexedDB), one database an account; memory where the browser keeps nothing. */

/** @typedef {import("./types.js").Queued} Queued */

export const DATABASE_PREFIX = "letopis-queue-";
const OPERATIONS = "operations";

export class Store {
  /** @param {IDBDatabase|null} database */
  constructor(database) {
    this.database = database;
    /** @type {Map<string, Queued>} */
    this.memory = new Map();
  }

  /** @param {string} account @returns {Promise<Store>} */
  static open(account) {
    return new Promise((resolve) => {
      try {
        const request = indexedDB.open(DATABASE_PREFIX + account, 1);
        request.onupgradeneeded = () => request.result.createObjectStore(OPERATIONS, { keyPath: "op_id" });
        request.onsuccess = () => resolve(new Store(request.result));
        request.onerror = () => resolve(new Store(null));
        request.onblocked = () => resolve(new Store(null));
      } catch {
        resolve(new Store(null));
      }
    });
  }

  /** True where what is typed outlives the page. */
  get isLasting() {
    return this.database !== null;
  }

  /** All records, the earliest first. @returns {Promise<Queued[]>} */
  async all() {
    const records = this.database
      ? await asked(this.database.transaction(OPERATIONS).objectStore(OPERATIONS).getAll())
      : [...this.memory.values()];
    return records.sort((a, b) => a.seq - b.seq);
  }

  /**
   * Writes `change(records)` in one transaction: what it returns is put, what it names in `drop` is removed.
   * @param {(records: Queued[]) => {put?: Queued[], drop?: string[]}} change
   */
  async update(change) {
    if (!this.database) {
      const { put = [], drop = [] } = change([...this.memory.values()].sort((a, b) => a.seq - b.seq));
      for (const id of drop) this.memory.delete(id);
      for (const record of put) this.memory.set(record.op_id, record);
      return;
    }
    const transaction = this.database.transaction(OPERATIONS, "readwrite");
    const done = finished(transaction);
    const operations = transaction.objectStore(OPERATIONS);
    operations.getAll().onsuccess = (event) => {
      const records = /** @type {IDBRequest<Queued[]>} */ (event.target).result.sort((a, b) => a.seq - b.seq);
      const { put = [], drop = [] } = change(records);
      for (const id of drop) operations.delete(id);
      for (const record of put) operations.put(record);
    };
    await done;
  }
}

/** Forgets everything typed on this device: called on signing out. */
export async function forgetAll() {
  if (!indexedDB.databases) return;
  for (const { name } of await indexedDB.databases()) {
    if (name?.startsWith(DATABASE_PREFIX)) indexedDB.deleteDatabase(name);
  }
}

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
const asked = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

/** @param {IDBTransaction} transaction @returns {Promise<void>} */
const finished = (transaction) => new Promise((resolve, reject) => {
  transaction.oncomplete = () => resolve();
  transaction.onerror = () => reject(transaction.error);
  transaction.onabort = () => reject(transaction.error);
});
