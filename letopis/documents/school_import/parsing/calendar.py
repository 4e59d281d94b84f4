"""Terms, vacations and days unlike their weekdays."""

import re
from datetime import date, timedelta

from letopis.documents.school_import.parsing.rows import RowReader
from letopis.documents.school_import.recognising import SheetTable, TableRow
from letopis.documents.school_import.records import (
    Base,
    DayRecord,
    TermRecord,
    VacationRecord,
    YearRecord,
)
from letopis.documents.sheets.normal import normal
from letopis.documents.sheets.problems import Remedy, Report
from letopis.documents.sheets.values import (
    parse_date_span,
    parse_grades,
    parse_weekday,
    parse_whole,
)
from letopis.kernel.dates import DateRange
from letopis.kernel.text import search_key
from letopis.school.organisation.enums import DayKind, TermKind
from letopis.school.organisation.words import phrase

_TERMS = (
    (re.compile(r"четверт"), TermKind.QUARTER, "четверть"),
    (re.compile(r"триместр"), TermKind.TRIMESTER, "триместр"),
    (re.compile(r"полугод"), TermKind.HALF_YEAR, "полугодие"),
    (re.compile(r"семестр"), TermKind.SEMESTER, "семестр"),
)
_BARE = re.compile(r"№? ?(?:\d{1,2}|[IVXІ]{1,4})(?: ?-?[яйе]{1,2})?[.)]?")
# Words of days without lessons, or with others than theirs.
_UNLIKE = re.compile(r"праздн|выходн|нерабоч|сокращ|рабоч|перенос|по расписанию|каникул")
# Days off of the whole country (ТК, ст. 112), by month and day.
_PUBLIC = {*((1, day) for day in range(1, 9)), (2, 23), (3, 8), (5, 1), (5, 9), (6, 12), (11, 4)}
OFF, USUAL = "off", "usual"
_SEASONS = {10: "Осенние", 11: "Осенние", 12: "Зимние", 1: "Зимние", 3: "Весенние", 4: "Весенние"}
_SUMMER = range(5, 9)


_OF_GRADES = re.compile(r"(?:для |только )?(\d[\d ,–—и-]{0,40}?)(?:-?[а-я]{1,2})? ?кл", re.IGNORECASE)
# Of one kind within a year; a college's semesters may be counted through its years.
MAX_TERMS = 12


def parse_calendar(base: Base, table: SheetTable, report: Report) -> None:
    """Rows of the academic calendar: each is a term, a vacation or a day unlike its weekday, by its own words."""
    assert base.year
    for row in table.rows:
        reader = RowReader(table, row, report, year=base.year.days)
        name = reader.text("name", 80) or reader.text("kind", 80)
        if not name:
            reader.leave("не назван ни период, ни праздник")
            continue
        first, last = _dates(reader, row, base.year.days)
        if first and _is_in_order(reader, base.year, name, first, last):
            _take(base, table, reader, name, first, last)
        elif first is None and not report.is_spoiled(row.place):
            reader.error(_date_column(row, "start"), "no_date", f"Не указана дата: {name}.")


def _date_column(row: TableRow, wanted: str) -> str:
    """The column that a problem of dates is told at."""
    return next((name for name in (wanted, "span") if name in row.columns), "date")


def _is_in_order(reader: RowReader, year: YearRecord, name: str, first: date, last: date | None) -> bool:
    """Whether the dates follow each other and lie in the year; errors where they do not."""
    if last and last < first:
        reader.error("end", "dates_reversed", f"{name}: окончание {last:%d.%m.%Y} раньше начала {first:%d.%m.%Y}.")
        return False
    if first in year.days and (last is None or last in year.days):
        return True
    wrong = "end" if first in year.days and "end" in reader.row.columns else "start"
    reader.error(
        _date_column(reader.row, wrong),
        "outside_year",
        f"{name}: дата вне учебного года {year.name} ({year.starts_on:%d.%m.%Y} – {year.ends_on:%d.%m.%Y}).",
    )
    return False


def _take(  # noqa: PLR0917
    base: Base, table: SheetTable, reader: RowReader, name: str, first: date, last: date | None
) -> None:
    """Put a row among the terms, the vacations or the days, by its own words."""
    row, key = reader.row, search_key(name)
    told = row.text("grades") or _grades_in_note(row.text("note")) or _grades_in_name(name)
    grades = [] if _for_all(told) else parse_grades(told)
    kind, noun = next(((kind, noun) for pattern, kind, noun in _TERMS if pattern.search(key)), (None, ""))
    if kind is None and _BARE.fullmatch(name):
        # «1» under «Четверть».
        label = search_key(table.label("name"))
        kind, noun = next(((kind, noun) for pattern, kind, noun in _TERMS if pattern.search(label)), (None, ""))
        name = f"{parse_whole(name)} {noun}" if noun else name
    is_vacation = _is_vacation(table, row, key)
    if is_vacation and last:
        base.vacations.append(
            VacationRecord(
                row.place, reader.columns, name=_of_season(name, first), starts_on=first, ends_on=last, grades=grades
            )
        )
    elif kind and last and not is_vacation:
        number = parse_whole(re.sub(r"\bи\b", "", name)) or 1 + sum(term.kind == kind for term in base.terms)
        if number > MAX_TERMS:
            reader.error("name", "bad_number", f"«{name[:40]}»: учебный период с таким номером не бывает.")
            return
        base.terms.append(
            TermRecord(
                row.place,
                reader.columns,
                kind=kind,
                number=number,
                name=name[:40],
                starts_on=first,
                ends_on=last,
                grades=grades,
            )
        )
    elif _has_no_lessons(table, reader, name, first, last or first):
        base.days += _days(reader, row, name, first, last or first)


