/** Questions of the lesson screen: the reason of an absence, a comment, the work being marked, a conflict. */

import { markText } from "../journal/data.js";
import { escape, phrase, weight } from "../journal/format.js";
import { ABSENCE_WORDS, columnText, conflictStory, refusedStory } from "../journal/stories.js";
import { STATES } from "../journal/wire.js";
import { lacks } from "./lacks.js";

/** @typedef {import("../journal/types.js").Absence} Absence */

const MINUTES = [5, 10, 15, 20];

/**
 * A dialog that removes itself. @param {string} label @param {string} html @param {() => void} [onClose]
 * @returns {HTMLDialogElement}
 */
export function openDialog(label, html, onClose) {
  const dialog = document.createElement("dialog");
  dialog.className = "dialog dialog--sheet";
  dialog.setAttribute("aria-label", label);
  dialog.innerHTML = html;
  document.body.append(dialog);
  dialog.addEventListener("close", () => {
    dialog.remove();
    onClose?.();
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog || /** @type {Element} */ (event.target).closest("[data-close]")) dialog.close();
  });
  dialog.showModal();
  return dialog;
}

/**
 * @param {string} name @param {Absence} absence @param {number} usual minutes of a lateness
 * @param {(chosen: {code: string, minutes: number|null, note: string}) => void} onChoose @param {() => void} onClose
 */
export function chooseReason(name, absence, usual, onChoose, onClose) {
  const codes = Object.entries(ABSENCE_WORDS).filter(([code]) => code !== "ОП").map(([code, words]) =>
    `<button type="button" class="reason" data-code="${code}"${code === absence.code ? ' aria-current="true"' : ""}><b>${code}</b>${words}</button>`);
  const minutes = [...new Set([usual, ...MINUTES])].sort((a, b) => a - b).map((value) =>
    `<button type="button" class="switch__item" data-code="ОП" data-minutes="${value}" aria-pressed="${absence.code === "ОП" && absence.minutes === value}">${value}</button>`);
  const dialog = openDialog(`Пропуск: ${name}`, `<h2>${escape(name)}</h2>
    <div class="reasons"><button type="button" class="reason" data-code=""><b>✓</b>${phrase("на {lesson.pre}")}</button>${codes.join("")}
    <div class="reason reason--late"><b>ОП</b>опоздание, минут <span class="switch">${minutes.join("")}</span></div></div>
    <label class="field"><span class="field__label">Примечание</span><input class="input" maxlength="300" value="${escape(absence.note)}"></label>
    <form method="dialog" class="dialog__foot"><button class="button">Закрыть</button></form>`, onClose);
  dialog.addEventListener("click", (event) => {
    const button = /** @type {HTMLElement|null} */ (/** @type {Element} */ (event.target).closest("[data-code]"));
    if (!button) return;
    const { code = "", minutes: late } = button.dataset;
    const note = code ? /** @type {HTMLInputElement} */ (dialog.querySelector("input")).value.trim() : "";
    dialog.close();
    onChoose({ code, minutes: late ? Number(late) : null, note });
  });
}

/** @param {string} name @param {string} comment @param {(comment: string) => void} onSave @param {() => void} onClose @param {(place: HTMLElement, field: HTMLTextAreaElement) => void} offered */
export function askComment(name, comment, onSave, onClose, offered) {
  const dialog = openDialog(`Комментарий: ${name}`, `<h2>${escape(name)}</h2>
    <label class="field"><span class="field__label">Комментарий к отметке</span><textarea class="input" rows="3" maxlength="500"></textarea></label><p class="popover__keys" data-phrases></p>
    <div class="dialog__foot"><button type="button" class="button" data-close>Не менять</button><button type="button" class="button button--main" data-save>Записать</button></div>`, onClose);
  const field = /** @type {HTMLTextAreaElement} */ (dialog.querySelector("textarea"));
  field.value = comment;
  field.focus();
  offered(/** @type {HTMLElement} */ (dialog.querySelector("[data-phrases]")), field);
  const save = () => {
    const text = field.value.trim();
    // An emptied comment is taken away; where there was none, nothing would happen.
    if (!text && !comment) return lacks(field, "Напишите комментарий");
    dialog.close();
    onSave(text);
  };
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey) return;
    event.preventDefault();
    save();
  });
  dialog.querySelector("[data-save]")?.addEventListener("click", save);
}

/**
 * How a work stands: a point to be resolved, until which day; or another state. @param {string} name @param {import("../journal/types.js").Mark} mark
 * @param {string} first the first day that may be named, ISO @param {(state: string, until: string|null) => void} onSave «» takes it away @param {() => void} onClose
 */
