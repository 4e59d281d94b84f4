/** A finger held on an element. */

/** Held this long, milliseconds, it is a long press. */
const LONG_PRESS = 500;
/** A finger that went this far, in pixels, is scrolling. */
const SLIP = 10;

/** Calls `act` when a finger, not a mouse, has been held on `element`. @param {HTMLElement} element @param {(event: PointerEvent) => void} act */
export function onLongPress(element, act) {
  let pressedAt = [0, 0];
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  let timer;
  element.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "mouse") return;
    pressedAt = [event.clientX, event.clientY];
    timer = setTimeout(() => {
      swallowClick();
      act(event);
    }, LONG_PRESS);
  });
  element.addEventListener("pointermove", ({ clientX, clientY }) => {
    const [x, y] = pressedAt;
    if (Math.hypot(clientX - x, clientY - y) > SLIP) clearTimeout(timer);
  });
  for (const name of ["pointerup", "pointercancel"]) element.addEventListener(name, () => clearTimeout(timer));
}

/** The finger that was held is still down: letting it go is no tap on what has opened under it. */
function swallowClick() {
  const stop = (/** @type {Event} */ event) => {
    event.preventDefault();
    event.stopPropagation();
  };
  addEventListener("click", stop, { capture: true, once: true });
  for (const name of ["pointerup", "pointercancel"]) {
    addEventListener(name, () => setTimeout(() => removeEventListener("click", stop, { capture: true }), 100), { capture: true, once: true });
  }
}
