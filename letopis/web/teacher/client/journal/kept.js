/**
 * What is kept as long as the session is open: rows the server has confirmed, newer than a page that was kept without a
 * network. Closed by the session's key, which no script can read out and which is gone with the session; the service
 * worker closes pages by the same one.
 */

import { seal, subtle, unseal } from "./cipher.js";
import { asked, finished, opened } from "./store.js";
import { who } from "./who.js";
import { readAbsence, readLesson, readMark, readWork } from "./wire.js";

/** @typedef {{key: string, course: number, kind: "mark"|"absence"|"lesson"|"work"|"homework", row: any, cursor: number}} KeptRow */

const DATABASE = "letopis-session";
const KEYS = "keys", ROWS = "rows";
const PAGES = "letopis-pages-";

const vault = () => opened(DATABASE, { [KEYS]: "id", [ROWS]: "key" });

export class Rows {
  constructor() {
    /** @type {Promise<{database: IDBDatabase, key: CryptoKey}|null>} null: nothing is kept here */
    this.open = this.#open().catch(() => null);
  }

  async #open() {
    if (!subtle || who.shared || !who.session) return null;
    const database = await vault();
    return database && { database, key: await keyOf(database, who.session) };
  }

  /** Rows of one course confirmed after the ledger's entry `cursor`. @param {number} course @param {number} cursor @returns {Promise<KeptRow[]>} */
  async confirmed(course, cursor) {
    const open = await this.open;
    if (!open) return [];
    const closed = await asked(open.database.transaction(ROWS).objectStore(ROWS).getAll());
    const rows = await Promise.all(closed.map((row) => unseal(open.key, row)));
    return rows.filter((row) => row.course === course && row.cursor > cursor);
  }

  /** @param {KeptRow[]} rows */
  async confirm(rows) {
    const open = rows.length ? await this.open : null;
    if (!open) return;
    const closed = await Promise.all(rows.map(async (row) => ({ key: row.key, ...(await seal(open.key, row)) })));
    const transaction = open.database.transaction(ROWS, "readwrite");
    const done = finished(transaction);
    for (const row of closed) transaction.objectStore(ROWS).put(row);
    await done;
  }
}

/** The session's key, made by whoever needs it first; with it goes what another session left. @param {IDBDatabase} database @param {string} session @returns {Promise<CryptoKey>} */
async function keyOf(database, session) {
  const made = await /** @type {SubtleCrypto} */ (subtle).generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  const transaction = database.transaction([KEYS, ROWS], "readwrite");
  const held = await asked(transaction.objectStore(KEYS).get("key"));
  if (held?.tag === session) return held.key;
  transaction.objectStore(KEYS).put({ id: "key", tag: session, key: made });
  transaction.objectStore(ROWS).clear();
  return made;
}

/** The session is over: what was kept for it goes, and what the one after it keeps stays. */
export async function forget() {
  if (!who.session) return;
  await globalThis.caches?.delete(PAGES + who.session);
  const database = await vault();
  const held = database && (await asked(database.transaction(KEYS).objectStore(KEYS).get("key")));
  if (!held || held.tag === who.session) indexedDB.deleteDatabase(DATABASE);
}

/**
 * The rows that an answer confirms, as the ledger's entry `cursor` left them.
 * @param {import("./types.js").Queued} record @param {import("./types.js").Answer} answer @param {number} cursor @returns {KeptRow[]}
 */
export function confirmedRows({ course }, answer, cursor) {
  if (answer.status !== "applied" || !cursor) return [];
  /** @type {KeptRow[]} */
  const rows = [];
  const { mark, absence, lesson, work, homework } = answer;
  const put = mark && readMark(mark);
  if (put && put.workId !== null) rows.push({ key: `m:${put.workId}:${put.studentId}`, course, kind: "mark", row: mark, cursor });
  const away = absence && readAbsence(absence);
  if (away) rows.push({ key: `a:${away.lessonId}:${away.studentId}`, course, kind: "absence", row: absence, cursor });
  if (lesson) rows.push({ key: `l:${readLesson(lesson).id}`, course, kind: "lesson", row: lesson, cursor });
  if (work && !answer.removed) rows.push({ key: `w:${readWork(work).id}`, course, kind: "work", row: work, cursor });
  if (homework) rows.push({ key: `h:${homework.id}`, course, kind: "homework", row: homework, cursor });
  return rows;
}