def _of_season(name: str, first: date) -> str:
    """«Осенние каникулы» for «Каникулы» that begin in October."""
    season = "Летние" if first.month in _SUMMER else _SEASONS.get(first.month, "")
    return f"{season} каникулы" if search_key(name) == "каникулы" and season else name


def _has_no_lessons(table: SheetTable, reader: RowReader, name: str, first: date, last: date) -> bool:
    """Whether days are unlike their weekdays: so a word says, or the law; «Последний звонок» is asked about."""
    row = reader.row
    said = search_key(" ".join([name, row.text("kind"), row.text("note"), row.text("taught_as"), normal(table.title)]))
    public = all((day.month, day.day) in _PUBLIC for day in (first, last))
    if _UNLIKE.search(said) or row.text("taught_as") or public:
        return True
    answer = reader.report.settled("days_off", name)
    if answer not in {OFF, USUAL}:
        reader.report.warn(
            row.at("name"),
            table.label("name"),
            "days_off",
            phrase(
                "«{name}»: не сказано, есть ли в эти дни {lesson.noms}. Пока это не указано, дни обычные.", name=name
            ),
            value=name,
            choices=[
                Remedy(phrase("{Lesson.gens} нет"), "cause", OFF),
                Remedy("Обычные дни", "cause", USUAL),
            ],
            cause="days_off",
            question=phrase("Есть ли {lesson.noms} в дни, о которых календарь этого не говорит («{name}»)?", name=name),
        )
    return answer == OFF


def _is_vacation(table: SheetTable, row: TableRow, key: str) -> bool:
    """By its kind where a column tells it («Новогодние каникулы» may be days off), else by its name, else the title."""
    if kind := search_key(row.text("kind")):
        return "каникул" in kind
    title = normal(table.title)
    of_title = "каникул" in title and not re.search(r"праздн|выходн|четверт|полугод|тримест|календар", title)
    return "каникул" in key or (of_title and "date" not in row.columns)


def _grades_in_note(note: str) -> str:
    """The grades that a note begins with: «1 кл.», «для 1–8, 10 классов»."""
    found = _OF_GRADES.match(note[:80])
    return found[1] if found else ""


def _grades_in_name(name: str) -> str:
    """The grades that a name tells anywhere: «Дополнительные каникулы для 1 классов», «1 полугодие (10–11 кл.)»."""
    found = _OF_GRADES.search(name)
    return found[1] if found else ""


def _for_all(text: str) -> bool:
    return not text or "все" in text.casefold()


def _dates(reader: RowReader, row: TableRow, year: DateRange) -> tuple[date | None, date | None]:
    if row.text("span"):
        span = parse_date_span(row.text("span"), year=year)
        if span:
            return span
        return reader.day("span"), None
    if row.text("start") or row.text("end"):
        return reader.day("start"), reader.day("end")
    if row.text("date"):
        span = parse_date_span(row.text("date"), year=year)
        if span:
            return span
    return reader.day("date"), None


def _days(reader: RowReader, row: TableRow, name: str, first: date, last: date) -> list[DayRecord]:
    words = search_key(f"{name} {row.text('note')}")
    taught_as = parse_weekday(row.text("taught_as"))
    if taught_as is None and (found := re.search(r"по расписанию (\w+)", words)):
        taught_as = parse_weekday(found[1])
    if taught_as is not None or re.search(r"^(рабоч|учебн)", search_key(name)):
        kind = DayKind.WORKING
    elif "сокращ" in words:
        kind = DayKind.SHORTENED
    elif re.search(r"^(выход|нерабоч|дополнительный выход)", search_key(name)):
        kind = DayKind.DAY_OFF
    else:
        kind = DayKind.HOLIDAY
    return [
        DayRecord(
            row.place, reader.columns, kind=kind, date=first + timedelta(days=n), name=name[:120], taught_as=taught_as
        )
        for n in range((last - first).days + 1)
    ]


def settle_terms(base: Base, report: Report) -> None:
    """Terms of one kind must not overlap nor share a number."""
    seen: dict[tuple[str, int], TermRecord] = {}
    for term in sorted(base.terms, key=lambda one: (one.kind, one.starts_on)):
        before = next((one for one in seen.values() if one.kind == term.kind and one.ends_on >= term.starts_on), None)
        if (term.kind, term.number) in seen or before:
            other = seen.get((term.kind, term.number)) or before
            assert other
            report.add(
                term.at("start"),
                base.label("calendar", term, "start"),
                "terms_overlap",
                f"{term.name} пересекается с периодом «{other.name}» (строка {other.place.row}). Исправьте даты.",
                value=f"{term.starts_on:%d.%m.%Y}",
                may_type=True,
            )
        seen.setdefault((term.kind, term.number), term)


PARSERS = {"calendar": parse_calendar}
