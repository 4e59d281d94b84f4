/**
 * What a module finds in a page, for tests without one: import it before the module. No rendering: whatever draws is tested
 * in the browser (tests/e2e).
 */

import { setMaxListeners } from "node:events";

import "fake-indexeddb/auto";

const WHO = { account: 7, person: 70, role: "teacher", secret: "a0".repeat(16) + "af".repeat(16), session: "one", shared: false };
const WORDS = { student: { nom: "ученик", gen: "ученика", gens: "учеников" }, lesson: { nom: "урок", gens: "уроков" }, teacher: { nom: "учитель" } };

/** JSON that the page brings, by the id of its element. @type {Record<string, unknown>} */
const brought = { who: WHO, words: WORDS };

class Storage {
  getItem(name) {
    return Object.hasOwn(this, name) ? this[name] : null;
  }

  setItem(name, text) {
    this[name] = String(text);
  }

  removeItem(name) {
    delete this[name];
  }
}

const events = new EventTarget();
// Each page that a test opens listens for itself.
setMaxListeners(0, events);
const listen = (...given) => events.addEventListener(...given);

Object.assign(globalThis, { addEventListener: listen, reportError: (error) => { throw error; } });
Object.defineProperty(globalThis, "localStorage", { value: new Storage(), writable: true });
Object.assign(globalThis, {
  document: {
    hidden: false, cookie: "csrftoken=token", addEventListener: listen,
    getElementById: (id) => (id in brought ? { textContent: JSON.stringify(brought[id]) } : null),
    querySelector: () => null,
  },
});

/** Numbers that are the same in every run (mulberry32). @param {number} seed */
export function chance(seed) {
  const next = () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let value = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  };
  return { next, upTo: (most) => Math.floor(next() * (most + 1)), one: (list) => list[Math.floor(next() * list.length)] };
}
