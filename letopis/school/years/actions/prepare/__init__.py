"""The next year beside the one under way: its calendar, its classes, its load, as a proposal (ORG-01, А3.2.2).

Rows of the year under way are read and never written.
"""

from dataclasses import dataclass

from django.db import transaction

from letopis.kernel.actor import Actor
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.rights import Right
from letopis.school.classes.queries import has_classes
from letopis.school.history.turns import write_in_turn
from letopis.school.organisation.models import AcademicYear
from letopis.school.organisation.queries import year_of
from letopis.school.organisation.words import phrase
from letopis.school.years.actions.prepare.calendar import next_year
from letopis.school.years.actions.prepare.classes import Classes
from letopis.school.years.actions.prepare.load import Load
from letopis.school.years.actions.prepare.plans import copied_plans


@dataclass(frozen=True, slots=True)
class Prepared:
    """What was made. `without_teacher`: rows of the load for which nobody could be proposed."""

    year: AcademicYear
    classes: int = 0
    courses: int = 0
    plans: int = 0
    without_teacher: int = 0


def may_prepare(actor: Actor) -> bool:
    """Whether somebody keeps all that a year is made of."""
    return all(
        actor.may(right) for right in (Right.KEEP_SCHOOL, Right.KEEP_CLASSES, Right.KEEP_CURRICULUM, Right.KEEP_PLANS)
    )


@transaction.atomic
def prepare_next_year(actor: Actor, *, year_id: int, with_load: bool = True, with_plans: bool = True) -> Prepared:
    """Make the year that follows `year_id`, or fill it where it was opened by hand and has no classes.

    Calendar and bells keep their shape a year later; classes go on one grade higher; each takes the curriculum, the
    load and the plans of the class that is in its place now, and keeps its own teachers where they teach the subject.
    Raises NotVisible, Refused. The number of queries does not grow with the school.
    """
    if not may_prepare(actor):
        raise NotVisible
    write_in_turn(actor.school_id)
    old = year_of(actor.school_id, year_id)
    # Of two who prepare at the same moment the second finds it prepared.
    AcademicYear.objects.select_for_update().get(pk=old.pk)
    year = next_year(actor, old)
    if has_classes(year):
        message = phrase("В {name} учебном году уже есть {group.noms}: год подготовлен.", name=year.name)
        raise Refused(message, code="prepared")
    classes = Classes.read(actor, old, year)
    classes.write()
    if not with_load:
        return Prepared(year, len(classes.made))
    load = Load(actor, classes)
    load.write(copied_plans(actor, year, load.sources) if with_plans else {})
    return Prepared(year, len(classes.made), len(load.made), load.plans, load.without_teacher)
