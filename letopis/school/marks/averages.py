"""Averages and the proposed term mark; docs/developer/averages.md says the same in words, for the screen's script.

Exact: sums are whole or decimal numbers, the one division is of whole hundredths, half up.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from msgspec import Struct

from letopis.school.marks.rules import COUNTING

_FIGURES = {mark: int(mark) for mark in COUNTING}
HUNDREDTH = Decimal("0.01")
# A weighted average this near the border, on either side, is «спорная».
DISPUTED_WITHIN = Decimal("0.10")


class Cell(Protocol):
    """What averages see of a mark: itself, the second mark of «5/4», the weight of its work."""

    @property
    def value(self) -> str: ...
    @property
    def second(self) -> str: ...
    @property
    def weight(self) -> Decimal: ...


class Weighed(Struct, frozen=True):
    """A cell of the grid as averages see it."""

    value: str
    second: str
    weight: Decimal


@dataclass(frozen=True, slots=True)
class Proposal:
    """The term mark that follows from the weighted average. `is_disputed`: near the border, the teacher should look."""

    value: str
    is_disputed: bool


def counted(cells: Iterable[Cell]) -> list[tuple[int, Decimal]]:
    """Return mark and weight of all that counts: «5/4» is two marks; н/а, осв, зч, нз, a debt and empty are none."""
    return [(_FIGURES[mark], cell.weight) for cell in cells for mark in (cell.value, cell.second) if mark in _FIGURES]


def both_averages(cells: Iterable[Cell]) -> tuple[Decimal | None, Decimal | None]:
    """Return the mean of the marks, None without marks, and Σ mark·weight / Σ weight, None where nothing has weight.

    Both with two digits, half up.
    """
    marks = counted(cells)
    if not marks:
        return None, None
    plain = rounded(Decimal(sum([mark for mark, _ in marks])), Decimal(len(marks)))
    weights = sum([weight for _, weight in marks], Decimal())
    if not weights:
        return plain, None
    return plain, rounded(sum([mark * weight for mark, weight in marks], Decimal()), weights)


def plain_average(cells: Iterable[Cell]) -> Decimal | None:
    """Return the first of both averages."""
    return both_averages(cells)[0]


def weighted_average(cells: Iterable[Cell]) -> Decimal | None:
    """Return the second of both averages."""
    return both_averages(cells)[1]


def rounded(total: Decimal, parts: Decimal) -> Decimal:
    """Return `total` / `parts` (neither negative) with two digits, half up: 8.99 / 2 is 4.50."""
    return (200 * total + parts) // (2 * parts) * HUNDREDTH


def proposed(average: Decimal | None, border: Decimal) -> Proposal | None:
    """Return the term mark for a weighted average as shown (two digits); border 0.50 makes 4.50 a 5."""
    if average is None:
        return None
    whole = int(average)
    part = average - whole
    value = min(max(whole + (part >= border), 2), 5)
    return Proposal(str(value), abs(part - border) <= DISPUTED_WITHIN and 2 <= whole < 5)
