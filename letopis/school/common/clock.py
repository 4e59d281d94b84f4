"""The one clock (rule 8 of the design). Nothing else in the product asks for the time."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone


def now() -> datetime:
    """Return this moment, aware, in UTC; tests freeze it."""
    return timezone.now()


def today(zone: str | None = None) -> date:
    """Return the date of this moment in `zone`, by default in LETOPIS_TIME_ZONE (a school passes its own)."""
    return now().astimezone(ZoneInfo(zone or settings.TIME_ZONE)).date()


def local(moment: datetime, zone: str | None = None) -> datetime:
    """Return `moment` as wall-clock time of `zone`."""
    return moment.astimezone(ZoneInfo(zone or settings.TIME_ZONE))
