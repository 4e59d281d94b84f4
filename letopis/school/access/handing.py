"""Slips for many at once: who gets one, who is left out and why (П3.2.3, П3.3.4, С3.3).

What one person alone would be refused (actions.issue_slips), a person among many is left out for, and told about.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from letopis.kernel.actor import Actor
from letopis.kernel.clock import today
from letopis.kernel.errors import Refused
from letopis.school.access.actions import Slip, issue_slips, persons_to_serve
from letopis.school.access.models import AccountPerson
from letopis.school.access.touching import unconsented, untouchables
from letopis.school.people.models import Person
from letopis.school.people.namesakes import full_names

OWN = "себе листок не выдают: свой пароль меняют в настройках входа"
HAS_LOGIN = "вход уже есть, пароль не тронут"
SHOWN = 6  # names in a message
BLOCKED = "вход запрещён: сначала разрешите его"


@dataclass(frozen=True, slots=True)
class HandedOut:
    """The slips, and who was left out: «Иванова Анна Петровна: вход уже есть», by reason."""

    slips: list[Slip]
    left_out: tuple[str, ...]


def hand_out(actor: Actor, *, person_ids: Iterable[int], renew: bool = False) -> HandedOut:
    """Issue slips to those of the persons who may get one from `actor`; the others are left out and told.

    A login that opens already, by a password of one's own or by a slip not used yet, is touched with `renew` alone.
    Raises NotVisible for somebody who is not the actor's to serve, Refused where nobody is left.
    """
    persons = persons_to_serve(actor, person_ids)
    why = _left_out(actor, persons, renew=renew)
    told = _told(persons, why)
    chosen = [person.pk for person in persons if person.pk not in why]
    if not chosen:
        hint = (
            ""
            if renew or HAS_LOGIN not in why.values()
            else " Новый пароль им дают с отметкой «и тем, кто уже входит»."
        )
        raise Refused(f"Листки никому не выданы. {' '.join(told)}{hint}".strip(), code="nobody")
    return HandedOut(issue_slips(actor, person_ids=chosen), told)


def _left_out(actor: Actor, persons: Sequence[Person], *, renew: bool) -> dict[int, str]:
    """Why each of those who get none gets none."""
    why = {one.person_id: one.message for one in (*unconsented(actor, persons), *untouchables(actor, persons))}
    links = AccountPerson.objects.filter(school=actor.school_id, person__in=persons).select_related("account")
    day = today()
    for link in links:
        until = link.account.slip_until
        if link.is_blocked:
            why.setdefault(link.person_id, BLOCKED)
        elif not renew and (until is None or until >= day):
            why.setdefault(link.person_id, HAS_LOGIN)
    if actor.person_id is not None:
        why[actor.person_id] = OWN
    return {person.pk: why[person.pk] for person in persons if person.pk in why}


def _told(persons: Sequence[Person], why: dict[int, str]) -> tuple[str, ...]:
    """A sentence each reason. A message that names its person stands alone."""
    by_reason: dict[str, list[Person]] = {}
    for person in persons:
        if reason := why.get(person.pk):
            by_reason.setdefault(reason, []).append(person)
    return tuple(
        reason if any(one.full_name in reason for one in those) else f"{_some(those)}: {_lower_first(reason)}"
        for reason, those in by_reason.items()
    )


def _some(people: Sequence[Person]) -> str:
    """«А, Б, В и ещё 40»: the page is read, not counted."""
    names = [one.name for one in full_names([person.named for person in people])]
    more = len(names) - SHOWN
    return ", ".join(names) if more <= 1 else f"{', '.join(names[:SHOWN])} и ещё {more}"


def _lower_first(text: str) -> str:
    sentence = text[:1].lower() + text[1:]
    return sentence if sentence.endswith(".") else f"{sentence}."
