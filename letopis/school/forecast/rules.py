"""From the marks of a course to what is told of its term: how probable, how sure, what would change it. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from math import gcd

from letopis.school.forecast.model import (
    EARLIER,
    LEVELS,
    UNRATED,
    Ahead,
    Known,
    Rounding,
    numbers_ahead,
    rounded_mark,
    scale_of,
    share_of,
    strength_of,
    term_marks,
)
from letopis.school.marks.averages import Cell, counted
from letopis.school.marks.rules import NOT_ATTESTED
from letopis.school.organisation.settings import SchoolSettings

# How many lessons the class's pace of marks weighs against a student's own, and the pace of who has had none.
PACE_WEIGHS, USUAL_PACE = 20.0, 0.25
_GOLDEN = 0.618033988749895
# A «2» is a risk from here on, and told as one to the family from here; too few marks are told from here.
AT_RISK, WARNED, FEW = 0.20, 0.50, 0.35
CERTAIN, SURE, LIKELY = 0.995, 0.90, 0.65
# More fives than this in a row are no advice.
MOST_FIVES = 4
HUNDREDTHS = 100


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark that counts, and its weight in hundredths."""

    value: int
    weight: int


@dataclass(frozen=True, slots=True)
class SoFar:
    """Marks of one student in the term and in the terms before, in the order of time."""

    term: tuple[Mark, ...]
    earlier: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Course:
    """What a forecast stands on: everybody's marks, lessons of the term held and left, those held of the year."""

    students: Mapping[int, SoFar]
    held: int
    left: int
    held_of_year: int


@dataclass(frozen=True, slots=True)
class Step:
    """So many fives, one after another, for works of such a weight (hundredths) make the mark at least `mark`."""

    mark: int
    fives: int
    weight: int


@dataclass(frozen=True)
class Outlook:
    """What is told of a student. `now`: the mark if the term ended today, UNRATED for none.

    `coming`: marks to come on the average; `left`: lessons.
    """

    chances: Mapping[int, float]
    now: int
    known: Known
    coming: float
    left: int
    steps: tuple[Step, ...]

    @cached_property
    def rated(self) -> Mapping[int, float]:
        """How probable each mark is, if there are enough marks for one; empty where there will surely be none.

        How many marks there are is the teacher's to mend, what they are the student's: the two are told apart.
        """
        whole = 1 - self.chances[UNRATED]
        return {mark: self.chances[mark] / whole for mark in LEVELS} if whole > 1 - CERTAIN else {}

    @cached_property
    def likely(self) -> int:
        """The most probable mark, UNRATED where there will surely be none."""
        return max(self.rated, key=lambda mark: self.rated[mark], default=UNRATED)

    @property
    def share(self) -> float:
        """How probable the likely mark is."""
        return self.rated.get(self.likely, self.chances[UNRATED])

    @property
    def is_certain(self) -> bool:
        """Whether nothing is left that could change it."""
        return max(self.chances.values()) >= CERTAIN

    @property
    def is_over(self) -> bool:
        """Whether no lesson of the term is left."""
        return not self.left

    @property
    def risk(self) -> float:
        """How probable a «2» is."""
        return self.rated.get(LEVELS[0], 0.0)

    @property
    def unrated(self) -> float:
        """How probable it is that there will be too few marks."""
        return self.chances[UNRATED]

    @property
    def expected(self) -> float:
        """The mark on the average, where there is one; 0 where there will be none."""
        return sum(mark * chance for mark, chance in self.rated.items())


def marks_of(cells: Iterable[Cell], settings: SchoolSettings) -> tuple[Mark, ...]:
    """Return the marks that count by the school's rules; a plain average has all of one weight, as have those of which
    none has any: then the plain one makes the mark (grading/rules.py).
    """
    told = counted(cells, settings.rewritten_counts)
    if not settings.weighted_term_mark or not any(weight for _, weight in told):
        return tuple(Mark(mark, HUNDREDTHS) for mark, _ in told)
    return tuple(Mark(mark, int(weight * HUNDREDTHS)) for mark, weight in told)


def rounding_of(settings: SchoolSettings) -> Rounding:
    """Return how the school makes a mark of an average."""
    return Rounding(int(settings.rounding_border * HUNDREDTHS), settings.term_mark_least)


