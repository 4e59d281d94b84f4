"""What an operation is aimed at: the lesson, locked, with the actor's right to it, and who is in the class that day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Exists, FilteredRelation, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import Combinable

from letopis.kernel.actor import Actor
from letopis.kernel.clock import local, now, today
from letopis.kernel.columns import attnames, loaded
from letopis.kernel.dates import DateRange, common_days, short
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.locks import locked
from letopis.kernel.rights import Right
from letopis.kernel.statements import statement
from letopis.school.classes.models import Membership
from letopis.school.curriculum.models import Course
from letopis.school.lessons import policy, rules
from letopis.school.lessons.policy import Staffed, Whose
from letopis.school.lessons.windows import ALLOWED, Entry, Verdict, Who, late_note, may_change, refusal
from letopis.school.organisation.enums import DayKind
from letopis.school.organisation.models import CalendarDay, Term, Vacation
from letopis.school.organisation.settings import SchoolSettings
from letopis.school.organisation.stored_settings import read_settings
from letopis.school.organisation.words import phrase
from letopis.school.periods.models import PageClosing
from letopis.school.periods.rules import Closing
from letopis.school.timetable.models import Lesson


@dataclass(frozen=True, slots=True)
class Target:
    """A lesson with everything the rules ask about it. `actor`: in the role that gives the right; None: reads only.

    `corrector`: who may correct a mark after its window, None for others. `where` is what the student must be in: «7А»
    or «7А, 1 группа»; `year` are the days of the course's year; `closing`: what is decided of the lesson's period.
    """

    lesson: Lesson
    actor: Actor | None
    corrector: Actor | None
    settings: SchoolSettings
    zone: str
    today: date
    year: DateRange
    closing: Closing
    where: str
    day_off: str

    @property
    def course(self) -> Course:
        """The page of the journal."""
        return self.lesson.course

    def writer(self) -> Actor:
        """Return whom the ledger names. Raises Refused for a reader, and for a lesson that cannot be filled in."""
        if self.actor is None:
            raise refusal(Verdict.READ_ONLY, Entry(), now())
        self._require_in_year()
        self._require_held()
        return self.actor

    def writer_of_marks(self) -> Actor:
        """Return whom the ledger names for a mark: who keeps the page, else who may correct it after its window."""
        actor = self.actor or self.corrector
        if actor is None:
            return self.writer()
        self._require_in_year()
        self._require_held()
        return actor

    def verdict(self, set_on: date | None = None, typed_at: datetime | None = None, what: str = "") -> Verdict:
        """Return what the rules say of a change (`lessons.windows`). Raises Refused where they do not let it be.

        `set_on`: of a mark that was put; `typed_at`: when the change was typed, where it waited for the network.
        """
        at = typed_at or now()
        found = self._says(set_on, at)
        if found not in ALLOWED:
            days = self.settings.correction_days
            raise refusal(found, Entry(set_on, self.closing), at, correction_days=days, what=what)
        return found

    def note(self, set_on: date | None, typed_at: datetime | None) -> str:
        """Return what the ledger says of a change that was typed in time and came too late, or on a reopened page.

        "" of any other.
        """
        is_in_time = self._says(set_on, now()) in ALLOWED
        return late_note(self.closing, typed_at, is_in_time=is_in_time, zone=self.zone)

    def _says(self, set_on: date | None, at: datetime) -> Verdict:
        who = Who(keeps=self.actor is not None, corrects_late=self.corrector is not None)
        today, days = local(at, self.zone).date(), self.settings.correction_days
        return may_change(Entry(set_on, self.closing), at, today, who, correction_days=days)

    def require_past(self) -> None:
        """Raise Refused for a lesson ahead: marks and absences are put on the day or later."""
        if self.lesson.date > self.today:
            raise Refused(
                phrase(
                    "{Lesson.nom} {date} ещё впереди: отметки и пропуски ставят в день {lesson.gen}.",
                    date=short(self.lesson.date),
                ),
                code="future",
            )

    def _require_in_year(self) -> None:
        if self.lesson.date not in self.year:
            raise Refused(
                phrase(
                    "Дата {lesson.gen} вне учебного года ({first} — {last}): "
                    "попросите диспетчера расписания исправить её.",
                    first=short(self.year.starts_on),
                    last=short(self.year.last),
                ),
                code="outside_year",
            )

    def _require_held(self) -> None:
        if self.lesson.is_cancelled:
            message = phrase("{Lesson_cancelled}. Если это ошибка, отмену снимает диспетчер расписания.")
            raise Refused(message, code="cancelled")
        # What is already in the journal can be mended even if the day was declared free afterwards.
        if self.day_off and not self.lesson.is_touched:
            raise Refused(
                phrase(
                    "{date} — {day_off}: {lesson.acc} на этот день ставит диспетчер расписания.",
                    date=short(self.lesson.date),
                    day_off=self.day_off,
                ),
                code="vacation",
            )


def lesson_targets(actor: Actor, lesson_ids: Iterable[int]) -> dict[int, Target]:
    """Return the visible ones of `lesson_ids`, their courses and themselves locked. One query.

    Locking the course makes all writers of a page follow one another (PostgreSQL; SQLite has one writer anyway), so
    that a page's ledger entries appear in the order of their ids and `changes` misses none.
    """
    rows = _lessons(actor.school_id, actor.staff_id or 0, today(), set(lesson_ids))
    targets = (target_from(actor, row) for row in rows)
    return {target.lesson.pk: target for target in targets if target}


@statement
def _lessons(school: int, staff: int, day: date, ids: set[int]) -> QuerySet[Lesson, tuple[Any, ...]]:
    return aimed(Lesson.objects.filter(school_id=school, pk__in=ids), Staffed(school, staff), day)


def target_of(actor: Actor, lesson_id: int) -> Target:
    """Return one lesson, locked. Raises NotVisible."""
    found = lesson_targets(actor, [lesson_id]).get(lesson_id)
    if found is None:
        raise NotVisible
    return found


LESSON = attnames(Lesson)
COURSE = attnames(Course, "id", "school_id", "class_group_id", "subgroup_id", "plan_id", "scale")


class _Around(NamedTuple):
    """What stands around a lesson, in the order of its row."""

    class_name: str
    subgroup_name: str | None
    grade: int
    year_starts: date
    year_ends: date
    year_closed: datetime | None
    settings: dict[str, Any]
    zone: str
    as_teacher: bool
    as_tutor: bool
    vacation_grades: list[int] | None
    on_holiday: bool
    term_closed: datetime | None
    page_closed: datetime | None
    open_until: datetime | None


_AROUND = (
    *("course__class_group__name", "course__subgroup__name", "course__class_group__grade"),
    *("course__year__starts_on", "course__year__ends_on", "course__year__closed_at"),
    *("school__settings", "school__time_zone"),
)
_CLOSED = ("term_closed", "page_closed", "open_until")
_ASKED = ("as_teacher", "as_tutor", "vacation_grades", "on_holiday", *_CLOSED)


def aimed(
    rows: QuerySet[Any, Any], whose: Whose, day: date, *more: str, to_lesson: str = "", **annotations: Combinable
) -> QuerySet[Any, tuple[Any, ...]]:
    """Return `rows` as target_from() takes them, with `more` columns at the end, locked with their courses, in order.

    `to_lesson` leads from them to the lesson: "" for Lesson itself, "lesson__" for Work and others.
    """
    names = [*LESSON, *(f"course__{name}" for name in COURSE), *_AROUND]
    rights = policy.lesson_rights(whose, day, to_lesson=to_lesson)
    asked = rows.annotate(**rights, **_calendar_of(to_lesson), **_closing_of(to_lesson), **annotations)
    ordered = asked.order_by(f"{to_lesson}course_id", f"{to_lesson}pk", "pk")
    columns = ordered.values_list(*(f"{to_lesson}{name}" for name in names), *_ASKED, *more)
    return locked(columns, Course, Lesson, *({rows.model} - {Lesson}))


def target_from(actor: Actor, row: Sequence[Any]) -> Target | None:
    """The target of a row of aimed(), None where the actor does not even read the lesson."""
    of_course, around = len(LESSON), len(LESSON) + len(COURSE)
    about = _Around(*row[around : around + len(_Around._fields)])
    lesson = loaded(Lesson, LESSON, row[:of_course])
    standing = policy.standing(actor, about, lesson)
    if not standing.reads:
        return None
    lesson.course = loaded(Course, COURSE, row[of_course:around])
    return Target(
        lesson=lesson,
        actor=policy.acting(actor, standing.role) if standing.role else None,
        corrector=actor if actor.may(Right.CORRECT_LATE) else None,
        settings=read_settings(about.settings),
        zone=about.zone,
        today=today(about.zone),
        year=DateRange(about.year_starts, about.year_ends),
        closing=Closing(about.year_closed, about.term_closed, about.page_closed, about.open_until),
        where=f"{about.class_name}, {about.subgroup_name}" if about.subgroup_name else about.class_name,
        day_off=_day_off(about),
    )


def more_of(row: Sequence[Any]) -> Sequence[Any]:
    """Return the further columns of a row of aimed()."""
    return row[len(LESSON) + len(COURSE) + len(_Around._fields) :]


def _calendar_of(to_lesson: str) -> dict[str, Combinable]:
    """Annotations that say whether the lesson's day is free by the calendar."""
    day = OuterRef(f"{to_lesson}date")
    year = OuterRef(f"{to_lesson}course__year_id")
    vacation = Vacation.objects.filter(year_id=year, starts_on__lte=day, ends_on__gte=day)
    holiday = CalendarDay.objects.filter(year_id=year, date=day, kind__in=[DayKind.HOLIDAY, DayKind.DAY_OFF])
    return {"vacation_grades": Subquery(vacation.values("grades")[:1]), "on_holiday": Exists(holiday)}


