/**
 * Loading a base: the workbench, a file replaced at once.
 * Answers are another module's. Without this script the same forms work with their buttons.
 * @module
 */

import { catchUp, sayChanged } from "../../shared/client/early.js";
import { say, unsaid } from "../../shared/client/said.js";

/** A sheet is read again with what was said of it; the picture follows, the keyboard stays where it was. */
const bench = /** @type {HTMLFormElement | null} */ (document.querySelector("[data-bench]"));
const picture = bench?.querySelector("[data-picture]");
let readings = 0;
document.querySelector(".bench__sheet[aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
bench?.addEventListener("change", async (event) => {
  if (!picture) return;
  const field = /** @type {HTMLSelectElement} */ (event.target);
  const mine = ++readings;
  picture.setAttribute("aria-busy", "true");
  const answer = await say(bench.action, new FormData(bench)).catch(() => null);
  if (!answer) {
    picture.removeAttribute("aria-busy");
    unsaid(() => sayChanged(field));
    return;
  }
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
  /** @type {HTMLElement | null} */ (picture.querySelector(`[name="${field.name}"]`))?.focus();
  document.querySelector("[data-stale]")?.toggleAttribute("hidden", !picture.querySelector("[data-is-stale]"));
});
catchUp(bench);
bench?.addEventListener("submit", () => bench.querySelector("[data-picture]")?.setAttribute("aria-busy", "true"));

/** «Заменить файл» sends at once; a second press while a large file travels does nothing. */
for (const form of document.querySelectorAll("form[data-upload]")) {
  form.addEventListener("change", (event) => {
    const input = /** @type {HTMLInputElement} */ (event.target);
    if (input.hasAttribute("data-submit") && input.files?.length) /** @type {HTMLFormElement} */ (form).requestSubmit();
  });
  const button = /** @type {HTMLButtonElement | null} */ (form.querySelector("button[type=submit]"));
  form.addEventListener("submit", () => button && setTimeout(() => (button.disabled = true)));
  // «Назад» shows the page as it was left.
  addEventListener("pageshow", () => button && (button.disabled = false));
  catchUp(form);
}
