/**
 * Keeps what a teacher needs when the network is gone: scripts and styles, and the pages opened last (the day, its lessons,
 * the journal). The network is asked first; what is typed goes through the pages' own queue, never through here.
 *
 * Pages are kept for one account: the server names it in X-Letopis-Account. When it is another one's turn, or somebody
 * signs out, nothing personal stays.
 */

const SHELL = "letopis-shell-1";
const PAGES = "letopis-pages-";
const QUEUES = "letopis-queue-";
const ACCOUNT = "X-Letopis-Account";
/** The day, a journal, a lesson. */
const KEPT = /^\/(today|journal\/\d+|lesson\/\d+)\/$/;
const HASHED = /\.[0-9a-f]{12}\.\w+$/;
/** A network that does not answer for so long counts as none where the page is at hand. */
const PATIENCE = 4000;
const MOST_PAGES = 40;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (url.pathname.startsWith("/account/logout")) {
    if (request.method === "POST") event.waitUntil(forget());
    return;
  }
  if (request.method !== "GET") return;
  if (url.pathname.startsWith("/static/")) event.respondWith(asset(request, HASHED.test(url.pathname)));
  else if (request.mode === "navigate" && KEPT.test(url.pathname)) event.respondWith(page(event, url));
  else if (request.mode === "navigate") event.respondWith(fetch(request).catch(() => nothing()));
});

self.addEventListener("message", (event) => {
  const { keep = [], assets = [] } = event.data ?? {};
  event.waitUntil(Promise.all([...keep.map((address) => keepPage(address)), ...assets.map((address) => keepAsset(address))]));
});

/** Scripts and styles: a hashed name never changes, any other is asked for first. */
async function asset(request, isHashed) {
  const shell = await caches.open(SHELL);
  const kept = await shell.match(request);
  if (kept && isHashed) return kept;
  try {
    const response = await fetch(request);
    if (response.ok) await shell.put(request, response.clone());
    return response;
  } catch (error) {
    if (kept) return kept;
    throw error;
  }
}

/** Keeps a script or a style, and the modules that a script imports. */
async function keepAsset(address) {
  const shell = await caches.open(SHELL);
  const url = new URL(address, self.location.origin);
  url.hash = "";
  if (url.origin !== self.location.origin || (await shell.match(url.href))) return;
  const response = await fetch(url).catch(() => null);
  if (!response?.ok) return;
  await shell.put(url.href, response.clone());
  if (!url.pathname.endsWith(".js")) return;
  const imports = (await response.text()).matchAll(/(?:from |import\()"(\.{1,2}\/[^"]+)"/g);
  await Promise.all([...imports].map(([, path]) => keepAsset(new URL(path, url).href)));
}

/** A page from the network, or the one kept where there is no network. */
async function page(event, url) {
  const asked = fetch(event.request).then(async (response) => {
    await keepResponse(url, response.clone());
    return response;
  });
  const kept = await keptPage(url);
  if (!kept) return asked.catch(() => nothing());
  event.waitUntil(asked.catch(() => undefined));
  const patience = new Promise((resolve) => setTimeout(resolve, PATIENCE, kept));
  return Promise.race([asked.catch(() => kept), patience]);
}

async function keptPage(url) {
  const [name] = await pageCaches();
  if (!name) return undefined;
  const cache = await caches.open(name);
  // A journal asked for without its period is the one kept last.
  return (await cache.match(url.href)) ?? cache.match(url.href, { ignoreSearch: true });
}

async function keepPage(address) {
  const url = new URL(address, self.location.origin);
  if (!KEPT.test(url.pathname)) return;
  try {
    const response = await fetch(url, { credentials: "same-origin" });
    const html = await response.clone().text();
    const used = html.matchAll(/(?:href|src|data-icons)="(\/static\/[^"#]+)/g);
    // First what it is made of: a page without its scripts is no use.
    await Promise.all([...new Set([...used].map(([, path]) => path))].map(keepAsset));
    await keepResponse(url, response);
  } catch {
    // The network went just now: what was kept stays.
  }
}

async function keepResponse(url, response) {
  const account = response.headers.get(ACCOUNT);
  if (!account || !response.ok || response.redirected) return;
  const own = PAGES + account;
  for (const name of await pageCaches()) if (name !== own) await caches.delete(name);
  const cache = await caches.open(own);
  await cache.put(url.href, response);
  const keys = await cache.keys();
  for (const old of keys.slice(0, Math.max(0, keys.length - MOST_PAGES))) await cache.delete(old);
}

async function pageCaches() {
  return (await caches.keys()).filter((name) => name.startsWith(PAGES));
}

/** Signing out: pages and queues of everybody go. */
async function forget() {
  for (const name of await pageCaches()) await caches.delete(name);
  const databases = indexedDB.databases ? await indexedDB.databases() : [];
  for (const { name } of databases) if (name?.startsWith(QUEUES)) indexedDB.deleteDatabase(name);
}

function nothing() {
  const html = `<!doctype html><html lang="ru"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Нет сети — Летопись</title>
    <link rel="stylesheet" href="/static/letopis/tokens.css"><link rel="stylesheet" href="/static/letopis/base.css">
    <main class="plain"><div class="plain__main"><h1>Нет сети</h1><p>Эта страница на устройстве не сохранена. Без сети открываются уроки дня и журнал, которые вы открывали последними.</p><p><a href="/today/">К урокам дня</a></p></div></main></html>`;
  return new Response(html, { status: 503, headers: { "Content-Type": "text/html; charset=utf-8" } });
}
