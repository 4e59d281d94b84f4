/**
 * What is chosen is sent at once, and a browser may drop that request together with its page: whoever chooses and leaves
 * in one breath would find the choice undone. So the tab remembers it till it is answered, and the next page says it again.
 * @module
 */

const KEY = "letopis-said";
/** What is older was left for good; another person may sit there now. */
const TERM_MS = 60_000;
/** A request that outlives its page may carry 64 KiB. */
const MOST_BYTES = 60_000;
/** A server that writes something else just now answers 503. */
const TURNS = 5;

/** One is sent after the other: of two choices in one place the later is the one that stands. @type {Promise<unknown>} */
let line = Promise.resolve();

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
  keep([...kept(), said]);
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

/** Do something once all that was begun before is done, however that ended. @template T @param {() => Promise<T>} act @returns {Promise<T>} */
function next(act) {
  const done = line.then(act);
  line = done.catch(() => undefined);
  return done;
}

/** @param {Said} said */
async function send({ address, body }) {
  const headers = { "X-Requested-With": "fetch", "Content-Type": "application/x-www-form-urlencoded" };
  for (let turn = 1; ; turn++) {
    const answer = await fetch(address, { method: "POST", body, headers, keepalive: body.length < MOST_BYTES });
    if (answer.status !== 503 || turn === TURNS) return answer;
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
