"""What one cell of a plan means: numbers of lessons, hours, dates."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from letopis.documents.sheets.sheet import Cell
from letopis.kernel.text import clean

_NUMBERS = re.compile(r"(?:№\s*)?(\d{1,4})(?:\s*(-|–|—|,|/|;|и|\.\.)\s*(\d{1,4}))*[.)]?")
_DIGITS = re.compile(r"\d+")
_HOURS = re.compile(r"(\d{1,4})(?:[.,]0+)?\s*(?:ч\.?|час\w*\.?)?", re.IGNORECASE)
_DAY = r"(\d{1,2})\s*[./]\s*(\d{1,2})(?:\s*[./]\s*(\d{4}|\d{2}))?\.?(?:\s*г\.?)?"
_DAYS = re.compile(rf"{_DAY}(?:\s*(?:-|–|—|,|;|и)\s*{_DAY})*")
_ONE_DAY = re.compile(_DAY)
_DAYS_OF_MONTH = re.compile(r"(\d{1,2})\s*(?:-|–|—|,)\s*(\d{1,2})\s*[./]\s*(\d{1,2})(?:\s*[./]\s*(\d{4}|\d{2}))?")
_MAX_RANGE = 60


def text_of(cell: Cell) -> str:
    """Return a cell as tidy text; whole numbers without «.0», dates as 02.09.2026."""
    if cell is None or cell is False or cell is True:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime | date):
        return cell.strftime("%d.%m.%Y")
    return clean(str(cell))


def numbers_of(cell: Cell) -> tuple[int, ...] | None:
    """Return the lesson numbers a cell names: 12 → (12,), «12-13», «12–13», «12, 13» → (12, 13); None for none.

    A spreadsheet may have made a date (1 February) of «1-2», or the number 12.13 of «12,13»: both are read back.
    """
    if isinstance(cell, datetime | date):
        first, last = cell.day, cell.month
        return (first, last) if last == first + 1 else None
    if isinstance(cell, float) and not cell.is_integer():
        whole, part = f"{cell:.2f}".split(".")
        return (int(whole), int(part)) if int(part) == int(whole) + 1 else None
    text = text_of(cell)
    if not _NUMBERS.fullmatch(text):
        return None
    found = [int(number) for number in _DIGITS.findall(text)]
    if len(found) == 2 and 0 < found[1] - found[0] <= _MAX_RANGE and "," not in text:
        return tuple(range(found[0], found[1] + 1))
    return tuple(found)


def hours_in(cell: Cell) -> int | None:
    """Return the whole hours of a cell: 2, «2», «2 ч», «2 часа»; None where it says something else."""
    found = _HOURS.fullmatch(text_of(cell))
    return int(found[1]) if found else None


@dataclass(frozen=True, slots=True)
class Days:
    """Dates read from a cell; `unread` is what it says where it cannot be read; `outside` those not of the year."""

    days: tuple[date, ...] = ()
    unread: str = ""
    outside: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class YearSpan:
    """The academic year that dates without a year belong to."""

    starts_on: date
    ends_on: date

    def day(self, day: int, month: int) -> date | None:
        """Return the date of the year, None for 31.02. August belongs to the start, July to the end."""
        year = self.starts_on.year if month >= 8 else self.starts_on.year + 1
        try:
            return date(year, month, day)
        except ValueError:
            return None

    def holds(self, day: date) -> bool:
        """Whether a lesson may be planned for `day`: within the year, to the end of June."""
        return self.starts_on <= day <= max(self.ends_on, date(self.ends_on.year, 6, 30))


def days_in(cell: Cell, year: YearSpan) -> Days:
    """Return the dates of a cell: real ones, 02.09, 02.09.2026, 16.09-17.09, «1–5.09»; the year from `year`."""
    if isinstance(cell, datetime):
        return _within([cell.date()], "", year)
    if isinstance(cell, date):
        return _within([cell], "", year)
    # 2.09 typed into a cell of numbers.
    text = f"{cell:.2f}" if isinstance(cell, float) and not cell.is_integer() else text_of(cell)
    if not text:
        return Days()
    short = _DAYS_OF_MONTH.fullmatch(text)
    if short:
        pairs = [(short[1], short[3], short[4]), (short[2], short[3], short[4])]
    elif _DAYS.fullmatch(text):
        pairs = [found.groups() for found in _ONE_DAY.finditer(text)]  # type: ignore[misc]
    else:
        return Days(unread=text)
    days = [_day(*pair, year) for pair in pairs]
    return _within([day for day in days if day], text if None in days else "", year)


def _day(day: str, month: str, stated: str | None, year: YearSpan) -> date | None:
    if not stated:
        return year.day(int(day), int(month)) if 1 <= int(month) <= 12 else None
    try:
        return date(int(stated) + (2000 if len(stated) == 2 else 0), int(month), int(day))
    except ValueError:
        return None


def _within(days: list[date], unread: str, year: YearSpan) -> Days:
    return Days(
        days=tuple(day for day in days if year.holds(day)),
        unread=unread,
        outside=tuple(day for day in days if not year.holds(day)),
    )


def spread(days: tuple[date, ...], hours: int) -> list[date | None]:
    """Return a date for each of `hours` lessons: one by one where there are as many, else the ends of the range."""
    if not days:
        return [None] * hours
    if len(days) == hours:
        return list(days)
    if hours == 1 or len(days) == 1:
        return [days[0], *[days[0] if len(days) == 1 and hours <= 2 else None] * (hours - 1)]
    return [days[0], *[None] * (hours - 2), days[-1]]
