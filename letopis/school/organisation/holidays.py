"""Public holidays and transferred days of Russia, from the `holidays` library.

The library keeps Article 112 of the Labour Code and the Government's yearly resolutions «О переносе выходных дней»,
each with its address; of 2026/27 it knows 31.12.2026 (off for 04.01.2026) and 22.02.2027 (off for Saturday 20.02.2027,
which is worked).
What the Government decides later, and what the founder or the school decides, the office enters itself.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import holidays

from letopis.kernel.dates import days_between
from letopis.school.organisation.enums import DayKind

# How the library words a day off that is no holiday itself.
_DAY_OFF_MARKS = ("(выходной)", "Выходной (")


@dataclass(frozen=True, slots=True)
class FederalDay:
    """A day that the law or the Government makes unlike its weekday."""

    date: date
    kind: DayKind
    name: str
    taught_as: int | None = None


def federal_days(first: date, last: date) -> list[FederalDay]:
    """Return the public holidays, days off and worked Saturdays from `first` to `last`, in order."""
    # Substituted days may lie in the year before or after the holiday they come from.
    library: Any = holidays.country_holidays("RU", years=range(first.year, last.year + 1), language="ru")
    swapped = _worked_for(library, first.year, last.year)
    found = []
    for day in days_between(first, last):
        if day in library:
            found.append(FederalDay(day, _kind(library.get(day)), _name(library.get(day))))
        elif day in swapped:
            given = swapped[day]
            found.append(
                FederalDay(day, DayKind.WORKING, f"Рабочий день за {given:%d.%m.%Y}", taught_as=given.isoweekday())
            )
    return found


def _worked_for(library: Any, first_year: int, last_year: int) -> dict[date, date]:
    """Return, for each worked day of rest, the day off given for it."""
    swapped = {}
    for year in range(first_year, last_year + 1):
        transfers = library.special_public_holidays.get(year, ())
        for month, day, *source in [transfers] if transfers and isinstance(transfers[0], int) else transfers:
            worked = date(year, *source)
            if worked in library.weekend_workdays:
                swapped[worked] = date(year, month, day)
    return swapped


def _kind(name: str) -> DayKind:
    return DayKind.DAY_OFF if any(mark in name for mark in _DAY_OFF_MARKS) else DayKind.HOLIDAY


def _name(name: str) -> str:
    return name.replace("Выходной (перенесено с ", "Выходной за ").rstrip(")") if "перенесено" in name else name
