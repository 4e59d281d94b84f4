import assert from "node:assert/strict";
import { test } from "node:test";

import "../../page.js";
import { Cipher, seal, sealBytes, unseal, unsealBytes } from "../../../../letopis/web/teacher/client/journal/cipher.js";
import { who } from "../../../../letopis/web/teacher/client/journal/who.js";
import { chance } from "../../page.js";

const TEXT = JSON.stringify({ about: "Семёнов Глеб, 2\u00a0ноября", value: "5", comment: "№ 3 — «верно» 🙂" });

let turns = 0;

/** Another page of the same account, or of one with another secret; each under another mask. @param {number} [secret] a byte of it */
async function made(secret = 0x0f) {
  const mask = (turns += 37) % 256;
  who.secret = [mask, mask ^ secret].map((byte) => byte.toString(16).padStart(2, "0").repeat(16)).join("");
  const cipher = new Cipher();
  const key = await cipher.key;
  // The pad is ready a moment after the key.
  while (!cipher.pad) await new Promise((resolve) => setTimeout(resolve));
  return { cipher, key };
}

test("what is closed is opened by the same key and by no other", async () => {
  const { key } = await made();
  const { key: again } = await made();
  const { key: other } = await made(0x1e);
  const closed = await seal(key, JSON.parse(TEXT));
  const bytes = crypto.getRandomValues(new Uint8Array(5000));

  assert.deepEqual(await unseal(again, closed), JSON.parse(TEXT));
  assert.deepEqual(new Uint8Array(await unsealBytes(again, await sealBytes(key, bytes))), bytes);
  await assert.rejects(unseal(other, closed));
  assert.ok(!new TextDecoder().decode(closed.data).includes("Глеб"));
});

test("a note is closed without waiting, opened by the next page, and is nothing to another account", async () => {
  const { cipher } = await made();
  const note = cipher.note(TEXT);
  const { cipher: next } = await made();
  const { cipher: other } = await made(0x1e);

  assert.ok(!note.includes("Глеб"));
  assert.deepEqual(await next.noted(note), JSON.parse(TEXT));
  assert.equal(await other.noted(note), null);
});

test("no place of the pad serves twice, however much is typed", async () => {
  const { cipher } = await made();
  const { upTo } = chance(4);
  const used = new Map();
  for (let number = 0; number < 400; number += 1) {
    const text = JSON.stringify({ number, comment: "я".repeat(upTo(500)) });
    const note = cipher.note(text);
    if (note === text) {
      // The pad is used up and the next one not made yet: the store is written at once anyway.
      await new Promise((resolve) => setTimeout(resolve));
      continue;
    }
    const [iv, at, closed] = JSON.parse(note);
    for (const [from, to] of used.get(iv) ?? []) assert.ok(at >= to || at + closed.length <= from, "a place is used twice");
    used.set(iv, [...(used.get(iv) ?? []), [at, at + closed.length]]);
    assert.deepEqual(await cipher.noted(note), JSON.parse(text));
    if (number % 50 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  }
  assert.ok(used.size > 1);
});

test("a note that is none is left alone", async () => {
  const { cipher } = await made();
  for (const text of ["", "{", "null", '["", 0, "x"]', "[1]"]) assert.equal(await cipher.noted(text), null, text);
  assert.deepEqual(await cipher.noted('{"op_id": "as it was before there was a key"}'), { op_id: "as it was before there was a key" });
});
