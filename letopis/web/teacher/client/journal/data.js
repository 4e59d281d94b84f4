/**
 * The journal page as the screens see it: what the server knows, with what was typed and is not yet answered laid over it.
 * No DOM here.
 */

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
export const NO_MARK = Object.freeze({ value: "", second: "", debt: false, debtUntil: null, comment: "", version: 0 });
/** @type {Absence} */
export const NO_ABSENCE = Object.freeze({ code: "", minutes: null, note: "", version: 0 });

/** @param {Mark} mark */
export const isEmptyMark = (mark) => !mark.value && !mark.second && !mark.debt && !mark.comment;

/** «5/4», «5», «осв». @param {Mark} mark */
export const markText = (mark) => (mark.second ? `${mark.value}/${mark.second}` : mark.value);

/** @param {any[]} row @returns {Student} */
const readStudent = ([id, name, from, to, why, told, gaps]) => ({ id, name, from, to, why: why ?? "", told, gaps: gaps ?? [] });
/** @param {any[]} row @returns {Lesson} */
export const readLesson = ([id, date, number, topic, plannedTopic, homework, state, version, taken]) => ({
  id, date, number, topic: topic ?? "", plannedTopic: plannedTopic ?? "", homework: homework ?? "", state, version, taken: Boolean(taken),
});
/** @param {any[]} row @returns {Work} */
export const readWork = ([id, lessonId, kindId, title, weight, position, version]) => ({
  id, lessonId, kindId, title: title ?? "", weight: Number(weight), position, version,
});
/** @param {any[]} row @returns {Kind} */
const readKind = ([id, code, name, short, weight, control, written, active]) => ({
  id, code, name, short, weight: Number(weight), control: Boolean(control), written: Boolean(written), active: active !== false,
});
/** @param {any[]} row @returns {Mark} */
export const readMark = ([, , value, second, debt, debtUntil, comment, version]) => ({
  value: value ?? "", second: second ?? "", debt: Boolean(debt), debtUntil: debtUntil ?? null, comment: comment ?? "", version,
});
/** @param {any[]} row @returns {Absence} */
export const readAbsence = ([, , code, minutes, note, version]) => ({ code: code ?? "", minutes: minutes ?? null, note: note ?? "", version });

/** Rows by the ids of their place (a work, a lesson) and of their student. @template T */
class Cells {
  /** @param {any[][]} rows @param {(row: any[]) => T} read */
  constructor(rows, read) {
    /** @type {Map<number, Map<number, T>>} */
    this.places = new Map();
    for (const row of rows) this.set(row[0], row[1], read(row));
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
    /** The lesson screen: other lessons of the course are none of its business. */
    this.isOneLesson = false;
    /** Everyone of the page. @type {Map<number, Student>} */
    this.everyone = new Map(doc.students.map((row) => [row[0], readStudent(row)]));
    /** Those shown, a row each. @type {Student[]} */
    this.students = [];
    /** @type {Map<number, number>} */
    this.rowOf = new Map();
    /** @type {Subgroup[]} */
    this.subgroups = (doc.subgroups ?? []).map(([id, name, ids]) => ({ id, name, ids: new Set(ids) }));
    this.show(0);
    /** @type {Map<number, Kind>} */
    this.kinds = new Map(doc.kinds.map((row) => [row[0], readKind(row)]));
    /** @type {Map<number, Lesson>} */
    this.lessons = new Map(doc.lessons.map((row) => [row[0], readLesson(row)]));
    /** @type {Map<number, Work>} */
    this.works = new Map(doc.works.map((row) => [row[0], readWork(row)]));
    /** @type {Cells<Mark>} */
    this.marks = new Cells(doc.marks, readMark);
    /** @type {Cells<Absence>} */
    this.absences = new Cells(doc.absences, readAbsence);
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
    const op = queued.op;
    return { value: op.value, second: op.second, debt: op.is_debt, debtUntil: op.debt_until, comment: op.comment, version: queued.base ?? 0 };
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

  /** @param {Column} column @returns {Kind|undefined} */
  kind(column) {
    return column.work ? this.kinds.get(column.work.kindId) : undefined;
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
        is_debt: mark.debt, debt_until: mark.debtUntil, comment: mark.comment,
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
      const before = this.lessons.get(row[0]);
      const after = readLesson(row);
      if (!before || before.date !== after.date || before.number !== after.number) {
        if (!before && (this.isOneLesson || after.date < this.period.starts_on || after.date > this.period.ends_on)) continue;
        columns = true;
        this.lessons.set(after.id, after);
      } else if (before.version <= after.version) {
        columns ||= before.state !== after.state || before.topic !== after.topic || before.homework !== after.homework || before.taken !== after.taken;
        Object.assign(before, after);
      }
    }
    for (const row of rows.works ?? []) {
      const before = this.works.get(row[0]);
      if (!this.lessons.has(row[1]) || (before && before.version >= row[6])) continue;
      this.works.set(row[0], readWork(row));
      columns = true;
    }
    for (const id of rows.removed_works ?? []) columns = this.works.delete(id) || columns;
    if (columns) this.arrange();
    for (const row of rows.marks ?? []) {
      // An answer to «remove what is not there»: the lesson has no work.
      if (row[0] === null) continue;
      if (this.#renew(this.marks, row, readMark(row))) cells.push([row[1], this.works.get(row[0])?.lessonId ?? 0]);
    }
    for (const row of rows.absences ?? []) {
      if (this.#renew(this.absences, row, readAbsence(row))) cells.push([row[1], row[0]]);
    }
    return { cells, columns };
  }

  /**
   * @template {{version: number}} T
   * @param {Cells<T>} cells @param {any[]} row @param {T} after
   */
  #renew(cells, row, after) {
    const before = cells.get(row[0], row[1]);
    if (before && before.version >= after.version) return false;
    cells.set(row[0], row[1], after);
    return true;
  }
}
