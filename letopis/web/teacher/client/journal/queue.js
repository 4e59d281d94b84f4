/**
 * The queue of operations (rule 6 of the design): what is typed is kept in the browser before it is sent, sent in order,
 * repeated safely by `op_id`, and leaves the queue only with the server's answer.
 *
 * Tabs of one account share the store; whoever holds the lock sends for all, the others hear of the answers.
 * Two operations on one key never travel together: the later one stands on the version the earlier one gets.
 */

import { uuid } from "./format.js";
import { confirmedRows, Rows } from "./kept.js";
import { isNoted, note, noted, strike } from "./notes.js";
import { answered, byKey, mirror, nextBatch, placed } from "./queue-rules.js";
import { NotNow, Sender } from "./sender.js";
import { Store } from "./store.js";
import { who } from "./who.js";

/** @typedef {import("./types.js").Queued} Queued */
/** @typedef {import("./types.js").Answer} Answer */
/** @typedef {import("./types.js").Operation} Operation */
/** @typedef {import("./sender.js").Link} Link */
/** @typedef {{records: Queued[], answers: Array<{record: Queued, answer: Answer}>, link: Link, savedAt: Date|null}} QueueChange */

const BATCH = 100;
const WAITED = 60_000;
const PATIENCE = { pauses: [500, 1000, 2000, 5000, 10_000, 15_000], timeout: 20_000 };

export class Queue extends Sender {
  /**
   * Takes operations from the first moment; they are written down and sent once the store is `load`ed.
   * @param {string} account @param {string} url @param {() => Promise<void>} shown kept once the screen has shown what was typed
   */
  constructor(account, url, shown = () => Promise.resolve()) {
    super(`letopis-queue-${account}`, PATIENCE);
    this.shown = shown;
    this.store = new Store(account);
    this.rows = new Rows();
    /** What a record is about, in words for whoever reads of it elsewhere. @type {(record: Queued) => string} */
    this.about = () => "";
    this.account = account;
    this.url = url;
    /** What is queued, in order: the mirror that is painted from. @type {Map<string, Queued>} */
    this.records = new Map();
    /** Ids of those that lay in the store when it was last read or written. @type {Set<string>} */
    this.stored = new Set();
    /** @type {Date|null} */
    this.savedAt = null;
    /** Versions that answers gave, by key. @type {Map<string, number>} */
    this.versions = new Map();
    this.seq = 0;
    /** The ledger's entry of the last answer: what a page knows or does not know yet. */
    this.cursor = 0;
    /** Nothing is sent before what was left from the last time is known. */
    this.isLoaded = false;
  }

  /** @param {string} account @param {string} url @returns {Promise<Queue>} */
  static async open(account, url) {
    const queue = new Queue(account, url);
    await queue.load();
    queue.isLoaded = true;
    return queue;
  }

  /** Reads what was left from the last time. @returns {Promise<Queued[]>} what has been typed meanwhile */
  async load() {
    await this.#adopt();
    const kept = await this.store.all();
    this.stored = new Set(kept.map(({ op_id }) => op_id));
    const typed = [...this.records.values()];
    this.records = new Map(kept.map((record) => [record.op_id, record]));
    this.seq = Math.max(this.seq, kept.at(-1)?.seq ?? 0);
    mirror(this.records, typed);
    return typed;
  }

  /** Puts what was typed on a page older than the journal onto the version that is now known. @param {Array<{record: Queued, version: number}>} known */
  rebase(known) {
    for (const { record, version } of known) this.versions.set(record.key, version);
    return this.store.update((records) => ({
      put: records.flatMap((kept) => {
        const found = known.find(({ record }) => record.op_id === kept.op_id);
        return found && kept.state === "queued" && kept.base !== null && kept.base < found.version ? [{ ...kept, base: found.version }] : [];
      }),
    }));
  }

