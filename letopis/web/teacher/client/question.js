/** A question that only a script can ask: what waits on a device is known to no page. Others are in the page (forms/ask.html). */

/**
 * @param {string} title the question, with what will happen
 * @param {string} text a sentence more
 * @param {string} verb the word on the button that goes on
 * @returns {Promise<boolean>} whether to go on
 */
export function confirmed(title, text, verb) {
  const dialog = document.createElement("dialog");
  dialog.className = "dialog";
  const heading = Object.assign(document.createElement("h2"), { id: "question-title", textContent: title });
  dialog.setAttribute("aria-labelledby", heading.id);
  const form = Object.assign(document.createElement("form"), { method: "dialog", className: "dialog__foot" });
  form.append(answer("Не менять", "no"), answer(verb, "yes", "button--main"));
  dialog.append(heading, Object.assign(document.createElement("p"), { textContent: text }), form);
  document.body.append(dialog);
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      resolve(dialog.returnValue === "yes");
      dialog.remove();
    });
    dialog.showModal();
  });
}

/** @param {string} label @param {string} value @param {string} [kind] */
function answer(label, value, kind = "") {
  return Object.assign(document.createElement("button"), { className: `button ${kind}`.trim(), value, textContent: label });
}
