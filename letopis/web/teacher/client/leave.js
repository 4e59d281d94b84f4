/** Signing out: what waits is sent first; what cannot be sent stays, closed, for its owner, and the warning says so. */

import { counted } from "./journal/format.js";
import { forget } from "./journal/kept.js";
import { names } from "./journal/notes.js";
import { Queue } from "./journal/queue.js";
import { DATABASE_PREFIX } from "./journal/store.js";
import { who } from "./journal/who.js";

const account = String(who.account);
const own = DATABASE_PREFIX + account, ownFiles = `${own}-files`;
const OTHERS = "На этом компьютере есть неотправленное другой учётной записи: оно останется и уйдёт, когда войдёт её владелец.";
const PATIENCE = 3000;

/** What holds nothing any more when somebody goes. @type {string[]} */
let empty = [];

/** What to ask before signing out; null where nothing is left behind. @param {any} screen the journal or the lesson that is open, or null @returns {Promise<{title: string, text: string}|null>} */
export async function signOutWarning(screen) {
  /** @type {Queue} */
  const queue = screen?.session?.queue ?? await Queue.open(account, "/journal/operations");
  await Promise.race([queue.flush(), new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
  const files = screen?.homework?.attachments.queue?.files.size ?? await sizeOf(ownFiles);
  empty = [...(files ? [] : [ownFiles]), ...(queue.records.size || queue.store.unreadable ? [] : [own])];
  const waiting = queue.unanswered.length + files;
  const text = [waiting ? ownText(waiting, queue) : "", (await othersWait()) ? OTHERS : ""].filter(Boolean).join(" ");
  return text ? { title: waiting ? "Выйти, не сохранив?" : "Выйти?", text } : null;
}

/** The session ends on this device. */
export function clearDevice() {
  for (const name of empty) indexedDB.deleteDatabase(name);
  if (empty.includes(own)) for (const name of names(account)) localStorage.removeItem(name);
  forget().catch(() => undefined);
}

/** @param {number} waiting @param {Queue} queue */
function ownText(waiting, { store }) {
  const text = `${counted(waiting, "изменение ждёт", "изменения ждут", "изменений ждут")} отправки.`;
  if (store.database === null) return `${text} Это устройство ничего не хранит: после выхода они пропадут. Посмотреть и скопировать их можно на странице «Не отправлено».`;
  return `${text} Они останутся на этом устройстве${globalThis.crypto?.subtle ? "" : ", без шифрования и без имён,"} и уйдут, когда вы войдёте на нём снова.`;
}

/** Whether another account has left something here that is not sent: it cannot be read, only counted. */
async function othersWait() {
  for (const { name = "" } of (await indexedDB.databases?.()) ?? []) {
    if (name.startsWith(DATABASE_PREFIX) && name !== own && name !== ownFiles && (await sizeOf(name))) return true;
  }
  return false;
}

/** How many rows lie in the first table of a database. @param {string} name @returns {Promise<number>} */
function sizeOf(name) {
  return new Promise((resolve) => {
    const request = indexedDB.open(name);
    request.onerror = () => resolve(0);
    request.onsuccess = () => {
      const { result } = request;
      const [table] = result.objectStoreNames;
      if (!table) resolve(0);
      else {
        const count = result.transaction(table).objectStore(table).count();
        count.onsuccess = () => resolve(count.result);
        count.onerror = () => resolve(0);
      }
      result.close();
    };
  });
}
