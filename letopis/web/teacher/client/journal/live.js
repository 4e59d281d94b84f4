/** What colleagues changed: asked for every few seconds while the page is seen and the network is there. */

import { forget } from "./kept.js";
import { signed } from "./who.js";

const EVERY = 4000;

export class Live {
  /** @param {string} url @param {() => number} cursor @param {(changes: import("./types.js").Changes) => void} onChanges */
  constructor(url, cursor, onChanges) {
    this.url = url;
    this.cursor = cursor;
    this.onChanges = onChanges;
    /** @type {ReturnType<typeof setTimeout>|undefined} */
    this.timer = undefined;
    this.isAsking = false;
    document.addEventListener("visibilitychange", () => (document.hidden ? this.stop() : this.ask()));
    this.#later();
  }

  stop() {
    clearTimeout(this.timer);
  }

  /** Asks now. @returns {Promise<void>} */
  async ask() {
    this.stop();
    if (this.isAsking) return;
    this.isAsking = true;
    try {
      const response = await fetch(`${this.url}?since=${this.cursor()}`, { credentials: "same-origin", headers: signed() });
      if (response.status === 401) forget().catch(() => undefined);
      if (response.ok) this.onChanges(await response.json());
    } catch {
      // No network: the queue says so; here the next round asks again.
    } finally {
      this.isAsking = false;
      this.#later();
    }
  }

  #later() {
    this.stop();
    if (!document.hidden) this.timer = setTimeout(() => this.ask(), EVERY);
  }
}
