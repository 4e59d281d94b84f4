/** Dialogs of homework: a parallel class's task to copy, a task for some students alone. */

import { escape, longDate, phrase } from "../journal/format.js";
import { openDialog } from "./dialogs.js";
import { lacks } from "./lacks.js";

/** @param {import("../journal/wire.js").ParallelTask[]} tasks @param {(text: string) => void} onChoose */
export function chooseParallelTask(tasks, onChoose) {
  const rows = tasks.map(({ class: name, date, text, teacher }, index) =>
    `<button type="button" class="reason" data-index="${index}"><b>${escape(name)}</b><span>${escape(text)}<br><span class="note">${longDate(date)}${teacher ? `, ${escape(teacher)}` : ""}</span></span></button>`);
  const dialog = openDialog(phrase("Задания параллельных {group.gens}"), `<h2>Скопировать задание</h2><div class="reasons">${rows.join("")}</div><form method="dialog" class="dialog__foot"><button class="button">Закрыть</button></form>`);
  dialog.addEventListener("click", (event) => {
    const index = /** @type {HTMLElement|null} */ (/** @type {Element} */ (event.target).closest("[data-index]"))?.dataset.index;
    if (index === undefined) return;
    dialog.close();
    onChoose(tasks[Number(index)].text);
  });
}

/** @param {import("../journal/types.js").Student[]} students @param {(text: string, ids: number[]) => void} onSet */
export function askNamedTask(students, onSet) {
  const boxes = students.map(({ id, name }) => `<label class="check"><input type="checkbox" value="${id}"><span>${escape(name)}</span></label>`).join("");
  const dialog = openDialog(phrase("Задание отдельным {student.dats}"), `<h2>${phrase("Задание отдельным {student.dats}")}</h2><div class="checks">${boxes}</div>
    <label class="field"><span class="field__label">Что задано</span><textarea class="input" rows="2" maxlength="2000"></textarea></label>
    <div class="dialog__foot"><button type="button" class="button" data-close>Не менять</button><button type="button" class="button button--main" data-save>Задать</button></div>`);
  dialog.querySelector("[data-save]")?.addEventListener("click", () => {
    const ids = /** @type {HTMLInputElement[]} */ ([...dialog.querySelectorAll("input:checked")]).map(({ value }) => Number(value));
    const field = /** @type {HTMLTextAreaElement} */ (dialog.querySelector("textarea"));
    const text = field.value.trim();
    if (!ids.length) return lacks(/** @type {HTMLElement} */ (dialog.querySelector("input")), "Отметьте, кому задано");
    if (!text) return lacks(field, "Напишите, что задано");
    dialog.close();
    onSet(text, ids);
  });
}
