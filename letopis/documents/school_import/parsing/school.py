"""The school's card, its year, terms, vacations, holidays, bells, rooms and classes."""

import re
from collections.abc import Iterable
from datetime import date, timedelta

from letopis.documents.school_import.parsing.rows import RowReader
from letopis.documents.school_import.recognising import SheetTable, TableRow
from letopis.documents.school_import.records import (
    Base,
    BellRecord,
    ClassRecord,
    DayRecord,
    RoomRecord,
    TermRecord,
    VacationRecord,
    YearRecord,
)
from letopis.documents.sheets.headers import IGNORE, normal
from letopis.documents.sheets.problems import CellPlace, Report
from letopis.documents.sheets.values import (
    class_key,
    month_of,
    parse_class,
    parse_date_span,
    parse_grades,
    parse_time,
    parse_time_span,
    parse_weekday,
    parse_whole,
)
from letopis.kernel.dates import DateRange
from letopis.kernel.text import search_key
from letopis.school.organisation.enums import DayKind, SchoolKind, TermKind
from letopis.school.organisation.intake.rows import LAST_NUMBER
from letopis.school.organisation.words import say

_TERMS = (
    (re.compile(r"четверт"), TermKind.QUARTER),
    (re.compile(r"триместр"), TermKind.TRIMESTER),
    (re.compile(r"полугод"), TermKind.HALF_YEAR),
    (re.compile(r"семестр"), TermKind.SEMESTER),
)
# Of one kind within a year; a college's semesters may be counted through its years.
MAX_TERMS = 12
_COLLEGE = re.compile(r"колледж|техникум|училищ|\bспо\b")
_MONTH_SPAN = re.compile(r"\b([а-яё]{3,9})\s?[-–—]\s?([а-яё]{3,9})\b", re.IGNORECASE)
_LIMITS = {
    "name": 300,
    "short_name": 120,
    "region": 120,
    "city": 120,
    "address": 300,
    "phone": 40,
    "email": 120,
    "website": 200,
}


# ── card and year ─────────────────────────────────────────────────────


def parse_card(base: Base, report: Report) -> None:
    """The school's card: what is kept, by name of the column of School, and the rest as text."""
    for table in base.tables:
        if table.kind != "card":
            continue
        for row in table.rows:
            name = str(row.cells["field"])
            if name != IGNORE:
                base.card.setdefault(name, row.text("value")[: _LIMITS.get(name, 300)])
    if base.card.get("name") and not base.card.get("short_name"):
        base.card["short_name"] = base.card["name"][:120]
    if base.card.get("short_name") and not base.card.get("name"):
        base.card["name"] = base.card["short_name"]
    if base.card:
        base.card["kind"] = kind_of(f"{base.card.get('name', '')} {base.card.get('kind', '')}")


def kind_of(text: str) -> SchoolKind:
    """Return the kind of school that a card's words name; a general school where they name none."""
    return SchoolKind.COLLEGE if _COLLEGE.search(text.casefold()) else SchoolKind.GENERAL


def kind_said(tables: Iterable[SheetTable]) -> SchoolKind:
    """Return the kind of school that the card among `tables` names, before anything else of it is read."""
    rows = [row for table in tables if table.kind == "card" for row in table.rows]
    return kind_of(" ".join(row.text("value") for row in rows if row.cells["field"] in {"name", "short_name", "kind"}))


def parse_year(base: Base, report: Report, name: str, day: date) -> None:
    """The academic year: as named, else the one that `day` is in (from June on, the coming one)."""
    first = int(name[:4]) if name else (day.year if day.month >= 6 else day.year - 1)
    week = parse_whole(base.card.get("study_days", "")) or 5
    base.year = YearRecord(
        f"{first}/{first + 1}", date(first, 9, 1), date(first + 1, 8, 31), week if week in (5, 6) else 5
    )


# ── terms, vacations, days off ────────────────────────────────────────


def parse_calendar(base: Base, table: SheetTable, report: Report) -> None:
    """Rows of the academic calendar: each is a term, a vacation or a day unlike its weekday, by its own words."""
    assert base.year
    for row in table.rows:
        reader = RowReader(table, row, report, year=base.year.days)
        name = reader.text("name", 80)
        if not name:
            continue
        key = search_key(name)
        first, last = _dates(reader, row, base.year.days)
        if first is None:
            if not report.is_spoiled(row.place):
                column = "start" if "start" in row.columns else "span" if "span" in row.columns else "date"
                reader.error(column, "no_date", f"Не указана дата: {name}.")
            continue
        if last and last < first:
            reader.error("end", "dates_reversed", f"{name}: окончание {last:%d.%m.%Y} раньше начала {first:%d.%m.%Y}.")
            continue
        year = base.year
        if not (year.starts_on <= first <= year.ends_on and (last is None or last <= year.ends_on)):
            wrong = "end" if year.starts_on <= first <= year.ends_on and "end" in row.columns else "start"
            wrong = wrong if wrong in row.columns else "span" if "span" in row.columns else "date"
            reader.error(
                wrong,
                "outside_year",
                f"{name}: дата вне учебного года {year.name} ({year.starts_on:%d.%m.%Y} – {year.ends_on:%d.%m.%Y}).",
            )
            continue
        grades = [] if _for_all(row.text("grades")) else parse_grades(row.text("grades"))
        kind = next((kind for pattern, kind in _TERMS if pattern.search(key)), None)
        is_vacation = "каникул" in key or ("каникул" in normal(table.title) and "date" not in row.columns)
        if kind and last and not is_vacation:
            number = parse_whole(re.sub(r"\bи\b", "", name)) or 1 + sum(term.kind == kind for term in base.terms)
            if number > MAX_TERMS:
                reader.error("name", "bad_number", f"«{name[:40]}»: учебный период с таким номером не бывает.")
                continue
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
        elif is_vacation and last:
            base.vacations.append(
                VacationRecord(row.place, reader.columns, name=name, starts_on=first, ends_on=last, grades=grades)
            )
        else:
            base.days += _days(reader, row, name, first, last or first)


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
        taught_as = parse_weekday(_nominative(found[1]))
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


