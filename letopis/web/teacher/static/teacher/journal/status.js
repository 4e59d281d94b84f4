/** The line at the foot: what is saved, what is under way, what asks for the teacher. */

import { clock, counted, escape, icon } from "./format.js";

/** @typedef {import("./queue.js").Queue} Queue */

/**
 * @typedef {{saving: number, waiting: number, conflict: number, refused: number}} Counts
 */

/** @param {Queue} queue @returns {Counts} */
export function counts(queue) {
  const result = { saving: 0, waiting: 0, conflict: 0, refused: 0 };
  // A cell changed twice is one thing to the teacher.
  const under = new Set();
  for (const { state, key } of queue.records.values()) {
    if (state === "conflict" || state === "refused") result[state] += 1;
    else under.add(key);
  }
  result[queue.link === "ok" ? "saving" : "waiting"] = under.size;
  return result;
}

/**
 * The line as HTML: «Всё сохранено · 10:43» alone, or «Сохранено · 10:43» with the rest.
 * @param {Queue} queue @param {string} readonly why the page cannot be edited, or ""
 */
export function statusLine(queue, readonly) {
  const { saving, waiting, conflict, refused } = counts(queue);
  const parts = [];
  const time = queue.savedAt ? `\u00a0· ${clock(queue.savedAt)}` : "";
  const calm = !saving && !waiting && !conflict && !refused;
  if (readonly && calm) return `<span class="state">${icon("info")}${escape(readonly)}</span>`;
  if (calm) parts.push(state("ok", "check", `Всё сохранено${time}`));
  else if (queue.savedAt) parts.push(state("ok", "check", `Сохранено${time}`));
  if (saving) parts.push(state("now", "saving", `${saving}\u00a0${saving === 1 ? "сохраняется" : "сохраняются"}`));
  if (waiting && queue.link === "signed-out") {
    parts.push(`<a class="state state--warn" href="${escape(signInAddress())}">${icon("wait")}${waitingText(waiting)}: войдите снова</a>`);
  } else if (waiting && queue.link === "trouble") {
    parts.push(state("warn", "wait", `${waitingText(waiting)}: сервер не отвечает, повторим сами`));
  } else if (waiting) parts.push(state("warn", "wait", `Нет сети: ${waitingText(waiting)}`));
  if (conflict) parts.push(button("conflict", `${counted(conflict, "расхождение", "расхождения", "расхождений")}: сравнить`));
  if (refused) parts.push(button("refused", `${refused}\u00a0не ${refused === 1 ? "принято" : "приняты"}: почему`));
  if (queue.store.database === null) parts.push(state("warn", "alert", "Браузер не хранит данные: не закрывайте страницу до сохранения"));
  return parts.join("");
}

/** The same for the head of a phone: a shape and a few words. @param {Queue} queue */
export function shortStatus(queue) {
  const { saving, waiting, conflict, refused } = counts(queue);
  if (conflict + refused) return button(conflict ? "conflict" : "refused", `${conflict + refused}\u00a0решить`);
  if (waiting && queue.link === "signed-out") return `<a class="state state--warn" href="${escape(signInAddress())}">${icon("wait")}Войдите снова</a>`;
  if (waiting) return state("warn", "wait", `${waiting}\u00a0${waiting === 1 ? "ждёт" : "ждут"} сети`);
  return saving ? state("now", "saving", String(saving)) : `<span class="state state--ok">${icon("check")}<span class="hidden-visually">Всё сохранено</span></span>`;
}

/** @param {number} n */
const waitingText = (n) => (n === 1 ? "1\u00a0ждёт отправки" : `${n}\u00a0ждут отправки`);

/** @param {string} kind @param {string} shape @param {string} text */
const state = (kind, shape, text) => `<span class="state state--${kind}">${icon(shape)}${escape(text)}</span>`;

/** @param {string} kind @param {string} text */
const button = (kind, text) => `<button type="button" class="state state--danger state--button" data-next="${kind}">${icon("alert")}${escape(text)}</button>`;

const signInAddress = () => `/account/login/?next=${encodeURIComponent(location.pathname + location.search)}`;
