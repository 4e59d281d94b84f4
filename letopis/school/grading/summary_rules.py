"""Figures of a class's summary sheet; pure. The formulas are the usual ones of school reports: решает организация.

Успеваемость: the share of those without «2», «нз» and «н/а». Качество: the share of those with «4» and «5» alone.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from letopis.school.grading.rules import Follows
from letopis.school.marks.averages import rounded
from letopis.school.marks.rules import COUNTING, FAILED, NOT_ATTESTED, PASSED

FAILING_MARKS = frozenset({"2", FAILED, NOT_ATTESTED})


class Standing(StrEnum):
    """How a student stands by the marks of a period. The value is the code of the group."""

    EXCELLENT = "excellent"
    GOOD = "good"
    ONE_THREE = "one_three"
    PASSING = "passing"
    FAILING = "failing"
    UNKNOWN = "unknown"


NAMES: Mapping[Standing, str] = {
    Standing.EXCELLENT: "Отличники",
    Standing.GOOD: "На «4» и «5»",
    Standing.ONE_THREE: "С одной «3»",
    Standing.PASSING: "С «3»",
    Standing.FAILING: "Не успевают",
    Standing.UNKNOWN: "Не все отметки",
}


def standing(values: Iterable[str], *, missing: int = 0) -> Standing:
    """Return how a student stands; a failing mark counts at once, the rest once no mark is `missing`."""
    marks = [value for value in values if value]
    if FAILING_MARKS & set(marks):
        return Standing.FAILING
    counting = [mark for mark in marks if mark in COUNTING]
    if missing or not counting:
        return Standing.UNKNOWN
    threes = counting.count("3")
    if threes:
        return Standing.ONE_THREE if threes == 1 else Standing.PASSING
    return Standing.GOOD if "4" in counting else Standing.EXCELLENT


def mean(values: Iterable[str]) -> Decimal | None:
    """Return the mean of the marks 2 to 5, two digits, None without any."""
    marks = [int(value) for value in values if value in COUNTING]
    return rounded(Decimal(sum(marks)), Decimal(len(marks))) if marks else None


def share(part: int, whole: int) -> int | None:
    """Return whole per cent, half up, None of nothing."""
    return (200 * part + whole) // (2 * whole) if whole else None


@dataclass(frozen=True, slots=True)
class Figures:
    """Of a subject or of a class: mean, quality and success in per cent; None where nobody is rated."""

    mean: Decimal | None
    quality: int | None
    success: int | None


def of_subject(values: Sequence[str]) -> Figures:
    """Return the figures of a subject's marks."""
    rated = [value for value in values if value in COUNTING or value in FAILING_MARKS or value == PASSED]
    good, passed = (sum(value in group for value in rated) for group in ("45", {"3", "4", "5", PASSED}))
    is_credit = any(value in {PASSED, FAILED} for value in rated)
    quality = None if is_credit else share(good, len(rated))
    return Figures(mean(values), quality, share(passed, len(rated)))


def of_class(standings: Sequence[Standing], values: Iterable[str]) -> Figures:
    """Return the figures of a class by how its students stand."""
    known = [one for one in standings if one is not Standing.UNKNOWN]
    good = sum(one in {Standing.EXCELLENT, Standing.GOOD} for one in known)
    passed = sum(one is not Standing.FAILING for one in known)
    return Figures(mean(values), share(good, len(known)), share(passed, len(known)))


class Doubt(StrEnum):
    """What a cell of the sheet is looked at for."""

    NONE = ""
    MISSING = "missing"
    BELOW = "below"
    ABOVE = "above"
    MOVED = "moved"
    DISPUTED = "disputed"


def doubt(
    value: str, found: Follows | None, average: Decimal | None, put_beside: Decimal | None, *, is_due: bool
) -> Doubt:
    """Return what there is to look at in a cell, the gravest first. `found`: what follows from the `average` by now.

    A mark missing; lower or higher than follows by now («4,50, но 4»); an average that has moved since the mark was
    put; an average near the border.
    """
    if not value:
        return Doubt.MISSING if is_due else Doubt.NONE
    if found is None:
        return Doubt.NONE
    if found.value != value and found.value in COUNTING and value in COUNTING:
        return Doubt.BELOW if value < found.value else Doubt.ABOVE
    if put_beside is not None and put_beside != average:
        return Doubt.MOVED
    return Doubt.DISPUTED if found.is_disputed else Doubt.NONE
