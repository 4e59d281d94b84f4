"""The probable mark of a term, and how sure it is: a graded response model with empirical Bayes; pure, no clock.

Every mark is a level (2 < 3 < 4 < 5) that a hidden strength reaches: strength = √ρ·z + √(1−ρ)·e, where z ~ N(0, 1) is
the student's own in the course and e ~ N(0, 1) the chance of one work. The borders between the levels are those that
give the class's own marks (smoothed), ρ is how much of their spread lies between students. A student's marks make z
more certain by Bayes' rule; with few marks it stays near the class. Given z the marks to come are independent, so the
distribution of their weighted sum is exact, and the school's own rounding turns it into a mark.
docs/developer/forecast.md has the evaluation. Model: F. Samejima, Estimation of latent ability using a response
pattern of graded scores, 1969.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from math import comb, sqrt
from operator import add, mul
from statistics import NormalDist

LEVELS = (2, 3, 4, 5)
# Marks of a school that nothing is known of, and how many marks that weighs.
USUAL = {2: 0.05, 3: 0.25, 4: 0.40, 5: 0.30}
USUAL_WEIGHS = 8.0
# The share of the spread between students where a class has too few marks to say, and how many students it weighs.
USUAL_SHARE, SHARE_WEIGHS = 0.45, 15.0
SHARE_BOUNDS = (0.10, 0.95)
# What a mark of an earlier term tells of this one, against a mark of this one.
EARLIER = 0.5
_NORMAL = NormalDist()
_STEP = 0.2
POINTS = tuple(round(-3.4 + _STEP * place, 1) for place in range(35))
_PRIOR = tuple(_NORMAL.pdf(point) * _STEP for point in POINTS)
# More marks than this are not looked ahead: the far ones change nothing that could be told.
MOST_AHEAD = 24
# A number of marks to come that is less probable is left out.
RARE = 0.005

Strength = tuple[float, ...]
"""How probable each of POINTS is."""


@dataclass(frozen=True, slots=True)
class Scale:
    """A course's marks: for each of POINTS the probability of each level, lowest first."""

    levels: tuple[int, ...]
    chances: tuple[tuple[float, ...], ...]


def scale_of(counts: Mapping[int, float], share: float, usual: Mapping[int, float] | None = None) -> Scale:
    """Return the scale of a class with so many marks of each level; `share`: ρ.

    `usual`: the levels there are and how a school marks that nothing is known of, summing to 1 (USUAL).
    """
    expected = usual or USUAL
    total = sum(counts.get(level, 0) for level in expected) + USUAL_WEIGHS
    below, borders = 0.0, []
    for level in sorted(expected)[:-1]:
        below += (counts.get(level, 0) + USUAL_WEIGHS * expected[level]) / total
        borders.append(_NORMAL.inv_cdf(min(max(below, 1e-6), 1 - 1e-6)))
    own, chance = sqrt(share), sqrt(1 - share)
    chances = tuple(_chances([(border - own * point) / chance for border in borders]) for point in POINTS)
    return Scale(tuple(sorted(expected)), chances)


def _chances(borders: Sequence[float]) -> tuple[float, ...]:
    reached = [*(_NORMAL.cdf(border) for border in borders), 1.0]
    return tuple(max(upper - lower, 1e-9) for lower, upper in zip([0.0, *reached], reached, strict=False))


def share_of(groups: Iterable[Sequence[int]]) -> float:
    """Return ρ: which share of the spread of marks lies between students (analysis of variance), drawn to the usual.

    `groups`: the marks of each student.
    """
    told = [marks for marks in groups if len(marks) > 1]
    number = sum(map(len, told))
    if len(told) < 2 or number <= len(told):
        return USUAL_SHARE
    mean = sum(map(sum, told)) / number
    means = [sum(marks) / len(marks) for marks in told]
    within = sum((mark - own) ** 2 for marks, own in zip(told, means, strict=True) for mark in marks)
    within /= number - len(told)
    between = sum(len(marks) * (own - mean) ** 2 for marks, own in zip(told, means, strict=True)) / (len(told) - 1)
    size = (number - sum(len(marks) ** 2 for marks in told) / number) / (len(told) - 1)
    own_spread = max(between - within, 0.0) / size
    found = own_spread / (own_spread + within) if own_spread + within else USUAL_SHARE
    drawn = (found * len(told) + USUAL_SHARE * SHARE_WEIGHS) / (len(told) + SHARE_WEIGHS)
    return min(max(drawn, SHARE_BOUNDS[0]), SHARE_BOUNDS[1])


def strength_of(scale: Scale, evidence: Iterable[tuple[int, float]]) -> Strength:
    """Return how probable each strength is after (mark, how much it tells); 1 is a mark of this term."""
    place = {level: number for number, level in enumerate(scale.levels)}
    tells = [0.0] * len(scale.levels)
    for level, weighs in evidence:
        tells[place[level]] += weighs
    told = [(number, weighs) for number, weighs in enumerate(tells) if weighs]
    likely = list(_PRIOR)
    for number, weighs in told:
        likely = [one * chances[number] ** weighs for one, chances in zip(likely, scale.chances, strict=True)]
        # A long year of marks of one kind must not run out of numbers.
        most = max(likely)
        likely = [one / most for one in likely]
    total = sum(likely)
    return tuple(one / total for one in likely)


def next_mark(scale: Scale, strength: Strength) -> dict[int, float]:
    """Return how probable each level of the next mark is."""
    return {
        level: sum(weighs * chances[number] for weighs, chances in zip(strength, scale.chances, strict=True))
        for number, level in enumerate(scale.levels)
    }


