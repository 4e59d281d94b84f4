"""Notes that explain absences, their files, and who left before the lessons were over. Sources: П4.2.2, Т4.8.2.

Nothing here is deleted. What an absence is said to be stands in `marks.Absence` alone: a confirmed note and an early
leaving are written into it, at once where the absence is there, with the teacher's own operation where it comes later.
"""

from datetime import date

from django.db import models
from django.db.models import F, Q

from letopis.kernel.dates import DateRange
from letopis.school.attendance.enums import NoteKind, NoteState
from letopis.school.marks.enums import AbsenceCode
from letopis.school.organisation.models import AcademicYear, SchoolOwned
from letopis.school.people.models import Staff, Student


class AbsenceNote(SchoolOwned):
    """Оправдательный документ: why a student was, or will be, absent from the first day to the last, both included.

    `first_number`, `last_number`: only these lessons of the one day. `by_family`: said in the diary, not at school.
    `answer`: why it was declined, or why the confirmation was taken back.
    """

    year = models.ForeignKey(AcademicYear, on_delete=models.PROTECT, related_name="absence_notes")
    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="absence_notes")
    kind = models.CharField(max_length=12, choices=NoteKind, default=NoteKind.REQUEST)
    code = models.CharField(max_length=3, choices=AbsenceCode)
    first_day = models.DateField()
    last_day = models.DateField()
    first_number = models.PositiveSmallIntegerField(null=True, blank=True)
    last_number = models.PositiveSmallIntegerField(null=True, blank=True)
    text = models.CharField(max_length=500, blank=True)
    by_family = models.BooleanField(default=False)
    said_by = models.CharField(max_length=160, blank=True)
    said_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=NoteState, default=NoteState.ANNOUNCED)
    answer = models.CharField(max_length=300, blank=True)
    answered_by = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-first_day", "-pk"]
        indexes = [
            models.Index(fields=["school", "student", "last_day"], name="absence_note_of"),
            models.Index(fields=["school", "state", "last_day"], name="absence_note_by_state"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="absence_note_in_order"),
        ]

    @property
    def dates(self) -> DateRange:
        """From the first day to the last."""
        return DateRange(self.first_day, self.last_day)

    @property
    def numbers(self) -> range | None:
        """The lessons of the one day, None for all of them."""
        return range(self.first_number, (self.last_number or self.first_number) + 1) if self.first_number else None

    def covers(self, day: date, number: int) -> bool:
        """Whether the note speaks of the lesson of that number."""
        return day in self.dates and (self.numbers is None or number in self.numbers)


class NoteFile(SchoolOwned):
    """A photograph or document of a note, under MEDIA_ROOT; served to the class teacher, heads and the family alone."""

    note = models.ForeignKey(AbsenceNote, on_delete=models.PROTECT, related_name="files")
    file = models.FileField(upload_to="absences/%Y/%m/")
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    # SHA-256 of what was given, hex; "" of files given before it was kept.
    digest = models.CharField(max_length=64, blank=True)


class EarlyLeave(SchoolOwned):
    """Ранний уход: when a student left before the lessons were over, who took the child, and why.

    One a day; a removed one stays and may be recorded anew.
    """

    year = models.ForeignKey(AcademicYear, on_delete=models.PROTECT, related_name="early_leaves")
    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="early_leaves")
    date = models.DateField()
    left_at = models.TimeField()
    taken_by = models.CharField(max_length=160, blank=True)
    code = models.CharField(max_length=3, choices=AbsenceCode, default=AbsenceCode.EXCUSED)
    note = models.CharField(max_length=300, blank=True)
    recorded_by = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField()
    is_removed = models.BooleanField(default=False)

    class Meta:
        ordering = ["-date", "-pk"]
        indexes = [models.Index(fields=["school", "date"], name="early_leave_by_day")]
        constraints = [models.UniqueConstraint(fields=["school", "student", "date"], name="early_leave_once")]
