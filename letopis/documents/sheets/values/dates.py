"""Dates and weekdays as people write them."""

import re
from datetime import date, datetime, timedelta

from letopis.documents.sheets.sheet import Cell
from letopis.documents.sheets.values.text import text_of
from letopis.kernel.text import clean, search_key

_MONTHS = ("янв", "фев", "мар", "апр", "ма", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")


_EXCEL_EPOCH = date(1899, 12, 30)


_NUMERIC_DATE = re.compile(r"(\d{1,2})\s*[./\-–]\s*(\d{1,2})\s*[./\-–]\s*(\d{4}|\d{2})(?:\s*(?:г|год|года)?\.?)?")


_ISO_DATE = re.compile(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})(?:[T ].*)?")


_WORD_DATE = re.compile(r"«?(\d{1,2})»?\s+([А-Яа-яЁё]+)\.?\s+(\d{4}|\d{2})\s*(?:г|год|года)?\.?")


_SHORT_DATE = re.compile(r"(\d{1,2})[.](\d{1,2})[.]?|(\d{1,2})\s+([А-Яа-яЁё]+)")


def parse_date(  # noqa: PLR0911
    cell: Cell, *, last_year: int = 2099, near: date | None = None
) -> date | None:
    """Return a date written as a date, a serial number, «21.08.2018», «21.8.18», «2018-08-21», «21 августа 2018 г.».

    A year of two digits is the latest that does not pass `last_year`. A date without a year is taken from the
    academic year that begins at `near`, when given.
    """
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _EXCEL_EPOCH + timedelta(days=int(cell)) if 10_000 <= cell < 80_000 else None
    text = text_of(cell)
    if found := _ISO_DATE.fullmatch(text):
        return _date(int(found[1]), int(found[2]), int(found[3]))
    if found := _NUMERIC_DATE.fullmatch(text):
        return _date(_year(found[3], last_year), int(found[2]), int(found[1]))
    if (found := _WORD_DATE.fullmatch(text)) and (month := month_of(found[2])):
        return _date(_year(found[3], last_year), month, int(found[1]))
    if near and (found := _SHORT_DATE.fullmatch(text)):
        day = int(found[1] or found[3])
        month = int(found[2]) if found[2] else month_of(found[4])
        if month:
            return _date(near.year if month >= near.month else near.year + 1, month, day)
    if re.fullmatch(r"\d{5}(\.0)?", text):
        return parse_date(float(text))
    return None


def parse_date_span(text: str, *, near: date | None = None) -> tuple[date, date] | None:
    """Return the two dates of «01.09.2026 – 23.10.2026», «с 01.09 по 23.10.2026»."""
    body = re.sub(r"^с\s+", "", clean(text))
    parts = re.split(r"\s+по\s+|\s*[–—]\s*|\s+-\s+|(?<=\d{4})-(?=\d)", body, maxsplit=1)
    if len(parts) != 2:
        return None
    first, last = parse_date(parts[0], near=near), parse_date(parts[1], near=near)
    return (first, last) if first and last else None


def month_of(word: str) -> int | None:
    """Return 1-12 for a Russian month in any case or short."""
    key = search_key(word)
    for number, stem in enumerate(_MONTHS, 1):
        if key.startswith(stem) and (number != 5 or key in {"май", "мая", "мае"}):
            return number
    return None


def _year(digits: str, last_year: int) -> int:
    if len(digits) == 4:
        return int(digits)
    century = last_year // 100 * 100
    year = century + int(digits)
    return year if year <= last_year else year - 100


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def parse_weekday(cell: Cell) -> int | None:
    """Return 1-7 for «Понедельник», «пн», «ПН.», «среда»; None for anything else."""
    key = search_key(text_of(cell)).rstrip(".")
    stems = (
        ("понед", "пн"),
        ("втор", "вт"),
        ("сред", "ср"),
        ("четв", "чт"),
        ("пятн", "пт"),
        ("субб", "сб"),
        ("воскр", "вс"),
    )
    for number, (long, short) in enumerate(stems, 1):
        if key == short or (key.startswith(long) and len(key) <= 12):
            return number
    return None
