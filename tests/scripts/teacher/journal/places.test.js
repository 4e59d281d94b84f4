import assert from "node:assert/strict";
import { test } from "node:test";

import { firstColumn, inside, moved } from "../../../../letopis/web/teacher/client/journal/places.js";

const column = (id, date) => ({ key: `l${id}`, lesson: { id, date }, work: null });
const COLUMNS = [column(1, "2026-11-02"), column(2, "2026-11-09"), column(3, "2026-11-16"), column(4, "2026-11-30")];
const students = (...ids) => ids.map((id) => ({ id }));
/** A journal that shows these students; a column of it is as it was. @param {number[]} ids */
const journal = (...ids) => ({ current: (one) => one, rowOf: new Map(ids.map((id, row) => [id, row])) });

test("the page opens at the lesson asked for, else at today's, else at the last one held", () => {
  assert.equal(firstColumn(COLUMNS, "2026-11-09", 4), 3);
  assert.equal(firstColumn(COLUMNS, "2026-11-09", 99), 1);
  assert.equal(firstColumn(COLUMNS, "2026-11-20", 0), 2);
  assert.equal(firstColumn(COLUMNS, "2026-09-01", 0), 0);
  assert.equal(firstColumn([], "2026-09-01", 0), 0);
});

test("nobody comes to a column of marks of a period unawares", () => {
  const period = { ...column(0, "2026-11-20"), key: "p1", period: { id: "1", name: "I четверть" } };
  const columns = [...COLUMNS.slice(0, 3), period];
  assert.equal(firstColumn(columns, "2026-11-20", 0), 2);
  assert.equal(firstColumn(columns, "2026-12-01", 0), 2);
  assert.equal(firstColumn([...columns, COLUMNS[3]], "2026-12-01", 0), 4);
});

test("one cannot go beyond names, figures and the foot; the head has columns alone", () => {
  assert.deepEqual(inside({ row: -5, column: -5 }, 3, 10), { row: -1, column: 0 });
  assert.deepEqual(inside({ row: 0, column: -5 }, 3, 10), { row: 0, column: -1 });
  assert.deepEqual(inside({ row: 9, column: 99 }, 3, 10), { row: 2, column: 13 });
  assert.deepEqual(inside({ row: -1, column: 99 }, 3, 10), { row: -1, column: 9 });
});

test("a place stays with its student and its column when others come and go", () => {
  const before = { students: students(7, 8, 9), columns: COLUMNS };
  const now = [COLUMNS[0], COLUMNS[2]];

  assert.deepEqual(moved({ row: 1, column: 2 }, before, now, journal(8, 9)), { row: 0, column: 1 });
  assert.equal(moved({ row: 0, column: 2 }, before, now, journal(8, 9)), null);
  assert.equal(moved({ row: 1, column: 1 }, before, now, journal(8, 9)), null);
  // The head and the name have neither; a figure keeps its distance from the end.
  assert.deepEqual(moved({ row: -1, column: 2 }, before, now, journal(8, 9)), { row: -1, column: 1 });
  assert.deepEqual(moved({ row: 1, column: -1 }, before, now, journal(8, 9)), { row: 0, column: -1 });
  assert.deepEqual(moved({ row: 2, column: 5 }, before, now, journal(8, 9)), { row: 1, column: 3 });
});
