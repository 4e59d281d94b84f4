"""Every lesson of the grid belongs to a page of the journal: its subject, teacher, room and subgroup are found."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from decimal import Decimal

from letopis.documents.school_import.checking.teaching import find_teacher, live_courses
from letopis.documents.school_import.live import Live
from letopis.documents.school_import.parsing.lessons import initials
from letopis.documents.school_import.parsing.teaching import course_kind
from letopis.documents.school_import.people_index import PeopleIndex
from letopis.documents.school_import.records import (
    NOWHERE,
    Base,
    LoadRecord,
    SlotRecord,
    StaffRecord,
    room_key,
)
from letopis.documents.school_import.subjects import Subjects, closest
from letopis.documents.sheets.problems import SKIP, CellPlace, Remedy, Report
from letopis.kernel.text import search_key
from letopis.school.organisation.enums import SchoolKind
from letopis.school.organisation.words import phrase

# What answers that there is a timetable and no load.
FROM_TIMETABLE, TAKE = "load_from_timetable", "take"


def infer_load(base: Base, live: Live, report: Report) -> None:
    """Without any load, and if the operator says so, take it from the timetable: who teaches what, how often a week."""
    if base.load or live.courses or not base.timetable or report.settled(FROM_TIMETABLE) != TAKE:
        return
    found: dict[tuple[str, ...], LoadRecord] = {}
    for slot in base.timetable:
        key = slot.class_key or slot.class_text, search_key(slot.subject), slot.subgroup, *initials(slot.teacher)
        record = found.get(key)
        if record is None:
            record = found[key] = LoadRecord(
                slot.place,
                slot.columns,
                teacher=slot.teacher,
                subject=slot.subject,
                class_text=slot.class_text,
                class_key=slot.class_key,
                subgroup=slot.subgroup,
                hours=Decimal(0),
                kind=course_kind(slot.subject),
            )
        record.hours = (record.hours or Decimal(0)) + slot.per_week
    base.load += found.values()
    first = base.timetable[0]
    report.warn(
        CellPlace(first.place.file, first.place.sheet, 0),
        base.label("timetable", first, "subject"),
        "load_inferred",
        f"Нагрузка взята из расписания: строк — {len(found)}.",
    )


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
            phrase(
                "Нагрузки нет ни в файле, ни в базе: {lesson.noms} расписания ({rows}) не к чему привязать. "
                "Добавьте лист «Нагрузка» или возьмите её из расписания.",
                rows=len(base.timetable),
            ),
            choices=[Remedy("Взять нагрузку из расписания", "cause", TAKE)],
            cause=FROM_TIMETABLE,
            question=phrase(
                "Нагрузки нет: взять её из расписания — кто что ведёт и сколько {lesson.gens} в неделю?",
            ),
        )
        for slot in base.timetable:
            report.spoil(slot.place)
        return
    settler = _Settler(base, live, report, courses)
    for slot in base.timetable:
        settler.settle(slot)
    settler.note()
    _note_hours(base, live, courses, report)


class _Settler:
    def __init__(self, base: Base, live: Live, report: Report, courses: list[LoadRecord]) -> None:
        self.base = base
        self.report = report
        self.index = PeopleIndex(base.staff)
        self.by_class: dict[str, list[LoadRecord]] = defaultdict(list)
        for course in courses:
            self.by_class[course.class_key].append(course)
        self.subjects = Subjects((course.subject for course in courses), base.shorts)
        self.rooms = {room.key for room in base.rooms} | set(live.rooms)
        self.named = {room.name: room.number for room in base.rooms if room.name}
        self.named |= {room.name: room.number for room in live.rooms.values() if room.name}
        self.rooms_found: dict[str, str] = {}
        self.strangers: dict[str, list[SlotRecord]] = defaultdict(list)

    def settle(self, slot: SlotRecord) -> None:
        if not slot.class_key or slot.place.row_key in self.report.answers.skip:
            return
        own = self.by_class.get(slot.class_key, [])
        slot.subject = self._subject(slot, own)
        same = [one for one in own if search_key(one.subject) == search_key(slot.subject)]
        slot.staff = self._teacher(slot, same)
        self._room(slot)
        if not same:
            self._not_in_load(slot, own)
            return
        slot.course = self._course(slot, same)
        if slot.course is None:
            self._no_subgroup(slot, same)
            return
        slot.subgroup = slot.course.subgroup
        if slot.staff and slot.course.staff and slot.staff is not slot.course.staff:
            self.strangers[f"{slot.class_text} {slot.subject}"].append(slot)

    def _subject(self, slot: SlotRecord, own: list[LoadRecord]) -> str:
        """The subject by the load's name; of several that a short form may mean, the one that the teacher gives."""
        likely = self.subjects.candidates(slot.subject, [one.subject for one in own])
        if len(likely) > 1 and slot.teacher:
            keys = {search_key(name) for name in likely}
            among = [one.staff for one in own if search_key(one.subject) in keys]
            found = find_teacher(slot.teacher, self.index, self.report, among)
            taught = [one.subject for one in own if one.staff in found and search_key(one.subject) in keys]
            likely = [name for name in likely if name in taught]
        return likely[0] if len(likely) == 1 else slot.subject

    def _not_in_load(self, slot: SlotRecord, own: list[LoadRecord]) -> None:
        subjects = [] if self._is_grid(slot) else sorted({one.subject for one in own})[:12]
        message = phrase(
            "{name}: предмета «{subject}» нет в нагрузке {group.gen}. Исправьте название или дополните нагрузку.",
            name=slot.class_text,
            subject=slot.subject,
        )
        self._error(slot, "subject", "not_in_load", message, [Remedy(one, "value", one) for one in subjects])

    def _no_subgroup(self, slot: SlotRecord, same: list[LoadRecord]) -> None:
        names = sorted({one.subgroup for one in same if one.subgroup})
        what = f"подгруппы «{slot.subgroup}» нет в нагрузке" if slot.subgroup else "не указана подгруппа"
        there = f", есть: {', '.join(names)}." if names else "."
        self._error(
            slot,
            "subgroup" if "subgroup" in slot.columns else "subject",
            "no_subgroup",
            f"{slot.class_text} {slot.subject}: {what}{there} Укажите её, как в нагрузке.",
            [Remedy(name, "value", name) for name in names if "subgroup" in slot.columns],
        )

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
            phrase(
                "{Teacher.gen} «{name}» нет в списке сотрудников. Исправьте имя или добавьте сотрудника.",
                name=slot.teacher,
            )
            if not found
            else phrase(
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
        if key and self.rooms and key not in self.rooms and not key.isdigit():
            if slot.room not in self.rooms_found:
                self.rooms_found[slot.room] = self.named.get(closest(slot.room, self.named) or "", slot.room)
            slot.room = self.rooms_found[slot.room]
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
                phrase(
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


def _note_hours(base: Base, live: Live, courses: list[LoadRecord], report: Report) -> None:
    """Lessons a week against the hours of the load, for pages whose rows are otherwise right: one doubt for all."""
    held: dict[int, list[SlotRecord]] = defaultdict(list)
    for slot in base.timetable:
        if slot.course is not None:
            held[id(slot.course)].append(slot)
    checked = _pages_with_lessons(base, courses, held, report)
    # A college's hours are of 45 minutes, two of them a lesson, or they are lessons already: what fits more pages.
    is_college = live.school.kind == SchoolKind.COLLEGE
    hours = min((1, 2) if is_college else (1,), key=lambda one: len(_off(checked, held, one)))
    off = [(course, next(iter(held.get(id(course), [])), None)) for course in _off(checked, held, hours)]
    if off:
        course, first = off[0]
        record: SlotRecord | LoadRecord = first or course
        names = [
            f"{one.class_text} {one.subject} — {_plain(one.hours)} и {_plain(hours * _per_week(held.get(id(one), [])))}"
            for one, _ in off[:5]
        ]
        report.warn(
            record.place,
            "Часы",
            "timetable_hours",
            phrase(
                "Часы в неделю по нагрузке и {lesson.noms} в расписании не совпадают: {rows}{more}.",
                rows="; ".join(names),
                more="…" if len(off) > 5 else "",
            ),
            rows=[(lesson or page).place.row for page, lesson in off],
        )


def _pages_with_lessons(
    base: Base, courses: list[LoadRecord], held: dict[int, list[SlotRecord]], report: Report
) -> list[LoadRecord]:
    """The pages of the files whose hours can be told from the timetable."""
    classes = {slot.class_key for slot in base.timetable}
    pages = Counter(one.course_key for one in base.load)
    return [
        one
        for one in courses
        if one.hours is not None
        and one.place is not NOWHERE
        and one.class_key in classes
        and not report.is_spoiled(one.place)
        and pages[one.course_key] <= 1
        # Without lessons that alternate, a half of an hour cannot be told.
        and (one.hours == int(one.hours) or any(slot.parity for slot in held.get(id(one), [])))
    ]


def _off(pages: list[LoadRecord], held: dict[int, list[SlotRecord]], hours: int) -> list[LoadRecord]:
    """The pages whose lessons, of so many hours each, are not their hours."""
    return [one for one in pages if hours * _per_week(held.get(id(one), [])) != one.hours]


def _per_week(slots: list[SlotRecord]) -> Decimal:
    return sum((slot.per_week for slot in slots), Decimal(0))


def _plain(number: Decimal | None) -> str:
    return format((number or Decimal(0)).normalize(), "f").replace(".", ",")
