"""The places of the weekly grid as clash detection sees them."""

from dataclasses import dataclass
from datetime import date, time
from typing import Any

from letopis.kernel.actor import Actor
from letopis.kernel.dates import DateRange
from letopis.kernel.rights import Right
from letopis.school.curriculum.models import Course, CourseTeacher
from letopis.school.organisation import queries as organisation
from letopis.school.organisation.models import AcademicYear, Room
from letopis.school.organisation.rules import Bells, lesson_times
from letopis.school.people.models import Staff, initials_apart
from letopis.school.timetable import policy
from letopis.school.timetable.models import WeeklySlot
from letopis.school.timetable.queries.generation import teachings
from letopis.school.timetable.rules import ClashKind, GridPlace, Teaching, clashes, teacher_on


@dataclass(frozen=True, slots=True)
class SlotDraft:
    """A slot before it is saved. `instead_of`: the id of the slot it replaces."""

    course_id: int
    weekday: int
    number: int
    starts_on: date
    ends_on: date | None = None
    room_id: int | None = None
    staff_id: int | None = None
    parity: int = 0
    instead_of: int | None = None

    @classmethod
    def of(cls, slot: WeeklySlot, instead_of: int | None = None) -> "SlotDraft":
        """The draft of an unsaved slot."""
        return cls(
            slot.course_id,
            slot.weekday,
            slot.number,
            slot.starts_on,
            slot.ends_on,
            slot.room_id,
            slot.staff_id,
            slot.parity,
            instead_of,
        )


@dataclass(frozen=True, slots=True)
class ShownClash:
    """A clash in words: «Кабинет 204 занят: Физика, 8Б.»"""

    kind: ClashKind
    text: str


_COURSE = ("class_group_id", "class_group__grade", "class_group__shift", "subgroup__division", "subgroup_id")


def clashes_of(actor: Actor, draft: SlotDraft) -> list[ShownClash]:
    """Return what stands in the way of a slot, in words. At most nine queries."""
    policy.require(actor, Right.MAKE_TIMETABLE)
    course = Course.objects.select_related("year").get(school_id=actor.school_id, pk=draft.course_id)
    others = _slots_at(course.year, draft)
    courses = {draft.course_id, *(row["course_id"] for row in others)}
    teachers = teachings(CourseTeacher.objects.filter(school_id=actor.school_id, course_id__in=courses))
    bells = organisation.bells_of(course.year)
    place = _place(_draft_row(actor.school_id, draft), teachers, bells, draft.starts_on)
    found = clashes(
        place,
        [
            _place(row, teachers, bells, max(draft.starts_on, row["starts_on"]))
            for row in others
            if row["id"] != draft.instead_of
        ],
    )
    return _in_words(actor, found) if found else []


def _slots_at(year: AcademicYear, draft: SlotDraft) -> list[dict[str, Any]]:
    """The slots of the weekday: between shifts numbers say nothing of the hour."""
    columns = ("id", "course_id", "weekday", "number", "starts_on", "ends_on", "room_id", "staff_id", "parity")
    rows = WeeklySlot.objects.filter(school_id=year.school_id, year=year, weekday=draft.weekday)
    return [
        {name.removeprefix("course__"): value for name, value in row.items()}
        for row in rows.values(*columns, *(f"course__{name}" for name in _COURSE))
    ]


def _draft_row(school_id: int, draft: SlotDraft) -> dict[str, Any]:
    course: dict[str, Any] = Course.objects.filter(school_id=school_id, pk=draft.course_id).values(*_COURSE).get()
    return course | {
        "id": None,
        "course_id": draft.course_id,
        "weekday": draft.weekday,
        "number": draft.number,
        "starts_on": draft.starts_on,
        "ends_on": draft.ends_on,
        "room_id": draft.room_id,
        "staff_id": draft.staff_id,
        "parity": draft.parity,
    }


def _place(row: dict[str, Any], teachers: dict[int, list[Teaching]], bells: list[Bells], day: date) -> GridPlace:
    grade, shift = row["class_group__grade"], row["class_group__shift"]
    hours: dict[int, tuple[time, time]] = lesson_times(bells, grade=grade, shift=shift, day=day, shortened=False)
    starts_at, ends_at = hours.get(row["number"], (None, None))
    return GridPlace(
        id=row["id"],
        course_id=row["course_id"],
        class_group_id=row["class_group_id"],
        weekday=row["weekday"],
        number=row["number"],
        dates=DateRange(row["starts_on"], row["ends_on"]),
        parity=row["parity"],
        shift=shift,
        division=row["subgroup__division"],
        subgroup_id=row["subgroup_id"],
        staff_id=row["staff_id"] or teacher_on(teachers.get(row["course_id"], ()), day),
        room_id=row["room_id"],
        starts_at=starts_at,
        ends_at=ends_at,
    )


def _in_words(actor: Actor, found: list[tuple[ClashKind, GridPlace]]) -> list[ShownClash]:
    others = Course.objects.filter(
        school_id=actor.school_id, pk__in={place.course_id for _, place in found}
    ).select_related("subject", "class_group", "subgroup")
    names = {
        course.pk: ", ".join(str(part) for part in (course.subject, course.class_group, course.subgroup) if part)
        for course in others
    }
    classes = {course.pk: str(course.class_group) for course in others}
    people = Staff.objects.filter(school_id=actor.school_id, pk__in={place.staff_id for _, place in found})
    columns = ("pk", "person__surname", "person__name", "person__patronymic", "position")
    teachers = initials_apart({pk: name for pk, *name in people.values_list(*columns)})
    rooms = dict(
        Room.objects.filter(school_id=actor.school_id, pk__in={place.room_id for _, place in found}).values_list(
            "pk", "number"
        )
    )
    words = {
        ClashKind.CLASS: lambda place: f"У {classes[place.course_id]} в это время уже стоит: {names[place.course_id]}.",
        ClashKind.TEACHER: lambda place: f"{teachers[place.staff_id]} в это время ведёт: {names[place.course_id]}.",
        ClashKind.ROOM: lambda place: f"Кабинет {rooms[place.room_id]} занят: {names[place.course_id]}.",
    }
    return [ShownClash(kind, words[kind](place)) for kind, place in found]
