"""What a week stands in: vacations, days off, and the child's places in subgroups. One query."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import orjson
from django.db.models import IntegerField, Q, TextField, Value
from django.db.models.functions import Cast

from letopis.kernel.actor import Actor
from letopis.school.classes.models import SubgroupMembership
from letopis.school.diary.children import Child
from letopis.school.diary.places import Place
from letopis.school.organisation.enums import DayKind
from letopis.school.organisation.models import CalendarDay, Vacation

Row = tuple[Any, ...]
_ZERO = Value(0, output_field=IntegerField())


@dataclass(frozen=True, slots=True)
class Free:
    """Days without lessons: «Осенние каникулы». `grades`: whose, empty for all."""

    starts_on: date
    ends_on: date
    name: str
    grades: Collection[int]


@dataclass(frozen=True, slots=True)
class Calendar:
    """Free days, and the child's places in subgroups, of some weeks."""

    free: tuple[Free, ...]
    places: tuple[Place, ...]

    def occasions(self, child: Child, first: date, last: date) -> dict[date, str]:
        """Return why there are no lessons on the days from `first` to `last`, by day: «Осенние каникулы»."""
        stay = child.stay_on(first) or child.stay_on(last)
        named: dict[date, str] = {}
        for free in self.free:
            if free.grades and (stay is None or stay.grade not in free.grades):
                continue
            begins, ends = max(free.starts_on, first), min(free.ends_on, last)
            for n in range((ends - begins).days + 1):
                named[begins + timedelta(days=n)] = free.name or "Выходной день"
        return named


def calendar_of(actor: Actor, child: Child, first: date, last: date) -> Calendar:
    """Return the free days from `first` to `last`, and the places in subgroups from `first` on. One query."""
    days_off = CalendarDay.objects.filter(
        school_id=actor.school_id, date__range=(first, last), kind__in=(DayKind.HOLIDAY, DayKind.DAY_OFF)
    )
    vacations = Vacation.objects.filter(school_id=actor.school_id, starts_on__lte=last, ends_on__gte=first)
    places = SubgroupMembership.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=first), school_id=actor.school_id, student_id=child.id
    )
    none = Value("[]", output_field=TextField())
    found = vacations.order_by().values_list("starts_on", "ends_on", "name", Cast("grades", TextField()), _ZERO, _ZERO)
    every = found.union(
        days_off.order_by().values_list("date", "date", "name", none, _ZERO, _ZERO),
        places.order_by().values_list(
            *("starts_on", "ends_on", "subgroup__name", Cast("subgroup__division", TextField())),
            *("subgroup_id", "subgroup__class_group_id"),
        ),
        all=True,
    )
    return _sorted_out(every)


def _sorted_out(rows: Iterable[Row]) -> Calendar:
    free, places = [], []
    for starts_on, ends_on, name, detail, subgroup_id, class_id in rows:
        if subgroup_id:
            places.append(Place(class_id, subgroup_id, detail, name, starts_on, ends_on))
        else:
            free.append(Free(starts_on, ends_on, name, orjson.loads(detail)))
    return Calendar(tuple(free), tuple(places))