  /**
   * Takes operations in: at once into the mirror, then into the store, then on their way.
   * An operation on a key replaces one that has not been sent yet.
   * @param {Array<{key: string, op: Operation, base: number}>} operations @param {number} course
   * @returns {Promise<void>} settled once the browser has them
   */
  add(operations, course) {
    /** @type {Pick<Queued, "course"|"state"|"at"|"by">} */
    const shared = { course, state: "queued", at: new Date().toISOString(), by: [who.person, who.role] };
    const added = mirror(this.records, operations.map(({ key, op, base }) => ({ op_id: uuid(), seq: this.#next(), key, op, base, ...shared })));
    // A later one's mirror image may stand on an earlier one: its own base is what the page knew.
    const typed = added.map((record, index) => ({ ...record, base: operations[index].base }));
    this.#emit([]);
    return this.#keep(typed, added);
  }

  /** Notes what was typed once the screen has shown it, writes it down, tells the other tabs, sends. @param {Queued[]} typed @param {Queued[]} added */
  async #keep(typed, added) {
    await this.shown();
    for (const record of typed) record.about = this.about(record);
    note(this.account, typed, this.store.cipher);
    const stored = this.#write(typed);
    this.channel?.postMessage({ added });
    await stored;
    await this.flush();
  }

  /** Takes over what a page noted and was left before the store had it. */
  async #adopt() {
    const left = await noted(this.account, this.store.cipher);
    // What another tab has written down by then is noted no more.
    return this.#write(() => left.filter((record) => isNoted(this.account, record)));
  }

  /** Writes what was typed into the store, then strikes its note. @param {Queued[]|(() => Queued[])} typed */
  async #write(typed) {
    /** @type {string[]} */
    let needless = [];
    /** @type {string[]} */
    let put = [];
    await this.store.update((records) => {
      const written = typeof typed === "function" ? typed() : typed;
      const change = placed(written, records, this.versions);
      put = change.put.map(({ op_id }) => op_id);
      needless = [...change.drop, ...(this.store.isLasting ? written.map(({ op_id }) => op_id) : [])];
      return change;
    });
    for (const id of put) this.stored.add(id);
    strike(this.account, needless);
  }

  /** Forgets records that the teacher has decided about (a conflict left as the journal has it, a refusal read). @param {string[]} ids */
  async drop(ids) {
    for (const id of ids) this.records.delete(id);
    strike(this.account, ids);
    this.#emit([]);
    await this.store.update(() => ({ drop: ids }));
    this.channel?.postMessage({ dropped: ids });
  }

  /** The latest record of a key. @param {string} key @returns {Queued|undefined} */
  latest(key) {
    let found;
    for (const record of this.records.values()) if (record.key === key) found = record;
    return found;
  }

  /** Records not answered yet. @returns {Queued[]} */
  get unanswered() {
    return [...this.records.values()].filter(({ state }) => state === "queued" || state === "sent");
  }

  get isReady() {
    return this.isLoaded;
  }

  /** One batch after another, until nothing waits. */
  async sendAll() {
    for (;;) {
      this.again = false;
      const batch = await this.#nextBatch();
      if (!batch.length) return;
      this.#emit([]);
      await this.#settle(batch, await this.#post(batch));
    }
  }

  /** Picks the next operations, one a key, and marks them as sent. @returns {Promise<Queued[]>} */
  async #nextBatch() {
    /** @type {Queued[]} */
    let batch = [];
    /** @type {Queued[]} */
    let gone = [];
    await this.store.update((records) => {
      batch = nextBatch(records, BATCH);
      const stored = new Set(records.map(({ op_id }) => op_id));
      gone = this.unanswered.filter(({ op_id }) => this.stored.has(op_id) && !stored.has(op_id));
      this.stored = stored;
      return { put: batch };
    });
    // Settled by a tab that was closed before it could say so.
    for (const { op_id } of gone) this.records.delete(op_id);
    if (gone.length) this.#emit([]);
    for (const record of batch) this.records.set(record.op_id, record);
    if (batch.length) this.#inOrder();
    return batch;
  }

