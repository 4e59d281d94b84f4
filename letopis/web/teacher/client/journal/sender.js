/**
 * What the queues of operations and of files have in common: of all tabs of an account one sends at a time, asked again meanwhile
 * it goes round once more, and where the network or the server is not there, it tries again by itself after a pause.
 */

import { forget } from "./kept.js";
import { signed } from "./who.js";

/** @typedef {"ok"|"offline"|"signed-out"|"trouble"} Link */

/** The network or the server is not there: what waits goes on waiting. */
export class NotNow extends Error {
  /** @param {Link} link */
  constructor(link) {
    super(link);
    this.link = link;
  }
}

/** @abstract */
export class Sender extends EventTarget {
  /** @param {string} name the tabs' word for this queue @param {{pauses: number[], timeout: number}} patience in milliseconds */
  constructor(name, { pauses, timeout }) {
    super();
    this.name = name;
    this.pauses = pauses;
    this.timeout = timeout;
    /** @type {Link} */
    this.link = "ok";
    this.failures = 0;
    /** @type {ReturnType<typeof setTimeout>|undefined} */
    this.timer = undefined;
    /** @type {Promise<void>|null} */
    this.sending = null;
    /** Something has come that the round under way may have missed. */
    this.again = false;
    this.channel = "BroadcastChannel" in globalThis ? new BroadcastChannel(name) : null;
    if (this.channel) this.channel.onmessage = ({ data }) => this.heard(data);
    addEventListener("online", () => this.flush());
    document.addEventListener("visibilitychange", () => document.hidden || this.flush());
  }

  /** Whether there may be something to send. @abstract @returns {boolean} */
  get isReady() {
    return true;
  }

  /** Sends what waits; no other tab does so meanwhile. Throws NotNow. @abstract @returns {Promise<void>} */
  async sendAll() {}

  /** What another tab of the same account has done. @abstract @param {any} _news */
  heard(_news) {}

  /** Says that the link has been lost. @abstract */
  failed() {}

  /** Sends what waits, now. @returns {Promise<void>} settled when nothing waits or the network has failed */
  flush() {
    clearTimeout(this.timer);
    if (this.sending) {
      this.again = true;
      return this.sending;
    }
    if (!this.isReady) return Promise.resolve();
    const round = () => this.#round();
    this.sending = (navigator.locks ? navigator.locks.request(`${this.name}-send`, round) : round()).finally(() => {
      this.sending = null;
      if (this.again) {
        this.again = false;
        this.flush();
      }
    });
    return this.sending;
  }

  async #round() {
    try {
      await this.sendAll();
      this.failures = 0;
    } catch (error) {
      this.link = error instanceof NotNow ? error.link : "offline";
      this.timer = setTimeout(() => this.flush(), this.pauses[Math.min(this.failures, this.pauses.length - 1)]);
      this.failures += 1;
      this.failed();
      if (!(error instanceof NotNow)) throw error;
    }
  }

  /**
   * Asks the server as this account and reads its answer.
   * @template T @param {string} address @param {RequestInit} options @param {(response: Response) => Promise<T>} read
   * @returns {Promise<T>} Throws NotNow.
   */
  async ask(address, options, read) {
    const abort = new AbortController();
    const limit = setTimeout(() => abort.abort(), this.timeout);
    try {
      const headers = { "X-CSRFToken": csrfToken(), ...signed(), ...options.headers };
      const response = await fetch(address, { ...options, credentials: "same-origin", headers, signal: abort.signal, redirect: "error" });
      if (response.status === 401) forget().catch(() => undefined);
      if (response.status === 401 || response.status === 403) throw new NotNow("signed-out");
      if (response.status >= 500 || response.status === 429) throw new NotNow("trouble");
      const document = await read(response);
      this.link = "ok";
      return document;
    } catch (error) {
      throw error instanceof NotNow ? error : new NotNow("offline");
    } finally {
      clearTimeout(limit);
    }
  }
}

/** Django's token, from its cookie. */
export function csrfToken() {
  return document.cookie.match(/(?:^|;\s*)csrftoken=([^;]+)/)?.[1] ?? "";
}
