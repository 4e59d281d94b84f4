/**
 * Advice on a topic while it is typed (CUR-05). The page works without it: the same advice comes after saving.
 * @module
 */

import { isChanged } from "../../shared/client/early.js";

const WAIT = 350;
const field = /** @type {HTMLTextAreaElement | null} */ (document.querySelector("[data-advise]"));
const list = /** @type {HTMLElement | null} */ (document.querySelector("#advice"));
const kind = /** @type {HTMLSelectElement | null} */ (document.querySelector(".plan-edit select[name=kind]"));
let timer = 0;
let asked = 0;

/** Ask for advice on what is in the field and show it; an answer that comes late is dropped. */
async function advise() {
  if (!field || !list) return;
  const mine = (asked += 1);
  const text = field.value.trim();
  if (!text) {
    list.replaceChildren();
    return;
  }
  const query = new URLSearchParams({ text, kind: kind?.value ?? "" });
  const response = await fetch(`${list.dataset.url}?${query}`, { headers: { Accept: "application/json" } }).catch(() => null);
  if (!response?.ok || mine !== asked) return;
  /** @type {{message: string, clause: string}[]} */
  const found = await response.json();
  list.replaceChildren(...found.map(line));
}

/** @param {{message: string, clause: string}} advice */
function line({ message, clause }) {
  const row = document.createElement("li");
  const mark = document.createElement("span");
  mark.textContent = "→";
  mark.setAttribute("aria-hidden", "true");
  const words = document.createElement("span");
  const note = document.createElement("span");
  note.className = "note";
  note.textContent = clause;
  words.append(`${message} `, note);
  row.append(mark, words);
  return row;
}

function soon() {
  clearTimeout(timer);
  timer = setTimeout(advise, WAIT);
}

field?.addEventListener("input", soon);
kind?.addEventListener("change", soon);
// What was typed before this script was there; what is wrong in the form has the focus already, and so has what is typed in.
if (field && isChanged(field)) soon();
if (field && !document.querySelector("[autofocus]") && document.activeElement === document.body) {
  field.focus({ preventScroll: true });
  field.setSelectionRange(field.value.length, field.value.length);
}
