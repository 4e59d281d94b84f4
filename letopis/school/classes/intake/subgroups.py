"""Subgroups of a class and who is in them (CON-05, А3.2.5, С3.2)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from django.db import transaction

from letopis.kernel.actor import Actor
from letopis.kernel.clock import today
from letopis.kernel.dates import day_after
from letopis.kernel.fields import Fault
from letopis.kernel.rights import Right
from letopis.kernel.text import name_key
from letopis.school.classes import policy
from letopis.school.classes.intake.rows import SubgroupDraft
from letopis.school.classes.models import Membership, Subgroup, SubgroupMembership
from letopis.school.history.intake import (
    NOW,
    Occasion,
    Put,
    Table,
    link,
    load,
    refuse_closed_year,
    refuse_first,
    settle,
    write,
)
from letopis.school.history.succession import Succession, Verbs
from letopis.school.organisation.models import lasting
from letopis.school.organisation.words import phrase

SUBGROUPS = Table(Subgroup, "create_subgroup", "update_subgroup")
PLACES = Verbs("join_subgroup", "leave_subgroup")


@transaction.atomic
def put_subgroups(actor: Actor, puts: Sequence[Put[Subgroup]], occasion: Occasion = NOW) -> list[Subgroup]:
    """Write subgroups; a name is one subgroup's of a division. Raises NotVisible, Refused."""
    policy.require(actor, Right.KEEP_CLASSES)
    return write_subgroups(actor, puts, occasion)


def write_subgroups(actor: Actor, puts: Sequence[Put[Subgroup]], occasion: Occasion = NOW) -> list[Subgroup]:
    """The same for an action that has checked its own right (a class teacher divides the own class)."""
    link(puts)
    refuse_first(_subgroups_wrong(puts))
    refuse_first(_subgroups_twice(puts))
    return write(actor, SUBGROUPS, puts, occasion)


def _subgroups_wrong(puts: Sequence[Put[Subgroup]]) -> Iterator[tuple[int, Fault]]:
    said = {
        "division": "Укажите, по какому предмету деление: «Иностранный язык».",
        "name": "Назовите подгруппу: «1 группа», «девочки».",
    }
    for index, fault in settle(puts, SubgroupDraft, today()):
        yield index, Fault(fault.field, said[fault.field], fault.field)


def _subgroups_twice(puts: Sequence[Put[Subgroup]]) -> Iterator[tuple[int, Fault]]:
    """One query."""
    given = {put.row.pk for put in puts if put.row.pk}
    others = Subgroup.objects.filter(class_group__in={put.row.class_group_id for put in puts})
    taken = {_key(one) for one in others if one.pk not in given}
    for index, put in enumerate(puts):
        if _key(put.row) in taken:
            yield index, Fault("name", f"Подгруппа «{put.row.name}» уже есть. Назовите иначе.", "twice")
        taken.add(_key(put.row))


def _key(row: Subgroup) -> tuple[int, str, str]:
    return row.class_group_id, name_key(row.division), name_key(row.name)


@transaction.atomic
def put_places(
    actor: Actor, puts: Sequence[Put[SubgroupMembership]], occasion: Occasion = NOW
) -> list[SubgroupMembership]:
    """Write who is in which subgroup: of a class that one is in on that day, to the last day there.

    Raises NotVisible, Refused.
    """
    policy.require(actor, Right.KEEP_CLASSES)
    return write_places(actor, puts, occasion)


def write_places(
    actor: Actor, puts: Sequence[Put[SubgroupMembership]], occasion: Occasion = NOW
) -> list[SubgroupMembership]:
    """The same for an action that has checked its own right (a class teacher divides the own class)."""
    # It comes first, for it fetches subgroups, classes and years in one query.
    refuse_closed_year(SubgroupMembership, puts)
    load(puts, "subgroup")
    refuse_first(_not_in_class(actor, puts))
    return write(actor, Table(SubgroupMembership, PLACES.started, PLACES.ended), puts, occasion)


def _not_in_class(actor: Actor, puts: Sequence[Put[SubgroupMembership]]) -> Iterator[tuple[int, Fault]]:
    """One query."""
    new = [(index, put.row) for index, put in enumerate(puts) if not put.removed and put.touches("subgroup_id")]
    stays: dict[tuple[int, int], list[Membership]] = defaultdict(list)
    if new:
        students = {row.student_id for _, row in new}
        for stay in Membership.objects.filter(school_id=actor.school_id, student__in=students):
            stays[stay.student_id, stay.class_group_id].append(stay)
    for index, row in new:
        of_class = stays[row.student_id, row.subgroup.class_group_id]
        here = next((stay for stay in of_class if stay.dates and row.starts_on in stay.dates), None)
        if here is None:
            message = phrase("Не все отмеченные учатся в {group.pre} в этот день. Обновите страницу.")
            yield index, Fault("starts_on", message, "not_in_class")
        elif here.ends_on and (row.ends_on is None or row.ends_on > here.ends_on):
            row.ends_on = here.ends_on  # leaving is signed already


def leave_places(
    actor: Actor, gone: Iterable[tuple[int, int, date]], occasion: Occasion = NOW
) -> list[Put[SubgroupMembership]]:
    """End the places in the subgroups of a class that somebody leaves: student, class, last day. One query to read.

    Return what was written.
    """
    last_days = {(student, group): day for student, group, day in gone}
    if not last_days:
        return []
    places = SubgroupMembership.objects.filter(
        lasting(day_after(min(last_days.values()))),
        student__in={student for student, _ in last_days},
        subgroup__class_group__in={group for _, group in last_days},
    ).select_related("subgroup__class_group__year")
    steps = Succession[SubgroupMembership](PLACES)
    for place in places:
        last_day = last_days.get((place.student_id, place.subgroup.class_group_id))
        if last_day and (place.ends_on is None or place.ends_on > last_day):
            steps.end([place], last_day)
    write_places(actor, steps.puts, occasion)
    return steps.puts