def _closing_of(to_lesson: str) -> dict[str, Combinable]:
    """Annotations that say whether the lesson's page is closed for correction in its period (JRN-05)."""
    day = OuterRef(f"{to_lesson}date")
    scheme = OuterRef(f"{to_lesson}course__class_group__scheme_id")
    term = Term.objects.filter(scheme_id=scheme, starts_on__lte=day, ends_on__gte=day)
    of_page = {"course_id": OuterRef(f"{to_lesson}course_id"), "term__starts_on__lte": day, "term__ends_on__gte": day}
    page = PageClosing.objects.filter(**of_page)
    return {
        "term_closed": Subquery(term.values("closed_at")[:1]),
        "page_closed": Subquery(page.values("closed_at")[:1]),
        "open_until": Subquery(page.values("open_until")[:1]),
    }


def _day_off(about: _Around) -> str:
    if about.on_holiday:
        return "нерабочий день"
    grades = about.vacation_grades
    return "каникулы" if grades is not None and (not grades or about.grade in grades) else ""


# ── who is there ──────────────────────────────────────────────────────
class Roster:
    """When which students were in which classes and subgroups."""

    def __init__(self) -> None:
        self._classes: dict[tuple[int, int], set[DateRange]] = {}
        self._groups: dict[tuple[int, int], set[DateRange]] = {}

    def add(self, student_id: int, membership: tuple[Any, ...], in_group: tuple[Any, ...]) -> None:
        """Take in a row of the query."""
        for kept, (group_id, starts_on, ends_on) in ((self._classes, membership), (self._groups, in_group)):
            if group_id is not None and (dates := DateRange.of(starts_on, ends_on)):
                kept.setdefault((student_id, group_id), set()).add(dates)

    def require(self, student_id: int, target: Target) -> None:
        """Raise Refused where the student is not in the course's class, or its subgroup, on the lesson's day."""
        course = target.course
        stays = tuple(sorted(self._classes.get((student_id, course.class_group_id), ())))
        if course.subgroup_id:
            stays = common_days(stays, self._groups.get((student_id, course.subgroup_id), ()))
        rules.require_member(stays, target.lesson.date, target.where)


