/** Pages, each closed by the key of the session it was opened in. */

import { keepAsset } from "./assets.js";
import { withoutCopy } from "./offline.js";
import { currentSession, heed, keyOf, over, touch } from "./session.js";
import { PAGES, SHELL, THEME, worker } from "./settings.js";

/** @typedef {{html: string, headers: Array<[string, string]>, title: string}} Kept */

/** The day, who is in the building, a journal, a lesson, what could not be sent. */
const KEPT = /^\/(today|building|unsent|journal\/\d+(\/totals)?|lesson\/\d+)\/$/;
/** The server says with it that a page may be kept. */
const ACCOUNT = "X-Letopis-Account";
/** A network that does not answer for so long counts as none where the page is at hand. */
const PATIENCE = 4000;
const MOST_PAGES = 40;

/** Nothing of an earlier version stays, open pages least of all. */
export async function tidy() {
  const own = await currentSession();
  for (const name of await caches.keys()) if (name !== SHELL && name !== PAGES + own?.tag && name.startsWith("letopis-")) await caches.delete(name);
}

/** A page from the network, or the one kept where there is no network. @param {FetchEvent} event @param {URL} url @returns {Promise<Response>} */
export async function page(event, url) {
  const isKept = KEPT.test(url.pathname);
  event.waitUntil(touch().catch(() => undefined));
  const asking = fetch(event.request).then(async (response) => {
    const copy = isKept && response.headers.has(ACCOUNT) ? response.clone() : null;
    const tag = await heed(response).catch(() => "");
    if (copy) event.waitUntil(keepResponse(url, copy, tag).catch(() => undefined));
    return response;
  });
  const kept = isKept ? await keptPage(url) : undefined;
  if (!kept) return asking.catch(async () => withoutCopy(await atHand()));
  event.waitUntil(asking.catch(() => undefined));
  const patience = new Promise((resolve) => setTimeout(resolve, PATIENCE, kept));
  return Promise.race([asking.catch(() => kept), patience]);
}

/** @param {URL} url @returns {Promise<Response|undefined>} */
async function keptPage(url) {
  const own = await currentSession();
  if (!own) return undefined;
  const cache = await caches.open(PAGES + own.tag);
  // A journal asked for without its period is the one kept last.
  const closed = (await cache.match(url.href)) ?? (await cache.match(url.href, { ignoreSearch: true }));
  const { html, headers } = (closed && (await unsealed(own.key, closed))) ?? {};
  return html === undefined ? undefined : new Response(html, { headers });
}

/** @param {string} address */
export async function keepPage(address) {
  const url = new URL(address, worker.location.origin);
  if (!KEPT.test(url.pathname)) return;
  try {
    const response = await fetch(url, { credentials: "same-origin" });
    const html = await response.clone().text();
    const used = html.matchAll(/(?:href|src|data-[a-z]+)="(\/static\/[^"#]+)/g);
    // First what it is made of: a page without its scripts is no use.
    await Promise.all([...new Set([...used].map(([, path]) => path))].map(keepAsset));
    await keepResponse(url, response, await heed(response));
  } catch {
    // The network went just now: what was kept stays.
  }
}

/** @param {URL} url @param {Response} response @param {string} tag */
async function keepResponse(url, response, tag) {
  if (!response.headers.has(ACCOUNT) || !response.ok || response.redirected || !tag || over.has(tag)) return;
  const html = await response.text();
  const headers = [...response.headers].filter(([name]) => /^(content-(type|security)|x-content|x-frame|referrer|cross)/.test(name));
  const closed = await sealed(await keyOf(tag), { html, headers, title: html.match(/<title>([^<]*)/)?.[1] ?? "" });
  // The session may have ended meanwhile.
  if ((await currentSession())?.tag !== tag) return;
  const cache = await caches.open(PAGES + tag);
  await cache.put(url.href, closed);
  const keys = await cache.keys();
  for (const old of keys.slice(0, Math.max(0, keys.length - MOST_PAGES))) await cache.delete(old);
  await (await caches.open(SHELL)).put(THEME, new Response(html.match(/<html[^>]*data-theme="(\w+)"/)?.[1] ?? ""));
}

/** A document closed by the session's key, as the cache takes it. @param {CryptoKey} key @param {Kept} document */
async function sealed(key, document) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const data = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, new TextEncoder().encode(JSON.stringify(document)));
  return new Response(new Blob([iv, data]));
}

/** Undefined where it was closed by another key. @param {CryptoKey} key @param {Response} response @returns {Promise<Kept|undefined>} */
export async function unsealed(key, response) {
  const bytes = await response.arrayBuffer();
  const opening = crypto.subtle.decrypt({ name: "AES-GCM", iv: bytes.slice(0, 12) }, key, bytes.slice(12));
  return opening.then((data) => JSON.parse(new TextDecoder().decode(data)), () => undefined);
}

/** Addresses and titles of what is at hand, the latest first. @returns {Promise<Array<[string, string]>>} */
async function atHand() {
  const own = await currentSession();
  if (!own) return [];
  const cache = await caches.open(PAGES + own.tag);
  const links = new Map();
  for (const request of (await cache.keys()).toReversed()) {
    const { pathname } = new URL(request.url);
    const closed = links.has(pathname) ? undefined : await cache.match(request);
    const found = closed && (await unsealed(own.key, closed));
    // Titles are HTML already, as the server wrote them.
    if (found) links.set(pathname, found.title.replace(/ — Летопись$/, ""));
  }
  return [...links];
}
