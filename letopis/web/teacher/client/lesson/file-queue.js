/**
 * Files on their way: kept in the browser first, sent when the network and the task they belong to are there, repeated safely
 * by `id`. Tabs of one account share the store; whoever holds the lock sends for all. Events: `change` (what waits, or how it
 * stands), `sent` ({file: WaitingFile, given: {id, name, size, removed}}).
 */

import { uuid } from "../journal/format.js";
import { Sender } from "../journal/sender.js";
import { signed, who } from "../journal/who.js";
import { FileStore } from "./file-store.js";

/** @typedef {import("./file-store.js").WaitingFile} WaitingFile */
/** @typedef {{id: number, name: string, size: number, removed: boolean}} Given */

/** A photograph over a poor network takes its time. */
const PATIENCE = { pauses: [1000, 2000, 5000, 10_000, 20_000], timeout: 120_000 };
const GONE = "Эта страница вам больше не доступна: передайте файл тому, кто её ведёт.";

export class FileQueue extends Sender {
  /** @param {FileStore} store @param {string} account */
  constructor(store, account) {
    super(`letopis-files-${account}`, PATIENCE);
    this.store = store;
    /** What is painted from. @type {Map<string, WaitingFile>} */
    this.files = new Map();
    /** Those not in the store yet. @type {Set<string>} */
    this.fresh = new Set();
    /** Those the browser had no place for: they live as long as the page. @type {Set<string>} */
    this.unkept = new Set();
    /** Those whose task the journal does not have yet. @type {Set<string>} */
    this.early = new Set();
  }

  /** @param {string} account @returns {Promise<FileQueue>} */
  static async open(account) {
    const queue = new FileQueue(await FileStore.open(account), account);
    await queue.#reload();
    return queue;
  }

  /** Files of a lesson, the earliest first. @param {number} lesson @returns {WaitingFile[]} */
  of(lesson) {
    return [...this.files.values()].filter((file) => file.lesson === lesson);
  }

  /** @param {Omit<WaitingFile, "id"|"at"|"state"|"message">} file @returns {Promise<void>} settled once the browser has it */
  async add(file) {
    /** @type {WaitingFile} */
    const added = { ...file, id: uuid(), at: Date.now(), state: "waiting", message: "", by: [who.person, who.role] };
    this.files.set(added.id, added);
    this.fresh.add(added.id);
    this.#emit();
    navigator.storage?.persist?.().catch(() => undefined);
    if (!(await this.store.put(added))) this.unkept.add(added.id);
    this.fresh.delete(added.id);
    this.channel?.postMessage({});
    this.#emit();
  }

  /** Takes a file back. One that is just being sent is removed when it has arrived. @param {string} id */
  async remove(id) {
    this.files.delete(id);
    this.#emit();
    await this.store.remove(id);
    this.channel?.postMessage({});
  }

  /** Sends a refused file again. @param {string} id */
  async retry(id) {
    const file = this.files.get(id);
    if (file) await this.#renew({ ...file, state: "waiting", message: "" });
    await this.flush();
  }

  get isReady() {
    return this.files.size > 0;
  }

  async sendAll() {
    // Another tab may have sent them while this one waited for its turn.
    await this.#reload();
    /** Tasks by lesson, asked for once a round; why there is none. @type {Map<number, number|undefined|string>} */
    const tasks = new Map();
    for (const file of [...this.files.values()]) {
      if (file.state === "waiting" && this.files.has(file.id)) await this.#send(file, tasks);
    }
    this.#emit();
  }

  failed() {
    this.#emit();
  }

  /** @param {WaitingFile} file @param {Map<number, number|undefined|string>} tasks */
  async #send(file, tasks) {
    if (!tasks.has(file.lesson)) tasks.set(file.lesson, await this.#taskOf(file));
    const task = tasks.get(file.lesson);
    if (typeof task === "string") return this.#refuse(file, task);
    if (task) this.early.delete(file.id);
    else this.early.add(file.id);
    if (!task) return;
    const body = new FormData();
    body.append("file", file.blob, file.name);
    body.append("upload_id", file.id);
    const answer = await this.#ask(`/journal/homework/${task}/files`, { method: "POST", body }, file);
    if (answer.status === 200) await this.#sent(file, answer.document);
    else await this.#refuse(file, answer.status === 404 ? GONE : answer.document?.message ?? "Сервер не взял этот файл.");
  }

  /** The task for all of a file's lesson: undefined where it is not saved yet; why, where the lesson is not there. @param {WaitingFile} file @returns {Promise<number|undefined|string>} */
  async #taskOf(file) {
    const { status, document } = await this.#ask(`/lesson/${file.lesson}/data.json`, {}, file);
    if (status !== 200) return status === 404 ? GONE : document?.message ?? GONE;
    return document.homework.find((/** @type {import("../journal/wire.js").Task} */ { student_ids, removed }) => !student_ids.length && !removed)?.id;
  }

  /** In the role that the file was added in. @param {string} address @param {RequestInit} options @param {WaitingFile} file @returns {Promise<{status: number, document: any}>} Throws NotNow. */
  #ask(address, options, { by }) {
    return this.ask(address, { ...options, headers: signed(by) }, async (response) => ({
      status: response.status,
      document: await (response.ok ? response.json() : response.json().catch(() => null)),
    }));
  }

  /** @param {WaitingFile} file @param {Given} given */
  async #sent(file, given) {
    if (!this.files.has(file.id)) {
      await this.#ask(`/files/homework/${given.id}/remove`, { method: "POST" }, file);
      return;
    }
    this.files.delete(file.id);
    await this.store.remove(file.id);
    this.#emit();
    this.dispatchEvent(new CustomEvent("sent", { detail: { file, given } }));
    this.channel?.postMessage({ file: { ...file, blob: null }, given });
  }

  /** @param {WaitingFile} file @param {string} message */
  #refuse(file, message) {
    return this.#renew({ ...file, state: "refused", message });
  }

  /** @param {WaitingFile} file */
  async #renew(file) {
    if (!this.files.has(file.id)) return;
    this.files.set(file.id, file);
    if (!this.unkept.has(file.id)) await this.store.put(file);
    this.channel?.postMessage({});
    this.#emit();
  }

  async #reload() {
    const kept = await this.store.all().catch(() => []);
    const own = [...this.files.values()].filter(({ id }) => this.unkept.has(id) || this.fresh.has(id));
    this.files = new Map([...kept, ...own].map((file) => [file.id, file]));
  }

  /** What another tab of the same account has done. @param {any} news */
  async heard({ file, given }) {
    await this.#reload();
    this.#emit();
    if (given) this.dispatchEvent(new CustomEvent("sent", { detail: { file, given } }));
  }

  #emit() {
    this.dispatchEvent(new CustomEvent("change"));
  }
}
