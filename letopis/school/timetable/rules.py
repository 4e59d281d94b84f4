"""The grid laid over the calendar, what a changed grid asks of the lessons, and clashes: pure functions.

Sources: П3.2.1, Д1.5, С3.2, Т4.2.4; rule 3 of the design.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from enum import Enum
from typing import Protocol

from letopis.kernel.dates import DateRange, days_between
from letopis.school.organisation.rules import (
    Bells,
    Calendar,
    grid_weekday,
    is_shortened,
    lesson_times,
    parity,
)

Key = tuple[int, date, int]


@dataclass(frozen=True, slots=True)
class Slot:
    """A weekly slot as plain values; `staff_id` None: the course's teacher; `parity` 0 every week, 1 odd, 2 even."""

    id: int
    course_id: int
    class_group_id: int
    weekday: int
    number: int
    dates: DateRange
    room_id: int | None = None
    staff_id: int | None = None
    parity: int = 0


@dataclass(frozen=True, slots=True)
class ClassOf:
    """What of a class decides its days and bells."""

    grade: int
    shift: int = 1
    scheme_id: int | None = None


@dataclass(frozen=True, slots=True)
class Teaching:
    """Who teaches a course, from when to when."""

    staff_id: int
    dates: DateRange


@dataclass(frozen=True, slots=True)
class Wanted:
    """A lesson the grid asks for."""

    course_id: int
    class_group_id: int
    date: date
    number: int
    starts_at: time | None
    ends_at: time | None
    room_id: int | None
    staff_id: int | None
    slot_id: int | None

    @property
    def key(self) -> Key:
        """What makes a lesson one lesson: course, date, number."""
        return (self.course_id, self.date, self.number)


class Hold(Enum):
    """How firmly an existing lesson stands."""

    FREE = "free"  # nothing hangs on it: may be moved and deleted
    REFERRED = "referred"  # other rows point at it (homework due): may be moved, is cancelled instead of deleted
    SETTLED = "settled"  # the office decided on it (substitution, cancelled): stays where it is
    FILLED = "filled"  # the journal's: never touched


@dataclass(frozen=True, slots=True)
class Existing:
    """A lesson that is there."""

    id: int
    course_id: int
    date: date
    number: int
    starts_at: time | None = None
    ends_at: time | None = None
    room_id: int | None = None
    staff_id: int | None = None
    slot_id: int | None = None
    is_cancelled: bool = False
    hold: Hold = Hold.FREE

    @property
    def key(self) -> Key:
        """What makes a lesson one lesson: course, date, number."""
        return (self.course_id, self.date, self.number)


@dataclass(slots=True)
class Difference:
    """What has to be done to the lessons for them to follow the grid."""

    create: list[Wanted] = field(default_factory=list)
    change: list[tuple[Existing, Wanted]] = field(default_factory=list)
    move: list[tuple[Existing, Wanted]] = field(default_factory=list)
    remove: list[Existing] = field(default_factory=list)
    cancel: list[Existing] = field(default_factory=list)
    kept: int = 0


# ── grid over calendar ────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Day:
    date: date
    parity: int
    times: Mapping[int, tuple[time, time]]


def expand(
    slots: Iterable[Slot],
    *,
    classes: Mapping[int, ClassOf],
    teachers: Mapping[int, Sequence[Teaching]],
    calendar: Calendar,
    bells: Sequence[Bells],
    first: date,
    last: date,
) -> list[Wanted]:
    """Return the lessons that `slots` ask for from `first` to `last`, in the order of date and number.

    `classes` by class id, `teachers` by course id. Where two slots of a course meet in one lesson, the one that began
    later wins.
    """
    taught: dict[ClassOf, dict[int, list[_Day]]] = {}
    wanted: dict[Key, Wanted] = {}
    for slot in sorted(slots, key=lambda slot: (slot.dates.starts_on, slot.id)):
        kind = classes[slot.class_group_id]
        if kind not in taught:
            taught[kind] = _taught_days(kind, calendar, bells, first, last)
        for day in taught[kind].get(slot.weekday, ()):
            if day.date in slot.dates and slot.parity in (0, day.parity):
                lesson = _lesson(slot, day, teachers.get(slot.course_id, ()))
                wanted[lesson.key] = lesson
    return sorted(wanted.values(), key=lambda lesson: (lesson.date, lesson.number, lesson.course_id))


