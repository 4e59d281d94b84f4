"""When a family looked at a diary."""

from django.db import models

from letopis.school.organisation.models import SchoolOwned
from letopis.school.people.models import Student


class DiaryView(SchoolOwned):
    """When an account of a family last looked at a diary (ACC-08). Marks put after `new_since` are new to it."""

    called = "Просмотры дневника"

    account_id = models.BigIntegerField()
    student = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="diary_views")
    seen_at = models.DateTimeField()
    new_since = models.DateTimeField()

    class Meta:
        app_label = "journal"
        constraints = [models.UniqueConstraint(fields=["school", "account_id", "student"], name="diary_view_once")]
