/** The journal's server as far as marks go (docs/developer/journal-protocol.md), behind a network that can fail in each way. */

import { setTimeout as pause } from "node:timers/promises";

export class Server {
  constructor() {
    /** @type {Map<string, {value: string, version: number}>} */
    this.marks = new Map();
    /** Answers by `op_id`: an operation is done once. @type {Map<string, any>} */
    this.answers = new Map();
    /** Bodies as they came. @type {any[]} */
    this.requests = [];
    /** What happens to the next requests: «ok», «lost» (not arrived), «unanswered» (done, the answer lost), or a status. @type {Array<string|number>} */
    this.fates = [];
    /** @type {() => string|number} */
    this.fate = () => this.fates.shift() ?? "ok";
    globalThis.fetch = (_, options) => this.#answer(JSON.parse(options.body));
  }

  /** @param {any} body */
  async #answer(body) {
    const fate = this.fate();
    await pause(1);
    if (fate === "lost") throw new TypeError("Failed to fetch");
    if (typeof fate === "number") return new Response("{}", { status: fate });
    this.requests.push(body);
    const answers = body.operations.map((operation) => this.#once(operation));
    if (fate === "unanswered") throw new TypeError("Failed to fetch");
    return new Response(JSON.stringify({ answers, cursor: this.answers.size }), { status: 200 });
  }

  #once(operation) {
    const { op_id: id } = operation;
    if (!this.answers.has(id)) this.answers.set(id, { op_id: id, ...this.#mark(operation) });
    return this.answers.get(id);
  }

  #mark({ student_id: student, work_id: work, value, base_version: base }) {
    const cell = `${work}:${student}`;
    const { value: there, version } = this.marks.get(cell) ?? { value: "", version: 0 };
    if (value === "9") return { status: "refused", code: "scale", message: "Отметки «9» нет в шкале." };
    if (base !== version && there !== value) return { status: "conflict", version, by: "Климов А. П." };
    if (there !== value) this.marks.set(cell, { value, version: version + 1 });
    return { status: "applied", version: this.marks.get(cell)?.version ?? 0 };
  }
}