def _taught_days(
    kind: ClassOf, calendar: Calendar, bells: Sequence[Bells], first: date, last: date
) -> dict[int, list[_Day]]:
    """Return the school days of a kind of class by the weekday whose grid is taught."""
    days: dict[int, list[_Day]] = defaultdict(list)
    for day in days_between(max(first, calendar.dates.starts_on), min(last, calendar.dates.last)):
        weekday = grid_weekday(calendar, day, grade=kind.grade, scheme_id=kind.scheme_id)
        if weekday is not None:
            shortened = is_shortened(calendar, day)
            times = lesson_times(bells, grade=kind.grade, shift=kind.shift, day=day, shortened=shortened)
            days[weekday].append(_Day(day, parity(calendar, day), times))
    return days


def _lesson(slot: Slot, day: _Day, teachers: Sequence[Teaching]) -> Wanted:
    starts_at, ends_at = day.times.get(slot.number, (None, None))
    return Wanted(
        course_id=slot.course_id,
        class_group_id=slot.class_group_id,
        date=day.date,
        number=slot.number,
        starts_at=starts_at,
        ends_at=ends_at,
        room_id=slot.room_id,
        staff_id=slot.staff_id or teacher_on(teachers, day.date),
        slot_id=slot.id,
    )


def teacher_on(teachers: Sequence[Teaching], day: date) -> int | None:
    """Return who teaches on `day`: of several the one appointed last."""
    if len(teachers) == 1:
        return teachers[0].staff_id if day in teachers[0].dates else None
    valid = [teaching for teaching in teachers if day in teaching.dates]
    return max(valid, key=lambda teaching: teaching.dates.starts_on).staff_id if valid else None


# ── existing lessons against wanted ones ──────────────────────────────


def difference(existing: Iterable[Existing], wanted: Iterable[Wanted]) -> Difference:
    """Return how `existing` lessons become `wanted` ones.

    A filled lesson is kept as it is and stands for the lesson its course would have had there or elsewhere that day.
    A lesson that is no longer wanted moves to a wanted place of its course in the same week, so that what is due at it
    stays due; with no such place it is removed, or cancelled where something hangs on it.
    """
    result = Difference()
    left = {lesson.key: lesson for lesson in wanted}
    unplaced = [lesson for lesson in existing if not _settle_in_place(lesson, left.pop(lesson.key, None), result)]
    free = defaultdict(list)
    for lesson in left.values():
        free[lesson.course_id].append(lesson)
    # Filled lessons choose first: they are where the day's lesson was held.
    for placeless in sorted(unplaced, key=lambda row: (row.hold is not Hold.FILLED, row.date, row.number)):
        _settle_elsewhere(placeless, free[placeless.course_id], result)
    result.create = sorted(
        (lesson for lessons in free.values() for lesson in lessons),
        key=lambda lesson: (lesson.date, lesson.number, lesson.course_id),
    )
    return result


def _settle_in_place(lesson: Existing, wanted: Wanted | None, result: Difference) -> bool:
    """Keep or change a lesson that the grid wants where it is; False where it does not."""
    if wanted is None:
        return False
    if _needs_change(lesson, wanted):
        result.change.append((lesson, wanted))
    else:
        result.kept += 1
    return True


def _needs_change(lesson: Existing, wanted: Wanted) -> bool:
    if lesson.hold is Hold.FILLED or (lesson.hold is Hold.SETTLED and lesson.is_cancelled):
        return False
    times_differ = (lesson.starts_at, lesson.ends_at) != (wanted.starts_at, wanted.ends_at)
    if lesson.hold is Hold.SETTLED:
        return times_differ
    return (
        times_differ
        or lesson.is_cancelled
        or (lesson.room_id, lesson.staff_id, lesson.slot_id) != (wanted.room_id, wanted.staff_id, wanted.slot_id)
    )


