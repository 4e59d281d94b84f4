"""Rows of the curriculum, the load and the timetable; cells of a wide timetable hold lessons of their own."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from letopis.documents.school_import.parsing.rows import RowReader
from letopis.documents.school_import.recognising import SheetTable, TableRow
from letopis.documents.school_import.records import Base, CurriculumRecord, LoadRecord, SlotRecord, room_key
from letopis.documents.sheets.problems import Report
from letopis.documents.sheets.values import looks_patronymic, parse_number, parse_short_name, parse_weekday, parse_whole
from letopis.kernel.text import clean, search_key
from letopis.school.organisation.words import phrase

_SEVERAL = re.compile(r"\s?[,;]\s?|\sи\s")
_SUBGROUP = re.compile(
    r"\(? ?((?:под)?группа ?№? ?\d|\d ?-?я? ?(?:под)?гр(?:уппа|\.)?|(?:п/?)?гр(?:уппа|\.)? ?№? ?\d|девочки|мальчики"
    r"|девушки|юноши|дев\.|мал\.) ?\)?",
    re.IGNORECASE,
)
_TEACHER = re.compile(
    r"(?<![А-Яа-яЁё-])[А-ЯЁ][А-Яа-яЁё\-]{1,60} [А-ЯЁ]\.\s?(?:[А-ЯЁ]\.?)?|[А-ЯЁ]\.\s?[А-ЯЁ]\.\s?[А-ЯЁ][а-яё\-]{1,60}"
)
_ROOM = re.compile(
    r"(?<!\w)(?:каб(?:инет)?|ауд(?:итория)?|к)\.?\s*№?\s*([А-ЯЁа-яё]?-?\d{1,4}[а-яё]?|[А-ЯЁ]{1,3}\d?)(?!\w)",
    re.IGNORECASE,
)
_BARE_ROOM = re.compile(r"[А-ЯЁ]{0,2}-?\d{1,4}[а-яё]?|[А-ЯЁ]{1,2}", re.IGNORECASE)
# On lines whose white space is settled.
_PIECES = re.compile(r" ?[/|] ?|(?<=\d) ?, ?|, ?(?=каб|[А-ЯЁ][а-яё\-]{1,60} [А-ЯЁ]\.)")
_HALLS = re.compile(r"^(спорт|акт|с/з|зал|стадион|бассейн|библиот|мастерск)", re.IGNORECASE)
_NOTHING = {"", "-", "–", "—", "нет", "вакансия"}


def subgroup_name(text: str) -> str:
    """«1», «гр. 1», «1 подгруппа», «первая» → «1 группа»; «дев.» → «девочки»; «весь класс» → ""."""
    key = search_key(text).strip("() .")
    if key in _NOTHING or key.startswith(("весь", "все", "класс", "целый")):
        return ""
    if key.startswith(("дев", "ж")):
        return "девочки"
    if key.startswith(("мал", "юн")) or key == "м":
        return "мальчики"
    number = parse_whole(text)
    return f"{number} группа" if number is not None else clean(text)[:40]


def parse_curriculum(base: Base, table: SheetTable, report: Report) -> None:
    """Hours of subjects by class; a row of a parallel counts for all its classes."""
    for row in table.rows:
        reader = RowReader(table, row, report)
        subject, hours = reader.text("subject", 160), parse_number(row.cells.get("hours"))
        if not subject or hours == 0 or not row.text("hours").strip("-–— "):
            continue
        if hours is None or not 0 < hours <= 40:
            reader.error(
                "hours", "bad_hours", f"{subject}: часы «{row.text('hours')}» не число. Напишите число часов в неделю."
            )
            continue
        for text in _SEVERAL.split(reader.class_text(required=True)):
            if text:
                base.curriculum.append(
                    CurriculumRecord(
                        row.place,
                        reader.columns,
                        class_text=text,
                        subject=subject,
                        area=reader.text("area", 160).strip("-–— "),
                        part=reader.text("part", 160),
                        hours=hours,
                    )
                )


def parse_load(base: Base, table: SheetTable, report: Report) -> None:
    """Rows of the load; several classes in one cell are several rows."""
    for row in table.rows:
        reader = RowReader(table, row, report)
        subject, teacher = reader.text("subject", 160), reader.text("teacher", 200)
        if not subject and not teacher:
            continue
        if not subject:
            reader.error("subject", "no_subject", "Не указан предмет.")
            continue
        hours = parse_number(row.cells.get("hours"))
        if hours is None or not 0 < hours <= 40:
            if table.is_grid and not row.text("hours").strip("-–— "):
                continue
            if "hours" in row.columns:
                reader.error(
                    "hours", "bad_hours", f"Часы «{row.text('hours')}» не число. Напишите число часов в неделю."
                )
            hours = None
        subject, inline = _without_subgroup(subject)
        for text in _SEVERAL.split(reader.class_text(required=True)):
            if text:
                base.load.append(
                    LoadRecord(
                        row.place,
                        reader.columns,
                        teacher="" if search_key(teacher) in _NOTHING else teacher,
                        subject=subject,
                        class_text=text,
                        subgroup=subgroup_name(row.text("subgroup")) or inline,
                        hours=hours,
                    )
                )


def _without_subgroup(subject: str) -> tuple[str, str]:
    """«Информатика (1 группа)» → («Информатика», «1 группа»)."""
    found = _SUBGROUP.search(subject)
    if not found or found.end() != len(subject):
        return subject, ""
    rest = subject[: found.start()].strip(" ,-–(")
    return (rest, subgroup_name(found[1])) if rest else (subject, "")


def parse_timetable(base: Base, table: SheetTable, report: Report) -> None:
    """Rows of the timetable: a lesson a row, or the lessons of a cell of a grid."""
    rooms = {room.key for room in base.rooms}
    teachers = {record.name.key for record in base.staff}
    # A day stands for the rows below it as well: one error for them all.
    unread: set[str] = set()
    for row in table.rows:
        reader = RowReader(table, row, report)
        weekday, number = parse_weekday(row.cells.get("day")), parse_whole(row.cells.get("number"))
        lessons = lessons_of(str(row.cells.get("cell", "")), rooms, teachers) if table.is_grid else [_lesson(row)]
        if not any(lesson.subject for lesson in lessons):
            if not table.is_grid and (row.text("teacher") or row.text("room")):
                reader.error("subject", "no_subject", "Не указан предмет.")
            continue
        if weekday is None:
            if row.text("day") in unread:
                report.spoil(row.place)
                continue
            unread.add(row.text("day"))
            reader.error("day", "bad_day", f"День «{row.text('day')}» не понят. Напишите день недели.")
            continue
        if number is None or not 0 <= number <= 15:
            message = phrase("Номер {lesson.gen} «{text}» не понят. Напишите число.", text=row.text("number"))
            reader.error("number", "bad_number", message)
            continue
        class_text = reader.class_text(required=True)
        if not class_text:
            continue
        for lesson in lessons:
            base.timetable.append(
                SlotRecord(
                    row.place,
                    reader.columns,
                    class_text=class_text,
                    weekday=weekday,
                    number=number,
                    subject=lesson.subject[:160],
                    subgroup=lesson.subgroup,
                    teacher=lesson.teacher,
                    room=lesson.room[:20],
                )
            )


@dataclass(slots=True)
class CellLesson:
    """A lesson as a cell of a grid, or a row, writes it."""

    subject: str = ""
    subgroup: str = ""
    teacher: str = ""
    room: str = ""


def _lesson(row: TableRow) -> CellLesson:
    subject, inline = _without_subgroup(row.text("subject"))
    teacher = row.text("teacher")
    return CellLesson(
        "" if search_key(subject) in _NOTHING else subject,
        subgroup_name(row.text("subgroup")) or inline,
        "" if search_key(teacher) in _NOTHING else teacher,
        row.text("room").strip("-–— "),
    )


def lessons_of(cell: str, rooms: Collection[str] = (), teachers: Collection[str] = ()) -> list[CellLesson]:
    """Return the lessons of a grid's cell: «Алгебра / Иванова М.П. / каб. 12», two subgroups a line or in one line.

    A piece is a teacher, a room, a subgroup or, failing these, a subject; a second subject, or a second teacher, begins
    a new lesson; a lesson without a subject takes that of the one before.
    """
    lessons: list[CellLesson] = []
    current = CellLesson()

    def close() -> None:
        nonlocal current
        if current.subject or current.teacher:
            if not current.subject and lessons:
                current.subject = lessons[-1].subject
            if current.subject:
                lessons.append(current)
        current = CellLesson()

    for line in re.split(r"\n|;|\|\||//", cell):
        for piece in _PIECES.split(clean(line)):
            for kind, text in _pieces(clean(piece), rooms, teachers):
                if kind == "subject" and (current.subject or (current.teacher and not lessons)):
                    if current.subject:
                        close()
                elif kind != "subject" and getattr(current, kind) and kind in {"teacher", "subgroup"}:
                    close()
                setattr(current, kind, text)
    close()
    return lessons


def _pieces(text: str, rooms: Collection[str], teachers: Collection[str]) -> list[tuple[str, str]]:
    """Split one piece into (kind, text): room, teacher and subgroup are cut out, what remains is the subject."""
    if not text or text in _NOTHING:
        return []
    found: list[tuple[int, str, str]] = []
    rest = text
    for kind, pattern in (("teacher", _TEACHER), ("room", _ROOM), ("subgroup", _SUBGROUP)):
        match = pattern.search(rest)
        if match:
            value = match[1] if kind != "teacher" else match[0]
            found.append((match.start(), kind, subgroup_name(value) if kind == "subgroup" else clean(value)))
            rest = rest[: match.start()] + " " * (match.end() - match.start()) + rest[match.end() :]
    for match in re.finditer(r"\S+(?: \S+)*", rest):
        left = re.sub(r"\(\s*\)", "", clean(match[0])).strip(" ,.-–—()" if found else " ,.-–—")
        left = left if left.count("(") == left.count(")") else match[0].strip(" ,.")
        if left:
            found.append((match.start(), _kind_of(left, rooms, teachers), left))
    return [(kind, value) for _, kind, value in sorted(found)]


def _kind_of(text: str, rooms: Collection[str], teachers: Collection[str]) -> str:
    if search_key(text) in teachers or parse_short_name(text):
        return "teacher"
    words = text.split()
    if len(words) == 3 and looks_patronymic(words[2]) and all(word[0].isupper() for word in words):
        return "teacher"
    if (
        room_key(text) in rooms
        or _HALLS.search(text)
        or (_BARE_ROOM.fullmatch(text) and any(c.isdigit() for c in text))
    ):
        return "room"
    return "subject"


PARSERS = {"curriculum": parse_curriculum, "load": parse_load, "timetable": parse_timetable}
