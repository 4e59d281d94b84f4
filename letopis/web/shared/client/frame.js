/**
 * The frame of every page: menus that close on Esc and on a click outside, questions before what cannot be undone,
 * short notices at the foot. Everything works without it, only less smoothly.
 * @module
 */

/** Close every open menu except `keep`. @param {Element | null} keep */
function closeMenus(keep) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (menu !== keep) menu.removeAttribute("open");
  }
}

/** The dialog is fetched with the first press; where it cannot be, its page is opened. @param {HTMLAnchorElement} link */
function find(link) {
  import(link.dataset.find ?? "").then(({ open }) => open(link), () => location.assign(link.href));
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

/**
 * Ask before an act that cannot be undone.
 * @param {string} title the question, with what will happen: «Удалить работу?»
 * @param {{text?: string, verb?: string}} [options] a sentence more; the word on the button
 * @returns {Promise<boolean>}
 */
export function confirmed(title, { text = "", verb = "Продолжить" } = {}) {
  const dialog = document.createElement("dialog");
  dialog.className = "dialog";
  const heading = document.createElement("h2");
  heading.id = "dialog-title";
  heading.textContent = title;
  dialog.setAttribute("aria-labelledby", heading.id);
  const form = document.createElement("form");
  form.method = "dialog";
  form.className = "dialog__foot";
  form.append(answer("Не менять", "no"), answer(verb, "yes", "button--main"));
  dialog.append(heading);
  if (text) {
    const paragraph = document.createElement("p");
    paragraph.textContent = text;
    dialog.append(paragraph);
  }
  dialog.append(form);
  document.body.append(dialog);
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      resolve(dialog.returnValue === "yes");
      dialog.remove();
    });
    dialog.showModal();
  });
}

/** @param {string} label @param {string} value @param {string} [kind] */
function answer(label, value, kind = "") {
  const button = document.createElement("button");
  button.className = `button ${kind}`.trim();
  button.value = value;
  button.textContent = label;
  return button;
}

/** What is chosen in a row that scrolls sideways stands in sight: the last tab of many, the eleventh year. */
for (const chosen of document.querySelectorAll(":is(.tabs, .switch) > [aria-current]")) {
  const { parentElement: row, offsetLeft, offsetWidth } = /** @type {HTMLElement} */ (chosen);
  if (row && row.scrollWidth > row.clientWidth) {
    row.scrollLeft = offsetLeft - row.offsetLeft - (row.clientWidth - offsetWidth) / 2;
  }
}

/** A form with data-confirm="question" (and data-confirm-text, data-confirm-verb) is sent after the question only. */
document.addEventListener("submit", (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target);
  const question = form.dataset.confirm;
  if (!question || form.dataset.sure) return;
  event.preventDefault();
  const by = /** @type {HTMLElement | null} */ (event.submitter);
  confirmed(question, { text: form.dataset.confirmText, verb: form.dataset.confirmVerb }).then((yes) => {
    if (!yes) return;
    form.dataset.sure = "yes";
    form.requestSubmit(by);
  });
});

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
  if (box.dataset.all === undefined) return;
  for (const one of box.closest("table")?.querySelectorAll("tbody input[type=checkbox]") ?? []) {
    /** @type {HTMLInputElement} */ (one).checked = box.checked;
  }
});

/** data-print: a button that prints the page. data-autosubmit: a form sent when a field of it changes. */
document.addEventListener("click", (event) => {
  if (/** @type {Element} */ (event.target).closest("[data-print]")) window.print();
});
document.addEventListener("change", (event) => {
  const field = /** @type {HTMLInputElement} */ (event.target);
  if (field.form?.dataset.autosubmit !== undefined) field.form.requestSubmit();
});

/** A page opened at a place («#main», after the skip link) gives its focus there: what is wrong in a form goes before. */
window.addEventListener("pageshow", () => {
  if (location.hash) /** @type {HTMLElement | null} */ (document.querySelector("[autofocus]"))?.focus();
});