  /** @param {Queued[]} batch @returns {Promise<Map<string, Answer>>} Throws NotNow: nothing is known to have been done. */
  #post(batch) {
    const operations = batch.map(({ op, op_id, base, by, at }) => ({
      ...op, op_id, person_id: by?.[0], role: by?.[1], ...(op.kind === "attendance" ? {} : { base_version: base }),
      // What has waited is judged by when it was typed.
      ...(Date.now() - Date.parse(at) > WAITED ? { typed_at: at } : {}),
    }));
    const headers = { "Content-Type": "application/json" };
    return this.ask(this.url, { method: "POST", headers, body: JSON.stringify({ operations }) }, async (response) => {
      if (response.status === 400) return rejected(response, batch);
      if (!response.ok) throw new NotNow("trouble");
      const { answers, cursor } = await response.json();
      this.cursor = cursor ?? 0;
      return new Map(answers.map((/** @type {Answer} */ answer) => [answer.op_id, answer]));
    });
  }

  failed() {
    this.#emit([]);
    this.channel?.postMessage({ link: this.link });
  }

  /** @param {Queued[]} batch @param {Map<string, Answer>} answers */
  async #settle(batch, answers) {
    /** @type {Array<{record: Queued, answer: Answer}>} */
    const settled = [];
    for (const record of batch) {
      const answer = answers.get(record.op_id);
      if (answer) settled.push({ record, answer });
    }
    /** @type {Queued[]} */
    let kept = [];
    this.#learn(settled);
    // A key may just have been pressed: its mark is painted before the answer to an earlier one is taken in.
    await this.shown();
    await this.store.update((records) => {
      const change = answered(settled, records);
      kept = change.put;
      return change;
    });
    await this.rows.confirm(settled.flatMap(({ record, answer }) => confirmedRows(record, answer, this.cursor))).catch(() => undefined);
    strike(this.account, settled.map(({ record }) => record.op_id));
    await this.shown();
    this.savedAt = new Date();
    this.#absorb(settled, kept);
    this.channel?.postMessage({ settled, kept, savedAt: this.savedAt });
  }

  /** @param {Array<{record: Queued, answer: Answer}>} settled @param {Queued[]} kept */
  #absorb(settled, kept) {
    const known = new Set(this.records.keys());
    for (const { record } of settled) this.records.delete(record.op_id);
    const under = byKey(this.records.values());
    for (const record of kept) {
      // Typed over while the store was written: it is gone from the mirror, and from the store with the next transaction.
      const isReplaced = under.get(record.key)?.some(({ seq }) => seq > record.seq);
      if (known.has(record.op_id) && !isReplaced) this.records.set(record.op_id, record);
    }
    this.#inOrder();
    this.#emit(settled);
  }

  /** @param {Array<{record: Queued, answer: Answer}>} settled */
  #learn(settled) {
    for (const { record, answer } of settled) {
      if (answer.status === "applied" && answer.version) this.versions.set(record.key, answer.version);
    }
  }

  /** What another tab of the same account has done. @param {any} news */
  heard(news) {
    if (news.added) mirror(this.records, news.added);
    if (news.dropped) for (const id of news.dropped) this.records.delete(id);
    if (news.link) this.link = news.link;
    if (news.savedAt) {
      this.savedAt = news.savedAt;
      this.link = "ok";
    }
    if (news.settled) this.#learn(news.settled);
    if (news.settled) this.#absorb(news.settled, news.kept);
    else this.#emit([]);
  }

  #inOrder() {
    this.records = new Map([...this.records.entries()].sort(([, a], [, b]) => a.seq - b.seq));
  }

  /** A number greater than all before it, in this tab and, near enough, in the others. */
  #next() {
    this.seq = Math.max(this.seq + 1, Date.now() * 1000);
    return this.seq;
  }

  /** @param {Array<{record: Queued, answer: Answer}>} answers */
  #emit(answers) {
    /** @type {QueueChange} */
    const detail = { records: [...this.records.values()], answers, link: this.link, savedAt: this.savedAt };
    this.dispatchEvent(new CustomEvent("change", { detail }));
  }
}

/**
 * A body the server cannot read: what it names is refused, so that it does not hold up the rest for ever.
 * @param {Response} response @param {Queued[]} batch @returns {Promise<Map<string, Answer>>}
 */
async function rejected(response, batch) {
  const { problems = [] } = await response.json();
  const named = new Set(problems.map((/** @type {any} */ { index }) => index));
  const faulty = batch.filter((_, index) => !problems.length || named.has(index) || named.has(null));
  return new Map(faulty.map(({ op_id }) => [op_id, { op_id, status: "refused", code: "document", message: "Страница устарела: обновите её и повторите." }]));
}
