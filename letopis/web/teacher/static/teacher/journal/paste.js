/** Pasting: at once where nothing can go wrong, else after a look at who gets what. Comes when it is first asked for. */

import { CELLS } from "./clipboard.js";
import { counted, escape, icon, say, shortDate } from "./format.js";
import { ownSources, plan, sources } from "./plan.js";
import { fromHtml, fromText } from "./table.js";

/** @typedef {import("./plan.js").Plan} Plan */
/** @typedef {import("./plan.js").Area} Area */
/** @typedef {import("./plan.js").Source} Source */

/** @param {import("./grid.js").JournalGrid} grid @param {Record<string, string>} flavours by their types @param {Area} area */
export function paste(grid, flavours, area) {
  const table = tableOf(flavours, grid.journal.values);
  const made = plan(grid.session.edits, area, table, false);
  if (made.isDoubtful || (made.hasEmpty && !made.changes.length)) new Preview(grid, area, table).show();
  else if (made.changes.length) grid.writing.write(made.changes);
  else grid.notice("Вставлять нечего: это здесь уже стоит.");
}

/** @param {Record<string, string>} flavours @param {string[]} values @returns {Source[][]} */
function tableOf({ [CELLS]: own, "text/html": html, "text/plain": text = "" }, values) {
  if (own) return ownSources(JSON.parse(own), values);
  return sources((html && fromHtml(html)) || fromText(text), values);
}

class Preview {
  /** @param {import("./grid.js").JournalGrid} grid @param {Area} area @param {Source[][]} table */
  constructor(grid, area, table) {
    this.grid = grid;
    this.area = area;
    this.table = table;
    this.isErasing = false;
    /** What is shown. */
    this.html = "";
    this.dialog = document.createElement("dialog");
    this.dialog.className = "dialog dialog--paste";
    this.dialog.setAttribute("aria-label", "Вставка из таблицы");
    this.dialog.innerHTML = `<h2>Вставка из таблицы</h2><div class="paste" data-plan tabindex="0" role="region" aria-label="Кто что получит"></div><p class="note" data-news role="status"></p>
      <div class="dialog__foot"><label class="push" hidden><input type="checkbox"> Пустые клетки стирают</label>
      <button type="button" class="button" data-act="leave">Отменить</button><button type="button" class="button button--main" data-act="put">Вставить</button></div>`;
  }

  /** @template {HTMLElement} T @param {string} where @returns {T} */
  #part(where) {
    return /** @type {T} */ (this.dialog.querySelector(where));
  }

  show() {
    const { dialog } = this;
    document.body.append(dialog);
    this.#draw();
    this.#part("input").addEventListener("change", (event) => {
      this.isErasing = /** @type {HTMLInputElement} */ (event.target).checked;
      this.#draw();
    });
    this.#part("[data-act=leave]").addEventListener("click", () => dialog.close());
    this.#part("[data-act=put]").addEventListener("click", () => this.#put());
    dialog.addEventListener("close", () => {
      dialog.remove();
      this.grid.focusGrid();
    });
    dialog.showModal();
    this.#part(this.made.changes.length ? "[data-act=put]" : "[data-act=leave]").focus();
  }

  /** @returns {boolean} whether it says something else now */
  #draw() {
    this.made = plan(this.grid.session.edits, this.area, this.table, this.isErasing);
    const html = planHtml(this.made);
    if (html === this.html) return false;
    this.html = this.#part("[data-plan]").innerHTML = html;
    this.#part("label").hidden = !this.made.hasEmpty;
    /** @type {HTMLButtonElement} */ (this.#part("[data-act=put]")).disabled = !this.made.changes.length;
    return true;
  }

  /** What is written is what was seen: a colleague may have changed a cell meanwhile. */
  #put() {
    if (this.#draw()) {
      this.#part("[data-news]").textContent = "Журнал изменился: посмотрите ещё раз.";
      return;
    }
    this.dialog.close();
    this.grid.writing.write(this.made.changes);
  }
}

/** @param {Plan} made */
function planHtml({ lines, refused }) {
  const slots = lines.flatMap((line) => line.slots);
  const sum = (/** @type {string} */ tone) => slots.filter((slot) => slot.tone === tone).length;
  const parts = [["Вставится", sum("put")], ["заменится", sum("replaced")], ["сотрётся", sum("erased")], ["без изменений", sum("")], ["не вставится", refused.length]];
  const summary = parts.filter(([, count], index) => count || !index).map(([word, count]) => `${word}: <b>${count}</b>`).join(", ");
  const problems = refused.map(({ who, where, text, why }) => `<li>${icon("alert")}<span><b>${escape([who, where].filter(Boolean).join(", "))}</b>: «${escape(text)}», ${escape(why)}</span></li>`);
  return `<p>${summary}.</p>${problems.length ? `<h3>Не вставится</h3><ul class="paste__refused">${problems.join("")}</ul>` : ""}${tableHtml(lines)}`;
}

/** @param {import("./plan.js").Line[]} lines */
function tableHtml(lines) {
  const full = lines.filter(({ slots }) => slots.length);
  const columns = [...new Map(full.flatMap(({ slots }) => slots.map(({ column }) => [column.key, column]))).values()];
  if (!columns.length) return "";
  const heads = columns.map(({ lesson }) => `<th scope="col">${shortDate(lesson.date)}</th>`);
  const rows = full.map(({ student, said, slots }) => `<tr><th scope="row">${escape(student.name)}${said && said !== student.name ? `<br><small class="note">${escape(said)}</small>` : ""}</th>${columns
    .map((column) => `<td>${slotHtml(slots.find((slot) => slot.column.key === column.key))}</td>`).join("")}</tr>`);
  return `<table class="table"><thead><tr><th scope="col">${say("{Student.nom}")}</th>${heads.join("")}</tr></thead><tbody>${rows.join("")}</tbody></table>`;
}

/** @param {import("./plan.js").Slot|undefined} slot */
function slotHtml(slot) {
  if (!slot) return "";
  const { now, then, tone } = slot;
  if (tone === "refused") return `<span class="state state--danger">${icon("alert")}${escape(then)}</span>`;
  if (!tone) return `<span class="note">${escape(now)}</span>`;
  return now ? `<del>${escape(now)}</del> → <b>${escape(then) || "пусто"}</b>` : `<b>${escape(then)}</b>`;
}
