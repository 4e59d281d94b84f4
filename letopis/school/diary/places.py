"""Where the child was on which day: pure rules over stays in classes and places in subgroups (CON-02, CON-05).

A lesson of a subgroup belongs to those who were in it that day. What follows is said in a line, so that no lesson comes
or goes unexplained: a move, an arrival, a departure, another subgroup, a subgroup that was not set.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from letopis.kernel.dates import DateRange
from letopis.school.diary.children import Stay
from letopis.school.diary.pieces import Entry


@dataclass(frozen=True, slots=True)
class SubgroupStay:
    """A time in a subgroup of a class."""

    class_id: int
    subgroup_id: int
    division: str
    name: str
    dates: DateRange


class Change(Enum):
    """What a line about movement tells."""

    ARRIVED = "arrived"
    MOVED = "moved"
    RETURNED = "returned"
    LEFT = "left"
    SUBGROUP = "subgroup"


@dataclass(frozen=True, slots=True)
class Moved:
    """A change on `day` (of LEFT the last day there): `where` is the class or subgroup, `before` the class left,
    `division` what the subgroup is for."""

    day: date
    change: Change
    where: str
    before: str = ""
    division: str = ""


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A split subject whose lessons are in no diary of the child on `days`: no subgroup was set."""

    subject: str
    days: tuple[date, ...]
    whole: bool


class Outside(Enum):
    """Why a day has no class."""

    BEFORE = "before"
    BETWEEN = "between"
    AFTER = "after"


def is_own(entry: Entry, places: Iterable[SubgroupStay]) -> bool:
    """Say whether a lesson of the child's class is the child's own: the whole class's, or the own subgroup's."""
    return entry.subgroup_id is None or any(
        place.subgroup_id == entry.subgroup_id and entry.date in place.dates for place in places
    )


def outside(stays: Sequence[Stay], day: date) -> Outside | None:
    """Return why the child was in no class on `day` of a year it was in one in; None for one who was, out of years."""
    of_year = [stay for stay in stays if day in stay.year]
    if not of_year or any(_in(stay, day) for stay in of_year):
        return None
    if all(day < stay.dates.starts_on for stay in of_year):
        return Outside.BEFORE
    return Outside.AFTER if all(stay.dates.starts_on < day for stay in of_year) else Outside.BETWEEN


def _in(stay: Stay, day: date) -> bool:
    return day in stay.dates and day <= stay.year.last


def moves(stays: Sequence[Stay], dates: DateRange) -> list[Moved]:
    """Return the arrivals, moves and departures of `dates`, in their order.

    The beginning and the end of the academic year move everybody, and are not told.
    """
    found = [moved for stay in stays for moved in (_beginning(stay, stays), _end(stay, stays)) if moved]
    return sorted((one for one in found if one.day in dates), key=lambda one: one.day)


def _beginning(stay: Stay, stays: Sequence[Stay]) -> Moved | None:
    first = stay.dates.starts_on
    earlier = [one for one in stays if one.dates.starts_on < first and one.year == stay.year]
    if not earlier:
        return Moved(first, Change.ARRIVED, stay.class_name) if first > stay.year.starts_on else None
    before = earlier[-1]
    if before.dates.last < stay.dates.day_before:
        return Moved(first, Change.RETURNED, stay.class_name)
    return Moved(first, Change.MOVED, stay.class_name, before.class_name)


def _end(stay: Stay, stays: Sequence[Stay]) -> Moved | None:
    left, following = stay.dates.ends_on, stay.dates.day_after
    if left is None or following is None or left >= stay.year.last:
        return None
    if any(one is not stay and _in(one, following) for one in stays):
        return None
    return Moved(left, Change.LEFT, stay.class_name)


def regrouped(places: Sequence[SubgroupStay], stays: Sequence[Stay], dates: DateRange) -> list[Moved]:
    """Return the subgroups joined on some of `dates`, but those joined with the class itself."""
    came = {(stay.class_id, stay.dates.starts_on) for stay in stays}
    return [
        Moved(place.dates.starts_on, Change.SUBGROUP, place.name, division=place.division)
        for place in sorted(places, key=lambda place: (place.dates.starts_on, place.division))
        if place.dates.starts_on in dates
        and (place.class_id, place.dates.starts_on) not in came
        and not _goes_on(place, places)
    ]


def _goes_on(place: SubgroupStay, places: Iterable[SubgroupStay]) -> bool:
    """Left and joined again without a day between: nothing has changed."""
    return any(
        one is not place
        and one.subgroup_id == place.subgroup_id
        and one.dates.starts_on <= place.dates.starts_on
        and one.dates.ends_on is not None
        and one.dates.ends_on >= place.dates.day_before
        for one in places
    )


def unplaced(entries: Collection[Entry], places: Sequence[SubgroupStay], dates: DateRange) -> list[Unplaced]:
    """Return the split subjects of `dates` that the child was in no subgroup for.

    `entries`: the lessons of the class, those of all subgroups. What only some are chosen for (a division of one
    subgroup) is nobody's gap.
    """
    split = [entry for entry in entries if entry.subgroup_id is not None and not entry.is_cancelled]
    subgroups: dict[tuple[int, str], set[int | None]] = defaultdict(set)
    for entry in split:
        subgroups[entry.class_id, entry.division].add(entry.subgroup_id)
    held: dict[tuple[int, str], set[date]] = defaultdict(set)
    missing: dict[tuple[int, str], set[date]] = defaultdict(set)
    for entry in split:
        division = (entry.class_id, entry.division)
        if len(subgroups[division]) < 2 or entry.date not in dates:
            continue
        held[entry.class_id, entry.subject].add(entry.date)
        if not any((place.class_id, place.division) == division and entry.date in place.dates for place in places):
            missing[entry.class_id, entry.subject].add(entry.date)
    return [Unplaced(key[1], tuple(sorted(days)), days == held[key]) for key, days in sorted(missing.items())]
