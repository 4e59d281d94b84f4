import assert from "node:assert/strict";
import { test } from "node:test";

import "../../page.js";
import { Journal } from "../../../../letopis/web/teacher/client/journal/data.js";
import { absence, grid, lesson, mark, work } from "./document.js";

const keys = (journal) => journal.columns.map(({ key }) => key);
const [ALYONA, IVAN, KIM] = [0, 1, 2];

test("a lesson is a column, or one for each of its works in their order", () => {
  assert.deepEqual(keys(new Journal(grid())), ["l41", "l42", "w52", "l43"]);
  const turned = new Journal(grid({ works: [work(51, 42, { position: 3 }), work(52, 42, { position: 2 })], lessons: [lesson(43, "2026-11-16"), lesson(42, "2026-11-09", { number: 2 }), lesson(41, "2026-11-09")] }));
  assert.deepEqual(keys(turned), ["l41", "l42", "w51", "l43"]);
});

test("what is typed and not answered lies over what is saved", () => {
  const journal = new Journal(grid());
  const [, column] = journal.columns;
  const { key, op } = journal.markOperation(column, journal.students[ALYONA], { value: "4", second: "", state: "", debtUntil: null, comment: "", was: "" });
  assert.deepEqual([key, op.work_id, op.lesson_id], ["m:l42:7", 51, undefined]);

  journal.pending = new Map([[key, { op, base: 4, state: "queued" }]]);
  assert.equal(journal.mark(column, journal.students[ALYONA]).value, "4");
  assert.equal(journal.savedMark(column, journal.students[ALYONA]).value, "5");
  // Of a work that is gone by now it is nobody's.
  journal.take({ removed_works: [51] });
  assert.equal(journal.mark(journal.columns[1], journal.students[ALYONA]).value, "");
});

test("a first mark names the lesson, and its work comes into the same column", () => {
  const journal = new Journal(grid());
  const [column] = journal.columns;
  const { key, op } = journal.markOperation(column, journal.students[IVAN], { value: "3", second: "", state: "", debtUntil: null, comment: "", was: "" });
  assert.deepEqual([key, op.lesson_id, op.work_id], ["m:l41:8", 41, undefined]);

  const { columns, cells } = journal.take({ works: [work(60, 41)], marks: [mark(60, 8, "3")] });
  assert.deepEqual([columns, cells, keys(journal)[0]], [true, [[8, 41]], "l41"]);
  assert.equal(journal.mark(journal.current(column), journal.students[IVAN]).value, "3");
});

test("rows of the server count once, and never backwards", () => {
  const journal = new Journal(grid());
  const [, column] = journal.columns;
  assert.deepEqual(journal.take({ marks: [mark(51, 7, "2", { version: 3 })] }), { cells: [], columns: false });
  assert.equal(journal.mark(column, journal.students[ALYONA]).value, "5");

  assert.deepEqual(journal.take({ marks: [mark(51, 7, "2", { version: 5 })], absences: [absence(41, 8, "", { version: 3 })] }), { cells: [[7, 42], [8, 41]], columns: false });
  assert.equal(journal.absence(journal.columns[0], journal.students[IVAN]).code, "");
});

test("a lesson of another period does not come in; a moved one changes its place", () => {
  const journal = new Journal(grid());
  assert.equal(journal.take({ lessons: [lesson(44, "2026-12-01")] }).columns, false);
  assert.equal(journal.take({ lessons: [lesson(41, "2026-11-17", { version: 2 })] }).columns, true);
  assert.deepEqual(keys(journal), ["l42", "w52", "l43", "l41"]);
});

test("who was not in the class that day has no cell there", () => {
  const journal = new Journal(grid());
  assert.deepEqual(journal.columns.map((column) => journal.isOpen(column, journal.students[KIM])), [false, true, true, true]);
  const away = { ...journal.students[KIM], to: "2026-11-15", gaps: [["2026-11-09", "2026-11-10"]] };
  assert.deepEqual(journal.columns.map((column) => journal.isOpen(column, away)), [false, false, false, false]);
});
