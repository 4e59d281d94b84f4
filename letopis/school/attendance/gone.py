"""What of this context goes when an act destroys the journal of a class: why somebody was not there (П4.2.2, Т4.8.2).

Notes with their files and early leavings explain absences of the journal and serve nothing else; they hold data on
health, which are kept no longer than what they are for (152-ФЗ, article 5). They name no class: they go with the
journal of the last class that the student was in that year.
"""

from django.db.models import OuterRef, Subquery

from letopis.school.attendance.models import AbsenceNote, EarlyLeave, NoteFile
from letopis.school.classes.models import Membership
from letopis.school.history.gone import Part


def _class_of(student: str, year: str) -> Subquery:
    stays = Membership.objects.filter(student=OuterRef(student), class_group__year=OuterRef(year))
    return Subquery(stays.order_by("-starts_on", "-pk").values("class_group")[:1])


PARTS = (
    Part(NoteFile, "in_class", _class_of("note__student", "note__year")),
    Part(AbsenceNote, "in_class", _class_of("student", "year")),
    Part(EarlyLeave, "in_class", _class_of("student", "year")),
)
