/** What popovers say: a mark and its history, both sides of a conflict, a refusal, a column, a figure. HTML out, no state. */

import { askForm } from "../ask-form.js";
import { isEmptyMark, markOf, markText } from "./data.js";
import { escape, icon, longDate, phrase, stamp, weight } from "./format.js";
import { readAbsence, readMark, STATES } from "./wire.js";

/** @typedef {import("./types.js").Column} Column */
/** @typedef {import("./types.js").Student} Student */
/** @typedef {import("./types.js").Mark} Mark */
/** @typedef {import("./types.js").Absence} Absence */
/** @typedef {import("./types.js").Queued} Queued */
/** @typedef {import("./wire.js").StoryEntry} Entry */

/** @type {Record<string, string>} */
export const ABSENCE_WORDS = {
  Н: "не был, причина не указана", УП: "уважительная причина", Б: "болезнь", НП: "неуважительная причина",
  ОП: "опоздание", ОСВ: "освобождение",
};

/** «19 ноября, ответ на уроке, вес 1». @param {Column} column @param {import("./types.js").Kind|undefined} kind */
export function columnText(column, kind) {
  const work = column.work;
  const parts = [longDate(column.lesson.date), `${column.lesson.number}${phrase("{lesson_no}")}`];
  if (kind) parts.push(kind.name.toLowerCase());
  if (work) parts.push(`вес\u00a0${weight(work.weight)}`);
  return parts.join(", ") + (work?.title ? `: ${work.title}` : "");
}

/** «долг до 4 декабря», «сдано позже срока»; «» of none. @param {Pick<Mark, "state"|"debtUntil">} mark */
export const stateText = ({ state, debtUntil }) => (STATES[state]?.[1] ?? state) + (debtUntil ? ` до ${longDate(debtUntil)}` : "");

/** @param {Mark} mark @param {Absence} absence */
export function valueText(mark, absence) {
  const parts = [];
  if (markText(mark)) parts.push(markText(mark));
  if (mark.state) parts.push(stateText(mark));
  if (absence.code) parts.push(absence.code === "ОП" && absence.minutes ? `ОП, ${absence.minutes}\u00a0мин` : absence.code);
  return parts.join(", ") || (mark.comment ? "Комментарий" : "Пусто");
}

/**
 * A cell's story. `entries` null: still being asked for; "offline": cannot be asked for.
 * @param {{student: Student, column: Column, kind: import("./types.js").Kind|undefined, mark: Mark, absence: Absence,
 *   entries: Entry[]|null|"offline", until: string|null, late: boolean, lateMark?: number|null, editable: boolean, keys: string[]}} story
 *   `late`: the day `until` is over
 *   `keys`: marks and absences to put with a finger or a mouse
 */
export function cellStory({ student, column, kind, mark, absence, entries, until, late, lateMark = null, editable, keys }) {
  const head = heading(`<b>${escape(valueText(mark, absence))}</b> · ${escape(student.name)}`, columnText(column, kind));
  const log = entries === null ? '<p class="note">Загружаем историю</p>'
    : entries === "offline" ? '<p class="note">История откроется, когда появится сеть.</p>'
    : entries.length ? `<ul class="popover__log">${entries.map(logLine).join("")}</ul>` : "";
  const words = absence.code ? `<p class="note">${escape(absence.code)}: ${escape(ABSENCE_WORDS[absence.code] ?? "")}${absence.note ? `. ${escape(absence.note)}` : ""}</p>` : "";
  const comment = mark.comment ? `<p>${escape(mark.comment)}</p>` : "";
  const limit = late ? `<p class="note">Изменить можно было до ${longDate(until ?? "")}, теперь меняет заместитель директора</p>`
    : until && !isEmptyMark(mark) ? `<p class="note">Можно изменить до ${longDate(until)}</p>` : "";
  const correct = lateMark ? `<p class="popover__foot"><a class="button button--small" href="/journal/marks/${lateMark}/">Исправить после срока</a></p>` : "";
  const act = editable ? `${keys.length ? `<p class="popover__keys">${keys.map((key) => `<button type="button" class="button button--small" data-put="${escape(key)}">${escape(key)}</button>`).join("")}</p>${stateChoice(mark)}` : ""}<p class="popover__foot"><button type="button" class="button button--small" data-act="comment">${icon("note")}${mark.state === "debt" ? "Срок, комментарий" : "Комментарий"}</button><button type="button" class="button button--small" data-put="">Стереть</button></p>` : "";
  return head + log + words + comment + limit + correct + act;
}

