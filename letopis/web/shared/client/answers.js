/**
 * Questions to a file: answers kept as they are chosen, or, with data-answers="later", sent together by their button.
 * Without this script the same forms work with their buttons.
 * @module
 */

import { catchUp, isChanged, sayChanged } from "./early.js";
import { say, sayAgain, unsaid } from "./said.js";

/** @typedef {import("./early.js").Field} Field */

const ROWS = "tr, [data-ask]";

/** Answers are kept at once; the count of open questions and the main button follow. */
const answers = /** @type {HTMLFormElement | null} */ (document.querySelector("[data-answers]"));
answers?.addEventListener("change", async (event) => {
  const field = /** @type {HTMLSelectElement | HTMLInputElement} */ (event.target);
  const row = /** @type {HTMLElement | null} */ (field.closest(ROWS));
  if (!row) return;
  row.dataset.touched = "";
  const fields = /** @type {NodeListOf<HTMLSelectElement | HTMLInputElement>} */ (row.querySelectorAll("select, input"));
  for (const other of fields) {
    if (other === field || !field.value) continue;
    if (other.type === "radio") /** @type {HTMLInputElement} */ (other).checked &&= other.name === field.name;
    else other.value = "";
  }
  if (answers.dataset.answers === "later") {
    // The table is read again with all answers at once; what the page shows is not what they say.
    paint(row, Boolean(field.value));
    document.querySelector("[data-recheck]")?.classList.add("button--main");
    /** @type {HTMLButtonElement | null} */ (document.querySelector("[data-write]"))?.toggleAttribute("disabled", true);
    return;
  }
  const answer = await say(answers.action, whole(row)).catch(() => null);
  if (!answer) return unsaid(() => sayChanged(field));
  if (!answer.ok || answer.redirected) return renew();
  const state = await answer.json();
  paint(row, Boolean(field.value));
  show(state.open, state.text, state.stale);
});

/** What a row says, with what the form says of itself. @param {HTMLElement} row */
function whole(row) {
  const form = new FormData();
  for (const one of /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll("[data-answers] input[type=hidden]"))) form.set(one.name, one.value);
  for (const one of /** @type {NodeListOf<HTMLInputElement>} */ (row.querySelectorAll("select, input"))) {
    if (one.type !== "radio" || one.checked) form.set(one.name, one.value);
  }
  return form;
}

/** Sent whole, the form says nothing of rows that nobody has touched here: they may be answered elsewhere by now. */
answers?.addEventListener("formdata", ({ formData }) => {
  if (answers.dataset.answers === "later") return;
  const rest = [...answers.querySelectorAll(ROWS)].filter((row) => /** @type {HTMLElement} */ (row).dataset.touched === undefined);
  for (const { name } of rest.flatMap((row) => [.../** @type {NodeListOf<Field>} */ (row.querySelectorAll("select, input"))])) {
    formData.delete(name);
  }
});

/** The way to this page may have been quicker than an answer: what was said since it was made is shown. */
sayAgain().then((wasLeft) => wasLeft && renew(), () => undefined);
catchUp(answers);

/** Show the page as it is now; what is being typed is said first. */
function renew() {
  const field = /** @type {Field | null} */ (answers?.querySelector("input:focus"));
  if (field && isChanged(field)) field.addEventListener("blur", () => location.reload(), { once: true });
  else location.reload();
}

/** «Назад» shows a page as it was left. */
addEventListener("pageshow", async (event) => {
  if (!event.persisted || !document.querySelector("[data-answers], [data-bench]")) return;
  await sayAgain().catch(() => undefined);
  location.reload();
});

/** A digit chooses the answer of that place in the question at hand; the keyboard goes on to the next one. */
answers?.addEventListener("keydown", (event) => {
  const target = /** @type {HTMLElement} */ (event.target);
  const ask = target.closest("[data-ask]");
  const isTyping = target instanceof HTMLInputElement && target.type !== "radio";
  if (!ask || isTyping || event.ctrlKey || event.altKey || event.metaKey || !/^[1-9]$/.test(event.key)) return;
  const radio = /** @type {HTMLInputElement | undefined} */ (ask.querySelectorAll("input[type=radio]")[Number(event.key) - 1]);
  if (!radio) return;
  event.preventDefault();
  radio.click();
  const asks = [...answers.querySelectorAll("[data-ask]")];
  const next = asks[asks.indexOf(ask) + 1]?.querySelector("input, select");
  (/** @type {HTMLElement | undefined} */ (next) ?? radio).focus();
});

/** @param {HTMLElement} row @param {boolean} settled */
function paint(row, settled) {
  const state = row.querySelector("[data-state] .state");
  if (!state) return;
  const wrong = row.dataset.level === "error";
  const [word, css, icon] = settled ? ["Решено", "state--ok", "check"] : wrong ? ["Нужно решить", "state--danger", "alert"] : ["Проверьте", "", "info"];
  setState(state, word, css, icon);
}

/** @param {Element} state @param {string} word @param {string} css @param {string} icon */
function setState(state, word, css, icon) {
  state.className = `state ${css}`.trim();
  const use = state.querySelector("use");
  if (use) use.setAttribute("href", `${(use.getAttribute("href") ?? "").split("#")[0]}#${icon}`);
  if (state.lastChild) state.lastChild.textContent = word;
}

/** @param {number} open @param {string} text @param {boolean} stale */
function show(open, text, stale) {
  const count = document.querySelector("[data-open]");
  if (count) {
    count.textContent = String(open);
    count.classList.toggle("danger", open > 0);
  }
  const state = document.querySelector("[data-open-text] .state");
  if (state) setState(state, text, open ? "state--danger" : "state--ok", open ? "alert" : "check");
  const write = /** @type {HTMLButtonElement | null} */ (document.querySelector("[data-write]"));
  if (write) {
    write.disabled = open > 0 || stale;
    write.classList.toggle("button--main", !stale);
  }
  document.querySelector("[data-recheck]")?.classList.toggle("button--main", stale);
}
