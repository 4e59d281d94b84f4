"""One dated lesson: substitution, cancelling. Sources: А3.2.4, С3.5, Т4.8.1 (a substitution is kept, to be checked)."""

from django.db import transaction

from letopis.kernel.actor import Actor
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.rights import Right
from letopis.school.history.closed import refuse_closed
from letopis.school.history.ledger import record
from letopis.school.history.tracking import JsonValue, snapshot
from letopis.school.organisation.words import phrase
from letopis.school.people import policy as people
from letopis.school.people.models import Staff
from letopis.school.timetable import policy
from letopis.school.timetable.models import Lesson
from letopis.school.timetable.queries.generation import holds_of
from letopis.school.timetable.rules import Hold, at_one_time


@transaction.atomic
def substitute(
    actor: Actor, *, lesson_id: int, staff_id: int, reason: str = "", despite_clashes: bool = False
) -> Lesson:
    """Let another teacher give a lesson; naming the teacher of the timetable again ends the substitution.

    Raises Refused for a lesson already written in the journal, and unless `despite_clashes` for a teacher who has
    another lesson then.
    """
    lesson = _lesson(actor, lesson_id)
    _check_open(lesson)
    staff = Staff.objects.filter(school_id=actor.school_id, pk=staff_id).select_related("person").first()
    if staff is None:
        raise NotVisible
    # To take back the own lesson is no appointment.
    if staff.pk not in (lesson.staff_id, lesson.substituted_for_id):
        people.require_another(actor, staff.person_id)
    if lesson.is_cancelled:
        raise Refused(phrase("{Lesson_cancelled}. Сначала верните в расписание."), code="cancelled")
    if not despite_clashes:
        _check_teacher_free(lesson, staff)
    regular_id = lesson.substituted_for_id or lesson.staff_id
    before = snapshot(lesson)
    lesson.staff = staff
    lesson.substituted_for_id = None if staff.pk == regular_id else regular_id
    return _write(actor, lesson, "substitute", before, reason)


@transaction.atomic
def cancel_lesson(actor: Actor, *, lesson_id: int, reason: str = "") -> Lesson:
    """Cancel a lesson that will not be held; its row stays. Raises Refused for one already written in the journal."""
    lesson = _lesson(actor, lesson_id)
    _check_open(lesson)
    before = snapshot(lesson)
    lesson.is_cancelled = True
    return _write(actor, lesson, "cancel", before, reason)


@transaction.atomic
def restore_lesson(actor: Actor, *, lesson_id: int, reason: str = "") -> Lesson:
    """Let a cancelled lesson be held after all."""
    lesson = _lesson(actor, lesson_id)
    before = snapshot(lesson)
    lesson.is_cancelled = False
    return _write(actor, lesson, "restore", before, reason)


def _lesson(actor: Actor, lesson_id: int) -> Lesson:
    policy.require(actor, Right.MAKE_TIMETABLE)
    rows = Lesson.objects.filter(school_id=actor.school_id, pk=lesson_id).select_related("course__year")
    lesson = rows.select_for_update(of=("self",)).first()
    if lesson is None:
        raise NotVisible
    refuse_closed([lesson.course.year])
    return lesson


def _check_open(lesson: Lesson) -> None:
    held = holds_of(Lesson.objects.filter(school_id=lesson.school_id, pk=lesson.pk)).get(lesson.pk)
    if lesson.is_touched or held is Hold.FILLED:
        raise Refused(
            phrase("Запись в журнале уже есть, расписание её не меняет. Исправить её может тот, кто её сделал."),
            code="filled",
        )


def _check_teacher_free(lesson: Lesson, staff: Staff) -> None:
    of_day = Lesson.objects.filter(
        school_id=lesson.school_id, staff=staff, date=lesson.date, is_cancelled=False
    ).exclude(pk=lesson.pk)
    held = of_day.select_related("course__subject", "class_group").order_by("number", "pk")
    other = next((one for one in held if at_one_time(lesson, one)), None)
    if other:
        raise Refused(
            f"{staff.person.initials} в это время ведёт: {other.course.subject}, {other.class_group}."
            " Выберите другого.",
            code="clash",
            field="staff",
        )


def _write(actor: Actor, lesson: Lesson, action: str, before: dict[str, JsonValue], reason: str) -> Lesson:
    if snapshot(lesson) != before:
        lesson.save(update_fields=["staff", "substituted_for", "is_cancelled"])
        record(actor, lesson, action, before=before, course_id=lesson.course_id, reason=reason[:500])
    return lesson
