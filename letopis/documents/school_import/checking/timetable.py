"""Every lesson of the grid belongs to a page of the journal; nobody and no room is in two places at once."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from itertools import combinations

from letopis.documents.school_import.checking.teaching import Subjects, find_teacher, live_courses
from letopis.documents.school_import.live import Live
from letopis.documents.school_import.people_index import PeopleIndex
from letopis.documents.school_import.records import (
    NOWHERE,
    Base,
    BellRecord,
    LoadRecord,
    SlotRecord,
    StaffRecord,
    room_key,
)
from letopis.documents.sheets.problems import SKIP, CellPlace, Remedy, Report
from letopis.kernel.text import search_key
from letopis.school.organisation.enums import Weekday
from letopis.school.organisation.words import say

# Lessons that one teacher, class or room has in a day are compared two by two; more of them are no timetable.
MOST_IN_A_DAY = 100
# Rooms that hold several classes at once.
_SHARED = re.compile(r"спорт|зал|стадион|бассейн|площадк|библиот|двор|лыж|улиц|корпус|онлайн|дистан", re.IGNORECASE)
_HALL = re.compile(r"^[сcаa]\s?[зz]?/?\d?$|зал|спорт", re.IGNORECASE)


def settle_slots(base: Base, live: Live, report: Report) -> None:
    """Find subject, page, teacher and room of each lesson."""
    if not base.timetable:
        return
    courses = [*base.load, *live_courses(base, live)]
    if not courses:
        first = base.timetable[0]
        report.add(
            CellPlace(first.place.file, first.place.sheet, 0),
            base.label("timetable", first, "subject"),
            "no_load",
            say(
                "Нагрузки нет ни в файле, ни в базе: {lesson.noms} расписания ({rows}) не к чему привязать. "
                "Добавьте лист «Нагрузка».",
                rows=len(base.timetable),
            ),
        )
        for slot in base.timetable:
            report.spoil(slot.place)
        return
    settler = _Settler(base, live, report, courses)
    for slot in base.timetable:
        settler.settle(slot)
    settler.note()
    _note_hours(base, courses, report)


class _Settler:
    def __init__(self, base: Base, live: Live, report: Report, courses: list[LoadRecord]) -> None:
        self.base = base
        self.report = report
        self.index = PeopleIndex(base.staff)
        self.by_class: dict[str, list[LoadRecord]] = defaultdict(list)
        for course in courses:
            self.by_class[course.class_key].append(course)
        self.subjects = Subjects(course.subject for course in courses)
        self.rooms = {room.key for room in base.rooms} | set(live.rooms)
        self.strangers: dict[str, list[SlotRecord]] = defaultdict(list)

    def settle(self, slot: SlotRecord) -> None:
        if not slot.class_key or slot.place.row_key in self.report.answers.skip:
            return
        own = self.by_class.get(slot.class_key, [])
        slot.subject = self.subjects.find(slot.subject, [one.subject for one in own]) or slot.subject
        same = [one for one in own if search_key(one.subject) == search_key(slot.subject)]
        slot.staff = self._teacher(slot, same)
        self._room(slot)
        if not same:
            self._error(
                slot,
                "subject",
                "not_in_load",
                say(
                    "{name}: предмета «{subject}» нет в нагрузке {group.gen}. Исправьте название или "
                    "дополните нагрузку.",
                    name=slot.class_text,
                    subject=slot.subject,
                ),
                [
                    Remedy(one, "value", one)
                    for one in sorted({one.subject for one in own})[:12]
                    if not self._is_grid(slot)
                ],
            )
            return
        slot.course = self._course(slot, same)
        if slot.course is None:
            names = sorted({one.subgroup for one in same if one.subgroup})
            self._error(
                slot,
                "subgroup" if "subgroup" in slot.columns else "subject",
                "no_subgroup",
                f"{slot.class_text} {slot.subject}: "
                + (f"подгруппы «{slot.subgroup}» нет в нагрузке" if slot.subgroup else "не указана подгруппа")
                + (f", есть: {', '.join(names)}." if names else ".")
                + " Укажите её, как в нагрузке.",
                [Remedy(name, "value", name) for name in names if "subgroup" in slot.columns],
            )
            return
        slot.subgroup = slot.course.subgroup
        if slot.staff and slot.course.staff and slot.staff is not slot.course.staff:
            self.strangers[f"{slot.class_text} {slot.subject}"].append(slot)

    @staticmethod
    def _is_grid(slot: SlotRecord) -> bool:
        return "cell" in slot.columns

    def _error(self, slot: SlotRecord, name: str, code: str, message: str, choices: Iterable[Remedy] = ()) -> None:
        if self.report.is_spoiled(slot.place) and not self._is_grid(slot):
            return
        column = "cell" if self._is_grid(slot) else name
        self.report.add(
            slot.at(column),
            self.base.label("timetable", slot, column),
            code,
            message,
            value={"subject": slot.subject, "teacher": slot.teacher, "room": slot.room}.get(name, slot.subgroup),
            choices=[*choices, SKIP],
            may_type=not self._is_grid(slot) and name in slot.columns,
        )

    def _teacher(self, slot: SlotRecord, same: list[LoadRecord]) -> StaffRecord | None:
        if not slot.teacher or not self.base.staff:
            return None
        likely = [
            one.staff for one in same if not slot.subgroup or search_key(one.subgroup) == search_key(slot.subgroup)
        ]
        found = find_teacher(slot.teacher, self.index, self.report, likely)
        if len(found) > 1:
            found = find_teacher(slot.teacher, self.index, self.report, [one.staff for one in same])
        if len(found) == 1:
            return found[0]
        if any(one.teacher and search_key(one.teacher) == search_key(slot.teacher) for one in same):
            return None  # the row of the load says the same and has the error
        near = self.index.like(slot.teacher)
        options = found or ([near] if near else [])
        self._error(
            slot,
            "teacher",
            "unknown_teacher" if not found else "ambiguous_teacher",
            say(
                "{Teacher.gen} «{name}» нет в списке сотрудников. Исправьте имя или добавьте сотрудника.",
                name=slot.teacher,
            )
            if not found
            else say(
                "{Teacher.gens} «{name}» несколько: {names}. Выберите, кто это, или напишите имя полностью.",
                name=slot.teacher,
                names=", ".join(self.index.shown[one] for one in found),
            ),
            [
                Remedy(self.index.shown[one], "value", self.index.shown[one])
                for one in options
                if not self._is_grid(slot)
            ],
        )
        return None

    def _room(self, slot: SlotRecord) -> None:
        key = room_key(slot.room)
        if not key or not self.rooms or key in self.rooms:
            return
        near = next((room for room in sorted(self.rooms) if _twins(room, key)), None)
        hint = f" Похоже на {near}." if near else ""
        self._error(
            slot,
            "room",
            "unknown_room",
            f"Кабинета «{slot.room}» нет в списке кабинетов.{hint} Исправьте номер или добавьте кабинет в список.",
            [
                *([Remedy(f"Заменить на {near}", "value", near)] if near and not self._is_grid(slot) else []),
                Remedy(f"Создать кабинет {slot.room}", "accept"),
            ],
        )

    def _course(self, slot: SlotRecord, same: list[LoadRecord]) -> LoadRecord | None:
        """The page: of the subgroup; failing that, of the teacher; failing that, the only one."""
        exact = [one for one in same if search_key(one.subgroup) == search_key(slot.subgroup)]
        if len(exact) > 1 and slot.staff:
            exact = [one for one in exact if one.staff is slot.staff] or exact
        if exact:
            return exact[0]
        by_teacher = [one for one in same if slot.staff and one.staff is slot.staff]
        if len(by_teacher) == 1:
            return by_teacher[0]
        return same[0] if len(same) == 1 and not slot.subgroup else None

    def note(self) -> None:
        """Lessons that somebody else than the load's teacher gives: one doubt a page."""
        for name, slots in self.strangers.items():
            first = slots[0]
            if first.course is None or first.course.staff is None or first.staff is None:
                continue
            self.report.warn(
                first.at("cell" if self._is_grid(first) else "teacher"),
                self.base.label("timetable", first, "cell" if self._is_grid(first) else "teacher"),
                "other_teacher",
                say(
                    "{name}: в расписании {one}, в нагрузке {other}. "
                    "За {lesson.ins} будет записан {teacher.nom} из расписания; если это ошибка, исправьте её.",
                    name=name,
                    one=first.staff.name.text,
                    other=first.course.staff.name.text,
                ),
                value=first.teacher,
                rows=[slot.place.row for slot in slots],
            )


