"""The timetable as people read it: a week of a class, a teacher or a room, a day of a teacher, free rooms."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any, Literal

from django.db.models import F, Q, QuerySet

from letopis.kernel.actor import Actor
from letopis.kernel.choices import Choice
from letopis.kernel.dates import monday_of
from letopis.kernel.errors import NotVisible
from letopis.kernel.rights import Right
from letopis.kernel.statements import Shape, statement
from letopis.school.classes.models import ClassGroup
from letopis.school.curriculum.models import CourseTeacher
from letopis.school.curriculum.queries import class_choices
from letopis.school.organisation import queries as organisation
from letopis.school.organisation.enums import DayKind
from letopis.school.organisation.models import AcademicYear, Room, dated_on
from letopis.school.organisation.rules import Calendar, grid_weekday, vacation_of
from letopis.school.people.models import Staff, initials, initials_apart, names_of
from letopis.school.timetable import policy
from letopis.school.timetable.models import Lesson, WeeklySlot

Whose = Literal["class", "teacher", "room"]


@dataclass(frozen=True, slots=True)
class GridItem:
    """A place of the timetable as a cell shows it. `lesson_id` None in the weekly grid, `slot_id` None out of it."""

    lesson_id: int | None
    slot_id: int | None
    course_id: int
    weekday: int
    day: date | None
    number: int
    starts_at: time | None
    ends_at: time | None
    subject: str
    class_group_id: int
    class_name: str
    subgroup: str
    teacher_id: int | None
    teacher: str
    room_id: int | None
    room: str
    substituted_for: str = ""
    is_cancelled: bool = False
    is_filled: bool = False
    parity: int = 0
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """A column of the week. `note`: why there are no lessons, or by which day's grid they are; `is_taught`."""

    weekday: int
    date: date
    is_taught: bool
    note: str


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands at one number of one day."""

    day: Day
    number: int
    entries: tuple[GridItem, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One number of the week and its usual hours."""

    number: int
    starts_at: time | None
    ends_at: time | None
    cells: tuple[Cell, ...]

    @property
    def hours(self) -> str:
        """«08:30–09:15», "" where no lesson has hours."""
        return f"{self.starts_at:%H:%M}–{self.ends_at:%H:%M}" if self.starts_at and self.ends_at else ""


@dataclass(frozen=True, slots=True)
class Week:
    """A week of a class, a teacher or a room."""

    whose: Whose
    id: int
    name: str
    monday: date
    sunday: date
    days: tuple[Day, ...]
    rows: tuple[Row, ...]

    @property
    def is_empty(self) -> bool:
        """True where nothing is taught in the week."""
        return not any(cell.entries for row in self.rows for cell in row.cells)


# ── choices ───────────────────────────────────────────────────────────


def choices(actor: Actor, year: AcademicYear, whose: Whose) -> list[Choice]:
    """Return the classes, the teachers or the rooms of the year that have a timetable. One query.

    Teachers of the same initials come with their full names, then with what they teach.
    """
    policy.require(actor, Right.READ_TIMETABLE)
    if whose == "class":
        return class_choices(actor.school_id, year.pk)
    if whose == "room":
        return [Choice(pk, number) for pk, number in _rooms(actor.school_id)]
    people = _teachers(actor.school_id, year.pk)
    names = initials_apart({pk: (*name, position) for pk, position, *name in people})
    return [Choice(pk, name) for pk, name in names.items()]


@statement
def _rooms(school: int) -> QuerySet[Room, tuple[int, str]]:
    return Room.objects.filter(school_id=school).order_by("sort_key", "pk").values_list("pk", "number")


@statement
def _teachers(school: int, year: int) -> QuerySet[Staff, tuple[Any, ...]]:
    rows = Staff.objects.filter(Q(taught__course__year=year) | Q(slots__year=year), school_id=school)
    ordered = rows.distinct().order_by("person__sort_key", "pk")
    return ordered.values_list("pk", "position", *names_of("person"))


# ── a week of lessons ─────────────────────────────────────────────────


def week(actor: Actor, year: AcademicYear, whose: Whose, pk: int, day: date) -> Week:
    """Return the dated lessons of the week that holds `day`, as published. Five queries."""
    policy.require(actor, Right.READ_TIMETABLE)
    name, grade, scheme_id = _subject_of(actor.school_id, year, whose, pk)
    calendar = organisation.calendar_of(year)
    monday = monday_of(day)
    entries = lessons_between(year.school_id, monday, monday + timedelta(days=6), whose, pk)
    days = _days(calendar, monday, grade, scheme_id, {entry.weekday for entry in entries})
    return Week(whose, pk, name, monday, monday + timedelta(days=6), days, _rows(days, entries))


def lessons_between(
    school_id: int, first: date, last: date, whose: Literal[Whose, "lesson"], pk: int
) -> list[GridItem]:
    """Return somebody's lessons between two days, or one lesson of them, by date and number. One query.

    The caller checks the right.
    """
    rows = _lessons(school_id, first, last, whose, pk)
    names = _names([*(row[8:13] for row in rows), *(row[-5:] for row in rows)])
    return [_lesson_entry(names, *row) for row in rows]


