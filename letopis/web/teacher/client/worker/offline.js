/** Pages that the worker makes itself, in the product's own look. */

import { ICONS, SHELL, SIGN, STYLES, THEME } from "./settings.js";

/** Where there is no network and no copy of the page. @param {Array<[string, string]>} known addresses and titles of pages at hand */
export function withoutCopy(known) {
  const links = known.map(([path, title]) => `<li><a href="${path}">${title}</a></li>`);
  const text = links.length
    ? `<p>Эта страница на устройстве не сохранена. Без сети открываются:</p><ul class="stack">${links.join("")}</ul>`
    : "<p>Сохранённых страниц на этом устройстве нет: они остаются, пока не вышли и пока устройством пользуются.</p>";
  return plain("Нет сети", `${text}<p>Введённое раньше не пропало: оно уйдёт, когда сеть появится.</p><p class="row row--wrap"><a class="button button--main" href="">Открыть ещё раз</a></p>`);
}

/** A page that looks like the others, without any of them. @param {string} title @param {string} content HTML */
export async function plain(title, content) {
  const theme = await (await (await caches.open(SHELL)).match(THEME))?.text();
  const html = `<!doctype html>
<html lang="ru"${theme ? ` data-theme="${theme}"` : ""}><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover"><meta name="color-scheme" content="light dark">
<title>${title} — Летопись</title><link rel="icon" href="${SIGN}" type="image/svg+xml">${STYLES.map((href) => `<link rel="stylesheet" href="${href}">`).join("")}</head>
<body><div class="plain"><header class="plain__brand"><a href="/">Летопись</a></header>
<main class="plain__main"><h1><svg class="icon" aria-hidden="true"><use href="${ICONS}#wait"/></svg> ${title}</h1>${content}</main>
<footer class="plain__foot">Электронный журнал и дневник</footer></div></body></html>`;
  return new Response(html, { status: 503, headers: { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": "default-src 'self'", "Cache-Control": "no-store" } });
}
