/**
 * What was changed before the page's script was there: it comes after the page, on a slow network by seconds, and the
 * event that told of the change went to nobody. A field that holds something else than the server wrote tells of it.
 * Its form keeps `autocomplete="off"`: what a browser fills in of a former visit is nobody's gesture.
 * @module
 */

/** @typedef {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} Field */

/** Let the fields of a place say `change` once more, where it was said to nobody. @param {ParentNode | null} place */
export function catchUp(place) {
  for (const field of /** @type {NodeListOf<Field>} */ (place?.querySelectorAll("input, select, textarea") ?? [])) {
    if (isChanged(field)) (isTyped(field) ? sayLater : sayChanged)(field);
  }
}

/** Whether a field holds something else than the server wrote. @param {Field} field */
export function isChanged(field) {
  if (field instanceof HTMLSelectElement) return [...field.options].some((one) => one.selected !== wasSelected(field, one));
  if (field.type === "radio" || field.type === "checkbox") return isOtherwise(/** @type {HTMLInputElement} */ (field));
  if (field.type === "hidden") return false;
  return field.value !== field.defaultValue;
}

/** The chosen one of several tells; the one that lost its point by it does not. @param {HTMLInputElement} box */
function isOtherwise(box) {
  return box.checked !== box.defaultChecked && (box.checked || box.type === "checkbox");
}

/** Where the server has chosen nothing, a list shows its first line. @param {HTMLSelectElement} list @param {HTMLOptionElement} option */
function wasSelected(list, option) {
  if (list.multiple || [...list.options].some((one) => one.defaultSelected)) return option.defaultSelected;
  return option === [...list.options].find((one) => !one.disabled);
}

/** What is being typed just now is said once it is typed: with its own event, or when the field is left. @param {Field} field */
function sayLater(field) {
  const tell = () => sayChanged(field);
  field.addEventListener("blur", tell, { once: true });
  field.addEventListener("change", () => field.removeEventListener("blur", tell), { once: true });
}

/** Whether keys go on into a field. @param {Field} field */
const isTyped = (field) => field === document.activeElement && "selectionStart" in field && field.selectionStart !== null;

/** Let a field say that it was changed. @param {Field} field */
export function sayChanged(field) {
  field.dispatchEvent(new Event("change", { bubbles: true }));
}
