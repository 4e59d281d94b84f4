"""Reads of the cards and the list of guardians. Each says how many SQL queries it takes, whatever the size."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from letopis.kernel.actor import Actor
from letopis.kernel.clock import today
from letopis.kernel.errors import NotVisible
from letopis.kernel.long_lists import LongList, cut
from letopis.kernel.rights import Right
from letopis.kernel.statements import Each, Shape, statement
from letopis.school.classes.models import (
    Membership,
)
from letopis.school.classes.queries.cards import kinship_label, logins
from letopis.school.organisation.models import dated_on
from letopis.school.people import policy as people
from letopis.school.people.fields import veil_person, veiled
from letopis.school.people.finding import words_sought
from letopis.school.people.former import borne
from letopis.school.people.intake import PersonDraft
from letopis.school.people.models import Guardian, Guardianship, full_name, names_of
from letopis.school.people.namesakes import Named, apart, short_names
from letopis.school.people.queries import name_filter, search_words
from letopis.school.people.rules import phone_text


@dataclass(frozen=True, slots=True)
class GuardianRow:
    """A guardian as a line of the school's list; `children`: id and name."""

    id: int
    person_id: int
    name: str
    phone: str
    email: str
    children: tuple[tuple[int, str], ...]
    former: str = ""


class GuardiansBy(Enum):
    """What the list of guardians is sorted by."""

    name = "person__sort_key"


def guardian_rows(actor: Actor, *, text: str = "") -> LongList[GuardianRow]:
    """Return guardians by name, with what is for the reader. Two queries a page. Raises NotVisible."""
    people.require(actor, Right.READ_STUDENTS)
    whose = {"school": actor.school_id, "words": search_words(text), "former": actor.may(Right.READ_PRIVATE)}
    return LongList(_of_school, whose, GuardiansBy, lambda rows: _guardian_rows(actor, rows, text))


def _guardian_rows(actor: Actor, rows: list[Any], text: str) -> list[GuardianRow]:
    """One query."""
    children: dict[int, list[tuple[int, Named]]] = defaultdict(list)
    for guardian_id, student_id, *named in _wards([row[0] for row in rows], today()):
        children[guardian_id].append((student_id, Named(*named)))
    private, words, year = actor.may(Right.READ_PRIVATE), words_sought(text), today().year
    wards = [tuple(_children(children[row[0]])) for row in rows]
    # The children stand beside the name; who has the same is told by the telephone.
    ladders = [_with_phone(full_name(*name), phone if private else "") for _, _, *name, phone, _, _ in rows]
    once = [borne(words, full_name(*row[2:5]), row[-1], year) if private else "" for row in rows]
    names = apart(ladders, [", ".join(name for _, name in own) for own in wards])
    found = [
        GuardianRow(pk, person_id, name, phone, email, own, former)
        for (pk, person_id, *_, phone, email, _), name, own, former in zip(rows, names, wards, once, strict=True)
    ]
    return found if private else [veiled(row, PersonDraft) for row in found]


def _with_phone(name: str, phone: str) -> list[str]:
    return [name, f"{name}, {phone_text(phone)}"] if phone else [name]


@statement
def _of_school(  # noqa: PLR0917
    school: int, words: Each[str], former: Shape[bool], by: Shape[GuardiansBy], is_down: Shape[bool], first: int | None
) -> "QuerySet[Guardian, tuple[Any, ...]]":
    rows = Guardian.objects.filter(name_filter(words, "person__", former=former), school_id=school)
    more = ("person__phone", "person__email", "person__former_surnames")
    return cut(rows, by, is_down, first, "pk", "person_id", *names_of("person"), *more)


def _children(students: list[tuple[int, Named]]) -> list[tuple[int, str]]:
    names = short_names([named for _, named in students])
    return [(pk, one.name) for (pk, _), one in zip(students, names, strict=True)]


@statement
def _wards(guardians: list[int], day: date) -> "QuerySet[Guardianship, tuple[Any, ...]]":
    rows = Guardianship.objects.filter(dated_on(day), guardian__in=guardians)
    person = (f"student__person__{part}" for part in ("surname", "name", "patronymic", "birth_date"))
    columns = ("guardian_id", "student_id", *person, "student__file_number")
    return rows.order_by("student__person__sort_key", "pk").values_list(*columns)


@dataclass(frozen=True, slots=True)
class Ward:
    """A child of a guardian: now, or once (`ends_on` is over)."""

    student_id: int
    name: str
    kinship: str
    class_name: str
    starts_on: date
    ends_on: date | None
    is_now: bool


@dataclass(frozen=True, slots=True)
class GuardianCard:
    """A guardian with the children of today and before, and the login."""

    guardian: Guardian
    children: tuple[Ward, ...]
    login: str
    sees_private: bool


def guardian_card(actor: Actor, guardian_id: int) -> GuardianCard:
    """Return the card of a guardian, the children of today first. Three queries. Raises NotVisible."""
    people.require(actor, Right.READ_STUDENTS)
    guardian = Guardian.objects.filter(school_id=actor.school_id, pk=guardian_id).select_related("person").first()
    if guardian is None:
        raise NotVisible
    day = today()
    stay = Membership.objects.filter(dated_on(day), student=OuterRef("student")).order_by("-starts_on")
    rows = (
        Guardianship.objects.filter(guardian=guardian)
        .select_related("student__person")
        .annotate(class_name=Subquery(stay.values("class_group__name")[:1]))
        .order_by("student__person__sort_key", "pk")
    )
    private = actor.may(Right.READ_PRIVATE)
    if not private:
        veil_person(guardian.person)
    return GuardianCard(
        guardian=guardian,
        children=tuple(sorted((_ward(row, day) for row in rows), key=lambda one: not one.is_now)),
        login=logins([guardian.person_id]).get(guardian.person_id, "") if private else "",
        sees_private=private,
    )


def _ward(row: Guardianship, day: date) -> Ward:
    return Ward(
        student_id=row.student_id,
        name=row.student.person.full_name,
        kinship=kinship_label(row.kinship),
        class_name=row.class_name or "",  # type: ignore[attr-defined]
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        is_now=row.is_on(day),
    )
