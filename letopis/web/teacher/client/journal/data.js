/**
 * The journal page as the screens see it: what the server knows, with what was typed and is not yet answered laid over it.
 * No DOM here.
 */

import { readAbsence, readBrought, readKind, readLesson, readMark, readStudent, readSubgroup, readWork, STATES } from "./wire.js";

/** @typedef {import("./types.js").GridDocument} GridDocument */
/** @typedef {import("./types.js").Student} Student */
/** @typedef {import("./types.js").Subgroup} Subgroup */
/** @typedef {import("./types.js").Lesson} Lesson */
/** @typedef {import("./types.js").Work} Work */
/** @typedef {import("./types.js").Kind} Kind */
/** @typedef {import("./types.js").Mark} Mark */
/** @typedef {import("./types.js").Absence} Absence */
/** @typedef {import("./types.js").Column} Column */
/** @typedef {import("./types.js").Queued} Queued */

/** @type {Mark} */
export const NO_MARK = Object.freeze({ value: "", second: "", state: "", debtUntil: null, comment: "", version: 0, was: "" });
/** @type {Absence} */
export const NO_ABSENCE = Object.freeze({ code: "", minutes: null, note: "", version: 0 });

/** @param {Mark} mark */
export const isEmptyMark = (mark) => !mark.value && !mark.second && !mark.state && !mark.comment;

/** «5/4», «5», «осв»: what is put last. @param {Pick<Mark, "value"|"second"> & Partial<Mark>} mark */
export const lastText = (mark) => (mark.second ? `${mark.value}/${mark.second}` : mark.value);

/** The same with the first mark of a work written again: «2→4». @param {Pick<Mark, "value"|"second"> & Partial<Mark>} mark */
export const markText = (mark) => (mark.was ? `${mark.was}→` : "") + lastText(mark);

/** The sign of a state, «» of none. @param {{state: string}} mark */
export const signOf = ({ state }) => (state ? STATES[state]?.[0] ?? "?" : "");

/** A mark as an operation says it; one typed before there were other states says «a debt or none». @param {Record<string, any>} op @returns {Mark} */
export const markOf = (op) => ({
  value: op.value, second: op.second, state: op.state ?? (op.is_debt ? "debt" : ""), debtUntil: op.debt_until ?? null, comment: op.comment, version: 0, was: op.was ?? "",
});

/** Cells by the ids of their place (a work, a lesson) and of their student. @template {{studentId: number}} T */
class Cells {
  /** @param {T[]} cells @param {(cell: T) => number} placeOf */
  constructor(cells, placeOf) {
    /** @type {Map<number, Map<number, T>>} */
    this.places = new Map();
    for (const cell of cells) this.set(placeOf(cell), cell.studentId, cell);
  }

  /** @param {number} place @param {number} student */
  get(place, student) {
    return this.places.get(place)?.get(student);
  }

  /** @param {number} place @param {number} student @param {T} cell */
  set(place, student, cell) {
    const cells = this.places.get(place);
    if (cells) cells.set(student, cell);
    else this.places.set(place, new Map([[student, cell]]));
  }
}

/** @template {{id: number}} T @param {T[]} rows @returns {Map<number, T>} */
const byId = (rows) => new Map(rows.map((row) => [row.id, row]));

export class Journal {
  /** @param {GridDocument} doc */
  constructor(doc) {
    this.course = doc.course;
    this.period = doc.period;
    this.periods = doc.periods;
    this.today = doc.today;
    this.values = doc.values;
    this.rules = doc.rules;
    this.cursor = doc.cursor;
    this.periodColumns = doc.period_columns ?? [];
    /** Marks of periods, once they are there. @type {import("../totals/model.js").Sheet|undefined} */
    this.totals = undefined;
    /** The lesson screen: other lessons of the course are none of its business. */
    this.isOneLesson = false;
    /** Everyone of the page. @type {Map<number, Student>} */
    this.everyone = byId(doc.students.map(readStudent));
    /** Those shown, a row each. @type {Student[]} */
    this.students = [];
    /** @type {Map<number, number>} */
    this.rowOf = new Map();
    /** @type {Subgroup[]} */
    this.subgroups = (doc.subgroups ?? []).map(readSubgroup).map((one) => ({ ...one, ids: new Set(one.ids) }));
    this.show(0);
    /** @type {Map<number, Kind>} */
    this.kinds = byId(doc.kinds.map(readKind));
    /** @type {Map<number, Lesson>} */
    this.lessons = byId(doc.lessons.map(readLesson));
    /** @type {Map<number, Work>} */
    this.works = byId(doc.works.map(readWork));
    this.marks = new Cells(doc.marks.map(readMark), (mark) => mark.workId ?? 0);
    this.absences = new Cells(doc.absences.map(readAbsence), (absence) => absence.lessonId);
    /** Marks of other pages that count here, by student, in the order of their days. @type {Map<number, import("./wire.js").Brought[]>} */
    this.brought = new Map();
    for (const mark of (doc.brought ?? []).map(readBrought)) this.brought.set(mark.studentId, [...(this.brought.get(mark.studentId) ?? []), mark]);
    /** What is typed and not answered yet, by the key of the queue. @type {Map<string, Queued>} */
    this.pending = new Map();
    /** @type {Column[]} */
    this.columns = [];
    this.arrange();
  }

