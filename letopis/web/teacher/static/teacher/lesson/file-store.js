/** The browser's own store of files that wait for the network: a database of its own beside the queue's, gone with it on signing out. */

import { DATABASE_PREFIX } from "../journal/store.js";

/**
 * @typedef {{id: string, at: number, course: number, lesson: number, name: string, blob: Blob, isPicture: boolean,
 *   state: "waiting"|"refused", message: string}} WaitingFile
 */

const FILES = "files";

export class FileStore {
  /** @param {IDBDatabase|null} database */
  constructor(database) {
    this.database = database;
  }

  /** @param {string} account @returns {Promise<FileStore>} */
  static open(account) {
    return new Promise((resolve) => {
      try {
        const request = indexedDB.open(`${DATABASE_PREFIX}${account}-files`, 1);
        request.onupgradeneeded = () => request.result.createObjectStore(FILES, { keyPath: "id" });
        request.onsuccess = () => {
          // Signing out in another tab removes the database: it must not wait for this one.
          request.result.onversionchange = () => request.result.close();
          resolve(new FileStore(request.result));
        };
        request.onerror = () => resolve(new FileStore(null));
        request.onblocked = () => resolve(new FileStore(null));
      } catch {
        resolve(new FileStore(null));
      }
    });
  }

  /** All files, the earliest first; none where the browser keeps nothing. @returns {Promise<WaitingFile[]>} */
  async all() {
    if (!this.database) return [];
    const files = await answered(this.database.transaction(FILES).objectStore(FILES).getAll());
    return files.sort((a, b) => a.at - b.at);
  }

  /** Keeps a file; false where the browser has no place for it. @param {WaitingFile} file @returns {Promise<boolean>} */
  put(file) {
    return this.#change((files) => files.put(file));
  }

  /** @param {string} id @returns {Promise<boolean>} */
  remove(id) {
    return this.#change((files) => files.delete(id));
  }

  /** @param {(files: IDBObjectStore) => void} change @returns {Promise<boolean>} true once it is written */
  #change(change) {
    const { database } = this;
    if (!database) return Promise.resolve(false);
    return new Promise((resolve) => {
      try {
        const transaction = database.transaction(FILES, "readwrite");
        transaction.oncomplete = () => resolve(true);
        transaction.onerror = transaction.onabort = () => resolve(false);
        change(transaction.objectStore(FILES));
      } catch {
        resolve(false);
      }
    });
  }
}

/** How many files of an account wait. @param {string} account @returns {Promise<number>} */
export const countWaiting = async (account) => (await (await FileStore.open(account)).all()).length;

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
const answered = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});
