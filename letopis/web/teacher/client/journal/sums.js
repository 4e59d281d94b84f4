/** What stands at the right of a row and at the foot of a column, and the rule behind each figure in words. No DOM. */

import { counted, plainAverage, proposed, weightedAverage } from "./averages.js";
import { markText } from "./data.js";
import { counted as noun, decimal, phrase, weight as weightText } from "./format.js";

/** @typedef {import("./data.js").Journal} Journal */
/** @typedef {import("./types.js").Student} Student */
/** @typedef {import("./types.js").Column} Column */

/**
 * @typedef {{plain: number|null, weighted: number|null, marks: number, absences: number, unexplained: number,
 *   offer: {value: string, disputed: boolean}|null, cells: import("./averages.js").Weighed[]}} Sums
 */

/** «Н» still asks for a reason; a late comer was there. */
const UNEXPLAINED = "Н";
const LATE = "ОП";

/** @param {Journal} journal @param {Student} student @returns {Sums} */
export function sumsOf(journal, student) {
  /** @type {import("./averages.js").Weighed[]} */
  const cells = [];
  let absences = 0;
  let unexplained = 0;
  let lesson = 0;
  for (const column of journal.columns) {
    // What stands outside the stay is seen and does not count (marks/counting.py).
    if (!journal.isOpen(column, student)) continue;
    if (column.lesson.id !== lesson) {
      lesson = column.lesson.id;
      const { code } = journal.absence(column, student);
      if (code && code !== LATE) absences += 1;
      if (code === UNEXPLAINED) unexplained += 1;
    }
    const mark = journal.mark(column, student);
    if (mark.value) cells.push({ value: mark.value, second: mark.second, weight: column.work?.weight ?? 1, state: mark.state, was: mark.was });
  }
  cells.push(...(journal.brought.get(student.id) ?? []));
  const { rewritten } = journal.rules;
  const weighted = weightedAverage(cells, rewritten);
  return {
    plain: plainAverage(cells, rewritten), weighted, marks: counted(cells, rewritten).length, absences, unexplained,
    offer: proposed(weighted, journal.rules.border), cells,
  };
}

/** «4,00» of hundredths, «4,4» of 435 with one digit; "" of none. @param {number|null} average @param {number} [digits] */
export const shown = (average, digits = 2) => (average === null ? "" : decimal(Math.round(average / 10 ** (2 - digits)) / 10 ** digits, digits));

/** The mean of a column in hundredths. @param {Journal} journal @param {Column} column */
export function columnAverage(journal, column) {
  return plainAverage(journal.students.filter((student) => journal.isOpen(column, student)).map((student) => {
    const { value, second, state, was } = journal.mark(column, student);
    return { value, second, weight: 1, state, was };
  }), journal.rules.rewritten);
}

/** «из 7А: 5 4 5; в 7Б: 4»: what a student has on other pages, "" for nearly everybody. @param {Journal} journal @param {Student} student */
export function broughtText(journal, student) {
  /** @type {Map<string, string[]>} */
  const places = new Map();
  for (const one of journal.brought.get(student.id) ?? []) places.set(one.place, [...(places.get(one.place) ?? []), markText(one)]);
  return [...places].map(([place, marks]) => `${place}: ${marks.join(" ")}`).join("; ");
}

/** The rule of what counts, where there is something to say of it; else "". @param {Journal} journal */
export function ruleText(journal) {
  const moved = journal.students.filter(({ id }) => journal.brought.has(id));
  const isOutside = journal.students.some((student) => (student.from || student.to || student.gaps.length)
    && journal.columns.some((column) => !journal.isOpen(column, student) && journal.outsideText(column, student)));
  if (!moved.length && !isOutside) return "";
  const named = moved.slice(0, 3).map((student) => `${student.name}, ${broughtText(journal, student)}`).join("; ");
  const more = moved.length > 3 ? ` и ещё ${moved.length - 3}` : "";
  return `Считаются отметки за дни в составе${named && `, у перешедших вместе с отметками другой страницы (${named}${more})`}.` +
    (isOutside ? " Зачёркнутое стоит вне этих дней и не считается." : "");
}

/** The exact rule behind a figure, for the popover. @param {Journal} journal @param {Student} student @param {"plain"|"weighted"|"absences"|"offer"} what */
export function explain(journal, student, what) {
  const sums = sumsOf(journal, student);
  const marks = counted(sums.cells, journal.rules.rewritten);
  if (what === "absences") {
    return [
      `${phrase("Пропущено {lesson.gens}:")}\u00a0${sums.absences}${sums.unexplained ? `, из них без причины в журнале ${sums.unexplained}` : ""}.`,
      "Считаются Н, УП, Б, НП и ОСВ; опоздание не пропуск.",
    ];
  }
  if (!marks.length) return ["Отметок за период нет."];
  const taken = broughtText(journal, student);
  const also = taken ? [`Вместе с отметками ${taken}`] : [];
  if (what === "plain") {
    const total = marks.reduce((sum, [mark]) => sum + mark, 0);
    return [`${marks.map(([mark]) => mark).join(" + ")} = ${total}`, `${total} : ${noun(marks.length, "отметка", "отметки", "отметок")} = ${shown(sums.plain)}`, ...also];
  }
  if (what === "weighted") {
    const products = marks.map(([mark, weight]) => (weight === 100 ? String(mark) : `${mark}×${weightText(weight / 100)}`));
    const weights = marks.reduce((sum, [, weight]) => sum + weight, 0) / 100;
    return [`${products.join(" + ")}`, `делим на сумму весов ${weightText(weights)}: ${shown(sums.weighted)}`, ...also];
  }
  const border = journal.rules.border.replace(".", ",");
  return [
    `По взвешенному среднему ${shown(sums.weighted)}: дробь от ${border} округляется вверх.`,
    sums.offer?.disputed ? `До границы меньше 0,10: решает ${phrase("{teacher.nom}")}.` : phrase("Предложение, отметку за период ставит {teacher.nom}."),
  ];
}
