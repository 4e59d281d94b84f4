/**
 * What is chosen is sent at once, and a browser may drop that request together with its page: whoever chooses and leaves
 * in one breath would find the choice undone. So the tab remembers it till it is answered, and the next page says it again;
 * a button pressed in the same breath waits for the answer, for it acts on what was chosen.
 * @module
 */

import { toast } from "./frame.js";

const KEY = "letopis-said";
/** What is older was left for good; another person may sit there now. */
const TERM_MS = 60_000;
/** A request that outlives its page may carry 64 KiB. */
const MOST_BYTES = 60_000;
/** A server that writes something else just now answers 503; a network may blink. */
const TURNS = 5;

/** One is sent after the other: of two choices in one place the later is the one that stands. @type {Promise<unknown>} */
let line = Promise.resolve();
let unanswered = 0;

/** @typedef {{ id: string, at: number, address: string, body: string }} Said */

/**
 * Send a form as a script does; while the base is busy the same once more, so that the choice and the keyboard's place are kept.
 * @param {string} address @param {FormData} form
 * @returns {Promise<Response>} the last answer; rejects when there is no network
 */
export async function say(address, form) {
  // A form without files: its fields are text.
  const body = new URLSearchParams(/** @type {[string, string][]} */ ([...form])).toString();
  const said = { id: `${Date.now()}-${Math.random()}`, at: Date.now(), address, body };
  keep([...kept().filter((one) => !isOfOne(one, said)), said]);
  const answer = await next(() => send(said));
  keep(kept().filter((one) => one.id !== said.id));
  return answer;
}

/**
 * Say again what the page before had no answer to, in its order. What it says is the whole state of a question, so twice is as once.
 * @returns {Promise<boolean>} whether there was such: this page was made without it
 */
export async function sayAgain() {
  const left = kept().filter((one) => Date.now() - one.at < TERM_MS);
  keep([]);
  await next(async () => {
    for (const said of left) await send(said);
  });
  return left.length > 0;
}

/** Forms of the page that were sent before an answer was there are sent after it. */
addEventListener("submit", async (event) => {
  if (!unanswered) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  while (unanswered) await line;
  const by = /** @type {HTMLButtonElement | null} */ (event.submitter);
  // The answer may have closed the way: a button is shut where a question was opened again.
  if (!by?.disabled) /** @type {HTMLFormElement} */ (event.target).requestSubmit(by);
}, { capture: true });

/** Do something once all that was begun before is done, however that ended. @template T @param {() => Promise<T>} act @returns {Promise<T>} */
function next(act) {
  unanswered += 1;
  const done = line.then(act).finally(() => (unanswered -= 1));
  line = done.catch(() => undefined);
  return done;
}

/** The later of two answers to one question is all that is left to say. @param {Said} one @param {Said} other */
function isOfOne(one, other) {
  return one.address === other.address && names(one) === names(other);
}

/** @param {Said} said */
const names = ({ body }) => [...new URLSearchParams(body).keys()].join();

/** Tell that there is no network, with a button that says it again. @param {() => void} again */
export function unsaid(again) {
  toast("Нет связи с сервером: выбранное не записано.", { action: "Повторить", run: again, seconds: 3600 });
}

/** @param {Said} said */
async function send({ address, body }) {
  const headers = { "X-Requested-With": "fetch", "Content-Type": "application/x-www-form-urlencoded" };
  for (let turn = 1; ; turn++) {
    const asked = fetch(address, { method: "POST", body, headers, keepalive: body.length < MOST_BYTES });
    const answer = await (turn < TURNS ? asked.catch(() => null) : asked);
    if (answer && (answer.status !== 503 || turn === TURNS)) return answer;
    await new Promise((resolve) => setTimeout(resolve, 500 * turn));
  }
}

/** @returns {Said[]} */
function kept() {
  return JSON.parse(sessionStorage.getItem(KEY) ?? "[]");
}

/** @param {Said[]} all */
function keep(all) {
  if (all.length) sessionStorage.setItem(KEY, JSON.stringify(all));
  else sessionStorage.removeItem(KEY);
}
