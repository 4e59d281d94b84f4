/** What a key need not wait for: the writing, the step to the next cell, the focus, the lit row, figures, the status line, the voice, the store. Done once the frame that shows the mark is painted. */

/** Does it when the browser has a moment. @type {(act: () => void) => void} */
export const whenIdle = (act) => void ("requestIdleCallback" in globalThis ? requestIdleCallback(act) : setTimeout(act, 50));

export class Later {
  constructor() {
    this.isHeld = false;
    /** @type {Map<string|symbol, () => void>} */
    this.acts = new Map();
    // A page that is not seen has no frames: what waits for one would wait until somebody comes back.
    document.addEventListener("visibilitychange", () => document.hidden && this.release());
    // A page that is left would take what waits with it.
    addEventListener("pagehide", () => this.release());
  }

  /** From now to the end of the next frame all else waits. */
  hold() {
    if (this.isHeld || document.hidden) return;
    this.isHeld = true;
    requestAnimationFrame(() => setTimeout(() => this.release()));
  }

  /** Does now what waits. */
  release() {
    this.isHeld = false;
    const acts = [...this.acts.values()];
    this.acts.clear();
    for (const act of acts) {
      // One that fails must not take the others with it: the store is among them.
      try {
        act();
      } catch (error) {
        reportError(error);
      }
    }
  }

  /** Does it now, or when nothing is held any more; the last one of a name counts. @param {string|symbol} name @param {() => void} act */
  act(name, act) {
    if (this.isHeld) this.acts.set(name, act);
    else act();
  }

  /** Kept when nothing is held. @returns {Promise<void>} */
  free() {
    return new Promise((keep) => this.act(Symbol("free"), keep));
  }
}
