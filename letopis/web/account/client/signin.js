/**
 * Fields of a login and a password: a button that shows the password, and hints while one types.
 * What is typed stays in the field; nothing here says whether there is such a login.
 * @module
 */

/** What is often wrong with a text, by the name of the hint. The same as letopis/school/access/typed.py. */
const DOUBTS = {
  layout: (/** @type {string} */ text) => /[\u0400-\u04ff]/.test(text),
  space: (/** @type {string} */ text) => text !== text.trim(),
  dash: (/** @type {string} */ text) => /[‐‑‒–—―−]/.test(text),
  slip: (/** @type {string} */ text) => /^[a-z0-9]{5}-[a-z0-9]{5}$/i.test(text.trim()) && /[01oil]/i.test(text),
};

/** Show the hints that are true of a field. @param {HTMLInputElement} field */
function hint(field) {
  for (const [name, isTrue] of Object.entries(DOUBTS)) showHint(field, name, isTrue(field.value));
}

/** @param {HTMLInputElement} field @param {string} name @param {boolean} isTrue */
function showHint(field, name, isTrue) {
  const line = document.querySelector(`[data-typing="${field.id}"] [data-hint="${name}"]`);
  if (line) /** @type {HTMLElement} */ (line).hidden = !isTrue;
}

/** Only a key tells of Caps Lock, and some events of keys (autofill) have no such question. @param {Event} event */
function caps(event) {
  const field = /** @type {HTMLInputElement} */ (event.target);
  if (field.id && event instanceof KeyboardEvent) showHint(field, "caps", event.getModifierState("CapsLock"));
}

document.addEventListener("input", (event) => hint(/** @type {HTMLInputElement} */ (event.target)));
// Typed before this script was there, or filled in by the browser.
for (const field of document.querySelectorAll("input")) if (field.value) hint(field);
document.addEventListener("keydown", caps);
document.addEventListener("keyup", caps);

for (const button of document.querySelectorAll("[data-show]")) {
  const field = /** @type {HTMLInputElement} */ (document.getElementById(button.getAttribute("data-show") ?? ""));
  /** @type {HTMLElement} */ (button).hidden = false;
  const show = (/** @type {boolean} */ isShown) => {
    field.type = isShown ? "text" : "password";
    button.textContent = isShown ? "Скрыть" : "Показать";
    button.setAttribute("aria-label", `${button.textContent} пароль`);
  };
  show(false);
  button.addEventListener("click", () => {
    show(field.type === "password");
    field.focus();
  });
  // Sent and kept by the browser as a password only.
  field.form?.addEventListener("submit", () => show(false));
}

/** One either stays signed in or uses a computer of many. */
const either = ["remember", "shared"].map((name) => document.querySelector(`input[type=checkbox][name=${name}]`));
for (const box of either) {
  box?.addEventListener("change", () => {
    const other = /** @type {HTMLInputElement | null} */ (either.find((one) => one !== box));
    if (other && /** @type {HTMLInputElement} */ (box).checked) other.checked = false;
  });
}
