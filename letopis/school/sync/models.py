"""What was answered to the operations of the journal's screens."""

from django.db import models

from letopis.school.organisation.models import SchoolOwned


class AppliedOperation(SchoolOwned):
    """An operation already answered: the same `op_id` gets the same `answer` again and changes nothing."""

    op_id = models.UUIDField()
    account_id = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=12)
    answer = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        app_label = "journal"
        constraints = [models.UniqueConstraint(fields=["school", "op_id"], name="operation_once")]
