"""Whose diary is open: the children of the one who looks, their classes and terms. One query."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import FilteredRelation, Q, QuerySet

from letopis.kernel.actor import Actor
from letopis.kernel.clock import local, now, today
from letopis.kernel.dates import DateRange
from letopis.kernel.errors import NotVisible
from letopis.kernel.statements import statement
from letopis.kernel.text import search_key
from letopis.school.diary import policy
from letopis.school.diary.rules import new_since
from letopis.school.organisation.settings import SchoolSettings
from letopis.school.organisation.stored_settings import read_settings
from letopis.school.people.models import Student
from letopis.school.people.namesakes import Named, first_names


@dataclass(frozen=True, slots=True, order=True)
class Term:
    """A term of the child's class."""

    dates: DateRange
    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Stay:
    """A time in a class; `terms` are those of the class, `year` and its name the academic year it belongs to."""

    class_id: int
    class_name: str
    grade: int
    dates: DateRange
    year: DateRange
    year_name: str
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Child:
    """A student whose diary may be read; `stays` oldest first. `moment`: this moment on the school's wall clock.

    `last_days`: of the stays, as policy.is_over() takes them.

    `name` is the first name, and more where another of the same guardian in the same class has it too.
    """

    id: int
    name: str
    full_name: str
    stays: tuple[Stay, ...]
    seen_at: datetime | None
    new_since: datetime
    moment: datetime
    settings: SchoolSettings
    last_days: tuple[date | None, ...]

    def stay_on(self, day: date) -> Stay | None:
        """The class on `day`; else the one last been in that year; None out of every year."""
        held = [s for s in self.stays if day in s.dates]
        return next(reversed(held or self.stays_of_year(day)), None)

    def is_in(self, class_id: int, day: date) -> bool:
        """Say whether the child is in that class on `day` (CON-02)."""
        return any(stay.class_id == class_id and day in stay.dates for stay in self.stays)

    def stays_of_year(self, day: date) -> list[Stay]:
        """Every class of the academic year that holds `day`."""
        return [s for s in self.stays if day in s.year]

    def term_on(self, day: date) -> Term | None:
        """The term of `day`; in vacations the one before."""
        stay = self.stay_on(day)
        begun = [term for term in (stay.terms if stay else ()) if term.dates.starts_on <= day]
        return max(begun, default=None)

    @property
    def class_name(self) -> str:
        """«7А» today; "" without a class."""
        stay = self.stay_on(self.moment.date())
        return stay.class_name if stay else ""

    @property
    def label(self) -> str:
        """«Мария, 7А»."""
        return ", ".join(part for part in (self.name, self.class_name) if part)


def open_diary(actor: Actor, student_id: int | None) -> tuple[tuple[Child, ...], Child]:
    """Return the children of the one who looks and the one whose diary is open (the first where none was named).

    Raises NotVisible for a student whose diary `actor` may not read. One query.
    """
    day = today()
    found = _children(_rows(actor=actor, day=day, student=None if policy.is_family(actor) else student_id or 0))
    children = tuple(child for child in found if not policy.is_over(actor, child.last_days, day))
    for child in children:
        if student_id is None or child.id == student_id:
            return children, child
    raise NotVisible


class _Row(NamedTuple):
    """A student × class × term of the class; None where there is none."""

    student_id: int
    surname: str
    name: str
    patronymic: str
    birth_date: date | None
    settings: dict[str, Any]
    zone: str
    class_id: int | None
    class_name: str
    grade: int
    from_day: date
    to_day: date | None
    year_starts_on: date
    year_ends_on: date
    year_name: str
    term_id: int | None
    term_name: str
    term_starts_on: date
    term_ends_on: date
    seen_at: datetime | None
    was_new_since: datetime | None
    year_begun: date | None


_CLASS = "memberships__class_group__"
_TERM = f"{_CLASS}scheme__terms__"


@statement
def _rows(actor: Actor, day: date, student: int | None) -> QuerySet[Student, tuple[Any, ...]]:
    """Columns of _Row, in its order, of those whose diary `actor` reads; `student`: of that one."""
    look = FilteredRelation("diary_views", condition=Q(diary_views__account_id=actor.account_id or 0))
    rows = Student.objects.filter(policy.visible(actor, day)).annotate(view=look, begun=policy.year_begun(day))
    if student is not None:
        rows = rows.filter(pk=student)
    return rows.values_list(
        *("pk", "person__surname", "person__name", "person__patronymic", "person__birth_date"),
        *("school__settings", "school__time_zone"),
        *("memberships__class_group_id", f"{_CLASS}name", f"{_CLASS}grade", "memberships__starts_on"),
        *("memberships__ends_on", f"{_CLASS}year__starts_on", f"{_CLASS}year__ends_on", f"{_CLASS}year__name"),
        *(
            f"{_TERM}id",
            f"{_TERM}name",
            f"{_TERM}starts_on",
            f"{_TERM}ends_on",
            "view__seen_at",
            "view__new_since",
            "begun",
        ),
    )


def _children(rows: Iterable[tuple[Any, ...]]) -> list[Child]:
    grouped: dict[int, list[_Row]] = {}
    for row in map(_Row._make, rows):
        grouped.setdefault(row.student_id, []).append(row)
    children = [_child(own) for own in grouped.values()]
    named = [Named(*own[0][1:5]) for own in grouped.values()]
    shown = first_names(named, [child.class_name for child in children])
    return sorted(
        (replace(child, name=one.name) for child, one in zip(children, shown, strict=True)), key=_eldest_first
    )


def _eldest_first(child: Child) -> tuple[int, str, int]:
    stay = child.stay_on(child.moment.date())
    return -(stay.grade if stay else 0), search_key(child.name), child.id


def _child(rows: list[_Row]) -> Child:
    first = rows[0]
    moment = now()
    stays = tuple(_stays(rows))
    return Child(
        id=first.student_id,
        name=first.name,
        full_name=" ".join(name for name in (first.surname, first.name, first.patronymic) if name),
        stays=stays,
        seen_at=first.seen_at,
        new_since=new_since(first.seen_at, first.was_new_since, moment),
        moment=local(moment, first.zone),
        settings=read_settings(first.settings),
        last_days=tuple(policy.last_day(one.dates.ends_on, one.year, first.year_begun) for one in stays),
    )


def _stays(rows: list[_Row]) -> list[Stay]:
    terms: dict[tuple[int, date], set[Term]] = {}
    heads: dict[tuple[int, date], _Row] = {}
    for row in rows:
        if row.class_id is None:
            continue
        key = (row.class_id, row.from_day)
        heads[key] = row
        own = terms.setdefault(key, set())
        if row.term_id:
            own.add(Term(DateRange(row.term_starts_on, row.term_ends_on), row.term_id, row.term_name))
    stays = [
        Stay(
            class_id=key[0],
            class_name=row.class_name,
            grade=row.grade,
            dates=DateRange(row.from_day, row.to_day),
            year=DateRange(row.year_starts_on, row.year_ends_on),
            year_name=row.year_name,
            terms=tuple(sorted(terms[key])),
        )
        for key, row in heads.items()
    ]
    return sorted(stays, key=lambda stay: stay.dates.starts_on)
