/** What a form lacks, said beside the field: a button that does nothing tells nobody why. */

import { escape, icon } from "../journal/format.js";

let told = 0;

/**
 * Says it, puts the cursor there, and takes it back with the first change. @param {HTMLElement} field the field, or the first
 * box of a list of them @param {string} text what is missing: «Напишите, что задано»
 */
export function lacks(field, text) {
  const host = /** @type {HTMLElement} */ (field.closest(".field, .checks") ?? field);
  if (host.nextElementSibling?.matches(".field__error")) host.nextElementSibling.remove();
  const said = document.createElement("p");
  said.className = "field__error";
  said.id = `lacks-${(told += 1)}`;
  said.setAttribute("role", "alert");
  said.innerHTML = `${icon("alert")}<span>${escape(text)}</span>`;
  host.after(said);
  field.setAttribute("aria-invalid", "true");
  field.setAttribute("aria-describedby", said.id);
  host.addEventListener("input", () => {
    said.remove();
    field.removeAttribute("aria-invalid");
    field.removeAttribute("aria-describedby");
  }, { once: true });
  field.focus();
}
