import assert from "node:assert/strict";
import { test } from "node:test";

import "../../page.js";
import { copied } from "../../../../letopis/web/teacher/client/journal/clipboard.js";
import { Journal } from "../../../../letopis/web/teacher/client/journal/data.js";
import { Edits } from "../../../../letopis/web/teacher/client/journal/edits.js";
import { fromText, readCell } from "../../../../letopis/web/teacher/client/journal/table.js";
import { chance } from "../../page.js";
import { grid, mark } from "./document.js";

/** Edits over a journal whose operations are saved at once, as by a server that takes all. */
function desk() {
  const journal = new Journal(grid({ works: grid().works.slice(0, 1), marks: [], absences: [] }));
  const sent = [];
  const queue = {
    add(operations) {
      sent.push(operations);
      for (const { key, op, base } of operations) journal.pending.set(key, { op, base, state: "queued" });
    },
  };
  return { journal, sent, edits: new Edits(journal, queue) };
}

const cell = ({ columns, students }, column, student) => ({ column: columns[column], student: students[student] });
const look = (journal) => journal.students.map((student) => journal.columns.map((column) => {
  const { value, second, state, comment, was } = journal.mark(column, student);
  const { code, minutes, note } = journal.absence(column, student);
  return [value, second, state, was, comment, code, minutes, note].join("|");
}));

test("what changes nothing is neither sent nor a step", () => {
  const { journal, sent, edits } = desk();
  edits.write([edits.value(cell(journal, 1, 0), "5")]);
  assert.equal(edits.write([edits.mark(cell(journal, 1, 0), { value: "5", comment: "  " })]).length, 0);

  assert.equal(sent.length, 1);
  edits.undo();
  assert.equal(journal.mark(journal.columns[1], journal.students[0]).value, "");
});

test("a mark resolves a debt, a lateness has the school's minutes", () => {
  const { journal, edits } = desk();
  edits.write([edits.mark(cell(journal, 1, 0), { state: "debt", debtUntil: "2026-11-30" })]);
  edits.write([edits.value(cell(journal, 1, 0), "4")]);
  assert.deepEqual([journal.mark(journal.columns[1], journal.students[0]).state, journal.mark(journal.columns[1], journal.students[0]).debtUntil], ["", null]);

  assert.equal(edits.away(cell(journal, 1, 0), "ОП").after.minutes, 5);
  assert.equal(edits.away(cell(journal, 1, 0), "Н").after.minutes, null);
});

test("a mark of a work to be written again stays beside the new one, and is back when that is cleared", () => {
  const { journal, sent, edits } = desk();
  const at = cell(journal, 1, 0);
  const shown = () => { const { value, state, was } = journal.mark(at.column, at.student); return [value, state, was]; };
  edits.write([edits.value(at, "2")]);
  edits.write([edits.state(at, "redo")]);
  edits.write([edits.value(at, "4")]);
  assert.deepEqual([shown(), sent.at(-1)[0].op.was], [["4", "", "2"], "2"]);
  assert.equal(edits.real([edits.state(at, "missing")]).length, 0);
  edits.undo();
  assert.deepEqual(shown(), ["2", "redo", ""]);
  edits.redo();
  edits.write(edits.clear(at));
  assert.deepEqual(shown(), ["2", "redo", ""]);
  edits.write([edits.state(at, "missing")]);
  assert.deepEqual(shown(), ["", "missing", ""]);
  edits.write([edits.value(at, "3")]);
  edits.write([edits.state(at, "late")]);
  edits.write([edits.value(at, "4")]);
  assert.deepEqual(shown(), ["4", "late", ""]);
});

test("a saved mark that is cleared comes back, whether the server has answered by then or not", () => {
  for (const isAnswered of [false, true]) {
    const { journal, edits } = desk();
    const [{ column, student }, key] = [cell(journal, 1, 0), () => journal.markKey(journal.columns[1], journal.students[0])];
    journal.take({ marks: [mark(column.work.id, student.id, "5")] });
    edits.write(edits.clear({ column, student }));
    if (isAnswered) {
      journal.pending.delete(key());
      journal.take({ marks: [mark(column.work.id, student.id, "", { version: 2 })] });
    }

    assert.equal(edits.undo().length, 1);
    assert.equal(journal.mark(column, student).value, "5");
    assert.deepEqual(edits.passed, []);
  }
});

test("undoing leaves what a colleague has changed since", () => {
  const { journal, edits } = desk();
  edits.write([edits.value(cell(journal, 1, 0), "5"), edits.value(cell(journal, 1, 1), "4")]);
  journal.pending.clear();
  journal.take({ marks: [mark(51, 7, "3", { version: 9 }), mark(51, 8, "4", { version: 1 })] });

  const undone = edits.undo();
  assert.deepEqual(undone.map(({ student }) => student.name), ["Белов Иван"]);
  assert.deepEqual(edits.passed.map(({ student }) => student.name), ["Абрамова Алёна"]);
});

for (const seed of [1, 2, 3]) {
  test(`whatever is typed, undone and done again, the cells are those of the steps (${seed})`, () => {
    const { journal, edits } = desk();
    const { one, next, upTo } = chance(seed);
    const shots = [look(journal)];
    let place = 0;
    for (let round = 0; round < 300; round += 1) {
      const act = next();
      if (act < 0.5) {
        const where = Array.from({ length: 1 + upTo(2) }, () => cell(journal, upTo(2), upTo(2)));
        const value = one(["5", "4", "н/а"]);
        const written = one([
          () => edits.write(unique(where).map((at) => edits.value(at, value))),
          () => edits.write(unique(where).map((at) => edits.away(at, one(["Н", "ОП"])))),
          () => edits.write(where.slice(0, 1).flatMap((at) => edits.clear(at))),
        ])();
        if (written.length) {
          shots.splice(place + 1);
          shots.push(look(journal));
          if (shots.length > 51) shots.shift();
          place = shots.length - 1;
        }
      } else if (act < 0.8 && place) {
        edits.undo();
        place -= 1;
      } else if (act >= 0.8 && place < shots.length - 1) {
        edits.redo();
        place += 1;
      }
      assert.deepEqual(look(journal), shots[place], `round ${round}`);
    }
  });
}

/** One of each lesson and student: a range has each once. */
const unique = (cells) => [...new Map(cells.map((one) => [`${one.column.lesson.id}:${one.student.id}`, one])).values()];

test("a range is copied as a table that reads back as itself", () => {
  const { journal, edits } = desk();
  const { one, upTo } = chance(6);
  for (let round = 0; round < 40; round += 1) {
    edits.write([edits.value(cell(journal, upTo(2), upTo(2)), one(journal.values), ""), edits.away(cell(journal, upTo(2), upTo(2)), one(["", "Н", "ОП", "ОСВ"]))]);
    const { text, rows } = copied(journal, journal.columns, { top: 0, bottom: 2, left: 0, right: 2 }, false);
    const read = fromText(text).map((row) => row.map((each) => readCell(each, journal.values)));
    const meant = (found) => (found ? [found.value, found.second, found.state, found.code] : null);
    if (text.trim()) assert.deepEqual(read.map((row) => row.map(meant)), rows.map((row) => row.map(({ read: whole }) => meant(whole))), text);
  }
});