def outlooks(course: Course, rounding: Rounding, *, only: int | None = None) -> dict[int, Outlook]:
    """Return the outlook of each student of a course, or of one; the same marks give the same figures on every page."""
    everything = [(*one.earlier, *one.term) for one in course.students.values()]
    weights = [mark.weight for marks in everything for mark in marks] or [HUNDREDTHS]
    unit = reduce(gcd, weights) or 1
    share = share_of([[mark.value for mark in marks] for marks in everything])
    scale = scale_of(Counter(mark.value for marks in everything for mark in marks), share)
    pace = _pace(course, sum(map(len, everything)))
    coming = {student: _coming(course, len(one.term), pace) for student, one in course.students.items()}
    numbers = {student: numbers_ahead(one, course.left) for student, one in coming.items()}
    most = max((max(one) for one in numbers.values()), default=0)
    ahead = Ahead(scale, weights_ahead([weight // unit for weight in weights], most))
    distinct = sorted({weight // unit for weight in weights})
    found = {}
    for student, one in course.students.items():
        if only not in (None, student):
            continue
        known = _known(one.term, unit)
        evidence = [*((mark.value, 1.0) for mark in one.term), *((mark.value, EARLIER) for mark in one.earlier)]
        chances = term_marks(known, ahead, strength_of(scale, evidence), numbers[student], rounding)
        steps = _steps(known, distinct, coming[student], rounding)
        told = tuple(Step(step.mark, step.fives, step.weight * unit) for step in steps)
        found[student] = Outlook(chances, mark_of(known, rounding), known, coming[student], course.left, told)
    return found


def _known(marks: Iterable[Mark], unit: int) -> Known:
    known = Known()
    for mark in marks:
        known = known.add(mark.value, mark.weight // unit)
    return known


def mark_of(known: Known, rounding: Rounding) -> int:
    """Return the mark that follows from marks, UNRATED where there are too few."""
    if not known.number or known.number < rounding.least or not known.weight:
        return UNRATED
    return rounded_mark(known.total, known.weight, rounding.border)


def _pace(course: Course, marks: int) -> float:
    """Marks a student gets in a lesson, of the whole class and year."""
    places = len(course.students) * course.held_of_year
    return marks / places if places else USUAL_PACE


def _coming(course: Course, marks: int, pace: float) -> float:
    own = (marks + PACE_WEIGHS * pace) / (course.held + PACE_WEIGHS)
    return own * course.left


def weights_ahead(weights: Sequence[int], number: int) -> list[int]:
    """Return weights of works to come, as they were so far: heavy ones as often, evenly among the others."""
    known = sorted(weight for weight in weights if weight) or [1]
    return [known[int((place * _GOLDEN + 0.5) % 1 * len(known))] for place in range(number)]


def _steps(known: Known, weights: Sequence[int], coming: float, rounding: Rounding) -> list[Step]:
    """What makes a better mark than that of today: fives of the lightest weight, fewer of the heaviest."""
    now = mark_of(known, rounding)
    if now == LEVELS[-1] or coming < 0.5:
        return []
    found: list[Step] = []
    for weight in dict.fromkeys(weight for weight in (weights[0], weights[-1]) if weight):
        step = next(
            (
                Step(mark, fives, weight)
                for fives in range(1, MOST_FIVES + 1)
                if (mark := mark_of(known.add(LEVELS[-1], weight, fives), rounding)) > now
            ),
            None,
        )
        if step and not any(other.fives <= step.fives and other.mark >= step.mark for other in found):
            found.append(step)
    return found


# ── words ─────────────────────────────────────────────────────────────
def mark_text(mark: int) -> str:
    """Return «4», «н/а»."""
    return str(mark) if mark else NOT_ATTESTED


def told(outlook: Outlook) -> str:
    """Return the outlook with its uncertainty in words: «скорее всего 4, может выйти и 3»."""
    if not outlook.rated:
        return f"{NOT_ATTESTED}: отметок мало"
    few = "; отметок мало, может выйти н/а" if outlook.unrated >= FEW else ""
    return _of_rated(outlook) + few


def _of_rated(outlook: Outlook) -> str:
    one = outlook.likely
    other = max((mark for mark in LEVELS if mark != one), key=lambda mark: outlook.rated[mark])
    if outlook.is_over:
        return mark_text(one)
    if outlook.share >= SURE:
        return f"почти наверняка {one}"
    if outlook.share >= LIKELY:
        return f"скорее всего {one}, может выйти и {other}"
    return f"пока неясно: {one} или {other}"
