/** The model over documents of the server: of today, and as a browser has kept them. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { Journal, NO_MARK } from "../../../../letopis/web/teacher/client/journal/data.js";
import { readStudent } from "../../../../letopis/web/teacher/client/journal/wire.js";

const GRID = {
  course: { id: 1, subject: "Алгебра", class: "7А", subgroup: "", scale: "five", editable: true, teacher: "", readonly_why: "" },
  period: { id: "1", name: "II четверть", starts_on: "2026-11-05", ends_on: "2026-12-30" },
  periods: [],
  today: "2026-11-23",
  values: ["5", "4", "3", "2"],
  kinds: [[7, "answer", "Ответ", "отв", 1, false, false, true]],
  rules: { correction_days: 14, late_minutes: 5, border: "0.50" },
  students: [[1, "Абрамов Тимур", null, null, "", "", []], [2, "Яковлева Дарья", null, null, "", "", [["2026-11-20", "2026-11-24"]]]],
  subgroups: [[9, "труд: девочки", [2]]],
  lessons: [[30, "2026-11-23", 3, "", "Степень", "", "ahead", 1, false]],
  works: [[20, 30, 7, "", 1, 1, 1]],
  marks: [[20, 1, "4", "3", false, null, "", 2]],
  absences: [[30, 1, "ОП", 5, "", 1]],
  cursor: 5,
};
const journalOf = () => new Journal(structuredClone(GRID));

test("a document is laid out in columns, cells and subgroups", () => {
  const journal = journalOf();
  const [column] = journal.columns;
  const [student, away] = journal.students;
  assert.equal(journal.kind(column).shortName, "отв");
  assert.equal(journal.mark(column, student).second, "3");
  assert.deepEqual([journal.absence(column, student).code, journal.absence(column, student).minutes], ["ОП", 5]);
  assert.deepEqual([journal.isOpen(column, student), journal.isOpen(column, away)], [true, false]);
  journal.show(9);
  assert.deepEqual(journal.students.map(({ id }) => id), [2]);
});

test("a newer row is taken over, an older one is not, and none of no work", () => {
  const journal = journalOf();
  const [column] = journal.columns;
  const [student, other] = journal.students;
  assert.deepEqual(journal.take({ marks: [[20, 1, "5", "", false, null, "", 3]] }).cells, [[1, 30]]);
  assert.deepEqual(journal.take({ marks: [[20, 1, "2", "", false, null, "", 2], [null, 2, "", "", false, null, "", 0]] }).cells, []);
  assert.equal(journal.mark(column, student).value, "5");
  assert.deepEqual(journal.mark(column, other), NO_MARK);
  assert.deepEqual(journal.take({ absences: [[30, 2, "Н", null, "", 1]] }).cells, [[2, 30]]);
});

test("works and lessons change the columns", () => {
  const journal = journalOf();
  assert.equal(journal.take({ works: [[21, 30, 7, "", 2, 2, 1]] }).columns, true);
  assert.equal(journal.columns.length, 2);
  assert.equal(journal.take({ works: [[22, 99, 7, "", 2, 2, 1]] }).columns, false, "a work of a lesson that is not here");
  assert.equal(journal.take({ removed_works: [21] }).columns, true);
  assert.equal(journal.take({ lessons: [[30, "2026-11-23", 3, "Степень", "", "", "filled", 2, true]] }).columns, true);
  assert.deepEqual([journal.columns.length, journal.lessons.get(30).attendanceTaken], [1, true]);
});

test("a row kept before it had a field is read with its default", () => {
  const kept = readStudent([1, "Орлов Тимур", null, null, ""]);
  assert.deepEqual([kept.distinction, kept.gaps], ["", []]);
});
