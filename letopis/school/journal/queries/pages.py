"""The page of a course as every screen needs it: who reads and writes it, its periods, the school's kinds of work."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import CharField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Concat

from letopis.kernel.actor import Actor
from letopis.kernel.clock import today
from letopis.kernel.dates import DateRange
from letopis.kernel.errors import NotVisible
from letopis.kernel.json_rows import JsonRows
from letopis.kernel.rights import Right
from letopis.school.curriculum.models import Course, CourseTeacher
from letopis.school.history.models import Entry
from letopis.school.lessons import policy
from letopis.school.marks.models import WorkKind
from letopis.school.marks.wire import KindRow
from letopis.school.organisation.enums import TermKind
from letopis.school.organisation.models import Term, dated_on
from letopis.school.organisation.settings import SchoolSettings, settings_of
from letopis.school.organisation.words import phrase, role_name
from letopis.school.people.models import initials
from letopis.school.sync.wire import columns, number


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of the year that a page shows; `id` is a term's, or half-1, half-2, year."""

    id: str
    name: str
    dates: DateRange


@dataclass(frozen=True, slots=True)
class Page:
    """A course as its reader sees it. `cursor` is the last ledger entry of the course, read before anything else."""

    course: Course
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
    day = today()
    course = (
        Course.objects.filter(policy.visible(actor, day), pk=course_id)
        .select_related("school", "class_group__scheme", "subject", "subgroup", "year")
        .annotate(
            **policy.course_rights(actor, day),
            cursor=_cursor(actor),
            teacher_name=teacher_on(actor, day),
            terms=JsonRows(
                Term.objects.filter(scheme_id=OuterRef("class_group__scheme_id")).order_by("starts_on"),
                *("pk", "name", "starts_on", "ends_on"),
            ),
            kinds=kinds_of(actor),
        )
        .first()
    )
    if course is None:
        raise NotVisible
    teaches, tutors = annotated(course, "as_teacher"), annotated(course, "as_tutor")
    teacher = initials(*course.teacher_name.split("\t")) if course.teacher_name else ""
    role = policy.course_role(actor, as_teacher=teaches, as_tutor=tutors)
    terms = tuple(_term(row) for row in course.terms or ())
    return Page(
        course=course,
        settings=settings_of(course.school),
        today=today(course.school.time_zone),
        teacher=teacher,
        is_editable=role is not None,
        readonly_why="" if role else _why(actor, teacher),
        periods=(*terms, *_longer(course, terms)),
        terms=terms,
        kinds=read_kinds(course.kinds),
        cursor=course.cursor or 0,
    )


def annotated(row: object, name: str) -> bool:
    """Return a yes-or-no annotation of a row."""
    return bool(getattr(row, name))


KIND = columns(KindRow)


def kinds_of(actor: Actor) -> JsonRows:
    """Return the expression for the school's kinds of work; read_kinds() reads its value."""
    return JsonRows(_kinds(actor), *KIND)


def school_kinds(actor: Actor) -> tuple[KindRow, ...]:
    """Return the school's kinds of work. One query, and less time than beside another row."""
    return read_kinds(list(_kinds(actor).values_list(*KIND)))


def _kinds(actor: Actor) -> QuerySet[WorkKind]:
    return WorkKind.objects.filter(school_id=actor.school_id).order_by("position", "pk")


def read_kinds(rows: Sequence[Sequence[Any]] | None) -> tuple[KindRow, ...]:
    """Return kinds of work from kinds_of(); SQLite has no booleans, PostgreSQL no whole decimals."""
    kinds = tuple(KindRow(*row) for row in rows or ())
    for kind in kinds:
        kind.weight = number(Decimal(str(kind.weight)))
        kind.is_control, kind.is_written, kind.is_active = map(bool, (kind.is_control, kind.is_written, kind.is_active))
    return kinds


def _cursor(actor: Actor) -> Subquery:
    entries = Entry.objects.filter(school_id=actor.school_id, course_id=OuterRef("pk")).order_by("-id")
    return Subquery(entries.values("id")[:1])


def teacher_on(actor: Actor, day: date) -> Subquery:
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


def _longer(course: Course, terms: tuple[Period, ...]) -> list[Period]:
    """Half-years, where they are not the terms themselves, and the year."""
    year = course.year
    whole = Period("year", "Год", year.dates)
    if course.class_group.scheme.kind not in (TermKind.QUARTER, TermKind.TRIMESTER):
        return [whole]
    december, january = date(year.starts_on.year, 12, 31), date(year.starts_on.year + 1, 1, 1)
    halves = [
        Period("half-1", "1 полугодие", DateRange(year.starts_on, min(december, year.ends_on))),
        Period("half-2", "2 полугодие", DateRange(min(january, year.ends_on), year.ends_on)),
    ]
    return [*halves, whole]
