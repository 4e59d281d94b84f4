"""Absences nobody has explained, notes that wait: tasks of the class teacher until settled (П4.2.2, Т4.8.2)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from letopis.kernel.actor import Actor
from letopis.kernel.clock import today
from letopis.kernel.statements import statement
from letopis.school.attendance import policy
from letopis.school.attendance.enums import NoteState
from letopis.school.attendance.models import AbsenceNote
from letopis.school.classes.models import ClassGroup, Membership
from letopis.school.curriculum.enums import CourseKind
from letopis.school.marks.enums import AbsenceCode
from letopis.school.marks.models import Absence
from letopis.school.organisation.models import dated_on


@dataclass(frozen=True, slots=True)
class ClassTasks:
    """A class: absences without a reason, the first day of them, notes that wait for confirmation."""

    id: int
    name: str
    unexplained: int
    since: date | None
    waiting: int


def counts(school: Any, class_group: Any, day: Any) -> dict[str, Combinable]:
    """Return columns of rows: absences of the class without a reason, the first of their days, notes that wait.

    For a statement of another page beside what that asks for: no policy, the caller has one. Absences of lessons of
    the class whose student is in it today: of who has left nobody asks any more.
    """
    here = Membership.objects.filter(
        dated_on(day), school_id=school, student=OuterRef("student"), class_group=OuterRef("lesson__class_group")
    )
    open_ones = Absence.objects.filter(
        Exists(here),
        school_id=school,
        lesson__class_group=class_group,
        lesson__is_cancelled=False,
        course__kind=CourseKind.SUBJECT,
        code=AbsenceCode.ABSENT,
    ).order_by()
    counted = open_ones.values("lesson__class_group").annotate(number=Count("pk")).values("number")
    first = open_ones.order_by("lesson__date").values("lesson__date")[:1]
    members = "student__memberships__"
    notes = AbsenceNote.objects.filter(
        dated_on(day, members),
        school_id=school,
        state=NoteState.ANNOUNCED,
        **{f"{members}class_group": class_group},
    ).order_by()
    waiting = notes.values("state").annotate(number=Count("pk")).values("number")
    return {
        "unexplained": Coalesce(Subquery(counted), 0),
        "unexplained_since": Subquery(first),
        "waiting_notes": Coalesce(Subquery(waiting), 0),
    }


def class_tasks(actor: Actor, *, class_id: int | None = None) -> list[ClassTasks]:
    """Return the classes of this year that the actor sees, with what waits in each. One query."""
    return [ClassTasks(*row) for row in _classes(actor, today(), class_id)]


@statement
def _classes(actor: Actor, day: date, only: int | None) -> QuerySet[ClassGroup, tuple[Any, ...]]:
    rows = ClassGroup.objects.filter(policy.visible(actor, day), year__starts_on__lte=day, year__ends_on__gte=day)
    if only is not None:
        rows = rows.filter(pk=only)
    asked = rows.annotate(**counts(actor.school_id, OuterRef("pk"), day))
    columns = ("pk", "name", "unexplained", "unexplained_since", "waiting_notes")
    return asked.order_by("sort_key", "pk").values_list(*columns)
