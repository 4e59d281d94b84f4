"""What asks for a teacher's attention: lessons without a topic, works without marks, moved homework, data to check."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from msgspec import Struct

from letopis.kernel.actor import Actor
from letopis.kernel.clock import now
from letopis.kernel.dates import day_after
from letopis.kernel.json_rows import JsonRows
from letopis.kernel.rights import Right
from letopis.kernel.statements import statement
from letopis.school.attendance.queries import unexplained as absences_of
from letopis.school.curriculum.models import Course, CourseTeacher
from letopis.school.grading.enums import PeriodKind
from letopis.school.grading.queries.conduct import OF_ASKING, untold
from letopis.school.grading.queries.missing import ending_now, marked_courses
from letopis.school.grading.rules import LAST_WEEK
from letopis.school.lessons import due, policy
from letopis.school.lessons.deadlines import Deadlines
from letopis.school.lessons.models import Homework
from letopis.school.lessons.queries.deadlines import deadlines_of
from letopis.school.lessons.queries.lessons import why_cancelled
from letopis.school.lessons.rules import lesson_state
from letopis.school.lessons.wire import DueMoved
from letopis.school.marks.models import Mark, Work
from letopis.school.marks.states import UNMARKED
from letopis.school.organisation.models import School, dated_on
from letopis.school.organisation.stored_settings import read_settings
from letopis.school.people.staff_names import parts_json
from letopis.school.timetable.models import Lesson
from letopis.school.tutoring.queries import check_bounds, due_of_tutor

UNFILLED_DAYS = 14
# Written works are looked for this far back: the longest deadline and three weeks of delay.
WORKS_DAYS = 35
# Homework that has moved is named until the day it was meant for is this far gone.
MOVED_DAYS = 14
MOST = 30
# Marks of a period are asked for this long after it, unless it is closed.
ENDED_DAYS = 14
# Opinions of conduct are asked for this long.
ASKED_DAYS = 21


@dataclass(frozen=True, slots=True)
class Unfilled:
    """A lesson of the last two weeks, or of the day shown, without a topic; one of today without homework.

    `due_on` is the last day to write it (JRN-01).
    """

    lesson_id: int
    course_id: int
    day: date
    class_name: str
    subject: str
    due_on: date


@dataclass(frozen=True, slots=True)
class Unmarked:
    """A written work without marks. `due_on` is the last day for them, `days_left` below zero: overdue."""

    work_id: int
    lesson_id: int
    course_id: int
    day: date
    class_name: str
    subject: str
    title: str
    due_on: date
    days_left: int


@dataclass(frozen=True, slots=True)
class Unrated:
    """A page of the teacher on which marks of a period are missing; it ends on `ends_on` (П3.4.5)."""

    course_id: int
    class_name: str
    subject: str
    term: str
    ends_on: date
    students: int


@dataclass(frozen=True, slots=True)
class ConductAsked:
    """A page of the teacher whose class teacher asks what its teachers think of the conduct; nothing is told yet.

    `period`: as the page takes it, `term`: its name, "" of the year.
    """

    course_id: int
    class_name: str
    subject: str
    period: str
    term: str


@dataclass(frozen=True, slots=True)
class DueCheck:
    """A class of the teacher's own: of how many of it the personal data are to be checked; absences without a reason
    with the first day of them, notes on absences that wait for an answer."""

    class_id: int
    class_name: str
    students: int
    unexplained: int = 0
    unexplained_since: date | None = None
    waiting_notes: int = 0


@dataclass(frozen=True, slots=True)
class Due:
    """What is due at a lesson; `was`: the day it was meant for, where the timetable has moved it."""

    text: str
    was: date | None = None


@dataclass(frozen=True, slots=True)
class MovedTask:
    """Homework set by the teacher whose lesson was cancelled or moved. `lesson_id`: where it was set."""

    lesson_id: int
    class_name: str
    subject: str
    moved: DueMoved


# ── lessons ───────────────────────────────────────────────────────────
class Given(Struct):
    """A lesson of a teacher as read; the names are those of its columns."""

    id: int
    course_id: int
    class_group_id: int
    date: date
    number: int
    starts_at: time | None
    ends_at: time | None
    is_cancelled: bool
    topic: str
    staff_id: int | None
    substituted_for_id: int | None
    class_group__name: str
    class_group__grade: int
    course__plan_id: int | None
    course__subgroup_id: int | None
    course__subgroup__name: str | None
    course__subject__name: str
    room__number: str | None
    teacher: list[str | None]
    replaced: list[str | None]
    cancelled_why: str | None
    lacks_task: bool
    last_bell: time | None


def given(actor: Actor, day: date, today: date) -> list[Given]:
    """Return the lessons of `day` and of the next day with lessons, and what may be unfilled elsewhere. One query."""
    since, until = today - timedelta(days=UNFILLED_DAYS + 1), day_after(today)  # unfilled() looks at the hour
    teacher = {"school": actor.school_id, "staff": actor.staff_id or 0}
    return [Given(*row) for row in _given(**teacher, day=day, today=today, since=since, until=until)]


@statement
def _given(*, school: int, staff: int, day: date, today: date, since: date, until: date) -> QuerySet[Lesson, Any]:
    """Lessons of `day` and of the next day, those lent to a colleague too, and those without a topic of a stretch."""
    teacher = policy.Staffed(school, staff)
    lessons = Lesson.objects.filter(school_id=school).order_by()
    own = lessons.filter(policy.own_lessons(teacher, today))
    lent = lessons.filter(policy.lessons_lent(teacher, today))
    later = own.filter(date__gt=day, is_cancelled=False).order_by("date").values("date")[:1]
    shown = Q(date=day) | Q(date=Subquery(later))
    unfilled = Q(topic="", is_cancelled=False, date__range=(since, until))
    # Two ways to a lesson, an index each: joined by «or» they would be looked for among all lessons of these days.
    found = own.filter(shown | unfilled).values("pk").union(lent.filter(shown).values("pk"))
    rows = lessons.filter(pk__in=found).annotate(
        teacher=parts_json("staff"),
        replaced=parts_json("substituted_for"),
        cancelled_why=why_cancelled(),
        **_homework_due(school, today),
    )
    return rows.order_by("date", "number", "pk").values_list(*Given.__struct_fields__)


def _homework_due(school: int, today: date) -> dict[str, Any]:
    """Of a lesson of today: has it no homework, where its course usually has; when the class has its last bell."""
    tasks = Homework.objects.filter(school_id=school, is_removed=False)
    usual = tasks.filter(course_id=OuterRef("course_id"), is_for_all=True)
    of_class = Lesson.objects.filter(
        school_id=school, class_group_id=OuterRef("class_group_id"), date=OuterRef("date"), is_cancelled=False
    )
    lacks = Q(date=today) & ~Q(Exists(tasks.filter(lesson_id=OuterRef("pk")))) & Q(Exists(usual))
    return {
        "lacks_task": Case(When(lacks, then=Value(1)), default=Value(0)),
        "last_bell": Case(
            When(date=today, then=Subquery(of_class.order_by(F("ends_at").desc(nulls_last=True)).values("ends_at")[:1]))
        ),
    }


def untasked(own: Iterable[Given], moment: datetime) -> tuple[Unfilled, ...]:
    """Return the lessons of today without homework when the class has had its last bell (П3.4.3)."""
    today = moment.date()
    return tuple(
        _unfilled(row, today)
        for row in own
        if row.date == today
        and row.lacks_task
        and not row.is_cancelled
        and row.last_bell is not None
        and row.last_bell <= moment.time()
    )


def _unfilled(row: Given, due_on: date) -> Unfilled:
    return Unfilled(row.id, row.course_id, row.date, row.class_group__name, row.course__subject__name, due_on)


def unfilled(own: Iterable[Given], day: date, moment: datetime, deadlines: Deadlines) -> tuple[Unfilled, ...]:
    """Return lessons of `day` and of the last two weeks without a topic: those of the day, then the oldest first."""
    since = moment.date() - timedelta(days=UNFILLED_DAYS)
    late = [
        _unfilled(row, deadlines.filled_by(row.date, row.class_group__grade))
        for row in own
        if (row.date == day or row.date >= since)
        and lesson_state(row.topic, row.date, row.ends_at, moment) == "unfilled"
    ]
    return tuple(sorted(late, key=lambda one: (one.day != day, one.day)))[:MOST]


# ── homework ──────────────────────────────────────────────────────────
def tasks(actor: Actor, lessons: Sequence[Given], today: date) -> tuple[dict[int, list[Due]], tuple[MovedTask, ...]]:
    """Return what is due at `lessons`, by lesson, and the teacher's own homework that has moved. At most one query."""
    if not lessons:
        return {}, ()
    ids = [lesson.id for lesson in lessons]
    rows = _tasks(
        school=actor.school_id,
        staff=actor.staff_id or 0,
        lessons=ids,
        courses={lesson.course_id for lesson in lessons},
        last=max(lesson.date for lesson in lessons),
        since=today - timedelta(days=MOVED_DAYS),
        today=today,
    )
    at: dict[int, list[Due]] = defaultdict(list)
    moved = []
    for text, lesson_id, staff_id, class_name, subject, *where in rows:
        _, _, due_at, _ = where
        elsewhere = due.moved(*where)
        was_meant = elsewhere if elsewhere and elsewhere.why != "none" else None
        if due_at in ids:
            at[due_at].append(Due(text, was_meant.was if was_meant else None))
        if staff_id == actor.staff_id and was_meant and (was_meant.to is None or was_meant.to >= today):
            moved.append(MovedTask(lesson_id, class_name, subject, was_meant))
    return at, tuple(moved[:MOST])


