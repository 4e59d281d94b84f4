/** All keys, in the dialog that the page brings. */

/** @param {() => void} onClose */
export function showHelp(onClose) {
  const dialog = /** @type {HTMLDialogElement} */ (document.querySelector(".dialog--keys"));
  dialog.onclose = onClose;
  dialog.showModal();
}
