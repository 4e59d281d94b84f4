"""The page of a course as every screen needs it: who reads and writes it, its periods, the school's kinds of work."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import CharField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat
from msgspec import Struct

from letopis.kernel.actor import Actor
from letopis.kernel.clock import today
from letopis.kernel.dates import DateRange
from letopis.kernel.errors import NotVisible
from letopis.kernel.json_rows import JsonRows
from letopis.kernel.rights import Right
from letopis.kernel.statements import moment_of, statement
from letopis.school.curriculum.models import Course, CourseTeacher
from letopis.school.history.models import Entry
from letopis.school.lessons import policy
from letopis.school.marks.models import WorkKind
from letopis.school.marks.wire import KindRow
from letopis.school.organisation.enums import TermKind
from letopis.school.organisation.models import Term, dated_on
from letopis.school.organisation.settings import SchoolSettings
from letopis.school.organisation.stored_settings import read_settings
from letopis.school.organisation.words import phrase, role_name
from letopis.school.people.models import initials
from letopis.school.periods.models import PageClosing
from letopis.school.periods.rules import OPEN, Closing
from letopis.school.sync.wire import columns, number


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of the year that a page shows; `id` is a term's, or half-1, half-2, year."""

    id: str
    name: str
    dates: DateRange
    closing: Closing = OPEN


class PageCourse(Struct, frozen=True):
    """The course of a page, what stands above its grid and whose it is, as read; the names are those of its columns."""

    id: int
    school_id: int
    class_group_id: int
    class_group__name: str
    class_group__grade: int
    class_group__scheme__kind: str
    subject_id: int
    year_id: int
    subgroup_id: int | None
    subgroup__name: str | None
    subject__name: str
    plan_id: int | None
    scale: str
    year__starts_on: date
    year__ends_on: date
    school__time_zone: str
    school__settings: dict[str, Any]
    as_teacher: bool
    as_tutor: bool
    cursor: int | None
    teacher_name: str | None
    terms: list[list[Any]] | None
    kinds: list[list[Any]] | None
    year__closed_at: datetime | None
    decided: list[list[Any]] | None

    @property
    def course_id(self) -> int:
        """As the list of a page asks for it."""
        return self.id


@dataclass(frozen=True, slots=True)
class Page:
    """A course as its reader sees it. `cursor` is the last ledger entry of the course, read before anything else."""

    course: PageCourse
    settings: SchoolSettings
    today: date
    teacher: str
    is_editable: bool
    readonly_why: str
    periods: tuple[Period, ...]
    terms: tuple[Period, ...]
    kinds: tuple[KindRow, ...]
    cursor: int

    def period(self, asked: str) -> Period:
        """Return the period asked for; «»: the term of today, the last begun or the first. Raises NotVisible."""
        if asked:
            found = next((one for one in self.periods if one.id == asked), None)
            if found is None:
                raise NotVisible
            return found
        begun = [term for term in self.terms if term.dates.starts_on <= self.today]
        return next(iter([*reversed(begun), *self.terms]), self.periods[-1])


def page_of(actor: Actor, course_id: int) -> Page:
    """Return a course's page. Raises NotVisible. One query."""
    course = next((PageCourse(*row) for row in _pages(actor.school_id, actor.staff_id or 0, course_id, today())), None)
    if course is None or not (standing := policy.standing(actor, course, course)).reads:
        raise NotVisible
    teacher = initials(*course.teacher_name.split("\t")[:3]) if course.teacher_name else ""
    decided = {pk: (moment_of(closed), moment_of(until)) for pk, closed, until in course.decided or ()}
    terms = tuple(_term(row, course.year__closed_at, decided) for row in course.terms or ())
    return Page(
        course=course,
        settings=read_settings(course.school__settings),
        today=today(course.school__time_zone),
        teacher=teacher,
        is_editable=standing.role is not None,
        readonly_why="" if standing.role else _why(actor, teacher),
        periods=(*terms, *_longer(course)),
        terms=terms,
        kinds=read_kinds(course.kinds),
        cursor=course.cursor or 0,
    )


