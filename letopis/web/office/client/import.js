/**
 * Loading a base: the bar that moves while files are checked or written, answers kept as they are chosen, a file
 * replaced at once. Without this script the same forms work with their buttons.
 * @module
 */

/** Ask how far the run has come once a second; open its page anew when it has come to an end. */
const bar = /** @type {HTMLElement | null} */ (document.querySelector("[data-progress]"));
if (bar) watch(bar);

/** @param {HTMLElement} holder */
async function watch(holder) {
  const address = holder.dataset.progress ?? "";
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 700));
    try {
      const answer = await fetch(address, { headers: { Accept: "application/json" } });
      if (!answer.ok) break;
      const far = await answer.json();
      if (!far.busy) break;
      /** @type {HTMLProgressElement} */ (holder.querySelector("progress")).value = far.percent;
      /** @type {HTMLElement} */ (holder.querySelector("[data-percent]")).textContent = `${far.percent}\u00a0%`;
      const stage = /** @type {HTMLElement} */ (holder.querySelector("[data-stage]"));
      if (stage.textContent !== far.stage) stage.textContent = far.stage;
    } catch {
      // The network has blinked: the run goes on without us, ask again.
    }
  }
  location.reload();
}

/** Answers are kept at once; the count of open questions and the main button follow. */
const answers = /** @type {HTMLFormElement | null} */ (document.querySelector("[data-answers]"));
answers?.addEventListener("change", async (event) => {
  const field = /** @type {HTMLSelectElement | HTMLInputElement} */ (event.target);
  const row = field.closest("tr");
  if (!row) return;
  for (const other of row.querySelectorAll("select, input")) {
    if (other !== field && field.value) /** @type {HTMLSelectElement | HTMLInputElement} */ (other).value = "";
  }
  const form = new FormData();
  form.set("csrfmiddlewaretoken", String(new FormData(answers).get("csrfmiddlewaretoken")));
  for (const one of row.querySelectorAll("select, input")) {
    const input = /** @type {HTMLSelectElement | HTMLInputElement} */ (one);
    form.set(input.name, input.value);
  }
  const answer = await fetch(answers.action, { method: "POST", body: form, headers: { "X-Requested-With": "fetch" } });
  if (!answer.ok || answer.redirected) {
    location.reload();
    return;
  }
  const state = await answer.json();
  paint(row, Boolean(field.value));
  show(state.open, state.text);
});

/** @param {HTMLTableRowElement} row @param {boolean} settled */
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

/** @param {number} open @param {string} text */
function show(open, text) {
  const count = document.querySelector("[data-open]");
  if (count) {
    count.textContent = String(open);
    count.classList.toggle("danger", open > 0);
  }
  const state = document.querySelector("[data-open-text] .state");
  if (state) setState(state, text, open ? "state--danger" : "state--ok", open ? "alert" : "check");
  const write = /** @type {HTMLButtonElement | null} */ (document.querySelector("[data-write]"));
  if (write) write.disabled = open > 0;
}

/** «Заменить файл» sends at once; a second press while a large file travels does nothing. */
for (const form of document.querySelectorAll("form[data-upload]")) {
  form.addEventListener("change", (event) => {
    const input = /** @type {HTMLInputElement} */ (event.target);
    if (input.hasAttribute("data-submit") && input.files?.length) /** @type {HTMLFormElement} */ (form).requestSubmit();
  });
  form.addEventListener("submit", () => {
    const button = /** @type {HTMLButtonElement | null} */ (form.querySelector("button[type=submit]"));
    if (button) setTimeout(() => (button.disabled = true));
  });
}
