/** What a form lacks, shown beside the field. */

import { escape, icon } from "../journal/format.js";

let number = 0;

/**
 * Says it, puts the cursor there, and takes it back with the first change. @param {HTMLElement} field the field, or the first
 * box of a list of them @param {string} text what is missing: «Напишите, что задано»
 */
export function lacks(field, text) {
  const host = /** @type {HTMLElement} */ (field.closest(".field, .checks") ?? field);
  if (host.nextElementSibling?.matches(".field__error")) host.nextElementSibling.remove();
  const error = document.createElement("p");
  error.className = "field__error";
  error.id = `lacks-${(number += 1)}`;
  error.setAttribute("role", "alert");
  error.innerHTML = `${icon("alert")}<span>${escape(text)}</span>`;
  host.after(error);
  field.setAttribute("aria-invalid", "true");
  field.setAttribute("aria-describedby", error.id);
  host.addEventListener("input", () => {
    error.remove();
    field.removeAttribute("aria-invalid");
    field.removeAttribute("aria-describedby");
  }, { once: true });
  field.focus();
}
