import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";

import "../../page.js";
import { Queue } from "../../../../letopis/web/teacher/client/journal/queue.js";
import { asked, DATABASE_PREFIX, opened } from "../../../../letopis/web/teacher/client/journal/store.js";
import { chance } from "../../page.js";
import { Server } from "./server.js";

/** An account a test: nothing of one lies in the way of another. */
let account = 0;
/** @type {Server} */
let server;
/** @type {Queue[]} */
let pages = [];

beforeEach(() => {
  account += 1;
  server = new Server();
});

afterEach(() => {
  for (const page of pages) leave(page);
  pages = [];
});

/** A page of the account, as it is opened. */
async function page() {
  const queue = await Queue.open(String(account), "/journal/operations");
  queue.pauses = [1, 2, 4];
  pages.push(queue);
  return queue;
}

/** A page that is closed: it hears of nothing any more. @param {Queue} queue */
function leave(queue) {
  queue.channel?.close();
  queue.channel = null;
  clearTimeout(queue.timer);
  queue.flush = () => Promise.resolve();
}

/** Types a mark as the grid does, knowing the version that it shows. @param {Queue} queue @param {string} value @param {number} [base] @param {number} [student] */
const type = (queue, value, base = 0, student = 1) => queue.add([{ key: `m:w1:${student}`, base, op: { kind: "mark", student_id: student, work_id: 1, value } }], 3);

const values = (queue) => [...queue.records.values()].map(({ op, state }) => `${op.value} ${state}`);

/** @param {() => boolean} isTrue */
async function until(isTrue) {
  for (let turn = 0; turn < 4000; turn += 1) {
    if (isTrue()) return;
    await pause(1);
  }
  assert.fail(`never: ${isTrue}`);
}

test("what is typed is in the mirror at once, is sent with what it knows and who typed it, and goes with the answer", async () => {
  const queue = await page();
  const added = type(queue, "5");
  assert.deepEqual(values(queue), ["5 queued"]);
  await added;

  const [{ operations: [sent] }] = server.requests;
  assert.deepEqual([sent.kind, sent.value, sent.base_version, sent.person_id, sent.role], ["mark", "5", 0, 70, "teacher"]);
  assert.equal(queue.records.size, 0);
  assert.ok(queue.savedAt);
  assert.deepEqual(server.marks.get("1:1"), { value: "5", version: 1 });
});

test("an answer lost on the way is asked for again under the same id, and nothing is done twice", async () => {
  const queue = await page();
  server.fates = ["unanswered", "lost", 503];
  await type(queue, "5");
  await until(() => queue.records.size === 0);

  assert.equal(new Set(server.requests.map(({ operations: [{ op_id: id }] }) => id)).size, 1);
  assert.deepEqual(server.marks.get("1:1"), { value: "5", version: 1 });
  assert.equal(queue.link, "ok");
});

test("typed over before it was sent: only the last is sent, on the base of the first", async () => {
  const queue = await page();
  server.fates = ["lost", "lost"];
  await Promise.all([type(queue, "5"), type(queue, "4"), type(queue, "3")]);
  await until(() => queue.records.size === 0);

  assert.equal(server.marks.get("1:1")?.value, "3");
  assert.ok(server.marks.get("1:1").version <= 2);
});

test("typed over while it is on its way: the later waits and stands on the version that comes", async () => {
  const queue = await page();
  const first = type(queue, "5");
  await until(() => values(queue).includes("5 sent"));
  await Promise.all([first, type(queue, "4")]);
  await until(() => queue.records.size === 0);

  const sent = server.requests.flatMap(({ operations }) => operations.map(({ value, base_version: base }) => [value, base]));
  assert.deepEqual(sent, [["5", 0], ["4", 1]]);
});

test("one key never travels twice in one request", async () => {
  const queue = await page();
  const { one, upTo } = chance(5);
  // Sent and not answered, it is sent again; what is typed meanwhile waits beside it.
  server.fate = () => one(["ok", "lost", "unanswered"]);
  for (let round = 0; round < 60; round += 1) {
    type(queue, one(["5", "4", "3"]), 0, 1 + upTo(2));
    if (round % 4 === 0) await pause(1);
  }
  server.fate = () => "ok";
  await until(() => !queue.unanswered.length);

  for (const { operations } of server.requests) assert.equal(new Set(operations.map(({ student_id: id }) => id)).size, operations.length);
});

