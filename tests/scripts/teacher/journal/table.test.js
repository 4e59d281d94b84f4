import assert from "node:assert/strict";
import { test } from "node:test";

import "../../page.js";
import { cellText } from "../../../../letopis/web/teacher/client/journal/clipboard.js";
import { finder, fromText, parse, readCell } from "../../../../letopis/web/teacher/client/journal/table.js";
import { STATES } from "../../../../letopis/web/teacher/client/journal/wire.js";
import { chance } from "../../page.js";

const VALUES = ["5", "4", "3", "2", "н/а", "осв", "зч", "нз"];
const HARD = ["5", "", "Н", "5/4", 'он сказал "да"', '"', "4\nпересдал", "а\tб", "a;b", "5, 4", "<b>&amp;", '"5"'];

/** As RFC 4180 writes a table. @param {string[][]} rows @param {string} separator @param {string} end */
const written = (rows, separator, end) => rows.map((row) => row.map((text) => (/["\n]/.test(text) || text.includes(separator) ? `"${text.replaceAll('"', '""')}"` : text)).join(separator) + end).join("");

test("a table is read as it was written, whatever stands in its cells", () => {
  const { one, upTo } = chance(3);
  for (let round = 0; round < 500; round += 1) {
    const width = 1 + upTo(3);
    const rows = Array.from({ length: 1 + upTo(4) }, () => Array.from({ length: width }, () => one(HARD)));
    // A last empty line is one that has no end, in any text; a lone cell is no table.
    rows.at(-1)[width - 1] ||= "5";
    rows[0][0] ||= "5";
    for (const separator of ["\t", ";", ","]) {
      for (const end of ["\n", "\r\n"]) assert.deepEqual(parse(written(rows, separator, end), separator), rows);
    }
  }
});

test("a file of semicolons or commas is told from a text that has them", () => {
  assert.deepEqual(fromText("Белов;5\nКим;4"), [["Белов", "5"], ["Ким", "4"]]);
  assert.deepEqual(fromText("Белов,5\nКим,4"), [["Белов", "5"], ["Ким", "4"]]);
  assert.deepEqual(fromText("5, 4\n3"), [["5, 4"], ["3"]]);
  assert.deepEqual(fromText("5;4"), [["5;4"]]);
  assert.deepEqual(fromText("5, 4\t3"), [["5, 4", "3"]]);
});

test("what is copied of a cell is read as what stood there", () => {
  for (const value of ["", ...VALUES]) {
    for (const second of /[2-5]/.test(value) ? ["", "5", "4", "3", "2"] : [""]) {
      for (const state of value ? ["", "late", "redo"] : Object.keys(STATES).filter((one) => one !== "excluded").concat("")) {
        for (const code of ["", "Н", "Б", "УП", "НП", "ОП", "ОСВ"]) {
          const text = cellText({ value, second, state, debtUntil: null, comment: "", version: 1, was: "" }, { code, minutes: null, note: "", version: 1 });
          const read = readCell(text, VALUES);
          if (!text) assert.equal(read, null);
          else assert.deepEqual([read?.value, read?.second, read?.state, read?.code], [value, second, state, code], text);
        }
      }
    }
  }
});

const READ = {
  "5,00": "5", "5 \\ 4": "5 4", "4 3": "4 3 ?", "5, 4": "5 4 ?", "О 2": "2 ОП ?", "5/Н": "5 Н ?", "h": "Н", "Н/А": "н/а", "н/а Б": "н/а Б ?",
  "осв": "осв", "ОСВ": "ОСВ", "•": "•", "Долг": "•", "долг Н": "• Н ?", "4\nпересдал": "4 «пересдал» ?", "4\n5": "4 5 ?", "2→4": "4", "4 пзд": "4 пзд ?", "нс": "нс", "сд Н": "сд Н ?", "зачёт": "зч", "НЕЗАЧЕТ": "нз",
};

test("marks, debts and absences as other programs write them", () => {
  for (const [text, meant] of Object.entries(READ)) {
    const { value, second, state, code, comment, isOdd } = readCell(text, VALUES);
    assert.equal([value, second, state && STATES[state][0], code, comment && `«${comment}»`, isOdd && "?"].filter(Boolean).join(" "), meant, text);
  }
});

test("what is no mark is not taken for one", () => {
  for (const text of ["5 4 3", "н/а 5", "05.апр", "05.04.2026", "1", "10", "5+", "4,5", "звезда", "Н Б", "5 •", "4 нс", "4 нуч", "нс сд", "-", "55"]) assert.equal(readCell(text, VALUES), undefined, text);
  // A scale without marks knows no debt either.
  assert.equal(readCell("•", []), undefined);
});

test("a name in any order, with initials, ё or look-alike letters, is its student or all it may be", () => {
  const students = [["Семёнов Глеб"], ["Белов Иван"], ["Белов Пётр"], ["Алиев-Заде Артём"], ["Ким Ли-На"]].map(([name], id) => ({ id, name }));
  const find = finder(students);
  const who = (text) => find(text).map(({ id }) => id);
  for (const text of ["Семёнов Глеб", "Глеб Семенов", "СЕМЁНОВ Г.", "12. Семенов", "Семёнов Глеб Игоревич", "Cемёнoв Глеб"]) assert.deepEqual(who(text), [0], text);
  assert.deepEqual(who("Белов"), [1, 2]);
  assert.deepEqual(who("Белов П."), [2]);
  assert.deepEqual(who("Алиев - Заде Артем"), [3]);
  for (const text of ["Белова Анна", "Глеб", "ФИО", "", "Семёнова Глафира"]) assert.deepEqual(who(text), [], text);
});
