/** Pasting: at once where nothing can go wrong, else after a look at who gets what. */

import { cellText } from "./clipboard.js";
import { escape, icon, longDate, phrase, shortDate } from "./format.js";
import { closedBecause } from "./markup.js";
import { finder, fromHtml, fromText, readCell } from "./table.js";

/** @typedef {import("./types.js").Column} Column */
/** @typedef {import("./types.js").Student} Student */
/** @typedef {import("./edits.js").Change} Change */
/** @typedef {import("./edits.js").Edits} Edits */
/** A cell of what is pasted; `read` null: empty, undefined: not understood. @typedef {{text: string, read: import("./table.js").Read|undefined|null}} Source */
/** From the corner on; the size of the range. @typedef {{columns: Column[], students: Student[], height: number, width: number}} Area */
/** What becomes of a cell. @typedef {{column: Column, html: string, tone: string}} Slot */
/** @typedef {{lines: Array<{student: Student, written: string, slots: Slot[]}>, refused: string[], changes: Change[], hasEmpty: boolean, isDoubtful: boolean}} Plan */

/** What may become of a cell; "": it is not taken. */
const TONES = new Map([["put", "вставится"], ["replaced", "заменится"], ["erased", "сотрётся"], ["same", "без изменений"], ["", "не вставится"]]);
/** What stands above names is no one's. */
const HEAD = /^(ф\.?\s?и\.?|фамили|имя)/i;

/** @param {import("./grid.js").JournalGrid} grid @param {Source[][]|null} own @param {string} html @param {string} text @param {Area} area */
export function paste(grid, own, html, text, area) {
  const { values } = grid.journal;
  const table = own ?? ((html && fromHtml(html)) || fromText(text)).map((row) => row.map((one) => ({ text: one, read: readCell(one, values) })));
  const made = plan(grid.session.edits, area, table, false);
  if (made.isDoubtful || (made.hasEmpty && !made.changes.length)) preview(grid, area, table);
  else if (made.changes.length) grid.writing.write(made.changes);
  else grid.notice("Вставлять нечего: это здесь уже стоит.");
}

// ── what it would do ──

/** Changes nothing. @param {Edits} edits @param {Area} area @param {Source[][]} table @param {boolean} isErasing empty cells too @returns {Plan} */
export function plan(edits, area, table, isErasing) {
  const { journal } = edits;
  const find = finder([...journal.everyone.values()]);
  const at = nameColumn(table, find);
  const isSingle = at < 0 && !table[1] && !table[0][1];
  const rows = isSingle ? Array(area.height).fill(Array(area.width).fill(table[0][0])) : table;
  const width = Math.max(...rows.map((row) => row.length)) - at - 1;
  /** @type {Plan} */
  const made = { lines: [], refused: [], changes: [], hasEmpty: false, isDoubtful: at >= 0 };
  const found = rows.map((row) => find(row[at]?.text ?? ""));
  rows.forEach((row, number) => {
    const written = row[at]?.text ?? "";
    const cells = Array.from({ length: width }, (_, index) => row[at + 1 + index] ?? { text: "", read: null });
    const [student, other] = at < 0 ? [area.students[number]] : found[number];
    const why = !student ? (at < 0 ? phrase("строк больше, чем {student.gens}") : "такой фамилии в журнале нет")
      : other ? `может быть ${found[number].map(({ name }) => name).join(" или ")}`
      : at >= 0 && found.filter(([one, two]) => one === student && !two).length > 1 ? "две строки об одном"
      : journal.rowOf.has(student.id) ? "" : "в другой подгруппе";
    if (!why) made.lines.push({ student, written, slots: cells.flatMap((cell, index) => slot(made, edits, student, area.columns[index], cell, isErasing)) });
    else if (!HEAD.test(written)) refuse(made, [written || `строка ${number + 1}`], cells.map(({ text }) => text).filter(Boolean).join(" · "), why);
  });
  made.isDoubtful ||= made.refused.length > 0 || made.changes.some(({ column }) => column !== made.changes[0].column);
  return made;
}

/** Which column names students, after a number maybe; -1: none, rows go by their place. @param {Source[][]} table @param {(text: string) => Student[]} find */
function nameColumn(table, find) {
  return [0, 1, 2].find((at) => {
    const cells = table.map((row) => row[at]).filter((cell) => cell?.text);
    const strange = cells.filter(({ text, read }) => !read && /\p{L}{2}/u.test(text));
    return strange.some(({ text }) => find(text)[0]) || (strange.length * 2 > cells.length && table.some((row) => row[at + 1]));
  }) ?? -1;
}

/** @param {Plan} made @param {string[]} where who, which day @param {string} text @param {string} why */
function refuse({ refused }, where, text, why) {
  if (text) refused.push(`<li>${icon("alert")}<span><b>${escape(where.join(", "))}</b>: «${escape(text)}», ${escape(why)}</span></li>`);
}

