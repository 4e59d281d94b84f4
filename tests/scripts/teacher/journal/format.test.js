import assert from "node:assert/strict";
import { test } from "node:test";

import "../../page.js";
import * as format from "../../../../letopis/web/teacher/client/journal/format.js";

test("dates are Russian", () => {
  assert.equal(format.longDate("2026-11-02"), "2\u00a0ноября");
  assert.equal(format.shortDate("2026-03-09"), "09.03");
  assert.equal(format.monthName("2027-05"), "Май");
  assert.equal(format.weekday("2026-11-23"), "пн");
});

test("a moment of the server stands in the school's time, one of this device in its own", () => {
  assert.equal(format.stamp("2026-11-19T10:42:07+10:00"), "19.11 в 10:42");
  const at = new Date(2026, 0, 5, 9, 3);
  assert.equal(format.stamp(at.toISOString()), "05.01 в 09:03");
  assert.equal(format.stamp("вчера"), "вчера");
});

test("a noun agrees with its number", () => {
  const forms = (n) => format.plural(n, "урок", "урока", "уроков");
  for (let n = 0; n <= 200; n += 1) assert.equal(forms(n), { one: "урок", few: "урока", many: "уроков" }[new Intl.PluralRules("ru").select(n)], String(n));
  assert.equal(format.counted(21, "урок", "урока", "уроков"), "21\u00a0урок");
});

test("figures have a comma", () => {
  assert.equal(format.decimal(4), "4,00");
  assert.equal(format.decimal(4.25, 1), "4,3");
  assert.equal(format.weight(1.5), "1,5");
});

test("the school's own words, a capital at the beginning", () => {
  assert.equal(format.phrase("{Lesson.nom} и {student.gens}"), "Урок и учеников");
  // A word that the page has not brought shows that it is missing.
  assert.equal(format.phrase("{teacher.loc}"), "{teacher.loc}");
});

test("a text is safe inside HTML", () => {
  assert.equal(format.escape(`<a href="x" title='y'>&`), "&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;");
  assert.equal(format.escape(null), "");
  assert.equal(format.nameOf({ name: "Белов <И>" }), "Белов &lt;И&gt;");
  assert.match(format.nameOf({ name: "Белов Иван Петрович", distinction: "Петрович" }), />Белов Иван <\/span>Петрович<\/span>$/);
});

test("without https a UUID is made of random bytes, and is one of version 4", () => {
  const made = new Set(Array.from({ length: 1000 }, format.uuid));
  assert.equal(made.size, 1000);
  for (const one of made) assert.match(one, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});
