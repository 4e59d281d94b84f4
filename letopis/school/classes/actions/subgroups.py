"""Subgroups of a class by subject, dated (CON-05, А3.2.5, С3.2, С3.5, Т4.2.7)."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from django.db import transaction

from letopis.kernel.actor import Actor
from letopis.kernel.clock import today
from letopis.kernel.dates import day_before
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.text import clean, search_key
from letopis.school.classes import policy
from letopis.school.classes.carrying import carry_into
from letopis.school.classes.intake import PLACES, write_places, write_subgroups
from letopis.school.classes.models import Membership, Subgroup, SubgroupMembership
from letopis.school.history.intake import Put
from letopis.school.history.succession import Succession
from letopis.school.organisation.models import dated_on, lasting
from letopis.school.organisation.words import phrase
from letopis.school.people.models import Student


@transaction.atomic
def create_subgroup(actor: Actor, *, class_id: int, division: str, name: str) -> Subgroup:
    """Add a subgroup to a division («иностранный язык»). Raises NotVisible, Refused where it is there already.

    In a year that has not begun, it takes those along who come from the subgroup of that name.
    """
    class_group = policy.class_to_divide(actor, class_id)
    division = clean(division)
    others = Subgroup.objects.filter(class_group=class_group)
    # «Иностранный язык» and «иностранный язык» are one division.
    division = next((one.division for one in others if search_key(one.division) == search_key(division)), division)
    row = Subgroup(school_id=actor.school_id, class_group=class_group, division=division, name=name)
    write_subgroups(actor, [Put(row)])
    if class_group.year.starts_on > today():
        carry_into(actor, row)
    return row


@transaction.atomic
def set_members(
    actor: Actor,
    *,
    subgroup_id: int,
    student_ids: Collection[int],
    starts_on: date,
    among: Collection[int] | None = None,
) -> int:
    """Make `student_ids` the members of a subgroup from `starts_on`; return how many places changed.

    Whoever is not among them leaves the day before; whoever comes from another subgroup of the division leaves that
    one the day before. `among`: whom this is about, None for everybody; the others stay where they are and will be.
    Raises NotVisible, Refused for somebody not in the class that day, a date outside the year.
    """
    subgroup = Subgroup.objects.filter(school_id=actor.school_id, pk=subgroup_id).first()
    if subgroup is None:
        raise NotVisible
    class_group = policy.class_to_divide(actor, subgroup.class_group_id)
    if starts_on not in class_group.year.dates:
        raise Refused("Дата вне учебного года. Исправьте её.", code="outside_year", field="starts_on")
    wanted = set(student_ids)
    stays = Membership.objects.filter(dated_on(starts_on), class_group=class_group)
    last_days = dict(stays.values_list("student_id", "ends_on"))
    if away := wanted - last_days.keys():
        raise _not_here(away)
    places = (
        SubgroupMembership.objects.select_for_update(of=("self",))
        .filter(lasting(starts_on), subgroup__class_group=class_group, subgroup__division=subgroup.division)
        .order_by("starts_on", "pk")
    )
    held: dict[int, list[SubgroupMembership]] = defaultdict(list)
    for place in places:
        held[place.student_id].append(place)
    steps = Succession[SubgroupMembership](PLACES, corrects=False)
    for student_id in sorted(wanted):
        new = SubgroupMembership(
            school_id=actor.school_id,
            subgroup=subgroup,
            student_id=student_id,
            starts_on=starts_on,
            ends_on=last_days[student_id],  # whoever is to leave the class leaves its subgroups with it
        )
        steps.hand_over(held[student_id], new, same=("subgroup_id",))
    asked = places if among is None else [place for place in places if place.student_id in among]
    gone = [place for place in asked if place.subgroup_id == subgroup.pk and place.student_id not in wanted]
    steps.end(gone, day_before(starts_on))
    write_places(actor, steps.puts)
    return steps.count


def _not_here(students: Collection[int]) -> Refused:
    people = Student.objects.filter(pk__in=students).select_related("person").order_by("person__sort_key")
    names = ", ".join(one.named.short for one in people)
    text = phrase("В этот день в {group.pre} не учатся: {names}. Исправьте дату.", names=names)
    return Refused(text, code="not_in_class", field="starts_on")