def _twins(one: str, other: str) -> bool:
    """«2l4» and «214»: letters that look like figures, one alphabet for another."""
    table = str.maketrans({"l": "1", "i": "1", "і": "1", "о": "0", "o": "0", "з": "3", "z": "3", "с": "c", "а": "a"})
    return one.translate(table) == other.translate(table)


def _note_hours(base: Base, courses: list[LoadRecord], report: Report) -> None:
    """Lessons a week against the hours of the load, for pages whose rows are otherwise right: one doubt for all."""
    held: dict[int, list[SlotRecord]] = defaultdict(list)
    for slot in base.timetable:
        if slot.course is not None:
            held[id(slot.course)].append(slot)
    off: list[tuple[LoadRecord, SlotRecord | None]] = []
    classes = {slot.class_key for slot in base.timetable}
    shared = {(*one.course_key,) for one in courses if sum(o.course_key == one.course_key for o in base.load) > 1}
    for course in courses:
        slots = held.get(id(course), [])
        if (
            course.hours is None
            or course.class_key not in classes
            or report.is_spoiled(course.place)
            or course.course_key in shared
        ):
            continue
        if course.hours == int(course.hours) and len(slots) != course.hours and course.place is not NOWHERE:
            off.append((course, slots[0] if slots else None))
    if off:
        course, first = off[0]
        record: SlotRecord | LoadRecord = first or course
        names = [f"{one.class_text} {one.subject} — {one.hours} и {len(held.get(id(one), []))}" for one, _ in off[:5]]
        report.warn(
            record.place,
            "Часы",
            "timetable_hours",
            say(
                "Часы в неделю по нагрузке и {lesson.noms} в расписании не совпадают: {rows}{more}.",
                rows="; ".join(names),
                more="…" if len(off) > 5 else "",
            ),
            rows=[(lesson or page).place.row for page, lesson in off],
        )


# ── clashes ───────────────────────────────────────────────────────────


def check_clashes(base: Base, report: Report) -> None:
    """A class, a teacher or a room needed twice at one time. Of two rows the one that is easier to move is named."""
    finder = _Clashes(base, report)
    finder.look(lambda one: one.class_key, _class_clash, lambda a, b: not _may_share_class(a, b))
    finder.look(lambda one: id(one.staff) if one.staff else None, _teacher_clash, lambda a, b: True)
    kinds = {room.key: f"{room.kind} {room.name}" for room in base.rooms}

    def room_of(one: SlotRecord) -> str | None:
        key = room_key(one.room)
        shared = _SHARED.search(kinds.get(key, "")) or (key not in kinds and _HALL.search(key))
        return None if shared else key or None

    finder.look(room_of, _room_clash, lambda a, b: a.class_key != b.class_key)


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
    name, code, text = message(guilty, innocent)
    column = "cell" if "cell" in guilty.columns else name
    day = Weekday(guilty.weekday).label
    report.add(
        guilty.at(column),
        base.label("timetable", guilty, column),
        code,
        say(
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
        say(
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
        say(
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