export function askState(name, mark, first, onSave, onClose) {
  const { debt: _, ...others } = STATES;
  const isDebt = mark.state === "debt";
  const replaces = mark.value && !mark.was ? `<p>Вместо отметки ${escape(markText(mark))} будет стоять долг.</p>` : "";
  const reasons = Object.entries(others).map(([state, [sign, words]]) =>
    `<button type="button" class="reason" data-state="${state}"${state === mark.state ? ' aria-current="true"' : ""}><b>${sign}</b>${words}</button>`);
  const dialog = openDialog(`Долг: ${name}`, `<h2>${escape(name)}</h2>${replaces}
    <label class="field"><span class="field__label">Долг закрыть до <span class="field__optional">можно не указывать</span></span><input class="input" type="date" min="${first}" value="${mark.debtUntil ?? ""}"></label>
    <div class="dialog__foot">${isDebt ? '<button type="button" class="button" data-state="">Снять долг</button>' : ""}<button type="button" class="button" data-close>Не менять</button><button type="button" class="button button--main" data-save>${isDebt ? "Записать" : "Поставить долг"}</button></div>
    <div class="reasons" role="group" aria-label="Другое состояние работы">${reasons.join("")}</div>`, onClose);
  const field = /** @type {HTMLInputElement} */ (dialog.querySelector("input"));
  for (const button of /** @type {NodeListOf<HTMLElement>} */ (dialog.querySelectorAll("[data-state]"))) {
    button.addEventListener("click", () => {
      dialog.close();
      onSave(button.dataset.state ?? "", null);
    });
  }
  dialog.querySelector("[data-save]")?.addEventListener("click", () => {
    if (field.validity.badInput) return lacks(field, "Укажите день целиком или очистите поле");
    if (field.validity.rangeUnderflow) return lacks(field, phrase("Срок долга не раньше дня {lesson.gen}"));
    dialog.close();
    onSave("debt", field.value || null);
  });
}

/** The works of the lesson: which is being marked, its kind, one more. @param {import("./lesson.js").LessonScreen} screen @param {(work: number) => void} onChoose */
export function chooseWork(screen, onChoose) {
  const { journal, lesson, column } = screen;
  const kinds = [...journal.kinds.values()].filter(({ id, active }) => active || id === column.work?.kindId);
  const options = kinds.map(({ id, name, weight: own }) => `<option value="${id}"${id === column.work?.kindId ? " selected" : ""}>${escape(name)}, вес\u00a0${weight(own)}</option>`).join("");
  const works = journal.columns.length > 1 ? `<div class="reasons">${journal.columns.map((one, index) =>
    `<button type="button" class="reason" data-work="${index}"${one === column ? ' aria-current="true"' : ""}><b>${index + 1}</b>${escape(journal.kind(one)?.name ?? "Вид не указан")}${one.work?.title ? `: ${escape(one.work.title)}` : ""}</button>`).join("")}</div>` : "";
  const dialog = openDialog(phrase("Работа {lesson.gen}"), `<h2>${phrase("Работа {lesson.gen}")}</h2>${works}
    <label class="field"><span class="field__label">Вид работы</span><select class="input" data-kind>${column.work ? "" : '<option value="">не указан</option>'}${options}</select></label>
    <label class="field"><span class="field__label">Название</span><input class="input" maxlength="300" data-title value="${escape(column.work?.title ?? "")}"></label>
    ${journal.isDraft(column) ? '<p class="note">Черновик: семья не видит отметок этой работы. <button type="button" class="link" data-release>Открыть семье</button></p>' : ""}
    <div class="dialog__foot">${column.work ? '<button type="button" class="button" data-add>Ещё одна работа</button>' : ""}<button type="button" class="button" data-close>Не менять</button><button type="button" class="button button--main" data-save>Записать</button></div>`,
  () => screen.pupils.focus());
  const kind = /** @type {HTMLSelectElement} */ (dialog.querySelector("[data-kind]"));
  const title = /** @type {HTMLInputElement} */ (dialog.querySelector("[data-title]"));
  /** @param {import("../journal/types.js").Work|null} work @param {boolean} [released] */
  const send = (work, released = false) => {
    const held = work && journal.kinds.get(work.kindId);
    screen.session.send(work ? `w:${work.id}` : `w:new:${lesson.id}`, {
      kind: "work", lesson_id: lesson.id, work_id: work?.id ?? null, kind_id: Number(kind.value), title: work || !column.work ? title.value.trim() : "",
      weight: work && held && work.weight !== held.weight ? work.weight : null, removed: false, released,
    }, work?.version ?? 0);
  };
  dialog.addEventListener("click", (event) => {
    const target = /** @type {HTMLElement|null} */ (/** @type {Element} */ (event.target).closest("[data-work], [data-add], [data-save], [data-release]"));
    if (!target) return;
    if (!target.dataset.work && !kind.value) return lacks(kind, "Выберите вид работы");
    dialog.close();
    if (target.dataset.work) onChoose(Number(target.dataset.work));
    else send(target.dataset.add === undefined ? column.work : null, target.dataset.release !== undefined);
  });
}

/**
 * A conflict to decide or a refusal to read. @param {import("../journal/session.js").Session} session
 * @param {import("../journal/types.js").Queued} record @param {import("../journal/types.js").Student} student @param {import("../journal/types.js").Column} column @param {() => void} onClose
 */
export function showTrouble(session, record, student, column, onClose) {
  const where = columnText(column, session.journal.kind(column));
  const html = record.state === "conflict" ? conflictStory(record, student, where) : refusedStory(record, student.name, where);
  const dialog = openDialog(record.state === "conflict" ? "Расхождение" : "Не принято", html, onClose);
  dialog.addEventListener("click", (event) => {
    const act = /** @type {HTMLElement|null} */ (/** @type {Element} */ (event.target).closest("[data-act]"))?.dataset.act;
    if (!act) return;
    dialog.close();
    if (act === "mine") session.insist(record);
    else session.queue.drop([record.op_id]);
  });
}
