"""Whose diary is open: the children of the one who looks, their classes and terms. One query."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, FilteredRelation, Q

from letopis.school.common.actor import Actor
from letopis.school.common.clock import local, now, today
from letopis.school.common.errors import NotVisible
from letopis.school.common.roles import Role
from letopis.school.common.text import search_key
from letopis.school.journal.diary import policy
from letopis.school.journal.diary.rules import new_since
from letopis.school.organisation.models import School
from letopis.school.organisation.settings import SchoolSettings, settings_of
from letopis.school.people.models import Student

FAMILY = frozenset({Role.STUDENT, Role.GUARDIAN})


@dataclass(frozen=True, slots=True, order=True)
class Term:
    """A term of the child's class."""

    starts_on: date
    ends_on: date
    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Stay:
    """A time in a class; `terms` are those of the class, `year_*` the academic year it belongs to."""

    class_id: int
    class_name: str
    grade: int
    starts_on: date
    ends_on: date | None
    year_starts_on: date
    year_ends_on: date
    year_name: str
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Child:
    """A student whose diary may be read; `stays` oldest first. `moment`: this moment on the school's wall clock."""

    id: int
    name: str
    full_name: str
    stays: tuple[Stay, ...]
    seen_at: datetime | None
    new_since: datetime
    moment: datetime
    settings: SchoolSettings

    def stay_on(self, day: date) -> Stay | None:
        """The class on `day`; else the one last been in that year; None out of every year."""
        held = [s for s in self.stays if s.starts_on <= day and (s.ends_on is None or day <= s.ends_on)]
        return next(reversed(held or self.stays_of_year(day)), None)

    def stays_of_year(self, day: date) -> list[Stay]:
        """Every class of the academic year that holds `day`."""
        return [s for s in self.stays if s.year_starts_on <= day <= s.year_ends_on]

    def term_on(self, day: date) -> Term | None:
        """The term of `day`; in vacations the one before."""
        stay = self.stay_on(day)
        begun = [term for term in (stay.terms if stay else ()) if term.starts_on <= day]
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
    students = Student.objects.filter(policy.visible(actor, today()))
    if actor.role not in FAMILY:
        students = students.filter(pk=student_id or 0)
    children = tuple(_children(students.annotate(**_relations(actor)).values(*_COLUMNS, *_RENAMED)))
    for child in children:
        if student_id is None or child.id == student_id:
            return children, child
    raise NotVisible


def _relations(actor: Actor) -> dict[str, Any]:
    seen = Q(diary_views__account_id=actor.account_id or 0)
    return {
        "view": FilteredRelation("diary_views", condition=seen),
        **{short: F(long) for short, long in _RENAMED.items()},
    }


_CLASS = "memberships__class_group__"
_COLUMNS = ("pk", "person__surname", "person__name", "person__patronymic")
_RENAMED = {
    "class_id": "memberships__class_group_id",
    "class_name": f"{_CLASS}name",
    "grade": f"{_CLASS}grade",
    "from_day": "memberships__starts_on",
    "to_day": "memberships__ends_on",
    "year_starts_on": f"{_CLASS}year__starts_on",
    "year_ends_on": f"{_CLASS}year__ends_on",
    "year_name": f"{_CLASS}year__name",
    "term_id": f"{_CLASS}scheme__terms__id",
    "term_name": f"{_CLASS}scheme__terms__name",
    "term_starts_on": f"{_CLASS}scheme__terms__starts_on",
    "term_ends_on": f"{_CLASS}scheme__terms__ends_on",
    "settings": "school__settings",
    "zone": "school__time_zone",
    "seen_at": "view__seen_at",
    "was_new_since": "view__new_since",
}


def _children(rows: Iterable[dict[str, Any]]) -> list[Child]:
    grouped: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        grouped.setdefault(row["pk"], []).append(row)
    return sorted((_child(own) for own in grouped.values()), key=_eldest_first)


def _eldest_first(child: Child) -> tuple[int, str, int]:
    stay = child.stay_on(child.moment.date())
    return -(stay.grade if stay else 0), search_key(child.name), child.id


def _child(rows: list[dict[str, Any]]) -> Child:
    first = rows[0]
    moment = now()
    names = (first["person__surname"], first["person__name"], first["person__patronymic"])
    return Child(
        id=first["pk"],
        name=first["person__name"],
        full_name=" ".join(name for name in names if name),
        stays=tuple(_stays(rows)),
        seen_at=first["seen_at"],
        new_since=new_since(first["seen_at"], first["was_new_since"], moment),
        moment=local(moment, first["zone"]),
        settings=settings_of(School(settings=first["settings"])),
    )


def _stays(rows: list[dict[str, Any]]) -> list[Stay]:
    terms: dict[tuple[int, date], set[Term]] = {}
    heads: dict[tuple[int, date], dict[str, Any]] = {}
    for row in rows:
        if row["class_id"] is None:
            continue
        key = (row["class_id"], row["from_day"])
        heads[key] = row
        own = terms.setdefault(key, set())
        if row["term_id"]:
            own.add(Term(row["term_starts_on"], row["term_ends_on"], row["term_id"], row["term_name"]))
    stays = [
        Stay(
            class_id=row["class_id"],
            class_name=row["class_name"],
            grade=row["grade"],
            starts_on=row["from_day"],
            ends_on=row["to_day"],
            year_starts_on=row["year_starts_on"],
            year_ends_on=row["year_ends_on"],
            year_name=row["year_name"],
            terms=tuple(sorted(terms[key])),
        )
        for key, row in heads.items()
    ]
    return sorted(stays, key=lambda stay: stay.starts_on)