@statement
def _pages(school: int, staff: int, course: int, day: date) -> QuerySet[Course, Any]:
    """One course of the school, and whether it is one's own."""
    reader = policy.Staffed(school, staff)
    entries = Entry.objects.filter(school_id=school, course_id=OuterRef("pk")).order_by("-id")
    terms = Term.objects.filter(scheme_id=OuterRef("class_group__scheme_id")).order_by("starts_on")
    closings = PageClosing.objects.filter(course_id=OuterRef("pk")).order_by("pk")
    rows = Course.objects.filter(school_id=school, pk=course).annotate(
        **policy.course_rights(reader, day),
        cursor=Subquery(entries.values("id")[:1]),
        teacher_name=teacher_on(reader, day),
        terms=JsonRows(terms, "pk", "name", "starts_on", "ends_on", "closed_at"),
        decided=JsonRows(closings, "term_id", "closed_at", "open_until"),
        kinds=JsonRows(_kinds(school), *KIND),
    )
    return rows.values_list(*PageCourse.__struct_fields__)


KIND = columns(KindRow)


def school_kinds(actor: Actor) -> tuple[KindRow, ...]:
    """Return the school's kinds of work. One query, and less time than beside another row."""
    return read_kinds(_kinds_alone(actor.school_id))


@statement
def _kinds_alone(school: int) -> QuerySet[WorkKind, Any]:
    return _kinds(school).values_list(*KIND)


def _kinds(school_id: int) -> QuerySet[WorkKind]:
    return WorkKind.objects.filter(school_id=school_id).order_by("position", "pk")


def read_kinds(rows: Sequence[Sequence[Any]] | None) -> tuple[KindRow, ...]:
    """Return kinds of work as JSON has them; SQLite has no booleans, PostgreSQL no whole decimals."""
    kinds = tuple(KindRow(*row) for row in rows or ())
    for kind in kinds:
        kind.weight = number(Decimal(str(kind.weight)))
        kind.is_control, kind.is_written, kind.is_active = map(bool, (kind.is_control, kind.is_written, kind.is_active))
    return kinds


def teacher_on(actor: policy.Whose, day: date) -> Subquery:
    """Surname, name, patronymic, position and card of who teaches the course on `day`, parted by tabs."""
    teachers = CourseTeacher.objects.filter(dated_on(day), school_id=actor.school_id, course_id=OuterRef("pk"))
    tab, person = Value("\t"), "staff__person__"
    parts = (*(f"{person}{part}" for part in ("surname", "name", "patronymic")), "staff__position")
    ended = (one for part in parts for one in (part, tab))
    name = Concat(*ended, Cast("staff_id", CharField()), output_field=CharField())
    return Subquery(teachers.order_by("-starts_on", "pk").annotate(full=name).values("full")[:1])


def _why(actor: Actor, teacher: str) -> str:
    if actor.may(Right.READ_PAGES):
        return f"{role_name(actor.role)} читает журнал и не правит его."
    return f"Страницу ведёт {teacher}." if teacher else phrase("Страницу ведёт {teacher.nom} предмета.")


def _term(row: Sequence[Any], year: datetime | None, decided: Mapping[int, tuple[datetime | None, ...]]) -> Period:
    pk, name, starts_on, ends_on, closed_at = row
    dates = DateRange(date.fromisoformat(starts_on), date.fromisoformat(ends_on))
    return Period(str(pk), name, dates, Closing(year, moment_of(closed_at), *decided.get(pk, (None, None))))


def _longer(course: PageCourse) -> list[Period]:
    """Half-years, where they are not the terms themselves, and the year."""
    first, last = course.year__starts_on, course.year__ends_on
    whole = Period("year", "Год", DateRange(first, last))
    if course.class_group__scheme__kind not in (TermKind.QUARTER, TermKind.TRIMESTER):
        return [whole]
    december, january = date(first.year, 12, 31), date(first.year + 1, 1, 1)
    halves = [
        Period("half-1", "1 полугодие", DateRange(first, min(december, last))),
        Period("half-2", "2 полугодие", DateRange(min(january, last), last)),
    ]
    return [*halves, whole]
