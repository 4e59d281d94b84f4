"""Giving places of the week, and who teaches a page, what they were before their last change (ORG-03)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from letopis.kernel.actor import Actor
from letopis.kernel.clock import today
from letopis.kernel.dates import short
from letopis.kernel.errors import Refused
from letopis.school.curriculum.intake import put_courses, put_teachers
from letopis.school.curriculum.models import Course, CourseTeacher
from letopis.school.history.intake import Occasion, Put
from letopis.school.organisation.words import phrase
from letopis.school.people import policy as people
from letopis.school.people.models import Staff
from letopis.school.people.rules import has_left
from letopis.school.timetable import intake
from letopis.school.timetable.actions.handing import follow_teachers, require_free
from letopis.school.timetable.models import Lesson, WeeklySlot
from letopis.school.timetable.queries.generation import TOUCHED, holds_of
from letopis.school.timetable.queries.places import SlotDraft, clashes_of
from letopis.school.timetable.rules import Hold


@transaction.atomic
def put_back_slots(actor: Actor, puts: Sequence[Put[WeeklySlot]], occasion: Occasion) -> None:
    """Write places as they were; what the change had begun in their stead is among `puts` as a removal.

    Raises Refused where the journal holds lessons of what would go (code "stands"), where the place has been taken
    since ("clash") or who gave the lessons there has left ("left"), and what put_slots() raises.
    """
    kept = [put.row for put in puts if not put.removed]
    gone = Lesson.objects.filter(slot__in=[put.row for put in puts if put.removed])
    _refuse_held(gone, "По новому месту {lesson.noms} уже записаны в журнале, с {day}. Переставьте его с нужного дня.")
    for slot in kept:
        if slot.staff:
            _refuse_left(slot.staff, slot.ends_on or slot.year.ends_on)
    intake.put_slots(actor, puts, occasion)
    for slot in kept:
        found = clashes_of(actor, SlotDraft.of(slot, instead_of=slot.pk))
        if found:
            told = " ".join(clash.text for clash in found)
            raise Refused(f"Прежнее место занято. {told} Освободите его или переставьте эту строку.", code="clash")


@transaction.atomic
def put_back_course(actor: Actor, puts: Sequence[Put[Any]], occasion: Occasion) -> None:
    """Write a page of the journal and who teaches it as they were, with the lessons ahead that nothing is written in.

    Raises Refused where who would go has given lessons since (code "stands"), where who comes back has left ("left"),
    teaches elsewhere at that time ("clash") or is the actor, and what put_courses() and put_teachers() raise.
    """
    teaching = [put for put in puts if isinstance(put.row, CourseTeacher)]
    for put in teaching:
        row = put.row
        if put.removed:
            given = Lesson.objects.filter(course=row.course_id, staff=row.staff_id, date__gte=row.starts_on)
            _refuse_held(
                given, "{Lesson.noms} с {day} уже записаны новым {teacher.ins}. Назначьте прежнего на странице."
            )
        elif put.touches("ends_on"):
            # To teach on is to be appointed.
            people.require_another(actor, row.staff.person_id)
            _refuse_left(row.staff, row.ends_on or row.course.year.ends_on)
    put_courses(actor, [put for put in puts if isinstance(put.row, Course)], occasion)
    put_teachers(actor, teaching, occasion)
    changed = follow_teachers(actor, [put.row.course_id for put in teaching], today()) if teaching else []
    for staff_id in {lesson.staff_id for lesson in changed if lesson.staff_id}:
        require_free(actor, staff_id, [lesson for lesson in changed if lesson.staff_id == staff_id])


def _refuse_held(lessons: "QuerySet[Lesson]", message: str) -> None:
    held = [pk for pk, hold in holds_of(lessons.exclude(TOUCHED)).items() if hold is Hold.FILLED]
    first = lessons.filter(TOUCHED | Q(pk__in=held)).order_by("date").first()
    if first is not None:
        raise Refused(phrase(message, day=short(first.date)), code="stands")


def _refuse_left(staff: Staff, until: date) -> None:
    if staff.dismissed_on and has_left(staff.dismissed_on, until):
        who, day = staff.person.initials, short(staff.dismissed_on)
        raise Refused(f"Прежде вёл {who}, но с {day} он не работает. Укажите другого.", code="left")
