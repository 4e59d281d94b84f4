import assert from "node:assert/strict";
import { test } from "node:test";

import "../../page.js";
import { Journal } from "../../../../letopis/web/teacher/client/journal/data.js";
import { Markup } from "../../../../letopis/web/teacher/client/journal/markup.js";
import { broughtText, columnAverage, explain, ruleText, shown, sumsOf } from "../../../../letopis/web/teacher/client/journal/sums.js";
import { absence, grid, mark, student } from "./document.js";

const marked = () => new Journal(grid({
  marks: [mark(51, 7, "5", { second: "4" }), mark(52, 7, "3"), mark(51, 8, "н/а"), mark(51, 9, "2")],
  absences: [absence(41, 7, "Н"), absence(42, 7, "ОП"), absence(43, 7, "Б"), absence(41, 8, "ОСВ")],
}));

test("a figure is shown with a comma, halves rounded up", () => {
  assert.equal(shown(400), "4,00");
  assert.equal(shown(null), "");
  for (let average = 200; average <= 500; average += 1) {
    const tenths = Math.floor((average + 5) / 10);
    assert.equal(shown(average, 1), `${Math.floor(tenths / 10)},${tenths % 10}`, String(average));
  }
});

test("marks, a double one as two, count by the weight of their work; a late comer was there", () => {
  const journal = marked();
  const { plain, weighted, marks, absences, unexplained, offer } = sumsOf(journal, journal.students[0]);

  assert.deepEqual([plain, weighted, marks], [400, 360, 3]);
  assert.deepEqual([absences, unexplained], [2, 1]);
  assert.deepEqual(offer, { value: "4", disputed: true });
});

test("who has no marks has no figures", () => {
  const journal = marked();
  const { plain, weighted, offer, absences } = sumsOf(journal, journal.students[1]);

  assert.deepEqual([plain, weighted, offer, absences], [null, null, null, 1]);
  assert.deepEqual(explain(journal, journal.students[1], "plain"), ["Отметок за период нет."]);
});

test("the rule behind a figure is told with its numbers", () => {
  const journal = marked();
  const of = (what) => explain(journal, journal.students[0], what).join(" ");

  assert.equal(of("plain"), "5 + 4 + 3 = 12 12 : 3\u00a0отметки = 4,00");
  assert.equal(of("weighted"), "5 + 4 + 3×3 делим на сумму весов 5: 3,60");
  assert.match(of("absences"), /^Пропущено уроков:\u00a02, из них без причины в журнале 1\./);
  assert.match(of("offer"), /До границы меньше 0,10: решает учитель\.$/);
});

test("the mean of a column is of its marks", () => {
  const journal = marked();
  assert.equal(columnAverage(journal, journal.columns[1]), 367);
  assert.equal(columnAverage(journal, journal.columns[0]), null);
});

test("what stands out of the stay is shown and counts nowhere; what is brought from another page counts", () => {
  const brought = [[9, "2026-11-01", "из 7Б", "4", "3", 1, "отв"], [9, "2026-11-02", "из 7Б", "5", "", 3, "к/р"]];
  const journal = new Journal(grid({
    students: [student(7, "Абрамова Алёна", { to: "2026-11-05", why: "В составе по 05.11.2026" }), student(9, "Ким Ли-На", { from: "2026-11-09" })],
    marks: [mark(51, 7, "2"), mark(51, 9, "5")], absences: [absence(42, 7, "Н")], brought,
  }));
  const [left, came] = journal.students;

  assert.deepEqual(Object.values(sumsOf(journal, left)).slice(0, 5), [null, null, 0, 0, 0]);
  assert.equal(journal.outsideText(journal.columns[1], left), "2 Н");
  assert.equal(columnAverage(journal, journal.columns[1]), 500);
  const { plain, weighted, marks } = sumsOf(journal, came);
  assert.deepEqual([plain, weighted, marks], [425, 450, 4]);
  assert.equal(broughtText(journal, came), "из 7Б: 4/3 5");
  assert.match(explain(journal, came, "plain").join(" "), /Вместе с отметками из 7Б: 4\/3 5$/);
  assert.equal(ruleText(journal), "Считаются отметки за дни в составе, у перешедших вместе с отметками другой страницы (Ким Ли-На, из 7Б: 4/3 5). Зачёркнутое стоит вне этих дней и не считается.");
  assert.equal(ruleText(marked()), "");
  const markup = new Markup(journal, () => "");
  markup.show(journal.columns);
  assert.deepEqual(["css", "html"].map((part) => markup.cell(journal.columns[1], left)[part]), ["not-here outside", "<s>2 Н</s>"]);
  assert.equal(markup.cell(journal.columns[0], came).html, '<span class="brought">+2</span>');
});
