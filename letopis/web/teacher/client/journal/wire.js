/**
 * The shapes of the journal's protocol, written by `python -m letopis.web.teacher.wire` from the server's declarations
 * (wire.py of each context). Change those and run it again; a test compares.
 */

/** @typedef {{id: number, subject: string, class: string, subgroup: string, scale: string, editable: boolean, teacher: string, readonly_why: string}} CourseHead */
/** @typedef {[number, string, string, string, number, boolean, boolean, boolean]} KindRow */
/** @typedef {{id: number, code: string, name: string, shortName: string, weight: number, control: boolean, written: boolean, active: boolean}} Kind */
/** @typedef {{correction_days: number, late_minutes: number, border: string, rewritten: string, seen_until: string|null}} Rules */
/** @typedef {[number, string, string|null, string|null, string, string?, Array<[string, string]>?]} StudentRow */
/** @typedef {{id: number, name: string, from: string|null, to: string|null, why: string, distinction: string, gaps: Array<[string, string]>}} Student */
/** @typedef {[number, number, number, string, number, number, number, string|null?]} WorkRow */
/** @typedef {{id: number, lessonId: number, kindId: number, title: string, weight: number, position: number, version: number, releasedAt: string|null}} Work */
/** @typedef {[number|null, number, string, string, string, string|null, string, number, string?]} MarkRow */
/** @typedef {{workId: number|null, studentId: number, value: string, second: string, state: string, debtUntil: string|null, comment: string, version: number, was: string}} Mark */
/** @typedef {[number, number, string, number|null, string, number]} AbsenceRow */
/** @typedef {{lessonId: number, studentId: number, code: string, minutes: number|null, note: string, version: number}} Absence */
/** @typedef {{id: string, name: string, starts_on: string, ends_on: string, closed_since: string|null, open_until: string|null}} PeriodHead */
/** @typedef {{id: string, name: string}} PeriodName */
/** @typedef {[number, string, Array<number>]} SubgroupRow */
/** @typedef {{id: number, name: string, ids: Array<number>}} Subgroup */
/** @typedef {[number, string, number, string, string, string, "filled"|"unfilled"|"ahead", number, boolean, string|null?, string|null?]} LessonRow */
/** @typedef {{id: number, date: string, number: number, topic: string, plannedTopic: string, homework: string, state: "filled"|"unfilled"|"ahead", version: number, attendanceTaken: boolean, filledOn: string|null, setOn: string|null}} Lesson */
/** @typedef {[number, string, string, string, string, number, string, string?, string?]} BroughtRow */
/** @typedef {{studentId: number, date: string, place: string, value: string, second: string, weight: number, kind: string, state: string, was: string}} Brought */
/** @typedef {[string, string, string]} PeriodColumnRow */
/** @typedef {{id: string, name: string, day: string}} PeriodColumn */
/** @typedef {{course: CourseHead, today: string, values: Array<string>, kinds: Array<KindRow>, rules: Rules, students: Array<StudentRow>, works: Array<WorkRow>, marks: Array<MarkRow>, absences: Array<AbsenceRow>, cursor: number, period: PeriodHead, periods: Array<PeriodName>, subgroups: Array<SubgroupRow>, lessons: Array<LessonRow>, brought: Array<BroughtRow>, period_columns: Array<PeriodColumnRow>}} GridDocument */
/** @typedef {[number, number, string, string]} OfDayRow */
/** @typedef {{id: number, number: number, className: string, subject: string}} OfDay */
/** @typedef {{row: LessonRow, id: number, starts_at: string, ends_at: string, room: string, teacher: string, substituted_for: string, is_cancelled: boolean, cancelled_why: string, planned_lesson_id: number|null, reason: string, previous_id: number|null, previous_on: string|null, next_id: number|null, next_on: string|null, of_day: Array<OfDayRow>}} LessonHead */
/** @typedef {[number, number, string, string, string, boolean]} TopicRow */
/** @typedef {{id: number, number: number, topic: string, kind: string, homework: string, next: boolean}} Topic */
/** @typedef {[number, string, string|null, string?]} AverageRow */
/** @typedef {{studentId: number, plain: string, weighted: string|null, brought: string}} Average */
/** @typedef {[string, string, string, string]} OutsideRow */
/** @typedef {{name: string, distinction: string, why: string, text: string}} Outside */
/** @typedef {[number, string]} WarnedRow */
/** @typedef {{studentId: number, told: string}} Warned */
/** @typedef {{max_bytes: number, max_files: number, types: Array<string>}} Uploads */
/** @typedef {{was: string, to: string|null, why: "cancelled"|"moved"|"none"}} DueMoved */
/** @typedef {{id: number, name: string, size: number}} TaskFile */
/** @typedef {{id: number, lesson_id: number, text: string, due_on: string|null, due_lesson_id: number|null, moved: DueMoved|null, student_ids: Array<number>, files: Array<TaskFile>, removed: boolean, version: number, minutes: number|null}} Task */
/** @typedef {{id: number, class: string, date: string, topic: string, text: string, teacher: string}} ParallelTask */
/** @typedef {{course: CourseHead, today: string, values: Array<string>, kinds: Array<KindRow>, rules: Rules, students: Array<StudentRow>, works: Array<WorkRow>, marks: Array<MarkRow>, absences: Array<AbsenceRow>, cursor: number, lesson: LessonHead, topics: Array<TopicRow>, averages: Array<AverageRow>, outside: Array<OutsideRow>, warned: Array<WarnedRow>, uploads: Uploads, homework: Array<Task>, due: Array<Task>, parallel: Array<ParallelTask>}} LessonDocument */
/** @typedef {[number, number, string, string]} PlannedRow */
/** @typedef {{id: number, number: number, topic: string, homework: string}} Planned */
/** @typedef {[number, number|null, string, number|null, string, string|null, number]} LessonTaskRow */
/** @typedef {{id: number, plannedId: number|null, reason: string, taskId: number|null, text: string, dueOn: string|null, version: number}} LessonTask */
/** @typedef {{plan: Array<PlannedRow>, lessons: Array<LessonTaskRow>}} TopicsDocument */
/** @typedef {{cursor: number, lessons: Array<LessonRow>, works: Array<WorkRow>, removed_works: Array<number>, marks: Array<MarkRow>, absences: Array<AbsenceRow>}} Changes */
/** @typedef {{at: string, by: string, role: string, action: string, before: Record<string, any>|null, after: Record<string, any>|null, reason: string}} StoryEntry */
/** @typedef {{entries: Array<StoryEntry>, editable_until: string|null, late_mark_id: number|null}} Story */
/** @typedef {[number, string, string]} PupilRow */
/** @typedef {{id: number, name: string, sex: string}} Pupil */
/** @typedef {{phrases: Array<string>, pupils: Array<PupilRow>}} PhrasesDocument */
/** @typedef {[string, string, string, string|null, boolean]} SheetColumnRow */
/** @typedef {{id: string, name: string, kind: string, opensOn: string|null, closed: boolean}} SheetColumn */
/** @typedef {[number, string, string]} SheetPersonRow */
/** @typedef {{id: number, name: string, why: string}} SheetPerson */
/** @typedef {[number, string, string, string, number]} PeriodMarkRow */
/** @typedef {{studentId: number, period: string, value: string, reason: string, version: number}} PeriodMark */
/** @typedef {[number, string, string, string, boolean, string, string]} ProposalRow */
/** @typedef {{studentId: number, period: string, value: string, why: string, disputed: boolean, shut: string, elsewhere: string}} Proposal */
/** @typedef {{course_id: number, is_editable: boolean, today: string, values: Array<string>, columns: Array<SheetColumnRow>, students: Array<SheetPersonRow>, marks: Array<PeriodMarkRow>, proposals: Array<ProposalRow>}} TotalsDocument */
/** @typedef {[string, number, boolean]} LoadTaskRow */
/** @typedef {{subject: string, minutes: number, estimated: boolean}} LoadTask */
/** @typedef {{day: string|null, others: number, tasks: Array<LoadTaskRow>, usual: number, norm: number|null, source: string}} LoadDocument */
/** @typedef {{kind: "mark", op_id?: string, student_id: number, work_id?: number|null, lesson_id?: number|null, value: string, second: string, state?: string|null, is_debt?: boolean|string|null, debt_until?: string|null, comment: string, was?: string|null, reason?: string|null}} MarkOperation */
/** @typedef {{kind: "absence", op_id?: string, lesson_id: number, student_id: number, code: string, minutes?: number|null, note: string}} AbsenceOperation */
/** @typedef {{kind: "work", op_id?: string, lesson_id: number, kind_id: number, work_id?: number|null, title: string, weight?: number|null, removed: boolean, released: boolean, reason?: string|null}} WorkOperation */
/** @typedef {{kind: "attendance", op_id?: string, lesson_id: number}} AttendanceOperation */
/** @typedef {{kind: "topic", op_id?: string, lesson_id: number, planned_lesson_id?: number|null, topic: string, reason: string}} TopicOperation */
/** @typedef {{kind: "homework", op_id?: string, lesson_id: number, homework_id?: number|null, text: string, due_on?: string|null, student_ids: Array<number>, removed: boolean, minutes?: number|null, unestimated?: boolean|null}} HomeworkOperation */
/** @typedef {{kind: "period_mark", op_id?: string, course_id: number, student_id: number, period: string, value: string, reason?: string|null}} PeriodMarkOperation */
/** @typedef {MarkOperation|AbsenceOperation|WorkOperation|AttendanceOperation|TopicOperation|HomeworkOperation|PeriodMarkOperation} Operation */
/** @typedef {{op_id: string, status: "applied"|"conflict"|"refused", version?: number, mark?: MarkRow, work?: WorkRow, absence?: AbsenceRow, removed?: boolean, lesson?: LessonRow, homework?: Task, period_mark?: PeriodMarkRow, current?: any, by?: string, at?: string|null, message?: string, code?: string, field?: string}} Answer */
/** @param {KindRow} row @returns {Kind} */
export const readKind = ([id, code, name, shortName, weight, control, written, active]) => ({ id, code, name, shortName, weight, control, written, active });
/** @param {StudentRow} row @returns {Student} */
export const readStudent = ([id, name, from, to, why, distinction = "", gaps = []]) => ({ id, name, from, to, why, distinction, gaps });
/** @param {WorkRow} row @returns {Work} */
export const readWork = ([id, lessonId, kindId, title, weight, position, version, releasedAt = null]) => ({ id, lessonId, kindId, title, weight, position, version, releasedAt });
/** @param {MarkRow} row @returns {Mark} */
export const readMark = ([workId, studentId, value, second, state, debtUntil, comment, version, was = ""]) => ({ workId, studentId, value, second, state: /** @type {any} */ (state) === true ? "debt" : state || "", debtUntil, comment, version, was });
/** @param {AbsenceRow} row @returns {Absence} */
export const readAbsence = ([lessonId, studentId, code, minutes, note, version]) => ({ lessonId, studentId, code, minutes, note, version });
/** @param {SubgroupRow} row @returns {Subgroup} */
export const readSubgroup = ([id, name, ids]) => ({ id, name, ids });
/** @param {LessonRow} row @returns {Lesson} */
export const readLesson = ([id, date, number, topic, plannedTopic, homework, state, version, attendanceTaken, filledOn = null, setOn = null]) => ({ id, date, number, topic, plannedTopic, homework, state, version, attendanceTaken, filledOn, setOn });
/** @param {BroughtRow} row @returns {Brought} */
export const readBrought = ([studentId, date, place, value, second, weight, kind, state = "", was = ""]) => ({ studentId, date, place, value, second, weight, kind, state, was });
/** @param {PeriodColumnRow} row @returns {PeriodColumn} */
export const readPeriodColumn = ([id, name, day]) => ({ id, name, day });
/** @param {OfDayRow} row @returns {OfDay} */
export const readOfDay = ([id, number, className, subject]) => ({ id, number, className, subject });
/** @param {TopicRow} row @returns {Topic} */
export const readTopic = ([id, number, topic, kind, homework, next]) => ({ id, number, topic, kind, homework, next });
/** @param {AverageRow} row @returns {Average} */
export const readAverage = ([studentId, plain, weighted, brought = ""]) => ({ studentId, plain, weighted, brought });
/** @param {OutsideRow} row @returns {Outside} */
export const readOutside = ([name, distinction, why, text]) => ({ name, distinction, why, text });
/** @param {WarnedRow} row @returns {Warned} */
export const readWarned = ([studentId, told]) => ({ studentId, told });
/** @param {PlannedRow} row @returns {Planned} */
export const readPlanned = ([id, number, topic, homework]) => ({ id, number, topic, homework });
/** @param {LessonTaskRow} row @returns {LessonTask} */
export const readLessonTask = ([id, plannedId, reason, taskId, text, dueOn, version]) => ({ id, plannedId, reason, taskId, text, dueOn, version });
/** @param {PupilRow} row @returns {Pupil} */
export const readPupil = ([id, name, sex]) => ({ id, name, sex });
/** @param {SheetColumnRow} row @returns {SheetColumn} */
export const readSheetColumn = ([id, name, kind, opensOn, closed]) => ({ id, name, kind, opensOn, closed });
/** @param {SheetPersonRow} row @returns {SheetPerson} */
export const readSheetPerson = ([id, name, why]) => ({ id, name, why });
/** @param {PeriodMarkRow} row @returns {PeriodMark} */
export const readPeriodMark = ([studentId, period, value, reason, version]) => ({ studentId, period, value, reason, version });
/** @param {ProposalRow} row @returns {Proposal} */
export const readProposal = ([studentId, period, value, why, disputed, shut, elsewhere]) => ({ studentId, period, value, why, disputed, shut, elsewhere });
/** @param {LoadTaskRow} row @returns {LoadTask} */
export const readLoadTask = ([subject, minutes, estimated]) => ({ subject, minutes, estimated });
/** @type {Record<string, [string, string]>} */
export const STATES = {"debt":["•","долг"],"submitted":["сд","сдано, не проверено"],"late":["пзд","сдано позже срока"],"missing":["нс","не сдано"],"absent":["нпс","не писал работу"],"redo":["прп","переписать"],"excluded":["нуч","не учитывается"]};
