"""Whoever goes on into the class of another year takes the places in its subgroups along (CON-05, А3.2.5, С3.2).

A proposal like the rest of the next year: dated from the first day there, corrected by whoever divides the class. It
goes by the names of division and subgroup: «английский язык, 2 группа» of 7А is that of 8А; where 8А has no such,
nobody is put anywhere.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from letopis.kernel.actor import Actor
from letopis.kernel.text import name_key
from letopis.school.classes.intake import write_places
from letopis.school.classes.models import Membership, Subgroup, SubgroupMembership
from letopis.school.classes.moving import last_of
from letopis.school.history.intake import Put
from letopis.school.organisation.models import lasting

# Division and subgroup as they are compared.
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class GoingOn:
    """A student's stay in a class of a later year, and where the student comes from, there to the last day."""

    stay: Membership
    class_from: int
    last_day: date


def carry_places(actor: Actor, going: Sequence[GoingOn]) -> list[Put[SubgroupMembership]]:
    """Write the places of those who go on, in a subgroup of the same name; return what was written. Three queries."""
    into = Subgroup.objects.filter(class_group__in={one.stay.class_group_id for one in going})
    return _carry(actor, going, _by_name(into)) if going else []


def carry_into(actor: Actor, subgroup: Subgroup) -> list[Put[SubgroupMembership]]:
    """The same for a subgroup made after the students were promoted. At most five queries."""
    year = subgroup.class_group.year
    stays = Membership.objects.filter(lasting(year.starts_on), class_group=subgroup.class_group_id)
    before = Membership.objects.filter(
        student__in=stays.values("student"), class_group__year__ends_on__lt=year.starts_on
    ).select_related("class_group__year")
    comes_from = {stay.student_id: stay for stay in before.order_by("starts_on", "pk")}
    going = [
        GoingOn(stay, was.class_group_id, last_of(was))
        for stay in stays.order_by("pk")
        if (was := comes_from.get(stay.student_id))
    ]
    return _carry(actor, going, _by_name(Subgroup.objects.filter(pk=subgroup.pk)))


def _carry(
    actor: Actor, going: Sequence[GoingOn], subgroups: Mapping[tuple[int, str, str], Subgroup]
) -> list[Put[SubgroupMembership]]:
    if not subgroups:
        return []
    former = _former(going)
    puts = [
        Put(_place(one.stay, subgroup))
        for one in going
        for key in former.get(one.stay.student_id, ())
        if (subgroup := subgroups.get((one.stay.class_group_id, *key)))
    ]
    write_places(actor, puts)
    return puts


def _place(stay: Membership, subgroup: Subgroup) -> SubgroupMembership:
    return SubgroupMembership(
        school_id=stay.school_id,
        subgroup=subgroup,
        student_id=stay.student_id,
        starts_on=stay.starts_on,
        ends_on=stay.ends_on,
    )


def _by_name(rows: QuerySet[Subgroup]) -> Mapping[tuple[int, str, str], Subgroup]:
    found = rows.select_related("class_group__year")
    return {(one.class_group_id, name_key(one.division), name_key(one.name)): one for one in found}


def _former(going: Sequence[GoingOn]) -> Mapping[int, Iterable[Key]]:
    """By student the subgroups they were in to the last day of the class they come from: of each division the last."""
    comes = {one.stay.student_id: one for one in going}
    rows = SubgroupMembership.objects.filter(
        student__in=list(comes), subgroup__class_group__in={one.class_from for one in going}
    ).order_by("starts_on", "pk")
    columns = ("student_id", "subgroup__class_group_id", "subgroup__division", "subgroup__name", "ends_on")
    found: dict[int, dict[str, Key]] = {}
    for student_id, class_id, division, name, ends_on in rows.values_list(*columns):
        one = comes[student_id]
        if class_id == one.class_from and (ends_on is None or ends_on >= one.last_day):
            key = name_key(division)
            found.setdefault(student_id, {})[key] = (key, name_key(name))
    return {student_id: keys.values() for student_id, keys in found.items()}
