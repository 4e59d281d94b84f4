/** All keys, in a dialog. */

import { escape, say } from "./format.js";
import { HELP } from "./keys.js";

/** @param {() => void} onClose */
export function showHelp(onClose) {
  const dialog = document.createElement("dialog");
  dialog.className = "dialog dialog--keys";
  dialog.setAttribute("aria-label", "Клавиши журнала");
  const parts = HELP.map(([title, keys]) => `<section><h3>${title}</h3><dl>${/** @type {any[]} */ (keys)
    .map(([names, what]) => `<dt>${names.map((/** @type {string} */ name) => `<kbd>${escape(name)}</kbd>`).join(" ")}</dt><dd>${escape(say(what))}</dd>`).join("")}</dl></section>`);
  dialog.innerHTML = `<h2>Клавиши журнала</h2><p class="note">Буквы работают в обеих раскладках.</p><div class="dialog__keys">${parts.join("")}</div>
    <form method="dialog" class="dialog__foot"><button class="button button--main">Закрыть</button></form>`;
  document.body.append(dialog);
  dialog.addEventListener("close", () => {
    dialog.remove();
    onClose();
  });
  dialog.showModal();
}
