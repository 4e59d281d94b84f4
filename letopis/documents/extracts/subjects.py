"""Of what an extract may be taken: a mark with all that became of it, what the diary shows of a child."""

from dataclasses import dataclass

from django.db.models import Q

from letopis.kernel.actor import Actor
from letopis.kernel.errors import Refused
from letopis.school.diary import entries_of, record_page
from letopis.school.history.describing import about_row
from letopis.school.history.tracking import snapshot, tracked
from letopis.school.marks.models import Mark
from letopis.school.organisation.models import School


@dataclass(frozen=True, slots=True)
class Subject:
    """Which entries of a school's ledger, and what they are about in words."""

    school: School
    which: Q
    title: str


def mark_subject(mark_id: int, *, school_id: int | None = None) -> Subject:
    """Return all that became of a mark. Raises Refused where there is none, or it is of another school.

    Queries for the words: those that lead to its student, work and page.
    """
    rows = Mark.objects.select_related("school", "student__person", "work__kind")
    mark = rows.filter(pk=mark_id, **({} if school_id is None else {"school_id": school_id})).first()
    if mark is None:
        raise Refused(f"Отметки № {mark_id} нет.", code="none")
    about = about_row(Mark, mark.pk, snapshot(mark))
    return Subject(mark.school, Q(kind=tracked(Mark).kind, object_id=mark.pk), f"Отметка: {about}")


def child_subject(actor: Actor, student_id: int | None) -> Subject:
    """Return what the diary shows of a child, to take home. Raises NotVisible. At most four queries."""
    child = record_page(actor, student_id).child
    school = School.objects.get(pk=actor.school_id)
    return Subject(school, entries_of(actor, child), f"Дневник: {child.full_name}")