@statement
def _tasks(
    *, school: int, staff: int, lessons: list[int], courses: set[int], last: date, since: date, today: date
) -> QuerySet[Homework, Any]:
    """What is due at lessons, and the homework of a teacher that fell out since a day."""
    teacher = policy.Staffed(school, staff)
    fell_out = Q(due_lesson__is_cancelled=True) | ~Q(due_lesson__date=F("due_on"))
    own = policy.own_lessons(teacher, today, to_lesson="lesson__")
    # The databases find an index by the courses.
    taught = CourseTeacher.objects.filter(school_id=school, staff_id=staff).values("course_id")
    of_courses = taught.union(Course.objects.filter(school_id=school, pk__in=courses).values("pk"))
    rows = Homework.objects.filter(school_id=school, course_id__in=of_courses, is_removed=False).exclude(text="")
    rows = rows.annotate(**due.annotations()).filter(
        due.at(lessons, last) | (own & Q(due_on__gte=since, due_lesson__isnull=False) & fell_out)
    )
    names = ("course__class_group__name", "course__subject__name")
    return rows.order_by("due_on", "-is_for_all", "pk").values_list(
        "text", "lesson_id", "lesson__staff_id", *names, *due.COLUMNS
    )


# ── works, checks of personal data ────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Waiting:
    """What the school waits for: marks for written works; for a class teacher the monthly check of personal data."""

    works: tuple[Unmarked, ...]
    checks: tuple[DueCheck, ...]
    deadlines: Deadlines
    finals: tuple[Unrated, ...] = ()
    conduct: tuple[ConductAsked, ...] = ()


