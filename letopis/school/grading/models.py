"""Marks of terms, the year, examinations, final and conduct marks. Sources: П3.4.5, А3.2.4, С2.5.

Nothing here is deleted: a mark taken away is a row with an empty value and a higher version.
"""

from django.db import models
from django.db.models import Q

from letopis.school.classes.models import ClassGroup
from letopis.school.curriculum.models import Course
from letopis.school.grading.enums import PeriodKind
from letopis.school.organisation.models import SchoolOwned, Term
from letopis.school.people.models import Staff, Student

# Where a mark is of no term, its slot: unique constraints and upserts know no NULL.
NO_TERM = 0


class OfPeriod(SchoolOwned):
    """What stands for a term (`term` and `slot`, its id) or for the year as a whole (None and NO_TERM)."""

    kind = models.CharField(max_length=5, choices=PeriodKind)
    term = models.ForeignKey(Term, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    slot = models.BigIntegerField(default=NO_TERM)

    class Meta:
        abstract = True


class PeriodMark(OfPeriod):
    """Отметка за период, годовая, экзаменационная, итоговая. `value`: «5», «зч», «н/а», «осв» or empty.

    `proposed` and `average` are what it was put beside, `reason` why it is another than proposed.
    """

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="period_marks")
    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="period_marks")
    value = models.CharField(max_length=4, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    proposed = models.CharField(max_length=4, blank=True)
    average = models.DecimalField(max_digits=4, decimal_places=2, null=True, blank=True)
    # When the value now shown was put, and when a value was first put: the window of correction counts from there.
    set_at = models.DateTimeField()
    first_set_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(fields=["school", "student"], name="period_mark_by_student"),
            models.Index(fields=["school", "term"], name="period_mark_by_term"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["school", "course", "student", "kind", "slot"], name="period_mark_once"),
            models.CheckConstraint(
                condition=Q(kind=PeriodKind.TERM, term__isnull=False)
                | (~Q(kind=PeriodKind.TERM) & Q(term__isnull=True)),
                name="period_mark_of_term",
            ),
        ]


class ConductMark(OfPeriod):
    """Отметка за поведение of a student in a class; never in averages. `value` is of the school's scale, or empty."""

    class_group = models.ForeignKey(ClassGroup, on_delete=models.PROTECT, related_name="conduct_marks")
    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="conduct_marks")
    value = models.CharField(max_length=6, blank=True)
    note = models.CharField(max_length=300, blank=True)
    set_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["school", "student"], name="conduct_by_student")]
        constraints = [
            models.UniqueConstraint(fields=["school", "class_group", "student", "kind", "slot"], name="conduct_once")
        ]


class ConductAsking(OfPeriod):
    """The class teacher asks those who teach the class for their opinions of its conduct."""

    class_group = models.ForeignKey(ClassGroup, on_delete=models.PROTECT, related_name="conduct_askings")
    asked_by = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "class_group", "kind", "slot"], name="conduct_asked")]


class ConductOpinion(OfPeriod):
    """What a subject teacher thinks of a student's conduct, for the class teacher who decides."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="conduct_opinions")
    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="conduct_opinions")
    value = models.CharField(max_length=6, blank=True)
    note = models.CharField(max_length=300, blank=True)
    set_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "course", "student", "kind", "slot"], name="conduct_opinion_once")
        ]
