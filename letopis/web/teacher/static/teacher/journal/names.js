/** Students by what a foreign list calls them: «Абрамова Алиса Игоревна», «Алиса Абрамова», «Абрамова А. И.», «Абрамова». No DOM. */

import { russian } from "./table.js";

/** @typedef {import("./types.js").Student} Student */

/** @param {string} text */
const words = (text) => russian(text.normalize("NFC")).replaceAll("Ё", "Е").replace(/\s*-\s*/g, "-").match(/[\p{L}'-]+/gu) ?? [];

/**
 * Finds who is meant: none, one, or all that it may be.
 * @param {Student[]} students @returns {(text: string) => Student[]}
 */
export function finder(students) {
  const known = students.map((student) => ({ student, names: words(student.name) }));
  return (text) => {
    const said = words(text);
    const found = known.filter(({ names }) => agrees(said, names));
    const exact = found.filter(({ names }) => names.every((name, index) => name === said[index]));
    return (exact.length === 1 ? exact : found).map(({ student }) => student);
  };
}

/**
 * Does what is said speak of these names (surname, name)? The surname must be whole, others may be initials; a word too many is a
 * patronymic where all the names are said. @param {string[]} said @param {string[]} names
 */
function agrees(said, names) {
  if (!said.includes(names[0])) return false;
  const left = [...names];
  const taken = (/** @type {number} */ at) => at >= 0 && left.splice(at, 1).length > 0;
  const others = said.filter((word) => !taken(left.indexOf(word)));
  const more = others.filter((word) => !taken(word.length > 1 ? -1 : left.findIndex((name) => name.startsWith(word))));
  return !more.length || !left.length;
}