@statement
def _lessons(
    school: int, first: date, last: date, whose: Shape[Literal[Whose, "lesson"]], pk: int
) -> QuerySet[Lesson, tuple[Any, ...]]:
    of = {
        "class": Q(class_group_id=pk),
        "teacher": Q(staff_id=pk) | Q(substituted_for_id=pk),
        "room": Q(room_id=pk),
        "lesson": Q(pk=pk),
    }
    rows = Lesson.objects.filter(of[whose], school_id=school, date__gte=first, date__lte=last).order_by(
        "date", "number", "class_group__sort_key", F("course__subgroup__name").asc(nulls_first=True)
    )
    return rows.values_list(
        *("id", "slot_id", "date", "number", "starts_at", "ends_at", "is_cancelled", "filled_at"),
        *("substituted_for_id", *names_of("substituted_for__person"), "substituted_for__position", *_COMMON),
    )


def teacher_day(actor: Actor, staff_id: int, day: date) -> list[GridItem]:
    """Return what the timetable gives a teacher on `day`, substitutions by others included. One query."""
    policy.require(actor, Right.READ_TIMETABLE)
    return lessons_between(actor.school_id, day, day, "teacher", staff_id)


def free_rooms(actor: Actor, day: date, number: int) -> list[Choice]:
    """Return the rooms without a lesson at a number of a day. One query."""
    policy.require(actor, Right.READ_TIMETABLE)
    taken = Lesson.objects.filter(
        school_id=actor.school_id, date=day, number=number, is_cancelled=False, room__isnull=False
    )
    rooms = Room.objects.filter(school_id=actor.school_id).exclude(pk__in=taken.values("room_id"))
    return [Choice(pk, name) for pk, name in rooms.order_by("sort_key", "pk").values_list("pk", "number")]


# ── the weekly grid ───────────────────────────────────────────────────


def grid(actor: Actor, year: AcademicYear, whose: Whose, pk: int, day: date) -> Week:
    """Return the weekly slots valid on `day`, for the one who makes the timetable. Four queries."""
    policy.require(actor, Right.MAKE_TIMETABLE)
    name, _, _ = _subject_of(actor.school_id, year, whose, pk)
    monday = monday_of(day)
    found = _slots(actor.school_id, year.pk, whose, pk, day)
    taught = _taught(actor.school_id, {row[6] for row in found}, day)
    teachers = {course_id: staff_id for course_id, staff_id, *_ in taught}
    names = _names([*(row[-5:] for row in found), *(row[1:] for row in taught)])
    entries = [_slot_entry(names, teachers, *row) for row in found]
    days = tuple(
        Day(weekday, monday + timedelta(days=weekday - 1), True, "")
        for weekday in range(1, max([year.study_days, *(entry.weekday for entry in entries)]) + 1)
    )
    return Week(whose, pk, name, monday, monday + timedelta(days=6), days, _rows(days, entries, at_least=7))


@statement
def _slots(school: int, year: int, whose: Shape[Whose], pk: int, day: date) -> QuerySet[WeeklySlot, tuple[Any, ...]]:
    taught = CourseTeacher.objects.filter(dated_on(day), school_id=school, course__year=year)
    of = {
        "class": Q(course__class_group_id=pk),
        "teacher": Q(staff_id=pk) | Q(staff__isnull=True, course__in=taught.filter(staff_id=pk).values("course_id")),
        "room": Q(room_id=pk),
    }
    rows = WeeklySlot.objects.filter(dated_on(day), of[whose], school_id=school, year=year).order_by(
        "weekday", "number", "course__class_group__sort_key", "course__subgroup__name", "parity"
    )
    return rows.values_list("id", "weekday", "number", "parity", "starts_on", "ends_on", *_COMMON)


@statement
def _taught(school: int, courses: set[int], day: date) -> QuerySet[CourseTeacher, tuple[Any, ...]]:
    rows = CourseTeacher.objects.filter(dated_on(day), school_id=school, course_id__in=courses)
    return rows.order_by("starts_on").values_list(
        "course_id", "staff_id", *names_of("staff__person"), "staff__position"
    )


# ── building ──────────────────────────────────────────────────────────

_COMMON = (
    *("course_id", "course__subject__name", "course__class_group_id", "course__class_group__name"),
    *("course__subgroup__name", "room_id", "room__number"),
    *("staff_id", *names_of("staff__person"), "staff__position"),
)


def _names(people: Iterable[Sequence[Any]]) -> dict[int | None, str]:
    """The shortest names that tell those of one page apart, by id, of ids with names and positions; None: nobody."""
    shown = initials_apart({one[0]: [part or "" for part in one[1:]] for one in people if one[0]})
    return dict([(None, ""), *shown.items()])