def waiting(actor: Actor, today: date) -> Waiting:
    """Return written works without a mark, the first due first, and classes whose data are to be checked. One query."""
    staff, since = actor.staff_id or 0, today - timedelta(days=WORKS_DAYS)
    month, fresh = check_bounds(today)
    tutor = staff if actor.may(Right.READ_OWN_CLASS) and actor.may(Right.CORRECT_OWN_CONTACTS) else 0
    ended, ends = today - timedelta(days=ENDED_DAYS), today + timedelta(days=LAST_WEEK - 1)
    asked = now() - timedelta(days=ASKED_DAYS)
    found_rows = _waiting(actor.school_id, staff, tutor, today, since, month, fresh, ended, ends, asked)
    (settings, works, checks, finals, conduct), *_ = found_rows
    deadlines = deadlines_of(actor.school_id, read_settings(settings), today)
    found = (_unmarked_work(row, deadlines, today) for row in works or ())
    due = (_check(row) for row in checks or ())
    return Waiting(
        works=tuple(sorted(found, key=lambda work: (work.due_on, work.day, work.work_id))),
        checks=tuple(one for one in due if one.students or one.unexplained or one.waiting_notes),
        deadlines=deadlines,
        finals=tuple(
            Unrated(pk, name, subject, term, date.fromisoformat(on), number)
            for pk, name, subject, term, on, number in finals or ()
        ),
        conduct=tuple(
            ConductAsked(pk, name, subject, str(slot) if kind == PeriodKind.TERM else kind, term or "")
            for pk, name, subject, kind, slot, term in conduct or ()
        ),
    )


