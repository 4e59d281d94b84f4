import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import "../../page.js";
import { density, load, save } from "../../../../letopis/web/teacher/client/journal/prefs.js";

const NOTHING = { density: "", enter: "down", kinds: {}, subgroup: {}, month: {} };

beforeEach(() => localStorage.removeItem("letopis-journal"));

test("what is chosen is there the next time", () => {
  const chosen = { ...load(), enter: "right", kinds: { 3: [1, 2] } };
  save(chosen);

  assert.deepEqual(load(), chosen);
});

test("a choice that this version adds has its default", () => {
  localStorage.setItem("letopis-journal", '{"density": "large"}');

  assert.deepEqual(load(), { ...NOTHING, density: "large" });
});

test("what is no JSON, or cannot be kept, leaves a working journal", () => {
  localStorage.setItem("letopis-journal", "{");
  assert.deepEqual(load(), NOTHING);

  const refusing = { getItem() { throw new DOMException("denied", "SecurityError"); }, setItem() { throw new DOMException("full", "QuotaExceededError"); } };
  const { localStorage: storage } = globalThis;
  globalThis.localStorage = refusing;
  try {
    save(NOTHING);
    assert.deepEqual(load(), NOTHING);
  } finally {
    globalThis.localStorage = storage;
  }
});

test("one page's choices are not another's defaults", () => {
  const first = load();
  first.kinds[1] = [5];

  assert.deepEqual(load(), NOTHING);
});

test("rows are as high as the hand needs", () => {
  const screen = (...matching) => { globalThis.matchMedia = (query) => ({ matches: matching.includes(query) }); };
  screen("(pointer: coarse)", "(min-width: 1366px)");
  assert.equal(density(NOTHING), "large");
  screen("(min-width: 1366px)");
  assert.equal(density(NOTHING), "dense");
  screen();
  assert.equal(density(NOTHING), "usual");
  assert.equal(density({ ...NOTHING, density: "large" }), "large");
});
