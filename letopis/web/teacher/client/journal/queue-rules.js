/** Rules of the queue over plain records: what replaces what, what stands on which version, what travels next. */

/** @typedef {import("./types.js").Queued} Queued */
/** @typedef {import("./types.js").Answer} Answer */

/** Records by their key, each in its order. @param {Iterable<Queued>} records @returns {Map<string, Queued[]>} */
export function byKey(records) {
  const found = new Map();
  for (const record of records) {
    const list = found.get(record.key);
    if (list) list.push(record);
    else found.set(record.key, [record]);
  }
  return found;
}

/**
 * Puts records into the mirror in place of what they replace. Those there are walked through once: a whole table may be pasted.
 * @param {Map<string, Queued>} records @param {Queued[]} added
 */
export function mirror(records, added) {
  const known = byKey(records.values());
  for (const record of added) {
    const others = known.get(record.key) ?? [];
    for (const other of others) {
      if (other.state === "sent") record.base = null;
      else {
        if (other.state === "queued") record.base = other.base;
        records.delete(other.op_id);
      }
    }
    records.set(record.op_id, record);
    known.set(record.key, [...others.filter(({ state }) => state === "sent"), record]);
  }
  return added;
}

/**
 * Typed operations in the store's terms: each replaces what waits on its key, and stands on what has been sent or answered.
 * @param {Queued[]} typed @param {Queued[]} records @param {Map<string, number>} versions that answers gave, by key
 * @returns {{put: Queued[], drop: string[]}}
 */
export function placed(typed, records, versions) {
  const places = byKey(records);
  /** @type {Map<string, Queued>} */
  const put = new Map();
  const drop = [];
  for (const record of typed) {
    const known = places.get(record.key) ?? [];
    const earlier = known.filter(({ op_id }) => op_id !== record.op_id);
    // A note found late gives way to what has been typed over it since; another tab may have taken it over and be sending it.
    if (earlier.some(({ seq }) => seq > record.seq)) continue;
    const under = earlier.find(({ state }) => state === "sent");
    const waiting = earlier.find(({ state }) => state === "queued");
    for (const other of earlier.filter(({ state }) => state !== "sent")) {
      put.delete(other.op_id);
      drop.push(other.op_id);
    }
    if (known.some(({ op_id, state }) => op_id === record.op_id && state === "sent")) continue;
    // An earlier one may have been answered between the key press and this transaction: it stands on that version.
    const version = Math.max(record.base ?? 0, versions.get(record.key) ?? 0);
    const kept = { ...record, base: under ? null : waiting ? waiting.base : version };
    put.set(record.op_id, kept);
    places.set(record.key, [...earlier.filter(({ state }) => state === "sent"), kept]);
  }
  return { put: [...put.values()], drop };
}

/** The next operations to send, one a key. @param {Queued[]} records in order @param {number} most @returns {Queued[]} */
export function nextBatch(records, most) {
  /** @type {Queued[]} */
  const batch = [];
  const taken = new Set();
  for (const record of records) {
    if ((record.state !== "queued" && record.state !== "sent") || taken.has(record.key)) continue;
    taken.add(record.key);
    if (batch.length < most) batch.push({ ...record, base: record.base ?? 0, state: "sent" });
  }
  return batch;
}

/**
 * What answers leave in the store: what waits on a key stands on the version that the answer gives.
 * @param {Array<{record: Queued, answer: Answer}>} settled @param {Queued[]} records @returns {{put: Queued[], drop: string[]}}
 */
export function answered(settled, records) {
  /** @type {Queued[]} */
  const put = [];
  const drop = [];
  const known = byKey(records);
  for (const { record, answer } of settled) {
    const later = (known.get(record.key) ?? []).filter((other) => other.seq > record.seq && other.state === "queued");
    const version = answer.status === "applied" ? (answer.version ?? record.base) : record.base;
    for (const other of later) put.push({ ...other, base: version });
    // What was typed after a conflict or a refusal has replaced it: only the latest waits for the teacher.
    if (answer.status === "applied" || later.length) drop.push(record.op_id);
    else put.push({ ...record, state: answer.status, answer });
  }
  return { put, drop };
}