class Ahead:
    """What the marks to come may add up to, for each of POINTS: one for all students of a course.

    `weights` (whole numbers) are those of the works to come in order; of `k` marks the first k are taken.
    """

    def __init__(self, scale: Scale, weights: Sequence[int]) -> None:
        self.scale = scale
        self.weights = tuple(weights[:MOST_AHEAD])
        self._sums: list[tuple[list[float], ...]] = [tuple([1.0] for _ in POINTS)]
        # By the number of marks, for each sum from the lowest on: how probable less is, for each of POINTS.
        self._below: dict[int, list[tuple[float, ...]]] = {}

    def sums(self, number: int) -> tuple[list[float], ...]:
        """Return for each of POINTS the probabilities of the next `number` marks' sum, from lowest() on, one by one."""
        while len(self._sums) <= number:
            weight = self.weights[len(self._sums) - 1]
            rows = zip(self._sums[-1], self.scale.chances, strict=True)
            self._sums.append(tuple(_added(known, weight, self.scale.levels, chances) for known, chances in rows))
        return self._sums[number]

    def lowest(self, number: int) -> int:
        """Return the least sum of the next `number` marks: the worst of each."""
        return self.weight(number) * self.scale.levels[0]

    def below(self, strength: Strength, number: int, borders: Sequence[int]) -> list[float]:
        """Return how probable it is that the next `number` marks add up to less than each of `borders`.

        For a student whose strength is known so far.
        """
        of_sums = self._below.get(number)
        if of_sums is None:
            of_sums = list(zip(*([0.0, *accumulate(chances)] for chances in self.sums(number)), strict=True))
            self._below[number] = of_sums
        lowest, most = self.lowest(number), len(of_sums) - 1
        places = [min(max(border - lowest, 0), most) for border in borders]
        # Below the least sum there is nothing, below the greatest everything: that needs no reckoning.
        sure = {0: 0.0, most: 1.0}
        return [sure[place] if place in sure else sum(map(mul, strength, of_sums[place])) for place in places]

    def weight(self, number: int) -> int:
        """Return the weight of the next `number` marks together."""
        return sum(self.weights[:number])


def _added(known: list[float], weight: int, levels: Sequence[int], chances: Sequence[float]) -> list[float]:
    wide = weight * (levels[-1] - levels[0])
    found = [chances[0] * likely for likely in known] + [0.0] * wide
    for level, chance in zip(levels[1:], chances[1:], strict=True):
        shift = weight * (level - levels[0])
        found[shift:] = map(add, found[shift:], [chance * likely for likely in known] + [0.0] * (wide - shift))
    return found


def numbers_ahead(coming: float, lessons: int) -> dict[int, float]:
    """Return how probable each number of marks to come is: of every lesson one or none, `coming` on the average.

    More than one a lesson: between two whole numbers both in their shares.
    """
    fewer = int(coming)
    if lessons <= coming:
        return {
            number: chance for number, chance in ((fewer, 1 - coming + fewer), (fewer + 1, coming - fewer)) if chance
        }
    share = coming / lessons
    found = {k: comb(lessons, k) * share**k * (1 - share) ** (lessons - k) for k in range(lessons + 1)}
    kept = {k: chance for k, chance in found.items() if chance > RARE}
    whole = sum(kept.values())
    return {k: chance / whole for k, chance in kept.items()}


@dataclass(frozen=True, slots=True)
class Rounding:
    """How a school makes a mark of an average: `border` in hundredths, `least` marks."""

    border: int
    least: int


@lru_cache(maxsize=100_000)
def rounded_mark(total: int, weight: int, border: int) -> int:
    """Return the mark of an average total / weight: two digits half up, then by the border (marks/averages.py)."""
    average = (200 * total + weight) // (2 * weight)
    whole, part = divmod(average, 100)
    return min(max(whole + (part >= border), LEVELS[0]), LEVELS[-1])


@dataclass(frozen=True, slots=True)
class Known:
    """The marks of a term so far: their sum, their weight (whole numbers, as those to come) and their number."""

    total: int = 0
    weight: int = 0
    number: int = 0

    def add(self, mark: int, weight: int, times: int = 1) -> "Known":
        """Return the same with marks more."""
        return Known(self.total + mark * weight * times, self.weight + weight * times, self.number + times)


@lru_cache(maxsize=10_000)
def least_totals(weight: int, border: int) -> tuple[int, ...]:
    """Return the least total of this weight that makes each mark but the worst: the better, the more."""
    totals = range(LEVELS[0] * weight, LEVELS[-1] * weight + 1)
    return tuple(
        totals.start + bisect_left(totals, mark, key=lambda total: rounded_mark(total, weight, border))
        for mark in LEVELS[1:]
    )


UNRATED = 0
"""In a distribution: no mark, too few of them (н/а)."""


def term_marks(
    known: Known, ahead: Ahead, strength: Strength, numbers: Mapping[int, float], rounding: Rounding
) -> dict[int, float]:
    """Return how probable each mark of the term is, UNRATED among them; the probabilities sum to 1.

    `numbers`: how probable each number of marks to come is.
    """
    found = dict.fromkeys((UNRATED, *LEVELS), 0.0)
    for wanted, likely in numbers.items():
        number = min(wanted, len(ahead.weights))
        weight = known.weight + ahead.weight(number)
        if known.number + wanted < rounding.least or not weight:
            found[UNRATED] += likely
            continue
        borders = [least - known.total for least in least_totals(weight, rounding.border)]
        *under, whole = ahead.below(strength, number, [*borders, LEVELS[-1] * weight + 1])
        for mark, more, less in zip(LEVELS, [*under, whole], [0.0, *under], strict=True):
            found[mark] += likely * (more - less)
    whole = sum(found.values())
    return {mark: chance / whole for mark, chance in found.items()}
