"""Schedules of bells: shift, grades and dates are in the title over the table."""

import re
from datetime import date

from letopis.documents.school_import.parsing.rows import RowReader
from letopis.documents.school_import.recognising import SheetTable
from letopis.documents.school_import.records import (
    Base,
    BellRecord,
    YearRecord,
)
from letopis.documents.sheets.problems import CellPlace, Report
from letopis.documents.sheets.values import (
    month_of,
    parse_grades,
    parse_time,
    parse_time_span,
    parse_whole,
)
from letopis.kernel.dates import day_before
from letopis.kernel.text import search_key
from letopis.school.organisation.intake.rows import LAST_NUMBER
from letopis.school.organisation.words import phrase

_MONTH_SPAN = re.compile(r"\b([а-яё]{3,9})\s?[-–—]\s?([а-яё]{3,9})\b", re.IGNORECASE)


def parse_bells(base: Base, table: SheetTable, report: Report) -> None:
    """A schedule of bells; its shift, grades and dates are in its title, or columns tell them."""
    schedules: dict[tuple[str, int], BellRecord] = {}
    title = _bells_title(base, table)
    for row in table.rows:
        reader = RowReader(table, row, report)
        number = reader.whole("number", 0, LAST_NUMBER)
        span = parse_time_span(row.text("span")) if "span" in row.columns else None
        start, end = span or (parse_time(row.cells.get("start")), parse_time(row.cells.get("end")))
        if number is None:
            reader.leave(phrase("нет номера {lesson.gen}"))
            continue
        if start is None or end is None or end <= start:
            column = "span" if "span" in row.columns else "start" if start is None else "end"
            reader.error(
                column,
                "bad_time",
                phrase("Время {lesson.gen} не понято: нужны начало и более поздний конец, например 08:30 и 09:10."),
            )
            continue
        named = reader.text("schedule", 120)
        shift = reader.whole("shift", 1, 4) or (shift_in(named or title) or 1)
        record = schedules.get((named, shift))
        if record is None:
            name = named or title
            name = f"{name}, {shift} смена" if "shift" in row.columns else name
            record = schedules[named, shift] = _schedule(base, table, row.place, name, shift)
        if any(number == known for known, _, _ in record.periods):
            twice = phrase("{Lesson.nom} {number} в этом расписании уже есть.", number=number)
            reader.error("number", "bell_twice", twice)
            continue
        record.periods.append((number, start, end))
    base.bells += schedules.values()


def _bells_title(base: Base, table: SheetTable) -> str:
    """The line just above the table; a title over the whole sheet is not a schedule's name."""
    title = table.title or table.sheet
    for general in ("Расписание звонков",):
        if title.casefold().startswith(general.casefold()) and len(title) > len(general) + 3:
            title = title[len(general) :].strip(" .,:—–-")
    return title[:120] or "Расписание звонков"


def shift_in(title: str) -> int:
    """The shift that a title names: «II смена», «Расписание 2-й смены»; 0 where it names none."""
    found = re.search(r"(\d|[IVi]{1,3}|перв\w{1,4}|втор\w{1,4})\s?-?\w{0,4}\s?смен", title, re.IGNORECASE)
    return (parse_whole(found[1]) or 1) if found else 0


def _schedule(base: Base, table: SheetTable, place: CellPlace, name: str, shift: int) -> BellRecord:
    key = search_key(name)
    grades: list[int] = []
    if found := re.search(r"(\d[\d\s,–—-]{0,40})-?[а-я]{0,2}\s?класс", key):
        grades = parse_grades(found[1])
    starts_on = ends_on = None
    assert base.year
    if (found := _MONTH_SPAN.search(key)) and (first := month_of(found[1])) and (last := month_of(found[2])):
        starts_on = _month_start(base.year, first)
        ends_on = day_before(_month_start(base.year, last % 12 + 1))
        if ends_on < starts_on:
            ends_on = ends_on.replace(year=ends_on.year + 1)
    elif "полугод" in key and (half := parse_whole(key[: key.index("полугод")].split()[-1] if key.split() else "")):
        starts_on = base.year.starts_on if half == 1 else date(base.year.starts_on.year + 1, 1, 1)
        ends_on = date(base.year.starts_on.year, 12, 31) if half == 1 else base.year.ends_on
    return BellRecord(
        place,
        dict(table.columns),
        name=name[:120],
        shift=shift,
        is_shortened="сокращ" in key or "предпраздн" in key,
        grades=grades,
        starts_on=starts_on,
        ends_on=ends_on,
    )


def _month_start(year: YearRecord, month: int) -> date:
    return date(year.starts_on.year + (month < year.starts_on.month), month, 1)


PARSERS = {"bells": parse_bells}
