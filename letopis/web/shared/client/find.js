/**
 * The dialog «Найти»: a field with a list below (combobox). What is typed goes in the body of a request, never into an
 * address; the server sends the lines ready to be shown.
 * @module
 */

const PAUSE = 120; // milliseconds after the last key

class Finder {
  /** @param {HTMLAnchorElement} link «Найти» of the side list: its address is asked */
  constructor(link) {
    this.address = link.href;
    /** @type {AbortController | null} */
    this.asking = null;
    this.timer = 0;
    this.dialog = document.createElement("dialog");
    this.dialog.className = "dialog find";
    this.dialog.setAttribute("aria-label", "Найти");
    this.dialog.innerHTML = `<form class="find__head" method="dialog">
      <input class="input" type="search" role="combobox" aria-label="Кого найти" placeholder="Кого найти"
        aria-controls="find-list" aria-expanded="false" aria-autocomplete="list" autocomplete="off" spellcheck="false" maxlength="80" enterkeyhint="go">
      <button class="button button--quiet" type="submit" formnovalidate>Закрыть</button></form>
      <div class="find__list" id="find-list" role="listbox" aria-label="Нашлось"></div>
      <p class="note find__foot" role="status"></p>`;
    const part = (/** @type {string} */ selector) => /** @type {HTMLElement} */ (this.dialog.querySelector(selector));
    this.field = /** @type {HTMLInputElement} */ (part("input"));
    this.list = part(".find__list");
    this.status = part("[role=status]");
    this.field.addEventListener("input", () => this.typed());
    this.field.addEventListener("keydown", (event) => this.pressed(event));
    this.dialog.addEventListener("click", (event) => event.target === this.dialog && this.dialog.close());
    this.dialog.addEventListener("close", () => this.forget());
    document.body.append(this.dialog);
  }

  open() {
    if (this.dialog.open) return;
    this.told("Часть имени или телефона, слова в любом порядке.");
    this.dialog.showModal();
    this.field.focus();
  }

  /** Nothing of it stays on the page for who comes next. */
  forget() {
    clearTimeout(this.timer);
    this.asking?.abort();
    this.field.value = "";
    this.list.replaceChildren();
    this.field.setAttribute("aria-expanded", "false");
    this.field.removeAttribute("aria-activedescendant");
  }

  typed() {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.ask(this.field.value), PAUSE);
  }

  /** @param {string} text */
  async ask(text) {
    this.asking?.abort();
    const asking = new AbortController();
    this.asking = asking;
    const token = /** @type {HTMLInputElement | null} */ (document.querySelector("[name=csrfmiddlewaretoken]"))?.value ?? "";
    try {
      const answer = await fetch(this.address, {
        method: "POST",
        body: new URLSearchParams({ text, csrfmiddlewaretoken: token }),
        headers: { "X-Letopis-Find": "1" },
        signal: asking.signal,
      });
      // Signed out meanwhile: the page that leads there says so.
      if (answer.redirected || !answer.ok) return location.assign(this.address);
      this.show(await answer.text());
    } catch (error) {
      if (!asking.signal.aborted) this.told("Нет связи с сервером. Попробуйте ещё раз.");
    }
  }

  /** @param {string} html */
  show(html) {
    this.list.innerHTML = html;
    const lines = this.lines();
    this.field.setAttribute("aria-expanded", String(lines.length > 0));
    this.choose(lines[0]);
    this.told(lines.length ? `Нашлось: ${lines.length}. Стрелки — выбрать, Enter — открыть.` : "");
  }

  /** @returns {HTMLAnchorElement[]} */
  lines() {
    return [...this.list.querySelectorAll("a")];
  }

  /** @param {HTMLAnchorElement | undefined} line */
  choose(line) {
    for (const one of this.lines()) one.setAttribute("aria-selected", String(one === line));
    if (line) this.field.setAttribute("aria-activedescendant", line.id);
    else this.field.removeAttribute("aria-activedescendant");
    line?.scrollIntoView({ block: "nearest" });
  }

  /** @param {KeyboardEvent} event */
  pressed(event) {
    const lines = this.lines();
    const here = lines.findIndex((one) => one.getAttribute("aria-selected") === "true");
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && lines.length) {
      event.preventDefault();
      this.choose(lines[(here + step + lines.length) % lines.length]);
    } else if (event.key === "Escape") {
      // A search field would be emptied first, and the dialog stay.
      event.preventDefault();
      this.forget(); // the event of closing comes later than the next key may
      this.dialog.close();
    } else if (event.key === "Enter" && !event.isComposing) {
      event.preventDefault();
      lines[here]?.click();
    }
  }

  /** @param {string} text */
  told(text) {
    this.status.textContent = text;
  }
}

/** @type {Finder | undefined} */
let finder;

/** Open the dialog; returns its field. @param {HTMLAnchorElement} link */
export async function open(link) {
  if (!finder) {
    const styles = document.createElement("link");
    styles.rel = "stylesheet";
    styles.href = link.dataset.findStyles ?? "";
    const isThere = new Promise((resolve) => (styles.onload = styles.onerror = resolve));
    document.head.append(styles);
    finder = new Finder(link);
    await isThere;
  }
  finder.open();
  return finder.field;
}
