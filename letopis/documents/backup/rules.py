"""Which old copies may go: pure (ARC-09: А4.2-4.3, С4)."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from letopis.kernel.nightly import RETRY

# So many of the newest stay whatever their age, and nothing goes while a gap like this is among them: of a server that
# slept through the summer, or woke up in another century, no copy goes for a week.
LEAST = 7
GAP = timedelta(days=45)


@dataclass(frozen=True, slots=True)
class Keep:
    """How long copies stay: each day's last for `days`, each week's for `weeks`, each month's for `months` …"""

    days: int = 30
    weeks: int = 13
    months: int = 12
    years: int = 5


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy that can be read: the name of its file, and when what it holds was so."""

    name: str
    made_at: datetime


def removable(copies: Iterable[Copy], now: datetime, keep: Keep) -> list[str]:
    """Return the names of the copies that may go, the oldest first.

    The newest never goes, nor do the LEAST newest. Ages are counted from the newest copy, not from the clock; where a
    copy is of the future, the clock was set back, and nothing goes.
    """
    newest_first = sorted(copies, key=lambda one: (one.made_at, one.name), reverse=True)
    recent = newest_first[:LEAST]
    if not recent or recent[0].made_at > now + RETRY or _has_gap(recent):
        return []
    last = recent[0].made_at
    stays = {one.name for one in recent}
    for age, period in _periods(keep):
        seen: set[Hashable] = set()
        for one in newest_first:
            if last - one.made_at <= age and period(one.made_at) not in seen:
                seen.add(period(one.made_at))
                stays.add(one.name)
    return [one.name for one in reversed(newest_first) if one.name not in stays]


def last_gone(before: datetime, keep: Keep, every: int) -> datetime:
    """Return when rotation has surely removed all copies made before a moment; `every`: days from copy to copy.

    Ages are counted from the newest copy, so the next copy after the longest term takes the last old one away.
    """
    longest = max(age for age, _ in _periods(keep))
    return before + max(longest, timedelta(days=every * LEAST)) + timedelta(days=every)


def _periods(keep: Keep) -> Sequence[tuple[timedelta, Callable[[datetime], Hashable]]]:
    return (
        (timedelta(days=keep.days), lambda moment: moment.date()),
        (timedelta(weeks=keep.weeks), lambda moment: moment.isocalendar()[:2]),
        (timedelta(days=31 * keep.months), lambda moment: (moment.year, moment.month)),
        (timedelta(days=366 * keep.years), lambda moment: moment.year),
    )


def _has_gap(newest_first: Sequence[Copy]) -> bool:
    pairs = zip(newest_first, newest_first[1:], strict=False)
    return any(newer.made_at - older.made_at > GAP for newer, older in pairs)
