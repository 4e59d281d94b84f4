"""Rooms and classes."""

import re

from letopis.documents.school_import.parsing.rows import RowReader
from letopis.documents.school_import.recognising import SheetTable
from letopis.documents.school_import.records import (
    Base,
    ClassRecord,
    RoomRecord,
)
from letopis.documents.sheets.problems import Report
from letopis.documents.sheets.values import (
    class_key,
    parse_class,
)
from letopis.school.organisation.enums import SchoolKind
from letopis.school.organisation.words import current, phrase, words_of


def parse_rooms(base: Base, table: SheetTable, report: Report) -> None:
    """Rows of the list of rooms."""
    seen = {room.key: room for room in base.rooms}
    for row in table.rows:
        reader = RowReader(table, row, report)
        number = reader.text("number", 20)
        if not number:
            if row.text("name"):
                reader.error("number", "no_number", f"Не указан номер кабинета «{row.text('name')}».")
            reader.leave("нет номера кабинета")
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
        # «9-ПК» is what a college calls a group of its first course.
        parsed = None if current() is words_of(SchoolKind.COLLEGE) else parse_class(text)
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
            twice = phrase("{Group.nom} {name} уже есть в строке {row}.", name=record.name, row=row_no)
            reader.error("class", "class_twice", twice)
            continue
        seen[record.key] = record
        base.classes.append(record)


def _course_of(name: str) -> int:
    """The year of study of a college's group: the first figure of «ИС-21», of «21-ПКС»."""
    found = re.search(r"\d", name)
    return int(found[0]) if found and 1 <= int(found[0]) <= 6 else 1


PARSERS = {"rooms": parse_rooms, "classes": parse_classes}
