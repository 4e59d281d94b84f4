/** Documents of the grid for tests: rows by names, as the server's declarations have them. */

import * as wire from "../../../../letopis/web/teacher/client/journal/wire.js";

/** The row of the wire that `read` makes `values` of; what is not named is `null`. @param {(row: any) => Record<string, any>} read */
const row = (read, values) => {
  const places = read(Array.from({ length: 20 }, (_, place) => place));
  const made = Array(Object.keys(places).length).fill(null);
  for (const [name, value] of Object.entries(values)) made[places[name]] = value;
  return made;
};

export const student = (id, name, more = {}) => row(wire.readStudent, { id, name, from: null, to: null, why: "", distinction: "", gaps: [], ...more });
export const lesson = (id, date, more = {}) =>
  row(wire.readLesson, { id, date, number: 1, topic: "", plannedTopic: "", homework: "", state: "filled", version: 1, attendanceTaken: true, ...more });
export const work = (id, lessonId, more = {}) => row(wire.readWork, { id, lessonId, kindId: 1, title: "", weight: 1, position: 1, version: 1, ...more });
export const mark = (workId, studentId, value, more = {}) =>
  row(wire.readMark, { workId, studentId, value, second: "", state: "", debtUntil: null, comment: "", version: 1, was: "", ...more });
export const absence = (lessonId, studentId, code, more = {}) => row(wire.readAbsence, { lessonId, studentId, code, minutes: null, note: "", version: 1, ...more });
const kind = (id, shortName, weight) => row(wire.readKind, { id, code: shortName, name: shortName, shortName, weight, control: false, written: false, active: true });

/** A term of three lessons, the second with two works; three students, the last of whom came on the 9th. */
export const grid = (more = {}) => ({
  course: { id: 3, subject: "Алгебра", class: "7А", subgroup: "", scale: "five", editable: true, teacher: "", readonly_why: "" },
  period: { id: "1", name: "1-я четверть", starts_on: "2026-11-01", ends_on: "2026-11-30" },
  periods: [],
  today: "2026-11-23",
  values: ["5", "4", "3", "2", "н/а", "осв"],
  kinds: [kind(1, "отв", 1), kind(2, "к/р", 3)],
  rules: { correction_days: 14, late_minutes: 5, border: "0.50" },
  students: [student(7, "Абрамова Алёна"), student(8, "Белов Иван"), student(9, "Ким Ли-На", { from: "2026-11-09" })],
  subgroups: [],
  lessons: [lesson(41, "2026-11-02"), lesson(42, "2026-11-09"), lesson(43, "2026-11-16")],
  works: [work(51, 42), work(52, 42, { kindId: 2, weight: 3, position: 2 })],
  marks: [mark(51, 7, "5", { version: 4 })],
  absences: [absence(41, 8, "Н", { version: 2 })],
  cursor: 100,
  ...more,
});
