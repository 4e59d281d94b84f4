"""Reads of people's cards. Each says how many SQL queries it takes, whatever the size."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Value
from django.db.models.functions import Concat
from django.db.models.lookups import Contains

from letopis.kernel.actor import Actor
from letopis.kernel.choices import Choice
from letopis.kernel.clock import today
from letopis.kernel.errors import NotVisible
from letopis.kernel.long_lists import LongList, cut
from letopis.kernel.rights import Right
from letopis.kernel.statements import Each, Shape, statement
from letopis.kernel.text import search_key
from letopis.school.organisation.words import current
from letopis.school.people import policy
from letopis.school.people.fields import veil_staff, veiled
from letopis.school.people.finding import words_sought
from letopis.school.people.former import borne, formers
from letopis.school.people.intake import PersonDraft, StaffDraft
from letopis.school.people.models import Person, Staff, employed, full_name, names_of
from letopis.school.people.namesakes import Named, apart, longer
from letopis.school.people.rules import Likeness, are_alike


@dataclass(frozen=True, slots=True)
class Twin:
    """Somebody known to the school who may be the one being typed in."""

    person_id: int
    line: str


def alike(actor: Actor, draft: PersonDraft) -> list[Twin]:
    """Return the people of the school who may be the same person: by СНИЛС, or by name and birth date. One query.

    By a surname that was borne before as well, for who reads it of everybody.
    """
    key = search_key(f"{draft.surname} {draft.name}")
    same_name = Q(search_key=key) | Q(search_key__startswith=f"{key} ")
    same_snils = Q(snils=draft.snils) if draft.snils else Q(pk__in=[])
    reads = actor.may(Right.READ_PRIVATE)
    once = Q(former_key__contains=search_key(draft.surname), search_key__contains=f" {search_key(draft.name)}")
    typed = Likeness(draft.surname, draft.name, draft.patronymic, draft.birth_date, draft.snils)
    found = Person.objects.filter(
        same_name | same_snils | (once if reads else Q(pk__in=[])), school_id=actor.school_id
    ).select_related("student", "staff", "guardian")
    return [
        Twin(row.pk, _line(row))
        for row in found.order_by("sort_key", "pk")
        if any(
            are_alike(typed, Likeness(surname, row.name, row.patronymic, row.birth_date, row.snils))
            for surname in (row.surname, *(one.surname for one in formers(row.former_surnames if reads else "")))
        )
    ]


def _line(row: Person) -> str:
    """«Орлова Елена Викторовна, 12.03.1980, сотрудник»."""
    words = {"student": current().student.nom, "staff": "сотрудник", "guardian": "представитель"}
    cards = [word for name, word in words.items() if hasattr(row, name)]
    born = [f"{row.birth_date:%d.%m.%Y}"] if row.birth_date else []
    return ", ".join([row.full_name, *born, *cards])


def search_words(text: str) -> list[str]:
    """Return what name_filter() looks for: each word with the blank before it; ё is е."""
    return [f" {word}" for word in search_key(text).split()[:5]]


def name_filter(words: Sequence[str], prefix: str = "", *, former: bool = False) -> Q:
    """Return the condition «every one of search_words() begins a part of the name», through `prefix` ("person__").

    `former`: or of a surname borne before; for those who read private data alone (ACC-10).
    """
    borne_before = [Value(" "), F(f"{prefix}former_key")] if former else []
    name = Concat(Value(" "), F(f"{prefix}search_key"), *borne_before)
    return Q(*(Contains(name, word) for word in words))


@dataclass(frozen=True, slots=True)
class StaffRow:
    """An employee as a line of the list; `former`: by which former surname they were found, «до 12.10 Петрова»."""

    name: str
    id: int
    person_id: int
    position: str
    category: str
    subjects: str
    phone: str
    email: str
    hired_on: date | None
    dismissed_on: date | None
    former: str = ""


class StaffBy(Enum):
    """What the list of employees is sorted by."""

    name = "person__sort_key"
    position = "position"


@dataclass(frozen=True, slots=True)
class PositionRow:
    """A position as employees' cards name it: how many hold it now, how many of those who have left held it."""

    name: str
    held: int
    left: int


def position_rows(actor: Actor) -> list[PositionRow]:
    """Return the positions that stand on cards, in order. One query. Raises NotVisible for an outsider."""
    policy.require(actor, Right.READ_STAFF)
    rows = [PositionRow(name, all_of - left, left) for name, all_of, left in _positions(actor.school_id, today())]
    return sorted(rows, key=lambda row: search_key(row.name))


