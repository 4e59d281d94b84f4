/** A pupil's row in the list of a lesson, as HTML: presence while attendance is taken, else marks. No state. */

import { markText, signOf } from "../journal/data.js";
import { escape, icon, nameOf, phrase, shortDate } from "../journal/format.js";

/** @typedef {import("../journal/types.js").Student} Student */
/** @typedef {import("./pupils.js").Pupils} Pupils */

const LATE = "ОП";
/** @type {Record<string, string>} */
const WORDS = { Н: "нет", Б: "болеет", УП: "уваж.", НП: "неуваж.", ОП: "опоздал", ОСВ: "освобождён" };

/** @param {Pupils} pupils @param {Student} student @param {number} row @returns {string} HTML */
export function pupilRow(pupils, student, row) {
  const here = row === pupils.row;
  const selected = here && pupils.mode === "marks";
  const told = pupils.warned.get(student.id);
  const warned = told ? ` <span class="note">${escape(told)}</span>` : "";
  return `<li class="pupil" role="option" data-row="${row}" aria-selected="${selected}" tabindex="${here ? 0 : -1}"><span class="pupil__no">${row + 1}</span>` +
    `<span class="pupil__name">${nameOf(student)}${warned}</span><span class="pupil__marks">${pupils.mode === "marks" ? marks(pupils, student) : presence(pupils, student)}</span></li>`;
}

/** Somebody who was not there that day, with what stands all the same: read only. @param {import("../journal/wire.js").Outside} one @param {boolean} isOption */
export function outsideRow({ name, distinction, why, text }, isOption) {
  return `<li class="pupil pupil--out"${isOption ? ' role="option" aria-disabled="true"' : ""}><span class="pupil__no"></span><span class="pupil__name">${nameOf({ name, distinction })}` +
    ` <span class="note">${escape(why)}</span></span><span class="pupil__marks"><s class="mark mark--other" title="Не считается">${escape(text)}</s></span></li>`;
}

/** @param {Pupils} pupils @param {Student} student */
function presence({ screen }, student) {
  const { column, journal, session } = screen;
  const { code, minutes } = journal.absence(column, student);
  const shape = stateShape(session.states.get(journal.absenceKey(column, student)));
  if (!code) return `${shape}<span class="here">${icon("check")}<span class="hidden-visually">${phrase("на {lesson.pre}")}</span></span>`;
  const words = code === LATE && minutes ? `опоздал, ${minutes}\u00a0мин` : WORDS[code];
  return `${shape}<span class="mark mark--away">${escape(code)}</span><span class="note">${words}</span>`;
}

/** @param {Pupils} pupils @param {Student} student */
function marks({ screen, isSecond, student: chosen }, student) {
  const { journal, session, column: current } = screen;
  const { code } = journal.absence(current, student);
  const parts = journal.columns.map((/** @type {import("../journal/types.js").Column} */ column) => {
    const mark = journal.mark(column, student);
    const isHalf = isSecond && column === current && chosen === student;
    const text = isHalf ? `${mark.value}/` : markText(mark);
    const until = mark.debtUntil ? `<small class="debt__until">до ${shortDate(mark.debtUntil)}</small>` : "";
    const debt = mark.state === "debt" ? `<span class="debt" role="img" aria-label="долг"></span>${until}` : mark.state && `<small class="debt__until">${signOf(mark)}</small>`;
    const note = mark.comment ? icon("note") : "";
    const weak = mark.value === "2" || mark.second === "2" ? " mark--weak" : "";
    const other = journal.columns.length > 1 && column !== current ? " mark--other" : "";
    return note + (text || debt ? `<span class="mark${weak}${other}">${escape(text)}${debt}</span>` : journal.columns.length > 1 ? '<span class="mark mark--none"></span>' : "");
  });
  return stateShape(session.stateOf(current, student)) + (code ? `<span class="mark mark--away">${escape(code)}</span>` : "") + parts.join("");
}

/** @param {import("../journal/session.js").CellState|undefined} state */
function stateShape(state) {
  if (state === "waiting") return `<span class="state state--warn" role="img" aria-label="ждёт сети">${icon("wait")}</span>`;
  if (state === "conflict") return `<span class="state state--danger" role="img" aria-label="расхождение, нужно решить">${icon("alert")}</span>`;
  if (state === "refused") return `<span class="state state--danger" role="img" aria-label="не принято">${icon("alert")}</span>`;
  return state === "saving" ? `<span class="state state--now" role="img" aria-label="сохраняется">${icon("saving")}</span>` : "";
}
