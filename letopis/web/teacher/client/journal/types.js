/**
 * Shapes of the screens' own state; those of the protocol are written from the server's declarations (wire.js).
 * Nothing runs here: the other modules import these types in their JSDoc.
 *
 * @typedef {import("./wire.js").Student} Student
 * @typedef {{id: number, name: string, ids: Set<number>}} Subgroup
 * @typedef {import("./wire.js").Lesson} Lesson
 * @typedef {import("./wire.js").Work} Work
 * @typedef {import("./wire.js").Kind} Kind
 * @typedef {Omit<import("./wire.js").Mark, "workId"|"studentId">} Mark
 * @typedef {Omit<import("./wire.js").Absence, "lessonId"|"studentId">} Absence
 * A column of marks of a period has a lesson of its last day that is none.
 * @typedef {{key: string, lesson: Lesson, work: Work|null, period?: {id: string, name: string, short: string[]}}} Column
 * @typedef {import("./wire.js").GridDocument} GridDocument
 * @typedef {import("./wire.js").LessonDocument} LessonDocument
 * @typedef {import("./wire.js").Changes} Changes
 * @typedef {import("./wire.js").Operation & Record<string, any>} Operation
 * @typedef {import("./wire.js").Answer} Answer
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
