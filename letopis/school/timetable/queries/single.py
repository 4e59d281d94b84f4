"""What the pages of one slot and of one lesson stand on."""

from dataclasses import dataclass

from django.db.models import F

from letopis.kernel.actor import Actor
from letopis.kernel.choices import Choice
from letopis.kernel.errors import NotVisible
from letopis.kernel.rights import Right
from letopis.school.classes.models import ClassGroup
from letopis.school.curriculum.models import Course
from letopis.school.organisation.models import AcademicYear
from letopis.school.timetable import policy
from letopis.school.timetable.models import Lesson, WeeklySlot
from letopis.school.timetable.queries.week import GridItem, choices, lessons_between


@dataclass(frozen=True, slots=True)
class SlotOptions:
    """What a place of a class may be given: its courses, all rooms, all teachers of the year."""

    class_id: int
    class_name: str
    study_days: int
    courses: list[Choice]
    rooms: list[Choice]
    teachers: list[Choice]


def slot_options(actor: Actor, year: AcademicYear, class_id: int) -> SlotOptions:
    """Return what may stand in a place of a class. Four queries."""
    policy.require(actor, Right.MAKE_TIMETABLE)
    class_group = ClassGroup.objects.filter(school_id=actor.school_id, year=year, pk=class_id).first()
    if class_group is None:
        raise NotVisible
    courses = Course.objects.filter(school_id=actor.school_id, class_group=class_group).order_by(
        "subject__search_key", F("subgroup__name").asc(nulls_first=True)
    )
    return SlotOptions(
        class_id=class_id,
        class_name=class_group.name,
        study_days=year.study_days,
        courses=[
            Choice(pk, ", ".join(part for part in name if part))
            for pk, *name in courses.values_list("pk", "subject__name", "subgroup__name")
        ],
        rooms=choices(actor, year, "room"),
        teachers=choices(actor, year, "teacher"),
    )


def slot_of(actor: Actor, pk: int) -> WeeklySlot:
    """Return a slot with its year, course, subject and class. Raises NotVisible. One query."""
    policy.require(actor, Right.MAKE_TIMETABLE)
    slot = (
        WeeklySlot.objects.filter(school_id=actor.school_id, pk=pk)
        .select_related("year", "course__subject", "course__class_group", "course__subgroup")
        .first()
    )
    if slot is None:
        raise NotVisible
    return slot


def lesson_of(actor: Actor, pk: int) -> tuple[GridItem, AcademicYear]:
    """Return a lesson and its year. Raises NotVisible. Two queries."""
    policy.require(actor, Right.READ_TIMETABLE)
    lesson = Lesson.objects.filter(school_id=actor.school_id, pk=pk).select_related("course__year").first()
    if lesson is None:
        raise NotVisible
    return lessons_between(actor.school_id, lesson.date, lesson.date, "lesson", pk)[0], lesson.course.year
