"""The one clock (rule 8 of the design). Nothing else in the product asks for the time.

A day is a school's own: at one moment it is Sunday in Moscow and Monday in Petropavlovsk. Whoever works for a school
works `in_zone()` of it (a page's middleware, a command, a job); `today()` and `local()` ask for that zone, and where
nobody has said one they fail: a day of the server would be wrong without anybody noticing.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone


def now() -> datetime:
    """Return this moment, aware, in UTC; tests freeze it."""
    return timezone.now() + _shift()


def of_the_server() -> datetime:
    """Return this moment by the server's own clock, aware, in UTC: what Django dates itself, sessions, lives by it."""
    return timezone.now()


@cache
def _shift() -> timedelta:
    """In the showroom the clock may start at LETOPIS_NOW (ISO with an offset) and run on: for pictures, benchmarks."""
    begins = os.environ.get("LETOPIS_NOW", "") if settings.DEMO else ""
    return datetime.fromisoformat(begins) - timezone.now() if begins else timedelta()


_zone: ContextVar[ZoneInfo | None] = ContextVar("zone", default=None)


class NoZone(RuntimeError):
    """Somebody asks for the day or the wall-clock time, and nobody has said of which school."""


@contextmanager
def in_zone(zone: str) -> Iterator[None]:
    """Work in the time of `zone` (IANA name) until the block ends; templates and the database's dates, too."""
    known = _zone_named(zone)
    token = _zone.set(known)
    try:
        with timezone.override(known):
            yield
    finally:
        _zone.reset(token)


def is_in_zone(zone: str) -> bool:
    """Say whether one works in the time of `zone` already."""
    return _zone.get() is _zone_named(zone)


def today(zone: str | None = None) -> date:
    """Return the date of this moment in `zone`, by default in that of the school worked for. Raises NoZone."""
    return local(now(), zone).date()


def local(moment: datetime, zone: str | None = None) -> datetime:
    """Return `moment` as wall-clock time of `zone`, by default of the school worked for. Raises NoZone."""
    return moment.astimezone(_zone_named(zone) if zone else _in_force())


@cache
def _zone_named(zone: str) -> ZoneInfo:
    """The zone, read once: ZoneInfo itself keeps eight, and Russia has eleven hours, which every sign-in asks for."""
    return ZoneInfo(zone)


def _in_force() -> ZoneInfo:
    zone = _zone.get()
    if zone is None:
        raise NoZone("No school is worked for: enter in_zone() of the school first, or name the zone.")
    return zone
