"""The one clock (rule 8 of the design). Nothing else in the product asks for the time."""

import os
from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone


def now() -> datetime:
    """Return this moment, aware, in UTC; tests freeze it."""
    return timezone.now() + _shift()


@cache
def _shift() -> timedelta:
    """In the showroom the clock may start at LETOPIS_NOW (ISO with an offset) and run on: for pictures, benchmarks."""
    begins = os.environ.get("LETOPIS_NOW", "") if settings.DEMO else ""
    return datetime.fromisoformat(begins) - timezone.now() if begins else timedelta()


def today(zone: str | None = None) -> date:
    """Return the date of this moment in `zone`, by default in LETOPIS_TIME_ZONE (a school passes its own)."""
    return now().astimezone(ZoneInfo(zone or settings.TIME_ZONE)).date()


def local(moment: datetime, zone: str | None = None) -> datetime:
    """Return `moment` as wall-clock time of `zone`."""
    return moment.astimezone(ZoneInfo(zone or settings.TIME_ZONE))
