/**
 * What the law of the journal refuses may be asked for where it was typed: the deputy corrects it, the administrator opens
 * the page. The request holds exactly what was typed, so that the answer is one click; what was asked for waits no more here.
 */

import { csrfToken } from "./journal/sender.js";
import { signed } from "./journal/who.js";

/** @typedef {import("./journal/types.js").Queued} Queued */
/** @typedef {{records: Map<string, Queued>, drop: (ids: string[]) => Promise<void>}} Queue */

const ADDRESS = "/journal/requests";
/** Sends the forms of a page, for the operations of its queue. @param {Queue} queue */
export function askThrough(queue) {
  document.addEventListener("submit", (event) => {
    const form = /** @type {HTMLFormElement} */ (event.target);
    const record = queue.records.get(form.dataset.ask ?? "");
    if (!record) return;
    event.preventDefault();
    const pressed = /** @type {HTMLButtonElement|null} */ (event.submitter);
    const typed = /** @type {HTMLInputElement} */ (form.querySelector("input")).value.trim();
    void ask(queue, form, record, pressed?.value || typed);
  });
}

/** @param {Queue} queue @param {HTMLFormElement} form @param {Queued} record @param {string} reason */
async function ask(queue, form, record, reason) {
  const told = /** @type {HTMLElement} */ (form.querySelector("[role=status]"));
  const fields = /** @type {NodeListOf<HTMLInputElement|HTMLButtonElement>} */ (form.querySelectorAll("input, button"));
  for (const field of fields) field.disabled = true;
  const { ok, text } = await sent(record, reason);
  told.textContent = text;
  for (const field of fields) field.disabled = ok;
  if (!ok) return;
  form.dispatchEvent(new CustomEvent("asked", { bubbles: true, detail: text }));
  await queue.drop([record.op_id]);
}

/** @param {Queued} record @param {string} reason @returns {Promise<{ok: boolean, text: string}>} */
async function sent({ op, op_id, base, by }, reason) {
  const headers = { ...signed(by), "Content-Type": "application/json", "X-CSRFToken": csrfToken() };
  const body = JSON.stringify({ operation: { ...op, op_id, base_version: base ?? 0 }, reason });
  const response = await fetch(ADDRESS, { method: "POST", credentials: "same-origin", headers, body }).catch(() => null);
  const answer = await response?.json().catch(() => null);
  if (response?.ok) return { ok: true, text: answer?.told ?? "" };
  return { ok: false, text: answer?.message ?? "Нет сети: попросите, когда она появится." };
}
