"""Averages and the proposed term mark; docs/developer/averages.md says the same in words, for the screen's script.

Exact: sums are whole or decimal numbers, the one division is of whole hundredths, half up.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from msgspec import Struct

from letopis.school.marks.enums import MarkState, Rewritten
from letopis.school.marks.rules import COUNTING

_FIGURES = {mark: int(mark) for mark in COUNTING}
HUNDREDTH = Decimal("0.01")
# A weighted average this near the border, on either side, is «спорная».
DISPUTED_WITHIN = Decimal("0.10")


class Cell(Protocol):
    """What averages see of a mark: itself, the second mark of «5/4», the weight of its work.

    `state` says whether it counts, `was` is the first mark of a work written again.
    """

    @property
    def value(self) -> str: ...
    @property
    def second(self) -> str: ...
    @property
    def weight(self) -> Decimal: ...
    @property
    def state(self) -> str: ...
    @property
    def was(self) -> str: ...


class Weighed(Struct, frozen=True):
    """A cell of the grid as averages see it."""

    value: str
    second: str
    weight: Decimal
    state: str = ""
    was: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """The term mark that follows from the weighted average. `is_disputed`: near the border, the teacher should look."""

    value: str
    is_disputed: bool


def counting(cell: Cell, rewritten: str = Rewritten.LAST) -> list[int]:
    """Return the marks of a cell that count; of a work written again, by the school's rule which of them.

    «5/4» is two marks; н/а, осв, зч, нз, a state alone and empty are none.
    """
    if cell.state == MarkState.EXCLUDED:
        return []
    last = [_FIGURES[mark] for mark in (cell.value, cell.second) if mark in _FIGURES]
    if not cell.was or rewritten == Rewritten.LAST:
        return last
    first = [_FIGURES[mark] for mark in cell.was.split("/") if mark in _FIGURES]
    if rewritten == Rewritten.BOTH or not (first and last):
        return first + last
    return first if sum(first) * len(last) > sum(last) * len(first) else last


def counted(cells: Iterable[Cell], rewritten: str = Rewritten.LAST) -> list[tuple[int, Decimal]]:
    """Return mark and weight of all that counts."""
    return [(mark, cell.weight) for cell in cells for mark in counting(cell, rewritten)]


def both_averages(cells: Iterable[Cell], rewritten: str = Rewritten.LAST) -> tuple[Decimal | None, Decimal | None]:
    """Return the mean of the marks, None without marks, and Σ mark·weight / Σ weight, None where nothing has weight.

    Both with two digits, half up. `rewritten`: which mark of a work written again counts.
    """
    return averages_of(counted(cells, rewritten))


def averages_of(marks: Sequence[tuple[int, Decimal]]) -> tuple[Decimal | None, Decimal | None]:
    """Return both averages of marks that count, each with its weight."""
    if not marks:
        return None, None
    plain = rounded(Decimal(sum([mark for mark, _ in marks])), Decimal(len(marks)))
    weights = sum([weight for _, weight in marks], Decimal())
    if not weights:
        return plain, None
    return plain, rounded(sum([mark * weight for mark, weight in marks], Decimal()), weights)


def plain_average(cells: Iterable[Cell], rewritten: str = Rewritten.LAST) -> Decimal | None:
    """Return the first of both averages."""
    return both_averages(cells, rewritten)[0]


def weighted_average(cells: Iterable[Cell], rewritten: str = Rewritten.LAST) -> Decimal | None:
    """Return the second of both averages."""
    return both_averages(cells, rewritten)[1]


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
