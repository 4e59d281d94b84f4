"""When a class teacher's monthly check is due, over plain values (А3.2.3: «не реже одного раза в месяц»)."""

from calendar import monthrange
from datetime import date


def month_before(day: date) -> date:
    """Return the same day of the month before; of a longer month its last one."""
    year, month = (day.year, day.month - 1) if day.month > 1 else (day.year - 1, 12)
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def is_due(checked_on: date | None, since: date, day: date) -> bool:
    """Say whether data checked last on `checked_on` (None: never) are to be checked on `day`.

    `since` is the first day in the class: nobody is asked about a newcomer's month before.
    """
    return (checked_on or since) <= month_before(day)
