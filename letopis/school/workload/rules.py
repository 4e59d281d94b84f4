"""The norms of assessment works, as a rule engine over plain values: what speaks against a work where it stands.

Each hit names the rule, its source and the works concerned; it is advice, never a lock. Figures come from the norms'
files as the school has them (figures.py); a norm that is switched off finds nothing. Pure.

What is one procedure: works of a subject in a parallel that are called the same are one procedure, held in its classes
on the days of their own lessons; two works of other names are two. Subgroups of a subject are students apart.
"""

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from letopis.kernel.dates import DateRange
from letopis.school.workload.enums import PRACTICALS
from letopis.school.workload.figures import Figures

LESSON_MINUTES = 45


class Page(NamedTuple):
    """The page of the journal that a work is of. `is_part`: of a subgroup."""

    course_id: int
    class_id: int
    grade: int
    subject_id: int
    is_part: bool = False


@dataclass(frozen=True, slots=True)
class Planned:
    """A work where it stands. `number`: of the lesson, None where only the day is given; `name`: of the procedure."""

    id: int
    page: Page
    day: date
    number: int | None
    kind: str
    minutes: int
    name: str

    @property
    def place(self) -> tuple[date, int, int]:
        """In the order of the days."""
        return self.day, self.number or 0, self.id

    @property
    def lessons(self) -> int:
        """How many lessons it takes."""
        return -(-self.minutes // LESSON_MINUTES)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of load and timetable. `hours`: of a page in the year; `weekly`: hours of a page in a week;
    `ends`: the first and the last lesson of a class on a day."""

    hours: Mapping[int, int] = field(default_factory=dict)
    weekly: Mapping[int, Decimal] = field(default_factory=dict)
    ends: Mapping[tuple[int, date], tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Hit:
    """A norm that speaks against a work. `other`: the work it does not go with; `found`: the figure found."""

    key: str
    work_id: int
    other_id: int | None = None
    found: int = 0

    def turned(self) -> "Hit":
        """The same of the other work, for who sees that one alone."""
        return self if self.other_id is None else replace(self, work_id=self.other_id, other_id=self.work_id)


# ── what two works have to do with each other ─────────────────────────
def is_procedure(kind: str, minutes: int, figures: Figures) -> bool:
    """Whether a work is an assessment procedure: not practical, and not too short to be counted."""
    return kind not in PRACTICALS and minutes >= figures.get("counted_minutes", 0)


def share_students(one: Page, other: Page) -> bool:
    """Whether a student may have both works."""
    if one.class_id != other.class_id:
        return False
    apart = one.subject_id == other.subject_id and one.is_part and other.is_part
    return not apart or one.course_id == other.course_id


def is_another(one: Page, name: str, other: Page, other_name: str) -> bool:
    """Whether two works of a subject in a parallel are two procedures: of the same students, or of other names."""
    return share_students(one, other) or name != other_name


# ── the hits ──────────────────────────────────────────────────────────
def hits(works: Iterable[Planned], facts: Facts, figures: Figures) -> list[Hit]:
    """Return what speaks against the works, in the order of the days; of a pair the later one is named first."""
    ordered = sorted(works, key=lambda work: work.place)
    counted = [work for work in ordered if is_procedure(work.kind, work.minutes, figures)]
    found = [
        *_days(counted, figures),
        *_gaps(counted, figures),
        *_shares(ordered, facts, figures),
        *_edges(counted, facts, figures),
        *_lengths(ordered, figures),
    ]
    places = {work.id: work.place for work in ordered}
    return sorted(found, key=lambda hit: (places[hit.work_id], hit.key))


def _days(works: Sequence[Planned], figures: Figures) -> Iterable[Hit]:
    """Too many works a class and day: the one over, with the last before it that the same students have."""
    most = figures.get("works_a_day")
    if most is None:
        return
    days: dict[tuple[int, date], list[Planned]] = defaultdict(list)
    for work in works:
        of_day = days[work.page.class_id, work.day]
        before = [one for one in of_day if share_students(one.page, work.page)]
        if len(before) >= most:
            yield Hit("works_a_day", work.id, before[-1].id if before else None, len(before) + 1)
        of_day.append(work)


def _gaps(works: Sequence[Planned], figures: Figures) -> Iterable[Hit]:
    """Works of a subject in a parallel too near to another procedure before them: with the nearest one."""
    least = figures.get("days_between")
    if least is None:
        return
    subjects: dict[tuple[int, int], list[Planned]] = defaultdict(list)
    for work in works:
        of_subject = subjects[work.page.grade, work.page.subject_id]
        for before in reversed(of_subject):
            days = (work.day - before.day).days
            if days >= least:
                break
            if is_another(work.page, work.name, before.page, before.name):
                yield Hit("days_between", work.id, before.id, days)
                break
        of_subject.append(work)


def _shares(works: Sequence[Planned], facts: Facts, figures: Figures) -> Iterable[Hit]:
    """Works that bring a page over its share of the subject's hours a year; `found` in lessons."""
    most = figures.get("share")
    if most is None:
        return
    taken: dict[int, int] = defaultdict(int)
    for work in works:
        hours = facts.hours.get(work.page.course_id)
        if not (work.kind in PRACTICALS or is_procedure(work.kind, work.minutes, figures)):
            continue
        taken[work.page.course_id] += work.lessons
        if hours is not None and taken[work.page.course_id] * 100 > most * hours:
            yield Hit("share", work.id, None, taken[work.page.course_id])


def _edges(works: Sequence[Planned], facts: Facts, figures: Figures) -> Iterable[Hit]:
    for work in works:
        if work.number is not None and is_edge(work.page, work.day, work.number, facts, figures):
            yield Hit("edge_hours", work.id, None, work.number)


def is_edge(page: Page, day: date, number: int, facts: Facts, figures: Figures) -> bool:
    """Whether a lesson is the class's first or last of the day and the subject has enough hours to do without it."""
    few = figures.get("edge_hours")
    ends = facts.ends.get((page.class_id, day))
    if few is None or ends is None or facts.weekly.get(page.course_id, Decimal()) <= few:
        return False
    return number in ends


def _lengths(works: Sequence[Planned], figures: Figures) -> Iterable[Hit]:
    for work in works:
        key = "practical_minutes" if work.kind in PRACTICALS else "control_minutes"
        most = figures.get(key)
        if most is not None and work.minutes > most:
            yield Hit(key, work.id, None, work.minutes)


# ── planned against held ──────────────────────────────────────────────
class Held(NamedTuple):
    """A control work of the journal: of a page, on a day."""

    id: int
    course_id: int
    day: date
    title: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Planned against held. `held`: planned id → the journal's work; `moved`: held on another day; `missed`: planned
    and not held by now; `unplanned`: held and in no schedule."""

    held: Mapping[int, Held]
    moved: Mapping[int, Held]
    missed: frozenset[int]
    unplanned: tuple[Held, ...]

    def of(self, ids: Collection[int], days: DateRange) -> "Comparison":
        """Return what of it is of some of the works planned, and of works held on some days."""
        return Comparison(
            held={pk: one for pk, one in self.held.items() if pk in ids},
            moved={pk: one for pk, one in self.moved.items() if pk in ids},
            missed=self.missed.intersection(ids),
            unplanned=tuple(one for one in self.unplanned if one.day in days),
        )


MOVED_WITHIN = timedelta(days=14)


def compare(works: Iterable[Planned], held: Iterable[Held], today: date) -> Comparison:
    """Match works planned with those of the journal, of a page each: on the same day, else the nearest within a
    fortnight that no other has. What is planned for today and later is not missed yet."""
    of_course: dict[int, list[tuple[date, int, Held]]] = defaultdict(list)
    for one in held:
        insort(of_course[one.course_id], (one.day, one.id, one))
    ordered = sorted((work for work in works if work.day <= today), key=lambda work: work.place)
    same, other = {}, {}
    for work in ordered:
        there = of_course[work.page.course_id]
        at = bisect_left(there, (work.day, 0))
        if at < len(there) and there[at][0] == work.day:
            same[work.id] = there.pop(at)[2]
    for work in ordered:
        there = of_course[work.page.course_id]
        near = [one for one in there if abs(one[0] - work.day) <= MOVED_WITHIN]
        if work.id not in same and near:
            nearest = min(near, key=lambda one: (abs(one[0] - work.day), one[0], one[1]))
            there.remove(nearest)
            other[work.id] = nearest[2]
    missed = frozenset(w.id for w in ordered if w.day < today and w.id not in same and w.id not in other)
    rest = sorted(one for there in of_course.values() for one in there)
    return Comparison(same, other, missed, tuple(one[2] for one in rest))
