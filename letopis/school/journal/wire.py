"""The documents of the journal's screens (docs/developer/journal-protocol.md)."""

from datetime import date, datetime
from typing import Any

from msgspec import field

from letopis.school.lessons.wire import LessonRow, Task
from letopis.school.marks.wire import AbsenceRow, KindRow, MarkRow, Number, WorkRow
from letopis.school.sync.wire import Document, Row


# ── what the screens have in common ───────────────────────────────────
class CourseHead(Document):
    """The page of a course, and whether its reader writes in it; if not, why."""

    id: int
    subject: str
    class_name: str = field(name="class")
    subgroup: str
    scale: str
    editable: bool
    teacher: str
    readonly_why: str


class Rules(Document):
    """The school's settings that the screens count with."""

    correction_days: int
    late_minutes: int
    border: str
    # Which mark of a work written again counts.
    rewritten: str = "last"
    # Drafts: the family sees the marks of works not released of lessons until this day; None: the school has none.
    seen_until: date | None = None


class StudentRow(Row):
    """A student of a page, in it from a day to a day (None: the whole stretch) but for `gaps`, and why.

    `distinction`: the end of the name that tells from a namesake, "" for who has none.
    """

    id: int
    name: str
    since: date | None = field(name="from")
    until: date | None = field(name="to")
    why: str
    distinction: str = ""
    gaps: list[tuple[date, date]] = []


class Page(Document):
    """What the grid and the screen of a lesson have in common. `values`: the marks the scale has."""

    course: CourseHead
    today: date
    values: list[str]
    kinds: list[KindRow]
    rules: Rules
    students: list[StudentRow]
    works: list[WorkRow]
    marks: list[MarkRow]
    absences: list[AbsenceRow]
    cursor: int


# ── the grid ──────────────────────────────────────────────────────────
class PeriodName(Document):
    """A stretch of the year to choose: `id` is a term's, or half-1, half-2, year."""

    id: str
    name: str


class PeriodHead(PeriodName):
    """The stretch shown. `closed_since`: closed for correction; `open_until`: opened again to this moment (А3.2.2)."""

    starts_on: date
    ends_on: date
    closed_since: datetime | None = None
    open_until: datetime | None = None


class SubgroupRow(Row):
    """A subgroup of the class, to filter by."""

    id: int
    name: str
    ids: list[int]


class BroughtRow(Row):
    """A mark of the subject on another page that counts on this one: read only. `place`: «из 7А», «в 7Б»."""

    student_id: int
    date: date
    place: str
    value: str
    second: str
    weight: Number
    kind: str
    state: str = ""
    was: str = ""


class PeriodColumnRow(Row):
    """A column of marks of a period at its end, from its last days on: `id` as «Итоги» has it, `day` its last."""

    id: str
    name: str
    day: date


class GridDocument(Page):
    """A page for a period: students × works. `brought`: what those who moved have of the period on other pages.

    `period_columns` stand after the lessons of their periods; what is in them is the document of «Итоги».
    """

    period: PeriodHead
    periods: list[PeriodName]
    subgroups: list[SubgroupRow]
    lessons: list[LessonRow]
    brought: list[BroughtRow]
    period_columns: list[PeriodColumnRow]


class Changes(Document):
    """The rows of a page changed after a cursor; `removed_works` are ids."""

    cursor: int
    lessons: list[LessonRow]
    works: list[WorkRow]
    removed_works: list[int]
    marks: list[MarkRow]
    absences: list[AbsenceRow]


class StoryEntry(Document):
    """An entry of the ledger about a cell."""

    at: str
    by: str
    role: str
    action: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    reason: str


class Story(Document):
    """Who put and changed a cell, the newest first, and until when it may be corrected.

    `late_mark_id`: of a mark whose window is over, for who corrects it or may ask for it.
    """

    entries: list[StoryEntry]
    editable_until: date | None
    late_mark_id: int | None = None


class PlannedRow(Row):
    """A lesson of the plan."""

    id: int
    number: int
    topic: str
    homework: str


class LessonTaskRow(Row):
    """A lesson with its task for all in full; without a task nulls and version 0."""

    id: int
    planned_id: int | None
    reason: str
    task_id: int | None
    text: str
    due_on: date | None
    version: int


class TopicsDocument(Document):
    """The whole plan of a page, and the lessons of a period with their tasks."""

    plan: list[PlannedRow]
    lessons: list[LessonTaskRow]


class PupilRow(Row):
    """Who a phrase is filled in for: the first name, the sex of the card («m», «f» or "")."""

    id: int
    name: str
    sex: str


class PhrasesDocument(Document):
    """The reader's own phrases for comments, and of whom they may be said on a page."""

    phrases: list[str]
    pupils: list[PupilRow]


# ── the screen of one lesson ──────────────────────────────────────────
class OfDayRow(Row):
    """A lesson that the reader gives on the same day."""

    id: int
    number: int
    class_name: str
    subject: str


class LessonHead(Document):
    """The lesson: its row of the grid, and what is not in it."""

    row: LessonRow
    id: int
    starts_at: str
    ends_at: str
    room: str
    teacher: str
    substituted_for: str
    is_cancelled: bool
    cancelled_why: str
    planned_lesson_id: int | None
    reason: str
    previous_id: int | None
    previous_on: date | None
    next_id: int | None
    next_on: date | None
    of_day: list[OfDayRow]


class TopicRow(Row):
    """A lesson of the plan, offered around the one that comes next."""

    id: int
    number: int
    topic: str
    kind: str
    homework: str
    is_next: bool


class AverageRow(Row):
    """A student's averages of the term, «4.00». `brought`: «из 7А: 5 4», marks of other pages that count in them."""

    student_id: int
    plain: str
    weighted: str | None
    brought: str = ""


class Uploads(Document):
    """Which files the school takes with homework."""

    max_bytes: int
    max_files: int
    types: list[str]


class ParallelTask(Document):
    """What the same subject was set in another class of the parallel."""

    id: int
    class_name: str = field(name="class")
    date: date
    topic: str
    text: str
    teacher: str


class OutsideRow(Row):
    """A student who was not on the list that day, with what stands there all the same: read only, counts nowhere."""

    name: str
    distinction: str
    why: str
    text: str


class WarnedRow(Row):
    """A student of whom something was said for this lesson: «предупредили: болезнь», «подтверждено: болезнь»."""

    student_id: int
    told: str


class LessonDocument(Page):
    """The screen of a lesson; `averages` are of its term, `homework` is set at it, `due` is due at it.

    `students` are on the list of the day; `outside`: of whom something is written though they are not; `warned`: whose
    absence is announced or explained.
    """

    lesson: LessonHead
    topics: list[TopicRow]
    averages: list[AverageRow]
    outside: list[OutsideRow]
    warned: list[WarnedRow]
    uploads: Uploads
    homework: list[Task]
    due: list[Task]
    parallel: list[ParallelTask]
