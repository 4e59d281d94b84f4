"""Time zones of schools, and which day it is in them."""

from datetime import UTC, date, datetime
from functools import lru_cache

from letopis.kernel.clock import local

# Of the Russian Federation, from west to east (IANA names).
RUSSIAN = (
    *("Europe/Kaliningrad", "Europe/Moscow", "Europe/Simferopol", "Europe/Kirov", "Europe/Volgograd"),
    *("Europe/Astrakhan", "Europe/Samara", "Europe/Saratov", "Europe/Ulyanovsk", "Asia/Yekaterinburg", "Asia/Omsk"),
    *("Asia/Novosibirsk", "Asia/Barnaul", "Asia/Tomsk", "Asia/Novokuznetsk", "Asia/Krasnoyarsk", "Asia/Irkutsk"),
    *("Asia/Chita", "Asia/Yakutsk", "Asia/Khandyga", "Asia/Vladivostok", "Asia/Ust-Nera", "Asia/Magadan"),
    *("Asia/Sakhalin", "Asia/Srednekolymsk", "Asia/Kamchatka", "Asia/Anadyr"),
)


def days_at(moment: datetime) -> dict[date, tuple[str, ...]]:
    """Return the days it is in Russia at `moment` with their zones: one, or from 15 to 1 o'clock in Moscow two."""
    # All zones of Russia are whole hours from each other: in the middle of one no day begins.
    return _days_at(moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0))


@lru_cache(maxsize=64)
def _days_at(hour: datetime) -> dict[date, tuple[str, ...]]:
    days: dict[date, list[str]] = {}
    for zone in RUSSIAN:
        days.setdefault(local(hour, zone).date(), []).append(zone)
    return {day: tuple(zones) for day, zones in days.items()}