  /** Shows those of a subgroup; of one that is not there, everyone. @param {number} subgroup */
  show(subgroup) {
    const ids = this.subgroups.find(({ id }) => id === subgroup)?.ids;
    this.students = [...this.everyone.values()].filter(({ id }) => !ids || ids.has(id));
    this.rowOf = new Map(this.students.map((student, row) => [student.id, row]));
  }

  /** Lays the lessons and their works out as columns, in the order they were held. */
  arrange() {
    /** @type {Map<number, Work[]>} */
    const byLesson = new Map();
    for (const work of this.works.values()) {
      const list = byLesson.get(work.lessonId);
      if (list) list.push(work);
      else byLesson.set(work.lessonId, [work]);
    }
    const lessons = [...this.lessons.values()].sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : a.number - b.number));
    this.columns = lessons.flatMap((lesson) => this.#columnsOf(lesson, byLesson.get(lesson.id) ?? []));
    /** @type {Map<string, Column>} */
    this.byKey = new Map(this.columns.map((column) => [column.key, column]));
  }

  /** The column as it now is: it may have got its work since, or its place; of a removed work, one that no other answers to. @param {Column} column @returns {Column} */
  current(column) {
    const { work } = column;
    const now = this.byKey?.get(column.key);
    if (!work || now?.work?.id === work.id) return now ?? column;
    return this.columns.find((one) => one.work?.id === work.id) ?? { ...column, key: `w${work.id}` };
  }

  /** @param {Lesson} lesson @param {Work[]} works @returns {Column[]} */
  #columnsOf(lesson, works) {
    if (!works.length) return [{ key: `l${lesson.id}`, lesson, work: null }];
    works.sort((a, b) => a.position - b.position);
    // The first column of a lesson keeps its key when its work comes into being: what is under way stays in place.
    return works.map((work, index) => ({ key: index ? `w${work.id}` : `l${lesson.id}`, lesson, work }));
  }

  /** @param {Column} column @param {Student} student */
  markKey(column, student) {
    return `m:${column.key}:${student.id}`;
  }

  /** @param {Column} column @param {Student} student */
  absenceKey(column, student) {
    return `a:${column.lesson.id}:${student.id}`;
  }

  /** The mark as the journal on the server has it. @param {Column} column @param {Student} student @returns {Mark} */
  savedMark(column, student) {
    const { work } = this.current(column);
    return (work && this.marks.get(work.id, student.id)) || NO_MARK;
  }

  /** @param {Column} column @param {Student} student @returns {Absence} */
  savedAbsence(column, student) {
    return this.absences.get(column.lesson.id, student.id) ?? NO_ABSENCE;
  }

  /** The mark as shown: typed and not answered yet, else saved. @param {Column} column @param {Student} student @returns {Mark} */
  mark(column, student) {
    const queued = this.pending.size && this.pending.get(this.markKey(this.current(column), student));
    // One of a work that is removed by now is not this one's.
    if (!queued || (queued.op.work_id && queued.op.work_id !== this.current(column).work?.id)) return this.savedMark(column, student);
    return { ...markOf(queued.op), version: queued.base ?? 0 };
  }

  /** @param {Column} column @param {Student} student @returns {Absence} */
  absence(column, student) {
    const queued = this.pending.size && this.pending.get(this.absenceKey(column, student));
    if (!queued) return this.savedAbsence(column, student);
    return { code: queued.op.code, minutes: queued.op.minutes, note: queued.op.note, version: queued.base ?? 0 };
  }

  /** Was the student in the class on the day of the lesson? @param {Column} column @param {Student} student */
  isOpen(column, student) {
    const day = column.lesson.date;
    return (!student.from || day >= student.from) && (!student.to || day <= student.to) && !student.gaps.some(([from, to]) => day >= from && day <= to);
  }

  /** What stands in a cell outside of the stay: it is shown and counts nowhere. @param {Column} column @param {Student} student */
  outsideText(column, student) {
    const mark = this.savedMark(column, student);
    return [markText(mark), signOf(mark), this.savedAbsence(column, student).code].filter(Boolean).join(" ");
  }

  /** @param {Column} column @returns {Kind|undefined} */
  kind(column) {
    return column.work ? this.kinds.get(column.work.kindId) : undefined;
  }

  /** Does the family not see its marks yet? (marks/drafts.py) @param {Column} column */
  isDraft(column) {
    const { seen_until: until } = this.rules;
    return Boolean(until && column.work && !column.work.releasedAt && column.lesson.date > until && this.kind(column)?.written);
  }

  /** @param {Column} column */
  isControl(column) {
    return Boolean(this.kind(column)?.control);
  }

  /**
   * The operation that makes the mark of a cell `mark`.
   * @param {Column} column @param {Student} student @param {Omit<Mark, "version">} mark
   */
  markOperation(column, student, mark) {
    const now = this.current(column);
    const target = now.work ? { work_id: now.work.id } : { lesson_id: column.lesson.id };
    return {
      key: this.markKey(now, student),
      base: this.savedMark(column, student).version,
      op: {
        kind: "mark", student_id: student.id, ...target, value: mark.value, second: mark.second,
        state: mark.state, debt_until: mark.debtUntil, comment: mark.comment, was: mark.was,
      },
    };
  }

  /** @param {Column} column @param {Student} student @param {Omit<Absence, "version">} absence */
  absenceOperation(column, student, absence) {
    return {
      key: this.absenceKey(column, student),
      base: this.savedAbsence(column, student).version,
      op: { kind: "absence", lesson_id: column.lesson.id, student_id: student.id, code: absence.code, minutes: absence.minutes, note: absence.note },
    };
  }

  /**
   * Takes over rows of the server (an answer, or what colleagues changed).
   * @param {Partial<import("./types.js").Changes>} rows
   * @returns {{cells: Array<[number, number]>, columns: boolean}} students' and lessons' ids whose cells changed; true where columns did
   */
  take(rows) {
    /** @type {Array<[number, number]>} */
    const cells = [];
    let columns = false;
    for (const row of rows.lessons ?? []) {
      const after = readLesson(row);
      const before = this.lessons.get(after.id);
      if (!before || before.date !== after.date || before.number !== after.number) {
        if (!before && (this.isOneLesson || after.date < this.period.starts_on || after.date > this.period.ends_on)) continue;
        columns = true;
        this.lessons.set(after.id, after);
      } else if (before.version <= after.version) {
        columns ||= before.state !== after.state || before.topic !== after.topic || before.homework !== after.homework || before.attendanceTaken !== after.attendanceTaken || before.filledOn !== after.filledOn || before.setOn !== after.setOn;
        Object.assign(before, after);
      }
    }
    for (const row of rows.works ?? []) {
      const after = readWork(row);
      const before = this.works.get(after.id);
      if (!this.lessons.has(after.lessonId) || (before && before.version >= after.version)) continue;
      this.works.set(after.id, after);
      columns = true;
    }
    for (const id of rows.removed_works ?? []) columns = this.works.delete(id) || columns;
    if (columns) this.arrange();
    for (const row of rows.marks ?? []) {
      const after = readMark(row);
      // An answer to «remove what is not there»: the lesson has no work.
      if (after.workId === null) continue;
      if (this.#renew(this.marks, after.workId, after)) cells.push([after.studentId, this.works.get(after.workId)?.lessonId ?? 0]);
    }
    for (const row of rows.absences ?? []) {
      const after = readAbsence(row);
      if (this.#renew(this.absences, after.lessonId, after)) cells.push([after.studentId, after.lessonId]);
    }
    return { cells, columns };
  }

  /**
   * @template {{version: number, studentId: number}} T
   * @param {Cells<T>} cells @param {number} place @param {T} after
   */
  #renew(cells, place, after) {
    const before = cells.get(place, after.studentId);
    if (before && before.version >= after.version) return false;
    cells.set(place, after.studentId, after);
    return true;
  }
}
