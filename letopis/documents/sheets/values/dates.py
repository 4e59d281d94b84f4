"""Dates and weekdays as people write them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from letopis.documents.sheets.sheet import Cell
from letopis.documents.sheets.values.text import text_of
from letopis.kernel.dates import DateRange
from letopis.kernel.text import clean, search_key

_MONTHS = ("янв", "фев", "мар", "апр", "ма", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")
_ENGLISH = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_EXCEL_EPOCH = date(1899, 12, 30)
_YEAR_WORD = r"(?:\s*(?:года? рожд\w*|года?|г\.?\s?р|г)?\.?)?"
# What programs and people put around a date: the time of day, the weekday.
_TIME = re.compile(
    r"(?:[T ,]\s*|\s+в\s+)\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s*(?:[AP]M)?\s*(?:Z|UTC|[+-]\d{2}:?\d{2})?$", re.I
)
_WEEKDAY = re.compile(
    r"^(?:пн|вт|ср|чт|пт|сб|вс|понедельник|вторник|среда|четверг|пятница|суббота|воскресенье)\b[.,]*\s*(?=\d)"
    r"|[\s,(]+(?:пн|вт|ср|чт|пт|сб|вс|понедельник|вторник|среда|четверг|пятница|суббота|воскресенье)\.?\)?$",
    re.I,
)
_NUMERIC_DATE = re.compile(rf"(\d{{1,2}})\s*[./\-–]\s*(\d{{1,2}})\s*[./\-–]\s*(\d{{4}}|\d{{2}}){_YEAR_WORD}", re.I)
_COMMA_DATE = re.compile(rf"(\d{{1,2}})\s?[,.]\s?(\d{{1,2}})\s?[,.]\s?(\d{{4}}){_YEAR_WORD}", re.I)
_ISO_DATE = re.compile(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})")
_SOLID_DATE = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})(?:\.0)?")
_WORD_DATE = re.compile(
    rf"[«\"]?(\d{{1,2}})[»\"]?[\s.\-–]+([А-Яа-яЁёA-Za-z]+)\.?[\s.\-–]+(\d{{4}}|\d{{2}}){_YEAR_WORD}", re.I
)
_SHORT_DATE = re.compile(r"«?(\d{1,2})»?(?:[.](\d{1,2})[.]?|\s+([А-Яа-яЁё]+)\.?)")
_SLASHED = re.compile(r"(\d{1,2})([/-])(\d{1,2})\2(\d{4}|\d{2})")
_DAY = r"(\d{1,2})\s*[./]\s*(\d{1,2})(?:\s*[./]\s*(\d{4}|\d{2}))?\.?(?:\s*г\.?)?"
_DAYS = re.compile(rf"{_DAY}(?:\s*(?:-|–|—|,|;|и)\s*{_DAY})*")
_ONE_DAY = re.compile(_DAY)
_DAYS_OF_MONTH = re.compile(r"(\d{1,2})\s*(?:-|–|—|,)\s*(\d{1,2})\s*[./]\s*(\d{1,2})(?:\s*[./]\s*(\d{4}|\d{2}))?")
_LAST_YEAR = 2099
# A date with something beside it is longer than the one and shorter than the other.
_SHORTEST, _LONGEST = 8, 60


# ── one date ──────────────────────────────────────────────────────────


def parse_date(  # noqa: PLR0911
    cell: Cell, *, last_year: int = _LAST_YEAR, year: DateRange | None = None, month_first: bool = False
) -> date | None:
    """Return a date written as a date, a serial number, «21.08.2018», «21.8.18», «2018-08-21», «21 августа 2018 г.».

    A year of two digits is the latest that does not pass `last_year`. A date without a year («01.09», «1 сентября») is
    read where `year` is given: in that academic year, or next to it. `month_first`: «3/14/2018» (see slashed()).
    """
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        if 10_000 <= cell < 80_000:
            return _EXCEL_EPOCH + timedelta(days=int(cell))
        return parse_date(str(int(cell))) if 19_000_000 < cell < 21_000_000 else None
    text = bare(text_of(cell))
    if month_first and (found := _SLASHED.fullmatch(text)):
        return _date(_year(found[4], last_year), int(found[1]), int(found[3]))
    if (found := _ISO_DATE.fullmatch(text)) or (found := _SOLID_DATE.fullmatch(text)):
        return _date(int(found[1]), int(found[2]), int(found[3]))
    if (found := _NUMERIC_DATE.fullmatch(text)) or (found := _COMMA_DATE.fullmatch(text)):
        return _date(_year(found[3], last_year), int(found[2]), int(found[1]))
    if (found := _WORD_DATE.fullmatch(text)) and (month := month_of(found[2])):
        return _date(_year(found[3], last_year), month, int(found[1]))
    if year and (found := _SHORT_DATE.fullmatch(text)):
        return day_in_year(int(found[1]), int(found[2]) if found[2] else month_of(found[3]), year)
    if re.fullmatch(r"\d{5}(\.0)?", text):
        return parse_date(float(text))
    return None


def bare(text: str) -> str:
    """Return the text of a date without the time of day and the weekday that stand beside it."""
    return _WEEKDAY.sub("", _TIME.sub("", text)) if _SHORTEST < len(text) <= _LONGEST else text


def day_in_year(day: int, month: int | None, year: DateRange) -> date | None:
    """Return the date of a day and a month that is in `year` or nearest to it; None for 31.02."""
    years = {year.starts_on.year, year.last.year} if year.ends_on else {year.starts_on.year}
    found = [one for number in sorted(years) if month and (one := _date(number, month, day))]
    return min(found, key=lambda one: _days_outside(one, year), default=None)


def _days_outside(day: date, year: DateRange) -> int:
    return max((year.starts_on - day).days, (day - year.last).days, 0)


def month_of(word: str) -> int | None:
    """Return 1-12 for a Russian month in any case or short, an English one or a Roman number."""
    key = search_key(word)
    if key in _ROMAN:
        return _ROMAN.index(key) + 1
    if key[:3] in _ENGLISH:
        return _ENGLISH.index(key[:3]) + 1
    for number, stem in enumerate(_MONTHS, 1):
        if key.startswith(stem) and (number != 5 or key in {"май", "мая", "мае"}):
            return number
    return None


def _year(digits: str, last_year: int) -> int:
    if len(digits) == 4:
        return int(digits)
    year = last_year // 100 * 100 + int(digits)
    return year if year <= last_year else year - 100


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


# ── a column of dates with slashes ────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Slashed:
    """How the dates with slashes of one column are read.

    `month_first`: as programs of the USA write them. `doubtful`: the first that could be read both ways; `proof`: one
    of the same column that can be read in one way only, "" where there is none; `against`: one that can be read in the
    other way only, where the column holds both.
    """

    month_first: bool = False
    doubtful: str = ""
    proof: str = ""
    against: str = ""


def slashed(cells: Iterable[Cell]) -> Slashed:
    """Return how a column writes «3/4/2015»: day first, unless one of its dates makes sense only month first."""
    texts = [text_of(cell) for cell in cells if isinstance(cell, str) and ("/" in cell or "-" in cell)]
    found = [one for text in texts if (one := _SLASHED.fullmatch(bare(text)))]
    pairs = [(int(one[1]), int(one[3]), one[0]) for one in found]
    doubtful = next((text for first, second, text in pairs if first != second and max(first, second) <= 12), "")
    day_first = next((text for first, second, text in pairs if first > 12 >= second), "")
    month_first = next((text for first, second, text in pairs if second > 12 >= first), "")
    if month_first and not day_first:
        return Slashed(True, doubtful or month_first, month_first)
    # A program of the USA says so by its hours.
    if not day_first and any(re.search(r"\d\s*[AP]M$", text, re.I) for text in texts):
        return Slashed(True, doubtful, doubtful)
    return Slashed(False, doubtful, day_first, month_first)


# ── several dates ─────────────────────────────────────────────────────


def parse_date_span(text: str, *, year: DateRange | None = None) -> tuple[date, date] | None:
    """Return the two dates of «01.09.2026 – 23.10.2026», «с 01.09 по 23.10.2026»."""
    body = re.sub(r"^с\s+", "", clean(text))
    parts = re.split(r"\s+по\s+|\s*[–—]\s*|\s+-\s+|(?<=\d{4})-(?=\d)", body, maxsplit=1)
    if len(parts) != 2:
        return None
    first, last = parse_date(parts[0], year=year), parse_date(parts[1], year=year)
    return (first, last) if first and last else None


@dataclass(frozen=True, slots=True)
class ReadDays:
    """Dates read from a cell; `unread` is what it says where it cannot be read; `outside` those not of the year."""

    days: tuple[date, ...] = ()
    unread: str = ""
    outside: tuple[date, ...] = ()


def parse_days(cell: Cell, year: DateRange) -> ReadDays:
    """Return the dates of a cell: whatever parse_date() reads, and 16.09-17.09, «1–5.09», «02.09, 04.09»."""
    # 2.09 typed into a cell of numbers.
    text = f"{cell:.2f}" if isinstance(cell, float) and not cell.is_integer() else text_of(cell)
    if not text:
        return ReadDays()
    short = _DAYS_OF_MONTH.fullmatch(text)
    if short:
        pairs = [(short[1], short[3], short[4]), (short[2], short[3], short[4])]
    elif _DAYS.fullmatch(text):
        pairs = [found.groups() for found in _ONE_DAY.finditer(text)]  # type: ignore[misc]
    else:
        one = parse_date(cell, year=year)
        return _within([one], "", year) if one else ReadDays(unread=text)
    days = [
        _date(_year(stated, _LAST_YEAR), int(month), int(day)) if stated else day_in_year(int(day), int(month), year)
        for day, month, stated in pairs
    ]
    return _within([day for day in days if day], text if None in days else "", year)


def _within(days: list[date], unread: str, year: DateRange) -> ReadDays:
    return ReadDays(
        days=tuple(day for day in days if day in year),
        unread=unread,
        outside=tuple(day for day in days if day not in year),
    )


# ── weekdays ──────────────────────────────────────────────────────────

_WEEKDAYS = (
    (r"monday|понед\w*", "пн", "пон"),
    (r"tuesday|вторн\w*", "вт", "вто", "втр"),
    (r"wednesday|сред[аыуе]", "ср", "сре", "срд"),
    (r"thursday|четверг\w{0,2}|чтв|четв", "чт", "чет"),
    (r"friday|пятниц\w{1,2}", "пт", "пят", "птн"),
    (r"saturday|суб+от\w{1,2}", "сб", "суб", "сбт"),
    (r"sunday|воскр\w*", "вс", "вск"),
)
_WEEKDAY_WORDS = tuple(re.compile("|".join(words)) for words in _WEEKDAYS)


_APART = re.compile(r"(?:\S\s+){3,}\S")


def parse_weekday(cell: Cell) -> int | None:
    """Return 1-7 for «Понедельник», «пн», «ПН.», «среда»; None for anything else: «Средняя», «четверть»."""
    text = text_of(cell)
    # Letters one below another in a merged cell.
    key = search_key("".join(text.split()) if _APART.fullmatch(text) else text).rstrip(". ")
    if not 2 <= len(key) <= 12:
        return None
    return next((number for number, word in enumerate(_WEEKDAY_WORDS, 1) if word.fullmatch(key)), None)
