import assert from "node:assert/strict";
import { test } from "node:test";

import { Undo } from "../../../../letopis/web/teacher/client/journal/undo.js";
import { chance } from "../../page.js";

test("steps come back from the last, and go forth again in their order", () => {
  const steps = new Undo();
  for (const step of ["one", "two", "three"]) steps.push(step);

  assert.deepEqual([steps.back(), steps.back()], ["three", "two"]);
  assert.deepEqual([steps.forth(), steps.forth(), steps.forth()], ["two", "three", undefined]);
  assert.deepEqual([steps.back(), steps.back(), steps.back(), steps.back()], ["three", "two", "one", undefined]);
});

test("a new step forgets those taken back", () => {
  const steps = new Undo();
  steps.push("one");
  steps.back();
  steps.push("two");

  assert.equal(steps.forth(), undefined);
  assert.equal(steps.back(), "two");
});

test("whatever is done, it is a list with a place in it, of fifty at the most", () => {
  const { next } = chance(2);
  const steps = new Undo();
  let all = [], place = 0;
  for (let number = 0; number < 5000; number += 1) {
    const act = next();
    if (act < 0.6) {
      all = [...all.slice(0, place), number].slice(-50);
      place = all.length;
      steps.push(number);
    } else if (act < 0.9) {
      assert.equal(steps.back(), place ? all[place - 1] : undefined);
      place = Math.max(0, place - 1);
    } else {
      assert.equal(steps.forth(), all[place]);
      place = Math.min(all.length, place + 1);
    }
  }
});
