/**
 * What a key means in the grid. Letters are taken as Russian whatever layout is on: a teacher who forgot to switch
 * still gets «Н». No DOM beyond the event itself.
 */

/**
 * @typedef {{name: "move", rows: number, columns: number, extend: boolean}
 *   | {name: "edge", where: "row-start"|"row-end"|"grid-start"|"grid-end"|"top"|"bottom", extend: boolean}
 *   | {name: "page", rows: number, extend: boolean}
 *   | {name: "step", back: boolean, tab: boolean}
 *   | {name: "value", value: string}
 *   | {name: "absence", code: string}
 *   | {name: "state", state: string}
 *   | {name: "second"|"clear"|"comment"|"undo"|"redo"|"help"|"find"|"story"|"present"|"column"|"release"|"all"|"leave"|"copy"|"cut"|"menu"}
 * } Command
 */

/** Russian letters by the physical key they stand on. @type {Record<string, string>} */
const LETTERS = {
  KeyQ: "й", KeyW: "ц", KeyE: "у", KeyR: "к", KeyT: "е", KeyY: "н", KeyU: "г", KeyI: "ш", KeyO: "щ", KeyP: "з",
  BracketLeft: "х", BracketRight: "ъ", KeyA: "ф", KeyS: "ы", KeyD: "в", KeyF: "а", KeyG: "п", KeyH: "р", KeyJ: "о",
  KeyK: "л", KeyL: "д", Semicolon: "ж", Quote: "э", KeyZ: "я", KeyX: "ч", KeyC: "с", KeyV: "м", KeyB: "и", KeyN: "т",
  KeyM: "ь", Comma: "б", Period: "ю", Backquote: "ё",
};

/** @type {Record<string, string>} */
const ABSENCES = { н: "Н", б: "Б", у: "УП", п: "НП", о: "ОП", с: "ОСВ" };
/** @type {Record<string, string>} */
const VALUES = { а: "н/а", в: "осв", з: "зч", ж: "нз" };
/** How a work stands. @type {Record<string, string>} */
const STATES = { д: "debt", г: "submitted", л: "late", м: "missing", т: "absent", р: "redo", х: "excluded" };

/** @type {Record<string, [number, number]>} */
const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

/** The Russian letter a key press means, lower case, or "". @param {KeyboardEvent} event */
export function letterOf(event) {
  const key = event.key.toLowerCase();
  if (/^[а-яё]$/.test(key)) return key;
  return LETTERS[event.code] ?? "";
}

/** @param {KeyboardEvent} event @returns {Command|null} null: not ours, the browser has it */
export function commandOf(event) {
  if (event.altKey) return event.key === "ArrowDown" ? { name: "menu" } : null;
  const arrow = ARROWS[event.key];
  const extend = event.shiftKey;
  if (event.ctrlKey || event.metaKey) return withControl(event, extend);
  if (arrow) return { name: "move", rows: arrow[0], columns: arrow[1], extend };
  switch (event.key) {
    case "Home": return { name: "edge", where: "row-start", extend };
    case "End": return { name: "edge", where: "row-end", extend };
    case "PageUp": return { name: "page", rows: -10, extend };
    case "PageDown": return { name: "page", rows: 10, extend };
    case "Enter": return { name: "step", back: extend, tab: false };
    case "Tab": return { name: "step", back: extend, tab: true };
    case "Delete": case "Backspace": return { name: "clear" };
    case "F2": return { name: "comment" };
    case "F3": return { name: "find" };
    case "F1": case "?": return { name: "help" };
    case "Escape": return { name: "leave" };
    case " ": return { name: "story" };
    case "ContextMenu": return { name: "menu" };
    case "+": return { name: "present" };
    case "!": return { name: "release" };
    case "/": return { name: "second" };
    default: return typed(event);
  }
}

/** @param {KeyboardEvent} event @param {boolean} extend @returns {Command|null} */
function withControl(event, extend) {
  const arrow = ARROWS[event.key];
  if (arrow) {
    const where = arrow[0] ? (arrow[0] < 0 ? "top" : "bottom") : arrow[1] < 0 ? "row-start" : "row-end";
    return { name: "edge", where, extend };
  }
  if (event.key === "Home") return { name: "edge", where: "grid-start", extend };
  if (event.key === "End") return { name: "edge", where: "grid-end", extend };
  if (event.key === " ") return { name: "column" };
  switch (event.code) {
    case "KeyZ": return { name: event.shiftKey ? "redo" : "undo" };
    case "KeyY": return { name: "redo" };
    case "KeyA": return { name: "all" };
    default: return null;
  }
}

/** Digits, marks and letters. @param {KeyboardEvent} event @returns {Command|null} */
function typed(event) {
  if (/^\d$/.test(event.key)) return { name: "value", value: event.key };
  if (event.code === "Slash") return { name: event.shiftKey ? "help" : "second" };
  const letter = letterOf(event);
  if (!letter) return null;
  if (letter === "к") return { name: "comment" };
  if (letter === "ф") return { name: "find" };
  if (STATES[letter]) return { name: "state", state: STATES[letter] };
  if (ABSENCES[letter]) return { name: "absence", code: ABSENCES[letter] };
  if (VALUES[letter]) return { name: "value", value: VALUES[letter] };
  return null;
}
