"""An hour of a class that no timetable has: the row of the lesson (JRN-08).

Who may write it and when is asked by letopis.school.lessons; nobody else calls this.
"""

from datetime import date, time

from django.db import transaction
from django.db.models import Max

from letopis.kernel.actor import Actor
from letopis.kernel.clock import now
from letopis.kernel.errors import Refused
from letopis.school.classes.models import ClassGroup
from letopis.school.curriculum.models import Course
from letopis.school.history.ledger import record
from letopis.school.history.tracking import snapshot
from letopis.school.organisation.queries import bells_of, calendar_of
from letopis.school.organisation.rules import is_shortened, lesson_times
from letopis.school.organisation.words import phrase
from letopis.school.timetable.intake import LAST_NUMBER
from letopis.school.timetable.models import Lesson


@transaction.atomic
def place_hour(
    actor: Actor, *, course: Course, day: date, number: int | None, starts_at: time | None, kind: str, topic: str
) -> Lesson:
    """Return the lesson of an hour held outside of the timetable, written; one taken back before is used again.

    `number` None: after all lessons of the class that day. `starts_at` None: by the bells, where the number has one.
    The topic stands there from the first: what nobody has planned is written when it is known what it was.
    Raises Refused where the page has an hour in that place already.
    """
    place = number if number is not None else _after_all(course.class_group, day)
    found = Lesson.objects.select_for_update().filter(course=course, date=day, number=place).first()
    if found is not None and not found.is_cancelled:
        message = phrase("{Class_hour.nom} {day:%d.%m.%Y} под этим номером уже записан. Откройте его.", day=day)
        raise Refused(message, code="twice", field="number")
    before = snapshot(found) if found else None
    lesson = found or Lesson(course=course, class_group=course.class_group, date=day, number=place)
    lesson.school_id, lesson.staff_id, lesson.hour_kind = actor.school_id, actor.staff_id, kind
    lesson.starts_at, lesson.ends_at = (starts_at, None) if starts_at else _bell(course, day, place)
    lesson.topic, lesson.filled_at, lesson.version = topic, lesson.filled_at or now(), lesson.version + 1
    lesson.is_cancelled = False
    lesson.save()
    record(actor, lesson, "restore" if found else "add_hour", before=before, course_id=course.pk)
    return lesson


@transaction.atomic
def take_back_hour(actor: Actor, lesson: Lesson, *, reason: str = "") -> None:
    """Say of an hour written by mistake that it was not held; its row stays."""
    before = snapshot(lesson)
    lesson.is_cancelled = True
    lesson.save(update_fields=["is_cancelled"])
    record(actor, lesson, "cancel", before=before, course_id=lesson.course_id, reason=reason[:500])


@transaction.atomic
def name_hour(actor: Actor, lesson: Lesson, kind: str) -> None:
    """Give an hour another kind."""
    if lesson.hour_kind != kind:
        before = snapshot(lesson)
        lesson.hour_kind = kind
        lesson.save(update_fields=["hour_kind"])
        record(actor, lesson, "changed", before=before, course_id=lesson.course_id)


def _after_all(group: ClassGroup, day: date) -> int:
    taken = Lesson.objects.filter(school_id=group.school_id, class_group=group, date=day, is_cancelled=False)
    last = taken.aggregate(last=Max("number"))["last"]
    return min((last or 0) + 1, LAST_NUMBER)


def _bell(course: Course, day: date, number: int) -> tuple[time | None, time | None]:
    """When the bells of the class ring for a number on a day, None where they do not. Five queries."""
    group, calendar = course.class_group, calendar_of(course.year)
    shortened = is_shortened(calendar, day)
    times = lesson_times(bells_of(course.year), grade=group.grade, shift=group.shift, day=day, shortened=shortened)
    return times.get(number, (None, None))
