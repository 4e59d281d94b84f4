/** What is seen of the grid: sizes measured once a drawing, and scrolling by arithmetic: measuring at every key would lay the page out anew. */

/** @typedef {import("./view.js").Place} Place */
/** @typedef {import("./view.js").Row} Row */
/** In pixels; `left`, `right`, `top`, `bottom`: what the frozen parts cover; `width`, `height`: the scroller. `cell`: a column's width, `row`: a row's height.
 * @typedef {{cell: number, row: number, left: number, right: number, top: number, bottom: number, width: number, height: number}} Sizes */

/** Names are made no wider than by this, in pixels. */
const ROOM = 112;

/** Whether the style keeps the figures at the right in view. */
export const areSumsFrozen = () => matchMedia("(min-width: 901px)").matches;

export class Viewport {
  /** @type {Sizes|null} */
  #measured = null;
  /** Where the scroller stands, without asking it at every key. */
  scrolled = { x: 0, y: 0 };

  /** @param {import("./view.js").View} view */
  constructor(view) {
    this.view = view;
  }

  /** Measured once a drawing and after the window or the density changed. */
  get sizes() {
    this.#measured ??= this.#measure();
    return this.#measured;
  }

  /** @returns {Sizes} */
  #measure() {
    const { scroller, element, head, rows, foot } = this.view;
    const height = (/** @type {Row|undefined} */ row) => row?.name.closest(".head, .foot")?.clientHeight ?? 0;
    return {
      cell: /** @type {HTMLElement|null} */ (element.querySelector(".lesson-head"))?.offsetWidth ?? 0,
      row: rows[0]?.name.offsetHeight ?? 0,
      left: head?.name.offsetWidth ?? 0, right: areSumsFrozen() ? head?.sums.offsetWidth ?? 0 : 0,
      top: height(head), bottom: height(foot),
      width: scroller.clientWidth, height: scroller.clientHeight,
    };
  }

  /** Sizes will be measured anew; names get what a few columns leave. */
  forget() {
    const { element, head, columns } = this.view;
    element.style.setProperty("--room", "0px");
    const { cell, width } = this.#measure();
    const left = width - (head?.name.offsetWidth ?? 0) - (head?.sums.offsetWidth ?? 0) - columns.length * cell;
    element.style.setProperty("--room", `${Math.max(0, Math.min(ROOM, left))}px`);
    this.#measured = null;
  }

  /** The columns on the screen: the first and the last. @returns {[number, number]} */
  seen() {
    const { cell, left, right, width } = this.sizes;
    const first = Math.floor(this.scrolled.x / cell);
    return [first, first + Math.ceil((width - left - right) / cell)];
  }

  /** Scrolls so that nothing frozen covers the place. @param {Place} place */
  reveal({ row, column }) {
    const { cell, row: height, left, right, top, bottom, width, height: whole } = this.sizes;
    const { scroller, columns } = this.view;
    if (column >= 0 && column < columns.length) {
      const x = column * cell;
      if (x < this.scrolled.x) scroller.scrollLeft = x;
      else if (x + cell > this.scrolled.x + width - left - right) scroller.scrollLeft = x + cell - (width - left - right);
    } else if (column >= columns.length && !right) scroller.scrollLeft = scroller.scrollWidth;
    if (row < 0) return;
    const y = row * height;
    if (y < this.scrolled.y) scroller.scrollTop = y;
    else if (y + height > this.scrolled.y + whole - top - bottom) scroller.scrollTop = y + height - (whole - top - bottom);
  }

  /** Brings a column to the middle of what is seen. @param {number} column */
  center(column) {
    const { cell, left, width } = this.sizes;
    const { scroller } = this.view;
    scroller.scrollLeft = column * cell - (width - left) / 2;
    this.scrolled.x = scroller.scrollLeft;
  }
}
