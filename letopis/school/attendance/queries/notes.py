"""One note with its files; a file for whoever may have it; the notes of a class."""

from datetime import date

from django.db.models import Q

from letopis.kernel.actor import Actor
from letopis.kernel.clock import today
from letopis.kernel.errors import NotVisible
from letopis.school.attendance import policy
from letopis.school.attendance.models import AbsenceNote, NoteFile


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