def roster(school_id: int, student_ids: Iterable[int], courses: Iterable[Course]) -> Roster:
    """Return when which of the students were in the classes, and subgroups, of the courses. One query."""
    listed = list(courses)
    present = Roster()
    if not listed:
        return present
    subgroups = {course.subgroup_id for course in listed if course.subgroup_id}
    classes = {course.class_group_id for course in listed}
    for student_id, *row in _stays(school_id, set(student_ids), classes, subgroups or None):
        present.add(student_id, tuple(row[:3]), tuple(row[3:]) or (None, None, None))
    return present


@statement
def _stays(
    school: int, students: set[int], classes: set[int], subgroups: set[int] | None
) -> QuerySet[Membership, tuple[Any, ...]]:
    rows = Membership.objects.filter(school_id=school, student_id__in=students, class_group_id__in=classes).order_by()
    columns = ("student_id", "class_group_id", "starts_on", "ends_on")
    if subgroups is None:
        return rows.values_list(*columns)
    of_groups = Q(student__subgroup_memberships__subgroup_id__in=subgroups)
    rows = rows.annotate(in_group=FilteredRelation("student__subgroup_memberships", condition=of_groups))
    return rows.values_list(*columns, "in_group__subgroup_id", "in_group__starts_on", "in_group__ends_on")
