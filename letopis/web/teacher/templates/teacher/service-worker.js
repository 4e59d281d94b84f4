{% load static %}/**
 * Keeps what a teacher needs when the network is gone: scripts and styles, and the pages opened last (the day, its lessons,
 * the journal). The network is asked first; what is typed goes through the pages' own queue, never through here.
 *
 * Pages are kept for one session, closed by its key (docs/developer/decisions/0001-what-a-browser-keeps.md): every answer
 * of the server names the session it belongs to. When it is another one's turn, or nobody's, when somebody signs out or has
 * not come for long, key and pages go.
 */

const SHELL = "letopis-shell-2";
const PAGES = "letopis-pages-";
const DATABASE = "letopis-session";
const KEYS = "keys", ROWS = "rows";
const ACCOUNT = "X-Letopis-Account", SESSION = "X-Letopis-Session";
/** The day, a journal, a lesson, what could not be sent. */
const KEPT = /^\/(today|unsent|journal\/\d+|lesson\/\d+)\/$/;
const HASHED = /\.[0-9a-f]{12}\.\w+$/;
/** A network that does not answer for so long counts as none where the page is at hand. */
const PATIENCE = 4000;
const MOST_PAGES = 40;
/** Without its owner for so long, milliseconds, everything personal goes. */
const IDLE = {{ idle }};
const MINUTE = 60_000;
/** What the page without a network is made of. */
const STYLES = ["{% static 'letopis/tokens.css' %}", "{% static 'letopis/base.css' %}", "{% static 'letopis/components.css' %}"];
const SIGN = "{% static 'letopis/favicon.svg' %}", ICONS = "{% static 'letopis/icons.svg' %}";
/** Light or dark, as chosen on this device: not personal. */
const THEME = "/service-worker.js?theme";

/** Sessions that are over: an answer still on its way must not bring them back. */
const over = new Set();

self.addEventListener("install", (event) => event.waitUntil(Promise.all([...STYLES, SIGN, ICONS].map(keepAsset)).then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(tidy().then(() => self.clients.claim())));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (url.pathname.startsWith("/account/logout") && request.method === "POST") event.respondWith(leave(request));
  else if (url.pathname === "/journal/operations") event.waitUntil(touch());
  else if (request.method !== "GET") return;
  else if (url.pathname.startsWith("/static/")) event.respondWith(asset(request, HASHED.test(url.pathname)));
  else if (request.mode === "navigate") event.respondWith(page(event, url));
});

self.addEventListener("message", (event) => {
  const { keep = [], assets = [] } = event.data ?? {};
  event.waitUntil(Promise.all([...keep.map((address) => keepPage(address)), ...assets.map((address) => keepAsset(address))]));
});

/** Nothing of an earlier version stays, open pages least of all. */
async function tidy() {
  const own = await held();
  for (const name of await caches.keys()) if (name !== SHELL && name !== PAGES + own?.tag && name.startsWith("letopis-")) await caches.delete(name);
}

// ── scripts and styles ──

/** A hashed name never changes, any other is asked for first. */
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

/** Keeps a script or a style. */
async function keepAsset(address) {
  const shell = await caches.open(SHELL);
  const url = new URL(address, self.location.origin);
  url.hash = "";
  if (url.origin !== self.location.origin || (await shell.match(url.href))) return;
  const response = await fetch(url).catch(() => null);
  if (!response?.ok) return;
  await shell.put(url.href, response);
}

// ── the session and its key ──

/** Does something with the session's database and closes it again. */
async function vault(mode, act) {
  const request = indexedDB.open(DATABASE, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore(KEYS, { keyPath: "id" });
    request.result.createObjectStore(ROWS, { keyPath: "key" });
  };
  const database = await asked(request);
  database.onversionchange = () => database.close();
  try {
    const transaction = database.transaction([KEYS, ROWS], mode);
    const result = await act(transaction.objectStore(KEYS), transaction.objectStore(ROWS));
    return result;
  } finally {
    database.close();
  }
}

const asked = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

/** {tag, key, at} of the session that something is kept for; undefined where there is none, or its owner has not come for long. */
async function held() {
  if (indexedDB.databases && !(await indexedDB.databases()).some(({ name }) => name === DATABASE)) return undefined;
  const found = await vault("readonly", (keys) => asked(keys.get("key"))).catch(() => undefined);
  if (!found?.at || Date.now() - found.at <= IDLE) return found;
  await forget(found.tag);
  return undefined;
}

/** The key of a session, made where it has none yet; with that what another one kept goes. */
async function keyOf(tag) {
  await held();
  const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  return vault("readwrite", async (keys, rows) => {
    const found = await asked(keys.get("key"));
    if (found?.tag === tag) return found.key;
    keys.put({ id: "key", tag, key: made, at: Date.now() });
    rows.clear();
    return made;
  });
}

/** The owner is there. */
async function touch() {
  const found = await held();
  if (!found || Date.now() - (found.at ?? 0) < MINUTE) return;
  await vault("readwrite", async (keys) => {
    const now = await asked(keys.get("key"));
    if (now?.tag === found.tag) keys.put({ ...now, at: Date.now() });
  });
}

/** Key, pages and rows go; what waits to be sent is closed by its account's own key, and stays for its owner. */
async function forget(tag) {
  if (tag) over.add(tag);
  for (const name of await caches.keys()) if (name.startsWith(PAGES)) await caches.delete(name);
  await asked(indexedDB.deleteDatabase(DATABASE)).catch(() => undefined);
}

