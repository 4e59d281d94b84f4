/**
 * A cell of a list that is changed where it stands: a click, Enter or F2 turns it into the field of the row's own form,
 * fetched with its version. Enter and leaving the field save, Esc leaves it as it was. What is wrong is said in the cell;
 * what somebody else has changed meanwhile is shown by the page of the form. Without a script, and on a phone, the cell
 * is a link to that form.
 * @module
 */

import { holdKeys, toast } from "../../shared/client/frame.js";

/** @typedef {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} Field */

const NARROW = matchMedia("(max-width: 600px)");
const KEPT = "a[data-edit]";

/** One cell is saved before the next is opened: the next is to know what was saved. */
let saving = Promise.resolve();

class Cell {
  /** @param {HTMLAnchorElement} link */
  constructor(link) {
    this.link = link;
    this.address = link.href.split("#")[0];
    this.place = /** @type {HTMLElement} */ (link.parentElement);
    /** @type {HTMLFormElement | null} */
    this.form = null;
    /** @type {Field | null} */
    this.field = null;
    this.isBusy = false;
  }

  async open() {
    if (this.place.ariaBusy === "true") return;
    this.place.ariaBusy = "true";
    const { typed, free } = holdKeys();
    const page = await saving.then(() => asked(this.address)).finally(free);
    const name = this.link.dataset.edit ?? "";
    this.form = [...(page?.forms ?? [])].find((one) => one.elements.namedItem("was") && one.elements.namedItem(name)) ?? null;
    const own = this.form?.elements.namedItem(name);
    this.place.ariaBusy = null;
    if (!own || own instanceof RadioNodeList) return location.assign(this.link.href);
    this.own = /** @type {Field} */ (own);
    const field = /** @type {Field} */ (document.importNode(this.own, true));
    if (!(field instanceof HTMLSelectElement)) field.value = typed() || field.value;
    this.show(field);
  }

  /** @param {Field} field */
  show(field) {
    this.field = field;
    field.removeAttribute("autofocus");
    field.removeAttribute("aria-describedby");
    field.id = "cell-field";
    field.classList.add("input", "cell__field");
    field.setAttribute("aria-label", this.title());
    this.said = document.createElement("p");
    this.said.className = "field__error";
    this.said.setAttribute("role", "alert");
    this.box = document.createElement("div");
    this.box.className = "cell__box";
    this.box.append(field, this.said);
    this.link.hidden = true;
    this.place.append(this.box);
    field.addEventListener("input", () => {
      this.said?.replaceChildren();
      field.removeAttribute("aria-invalid");
    });
    this.box.addEventListener("keydown", (event) => this.pressed(event));
    this.box.addEventListener("focusout", (event) => {
      if (!this.box?.contains(/** @type {Node | null} */ (event.relatedTarget)) && document.hasFocus()) this.save();
    });
    // The page left is the field left, though nothing says so.
    addEventListener("pagehide", () => this.save(), { once: true });
    field.focus();
    // What is typed takes the place of what was there, and goes on after what was typed already.
    if (field instanceof HTMLInputElement && field.value === this.own?.value) field.select();
  }

  /** «Мест, кабинет 204». */
  title() {
    const cell = /** @type {HTMLTableCellElement} */ (this.place);
    const table = cell.closest("table");
    const column = table?.tHead?.rows[0]?.cells[cell.cellIndex]?.textContent?.trim() ?? "";
    const row = cell.closest("tr")?.querySelector("th")?.textContent?.trim() ?? "";
    return `${column}, ${row}`;
  }

  /** @param {KeyboardEvent} event */
  pressed(event) {
    if (event.target !== this.field || event.isComposing) return;
    if (event.key === "Enter") {
      event.preventDefault();
      this.save();
    } else if (event.key === "Escape") {
      event.preventDefault();
      this.leave();
      this.link.focus();
    }
  }

  leave() {
    const box = this.box;
    this.box = undefined;
    this.link.hidden = false;
    box?.remove();
  }

  save() {
    if (!this.box || this.isBusy || !this.field || !this.form || !this.own) return;
    if (this.field.value === this.own.value) {
      const isHere = this.box.contains(document.activeElement);
      this.leave();
      if (isHere) this.link.focus();
      return;
    }
    saving = this.send().catch(() => this.say("Нет связи с сервером: не записано."));
  }

