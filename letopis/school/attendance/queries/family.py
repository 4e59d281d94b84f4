"""What a family has said of a student's absences, and whether it may."""

from datetime import date

from django.db.models import Q

from letopis.kernel.actor import Actor
from letopis.kernel.clock import today
from letopis.kernel.policies import NONE
from letopis.school.attendance import policy
from letopis.school.attendance.models import AbsenceNote
from letopis.school.people.models import Student


def family_notes(school_id: int, student_id: int, since: date) -> list[AbsenceNote]:
    """Return the notes of a student since a day with their files, the latest first. Two queries.

    For the diary, which has checked whose it is.
    """
    rows = AbsenceNote.objects.filter(school_id=school_id, student_id=student_id, last_day__gte=since)
    return list(rows.prefetch_related("files").order_by("-first_day", "-pk")[:100])


def may_explain(actor: Actor, student_id: int) -> bool:
    """Say whether the actor speaks for a student. One query; none for who explains nobody's absences."""
    condition: Q = policy.spoken_for(actor, today())
    return condition != NONE and Student.objects.filter(condition, pk=student_id).exists()
