import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import "../../page.js";
import { filled, isPhrase } from "../../../../letopis/web/teacher/client/journal/phrases.js";

test("a phrase is said as the server says it", () => {
  for (const { text, name, sex, told } of JSON.parse(readFileSync(new URL("../../../school/marks/phrases.json", import.meta.url)))) {
    assert.equal(filled(text, { name, sex }), told);
    assert.equal(isPhrase(text), true);
    assert.equal(filled(text, undefined), text);
  }
  assert.equal(isPhrase("Ответ (неполный) | хорошо"), false);
});
