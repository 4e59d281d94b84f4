"""Nobody and no room is in two places at once: lessons of one class, teacher or room at one time."""

import re
from collections import defaultdict
from collections.abc import Callable
from itertools import combinations

from letopis.documents.school_import.records import (
    Base,
    BellRecord,
    SlotRecord,
    room_key,
)
from letopis.documents.sheets.problems import SKIP, CellPlace, Remedy, Report
from letopis.documents.sheets.values.weeks import EVEN, ODD
from letopis.school.organisation.enums import Weekday
from letopis.school.organisation.words import phrase

# Rooms that hold several classes at once.
_SHARED = re.compile(r"спорт|зал|стадион|бассейн|площадк|библиот|двор|лыж|улиц|корпус|онлайн|дистан", re.IGNORECASE)


_HALL = re.compile(r"^[сcаa]\s?[зz]?/?\d?$|зал|спорт", re.IGNORECASE)


TWO_IN_CELL, ODD_FIRST, EVEN_FIRST = "two_in_cell|timetable", "odd_first", "even_first"
WEEKS = (ODD, EVEN)
# Lessons that one teacher, class or room has in a day are compared two by two; more of them are no timetable.
MOST_IN_A_DAY = 100


def check_clashes(base: Base, report: Report) -> None:
    """A class, a teacher or a room needed twice at one time. Of two rows the one that is easier to move is named."""
    _take_turns(base, report)
    finder = _Clashes(base, report)
    finder.look(lambda one: one.class_key, _class_clash, lambda a, b: not _may_share_class(a, b))
    finder.look(lambda one: id(one.staff) if one.staff else None, _teacher_clash, lambda a, b: True)
    kinds = {room.key: f"{room.kind} {room.name}" for room in base.rooms}

    def room_of(one: SlotRecord) -> str | None:
        key = room_key(one.room)
        shared = _SHARED.search(kinds.get(key, "")) or (key not in kinds and _HALL.search(key))
        return None if shared else key or None

    finder.look(room_of, _room_clash, lambda a, b: a.class_key != b.class_key)


def _take_turns(base: Base, report: Report) -> None:
    """Two subjects in one cell, «Физика/Химия», without weeks and subgroups: they alternate if the operator says so."""
    answer = report.settled(TWO_IN_CELL)
    if answer not in {ODD_FIRST, EVEN_FIRST}:
        return
    cells: dict[CellPlace, list[SlotRecord]] = defaultdict(list)
    for slot in base.timetable:
        cells[slot.place].append(slot)
    for pair in cells.values():
        if len(pair) == len(WEEKS) and _is_two_in_cell(*pair):
            for slot, parity in zip(pair, WEEKS if answer == ODD_FIRST else WEEKS[::-1], strict=True):
                slot.parity = parity


def _is_two_in_cell(one: SlotRecord, other: SlotRecord) -> bool:
    is_plain = not (one.subgroup or other.subgroup or one.parity or other.parity)
    return is_plain and one.place == other.place and one.place.alone and one.subject != other.subject


class _Times:
    """When lessons are: by number within a shift, by the bells between shifts."""

    def __init__(self, base: Base) -> None:
        self.shifts = {record.key: record.shift for record in base.classes}
        self.bells: dict[tuple[int, int], tuple[object, object]] = {}
        usual: list[BellRecord] = [one for one in base.bells if not one.is_shortened and not one.grades]
        for schedule in usual:
            for number, start, end in schedule.periods:
                self.bells.setdefault((schedule.shift, number), (start, end))

    def meet(self, one: SlotRecord, other: SlotRecord) -> bool:
        """Whether two lessons of a weekday are at the same time."""
        if not one.shares_a_week(other):
            return False
        shifts = self.shifts.get(one.class_key, 1), self.shifts.get(other.class_key, 1)
        if shifts[0] == shifts[1]:
            return one.number == other.number
        first, second = self.bells.get((shifts[0], one.number)), self.bells.get((shifts[1], other.number))
        return bool(first and second and first[0] < second[1] and second[0] < first[1])  # type: ignore[operator]


Message = Callable[[SlotRecord, SlotRecord], tuple[str, str, str]]


