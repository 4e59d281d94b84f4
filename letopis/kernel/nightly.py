"""When what is done at night is due: pure."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

# Of a failure one tries again after so long; clocks of two machines may differ by as much.
RETRY = timedelta(hours=1)


def planned(now: datetime, at: time, zone: ZoneInfo) -> datetime:
    """Return the last moment, up to now, at which the clock of `zone` has shown `at`."""
    local = now.astimezone(zone)
    moment = datetime.combine(local.date(), at, zone)
    return moment if moment <= now else datetime.combine(local.date() - timedelta(days=1), at, zone)


def is_due(
    now: datetime, *, at: time, zone: ZoneInfo, good: datetime | None, tried: datetime | None = None, days: int = 1
) -> bool:
    """Say whether what is done every `days` days at `at` is to be done: the last `good` one began before its time.

    One that was missed, since the server was off, is caught up. After a failure (`tried` later than `good`) an hour
    passes. A moment of the future is none: the clock was set back.
    """
    good, tried = (None if one and one > now + RETRY else one for one in (good, tried))
    if tried is not None and (good is None or tried > good) and now - tried < RETRY:
        return False
    return good is None or good < planned(now, at, zone) - timedelta(days=days - 1)


def next_time(now: datetime, *, at: time, zone: ZoneInfo, good: datetime | None, days: int = 1) -> datetime:
    """Return when the next one is to be; now, where it is due."""
    if good is None or is_due(now, at=at, zone=zone, days=days, good=good):
        return now
    return planned(good, at, zone) + timedelta(days=days)