@statement
def _positions(school: int, day: date) -> "QuerySet[Staff, tuple[Any, ...]]":
    rows = Staff.objects.filter(school_id=school).exclude(position="").order_by().values("position")
    rows = rows.annotate(all_of=Count("pk"), left=Count("pk", filter=Q(dismissed_on__lte=day)))
    return rows.values_list("position", "all_of", "left")


def staff_rows(
    actor: Actor, *, text: str = "", dismissed: bool = False, position: str | None = None
) -> LongList[StaffRow]:
    """Return employees in order, with what is for the reader; `position`: of those who hold it alone.

    One query a page. Raises NotVisible for an outsider.
    """
    policy.require(actor, Right.READ_STAFF)
    whose = {"school": actor.school_id, "words": search_words(text), "dismissed": dismissed, "day": today()}
    whose |= {"position": position or None, "former": actor.may(Right.READ_STAFF_PRIVATE)}
    return LongList(_staff, whose, StaffBy, lambda rows: _staff_rows(actor, rows, text))


@statement
def _staff(  # noqa: PLR0917
    school: int,
    words: Each[str],
    former: Shape[bool],
    dismissed: Shape[bool],
    day: date,
    position: str | None,
    by: Shape[StaffBy],
    is_down: Shape[bool],
    first: int | None,
) -> "QuerySet[Staff, tuple[Any, ...]]":
    whose = Q(dismissed_on__lte=day) if dismissed else employed(day)
    rows = Staff.objects.filter(whose, name_filter(words, "person__", former=former), school_id=school)
    if position is not None:
        rows = rows.filter(position=position)
    more = ("person__phone", "person__email", "hired_on", "dismissed_on", "person__former_surnames")
    name = (*names_of("person"), "person__birth_date")
    return cut(rows, by, is_down, first, *name, "pk", "person_id", "position", "category", "subjects", *more)


def _staff_rows(actor: Actor, rows: Sequence[tuple[Any, ...]], text: str) -> list[StaffRow]:
    """Who is called like another of the same position has the birth date with the name: the position stands beside."""
    private, words, year = actor.may(Right.READ_STAFF_PRIVATE), words_sought(text), today().year
    named = [Named(row[0], row[1], row[2], row[3] if private else None) for row in rows]
    names = apart([longer(one) for one in named], [row[6] for row in rows])
    found = [
        replace(StaffRow(name, *row[4:-1]), former=borne(words, full_name(*row[:3]), row[-1], year))
        for name, row in zip(names, rows, strict=True)
    ]
    return found if private else [replace(veiled(row, PersonDraft, StaffDraft), former="") for row in found]


def staff_card(actor: Actor, staff_id: int) -> Staff:
    """Return an employee with the person, of them what is for the reader. One query. Raises NotVisible."""
    policy.require(actor, Right.READ_STAFF)
    row = Staff.objects.filter(school_id=actor.school_id, pk=staff_id).select_related("person").first()
    if row is None:
        raise NotVisible
    veil_staff(row, private=actor.may(Right.READ_STAFF_PRIVATE))
    return row


def staff_choices(school_id: int, day: date) -> list[Choice]:
    """Return those employed on `day`, in order; namesakes with their position, then with the birth date. One query."""
    rows = _employed(school_id, day)
    names = apart([_ladder(full_name(*name), position, born) for _, position, born, *name in rows])
    return [Choice(pk, name) for (pk, *_), name in zip(rows, names, strict=True)]


def _ladder(name: str, position: str, born: date | None) -> list[str]:
    with_position = ", ".join(filter(None, (name, position)))
    return [name, with_position, f"{with_position}, {born:%d.%m.%Y}" if born else with_position]


@statement
def _employed(school: int, day: date) -> "QuerySet[Staff, tuple[Any, ...]]":
    rows = Staff.objects.filter(employed(day), school_id=school)
    return rows.order_by("person__sort_key", "pk").values_list(
        "pk", "position", "person__birth_date", *names_of("person")
    )


def staff_names_of(staff: Sequence[Staff]) -> dict[int, str]:
    """Return by id the full names of those who come again and again, told apart."""
    once = {one.pk: one for one in staff}
    return dict(zip(once, staff_names(list(once.values())), strict=True))


def staff_names(staff: Sequence[Staff]) -> list[str]:
    """Return the full names of people of the staff as staff_choices() has them, told apart within these."""
    return apart([_ladder(one.person.full_name, one.position, one.person.birth_date) for one in staff])
