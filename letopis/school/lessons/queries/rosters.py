"""Who is on a page, from which day to which."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Protocol

from django.db.models import FilteredRelation, Q, QuerySet
from msgspec import Struct

from letopis.kernel.dates import DateRange, gaps, short
from letopis.kernel.statements import statement
from letopis.school.classes.models import Membership, SubgroupMembership
from letopis.school.organisation.models import lasting
from letopis.school.organisation.words import phrase
from letopis.school.people.models import Student
from letopis.school.people.namesakes import Named, short_names

COLUMNS = (
    *("pk", "in_class__starts_on", "in_class__ends_on", "in_class__enrolled_by__number", "in_class__left_by__number"),
    *(f"person__{part}" for part in ("surname", "name", "patronymic", "birth_date")),
    "file_number",
)
SUBGROUP = ("in_group__starts_on", "in_group__ends_on")


class OfClass(Protocol):
    """A course, of a class or of its subgroup."""

    @property
    def school_id(self) -> int: ...
    @property
    def class_group_id(self) -> int: ...
    @property
    def subgroup_id(self) -> int | None: ...


class Stay(Struct, frozen=True):
    """Days on a page without a break, and by which orders they began and ended («» where there is none)."""

    dates: DateRange
    enrolled: str
    left: str


class Here(Struct, frozen=True):
    """A student in a stretch of days: from, to (None: the whole stretch), the days away between, and why."""

    since: date | None
    until: date | None
    gaps: tuple[DateRange, ...]
    why: str


WHOLE = Here(None, None, (), "")


class Listed(Struct, frozen=True):
    """A student of a page, and the days there.

    `name` is like no other's of the class; `distinction` is its end that tells from a namesake, "" for who has none.
    `is_of_class`: there is, or was, a stay in the class, if not on this page.
    """

    id: int
    name: str
    distinction: str
    stays: tuple[Stay, ...]
    is_of_class: bool = True

    @property
    def days(self) -> tuple[DateRange, ...]:
        """The days there."""
        return tuple(stay.dates for stay in self.stays)

    def within(self, dates: DateRange) -> Here | None:
        """Return how the student is there in a stretch, None where not at all."""
        here = [one for one in self.stays if one.dates.overlaps(dates)]
        if not here:
            return None
        if here[0].dates.covers(dates):
            return WHOLE
        first, last = here[0].dates.starts_on, here[-1].dates.ends_on
        since = first if first > dates.starts_on else None
        until = last if last and last < dates.last else None
        away = gaps(one.dates for one in here)
        return Here(since, until, away, _why(here, since, until, away))

    def outside(self, dates: DateRange) -> Here:
        """Return a student who is there on none of the days, and why: left before them, not yet come, never there."""
        if not self.stays:
            nowhere = "В этой части {group.gen} не числится" if self.is_of_class else "В {group.pre} не числится"
            return Here(None, None, (dates,), phrase(nowhere))
        before = [stay for stay in self.stays if stay.dates.last < dates.starts_on]
        after = [stay for stay in self.stays if stay.dates.starts_on > dates.last]
        shown = [*before[-1:], *after[:1]]
        since, until = (after[0].dates.starts_on if after else None), (before[-1].dates.last if before else None)
        away = gaps(one.dates for one in shown)
        return Here(since, until, (), _why(shown, None if before else since, None if after else until, away))


def _why(stays: list[Stay], since: date | None, until: date | None, away: tuple[DateRange, ...]) -> str:
    """«В составе с 12.11.2026 (приказ № 4) по 20.11.2026, затем с 01.12.2026 (приказ № 9)», «» for a whole stretch."""
    begins = {stay.dates.starts_on: stay.enrolled for stay in stays}
    ends = {stay.dates.ends_on: stay.left for stay in stays}
    firsts = [since, *(gap.day_after for gap in away)]
    lasts = [*(gap.day_before for gap in away), until]
    told = [
        " ".join(
            f"{word} {short(day)}{orders.get(day, '')}"
            for word, day, orders in (("с", first, begins), ("по", last, ends))
            if day
        )
        for first, last in zip(firsts, lasts, strict=True)
    ]
    return f"В составе {', затем '.join(told)}" if any(told) else ""


def members(school: int, class_group: int, subgroup: int | None, written: list[int]) -> QuerySet[Student]:
    """Return everyone with each stay in a class as `in_class`, each place in a subgroup as `in_group`; see listed().

    `written`: of whom something stands on the page. Whoever of them has no stay (the order was cancelled, the load
    taken back) comes without one: a mark that exists is never invisible.
    """
    of_class = Membership.objects.filter(school_id=school, class_group_id=class_group).values("student_id")
    others = Student.objects.filter(school_id=school, pk__in=written).values("pk")
    in_class = FilteredRelation("memberships", condition=Q(memberships__class_group_id=class_group))
    rows = Student.objects.filter(pk__in=of_class.union(others)).annotate(in_class=in_class)
    rows = rows.order_by("person__sort_key", "pk", "in_class__starts_on")
    if subgroup is None:
        return rows
    of_group = Q(subgroup_memberships__subgroup_id=subgroup)
    return rows.annotate(in_group=FilteredRelation("subgroup_memberships", condition=of_group))


def subgroups(course: OfClass, dates: DateRange) -> list[tuple[int, str, list[int]]]:
    """Return id, «труд: девочки» and the ids of the students of every subgroup of the course's class.

    Who was there on any day of the stretch counts. Nothing for a page that is a subgroup's already, else one query.
    """
    if course.subgroup_id is not None:
        return []
    members: dict[tuple[int, str], dict[int, None]] = defaultdict(dict)
    for pk, division, name, student_id in _divided(course.school_id, course.class_group_id, *dates.bounds):
        members[pk, f"{division}: {name}"][student_id] = None
    return [(pk, name, list(ids)) for (pk, name), ids in members.items()]


@statement
def _divided(school: int, class_group: int, first: date, last: date) -> QuerySet[SubgroupMembership, Any]:
    rows = SubgroupMembership.objects.filter(lasting(first), starts_on__lte=last, school_id=school)
    order = ("subgroup__division", "subgroup__name", "subgroup_id", "student_id")
    rows = rows.filter(subgroup__class_group_id=class_group).order_by(*order)
    return rows.values_list("subgroup_id", "subgroup__division", "subgroup__name", "student_id")


def listed(rows: Iterable[Sequence[Any]], *, whole: bool) -> list[Listed]:
    """Return everyone of members() by surname, from their rows: COLUMNS, then SUBGROUP or not.

    Who was never in the class, or in the subgroup (where it is not the `whole` class) has no stays. Names are told
    apart within the class: who has a namesake in another subgroup is no less mistaken for another.
    """
    people: dict[int, Named] = {}
    stays: dict[int, list[Stay]] = defaultdict(list)
    strangers: set[int] = set()
    for row in rows:
        student_id, starts_on, ends_on, enrolled, left = row[:5]
        people[student_id] = Named(*row[5:10])
        if starts_on is None:
            strangers.add(student_id)
            continue
        dates = DateRange.of(starts_on, ends_on)
        if dates and not whole:
            in_group = DateRange.of(*row[10:12]) if row[10] else None
            dates = dates & in_group if in_group else None
        if dates is None:
            continue
        stays[student_id].append(Stay(dates, _order(enrolled), _order(left)))
    shown = zip(people, short_names(list(people.values())), strict=True)
    return [
        Listed(
            *(pk, one.name, one.distinction, tuple(sorted(stays[pk], key=lambda stay: stay.dates))), pk not in strangers
        )
        for pk, one in shown
    ]


def _order(number: str | None) -> str:
    return f" (приказ №\u00a0{number})" if number else ""
