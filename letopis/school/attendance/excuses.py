"""Confirmed notes and early leavings, as the writer of absences asks for them (marks/excuses.py)."""

from collections.abc import Sequence
from datetime import date, time
from typing import Any

from django.db.models import OuterRef
from django.db.models.expressions import Combinable

from letopis.kernel.json_rows import JsonRows
from letopis.school.attendance.enums import NoteKind, NoteState
from letopis.school.attendance.models import AbsenceNote, EarlyLeave
from letopis.school.marks.excuses import Excuse, Source, register


def _notes(school: Any, first: Any, last: Any) -> Combinable:
    rows = AbsenceNote.objects.filter(
        school_id=school,
        student_id=OuterRef("pk"),
        state=NoteState.CONFIRMED,
        first_day__lte=last,
        last_day__gte=first,
    )
    columns = ("first_day", "last_day", "first_number", "last_number", "code", "kind")
    # What was confirmed last holds.
    return JsonRows(rows.order_by("-answered_at", "-pk"), *columns)


def _note(row: Sequence[Any]) -> Excuse:
    first, last, first_number, last_number, code, kind = row
    return Excuse(
        first=date.fromisoformat(first),
        last=date.fromisoformat(last),
        code=code,
        told=NoteKind(kind).label.lower(),
        numbers=(first_number, last_number or first_number) if first_number else None,
    )


def _leaves(school: Any, first: Any, last: Any) -> Combinable:
    rows = EarlyLeave.objects.filter(
        school_id=school, student_id=OuterRef("pk"), is_removed=False, date__gte=first, date__lte=last
    )
    return JsonRows(rows.order_by("pk"), "date", "left_at", "code")


def _leave(row: Sequence[Any]) -> Excuse:
    day, left_at, code = row
    on = date.fromisoformat(day)
    return Excuse(on, on, code, "ранний уход", after=time.fromisoformat(left_at))


register(Source("confirmed_notes", _notes, _note))
register(Source("early_leavings", _leaves, _leave))
