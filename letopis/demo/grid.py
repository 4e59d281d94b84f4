"""The weekly grid of the demo school: no teacher in two places, no gaps for a class, at most seven lessons a day.

Every class's week is filled exactly, so only swaps inside a class remain: clashes are driven out by swapping the
worst-placed lessons (min-conflicts with a little noise). Pure; the seed decides.
"""

from dataclasses import dataclass, field
from random import Random

from letopis.demo.shape import CoursePlan, SlotPlan

DAYS = 5
WIDTH = 8  # places of a day in the numbering of positions
CLASH = 100
REPEAT = 20  # the same subject twice on a day
PASSES = 400


@dataclass(slots=True)
class _Week:
    """The state of the search: `placed[c][i]` is the unit of class c at its i-th position."""

    rng: Random
    teachers: list[tuple[int, ...]]
    limit: list[int]
    positions: list[list[int]]
    placed: list[list[int]]
    busy: dict[int, list[int]] = field(default_factory=dict)
    on_day: list[list[int]] = field(default_factory=list)


def arrange(courses: tuple[CoursePlan, ...], seed: int) -> tuple[SlotPlan, ...]:
    """Return the slots of all courses. Raises RuntimeError where no grid without clashes is found."""
    by_unit: dict[int, list[int]] = {}
    for index, course in enumerate(courses):
        by_unit.setdefault(course.unit, []).append(index)
    for attempt in range(12):
        week = _start(courses, by_unit, Random(f"{seed}/grid/{attempt}"))
        if _settle(week):
            return tuple(_slots(week, by_unit))
    raise RuntimeError("no weekly grid without clashes was found for this load")


def day_lengths(hours: int, turn: int) -> list[int]:
    """Return how many lessons each weekday has; the longer days move round the week with `turn`."""
    base, longer = divmod(hours, DAYS)
    return [base + ((day - turn) % DAYS < longer) for day in range(DAYS)]


def _start(courses: tuple[CoursePlan, ...], by_unit: dict[int, list[int]], rng: Random) -> _Week:
    classes = max(course.class_index for course in courses) + 1
    units = max(by_unit) + 1
    lessons: list[list[int]] = [[] for _ in range(classes)]
    teachers: list[tuple[int, ...]] = [()] * units
    limit = [1] * units
    for unit, members in by_unit.items():
        first = courses[members[0]]
        teachers[unit] = tuple(courses[member].teacher for member in members)
        limit[unit] = -(-first.hours // DAYS)
        lessons[first.class_index] += [unit] * first.hours
    positions = []
    for index, own in enumerate(lessons):
        lengths = day_lengths(len(own), index)
        positions.append([day * WIDTH + number for day in range(DAYS) for number in range(lengths[day])])
        rng.shuffle(own)
    week = _Week(rng, teachers, limit, positions, lessons)
    week.on_day = [[0] * DAYS for _ in range(units)]
    for own, places in zip(week.placed, positions, strict=True):
        for unit, place in zip(own, places, strict=True):
            _occupy(week, unit, place, 1)
    return week


def _occupy(week: _Week, unit: int, place: int, by: int) -> None:
    week.on_day[unit][place // WIDTH] += by
    for teacher in week.teachers[unit]:
        week.busy.setdefault(teacher, [0] * (DAYS * WIDTH))[place] += by


def _cost(week: _Week, unit: int, place: int) -> int:
    """What it would cost to put `unit` at `place`, the unit itself not being there."""
    cost = sum(week.busy[teacher][place] for teacher in week.teachers[unit]) * CLASH
    over = week.on_day[unit][place // WIDTH] + 1 - week.limit[unit]
    return cost + REPEAT * over if over > 0 else cost


def _settle(week: _Week) -> bool:
    """Swap until nothing clashes. Returns False where it does not come to rest."""
    everything = [(c, i) for c, own in enumerate(week.placed) for i in range(len(own))]
    for _ in range(PASSES):
        week.rng.shuffle(everything)
        trouble = sum(_improve(week, c, i) for c, i in everything)
        if not trouble:
            return True
    return False


def _improve(week: _Week, c: int, i: int) -> int:
    """Move one badly placed lesson to the best place of its class; return what is still wrong with it."""
    own, places = week.placed[c], week.positions[c]
    unit, here = own[i], places[i]
    _occupy(week, unit, here, -1)
    now = _cost(week, unit, here)
    if not now:
        _occupy(week, unit, here, 1)
        return 0
    best, choice = None, -1
    for j, other in enumerate(own):
        if other == unit:
            continue
        there = places[j]
        _occupy(week, other, there, -1)
        delta = _cost(week, unit, there) + _cost(week, other, here) - now - _cost(week, other, there)
        _occupy(week, other, there, 1)
        delta += week.rng.randrange(REPEAT)
        if best is None or delta < best:
            best, choice = delta, j
    if best is None or best > CLASH // 2:
        _occupy(week, unit, here, 1)
        return now
    other, there = own[choice], places[choice]
    _occupy(week, other, there, -1)
    own[i], own[choice] = other, unit
    _occupy(week, unit, there, 1)
    _occupy(week, other, here, 1)
    return now


def _slots(week: _Week, by_unit: dict[int, list[int]]) -> list[SlotPlan]:
    return [
        SlotPlan(course, place // WIDTH + 1, place % WIDTH + 1)
        for own, places in zip(week.placed, week.positions, strict=True)
        for unit, place in zip(own, places, strict=True)
        for course in by_unit[unit]
    ]
