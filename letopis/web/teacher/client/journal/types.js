/**
 * Shapes of the journal's protocol (docs/developer/journal-protocol.md) and of the screens' own state.
 * Nothing runs here: the other modules import these types in their JSDoc.
 *
 * @typedef {{id: number, name: string, from: string|null, to: string|null, why: string, told?: string, gaps: Array<[string, string]>}} Student
 * @typedef {{id: number, name: string, ids: Set<number>}} Subgroup
 * @typedef {{id: number, date: string, number: number, topic: string, plannedTopic: string, homework: string,
 *   state: "filled"|"unfilled"|"ahead", version: number, taken: boolean}} Lesson
 * @typedef {{id: number, lessonId: number, kindId: number, title: string, weight: number, position: number,
 *   version: number}} Work
 * @typedef {{id: number, code: string, name: string, short: string, weight: number, control: boolean,
 *   written: boolean, active: boolean}} Kind
 * @typedef {{value: string, second: string, debt: boolean, debtUntil: string|null, comment: string,
 *   version: number}} Mark
 * @typedef {{code: string, minutes: number|null, note: string, version: number}} Absence
 * @typedef {{key: string, lesson: Lesson, work: Work|null}} Column
 *
 * @typedef {Object} GridDocument
 * @property {{id: number, subject: string, class: string, subgroup: string, scale: string, editable: boolean,
 *   teacher: string, readonly_why: string}} course
 * @property {{id: string|number, name: string, starts_on: string, ends_on: string}} period
 * @property {{id: string|number, name: string}[]} periods
 * @property {string} today
 * @property {string[]} values
 * @property {any[][]} kinds
 * @property {{correction_days: number, late_minutes: number, border: string}} rules
 * @property {any[][]} students
 * @property {any[][]} [subgroups]
 * @property {any[][]} lessons
 * @property {any[][]} works
 * @property {any[][]} marks
 * @property {any[][]} absences
 * @property {number} cursor
 *
 * @typedef {Object} Changes
 * @property {number} cursor
 * @property {any[][]} lessons
 * @property {any[][]} works
 * @property {any[][]} marks
 * @property {any[][]} absences
 * @property {number[]} [removed_works]
 *
 * @typedef {Record<string, any> & {op_id?: string, kind: string}} Operation
 *
 * @typedef {Object} Answer
 * @property {string} op_id
 * @property {"applied"|"conflict"|"refused"} status
 * @property {number} [version]
 * @property {any[]} [mark]
 * @property {any[]} [absence]
 * @property {any[]} [lesson]
 * @property {any[]} [work]
 * @property {any} [homework]
 * @property {any} [current]
 * @property {string} [by]
 * @property {string} [at]
 * @property {string} [message]
 * @property {string} [code]
 * @property {boolean} [removed]
 *
 * A queued operation. `key` names the cell it writes to; `base` is the version it stands on, null while an earlier
 * operation on the same key is on its way.
 * @typedef {Object} Queued
 * @property {string} op_id
 * @property {number} seq
 * @property {number} course
 * @property {string} key
 * @property {Operation} op
 * @property {number|null} base
 * @property {"queued"|"sent"|"conflict"|"refused"} state
 * @property {string} at
 * @property {[number|undefined, string|undefined]} [by] person and role it was typed in
 * @property {string} [about] whose, of which lesson: never written down but closed
 * @property {Answer} [answer]
 */

export default {};
