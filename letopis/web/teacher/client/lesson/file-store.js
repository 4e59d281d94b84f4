/**
 * The browser's own store of files that wait for the network: a database of its own beside the queue's, closed by the same key.
 * Nothing comes to it on a computer that is used by many.
 */

import { Cipher, seal, sealBytes, unseal, unsealBytes } from "../journal/cipher.js";
import { asked, DATABASE_PREFIX, finished, opened } from "../journal/store.js";
import { who } from "../journal/who.js";

/**
 * @typedef {{id: string, at: number, course: number, lesson: number, name: string, blob: Blob, isPicture: boolean,
 *   state: "waiting"|"refused", message: string, by?: [number|undefined, string|undefined], about?: string}} WaitingFile
 */

const FILES = "files";

export class FileStore {
  /** @param {IDBDatabase|null} database */
  constructor(database) {
    this.database = database;
    this.cipher = new Cipher();
  }

  /** @param {string} account @returns {Promise<FileStore>} */
  static async open(account) {
    return new FileStore(await opened(`${DATABASE_PREFIX}${account}-files`, { [FILES]: "id" }));
  }

  /** All files, the earliest first; none where the browser keeps nothing. @returns {Promise<WaitingFile[]>} */
  async all() {
    if (!this.database) return [];
    const closed = await asked(this.database.transaction(FILES).objectStore(FILES).getAll());
    const files = (await Promise.all(closed.map((file) => this.#open(file)))).flatMap((file) => file ?? []);
    return files.sort((a, b) => a.at - b.at);
  }

  /** How many lie there, those that cannot be read among them. @returns {Promise<number>} */
  async size() {
    return this.database ? asked(this.database.transaction(FILES).objectStore(FILES).count()) : 0;
  }

  /** Keeps a file; false where the browser has no place for it. @param {WaitingFile} file @returns {Promise<boolean>} */
  async put(file) {
    if (who.shared) return false;
    const closed = await this.#close(file).catch(() => null);
    return closed !== null && this.#change((files) => files.put(closed));
  }

  /** @param {string} id @returns {Promise<boolean>} */
  remove(id) {
    return this.#change((files) => files.delete(id));
  }

  /** Without a key no name of a person is written down. @param {WaitingFile} file @returns {Promise<any>} */
  async #close(file) {
    const key = await this.cipher.key;
    const { blob, about, ...nameless } = file;
    if (!key) return { ...nameless, blob };
    const [picture, rest] = await Promise.all([sealBytes(key, await blob.arrayBuffer()), seal(key, { ...nameless, about, type: blob.type })]);
    return { id: file.id, picture, rest };
  }

  /** @param {any} closed @returns {Promise<WaitingFile|null>} null where it is closed by a key that the server has no more */
  async #open(closed) {
    if (!closed.rest) return closed;
    const key = await this.cipher.key;
    if (!key) return null;
    try {
      const { type, ...rest } = await unseal(key, closed.rest);
      return { ...rest, blob: new Blob([await unsealBytes(key, closed.picture)], { type }) };
    } catch {
      return null;
    }
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
