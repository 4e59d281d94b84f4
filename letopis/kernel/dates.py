"""Days as the school counts them: one interval type, and who follows whom on a given day. Both ends are included.

Rows with dates (organisation.models.Dated) and every pure rule about days stand on this; nothing here reads a clock.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Generic, Protocol, TypeVar

from msgspec import Struct

from letopis.kernel.errors import Refused

ONE_DAY = timedelta(days=1)
WEEK = timedelta(days=7)


class DateRange(Struct, frozen=True):
    """Days from `starts_on` to `ends_on`, both included; no end: still going on. Refused where the last is first."""

    starts_on: date
    ends_on: date | None = None

    def __post_init__(self) -> None:
        if self.ends_on is not None and self.ends_on < self.starts_on:
            raise Refused(order_message(self.starts_on), code="order", field="ends_on")

    @classmethod
    def of(cls, starts_on: date, ends_on: date | None) -> "DateRange | None":
        """Return the days of a stored row, None for one that was taken back before its first day."""
        return None if ends_on is not None and ends_on < starts_on else cls(starts_on, ends_on)

    def __contains__(self, day: date) -> bool:
        return self.starts_on <= day <= self.last

    def __and__(self, other: "DateRange") -> "DateRange | None":
        """Return the days in both."""
        first, last = max(self.starts_on, other.starts_on), min(self.last, other.last)
        return DateRange(first, None if last == date.max else last) if first <= last else None

    def __lt__(self, other: "DateRange") -> bool:
        """Sort by the first day, then by the last."""
        return (self.starts_on, self.last) < (other.starts_on, other.last)

    def __str__(self) -> str:
        """Return «с 12.11.2026 по 20.12.2026», «с 12.11.2026»."""
        until = f" по {short(self.ends_on)}" if self.ends_on else ""
        return f"с {short(self.starts_on)}{until}"

    @property
    def last(self) -> date:
        """The last day, date.max while it goes on: to compare with."""
        return self.ends_on or date.max

    @property
    def bounds(self) -> tuple[date, date]:
        """The first and the last day, as a query's `__range` takes them."""
        return self.starts_on, self.last

    @property
    def day_before(self) -> date:
        """The day before the first."""
        return self.starts_on - ONE_DAY

    @property
    def day_after(self) -> date | None:
        """The day after the last, None while it goes on."""
        return None if self.ends_on is None else self.ends_on + ONE_DAY

    def overlaps(self, other: "DateRange") -> bool:
        """Whether some day is in both."""
        return self.starts_on <= other.last and other.starts_on <= self.last

    def each_day(self) -> Iterator[date]:
        """Yield every day of a range that ends. Raises ValueError for one that does not."""
        if self.ends_on is None:
            raise ValueError("a range without an end has no last day to count to")
        return days_between(self.starts_on, self.ends_on)

    def covers(self, other: "DateRange") -> bool:
        """Whether every day of `other` is in this."""
        return self.starts_on <= other.starts_on and other.last <= self.last


def common_days(first: Iterable[DateRange], second: Iterable[DateRange]) -> tuple[DateRange, ...]:
    """Return the days that lie in a range of both, in order: in the class and in its subgroup."""
    others = list(second)
    return tuple(sorted({both for one in first for other in others if (both := one & other)}))


def gaps(ranges: Iterable[DateRange]) -> tuple[DateRange, ...]:
    """Return the days between ranges, which come in order: those that lie in none of them."""
    found: list[DateRange] = []
    reached: date | None = None
    for one in ranges:
        if reached is not None and reached < one.starts_on - ONE_DAY:
            found.append(DateRange(reached + ONE_DAY, one.day_before))
        reached = one.last if reached is None else max(reached, one.last)
    return tuple(found)


def days_between(first: date, last: date) -> Iterator[date]:
    """Yield every date from `first` to `last`, both included; none where `last` is earlier."""
    for offset in range((last - first).days + 1):
        yield first + offset * ONE_DAY


def day_before(day: date) -> date:
    """Return the day before."""
    return day - ONE_DAY


def day_after(day: date) -> date:
    """Return the day after."""
    return day + ONE_DAY


def years_later(day: date, years: int) -> date:
    """Return the same day some years later, or earlier for less than none; 28 February for the 29th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def monday_of(day: date) -> date:
    """Return the Monday of the week of `day`."""
    return day - day.weekday() * ONE_DAY


def week_of(day: date) -> DateRange:
    """Return Monday to Sunday of the week of `day`."""
    monday = monday_of(day)
    return DateRange(monday, monday + 6 * ONE_DAY)


def order_message(first: date) -> str:
    """Return what is said of a last day before the first."""
    return f"Последний день не может быть раньше первого ({short(first)}). Исправьте дату."


def short(day: date) -> str:
    """Return «12.11.2026»."""
    return day.strftime("%d.%m.%Y")


# ── who follows whom ──────────────────────────────────────────────────


class Held(Protocol):
    """A row with dates: a stay, an appointment, a place in the week."""

    starts_on: date
    ends_on: date | None


H = TypeVar("H", bound=Held)


@dataclass(frozen=True, slots=True)
class Handover(Generic[H]):
    """What becomes of the rows held when another follows from a day on.

    `own`: the row that the follower has already, it goes on. `ended`: begun earlier, the day before is their last.
    `unbegun`: not begun by then; nobody was ever seen in them, so they are corrected or taken back.
    """

    own: H | None
    ended: tuple[H, ...]
    unbegun: tuple[H, ...]


def hand_over(held: Iterable[H], from_day: date, is_own: Callable[[H], bool] = lambda _: False) -> Handover[H]:
    """Decide what follows when somebody (`is_own`: the rows already theirs; nobody: an end) follows from `from_day`.

    Rows that were over before that day are history and stay.
    """
    lasting = sorted((row for row in held if _last(row) >= from_day), key=lambda row: row.starts_on)
    own = next((row for row in lasting if is_own(row)), None)
    others = [row for row in lasting if row is not own]
    return Handover(
        own,
        ended=tuple(row for row in others if row.starts_on < from_day),
        unbegun=tuple(row for row in others if row.starts_on >= from_day),
    )


def _last(row: Held) -> date:
    return row.ends_on or date.max