/** An answer says whose session it is; "" for one that is not the product's own: a proxy's, say. */
async function heed(response) {
  const tag = response.headers.get(SESSION);
  if (!tag) return "";
  const found = await held();
  if (found && found.tag !== tag) await forget(found.tag);
  return tag;
}

async function leave(request) {
  await forget((await held())?.tag);
  // The other tabs go too, once the server knows.
  const left = () => new BroadcastChannel("letopis-session").postMessage("left");
  return fetch(request).finally(left).catch(() => plain("Вы вышли на этом устройстве", "<p>Страниц журнала здесь больше нет. Сети тоже нет, поэтому на сервере вход ещё открыт: когда она появится, войдите и выйдите ещё раз.</p>"));
}

// ── pages ──

/** A page from the network, or the one kept where there is no network. */
async function page(event, url) {
  const isKept = KEPT.test(url.pathname);
  event.waitUntil(touch().catch(() => undefined));
  const asking = fetch(event.request).then(async (response) => {
    const copy = isKept && response.headers.has(ACCOUNT) ? response.clone() : null;
    const tag = await heed(response).catch(() => "");
    if (copy) event.waitUntil(keepResponse(url, copy, tag).catch(() => undefined));
    return response;
  });
  const kept = isKept && (await keptPage(url));
  if (!kept) return asking.catch(() => nothing());
  event.waitUntil(asking.catch(() => undefined));
  const patience = new Promise((resolve) => setTimeout(resolve, PATIENCE, kept));
  return Promise.race([asking.catch(() => kept), patience]);
}

async function keptPage(url) {
  const own = await held();
  if (!own) return undefined;
  const cache = await caches.open(PAGES + own.tag);
  // A journal asked for without its period is the one kept last.
  const closed = (await cache.match(url.href)) ?? (await cache.match(url.href, { ignoreSearch: true }));
  const { html, headers } = (closed && (await unsealed(own.key, closed))) ?? {};
  return html && new Response(html, { headers });
}

async function keepPage(address) {
  const url = new URL(address, self.location.origin);
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

async function keepResponse(url, response, tag) {
  if (!response.headers.has(ACCOUNT) || !response.ok || response.redirected || !tag || over.has(tag)) return;
  const html = await response.text();
  const headers = [...response.headers].filter(([name]) => /^(content-(type|security)|x-content|x-frame|referrer|cross)/.test(name));
  const closed = await sealed(await keyOf(tag), { html, headers, title: html.match(/<title>([^<]*)/)?.[1] ?? "" });
  // The session may have ended meanwhile.
  if ((await held())?.tag !== tag) return;
  const cache = await caches.open(PAGES + tag);
  await cache.put(url.href, closed);
  const keys = await cache.keys();
  for (const old of keys.slice(0, Math.max(0, keys.length - MOST_PAGES))) await cache.delete(old);
  await (await caches.open(SHELL)).put(THEME, new Response(html.match(/^<html[^>]*data-theme="(\w+)"/m)?.[1] ?? ""));
}

/** A document closed by the session's key, as the cache takes it. */
async function sealed(key, document) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const data = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, new TextEncoder().encode(JSON.stringify(document)));
  return new Response(new Blob([iv, data]));
}

/** Undefined where it was closed by another key. */
async function unsealed(key, response) {
  const bytes = await response.arrayBuffer();
  const opening = crypto.subtle.decrypt({ name: "AES-GCM", iv: bytes.slice(0, 12) }, key, bytes.slice(12));
  return opening.then((data) => JSON.parse(new TextDecoder().decode(data)), () => undefined);
}

// ── without a network ──

/** What is at hand, as links: the latest first. */
async function atHand() {
  const own = await held();
  if (!own) return [];
  const cache = await caches.open(PAGES + own.tag);
  const links = new Map();
  for (const request of (await cache.keys()).reverse()) {
    const { pathname } = new URL(request.url);
    const found = links.has(pathname) ? null : await unsealed(own.key, await cache.match(request));
    // Titles are HTML already, as the server wrote them.
    if (found) links.set(pathname, found.title.replace(/ — Летопись$/, ""));
  }
  return [...links];
}

async function nothing() {
  const links = (await atHand()).map(([path, title]) => `<li><a href="${path}">${title}</a></li>`);
  const told = links.length
    ? `<p>Эта страница на устройстве не сохранена. Без сети открываются:</p><ul class="stack">${links.join("")}</ul>`
    : "<p>Сохранённых страниц на этом устройстве нет: они остаются, пока не вышли и пока устройством пользуются.</p>";
  return plain("Нет сети", `${told}<p>Введённое раньше не пропало: оно уйдёт, когда сеть появится.</p><p class="row row--wrap"><a class="button button--main" href="">Открыть ещё раз</a></p>`);
}

/** A page that looks like the others, without any of them. */
async function plain(title, content) {
  const theme = await (await (await caches.open(SHELL)).match(THEME))?.text();
  const html = `<!doctype html>
<html lang="ru"${theme ? ` data-theme="${theme}"` : ""}><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover"><meta name="color-scheme" content="light dark">
<title>${title} — Летопись</title><link rel="icon" href="${SIGN}" type="image/svg+xml">${STYLES.map((href) => `<link rel="stylesheet" href="${href}">`).join("")}</head>
<body><div class="plain"><header class="plain__brand"><a href="/">Летопись</a></header>
<main class="plain__main"><h1><svg class="icon" aria-hidden="true"><use href="${ICONS}#wait"/></svg> ${title}</h1>${content}</main>
<footer class="plain__foot">Электронный журнал и дневник</footer></div></body></html>`;
  return new Response(html, { status: 503, headers: { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": "default-src 'self'", "Cache-Control": "no-store" } });
}