@statement
def _waiting(  # noqa: PLR0917
    school: int,
    staff: int,
    tutor: int,
    today: date,
    since: date,
    month: date,
    fresh: datetime,
    ended: date,
    ends: date,
    asked: datetime,
) -> QuerySet[School, Any]:
    """Written works of a teacher since a day without a mark, beside them the classes of a `tutor`, the own pages
    that lack marks of a period that ends in a stretch, and those that lack opinions `asked` for since; one row."""
    marks = Mark.objects.filter(work_id=OuterRef("pk")).exclude(value="", state__in=UNMARKED)
    works = Work.objects.filter(
        ~Q(Exists(marks)),
        policy.own_lessons(policy.Staffed(school, staff), today, to_lesson="lesson__"),
        school_id=school,
        lesson__school_id=school,
        lesson__is_cancelled=False,
        lesson__date__range=(since, today),
        kind__is_written=True,
        is_removed=False,
    ).order_by("lesson__date", "lesson__number", "position")
    of_work = (
        *("pk", "lesson_id", "course_id", "lesson__date", "course__class_group__name", "course__subject__name"),
        *("title", "kind__name", "course__class_group__grade"),
    )
    absences = absences_of.counts(school, OuterRef("class_group"), today)
    checks = due_of_tutor(school, tutor, today, month, fresh).annotate(**absences)
    taught = CourseTeacher.objects.filter(dated_on(today), school_id=school, staff_id=staff).values("course_id")
    finals = ending_now(marked_courses(school).filter(pk__in=taught), today, ended, ends)
    term = "class_group__scheme__terms__"
    of_page = ("pk", "class_group__name", "subject__name", f"{term}name", f"{term}ends_on", "lacks")
    conduct = untold(school, taught, asked)
    rows = School.objects.filter(pk=school)
    return rows.values_list(
        "settings",
        JsonRows(works[:MOST], *of_work),
        JsonRows(checks, "class_group_id", "class_group__name", "due", *absences),
        JsonRows(finals[:MOST], *of_page),
        JsonRows(conduct[:MOST], "pk", "class_group__name", "subject__name", *OF_ASKING),
    )


def _check(row: Sequence[Any]) -> DueCheck:
    class_id, name, students, number, since, waiting = row
    return DueCheck(class_id, name, students, number, date.fromisoformat(since) if since else None, waiting)


def _unmarked_work(row: Sequence[Any], deadlines: Deadlines, today: date) -> Unmarked:
    work_id, lesson_id, course_id, on, class_name, subject, title, kind, grade = row
    day = date.fromisoformat(on)
    due_on = deadlines.marked_by(day, grade)
    return Unmarked(
        work_id=work_id,
        lesson_id=lesson_id,
        course_id=course_id,
        day=day,
        class_name=class_name,
        subject=subject,
        title=title or kind,
        due_on=due_on,
        days_left=(due_on - today).days,
    )