test("a conflict waits for the teacher, and typing into the cell decides it", async () => {
  const queue = await page();
  server.marks.set("1:1", { value: "2", version: 7 });
  await type(queue, "5", 6);
  await until(() => values(queue).includes("5 conflict"));
  assert.equal([...queue.records.values()][0].answer?.by, "Климов А. П.");

  await type(queue, "4", 7);
  await until(() => queue.records.size === 0);
  assert.deepEqual(server.marks.get("1:1"), { value: "4", version: 8 });
});

test("a refusal stays over a new page until it has been read", async () => {
  const queue = await page();
  await type(queue, "9");
  await until(() => values(queue).includes("9 refused"));
  leave(queue);

  const next = await page();
  assert.deepEqual(values(next), ["9 refused"]);
  await next.drop([...next.records.keys()]);
  leave(next);
  assert.deepEqual(values(await page()), []);
  assert.equal(server.requests.length, 1);
});

test("a session that has ended keeps everything, and the next one sends it", async () => {
  const queue = await page();
  server.fates = Array(200).fill(401);
  await type(queue, "5");
  assert.equal(queue.link, "signed-out");
  leave(queue);

  server.fates = [];
  const next = await page();
  await next.flush();
  assert.equal(server.marks.get("1:1")?.value, "5");
});

test("a body that the server cannot read does not hold up the rest", async () => {
  const queue = await page();
  server.fates = [400];
  await type(queue, "5");
  await until(() => values(queue).includes("5 refused"));
  await type(queue, "4", 0, 2);

  assert.equal(server.marks.get("1:2")?.value, "4");
});

test("two pages of an account: one sends, both know", async () => {
  const [one, other] = [await page(), await page()];
  server.fates = ["lost", "lost", "lost"];
  type(one, "5");
  await until(() => values(other).some((text) => text.startsWith("5")));
  await until(() => !one.records.size && !other.records.size);

  assert.equal(server.marks.get("1:1")?.version, 1);
  assert.ok(other.savedAt);
});

test("a page that is closed before it can tell the others leaves nothing waiting in them", async () => {
  const one = await page();
  one.pauses = [60_000];
  server.fates = ["lost"];
  type(one, "5");
  await until(() => one.link === "offline");
  leave(one);
  const other = await page();
  assert.equal(other.unanswered.length, 1);

  // The first one's answer comes after all, and nobody hears of it.
  await Queue.prototype.flush.call(one);
  clearTimeout(one.timer);
  assert.equal(server.marks.get("1:1")?.value, "5");
  assert.equal(other.unanswered.length, 1);
  await other.flush();
  assert.equal(other.unanswered.length, 0);
});

test("nothing lies open in the browser", async () => {
  const queue = await page();
  server.fates = Array(200).fill("lost");
  queue.about = () => "Семёнов Глеб";
  await type(queue, "5");
  const database = await opened(DATABASE_PREFIX + account, {}, 2);
  const rows = await asked(database.transaction("operations").objectStore("operations").getAll());

  assert.equal(rows.length, 1);
  assert.deepEqual(Object.keys(rows[0]).sort(), ["data", "iv", "op_id"]);
  assert.ok(!Object.values(localStorage).some((note) => String(note).includes("Глеб")));
});

for (const seed of [1, 2, 3]) {
  test(`whatever the network does and whichever page is left, the last that was typed is what the journal has (${seed})`, async () => {
    const { one, upTo, next } = chance(seed);
    server.fate = () => one(["ok", "ok", "lost", "unanswered", 503, 429]);
    const wanted = new Map();
    let queue = await page();
    for (let step = 0; step < 120; step += 1) {
      const student = 1 + upTo(5);
      const value = one(["5", "4", "3", "2", ""]);
      wanted.set(student, value);
      const done = type(queue, value, server.marks.get(`1:${student}`)?.version ?? 0, student);
      if (next() < 0.3) await pause(upTo(6));
      if (next() < 0.05) {
        // Closed as soon as the browser has what was typed; the next page goes on.
        await done.catch(() => undefined);
        leave(queue);
        queue = await page();
        queue.flush();
      }
    }
    server.fate = () => "ok";
    await until(() => !queue.unanswered.length);

    // Typed on a version older than the one that was on its way: asked about, not lost.
    const asked = new Map([...queue.records.values()].map(({ op, state }) => [op.student_id, `${op.value} ${state}`]));
    for (const [student, value] of wanted) {
      if (asked.has(student)) assert.equal(asked.get(student), `${value} conflict`);
      else assert.equal(server.marks.get(`1:${student}`)?.value ?? "", value, `student ${student}`);
    }
    const sent = server.requests.flatMap(({ operations }) => operations);
    assert.equal(new Set(sent.map(({ op_id: id }) => id)).size, server.answers.size);
  });
}
