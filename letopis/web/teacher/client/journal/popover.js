/** One popover at a time, beside the column it speaks of and never over it; at the foot of the screen on a phone. */

const GAP = 12;

export class Popover {
  /** @type {HTMLElement|undefined} */ anchor;

  /** @param {HTMLElement} host @param {() => void} onLeave called when it is closed from inside (Esc) */
  constructor(host, onLeave) {
    this.element = document.createElement("div");
    this.element.className = "popover";
    this.element.setAttribute("role", "dialog");
    this.element.hidden = true;
    this.onLeave = onLeave;
    /** How often something was shown: whoever answers late finds out that it speaks of something else. */
    this.times = 0;
    /** Set while something must be answered, so that moving about does not close it. */
    this.isModal = false;
    host.append(this.element);
    this.element.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key !== "Escape") return;
      event.preventDefault();
      this.close();
      this.onLeave();
    });
    addEventListener("pointerdown", (event) => {
      const inside = this.element.contains(/** @type {Node} */ (event.target));
      if (!this.element.hidden && !inside && !this.anchor?.contains(/** @type {Node} */ (event.target))) this.close();
    });
  }

  get isOpen() {
    return !this.element.hidden;
  }

  /**
   * Shows `html` beside `anchor`; the first field or button gets the focus where `focus` is set.
   * @param {HTMLElement} anchor @param {string} label @param {string} html @param {{focus?: boolean}} [options]
   */
  show(anchor, label, html, { focus = false } = {}) {
    this.anchor = anchor;
    this.times += 1;
    this.element.setAttribute("aria-label", label);
    this.element.innerHTML = html;
    this.element.hidden = false;
    this.isModal = focus;
    this.place();
    if (focus) /** @type {HTMLElement|null} */ (this.element.querySelector("textarea, input, select, button, a"))?.focus();
  }

  /** Puts new content into the open popover. @param {string} html */
  fill(html) {
    this.element.innerHTML = html;
    this.place();
  }

  place() {
    const { element, anchor } = this;
    if (!anchor) return;
    element.style.left = element.style.top = "0";
    const around = anchor.getBoundingClientRect();
    const { width, height } = element.getBoundingClientRect();
    const right = around.right + GAP;
    const left = right + width > innerWidth - GAP ? Math.max(GAP, around.left - GAP - width) : right;
    element.style.left = `${left}px`;
    element.style.top = `${Math.max(GAP, Math.min(around.top - 12, innerHeight - height - GAP))}px`;
  }

  close() {
    if (!this.isOpen) return;
    this.element.hidden = true;
    this.isModal = false;
  }
}
