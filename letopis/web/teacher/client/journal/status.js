/** The line at the foot: what is saved, what is under way, what asks for the teacher. */

import { clock, counted, icon } from "./format.js";

import { subtle } from "./cipher.js";
import { who } from "./who.js";

/** What the lines are made of: a queue, or one with the files on their way counted in.
 * @typedef {{records: Map<string, {state: string, key: string}>, link: import("./sender.js").Link, savedAt: Date|null, store: {database: any}}} Queue */

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
 * One thing that a line says: `key` tells what it is and stays when only the text changes.
 * @typedef {{key: string, tone: string, shape: string, text: string, next?: string, href?: string, isQuiet?: boolean}} Part
 */

/** A line of parts that changes what has changed: its icons come from a file, and each new one costs the browser two more frames. */
export class StatusLine {
  /** @param {Element} element */
  constructor(element) {
    this.element = element;
    /** @type {Map<string, HTMLElement>} */
    this.parts = new Map();
  }

  /** @param {Part[]} parts */
  show(parts) {
    const shown = new Set(parts.map(({ key }) => key));
    for (const [key, part] of this.parts) if (!shown.has(key)) put(part, "");
    parts.forEach((part, order) => {
      const made = this.parts.get(part.key) ?? this.#make(part);
      if (made.style.order !== String(order)) made.style.order = String(order);
      put(made, part.text);
    });
  }

  /** @param {Part} part */
  #make({ key, tone, shape, next, href, isQuiet }) {
    const made = document.createElement(next ? "button" : href ? "a" : "span");
    made.className = `state${tone && ` state--${tone}`}${next ? " state--button" : ""}`;
    if (made instanceof HTMLButtonElement) made.type = "button";
    if (next) made.dataset.next = next;
    if (href) made.setAttribute("href", href);
    made.innerHTML = `${icon(shape)}<span${isQuiet ? ' class="hidden-visually"' : ""}></span>`;
    this.element.append(made);
    this.parts.set(key, made);
    return made;
  }
}

/** What is not said leaves no text behind either. @param {HTMLElement} part @param {string} text */
function put(part, text) {
  const place = /** @type {HTMLElement} */ (part.lastElementChild);
  if (place.textContent !== text) place.textContent = text;
  if (part.hidden !== !text) part.hidden = !text;
}

/**
 * The line at the foot: «Всё сохранено · 10:43» alone, or «Сохранено · 10:43» with the rest.
 * @param {Queue} queue @param {string} readonly why the page cannot be edited, or "" @returns {Part[]}
 */
export function statusLine(queue, readonly) {
  const { saving, waiting, conflict, refused } = counts(queue);
  /** @type {Part[]} */
  const parts = [];
  const time = queue.savedAt ? `\u00a0· ${clock(queue.savedAt)}` : "";
  const calm = !saving && !waiting && !conflict && !refused;
  if (readonly && calm) return [{ key: "readonly", tone: "", shape: "info", text: readonly }];
  if (calm || queue.savedAt) parts.push({ key: "saved", tone: "ok", shape: "check", text: `${calm ? "Всё сохранено" : "Сохранено"}${time}` });
  if (saving) parts.push({ key: "saving", tone: "now", shape: "saving", text: `${saving}\u00a0${saving === 1 ? "сохраняется" : "сохраняются"}` });
  if (waiting && queue.link === "signed-out") {
    parts.push({ key: "signed-out", tone: "warn", shape: "wait", text: `${waitingText(waiting)}: войдите снова`, href: signInAddress() });
  } else if (waiting) {
    const text = queue.link === "trouble" ? `${waitingText(waiting)}: сервер не отвечает, повторим сами` : `Нет сети: ${waitingText(waiting)}`;
    parts.push({ key: "waiting", tone: "warn", shape: "wait", text });
  }
  if (conflict) parts.push({ key: "conflict", ...DANGER, next: "conflict", text: `${counted(conflict, "расхождение", "расхождения", "расхождений")}: сравнить` });
  if (refused) parts.push({ key: "refused", ...DANGER, next: "refused", text: `${refused}\u00a0не ${refused === 1 ? "принято" : "приняты"}: почему` });
  if (queue.store.database === null) {
    parts.push({ key: "alert", tone: "warn", shape: "alert", text: `${who.shared ? "Общий компьютер ничего не" : "Браузер не"} хранит${who.shared ? "" : " данные"}: не закрывайте страницу до сохранения` });
  } else if (!subtle && waiting) {
    parts.push({ key: "open", tone: "warn", shape: "info", text: "Адрес без https: до отправки введённое лежит здесь незашифрованным, без имён" });
  }
  return parts;
}

/** The same for the head of a phone: a shape and a few words. @param {Queue} queue @returns {Part[]} */
export function shortStatus(queue) {
  const { saving, waiting, conflict, refused } = counts(queue);
  const next = conflict ? "conflict" : "refused";
  if (conflict + refused) return [{ key: next, ...DANGER, next, text: `${conflict + refused}\u00a0решить` }];
  if (waiting && queue.link === "signed-out") return [{ key: "signed-out", tone: "warn", shape: "wait", text: "Войдите снова", href: signInAddress() }];
  if (waiting) return [{ key: "waiting", tone: "warn", shape: "wait", text: `${waiting}\u00a0${waiting === 1 ? "ждёт" : "ждут"} сети` }];
  if (saving) return [{ key: "saving", tone: "now", shape: "saving", text: String(saving) }];
  return [{ key: "saved", tone: "ok", shape: "check", text: "Всё сохранено", isQuiet: true }];
}

const DANGER = { tone: "danger", shape: "alert" };

/** @param {number} n */
const waitingText = (n) => (n === 1 ? "1\u00a0ждёт отправки" : `${n}\u00a0ждут отправки`);

const signInAddress = () => `/account/login/?next=${encodeURIComponent(location.pathname + location.search)}`;
