"""Lesson plans, their sections and hours (КТП, CUR-02)."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated

from django.db import transaction

from letopis.kernel.actor import Actor
from letopis.kernel.clock import today
from letopis.kernel.fields import Day, Fault, OneOf, Text, faults, fields_of
from letopis.kernel.rights import Right
from letopis.school.curriculum import policy
from letopis.school.curriculum.enums import LessonKind
from letopis.school.curriculum.models import LessonPlan, PlannedLesson, PlanSection
from letopis.school.history.intake import NOW, Occasion, Put, Table, link, refuse_first, settle, write
from letopis.school.organisation.words import phrase

LONGEST_TEXTBOOK = 200
PLANS = Table(LessonPlan, "create_plan", "update_plan")
LESSONS = Table(PlannedLesson, "plan_lesson", "plan_lesson", removed="remove_planned_lesson")
SECTIONS = Table(PlanSection, "plan_section", "plan_section", removed="remove_section")


@dataclass(frozen=True, slots=True)
class PlanDraft:
    """A plan: what it is called."""

    title: Annotated[str, Text("Название", limit=200, required=True, missing="Название плана — от 1 до 200 знаков.")]
    textbook: Annotated[str, Text("Учебник", limit=LONGEST_TEXTBOOK)] = ""


@dataclass(frozen=True, slots=True)
class LessonDraft:
    """One hour to be. `section` counts the sections from 1, 0: none."""

    topic: Annotated[str, Text("Тема", limit=500, required=True, missing="Впишите тему.")]
    kind: Annotated[str, OneOf("Вид", choices=LessonKind, remedy="Выберите вид {lesson.gen} из списка.")] = (
        LessonKind.LESSON
    )
    homework: Annotated[str, Text("Домашнее задание", limit=1000)] = ""
    planned_on: Annotated[date | None, Day("Дата")] = None
    note: Annotated[str, Text("Примечание", limit=300)] = ""
    section: int = 0


@transaction.atomic
def put_plans(actor: Actor, puts: Sequence[Put[LessonPlan]], occasion: Occasion = NOW) -> list[LessonPlan]:
    """Write plans of any course; a title is one plan's of the year. Raises NotVisible, Refused."""
    policy.require(actor, Right.KEEP_PLANS)
    return write_plans(actor, puts, occasion)


def write_plans(actor: Actor, puts: Sequence[Put[LessonPlan]], occasion: Occasion = NOW) -> list[LessonPlan]:
    """The same for an action that has checked its own right: a teacher keeps the plans of the own courses."""
    link(puts)
    refuse_first(settle(puts, PlanDraft, today()))
    refuse_first(_titled_twice(actor, puts))
    return write(actor, PLANS, puts, occasion)


def _titled_twice(actor: Actor, puts: Sequence[Put[LessonPlan]]) -> Iterator[tuple[int, Fault]]:
    """One query."""
    asked = {put.row.title for put in puts if put.touches("title")}
    given = {put.row.pk for put in puts if put.row.pk}
    there = LessonPlan.objects.filter(school_id=actor.school_id, title__in=asked).exclude(pk__in=given)
    often = Counter(there.values_list("year_id", "title")) if asked else Counter[tuple[int, str]]()
    often.update((put.row.year_id, put.row.title) for put in puts)
    for index, put in enumerate(puts):
        if put.touches("title") and often[put.row.year_id, put.row.title] > 1:
            yield index, Fault("title", f"План «{put.row.title}» уже есть. Назовите иначе.", "twice")


@transaction.atomic
def put_plan_lessons(actor: Actor, puts: Sequence[Put[PlannedLesson]], occasion: Occasion = NOW) -> list[PlannedLesson]:
    """Write hours of plans of any course. Raises NotVisible, Refused."""
    policy.require(actor, Right.KEEP_PLANS)
    return write_plan_lessons(actor, puts, occasion)


def write_plan_lessons(
    actor: Actor, puts: Sequence[Put[PlannedLesson]], occasion: Occasion = NOW
) -> list[PlannedLesson]:
    """The same for an action that has checked its own right. Raises Refused."""
    link(puts)
    refuse_first(_lessons_wrong(puts))
    return write(actor, LESSONS, puts, occasion)


def write_sections(actor: Actor, puts: Sequence[Put[PlanSection]], occasion: Occasion = NOW) -> list[PlanSection]:
    """Write sections of plans, for an action that has checked its right and what they are called."""
    return write(actor, SECTIONS, puts, occasion)


def _lessons_wrong(puts: Sequence[Put[PlannedLesson]]) -> Iterator[tuple[int, Fault]]:
    """Bring the hours to the form that is stored, or say what is wrong with one."""
    named = fields_of(LessonDraft)
    for index, put in enumerate(puts):
        if put.removed:
            continue
        still = {name for name in named if not put.touches(name)}
        for name, one in named.items():
            if name not in still:
                setattr(put.row, name, one.clean(getattr(put.row, name)))
        yield from ((index, fault) for fault in lesson_faults(put.row, put.row.number, but=still))


def lesson_faults(values: LessonDraft | PlannedLesson, number: int, *, but: Collection[str] = ()) -> Iterator[Fault]:
    """Yield what is wrong with an hour, as typed or as it would be written: «Урок № 3: впишите тему.»"""
    for fault in faults(LessonDraft, values, today(), but=but):
        message = phrase(fault.message[:1].lower() + fault.message[1:])
        yield replace(fault, message=phrase("{Lesson.nom} №\u00a0{number}: ", number=number) + message)