class _Clashes:
    """Compares the lessons that one owner has on one weekday, two by two; a lesson is blamed once."""

    def __init__(self, base: Base, report: Report) -> None:
        self.base, self.report, self.times = base, report, _Times(base)
        self.slots = [one for one in base.timetable if one.class_key and not report.is_spoiled(one.place)]
        self.blamed: set[int] = set()

    def look(
        self,
        owner: Callable[[SlotRecord], object],
        message: Message,
        clash: Callable[[SlotRecord, SlotRecord], bool],
    ) -> None:
        """Note every pair of one owner at one time for which `clash` holds."""
        groups: dict[tuple[object, int], list[SlotRecord]] = defaultdict(list)
        for slot in self.slots:
            if (key := owner(slot)) is not None:
                groups[key, slot.weekday].append(slot)
        for group in groups.values():
            for one, other in combinations(group[:MOST_IN_A_DAY], 2):
                if {id(one), id(other)} & self.blamed or not self.times.meet(one, other) or not clash(one, other):
                    continue
                guilty, innocent = (one, other) if _is_easier_to_move(one, other) else (other, one)
                self.blamed.add(id(guilty))
                _note_clash(guilty, innocent, message, self.base, self.report)


def _is_easier_to_move(one: SlotRecord, other: SlotRecord) -> bool:
    """A lesson of the whole class moves alone; one of a subgroup would take the other subgroup along."""
    return bool(other.subgroup) or not one.subgroup


def _note_clash(guilty: SlotRecord, innocent: SlotRecord, message: Message, base: Base, report: Report) -> None:
    if message is _class_clash and _is_two_in_cell(guilty, innocent):
        _ask_turns(guilty, innocent, base, report)
        return
    name, code, text = message(guilty, innocent)
    column = "cell" if "cell" in guilty.columns else name
    day = Weekday(guilty.weekday).label
    report.add(
        guilty.at(column),
        base.label("timetable", guilty, column),
        code,
        phrase(
            "{day}, {lesson.nom} {number}: {text}. Перенесите {one_of_lessons}.",
            day=day,
            number=guilty.number,
            text=text,
        ),
        value={"teacher": guilty.teacher, "room": guilty.room}.get(name, guilty.class_text),
        choices=[Remedy("Оставить: занятие совместное", "accept"), SKIP],
    )
    report.warn(
        CellPlace(innocent.place.file, innocent.place.sheet, innocent.place.row, innocent.columns.get(column)),
        base.label("timetable", innocent, column if column in innocent.columns else name),
        "clash_with",
        phrase(
            "{day}, {lesson.nom} {number}: в то же время {other} {subject} (строка {row}). "
            "Решите, {which_of_lessons} перенести.",
            day=day,
            number=innocent.number,
            other=guilty.class_text,
            subject=guilty.subject,
            row=guilty.place.row,
        ),
        value={"teacher": innocent.teacher, "room": innocent.room}.get(name, innocent.class_text),
    )


def _ask_turns(one: SlotRecord, other: SlotRecord, base: Base, report: Report) -> None:
    first, second = (slot.subject for slot in base.timetable if slot is one or slot is other)
    report.add(
        one.at("cell"),
        base.label("timetable", one, "cell"),
        "two_in_cell",
        phrase(
            "{day}, {lesson.nom} {number}: в клетке два предмета, «{first}» и «{second}». Укажите, по каким неделям "
            "какой, или напишите подгруппы.",
            day=Weekday(one.weekday).label,
            number=one.number,
            first=first,
            second=second,
        ),
        value=f"{first} / {second}",
        choices=[
            Remedy("Первый — по нечётным неделям, второй — по чётным", "cause", ODD_FIRST),
            Remedy("Первый — по чётным неделям, второй — по нечётным", "cause", EVEN_FIRST),
            SKIP,
        ],
        cause=TWO_IN_CELL,
        question="В клетках расписания по два предмета без подгрупп: они чередуются по неделям?",
    )


def _may_share_class(one: SlotRecord, other: SlotRecord) -> bool:
    return bool(one.subgroup and other.subgroup and one.course_key != other.course_key)


def _class_clash(one: SlotRecord, other: SlotRecord) -> tuple[str, str, str]:
    return "number", "class_clash", f"у {one.class_text} в это время уже {other.subject} (строка {other.place.row})"


def _teacher_clash(one: SlotRecord, other: SlotRecord) -> tuple[str, str, str]:
    who = one.staff.name.text if one.staff else one.teacher
    room = (
        f", кабинет {one.room} тоже занят" if room_key(one.room) and room_key(one.room) == room_key(other.room) else ""
    )
    return (
        "teacher",
        "timetable_clash",
        phrase(
            "{who} в это время ведёт {lesson.acc} в {other} (строка {row}){room}",
            who=who,
            other=other.class_text,
            row=other.place.row,
            room=room,
        ),
    )


def _room_clash(one: SlotRecord, other: SlotRecord) -> tuple[str, str, str]:
    return (
        "room",
        "room_clash",
        f"кабинет {one.room} в это время занят: {other.class_text} {other.subject} (строка {other.place.row})",
    )