/** @param {Mark} mark */
const stateChoice = ({ state }) => `<label class="field field--row"><span class="field__label">Работа</span><select class="input input--small" data-state>${[["", "без пометки"], ...Object.entries(STATES).map(([known, [, words]]) => [known, words])].map(([known, words]) => `<option value="${known}"${known === state ? " selected" : ""}>${words}</option>`).join("")}</select></label>`;

/** @param {Entry} entry */
function logLine({ at, by, before, after, reason }) {
  const was = sideText(before);
  const now = sideText(after);
  const change = was && was !== now ? `${was}\u00a0→ ${now || "пусто"}` : now || "пусто";
  return `<li><b>${escape(change)}</b><span>${escape(by)}, ${stamp(at)}${reason ? `<br><span class="note">${escape(reason)}</span>` : ""}</span></li>`;
}

/** What a ledger side says of a mark or an absence. @param {any} side */
function sideText(side) {
  if (!side) return "";
  if (typeof side === "string") return side;
  if ("code" in side) return side.code || "";
  const mark = markOf({ ...side, value: side.value ?? "" });
  return [markText(mark), stateText({ ...mark, debtUntil: null })].filter(Boolean).join(", ") || (side.comment ? "комментарий" : "");
}

/** Both sides of a conflict, and the choice. @param {Queued} record @param {Student} student @param {string} where */
export function conflictStory(record, student, where) {
  const { op, answer } = record;
  const mine = mineText(record);
  const there = (op.kind === "mark" ? readMark : readAbsence)(answer?.current ?? []);
  const theirs = "code" in there ? there.code : markOrState(there);
  const sides = [[mine, `у вас, ${stamp(record.at)}`], [theirs, `в журнале, ${answer?.by ?? ""}${answer?.at ? `, ${stamp(answer.at)}` : ""}`]];
  const comment = "comment" in there && (op.comment || there.comment) && op.comment !== there.comment
    ? `<p class="note">Комментарий у вас: ${escape(op.comment || "нет")}; в журнале: ${escape(there.comment || "нет")}</p>` : "";
  return heading(`<b>Расхождение</b> · ${escape(student.name)}`, where) +
    `<ul class="popover__log">${sides.map(([value, who]) => `<li><b>${escape(value || "пусто")}</b><span>${escape(who)}</span></li>`).join("")}</ul>${comment}` +
    `<p class="popover__foot"><button type="button" class="button button--small" data-act="theirs">Оставить ${escape(theirs || "пусто")}</button> ` +
    `<button type="button" class="button button--small" data-act="mine">Записать ${escape(mine || "пусто")}</button></p>`;
}

/** What the teacher put into a cell. @param {Queued} record */
const mineText = ({ op }) => op.kind === "mark" ? markOrState(markOf(op)) : op.code;

/** @param {Mark} mark */
const markOrState = (mark) => [markText(mark), stateText({ ...mark, debtUntil: null })].filter(Boolean).join(", ");

/** @param {Queued} record @param {string} title @param {string} where */
export function refusedStory(record, title, where) {
  return heading(`<b>Не принято</b> · ${escape(title)}`, where) +
    `<p>Введено: <b>${escape(mineText(record) || "пусто")}</b>${record.op.comment ? `, ${escape(record.op.comment)}` : ""}</p><p>${escape(record.answer?.message ?? "Сервер не принял изменение.")}</p>` +
    `${askForm(record)}<p class="popover__foot"><a class="button button--small" href="/unsent/">Все не принятые</a> <button type="button" class="button button--small" data-act="seen">Понятно</button></p>`;
}

/** @param {string} title @param {string} where @param {string[]} lines */
export const plainStory = (title, where, lines) => heading(`<b>${escape(title)}</b>`, where) + lines.map((line) => `<p>${escape(line)}</p>`).join("");

/** @param {string} html @param {string} note */
export const heading = (html, note) => `<p class="popover__value">${html}</p><p class="note">${escape(note)}</p>`;
