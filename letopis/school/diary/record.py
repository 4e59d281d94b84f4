"""What the ledger holds of a child, for the family: how many entries, and that none was changed afterwards (JRN-10)."""

from dataclasses import dataclass

from django.db.models import F, Q

from letopis.kernel.actor import Actor
from letopis.school.diary.children import Child, open_diary
from letopis.school.diary.rows import deadlines_of_child
from letopis.school.grading.models import PeriodMark
from letopis.school.history.models import Entry
from letopis.school.history.nightly import Seen, last_seen
from letopis.school.marks.drafts import Work, is_hidden
from letopis.school.marks.models import Absence, Mark
from letopis.school.witnessing.cosigned import witnesses_of


@dataclass(frozen=True, slots=True)
class RecordPage:
    """`entries`: of the child's marks, absences and marks of periods; `seen`: how the ledger was when last verified.

    `witnesses`: how many organisations have cosigned it.
    """

    children: tuple[Child, ...]
    child: Child
    entries: int
    seen: Seen | None
    witnesses: int


def record_page(actor: Actor, student_id: int | None = None) -> RecordPage:
    """Return how much the ledger holds of a child. At most seven queries. Raises NotVisible."""
    children, child = open_diary(actor, student_id)
    entries = Entry.objects.filter(entries_of(actor, child), school_id=actor.school_id).count()
    return RecordPage(children, child, entries, last_seen(actor.school_id), witnesses_of(actor.school_id))


def entries_of(actor: Actor, child: Child) -> Q:
    """Return the condition on entries that tell of what the diary shows: no draft of a teacher's is among them.

    At most two queries, none where the school has no drafts.
    """
    told = Q()
    for model, rows in (
        (Mark, Mark.objects.exclude(pk__in=_drafts(actor, child))),
        (Absence, Absence.objects.all()),
        (PeriodMark, PeriodMark.objects.all()),
    ):
        own = rows.filter(school_id=actor.school_id, student_id=child.id).values("pk")
        told |= Q(kind=model._meta.label_lower, object_id__in=own)
    return told


def _drafts(actor: Actor, child: Child) -> list[int]:
    """The child's marks that are still the teacher's own."""
    if not child.settings.draft_marks:
        return []
    deadlines, today = deadlines_of_child(actor, child), child.moment.date()
    waiting = Mark.objects.filter(
        school_id=actor.school_id, student_id=child.id, work__released_at=None, work__kind__is_written=True
    )
    rows = waiting.annotate(day=F("work__lesson__date"), grade=F("course__class_group__grade"))
    return [
        pk
        for pk, day, grade in rows.values_list("pk", "day", "grade")
        if is_hidden(Work(day=day, grade=grade, is_written=True, released_at=None), deadlines, today)
    ]
