"""Many numbers as a short text of numbers and ranges, «7-12,20»: which entries an act names. Pure functions."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class Ranges:
    """Numbers as rising ranges that do not touch: `firsts` and `lasts`, both included."""

    firsts: tuple[int, ...]
    lasts: tuple[int, ...]

    @classmethod
    def of(cls, numbers: Iterable[int]) -> Self:
        """Return the ranges of these numbers."""
        firsts: list[int] = []
        lasts: list[int] = []
        for number in sorted(set(numbers)):
            if lasts and number == lasts[-1] + 1:
                lasts[-1] = number
            else:
                firsts.append(number)
                lasts.append(number)
        return cls(tuple(firsts), tuple(lasts))

    @classmethod
    def of_text(cls, text: str) -> Self:
        """Read «7-12,20». Raises ValueError for anything else, a range that falls or numbers out of order."""
        firsts: list[int] = []
        lasts: list[int] = []
        for part in text.split(",") if text else []:
            first, dash, last = part.partition("-")
            firsts.append(int(first))
            lasts.append(int(last) if dash else int(first))
            if lasts[-1] < firsts[-1] or (len(lasts) > 1 and firsts[-1] <= lasts[-2]):
                raise ValueError(part)
        return cls(tuple(firsts), tuple(lasts))

    def __contains__(self, number: int) -> bool:
        place = bisect_right(self.firsts, number) - 1
        return place >= 0 and number <= self.lasts[place]

    def __len__(self) -> int:
        return sum(last - first + 1 for first, last in zip(self.firsts, self.lasts, strict=True))

    def __iter__(self) -> Iterator[int]:
        for first, last in zip(self.firsts, self.lasts, strict=True):
            yield from range(first, last + 1)

    def __str__(self) -> str:
        pairs = zip(self.firsts, self.lasts, strict=True)
        return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in pairs)
