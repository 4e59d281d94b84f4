/**
 * Keeps the teacher's pages at hand without a network, and looks after what is typed when somebody signs out.
 * Loaded by the day, the journal and the lesson.
 */

import { counted } from "./journal/format.js";
import { noted } from "./journal/notes.js";
import { Queue } from "./journal/queue.js";
import { DATABASE_PREFIX, forgetAll } from "./journal/store.js";
import { countWaiting } from "./lesson/file-store.js";

const OPERATIONS = "/journal/operations";
const account = document.querySelector("[data-account]")?.getAttribute("data-account") ?? document.querySelector("[account]")?.getAttribute("account") ?? "";

async function keepAtHand() {
  if (!("serviceWorker" in navigator)) return;
  await navigator.serviceWorker.register("/service-worker.js");
  const { active } = await navigator.serviceWorker.ready;
  const assets = performance.getEntriesByType("resource").map(({ name }) => name).filter((name) => name.includes("/static/"));
  const lessons = [...document.querySelectorAll("[data-keep] a[href^='/lesson/']")].map((link) => /** @type {HTMLAnchorElement} */ (link).pathname);
  active?.postMessage({ assets, keep: [...new Set([location.href, ...lessons])] });
}

/** What waits is sent before one goes; what cannot be sent is not thrown away without a question. */
async function leave(/** @type {SubmitEvent} */ event) {
  const form = /** @type {HTMLFormElement} */ (event.target);
  if (!account || !new URL(form.action).pathname.startsWith("/account/logout")) return;
  if (form.dataset.sure || (form.dataset.left && !form.dataset.confirm)) forgetAll();
  if (form.dataset.sure || form.dataset.left) return;
  event.preventDefault();
  const queue = await Queue.open(account, OPERATIONS);
  await Promise.race([queue.flush(), new Promise((resolve) => setTimeout(resolve, 3000))]);
  const waiting = queue.unanswered.length + (await countWaiting(account));
  if (waiting) {
    // The frame of the page asks.
    form.dataset.confirm = "Выйти, не сохранив?";
    form.dataset.confirmText = `${counted(waiting, "изменение ждёт", "изменения ждут", "изменений ждут")} отправки. После выхода они сотрутся с этого устройства.`;
    form.dataset.confirmVerb = "Выйти";
  } else delete form.dataset.confirm;
  form.dataset.left = "yes";
  form.requestSubmit();
  delete form.dataset.left;
}

/** What waited for the network is sent from whatever page is opened: marks, then photographs. The journal and the lesson look after their own. */
async function sendWaiting() {
  if (!account || document.querySelector("lesson-screen")) return;
  const names = ((await indexedDB.databases?.()) ?? []).map(({ name }) => name);
  const isJournal = document.querySelector("journal-grid") !== null;
  if (!isJournal && (names.includes(DATABASE_PREFIX + account) || noted(account).length)) await (await Queue.open(account, OPERATIONS)).flush();
  if (!names.includes(`${DATABASE_PREFIX}${account}-files`)) return;
  const { FileQueue } = await import("./lesson/file-queue.js");
  await (await FileQueue.open(account)).flush();
}

document.addEventListener("submit", leave);
addEventListener("load", () => keepAtHand().catch(() => undefined));
addEventListener("load", () => sendWaiting().catch(() => undefined));