/** Adds to the plan what becomes of one cell. @param {Plan} made @param {Edits} edits @param {Student} student @param {Column|undefined} column @param {Source} source @param {boolean} isErasing @returns {Slot[]} */
function slot(made, edits, student, column, { text, read }, isErasing) {
  const { journal } = edits;
  if (read === null) {
    made.hasEmpty = true;
    if (!isErasing) return [];
  }
  const why = !column?.lesson.id ? phrase("{lesson.gen} здесь нет") : !journal.isOpen(column, student) ? closedBecause(student, column)
    : column.lesson.date > journal.today ? phrase("{lesson.nom} ещё впереди") : read === undefined ? "такого значения в журнале нет" : "";
  if (!column || why) {
    refuse(made, [student.name, ...(column ? [longDate(column.lesson.date)] : [])], text, why);
    return column && text ? [{ column, html: `<span class="state state--danger">${icon("alert")}${escape(text)}</span>`, tone: "" }] : [];
  }
  const cell = { column, student };
  const mark = journal.mark(column, student), absence = journal.absence(column, student);
  const changes = edits.real(read ? edits.read(cell, read) : edits.clear(cell));
  const after = (/** @type {string} */ kind) => /** @type {any} */ (changes.find((one) => one.kind === kind)?.after);
  const now = cellTextWithComment(mark, absence), then = cellTextWithComment(after("mark") ?? mark, after("absence") ?? absence);
  const isLost = changes.some(({ before }) => ["value", "state", "code", "comment"].some((name) => /** @type {any} */ (before)[name]));
  made.changes.push(...changes);
  made.isDoubtful ||= isLost || Boolean(read?.isOdd || (read?.value && absence.code && absence.code !== "ОП"));
  const html = changes.length ? `${now && `${isLost ? `<del>${escape(now)}</del>` : escape(now)} → `}<b>${escape(then) || "пусто"}</b>` : escape(now);
  return [{ column, html, tone: !changes.length ? "same" : !then ? "erased" : isLost ? "replaced" : "put" }];
}

/** @param {import("./types.js").Mark} mark @param {import("./types.js").Absence} absence */
const cellTextWithComment = (mark, absence) => cellText(mark, absence) + (mark.comment && ` «${mark.comment}»`);

// ── the look ──

/** In the dialog that the page brings. @param {import("./grid.js").JournalGrid} grid @param {Area} area @param {Source[][]} table */
function preview(grid, area, table) {
  const dialog = /** @type {HTMLDialogElement} */ (grid.querySelector(".dialog--paste"));
  const [box, look, news, leave, put] = /** @type {any[]} */ (["input", ".paste", "[role=status]", "[value]", ".button--main"].map((where) => dialog.querySelector(where)));
  /** @type {Plan} */
  let made;
  let shown = "";
  /** @returns {boolean} whether it says something else now */
  const draw = () => {
    made = plan(grid.session.edits, area, table, box.checked);
    const html = planHtml(made);
    const isNew = html !== shown;
    if (isNew) look.innerHTML = shown = html;
    box.parentElement.hidden = !made.hasEmpty;
    put.disabled = !made.changes.length;
    return isNew;
  };
  box.checked = false;
  news.textContent = "";
  box.onchange = draw;
  put.onclick = (/** @type {Event} */ event) => {
    event.preventDefault();
    // What is written is what was seen: a colleague may have changed a cell meanwhile.
    if (draw()) news.textContent = "Журнал изменился: посмотрите ещё раз.";
    else {
      dialog.close();
      grid.writing.write(made.changes);
    }
  };
  dialog.onclose = () => grid.focusGrid();
  draw();
  dialog.showModal();
  (put.disabled ? leave : put).focus();
}

/** @param {Plan} made */
function planHtml({ lines, refused }) {
  const slots = lines.flatMap((line) => line.slots);
  const sums = [...TONES].map(([tone, word]) => [word, tone ? slots.filter((slot) => slot.tone === tone).length : refused.length]);
  const summary = sums.filter(([, count]) => count).map(([word, count]) => `${word}: <b>${count}</b>`).join(", ");
  const columns = [...new Map(slots.map(({ column }) => [column.key, column])).values()];
  const rows = lines.filter((line) => line.slots.length).map(({ student, written, slots: own }) =>
    `<tr><th scope="row">${escape(student.name)}${written && written !== student.name ? `<br><small class="note">${escape(written)}</small>` : ""}</th>${columns
      .map(({ key }) => `<td>${own.find(({ column }) => column.key === key)?.html ?? ""}</td>`).join("")}</tr>`);
  return `<p>${summary || "Вставлять нечего"}.</p><ul>${refused.join("")}</ul>` +
    (rows.length ? `<table class="table"><thead><tr><th scope="col">${phrase("{Student.nom}")}</th>${columns.map(({ lesson }) => `<th scope="col">${shortDate(lesson.date)}</th>`).join("")}</tr></thead><tbody>${rows.join("")}</tbody></table>` : "");
}