  async send() {
    const form = /** @type {HTMLFormElement} */ (this.form);
    const field = /** @type {Field} */ (this.field);
    const was = /** @type {Field} */ (this.own).value;
    const to = new URL(form.getAttribute("action") || this.address, this.address).href;
    this.isBusy = true;
    field.ariaBusy = "true";
    /** @type {Field} */ (this.own).value = field.value;
    try {
      const body = new URLSearchParams(/** @type {any} */ (new FormData(form)));
      const answer = await fetch(to, { method: "POST", body, redirect: "manual", keepalive: true });
      if (answer.type === "opaqueredirect") return await this.saved();
      if (answer.status === 409) return this.hand(form, to);
      this.say(answer.status === 422 ? wrong(await answer.text()) : `Не записано, ошибка ${answer.status}. Обновите страницу.`);
    } finally {
      this.isBusy = false;
      field.ariaBusy = null;
      /** @type {Field} */ (this.own).value = was;
    }
  }

  /** The page of the form shows what was there, what is recorded, what was typed. @param {HTMLFormElement} form @param {string} to */
  hand(form, to) {
    const own = /** @type {HTMLFormElement} */ (document.importNode(form, true));
    const typed = /** @type {Field} */ (own.elements.namedItem(this.link.dataset.edit ?? ""));
    own.action = to;
    own.hidden = true;
    document.body.append(own);
    typed.value = /** @type {Field} */ (this.field).value;
    own.submit();
  }

  /** @param {string} text */
  say(text) {
    if (!this.field || !this.said) return;
    this.isBusy = false;
    const form = document.createElement("a");
    form.href = this.link.href;
    form.textContent = "Открыть форму";
    this.said.replaceChildren(`${text} `, form);
    this.field.setAttribute("aria-invalid", "true");
    this.field.focus();
  }

  async saved() {
    const isHere = this.box?.contains(document.activeElement);
    const page = await asked(location.href);
    const typed = this.field instanceof HTMLSelectElement ? this.field.selectedOptions[0]?.text : this.field?.value;
    this.leave();
    const row = /** @type {HTMLTableRowElement} */ (this.place.closest("tr"));
    const fresh = page?.querySelector(`a[href="${this.link.getAttribute("href")}"]`)?.closest("tr");
    if (fresh) renew(row, /** @type {HTMLTableRowElement} */ (fresh));
    else this.link.replaceWith(typed || "–"); // no more of those that are asked for: it stays until the next visit
    const foot = row.closest("table")?.tFoot;
    const sums = page?.querySelector("tfoot");
    if (foot && sums) foot.replaceWith(sums);
    if (isHere) (this.twin() ?? row.querySelector("a"))?.focus();
    toast(page?.querySelector(".messages")?.textContent?.trim() || "Записано.");
  }

  /** The link of this cell, as it stands in the row now. */
  twin() {
    const links = [...document.querySelectorAll(KEPT)];
    return /** @type {HTMLElement | undefined} */ (links.find((one) => one.getAttribute("href") === this.link.getAttribute("href")));
  }
}

/** A page, null for none: signed out meanwhile, gone. @param {string} address */
async function asked(address) {
  try {
    const answer = await fetch(address);
    if (!answer.ok || answer.redirected) return null;
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch {
    return null;
  }
}

/** What a page says is wrong with its form. @param {string} html */
function wrong(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const told = [...page.querySelectorAll(".field__error, .alert--danger .alert__text")];
  return told.map((one) => one.textContent?.trim()).filter(Boolean).join(" ") || "Не записано: проверьте введённое.";
}

/** Put the cells of `fresh` in the row, but one that is being changed. @param {HTMLTableRowElement} row @param {HTMLTableRowElement} fresh */
function renew(row, fresh) {
  const next = [...fresh.cells];
  for (const [place, cell] of [...row.cells].entries()) {
    const other = next[place];
    if (!other || cell.querySelector(".cell__box")) continue;
    const at = cell.contains(document.activeElement) ? document.activeElement?.getAttribute("href") : null;
    cell.replaceWith(other);
    if (at) /** @type {HTMLElement | null} */ (other.querySelector(`a[href="${at}"]`))?.focus();
  }
}

document.addEventListener("click", (event) => {
  const link = /** @type {HTMLAnchorElement | null} */ (/** @type {Element} */ (event.target).closest(KEPT));
  if (!link || NARROW.matches || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  new Cell(link).open();
});

document.addEventListener("keydown", (event) => {
  const link = /** @type {HTMLAnchorElement | null} */ (/** @type {Element} */ (event.target).closest(KEPT));
  if (!link || event.key !== "F2" || NARROW.matches) return;
  event.preventDefault();
  new Cell(link).open();
});
