"""One planned lesson: edited, moved, added, removed. What was held stays where it is."""

from collections.abc import Mapping, Sequence

from django.db import transaction

from letopis.kernel.actor import Actor
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.text import clean
from letopis.school.curriculum import intake, policy
from letopis.school.curriculum.actions.plans import MAX_LESSONS, check_lesson
from letopis.school.curriculum.intake import LessonDraft
from letopis.school.curriculum.models import LessonPlan, PlannedLesson
from letopis.school.history.intake import Put, refuse_closed_year
from letopis.school.history.ledger import Change, record_many
from letopis.school.organisation.words import phrase

# Numbers of a plan never reach this; rows stand there while their numbers change places.
_ASIDE = 20_000


@transaction.atomic
def edit_planned_lesson(actor: Actor, *, lesson_id: int, draft: LessonDraft) -> PlannedLesson:
    """Change a lesson of a plan, all but its section; a held one keeps topic and kind. Raises NotVisible, Refused."""
    row = _row(actor, lesson_id)
    check_lesson(draft, row.number)
    put = Put.change(row)
    topic = clean(draft.topic)
    if (topic, draft.kind) != (row.topic, row.kind) and row.held.exists():
        message = "Тема уже записана в журнал. Изменить можно задание, дату и примечание."
        raise Refused(message, code="held", field="topic")
    row.topic, row.kind, row.homework = topic, draft.kind, draft.homework
    row.planned_on, row.note = draft.planned_on, draft.note
    intake.write_plan_lessons(actor, [put])
    return row


@transaction.atomic
def move_planned_lesson(actor: Actor, *, lesson_id: int, to_number: int) -> None:
    """Move a lesson to another place; those between shift by one, it joins the section found there.

    Raises NotVisible, Refused for a place the plan does not have or where a held lesson would shift.
    """
    row = _row(actor, lesson_id)
    rows = list(PlannedLesson.objects.filter(plan_id=row.plan_id).order_by("number"))
    if not 1 <= to_number <= len(rows):
        raise Refused(f"В плане {len(rows)} ч. Укажите номер от 1 до {len(rows)}.", code="number", field="to_number")
    if to_number == row.number:
        return
    first, last = sorted((row.number, to_number))
    _not_held(row.plan, first, last)
    section_id = rows[to_number - 1].section_id
    order = [one for one in rows if one.pk != row.pk]
    order.insert(to_number - 1, next(one for one in rows if one.pk == row.pk))
    _renumber(actor, order, sections={row.pk: section_id})


@transaction.atomic
def add_planned_lesson(actor: Actor, *, plan_id: int, after_number: int, draft: LessonDraft) -> PlannedLesson:
    """Put a lesson in after `after_number` (0: first), into the section before it. Raises NotVisible, Refused."""
    plan = policy.plan_for(actor, plan_id, to_edit=True)
    rows = list(PlannedLesson.objects.filter(plan=plan).order_by("number"))
    if not 0 <= after_number <= len(rows):
        raise Refused(f"В плане {len(rows)} ч. Укажите номер от 0 до {len(rows)}.", code="number", field="after_number")
    if len(rows) >= MAX_LESSONS:
        raise Refused(phrase("В плане уже {most} {lesson.gens}.", most=MAX_LESSONS), code="many", field="after_number")
    check_lesson(draft, after_number + 1)
    _not_held(plan, after_number + 1, MAX_LESSONS)
    _renumber(actor, rows, gap_after=after_number)
    beside = rows[max(after_number - 1, 0)] if rows else None
    row = PlannedLesson(
        school_id=plan.school_id,
        plan=plan,
        section_id=beside.section_id if beside else None,
        number=after_number + 1,
        topic=clean(draft.topic),
        kind=draft.kind,
        homework=clean(draft.homework),
        planned_on=draft.planned_on,
        note=clean(draft.note),
    )
    intake.write_plan_lessons(actor, [Put(row)])
    return row


@transaction.atomic
def remove_planned_lesson(actor: Actor, *, lesson_id: int) -> None:
    """Take a lesson that was not held out; the following ones shift up. Raises NotVisible, Refused."""
    row = _row(actor, lesson_id)
    _not_held(row.plan, row.number, MAX_LESSONS)
    rows = list(PlannedLesson.objects.filter(plan_id=row.plan_id).exclude(pk=row.pk).order_by("number"))
    intake.write_plan_lessons(actor, [Put.removal(row)])
    _renumber(actor, rows)


def _row(actor: Actor, lesson_id: int) -> PlannedLesson:
    """The row, its plan locked. Rows of a plan the actor does not see do not exist."""
    found = PlannedLesson.objects.filter(school_id=actor.school_id, pk=lesson_id).first()
    if found is None:
        raise NotVisible
    found.plan = policy.plan_for(actor, found.plan_id, to_edit=True)
    return found


def _not_held(plan: LessonPlan, first: int, last: int) -> None:
    held = (
        PlannedLesson.objects.filter(plan=plan, number__range=(first, last), held__isnull=False)
        .order_by("number")
        .values_list("number", flat=True)
        .first()
    )
    if held is not None:
        message = phrase(
            "{Lesson.nom} №\u00a0{number}: тема уже записана в журнал, место не меняется. Меняйте то, что дальше.",
            number=held,
        )
        raise Refused(message, code="held", field="number")


def _renumber(
    actor: Actor,
    order: Sequence[PlannedLesson],
    *,
    gap_after: int | None = None,
    sections: Mapping[int, int | None] | None = None,
) -> None:
    """Number the rows from 1 in `order`, leaving a number free after `gap_after`; two steps keep numbers unique.

    `sections`: into which section rows come with it.
    """
    puts: list[Put[PlannedLesson]] = []
    for place, row in enumerate(order, 1):
        number = place + 1 if gap_after is not None and place > gap_after else place
        if row.number != number:
            puts.append(Put.change(row, "move_planned_lesson"))
            row.number = number
            row.section_id = (sections or {}).get(row.pk, row.section_id)
    refuse_closed_year(PlannedLesson, puts)
    rows = [put.row for put in puts]
    for row in rows:
        row.number += _ASIDE
    PlannedLesson.objects.bulk_update(rows, ["number"], batch_size=200)
    for row in rows:
        row.number -= _ASIDE
    PlannedLesson.objects.bulk_update(rows, ["number", "section"], batch_size=200)
    record_many(actor, [Change(row=put.row, action=put.action, before=put.before) for put in puts])
