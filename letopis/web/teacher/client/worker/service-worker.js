/**
 * Keeps what a teacher needs when the network is gone: scripts and styles, and the pages opened last (the day, its lessons,
 * the journal). The network is asked first; what is typed goes through the pages' own queue, never through here.
 *
 * Pages are kept for one session, closed by its key (docs/developer/decisions/0001-what-a-browser-keeps.md): every answer
 * of the server names the session it belongs to. When it is another one's turn, or nobody's, when somebody signs out or has
 * not come for long, key and pages go.
 */

import { asset, keepAsset } from "./assets.js";
import { plain } from "./offline.js";
import { keepPage, page, tidy } from "./pages.js";
import { currentSession, forget, touch } from "./session.js";
import { ICONS, SIGN, STYLES, worker } from "./settings.js";

const HASHED = /\.[0-9a-f]{12}\.\w+$/;

worker.addEventListener("install", (event) => event.waitUntil(Promise.all([...STYLES, SIGN, ICONS].map(keepAsset)).then(() => worker.skipWaiting())));
worker.addEventListener("activate", (event) => event.waitUntil(tidy().then(() => worker.clients.claim())));

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== worker.location.origin) return;
  if (url.pathname.startsWith("/account/logout") && request.method === "POST") event.respondWith(signOut(request));
  else if (url.pathname === "/journal/operations") event.waitUntil(touch());
  else if (request.method !== "GET") return;
  else if (url.pathname.startsWith("/static/")) event.respondWith(asset(request, HASHED.test(url.pathname)));
  else if (request.mode === "navigate") event.respondWith(page(event, url));
});

worker.addEventListener("message", (event) => {
  /** @type {{keep?: string[], assets?: string[]}} */
  const { keep = [], assets = [] } = event.data ?? {};
  event.waitUntil(Promise.all([...keep.map((address) => keepPage(address)), ...assets.map((address) => keepAsset(address))]));
});

/** @param {Request} request @returns {Promise<Response>} */
async function signOut(request) {
  await forget((await currentSession())?.tag);
  // The other tabs go too, once the server knows.
  const left = () => new BroadcastChannel("letopis-session").postMessage("left");
  return fetch(request).finally(left).catch(() => plain("Вы вышли на этом устройстве", "<p>Страниц журнала здесь больше нет. Сети тоже нет, поэтому на сервере вход ещё открыт: когда она появится, войдите и выйдите ещё раз.</p>"));
}
