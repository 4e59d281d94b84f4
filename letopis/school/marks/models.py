"""Kinds of work, works, marks and absences of lessons. Sources: П3.4.2-3, А3.2.4, С3.5, Т4.8.1.

Nothing here is deleted: a removed mark or absence is a row with an empty value and a higher version.
`version` grows by one with every change; the journal's screens base their operations on it (rule 6 of the design).
"""

from django.db import models

from letopis.school.curriculum.models import Course
from letopis.school.marks.enums import AbsenceCode, MarkState
from letopis.school.organisation.models import SchoolOwned
from letopis.school.people.models import Staff, Student
from letopis.school.timetable.models import Lesson


class WorkKind(SchoolOwned):
    """Вид работы of the school's own list: «Контрольная работа», «к/р», weight 3."""

    code = models.CharField(max_length=20)
    name = models.CharField(max_length=80)
    short_name = models.CharField(max_length=8)
    weight = models.DecimalField(max_digits=4, decimal_places=2, default=1)
    # Written works have a deadline for marks (JRN-03); control ones stand out in the grid.
    is_written = models.BooleanField(default=False)
    is_control = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)

    class Meta:
        app_label = "journal"
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["school", "code"], name="work_kind_once")]

    def __str__(self) -> str:
        return self.name


class Work(SchoolOwned):
    """A work of a lesson that marks are given for; one column of the grid. `weight` null: the kind's."""

    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="works")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="works")
    kind = models.ForeignKey(WorkKind, on_delete=models.PROTECT, related_name="works")
    title = models.CharField(max_length=300, blank=True)
    weight = models.DecimalField(max_digits=4, decimal_places=2, null=True, blank=True)
    # When the family was let see the marks of a written work, where the school has drafts (marks/drafts.py).
    released_at = models.DateTimeField(null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=1)
    is_removed = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        app_label = "journal"
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["school", "lesson", "position"], name="work_once")]
        indexes = [models.Index(fields=["school", "course"], name="work_by_course")]


class Mark(SchoolOwned):
    """Отметка for a work. `value`: «5», «зч», «н/а», «осв» or empty; `second`: the second mark of «5/4».

    `state`: how the work stands with the student; a debt is to be resolved until `debt_until`. `was`: the first mark,
    «2», «3/2», of a work written again; `was_set_at`: when it was first put.
    """

    work = models.ForeignKey(Work, on_delete=models.PROTECT, related_name="marks")
    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="marks")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="marks")
    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="marks")
    value = models.CharField(max_length=4, blank=True)
    second = models.CharField(max_length=4, blank=True)
    state = models.CharField(max_length=10, choices=MarkState, blank=True)
    debt_until = models.DateField(null=True, blank=True)
    comment = models.CharField(max_length=500, blank=True)
    was = models.CharField(max_length=4, blank=True)
    was_set_at = models.DateTimeField(null=True, blank=True)
    # When the value now shown was put: what is new to the family.
    set_at = models.DateTimeField()
    # When a value was first put into the cell, whatever stands in it now: the window of correction counts from here
    # (JRN-04). None while there has been none: a point to be resolved and a comment alone are no mark yet.
    first_set_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        app_label = "journal"
        indexes = [
            models.Index(fields=["school", "course"], name="mark_by_course"),
            models.Index(fields=["school", "student"], name="mark_by_student"),
            models.Index(fields=["school", "lesson"], name="mark_by_lesson"),
        ]
        constraints = [models.UniqueConstraint(fields=["school", "work", "student"], name="mark_once")]


class Absence(SchoolOwned):
    """Пропуск, опоздание: a row only for those who were not simply there (rule 4). `minutes` for ОП."""

    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="absences")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="absences")
    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="absences")
    code = models.CharField(max_length=3, choices=AbsenceCode, blank=True)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        app_label = "journal"
        indexes = [
            models.Index(fields=["school", "course"], name="absence_by_course"),
            models.Index(fields=["school", "student"], name="absence_by_student"),
        ]
        constraints = [models.UniqueConstraint(fields=["school", "lesson", "student"], name="absence_once")]


class CommentPhrase(SchoolOwned):
    """A teacher's own phrase for comments, with places for name and gender (marks/phrases.py)."""

    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="phrases")
    text = models.CharField(max_length=300)

    class Meta:
        app_label = "journal"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["school", "staff", "text"], name="comment_phrase_once")]
