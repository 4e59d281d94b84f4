"""The page of a course as every screen needs it: who reads and writes it, its periods, the school's kinds of work."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import CharField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Concat
from msgspec import Struct

from letopis.kernel.actor import Actor
from letopis.kernel.clock import today
from letopis.kernel.dates import DateRange
from letopis.kernel.errors import NotVisible
from letopis.kernel.json_rows import JsonRows
from letopis.kernel.rights import Right
from letopis.kernel.statements import statement
from letopis.school.curriculum.models import Course, CourseTeacher
from letopis.school.history.models import Entry
from letopis.school.lessons import policy
from letopis.school.marks.models import WorkKind
from letopis.school.marks.wire import KindRow
from letopis.school.organisation.enums import TermKind
from letopis.school.organisation.models import Term, dated_on
from letopis.school.organisation.settings import SchoolSettings, read_settings
from letopis.school.organisation.words import phrase, role_name
from letopis.school.people.models import initials
from letopis.school.sync.wire import columns, number


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of the year that a page shows; `id` is a term's, or half-1, half-2, year."""

    id: str
    name: str
    dates: DateRange


class PageCourse(Struct, frozen=True):
    """The course of a page: COURSE, seen from the course."""

    pk: int
    school_id: int
    class_group_id: int
    subgroup_id: int | None
    plan_id: int | None
    scale: str
    subject: str
    class_name: str
    subgroup: str | None


COURSE = (
    *("pk", "school_id", "class_group_id", "subgroup_id", "plan_id", "scale"),
    *("subject__name", "class_group__name", "subgroup__name"),
)


@dataclass(frozen=True, slots=True)
class Page:
    """A course as its reader sees it. `cursor` is the last ledger entry of the course, read before anything else."""

    course: PageCourse
    settings: SchoolSettings
    zone: str
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
    found = _pages(school=actor.school_id, staff=actor.staff_id or 0, day=today(), course=course_id)
    if not found:
        raise NotVisible
    row = _PageRow(*found[0][len(COURSE) :])
    capacity = policy.standing(actor, row, course := PageCourse(*found[0][: len(COURSE)]))
    if not capacity.reads:
        raise NotVisible
    teacher = initials(*row.teacher.split("\t")) if row.teacher else ""
    terms = tuple(_term(one) for one in row.terms or ())
    return Page(
        course=course,
        settings=read_settings(row.settings),
        zone=row.zone,
        today=today(row.zone),
        teacher=teacher,
        is_editable=capacity.role is not None,
        readonly_why="" if capacity.role else _why(actor, teacher),
        periods=(*terms, *_longer(row)),
        terms=terms,
        kinds=read_kinds(row.kinds),
        cursor=row.cursor or 0,
    )


class _PageRow(Struct, frozen=True):
    """What _pages() reads beside COURSE."""

    as_teacher: bool
    as_tutor: bool
    cursor: int | None
    teacher: str | None
    terms: list[list[Any]] | None
    kinds: list[list[Any]] | None
    scheme: str
    starts_on: date
    ends_on: date
    zone: str
    settings: dict[str, Any]


@statement
def _pages(school: int, staff: int, day: date, course: int) -> QuerySet[Course, Any]:
    own = policy.Staffed(school, staff)
    terms = Term.objects.filter(scheme_id=OuterRef("class_group__scheme_id")).order_by("starts_on")
    beside = {
        **policy.course_rights(own, day),
        "cursor": last_entry(own),
        "teacher_name": teacher_on(own, day),
        "terms": JsonRows(terms, "pk", "name", "starts_on", "ends_on"),
        "kinds": JsonRows(_kinds(school), *KIND),
    }
    further = ("class_group__scheme__kind", "year__starts_on", "year__ends_on", "school__time_zone", "school__settings")
    courses = Course.objects.filter(school_id=school, pk=course)
    return courses.annotate(**beside).values_list(*COURSE, *beside, *further)


def annotated(row: object, name: str) -> bool:
    """Return a yes-or-no annotation of a row."""
    return bool(getattr(row, name))


KIND = columns(KindRow)


def school_kinds(actor: Actor) -> tuple[KindRow, ...]:
    """Return the school's kinds of work. One query, and less time than beside another row."""
    return read_kinds(list(_kinds(actor.school_id).values_list(*KIND)))


def _kinds(school_id: int) -> QuerySet[WorkKind]:
    return WorkKind.objects.filter(school_id=school_id).order_by("position", "pk")


def read_kinds(rows: Sequence[Sequence[Any]] | None) -> tuple[KindRow, ...]:
    """Return kinds of work as JSON has them; SQLite has no booleans, PostgreSQL no whole decimals."""
    kinds = tuple(KindRow(*row) for row in rows or ())
    for kind in kinds:
        kind.weight = number(Decimal(str(kind.weight)))
        kind.is_control, kind.is_written, kind.is_active = map(bool, (kind.is_control, kind.is_written, kind.is_active))
    return kinds


def last_entry(actor: policy.Whose) -> Subquery:
    """The last entry of the ledger that a course has."""
    entries = Entry.objects.filter(school_id=actor.school_id, course_id=OuterRef("pk")).order_by("-id")
    return Subquery(entries.values("id")[:1])


def teacher_on(actor: policy.Whose, day: date) -> Subquery:
    """Surname, name, patronymic of who teaches the course on `day`, parted by tabs."""
    teachers = CourseTeacher.objects.filter(dated_on(day), school_id=actor.school_id, course_id=OuterRef("pk"))
    tab, person = Value("\t"), "staff__person__"
    name = Concat(f"{person}surname", tab, f"{person}name", tab, f"{person}patronymic", output_field=CharField())
    return Subquery(teachers.order_by("-starts_on", "pk").annotate(full=name).values("full")[:1])


def _why(actor: Actor, teacher: str) -> str:
    if actor.may(Right.READ_PAGES):
        return f"{role_name(actor.role)} читает журнал и не правит его."
    return f"Страницу ведёт {teacher}." if teacher else phrase("Страницу ведёт {teacher.nom} предмета.")


def _term(row: Sequence[Any]) -> Period:
    pk, name, starts_on, ends_on = row
    return Period(str(pk), name, DateRange(date.fromisoformat(starts_on), date.fromisoformat(ends_on)))


def _longer(row: _PageRow) -> list[Period]:
    """Half-years, where they are not the terms themselves, and the year."""
    whole = Period("year", "Год", DateRange(row.starts_on, row.ends_on))
    if row.scheme not in (TermKind.QUARTER, TermKind.TRIMESTER):
        return [whole]
    december, january = date(row.starts_on.year, 12, 31), date(row.starts_on.year + 1, 1, 1)
    halves = [
        Period("half-1", "1 полугодие", DateRange(row.starts_on, min(december, row.ends_on))),
        Period("half-2", "2 полугодие", DateRange(min(january, row.ends_on), row.ends_on)),
    ]
    return [*halves, whole]
