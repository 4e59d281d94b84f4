"""The schedule of assessment works (график оценочных процедур) and what the school decided of the norms.

Sources: CTL-03 (А4.5, С4, Т7.3); letter № СК-228/03, 01-169/08-01 of 06.08.2021. A published work is never deleted: it
is cancelled. `version` grows by one with every change.
"""

from django.db import models

from letopis.school.curriculum.models import Course
from letopis.school.organisation.models import SchoolOwned
from letopis.school.workload.enums import AssessmentKind, WorkLevel, WorkState


class AssessmentWork(SchoolOwned):
    """A work of a page of the journal on a day. `number`: of the lesson, null where only the day is given.

    A lesson's day and number, not its row: the timetable makes rows of lessons anew. A work of a whole parallel is one
    row a page. `reason`: why it stands there though a norm speaks against it, or why a published one was moved.
    """

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="assessments")
    date = models.DateField()
    number = models.PositiveSmallIntegerField(null=True, blank=True)
    level = models.CharField(max_length=10, choices=WorkLevel, default=WorkLevel.TEACHER)
    kind = models.CharField(max_length=12, choices=AssessmentKind, default=AssessmentKind.CONTROL)
    title = models.CharField(max_length=300, blank=True)
    minutes = models.PositiveSmallIntegerField(default=45)
    state = models.CharField(max_length=10, choices=WorkState, default=WorkState.DRAFT)
    reason = models.CharField(max_length=300, blank=True)
    # Which lesson of the plan it comes from, so that it is not proposed twice. A number: plans are exchanged whole.
    plan_number = models.PositiveSmallIntegerField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["date", "number", "pk"]
        indexes = [
            models.Index(fields=["school", "course", "date"], name="assessment_by_course"),
            models.Index(fields=["school", "date"], name="assessment_by_date"),
        ]

    def __str__(self) -> str:
        return self.title or self.get_kind_display()


class SchoolNorm(SchoolOwned):
    """What the school decided of a norm: another figure (null: the norm's own), or that it does not hold here."""

    key = models.CharField(max_length=40)
    value = models.PositiveSmallIntegerField(null=True, blank=True)
    is_on = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "key"], name="school_norm_once")]