def _subject_of(school_id: int, year: AcademicYear, whose: Whose, pk: int) -> tuple[str, int | None, int | None]:
    """Return name, grade and scheme of what the week is of; a teacher and a room have no grade. One query."""
    for row in _subject(school_id, year.pk, whose, pk):
        if whose == "class":
            name, grade, scheme_id = row
            return name, grade, scheme_id
        return initials(*row) if whose == "teacher" else f"Кабинет\u00a0{row[0]}", None, None
    raise NotVisible


@statement
def _subject(school: int, year: int, whose: Shape[Whose], pk: int) -> QuerySet[Any, tuple[Any, ...]]:
    if whose == "class":
        classes = ClassGroup.objects.filter(school_id=school, year=year, pk=pk)
        return classes.values_list("name", "grade", "scheme_id")
    if whose == "room":
        return Room.objects.filter(school_id=school, pk=pk).values_list("number")
    return Staff.objects.filter(school_id=school, pk=pk).values_list(*names_of("person"))


def _lesson_entry(
    names: dict[int | None, str], pk: int, slot_id: int | None, day: date, number: int, *row: Any
) -> GridItem:
    starts_at, ends_at, is_cancelled, filled_at, replaced_id, _, _, _, _, *common = row
    return GridItem(
        lesson_id=pk,
        slot_id=slot_id,
        weekday=day.isoweekday(),
        day=day,
        number=number,
        starts_at=starts_at,
        ends_at=ends_at,
        substituted_for=names[replaced_id],
        is_cancelled=is_cancelled,
        is_filled=filled_at is not None,
        **_common(names, *common),
    )


def _slot_entry(
    names: dict[int | None, str], teachers: dict[int, int], pk: int, weekday: int, number: int, *row: Any
) -> GridItem:
    parity, starts_on, ends_on, course_id, *rest = row
    common = _common(names, course_id, *rest)
    if common["teacher_id"] is None:
        common["teacher_id"] = teachers.get(course_id)
        common["teacher"] = names[common["teacher_id"]]
    return GridItem(
        lesson_id=None,
        slot_id=pk,
        weekday=weekday,
        day=None,
        number=number,
        starts_at=None,
        ends_at=None,
        parity=parity,
        starts_on=starts_on,
        ends_on=ends_on,
        **common,
    )


def _common(
    names: dict[int | None, str], course_id: int, subject: str, class_id: int, class_name: str, *row: Any
) -> dict[str, Any]:
    subgroup, room_id, room, teacher_id, *_ = row
    return {
        "course_id": course_id,
        "subject": subject,
        "class_group_id": class_id,
        "class_name": class_name,
        "subgroup": subgroup or "",
        "teacher_id": teacher_id,
        "teacher": names[teacher_id],
        "room_id": room_id,
        "room": room or "",
    }


def _days(
    calendar: Calendar, monday: date, grade: int | None, scheme_id: int | None, taught: set[int]
) -> tuple[Day, ...]:
    """Return Monday to the last day of the week, longer where a transferred day is taught."""
    days = []
    for weekday in range(1, 8):
        day = monday + timedelta(days=weekday - 1)
        note = _note(calendar, day, grade, scheme_id)
        special = day in calendar.days and calendar.days[day].kind == DayKind.WORKING
        if weekday <= calendar.study_days or weekday in taught or special:
            days.append(Day(weekday, day, weekday in taught, note))
    return tuple(days)


_AS = ("", "понедельника", "вторника", "среды", "четверга", "пятницы", "субботы", "воскресенья")


def _note(calendar: Calendar, day: date, grade: int | None, scheme_id: int | None) -> str:
    special = calendar.days.get(day)
    if special and special.kind in (DayKind.HOLIDAY, DayKind.DAY_OFF):
        return special.name or special.kind.label
    if day not in calendar.dates:
        return "вне учебного года"
    vacation = vacation_of(calendar, day, grade) if grade is not None else None
    if vacation:
        return vacation.name
    taught = grid_weekday(calendar, day, grade=grade or 0, scheme_id=scheme_id)
    if taught and taught != day.isoweekday():
        return f"по расписанию {_AS[taught]}"
    return special.kind.label if special and special.kind == DayKind.SHORTENED else ""


def _rows(days: tuple[Day, ...], entries: list[GridItem], at_least: int = 0) -> tuple[Row, ...]:
    numbers = {entry.number for entry in entries}
    first, last = min([1, *numbers]), max([at_least, *numbers])
    at: dict[tuple[int, int], list[GridItem]] = defaultdict(list)
    for entry in entries:
        at[entry.weekday, entry.number].append(entry)
    return tuple(
        Row(
            number,
            *_hours([entry for entry in entries if entry.number == number]),
            tuple(Cell(day, number, tuple(at[day.weekday, number])) for day in days),
        )
        for number in range(first, last + 1)
    )


def _hours(entries: list[GridItem]) -> tuple[time | None, time | None]:
    """Return the hours most lessons of a number have: a shortened day differs."""
    hours = Counter((entry.starts_at, entry.ends_at) for entry in entries if entry.starts_at and entry.ends_at)
    return hours.most_common(1)[0][0] if hours else (None, None)
