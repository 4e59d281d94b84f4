/** The browser's own store of files that wait for the network: a database of its own beside the queue's, gone with it on signing out. */

import { asked, DATABASE_PREFIX, finished, opened } from "../journal/store.js";

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
  static async open(account) {
    return new FileStore(await opened(`${DATABASE_PREFIX}${account}-files`, { [FILES]: "id" }));
  }

  /** All files, the earliest first; none where the browser keeps nothing. @returns {Promise<WaitingFile[]>} */
  async all() {
    if (!this.database) return [];
    const files = await asked(this.database.transaction(FILES).objectStore(FILES).getAll());
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
  async #change(change) {
    if (!this.database) return false;
    try {
      const transaction = this.database.transaction(FILES, "readwrite");
      const done = finished(transaction);
      change(transaction.objectStore(FILES));
      await done;
      return true;
    } catch {
      return false;
    }
  }
}

/** How many files of an account wait. @param {string} account @returns {Promise<number>} */
export const countWaiting = async (account) => (await (await FileStore.open(account)).all()).length;
