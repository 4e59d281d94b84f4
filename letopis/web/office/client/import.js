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
  const row = /** @type {HTMLElement | null} */ (field.closest("tr, [data-ask]"));
  if (!row) return;
  const fields = /** @type {NodeListOf<HTMLSelectElement | HTMLInputElement>} */ (row.querySelectorAll("select, input"));
  for (const other of fields) {
    if (other === field || !field.value) continue;
    if (other.type === "radio") /** @type {HTMLInputElement} */ (other).checked &&= other.name === field.name;
    else other.value = "";
  }
  const form = new FormData();
  form.set("csrfmiddlewaretoken", String(new FormData(answers).get("csrfmiddlewaretoken")));
  for (const one of fields) {
    if (one.type !== "radio" || /** @type {HTMLInputElement} */ (one).checked) form.set(one.name, one.value);
  }
  const answer = await fetch(answers.action, { method: "POST", body: form, headers: { "X-Requested-With": "fetch" } });
  if (!answer.ok || answer.redirected) {
    location.reload();
    return;
  }
  const state = await answer.json();
  paint(row, Boolean(field.value));
  show(state.open, state.text, state.stale);
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

/** A sheet is read again with what was said of it; the picture follows, the keyboard stays where it was. */
const bench = /** @type {HTMLFormElement | null} */ (document.querySelector("[data-bench]"));
const picture = bench?.querySelector("[data-picture]");
let readings = 0;
document.querySelector(".bench__sheet[aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
bench?.addEventListener("change", async (event) => {
  if (!picture) return;
  const name = /** @type {HTMLSelectElement} */ (event.target).name;
  const mine = ++readings;
  picture.setAttribute("aria-busy", "true");
  const answer = await fetch(bench.action, { method: "POST", body: new FormData(bench), headers: { "X-Requested-With": "fetch" } });
  if (!answer.ok || answer.redirected) {
    location.reload();
    return;
  }
  const html = await answer.text();
  if (mine !== readings) return;
  const left = picture.querySelector(".picture-scroll")?.scrollLeft ?? 0;
  picture.innerHTML = html;
  picture.removeAttribute("aria-busy");
  const scroll = picture.querySelector(".picture-scroll");
  if (scroll) scroll.scrollLeft = left;
  /** @type {HTMLElement | null} */ (picture.querySelector(`[name="${name}"]`))?.focus();
  document.querySelector("[data-stale]")?.toggleAttribute("hidden", !picture.querySelector("[data-is-stale]"));
});
bench?.addEventListener("submit", () => bench.querySelector("[data-picture]")?.setAttribute("aria-busy", "true"));

/** «Назад» shows a page as it was left: what has been answered since is asked for again. */
addEventListener("pageshow", (event) => {
  if (event.persisted && (answers || bench || bar)) location.reload();
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
