"""Whose consent a class still lacks (А3.1.2): for who writes the papers down, the office or the class teacher."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from letopis.kernel.actor import Actor
from letopis.kernel.clock import today
from letopis.kernel.errors import NotVisible
from letopis.kernel.rights import Right
from letopis.school.classes import policy
from letopis.school.classes.models import ClassGroup, Membership
from letopis.school.organisation.models import dated_on, lasting
from letopis.school.people.enums import Kinship
from letopis.school.people.models import Consent, Guardianship
from letopis.school.people.namesakes import full_names


class Agreement(StrEnum):
    """How it stands with a student's consent."""

    NONE = "none"
    WITHDRAWN = "withdrawn"
    OVER = "over"  # the term within which the paper was to be found is over
    TERM = "term"  # it is not over yet
    UNDATED = "undated"  # there is a paper, its day is not written down
    GIVEN = "given"


# In this order they are asked for; with those of SHUT the family does not sign in.
WAITING = (Agreement.NONE, Agreement.WITHDRAWN, Agreement.OVER, Agreement.TERM, Agreement.UNDATED)
SHUT = frozenset({Agreement.NONE, Agreement.WITHDRAWN, Agreement.OVER})


def agreement_of(last: Consent | None, day: date) -> Agreement:
    """Return how it stands on `day` by the last consent of a student."""
    if last is None:
        return Agreement.NONE
    if last.withdrawn_on is not None:
        return Agreement.WITHDRAWN if last.withdrawn_on <= day else Agreement.GIVEN
    if last.holds_until is not None:
        return Agreement.TERM if last.holds_until >= day else Agreement.OVER
    return Agreement.GIVEN if last.given_on else Agreement.UNDATED


@dataclass(frozen=True, slots=True)
class Waiting:
    """A student whose consent is to be written down. `until`: the day of the term or of the withdrawal.

    `guardians`: id and name with the kinship of who may have signed.
    """

    student_id: int
    name: str
    state: Agreement
    until: date | None
    guardians: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class ClassConsents:
    """A class with those it lacks consents of, and how many are complete."""

    class_id: int
    name: str
    year_id: int
    year_name: str
    waiting: tuple[Waiting, ...]
    given: int


def class_to_agree(actor: Actor, class_id: int) -> ClassGroup:
    """Return a class whose consents the actor writes down: the office, the class teacher. Raises NotVisible."""
    found = policy.class_for(actor, class_id)
    if not policy.may(actor, Right.CONSENT_OWN_CLASS, found):
        raise NotVisible
    return found


def class_consents(actor: Actor, class_id: int) -> ClassConsents:
    """Return whose consents a class lacks, of who is in it or will be. At most five queries. Raises NotVisible."""
    group, day = class_to_agree(actor, class_id), today()
    stays = Membership.objects.filter(lasting(day), class_group=group).select_related("student__person")
    students = [stay.student for stay in stays.order_by("student__person__sort_key", "student_id")]
    last = last_consents([student.pk for student in students])
    states = {student.pk: agreement_of(last.get(student.pk), day) for student in students}
    guardians = _guardians([pk for pk, state in states.items() if state != Agreement.GIVEN], day)
    names = full_names([student.named for student in students])
    waiting = [
        Waiting(student.pk, name.name, states[student.pk], _until(last.get(student.pk)), guardians[student.pk])
        for student, name in zip(students, names, strict=True)
        if states[student.pk] != Agreement.GIVEN
    ]
    return ClassConsents(
        class_id=group.pk,
        name=group.name,
        year_id=group.year_id,
        year_name=group.year.name,
        waiting=tuple(sorted(waiting, key=lambda one: WAITING.index(one.state))),
        given=len(students) - len(waiting),
    )


@dataclass(frozen=True, slots=True)
class ClassLacks:
    """A class of the list: how many do not sign in (`shut`), sign in up to a day (`until`, the first), lack the day."""

    id: int
    name: str
    shut: int
    within_term: int
    undated: int
    until: date | None


def consents_lacking(actor: Actor, year_id: int) -> list[ClassLacks]:
    """Return the classes of a year that lack consents. Two queries. Raises NotVisible."""
    if not actor.may(Right.KEEP_STUDENTS):
        raise NotVisible
    day = today()
    of_year = Membership.objects.filter(lasting(day), school_id=actor.school_id, class_group__year=year_id)
    stays = list(of_year.order_by("class_group__sort_key").values_list("class_group", "class_group__name", "student"))
    last = last_consents([student_id for *_, student_id in stays])
    counts: dict[tuple[int, str], Counter[Agreement]] = defaultdict(Counter)
    ends: dict[int, date] = {}
    for class_id, name, student_id in stays:
        consent = last.get(student_id)
        state = agreement_of(consent, day)
        if state != Agreement.GIVEN:
            counts[class_id, name][state] += 1
        if state == Agreement.TERM and consent and consent.holds_until:
            ends[class_id] = min(ends.get(class_id, consent.holds_until), consent.holds_until)
    return [
        ClassLacks(
            class_id,
            name,
            shut=sum(its[state] for state in SHUT),
            within_term=its[Agreement.TERM],
            undated=its[Agreement.UNDATED],
            until=ends.get(class_id),
        )
        for (class_id, name), its in counts.items()
    ]


def last_consents(student_ids: Collection[int]) -> dict[int, Consent]:
    """Return the last consent of each student, withdrawn or not. One query."""
    rows = Consent.objects.filter(student__in=student_ids).order_by("pk")
    return {row.student_id: row for row in rows}


def _until(last: Consent | None) -> date | None:
    return (last.withdrawn_on or last.holds_until) if last else None


def _guardians(student_ids: Collection[int], day: date) -> Mapping[int, tuple[tuple[int, str], ...]]:
    found: dict[int, tuple[tuple[int, str], ...]] = defaultdict(tuple)
    rows = Guardianship.objects.filter(dated_on(day), student__in=student_ids).select_related("guardian__person")
    for row in rows.order_by("guardian__person__sort_key", "pk"):
        told = f"{row.guardian.person.full_name}, {str(Kinship(row.kinship).label).lower()}"
        found[row.student_id] += ((row.guardian_id, told),)
    return found
