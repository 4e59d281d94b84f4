import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { plainAverage, proposed, weightedAverage } from "../../../../letopis/web/teacher/client/journal/averages.js";
import { chance } from "../../page.js";

const vectors = JSON.parse(readFileSync(new URL("../../../school/marks/averages.json", import.meta.url)));
const cells = (one) => one.cells.map(([value, second, weight, state, was]) => ({ value, second, weight: Number(weight), state, was }));
const hundredths = (text) => (text === null ? null : Math.round(Number(text) * 100));

test("the figures are those of the server", () => {
  for (const one of vectors.averages) {
    assert.equal(plainAverage(cells(one), one.rewritten), hundredths(one.plain), JSON.stringify(one));
    assert.equal(weightedAverage(cells(one), one.rewritten), hundredths(one.weighted), JSON.stringify(one));
  }
  for (const { average, border, value, is_disputed: disputed } of vectors.proposed) {
    assert.deepEqual(proposed(hundredths(average), border), { value, disputed }, `${average}, ${border}`);
  }
});

test("an average is the exact fraction, halves rounded up", () => {
  const { one, upTo } = chance(1);
  for (let round = 0; round < 3000; round += 1) {
    const all = Array.from({ length: upTo(40) }, () => ({
      value: one(["5", "4", "3", "2", "н/а", "осв", "зч", ""]), second: one(["", "", "5", "2"]), weight: one([1, 1, 1.5, 0.25, 3, 0, 0.01, 2.35]),
    }));
    const exact = (weightOf) => {
      let top = 0n, bottom = 0n;
      for (const { value, second, weight } of all) {
        for (const mark of [value, second].filter((text) => "2345".includes(text) && text)) {
          top += BigInt(mark) * weightOf(weight);
          bottom += weightOf(weight);
        }
      }
      // Half up: ⌊100·top/bottom + 1/2⌋.
      return bottom ? Number((200n * top + bottom) / (2n * bottom)) : null;
    };
    assert.equal(plainAverage(all), exact(() => 1n));
    assert.equal(weightedAverage(all), exact((weight) => BigInt(weight.toFixed(2).replace(".", ""))));
  }
});

test("a proposed mark goes up at the border and is disputed near it", () => {
  for (let average = 200; average <= 500; average += 1) {
    const { value, disputed } = proposed(average, "0.50");
    assert.equal(Number(value), Math.min(5, Math.floor((average + 50) / 100)), String(average));
    const from = Math.abs((average % 100) - 50);
    assert.equal(disputed, from <= 10 && average < 500, String(average));
  }
  assert.equal(proposed(null, "0.50"), null);
});