def _nominative(word: str) -> str:
    """«понедельника» → «понедельник», «среды» → «среда»: enough for parse_weekday, which reads stems."""
    return word


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


# ── bells ─────────────────────────────────────────────────────────────


def parse_bells(base: Base, table: SheetTable, report: Report) -> None:
    """A schedule of bells; its shift, grades and dates are in its title, or a column tells the shift."""
    schedules: dict[int, BellRecord] = {}
    title = _bells_title(base, table)
    for row in table.rows:
        reader = RowReader(table, row, report)
        number = reader.whole("number", 0, LAST_NUMBER)
        span = parse_time_span(row.text("span")) if "span" in row.columns else None
        start, end = span or (parse_time(row.cells.get("start")), parse_time(row.cells.get("end")))
        if number is None:
            continue
        if start is None or end is None or end <= start:
            column = "span" if "span" in row.columns else "start" if start is None else "end"
            reader.error(
                column,
                "bad_time",
                say("Время {lesson.gen} не понято: нужны начало и более поздний конец, например 08:30 и 09:10."),
            )
            continue
        shift = reader.whole("shift", 1, 4) or _shift_of(title)
        record = schedules.get(shift)
        if record is None:
            name = title if "shift" not in row.columns else f"{title}, {shift} смена"
            record = schedules[shift] = _schedule(base, table, row.place, name, shift)
        if any(number == known for known, _, _ in record.periods):
            twice = say("{Lesson.nom} {number} в этом расписании уже есть.", number=number)
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


def _shift_of(title: str) -> int:
    found = re.search(r"(\d|[IVi]{1,3}|перв\w{1,4}|втор\w{1,4})\s?-?\w{0,4}\s?смен", title, re.IGNORECASE)
    return (parse_whole(found[1]) or 1) if found else 1


def _schedule(base: Base, table: SheetTable, place: CellPlace, name: str, shift: int) -> BellRecord:
    key = search_key(name)
    grades: list[int] = []
    if found := re.search(r"(\d[\d\s,–—-]{0,40})-?[а-я]{0,2}\s?класс", key):
        grades = parse_grades(found[1])
    starts_on = ends_on = None
    assert base.year
    if (found := _MONTH_SPAN.search(key)) and (first := month_of(found[1])) and (last := month_of(found[2])):
        starts_on = _month_start(base.year, first)
        ends_on = _month_start(base.year, last % 12 + 1) - timedelta(days=1)
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


# ── rooms and classes ─────────────────────────────────────────────────


def parse_rooms(base: Base, table: SheetTable, report: Report) -> None:
    """Rows of the list of rooms."""
    seen = {room.key: room for room in base.rooms}
    for row in table.rows:
        reader = RowReader(table, row, report)
        number = reader.text("number", 20)
        if not number:
            if row.text("name"):
                reader.error("number", "no_number", f"Не указан номер кабинета «{row.text('name')}».")
            continue
        room = RoomRecord(
            row.place,
            reader.columns,
            number=re.sub(r"^(каб\w*\.?|ауд\w*\.?|№)\s*", "", number, flags=re.IGNORECASE) or number,
            name=reader.text("name", 120),
            capacity=reader.whole("capacity", 1, 9999),
            kind=reader.text("kind", 80),
            responsible=reader.text("responsible", 120),
        )
        if room.key in seen:
            reader.error("number", "room_twice", f"Кабинет {number} уже есть в строке {seen[room.key].place.row}.")
            continue
        seen[room.key] = room
        base.rooms.append(room)


def parse_classes(base: Base, table: SheetTable, report: Report) -> None:
    """Rows of the list of classes."""
    seen = {one.key: one for one in base.classes}
    for row in table.rows:
        reader = RowReader(table, row, report)
        text = reader.class_text(required=True)
        if not text:
            continue
        parsed = parse_class(text)
        record = ClassRecord(
            row.place,
            reader.columns,
            name=parsed.name if parsed else text[:40],
            grade=parsed.grade if parsed else reader.whole("grade", 1, 12) or _course_of(text),
            letter=parsed.letter if parsed else "",
            profile=reader.text("profile", 120).strip("-–— "),
            shift=reader.whole("shift", 1, 4) or 1,
            count=reader.whole("count", 0, 999),
            tutor=reader.text("tutor", 160),
            room=reader.text("room", 20).strip("-–— "),
        )
        if class_key(record.name) in seen:
            row_no = seen[record.key].place.row
            twice = say("{Group.nom} {name} уже есть в строке {row}.", name=record.name, row=row_no)
            reader.error("class", "class_twice", twice)
            continue
        seen[record.key] = record
        base.classes.append(record)


def _course_of(name: str) -> int:
    """The year of study of a college's group: the first figure of «ИС-21», of «21-ПКС»."""
    found = re.search(r"\d", name)
    return int(found[0]) if found and 1 <= int(found[0]) <= 6 else 1


PARSERS = {"calendar": parse_calendar, "bells": parse_bells, "rooms": parse_rooms, "classes": parse_classes}
