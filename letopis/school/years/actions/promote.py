"""Promotion at the end of a year: drafts of orders, which are signed like any other (Т4.4.4-5)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.db import transaction

from letopis.kernel.actor import Actor
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.rights import Right
from letopis.school.classes.actions import LineDraft, draft_order
from letopis.school.classes.enums import OrderKind
from letopis.school.classes.models import Order
from letopis.school.history.turns import write_in_turn
from letopis.school.organisation.models import AcademicYear
from letopis.school.organisation.words import phrase
from letopis.school.years.promotion import PromotedClass, Promotion, promotion
from letopis.school.years.rules import Course

_KIND = {Course.PROMOTE: OrderKind.PROMOTE, Course.REPEAT: OrderKind.REPEAT, Course.GRADUATE: OrderKind.GRADUATE}


@dataclass(frozen=True, slots=True)
class Choice:
    """Where the students of a class go: the class of those who are promoted, and of those who repeat the year."""

    to_id: int | None
    again_id: int | None


@transaction.atomic
def draft_promotion(
    actor: Actor, *, year_id: int, classes: Mapping[int, Choice], students: Mapping[int, Course]
) -> list[Order]:
    """Make drafts of orders of promotion, of a second year and of graduation, one of each kind; they move nobody.

    `classes` and `students`: what was decided; who is not named goes on as proposed, WAIT leaves for later. Queries do
    not grow with the number of students. Raises NotVisible, Refused (no class to go on in, nobody to be decided on).
    """
    if not actor.may(Right.KEEP_CLASSES):
        raise NotVisible
    write_in_turn(actor.school_id)
    # Two who decide at the same moment make no two drafts of one student.
    if not AcademicYear.objects.select_for_update().filter(school_id=actor.school_id, pk=year_id).first():
        raise NotVisible
    found = promotion(actor, year_id)
    lines: dict[Course, list[LineDraft]] = {}
    for group in found.classes:
        choice = classes.get(group.id, Choice(group.to_id, group.again_id))
        for course, line in _lines(group, choice, students, {pk for pk, _ in found.targets}):
            lines.setdefault(course, []).append(line)
    if not lines:
        message = "Решать больше не о ком: все переведены, выпущены или записаны в проекты приказов."
        raise Refused(message, code="nobody")
    return [_draft(actor, found, course, lines[course]) for course in _KIND if course in lines]


def _lines(
    group: PromotedClass, choice: Choice, decided: Mapping[int, Course], targets: set[int]
) -> Iterator[tuple[Course, LineDraft]]:
    for student in group.students:
        course = decided.get(student.id, group.proposed)
        if course == Course.WAIT:
            continue
        class_id = {Course.PROMOTE: choice.to_id, Course.REPEAT: choice.again_id}.get(course)
        if course != Course.GRADUATE and class_id not in targets:
            field = f"to{group.id}" if course == Course.PROMOTE else f"again{group.id}"
            raise Refused(
                phrase("{name}: выберите {group.acc} следующего года.", name=group.name), code="class", field=field
            )
        yield course, LineDraft(student.id, class_id)


def _draft(actor: Actor, found: Promotion, course: Course, lines: list[LineDraft]) -> Order:
    """Who graduates is in class on the year's last day; the others begin with the next year."""
    following = found.following
    if course == Course.GRADUATE or following is None:
        return draft_order(actor, kind=_KIND[course], lines=lines, effective_on=found.year.ends_on)
    return draft_order(actor, kind=_KIND[course], lines=lines, effective_on=following.starts_on)
