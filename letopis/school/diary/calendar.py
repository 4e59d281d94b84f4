"""What a week stands in: vacations, days off, and the child's places in subgroups. One query."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson
from django.db.models import IntegerField, QuerySet, TextField, Value
from django.db.models.functions import Cast

from letopis.kernel.actor import Actor
from letopis.kernel.dates import DateRange
from letopis.kernel.statements import statement
from letopis.school.classes.models import SubgroupMembership
from letopis.school.diary.children import Child
from letopis.school.diary.places import SubgroupStay
from letopis.school.organisation.enums import DayKind
from letopis.school.organisation.models import CalendarDay, Vacation, lasting

Row = tuple[Any, ...]
_ZERO = Value(0, output_field=IntegerField())


@dataclass(frozen=True, slots=True)
class Free:
    """Days without lessons: «Осенние каникулы». `grades`: whose, empty for all."""

    dates: DateRange
    name: str
    grades: Collection[int]


@dataclass(frozen=True, slots=True)
class Calendar:
    """Free days, and the child's places in subgroups, of some weeks."""

    free: tuple[Free, ...]
    places: tuple[SubgroupStay, ...]

    def occasions(self, child: Child, dates: DateRange) -> dict[date, str]:
        """Return why there are no lessons on some of `dates`, by day: «Осенние каникулы»."""
        stay = child.stay_on(dates.starts_on) or child.stay_on(dates.last)
        named: dict[date, str] = {}
        for free in self.free:
            if free.grades and (stay is None or stay.grade not in free.grades):
                continue
            for day in both.each_day() if (both := free.dates & dates) else ():
                named[day] = free.name or "Выходной день"
        return named


def calendar_of(actor: Actor, child: Child, dates: DateRange) -> Calendar:
    """Return the free days of `dates`, and the places in subgroups from their first day on. One query."""
    return _sorted_out(_rows(school=actor.school_id, student=child.id, first=dates.starts_on, last=dates.last))


@statement
def _rows(school: int, student: int, first: date, last: date) -> QuerySet[Vacation, Row]:
    """Vacations, days off and places: first and last day, name, grades or division, subgroup and its class (or 0)."""
    vacations = Vacation.objects.filter(lasting(first), school_id=school, starts_on__lte=last)
    days_off = CalendarDay.objects.filter(
        school_id=school, date__gte=first, date__lte=last, kind__in=(DayKind.HOLIDAY, DayKind.DAY_OFF)
    )
    places = SubgroupMembership.objects.filter(lasting(first), school_id=school, student_id=student)
    none = Value("[]", output_field=TextField())
    found = vacations.order_by().values_list("starts_on", "ends_on", "name", Cast("grades", TextField()), _ZERO, _ZERO)
    return found.union(
        days_off.order_by().values_list("date", "date", "name", none, _ZERO, _ZERO),
        places.order_by().values_list(
            *("starts_on", "ends_on", "subgroup__name", Cast("subgroup__division", TextField())),
            *("subgroup_id", "subgroup__class_group_id"),
        ),
        all=True,
    )


def _sorted_out(rows: Iterable[Row]) -> Calendar:
    free, places = [], []
    for starts_on, ends_on, name, detail, subgroup_id, class_id in rows:
        if subgroup_id:
            places.append(SubgroupStay(class_id, subgroup_id, detail, name, DateRange(starts_on, ends_on)))
        else:
            free.append(Free(DateRange(starts_on, ends_on), name, orjson.loads(detail)))
    return Calendar(tuple(free), tuple(places))