def _settle_elsewhere(lesson: Existing, free: list[Wanted], result: Difference) -> None:
    """Find a place for a lesson that the grid does not want where it is, taking it out of `free`."""
    if lesson.hold in (Hold.FILLED, Hold.SETTLED):
        _take(free, [wanted for wanted in free if wanted.date == lesson.date])
        settled = lesson.hold is Hold.FILLED or lesson.is_cancelled
        if settled:
            result.kept += 1
        else:
            result.cancel.append(lesson)
        return
    week = lesson.date.isocalendar()[:2]
    place = _take(free, [wanted for wanted in free if wanted.date.isocalendar()[:2] == week])
    if place:
        result.move.append((lesson, place))
    elif lesson.hold is Hold.FREE:
        result.remove.append(lesson)
    elif lesson.is_cancelled:
        result.kept += 1
    else:
        result.cancel.append(lesson)


def _take(free: list[Wanted], fitting: list[Wanted]) -> Wanted | None:
    if not fitting:
        return None
    free.remove(fitting[0])
    return fitting[0]


# ── clashes ───────────────────────────────────────────────────────────


class Timed(Protocol):
    """What has a number in the day and, where the bells are known, its hours."""

    @property
    def number(self) -> int: ...
    @property
    def starts_at(self) -> time | None: ...
    @property
    def ends_at(self) -> time | None: ...


def at_one_time(one: Timed, other: Timed) -> bool:
    """Whether two lessons of a day meet: by their hours, by their numbers where the hours are not known."""
    if one.starts_at and one.ends_at and other.starts_at and other.ends_at:
        return one.starts_at < other.ends_at and other.starts_at < one.ends_at
    return one.number == other.number


class ClashKind(Enum):
    """What two places of the grid cannot share."""

    TEACHER = "teacher"
    ROOM = "room"
    CLASS = "class"


@dataclass(frozen=True, slots=True)
class GridPlace:
    """A place of the grid with everything that may clash. `division`, `subgroup_id`: None for the whole class."""

    id: int | None
    course_id: int
    class_group_id: int
    weekday: int
    number: int
    dates: DateRange
    parity: int = 0
    shift: int = 1
    division: str | None = None
    subgroup_id: int | None = None
    staff_id: int | None = None
    room_id: int | None = None
    starts_at: time | None = None
    ends_at: time | None = None


def clashes(place: GridPlace, others: Iterable[GridPlace]) -> list[tuple[ClashKind, GridPlace]]:
    """Return what of `others` stands in the way of `place` (itself, by id, excepted)."""
    found = []
    for other in others:
        if (place.id is None or other.id != place.id) and _at_the_same_time(place, other):
            found += [(kind, other) for kind in _shared(place, other)]
    return found


def _at_the_same_time(one: GridPlace, other: GridPlace) -> bool:
    return (
        one.weekday == other.weekday
        and (not one.parity or not other.parity or one.parity == other.parity)
        and one.dates.overlaps(other.dates)
        and _same_hour(one, other)
    )


def _same_hour(one: GridPlace, other: GridPlace) -> bool:
    """Compare numbers within a shift, hours between shifts: both shifts have a first lesson."""
    if one.shift == other.shift or one.class_group_id == other.class_group_id:
        return one.number == other.number
    if one.starts_at and one.ends_at and other.starts_at and other.ends_at:
        return one.starts_at < other.ends_at and other.starts_at < one.ends_at
    return False


def _shared(one: GridPlace, other: GridPlace) -> list[ClashKind]:
    kinds = []
    if one.class_group_id == other.class_group_id and not _parallel(one, other):
        kinds.append(ClashKind.CLASS)
    if one.staff_id is not None and one.staff_id == other.staff_id:
        kinds.append(ClashKind.TEACHER)
    if one.room_id is not None and one.room_id == other.room_id:
        kinds.append(ClashKind.ROOM)
    return kinds


def _parallel(one: GridPlace, other: GridPlace) -> bool:
    """Subgroups of one division have lessons side by side."""
    return (
        one.subgroup_id is not None
        and other.subgroup_id is not None
        and one.division == other.division
        and one.subgroup_id != other.subgroup_id
    )
