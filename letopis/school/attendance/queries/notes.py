"""One note with its files; a file for whoever may have it; the notes of a class."""

from datetime import date

from django.db.models import Q

from letopis.kernel.actor import Actor
from letopis.kernel.clock import today
from letopis.kernel.errors import NotVisible
from letopis.school.attendance import policy
from letopis.school.attendance.models import AbsenceNote, EarlyLeave, NoteFile
from letopis.school.classes.models import Membership
from letopis.school.organisation.models import dated_on


def note_file(actor: Actor, file_id: int) -> NoteFile:
    """Return a file of a note: for the class teacher, director, deputies, and the family whose it is. One query.

    Raises NotVisible for everybody else.
    """
    day: date = today()
    mine: Q = policy.visible_notes(actor, day, to_student="note__student") | policy.family_notes(
        actor, day, to_student="note__student"
    )
    row = NoteFile.objects.filter(mine, pk=file_id).first()
    if row is None:
        raise NotVisible
    return row


def note_page(actor: Actor, note_id: int) -> AbsenceNote:
    """Return a note that staff see, with its student and files. Two queries. Raises NotVisible."""
    rows = AbsenceNote.objects.select_related("student__person", "answered_by__person").prefetch_related("files")
    row = rows.filter(policy.visible_notes(actor, today()), pk=note_id).first()
    if row is None:
        raise NotVisible
    return row


def class_of(note: AbsenceNote) -> int | None:
    """Return the class that the student of a note is in today, else the last one of that year. One query."""
    day = today()
    stays = list(note.student.memberships.filter(class_group__year_id=note.year_id).order_by("-starts_on", "-pk"))
    here = next((one for one in stays if one.is_on(day)), next(iter(stays), None))
    return here.class_group_id if here else None


def leave_class(actor: Actor, leave_id: int) -> tuple[EarlyLeave, int]:
    """Return an early leaving that staff see, and the class its student is in that day. Two queries.

    Raises NotVisible.
    """
    row = EarlyLeave.objects.filter(policy.visible_notes(actor, today()), pk=leave_id).first()
    if row is None:
        raise NotVisible
    stays = Membership.objects.filter(dated_on(row.date), school_id=row.school_id, student_id=row.student_id)
    class_id = stays.order_by("pk").values_list("class_group_id", flat=True).first()
    if class_id is None:
        raise NotVisible
    return row, class_id
