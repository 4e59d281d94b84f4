"""Whose account somebody may renew or close, and why not.

Who hands out a slip can sign in with it. So nobody hands one out for somebody who may do what they themselves may not:
a right to issue slips would be a right to everything. Excepted is who sets rights (П3.2.3, Т4.1.2: the administrator
hands out to everybody): that one could give any of them away in the open.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from letopis.kernel.actor import Actor
from letopis.kernel.clock import today
from letopis.kernel.rights import Right
from letopis.kernel.roles import Role
from letopis.school.access.granting import state_of
from letopis.school.access.models import AccountPerson, RoleAssignment
from letopis.school.access.register import TEACHING
from letopis.school.access.rights import rights_of
from letopis.school.organisation.models import dated_on, lasting
from letopis.school.organisation.words import phrase
from letopis.school.people.models import Consent, Guardianship, Person, Student, consented
from letopis.school.people.namesakes import short_names
from letopis.school.people.rules import has_left


@dataclass(frozen=True, slots=True)
class Untouchable:
    """Somebody whose account is not the actor's to touch, and what to tell the actor."""

    person_id: int
    message: str
    code: str


def untouchables(actor: Actor, persons: Sequence[Person], *, of_others: bool = False) -> Iterator[Untouchable]:
    """Yield those of `persons` whose accounts are not the actor's to touch. At most four queries.

    `of_others`: as actions.served(). Each person comes with `staff`.
    """
    if not actor.may(Right.ISSUE_SLIPS):
        yield from (Untouchable(one.pk, phrase(_OF_STAFF), "staff") for one in persons if is_staff(one))
    elif not actor.may(Right.SET_RIGHTS) and actor.role != Role.SYSTEM:
        yield from _mightier(actor, persons)
    for person in persons:
        if is_dismissed(person):
            yield Untouchable(person.pk, f"{person.full_name} здесь больше не работает: листок не нужен.", "dismissed")
    if not of_others:
        yield from _shared(actor, persons)


_OF_STAFF = "Этот родитель работает в {school.pre}: его пароль меняет оператор."


def _mightier(actor: Actor, persons: Sequence[Person]) -> Iterator[Untouchable]:
    """Those who may do more than the actor: by appointment, even to come, or by teaching; a family has no power."""
    appointed: dict[int, set[Role]] = defaultdict(set)
    rows = RoleAssignment.objects.filter(
        lasting(today()), school=actor.school_id, person__in=[one.pk for one in persons]
    )
    for person_id, role in rows.values_list("person_id", "role"):
        appointed[person_id].add(Role(role))
    overrides = state_of(actor.school_id).overrides
    for person in persons:
        roles = appointed[person.pk] | (TEACHING if is_staff(person) else frozenset())
        if any(rights_of(role, overrides) - actor.rights for role in roles):
            text = f"{person.full_name}: прав у этого человека больше, чем у вас. Листок ему выдаёт оператор."
            yield Untouchable(person.pk, text, "mightier")


def _shared(actor: Actor, persons: Sequence[Person]) -> Iterator[Untouchable]:
    """One school must not take another's account."""
    links = AccountPerson.objects.filter(school=actor.school_id, person__in=persons)
    elsewhere = AccountPerson.objects.filter(account__in=links.values("account")).exclude(school=actor.school_id)
    shared = set(elsewhere.values_list("account_id", flat=True))
    if not shared:
        return
    for person_id in links.filter(account__in=shared).values_list("person_id", flat=True):
        text = "С этим логином человек входит не только сюда: пароль он меняет сам."
        yield Untouchable(person_id, text, "shared_account")


def unconsented(actor: Actor, persons: Sequence[Person]) -> Iterator[Untouchable]:
    """Yield the students and guardians whose access no written consent opens yet, with whose is missing (А3.1.2).

    A guardian needs that of one child; employees need none. At most three queries.
    """
    day = today()
    family = [one.pk for one in persons if not (is_staff(one) and not _left(one))]
    wards: dict[int, list[Student]] = defaultdict(list)
    for student in Student.objects.filter(person__in=family).select_related("person"):
        wards[student.person_id].append(student)
    links = Guardianship.objects.filter(dated_on(day), school=actor.school_id, guardian__person__in=family)
    for link in links.select_related("student__person", "guardian"):
        wards[link.guardian.person_id].append(link.student)
    students = {student.pk for children in wards.values() for student in children}
    agreed = set(Consent.objects.filter(consented(day), student__in=students).values_list("student_id", flat=True))
    for person in persons:
        children = wards.get(person.pk, [])
        if children and not any(child.pk in agreed for child in children):
            whose = ", ".join(one.name for one in short_names([child.named for child in children]))
            text = (
                f"{person.full_name}: нет согласия на обработку данных ({whose}). Запишите согласие в карточке, "
                "потом выдайте листок."
            )
            yield Untouchable(person.pk, text, "no_consent")


def _left(person: Person) -> bool:
    return has_left(person.staff.dismissed_on, today())


def is_staff(person: Person) -> bool:
    """Whether the person has an employee's card."""
    return hasattr(person, "staff")


def is_dismissed(person: Person) -> bool:
    """Left the school, on its day already, and is not here as a parent or student either."""
    if not is_staff(person) or not _left(person):
        return False
    return not (hasattr(person, "guardian") or hasattr(person, "student"))
