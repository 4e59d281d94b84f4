"""What an authority has stamped."""

from django.db import models

from letopis.school.history.models import Checkpoint
from letopis.school.organisation.models import SchoolOwned


class CheckpointStamp(SchoolOwned):
    """A time stamp over a checkpoint with the cosignatures that had come (`text`), or why there is none (`fault`).

    `at` is our clock; `token` (DER) says the authority's own time. A technical row: the token stands for itself.
    """

    checkpoint = models.ForeignKey(Checkpoint, on_delete=models.PROTECT, related_name="stamps")
    at = models.DateTimeField()
    text = models.TextField()
    token = models.BinaryField(null=True)
    fault = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["school", "-id"], name="checkpoint_stamp_latest")]
