"""The timetable as people read it: a week of a class, a teacher or a room, a day of a teacher, free rooms."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any, Literal

from django.db.models import F, Q

from letopis.kernel.actor import Actor
from letopis.kernel.choices import Choice
from letopis.kernel.dates import monday_of
from letopis.kernel.errors import NotVisible
from letopis.kernel.rights import Right
from letopis.school.classes.models import ClassGroup
from letopis.school.curriculum.models import CourseTeacher
from letopis.school.organisation import queries as organisation
from letopis.school.organisation.enums import DayKind
from letopis.school.organisation.models import AcademicYear, Room, dated_on
from letopis.school.organisation.rules import Calendar, grid_weekday, vacation_of
from letopis.school.people.models import Staff, initials
from letopis.school.people.namesakes import apart
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
        classes = ClassGroup.objects.filter(school_id=actor.school_id, year=year).order_by("sort_key", "pk")
        return [Choice(pk, name) for pk, name in classes.values_list("pk", "name")]
    if whose == "room":
        rooms = Room.objects.filter(school_id=actor.school_id).order_by("sort_key", "pk")
        return [Choice(pk, number) for pk, number in rooms.values_list("pk", "number")]
    teachers = (
        Staff.objects.filter(school_id=actor.school_id)
        .filter(Q(taught__course__year=year) | Q(slots__year=year))
        .distinct()
        .order_by("person__sort_key", "pk")
    )
    people = list(teachers.select_related("person"))
    ladders = [
        [one.person.initials, one.person.full_name, ", ".join(filter(None, (one.person.full_name, one.position)))]
        for one in people
    ]
    return [Choice(one.pk, name) for one, name in zip(people, apart(ladders), strict=True)]


# ── a week of lessons ─────────────────────────────────────────────────


def week(actor: Actor, year: AcademicYear, whose: Whose, pk: int, day: date) -> Week:
    """Return the dated lessons of the week that holds `day`, as published. Five queries."""
    policy.require(actor, Right.READ_TIMETABLE)
    name, grade, scheme_id = _subject_of(actor.school_id, year, whose, pk)
    calendar = organisation.calendar_of(year)
    monday = monday_of(day)
    of = {"class": Q(class_group_id=pk), "teacher": Q(staff_id=pk) | Q(substituted_for_id=pk), "room": Q(room_id=pk)}
    entries = lessons_between(year.school_id, monday, monday + timedelta(days=6), of[whose])
    days = _days(calendar, monday, grade, scheme_id, {entry.weekday for entry in entries})
    return Week(whose, pk, name, monday, monday + timedelta(days=6), days, _rows(days, entries))


def lessons_between(school_id: int, first: date, last: date, of: Q) -> list[GridItem]:
    """Return lessons between two days by date and number; `of` says whose. The caller checks the right. One query."""
    rows = (
        Lesson.objects.filter(of, school_id=school_id, date__range=(first, last))
        .order_by("date", "number", "class_group__sort_key", F("course__subgroup__name").asc(nulls_first=True))
        .values(
            "id",
            "slot_id",
            "date",
            "number",
            "starts_at",
            "ends_at",
            "is_cancelled",
            "filled_at",
            "substituted_for_id",
            "substituted_for__person__surname",
            "substituted_for__person__name",
            "substituted_for__person__patronymic",
            *_COMMON,
        )
    )
    return [_lesson_entry(row) for row in rows]


def teacher_day(actor: Actor, staff_id: int, day: date) -> list[GridItem]:
    """Return what the timetable gives a teacher on `day`, substitutions by others included. One query."""
    policy.require(actor, Right.READ_TIMETABLE)
    return lessons_between(actor.school_id, day, day, Q(staff_id=staff_id) | Q(substituted_for_id=staff_id))


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
    taught = CourseTeacher.objects.filter(dated_on(day), school_id=actor.school_id, course__year=year)
    of = {
        "class": Q(course__class_group_id=pk),
        "teacher": Q(staff_id=pk) | Q(staff__isnull=True, course__in=taught.filter(staff_id=pk).values("course_id")),
        "room": Q(room_id=pk),
    }
    rows = (
        WeeklySlot.objects.filter(dated_on(day), of[whose], school_id=actor.school_id, year=year)
        .order_by("weekday", "number", "course__class_group__sort_key", "course__subgroup__name", "parity")
        .values("id", "weekday", "number", "parity", "starts_on", "ends_on", "course__class_group_id", *_COMMON)
    )
    found = list(rows)
    teachers = _course_teachers(actor.school_id, {row["course_id"] for row in found}, day)
    entries = [_slot_entry(row, teachers) for row in found]
    days = tuple(
        Day(weekday, monday + timedelta(days=weekday - 1), True, "")
        for weekday in range(1, max([year.study_days, *(entry.weekday for entry in entries)]) + 1)
    )
    return Week(whose, pk, name, monday, monday + timedelta(days=6), days, _rows(days, entries, at_least=7))


def _course_teachers(school_id: int, courses: set[int], day: date) -> dict[int, tuple[int, str]]:
    rows = CourseTeacher.objects.filter(dated_on(day), school_id=school_id, course_id__in=courses)
    return {
        course_id: (staff_id, initials(*name))
        for course_id, staff_id, *name in rows.order_by("starts_on").values_list(
            "course_id", "staff_id", "staff__person__surname", "staff__person__name", "staff__person__patronymic"
        )
    }


# ── building ──────────────────────────────────────────────────────────

_COMMON = (
    "course_id",
    "course__subject__name",
    "course__class_group_id",
    "course__class_group__name",
    "course__subgroup__name",
    "room_id",
    "room__number",
    "staff_id",
    "staff__person__surname",
    "staff__person__name",
    "staff__person__patronymic",
)


def _subject_of(school_id: int, year: AcademicYear, whose: Whose, pk: int) -> tuple[str, int | None, int | None]:
    """Return name, grade and scheme of what the week is of; a teacher and a room have no grade. One query."""
    if whose == "class":
        row = ClassGroup.objects.filter(school_id=school_id, year=year, pk=pk).values("name", "grade", "scheme_id")
        for each in row:
            return each["name"], each["grade"], each["scheme_id"]
    elif whose == "room":
        for number in Room.objects.filter(school_id=school_id, pk=pk).values_list("number", flat=True):
            return f"Кабинет\u00a0{number}", None, None
    else:
        staff = Staff.objects.filter(school_id=school_id, pk=pk)
        for name in staff.values_list("person__surname", "person__name", "person__patronymic"):
            return initials(*name), None, None
    raise NotVisible


def _lesson_entry(row: dict[str, Any]) -> GridItem:
    regular = [row[f"substituted_for__person__{part}"] for part in ("surname", "name", "patronymic")]
    return GridItem(
        lesson_id=row["id"],
        slot_id=row["slot_id"],
        weekday=row["date"].isoweekday(),
        day=row["date"],
        number=row["number"],
        starts_at=row["starts_at"],
        ends_at=row["ends_at"],
        substituted_for=initials(*regular) if row["substituted_for_id"] else "",
        is_cancelled=row["is_cancelled"],
        is_filled=row["filled_at"] is not None,
        **_common(row),
    )


def _slot_entry(row: dict[str, Any], teachers: dict[int, tuple[int, str]]) -> GridItem:
    common = _common(row)
    if common["teacher_id"] is None:
        common["teacher_id"], common["teacher"] = teachers.get(row["course_id"], (None, ""))
    return GridItem(
        lesson_id=None,
        slot_id=row["id"],
        weekday=row["weekday"],
        day=None,
        number=row["number"],
        starts_at=None,
        ends_at=None,
        parity=row["parity"],
        starts_on=row["starts_on"],
        ends_on=row["ends_on"],
        **common,
    )


def _common(row: dict[str, Any]) -> dict[str, Any]:
    name = [row[f"staff__person__{part}"] for part in ("surname", "name", "patronymic")]
    return {
        "course_id": row["course_id"],
        "subject": row["course__subject__name"],
        "class_group_id": row["course__class_group_id"],
        "class_name": row["course__class_group__name"],
        "subgroup": row["course__subgroup__name"] or "",
        "teacher_id": row["staff_id"],
        "teacher": initials(*name) if row["staff_id"] else "",
        "room_id": row["room_id"],
        "room": row["room__number"] or "",
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
    first = min([1, *numbers])
    last = max([at_least, *numbers])
    return tuple(
        Row(
            number,
            *_hours([entry for entry in entries if entry.number == number]),
            tuple(
                Cell(
                    day,
                    number,
                    tuple(entry for entry in entries if (entry.weekday, entry.number) == (day.weekday, number)),
                )
                for day in days
            ),
        )
        for number in range(first, last + 1)
    )


def _hours(entries: list[GridItem]) -> tuple[time | None, time | None]:
    """Return the hours most lessons of a number have: a shortened day differs."""
    hours = Counter((entry.starts_at, entry.ends_at) for entry in entries if entry.starts_at and entry.ends_at)
    return hours.most_common(1)[0][0] if hours else (None, None)
