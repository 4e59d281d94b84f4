/**
 * The page of work done beside the request: its bar moves; once the work has ended the page is opened anew.
 * Without this script the page renews itself every few seconds.
 * @module
 */

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
      // The network has blinked: the work goes on without us, ask again.
    }
  }
  location.reload();
}

/** «Назад» shows a page as it was left: how far the work is now is asked for again. */
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
