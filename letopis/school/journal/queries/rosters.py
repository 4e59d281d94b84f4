"""Who is on a page, from which day to which."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import FilteredRelation, Q

from letopis.school.classes.models import Membership, SubgroupMembership
from letopis.school.curriculum.models import Course
from letopis.school.journal import rules
from letopis.school.people.namesakes import Named, short_names

COLUMNS = (
    *("student_id", "starts_on", "ends_on", "enrolled_by__number", "left_by__number"),
    *(f"student__person__{part}" for part in ("surname", "name", "patronymic", "birth_date")),
    "student__file_number",
)
SUBGROUP = ("in_group__starts_on", "in_group__ends_on")


@dataclass(frozen=True, slots=True)
class Listed:
    """A student of a page: the days there, and by which orders they began and ended.

    `name` is like no other's of the class; `told` is its end that tells from a namesake, "" for who has none.
    """

    id: int
    name: str
    told: str
    windows: tuple[rules.Window, ...]
    orders: tuple[str, str]

    def between(self, starts_on: date, ends_on: date) -> tuple[date | None, date | None, str] | None:
        """Return from, to (None: the whole stretch) and why, None where the student is not there at all."""
        here = [one for one in self.windows if one & rules.Window(starts_on, ends_on)]
        if not here:
            return None
        first, last = here[0].starts_on, here[-1].ends_on
        since = first if first > starts_on else None
        until = last if last and last < ends_on else None
        told = [
            f"{word} {rules.short(day)}{order}"
            for word, day, order in zip(("с", "по"), (since, until), self.orders, strict=True)
            if day
        ]
        return since, until, f"В составе {' '.join(told)}" if told else ""


def listed(course: Course) -> list[Listed]:
    """Return everyone who was in the course's class, and subgroup, at any time, by surname. One query.

    Names are told apart within the class: who has a namesake in another subgroup is no less mistaken for another.
    """
    rows = Membership.objects.filter(school_id=course.school_id, class_group_id=course.class_group_id)
    rows = rows.order_by("student__person__sort_key", "student_id", "starts_on")
    if course.subgroup_id is None:
        return _listed([(*row, None, None) for row in rows.values_list(*COLUMNS)], whole=True)
    of_group = Q(student__subgroup_memberships__subgroup_id=course.subgroup_id)
    rows = rows.annotate(in_group=FilteredRelation("student__subgroup_memberships", condition=of_group))
    return _listed(rows.values_list(*COLUMNS, *SUBGROUP), whole=False)


def subgroups(course: Course, starts_on: date, ends_on: date) -> list[tuple[int, str, list[int]]]:
    """Return id, «труд: девочки» and the ids of the students of every subgroup of the course's class.

    Who was there on any day of the stretch counts. Nothing for a page that is a subgroup's already, else one query.
    """
    if course.subgroup_id is not None:
        return []
    rows = SubgroupMembership.objects.filter(
        school_id=course.school_id, subgroup__class_group_id=course.class_group_id, starts_on__lte=ends_on
    ).exclude(ends_on__lt=starts_on)
    members: dict[tuple[int, str], list[int]] = defaultdict(list)
    ordered = rows.order_by("subgroup__division", "subgroup__name", "subgroup_id", "student_id")
    for pk, division, name, student_id in ordered.values_list(
        "subgroup_id", "subgroup__division", "subgroup__name", "student_id"
    ):
        members[pk, f"{division}: {name}"].append(student_id)
    return [(pk, name, list(dict.fromkeys(ids))) for (pk, name), ids in members.items()]


def _listed(rows: Iterable[tuple[Any, ...]], *, whole: bool) -> list[Listed]:
    """Rows of COLUMNS and SUBGROUP; where it is not the `whole` class, who was never in the subgroup is out."""
    people: dict[int, Named] = {}
    windows: dict[int, list[rules.Window]] = defaultdict(list)
    orders: dict[int, tuple[str, str]] = {}
    for student_id, starts_on, ends_on, enrolled, left, *named, group_from, group_to in rows:
        people[student_id] = Named(*named)
        window: rules.Window | None = rules.Window(starts_on, ends_on)
        if window and not whole:
            window = window & rules.Window(group_from, group_to) if group_from else None
        if window is None:
            continue
        windows[student_id].append(window)
        orders[student_id] = (orders.get(student_id, (_order(enrolled), ""))[0], _order(left))
    shown = dict(zip(people, short_names(list(people.values())), strict=True))
    return [
        Listed(pk, one.name, one.told, rules.in_order(windows[pk]), orders[pk])
        for pk, one in shown.items()
        if pk in windows
    ]


def _order(number: str | None) -> str:
    return f" (приказ №\u00a0{number})" if number else ""
