"""What a class teacher owes the office: the monthly check of personal data, reports of who came and went (А3.2.3)."""

from django.db import models

from letopis.school.classes.models import ClassGroup, Order
from letopis.school.organisation.models import SchoolOwned
from letopis.school.people.models import Staff, Student
from letopis.school.tutoring.enums import ReportKind, ReportState


class DataCheck(SchoolOwned):
    """A student's card was compared with life (CON-03, П4.2.2). Rows are added, never changed."""

    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="data_checks")
    class_group = models.ForeignKey(ClassGroup, on_delete=models.PROTECT, related_name="data_checks")
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, related_name="data_checks")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["school", "student", "at"], name="data_check_by_student")]


class MovementReport(SchoolOwned):
    """A class teacher's word to the office that somebody came or left, and the answer to it (CON-04).

    Of a departure `student` is set, of an arrival `full_name`: there is no card yet. `order` is what the office wrote.
    """

    class_group = models.ForeignKey(ClassGroup, on_delete=models.PROTECT, related_name="reports")
    kind = models.CharField(max_length=10, choices=ReportKind)
    student = models.ForeignKey(Student, on_delete=models.PROTECT, null=True, blank=True, related_name="reports")
    full_name = models.CharField(max_length=240, blank=True)
    day = models.DateField()
    note = models.CharField(max_length=300, blank=True)
    reported_by = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, related_name="reports")
    reported_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=ReportState, default=ReportState.WAITING)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, null=True, blank=True, related_name="reports")
    answer = models.CharField(max_length=300, blank=True)
    answered_by = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, blank=True, related_name="answers")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-reported_at", "-pk"]
        indexes = [
            models.Index(fields=["school", "state"], name="report_by_state"),
            models.Index(fields=["school", "class_group"], name="report_by_class"),
        ]
