import assert from "node:assert/strict";
import { test } from "node:test";

import { commandOf, letterOf } from "../../../../letopis/web/teacher/client/journal/keys.js";

/** The three rows of letters as both layouts print them, by the key they stand on. */
const KEYS = [
  ["KeyQ KeyW KeyE KeyR KeyT KeyY KeyU KeyI KeyO KeyP BracketLeft BracketRight", "qwertyuiop[]", "йцукенгшщзхъ"],
  ["KeyA KeyS KeyD KeyF KeyG KeyH KeyJ KeyK KeyL Semicolon Quote", "asdfghjkl;'", "фывапролджэ"],
  ["KeyZ KeyX KeyC KeyV KeyB KeyN KeyM Comma Period", "zxcvbnm,.", "ячсмитьбю"],
].flatMap(([codes, latin, russian]) => codes.split(" ").map((code, at) => ({ code, latin: latin[at], russian: russian[at] })));

const press = (key, code, held = {}) => ({ key, code, altKey: false, ctrlKey: false, metaKey: false, shiftKey: false, ...held });

test("a key is its Russian letter in both layouts, small or capital", () => {
  assert.equal(KEYS.length, 32);
  for (const { code, latin, russian } of [...KEYS, { code: "Backquote", latin: "`", russian: "ё" }]) {
    for (const key of [latin, latin.toUpperCase(), russian, russian.toUpperCase()]) assert.equal(letterOf(press(key, code)), russian, `${key} on ${code}`);
  }
});

test("a letter means the same whichever layout is on", () => {
  for (const { code, latin, russian } of KEYS) {
    for (const held of [{}, { shiftKey: true }, { ctrlKey: true }, { metaKey: true }]) {
      assert.deepEqual(commandOf(press(latin, code, held)), commandOf(press(russian, code, held)), `${latin}/${russian}`);
    }
  }
});

test("letters that mean something, and no others", () => {
  const meant = Object.fromEntries(KEYS.map(({ code, russian }) => [russian, commandOf(press(russian, code))]).filter(([, command]) => command));
  assert.deepEqual(meant, {
    н: { name: "absence", code: "Н" }, б: { name: "absence", code: "Б" }, у: { name: "absence", code: "УП" },
    п: { name: "absence", code: "НП" }, о: { name: "absence", code: "ОП" }, с: { name: "absence", code: "ОСВ" },
    а: { name: "value", value: "н/а" }, в: { name: "value", value: "осв" }, з: { name: "value", value: "зч" }, ж: { name: "value", value: "нз" },
    к: { name: "comment" }, ф: { name: "find" },
    ...Object.fromEntries(Object.entries({ д: "debt", г: "submitted", л: "late", м: "missing", т: "absent", р: "redo", х: "excluded" }).map(([letter, state]) => [letter, { name: "state", state }])),
  });
});

test("«/» and «?» stand on the same key in both layouts", () => {
  for (const key of ["/", "."]) assert.deepEqual(commandOf(press(key, "Slash")), { name: "second" });
  for (const key of ["?", ","]) assert.deepEqual(commandOf(press(key, "Slash", { shiftKey: true })), { name: "help" });
  // On the keypad, and where a Russian layout has it.
  assert.deepEqual(commandOf(press("/", "NumpadDivide")), { name: "second" });
  assert.deepEqual(commandOf(press("/", "Backslash", { shiftKey: true })), { name: "second" });
  assert.deepEqual(commandOf(press("?", "Digit7", { shiftKey: true })), { name: "help" });
});

test("digits of both rows are marks", () => {
  for (const digit of "0123456789") {
    for (const code of [`Digit${digit}`, `Numpad${digit}`]) assert.deepEqual(commandOf(press(digit, code)), { name: "value", value: digit });
  }
});

test("taking back and doing again", () => {
  for (const [key, russian] of [["z", "я"], ["Z", "Я"]]) {
    for (const typed of [key, russian]) assert.deepEqual(commandOf(press(typed, "KeyZ", { ctrlKey: true })), { name: "undo" });
  }
  assert.deepEqual(commandOf(press("Я", "KeyZ", { ctrlKey: true, shiftKey: true })), { name: "redo" });
  assert.deepEqual(commandOf(press("н", "KeyY", { metaKey: true })), { name: "redo" });
});

test("what is the browser's stays its own", () => {
  for (const [key, code] of [["c", "KeyC"], ["с", "KeyC"], ["v", "KeyV"], ["f", "KeyF"], ["р", "KeyH"], ["F5", "F5"], ["5", "Digit5"]]) {
    assert.equal(commandOf(press(key, code, { ctrlKey: key !== "F5" })), null, key);
  }
  assert.equal(commandOf(press("ArrowLeft", "ArrowLeft", { altKey: true })), null);
});

test("arrows move, hold a range with Shift and go to the edge with Ctrl", () => {
  assert.deepEqual(commandOf(press("ArrowDown", "ArrowDown")), { name: "move", rows: 1, columns: 0, extend: false });
  assert.deepEqual(commandOf(press("ArrowLeft", "ArrowLeft", { shiftKey: true })), { name: "move", rows: 0, columns: -1, extend: true });
  assert.deepEqual(commandOf(press("ArrowUp", "ArrowUp", { ctrlKey: true })), { name: "edge", where: "top", extend: false });
  assert.deepEqual(commandOf(press("ArrowRight", "ArrowRight", { ctrlKey: true, shiftKey: true })), { name: "edge", where: "row-end", extend: true });
});
