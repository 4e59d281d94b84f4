/** The last fifty steps of the teacher, each a list of cells with what stood there before and after. */

const LIMIT = 50;

/** @template T */
export class Undo {
  constructor() {
    /** @type {T[]} */
    this.done = [];
    /** @type {T[]} */
    this.undone = [];
  }

  /** @param {T} step */
  push(step) {
    this.done.push(step);
    if (this.done.length > LIMIT) this.done.shift();
    this.undone = [];
  }

  /** The step to take back, or undefined. @returns {T|undefined} */
  back() {
    const step = this.done.pop();
    if (step !== undefined) this.undone.push(step);
    return step;
  }

  /** The step to do again. @returns {T|undefined} */
  forth() {
    const step = this.undone.pop();
    if (step !== undefined) this.done.push(step);
    return step;
  }
}
