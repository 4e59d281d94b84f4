import assert from "node:assert/strict";
import { test } from "node:test";

import "../../page.js";
import { Sheet } from "../../../../letopis/web/teacher/client/totals/model.js";
import { Putting } from "../../../../letopis/web/teacher/client/totals/putting.js";

/** Four students in a quarter: of two a mark follows, of one it stands on another page, one was not there. */
const sheet = (more = {}) => new Sheet({
  course_id: 3, is_editable: true, today: "2026-10-22", values: ["5", "4", "3", "2", "н/а", "осв"],
  columns: [["1", "I четверть", "term", "2026-10-17", false]],
  students: [[7, "Абрамова Алёна", ""], [8, "Белов Иван", ""], [9, "Ким Ли-На", ""], [10, "Яшин Глеб", ""]],
  marks: [[8, "1", "4", "", 2]],
  proposals: [
    [7, "1", "5", "средний 4,75 из 4 отметок; порог 4,50 → 5", false, "", ""], [8, "1", "4", "средний 4,00 из 3 отметок → 4", false, "", ""],
    [9, "1", "5", "", false, "", "4, 7Б"], [10, "1", "", "", false, "не было в составе", ""],
  ],
  ...more,
});

/** What a table is asked to do. @param {Sheet} of */
function table(of) {
  const done = { written: [], told: [], asked: [] };
  const bubble = { show: (_, title) => done.asked.push(title), element: { querySelector: () => ({ addEventListener: () => {}, value: "" }), querySelectorAll: () => [] } };
  const made = { sheet: of, queue: undefined, bubble, anchor: {}, troubleOf: () => undefined, write: (wanted) => done.written.push(wanted.map(({ cell, value, reason }) => [cell.person.id, value, reason])), announce: (text) => done.told.push(text), focusCell: () => {} };
  return { putting: new Putting(made), done };
}

const cells = (of, ...ids) => of.people.filter(({ id }) => ids.includes(id)).map((person) => ({ column: of.columns[0], person }));

test("what is proposed is put at once, another mark asks for a word first", () => {
  const of = sheet();
  const { putting, done } = table(of);
  putting.put(cells(of, 7), "5");
  assert.deepEqual(done, { written: [[[7, "5", ""]]], told: [], asked: [] });
  putting.put(cells(of, 7), "4");
  assert.deepEqual(done.asked, ["Почему не как предложено"]);
  assert.equal(done.written.length, 1);
});

test("Enter takes what is proposed where nothing stands, and for nobody who only reads", () => {
  const of = sheet();
  const { putting, done } = table(of);
  assert.equal(putting.accept(cells(of, 7)[0]), true);
  assert.equal(putting.accept(cells(of, 8)[0]), false);
  assert.deepEqual(done.written, [[[7, "5", ""]]]);
  const read = table(sheet({ is_editable: false }));
  assert.equal(read.putting.accept(cells(of, 7)[0]), false);
  read.putting.put(cells(of, 7), "5");
  assert.deepEqual(read.done.written, []);
});

test("a range passes over cells that are shut or have their mark elsewhere, and says so where there is no other", () => {
  const of = sheet();
  const { putting, done } = table(of);
  putting.put(cells(of, 7, 9, 10), "5");
  assert.deepEqual(done.written, [[[7, "5", ""]]]);
  putting.put(cells(of, 9), "5");
  putting.put(cells(of, 10), "5");
  assert.deepEqual(done.told, ["Отметка уже стоит: 4, 7Б", "не было в составе"]);
  putting.put(cells(of, 7), "зч");
  assert.match(done.told[2], /«зч» в шкале нет: можно 5, 4, 3, 2/);
});

test("all that is proposed at once is what nobody has yet", () => {
  const of = sheet();
  const { putting, done } = table(of);
  putting.acceptAll(of.columns[0]);
  assert.deepEqual(done.written, [[[7, "5", ""]]]);
  assert.deepEqual(done.told, ["I четверть: принято предложенных 1"]);
});
