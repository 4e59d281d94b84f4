/**
 * The frame of every page: menus that close on Esc and on a click outside, short notices at the foot.
 * Everything works without it, only less smoothly.
 * @module
 */

import { isChanged, sayChanged } from "./early.js";

/** Close every open menu except `keep`. @param {Element | null} keep */
function closeMenus(keep) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (menu !== keep) menu.removeAttribute("open");
  }
}

/** Whether the dialog is on its way. */
let isComing = false;

/**
 * The dialog is fetched with the first press; where it cannot be, its page is opened. What is typed meanwhile is meant for
 * it: a name begun too soon would be marks in a journal.
 * @param {HTMLAnchorElement} link
 */
async function find(link) {
  if (isComing) return;
  isComing = true;
  const { typed, free } = holdKeys();
  try {
    const { open } = await import(link.dataset.find ?? "");
    const field = /** @type {HTMLInputElement} */ (await open(link));
    field.value += typed();
    if (field.value) field.dispatchEvent(new Event("input"));
  } catch {
    location.assign(link.href);
  } finally {
    free();
    isComing = false;
  }
}

/** Keep keys from the page, while the field that they are meant for is on its way: what they typed so far, and how they are given back. */
export function holdKeys() {
  let text = "";
  const hold = (/** @type {KeyboardEvent} */ event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.key === "Tab" || event.key === "Escape") return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (event.key.length === 1) text += event.key;
    else if (event.key === "Backspace") text = text.slice(0, -1);
  };
  addEventListener("keydown", hold, { capture: true });
  return { typed: () => text, free: () => removeEventListener("keydown", hold, { capture: true }) };
}

document.addEventListener("click", (event) => {
  const target = /** @type {Element} */ (event.target);
  const link = target.closest("a[data-find]");
  closeMenus(link ? null : target.closest("details.menu"));
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    find(/** @type {HTMLAnchorElement} */ (link));
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    const menu = document.querySelector("details.menu[open]");
    if (menu) {
      menu.removeAttribute("open");
      /** @type {HTMLElement | null} */ (menu.querySelector("summary"))?.focus();
    }
  }
  if ((event.ctrlKey || event.metaKey) && event.code === "KeyK") {
    const link = document.querySelector("a[data-find]");
    if (link) {
      event.preventDefault();
      find(/** @type {HTMLAnchorElement} */ (link));
      return;
    }
    const search = /** @type {HTMLInputElement | null} */ (document.querySelector("[role=search] input"));
    if (search) {
      event.preventDefault();
      search.focus();
      search.select();
    }
  }
});

/**
 * Show a short notice at the foot of the page; it goes by itself after `seconds`.
 * @param {string} text
 * @param {{action?: string, run?: () => void, seconds?: number}} [options] a button in the notice
 */
export function toast(text, { action = "", run, seconds = 6 } = {}) {
  let holder = document.querySelector(".toasts");
  if (!holder) {
    holder = document.createElement("div");
    holder.className = "toasts";
    holder.setAttribute("role", "status");
    document.body.append(holder);
  }
  const notice = document.createElement("div");
  notice.className = "toast";
  notice.append(text);
  if (action && run) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = action;
    button.addEventListener("click", () => {
      run();
      notice.remove();
    });
    notice.append(button);
  }
  holder.append(notice);
  setTimeout(() => notice.remove(), seconds * 1000);
}

/** What is chosen in a row that scrolls sideways stands in sight: the last tab of many, the eleventh year. */
for (const chosen of document.querySelectorAll(":is(.tabs, .switch) > [aria-current]")) {
  const { parentElement: row, offsetLeft, offsetWidth } = /** @type {HTMLElement} */ (chosen);
  if (row && row.scrollWidth > row.clientWidth) {
    row.scrollLeft = offsetLeft - row.offsetLeft - (row.clientWidth - offsetWidth) / 2;
  }
}

/** data-once: a form whose second press, before the answer is there, does nothing. */
document.addEventListener("submit", (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target);
  if (form.dataset.once === undefined || event.defaultPrevented) return;
  if (form.dataset.once === "sent") event.preventDefault();
  form.dataset.once = "sent";
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-once]")) /** @type {HTMLElement} */ (form).dataset.once = "";
});

/** data-all: a box that marks, or clears, all boxes of its table. */
document.addEventListener("change", (event) => {
  const box = /** @type {HTMLInputElement} */ (event.target);
  if (box.dataset.all !== undefined) for (const one of boxesUnder(box)) one.checked = box.checked;
});

/** @param {HTMLInputElement} box @returns {HTMLInputElement[]} */
const boxesUnder = (box) => [...(box.closest("table")?.querySelectorAll("tbody input[type=checkbox]") ?? [])].map((one) => /** @type {HTMLInputElement} */ (one));

/** Pressed before this script was there, it has done nothing yet; boxes that a browser has filled in again stay so. */
for (const box of /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll("input[data-all]"))) {
  if (isChanged(box) && !boxesUnder(box).some(isChanged)) sayChanged(box);
}

/** data-print: a button that prints the page. */
document.addEventListener("click", (event) => {
  if (/** @type {Element} */ (event.target).closest("[data-print]")) window.print();
});

/**
 * A page opened at a place («#main», after the skip link) gives its focus there: what is wrong in a form goes before. Whoever
 * has gone elsewhere by then stays there.
 */
window.addEventListener("pageshow", () => {
  if (location.hash && document.activeElement?.matches("body, :target")) /** @type {HTMLElement | null} */ (document.querySelector("[autofocus]:not([popover] *)"))?.focus();
});
