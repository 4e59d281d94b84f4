"""Days named in an address."""

from datetime import date

# Weeks and school years are counted from such a day: the ends of the calendar leave no room for it.
YEARS = range(2000, 2101)


def day_of(text: str) -> date | None:
    """Return the day written as «2026-11-23», None for what is no date of a living school."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year in YEARS else None
