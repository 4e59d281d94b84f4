/**
 * Keeps the teacher's pages at hand without a network, sends what waits from whatever page is open, and looks after what is
 * typed when somebody signs out.
 */

import { icon, symbolsAddress } from "./journal/format.js";
import { names } from "./journal/notes.js";
import { Queue } from "./journal/queue.js";
import { DATABASE_PREFIX } from "./journal/store.js";
import { who } from "./journal/who.js";
import { clearDevice, signOutWarning } from "./leave.js";
import { FileQueue } from "./lesson/file-queue.js";
import { confirmed } from "./question.js";

const account = String(who.account ?? "");
/** Tabs of one browser have one session. */
const tabs = "BroadcastChannel" in globalThis ? new BroadcastChannel("letopis-session") : null;

/** The journal or the lesson that is open: its queue may live in its memory alone. @returns {any} */
const screen = () => document.querySelector("journal-grid, lesson-screen");

async function keepAtHand() {
  if (!("serviceWorker" in navigator)) return;
  await navigator.serviceWorker.register("/service-worker.js");
  const { active } = await navigator.serviceWorker.ready;
  const assets = [symbolsAddress(), ...performance.getEntriesByType("resource").map(({ name }) => name).filter((name) => name.includes("/static/"))];
  const lessons = [...document.querySelectorAll("[data-keep] a[href^='/lesson/']")].map((link) => /** @type {HTMLAnchorElement} */ (link).pathname);
  active?.postMessage({ assets, keep: who.shared ? [] : [...new Set([location.href, "/unsent/", ...lessons])] });
}

/** What waits is sent before one goes; what cannot be sent stays for its owner. @param {SubmitEvent} event */
async function leave(event) {
  const form = /** @type {HTMLFormElement} */ (event.target);
  const { dataset } = form;
  if (!account || !new URL(form.action).pathname.startsWith("/account/logout")) return;
  if (dataset.left) {
    clearDevice();
    tabs?.postMessage("left");
    return;
  }
  event.preventDefault();
  const asked = await signOutWarning(screen());
  if (asked && !(await confirmed(asked.title, asked.text, "Выйти"))) return;
  dataset.left = "yes";
  form.requestSubmit();
  delete dataset.left;
}

/** What waited for the network is sent from whatever page is opened: marks, then photographs. The journal and the lesson look after their own. */
async function sendWaiting() {
  if (!account || document.querySelector("lesson-screen, unsent-list")) return;
  const found = ((await indexedDB.databases?.()) ?? []).map(({ name }) => name);
  const own = DATABASE_PREFIX + account;
  if (!screen() && (found.includes(own) || names(account).length)) {
    const queue = await Queue.open(account, "/journal/operations");
    await queue.flush();
    warnOfRefused([...queue.records.values()]);
  }
  if (!found.includes(`${own}-files`)) return;
  const queue = await FileQueue.open(account);
  await queue.flush();
  warnOfRefused([...queue.files.values()]);
}

/** A warning that something was not accepted, on every page until it is looked at. @param {Array<{state: string}>} kept */
function warnOfRefused(kept) {
  if (screen() || document.querySelector("[data-unsent]") || !kept.some(({ state }) => state === "refused" || state === "conflict")) return;
  document.getElementById("main")?.insertAdjacentHTML("afterbegin", `<div class="alert alert--danger no-print" data-unsent>${icon("alert")}<p class="alert__text">Часть введённого не принята.</p><a href="/unsent/">Посмотреть и скопировать</a></div>`);
}

document.addEventListener("submit", leave);
addEventListener("load", () => keepAtHand().catch(() => undefined));
addEventListener("load", () => sendWaiting().catch(() => undefined));
// «Back» after signing out must ask the server, not show what the browser has put aside.
addEventListener("pageshow", ({ persisted }) => persisted && location.reload());
// The other tab's question has to reach the server first.
if (tabs) tabs.onmessage = () => setTimeout(() => location.reload(), 2000);
addEventListener("beforeunload", (event) => {
  const { queue } = screen()?.session ?? {};
  if (queue?.store.database === null && queue.unanswered.length) event.preventDefault();
});
