"""Who watches whom: our witnesses and what they have cosigned; logs that we watch; refusals, which stay."""

from django.db import models
from django.db.models import F, Q

from letopis.school.history.models import Checkpoint
from letopis.school.organisation.models import SchoolOwned
from letopis.school.witnessing.enums import RefusalKind


class WitnessKey(SchoolOwned):
    """The school's key as a witness, made when it first names a log to watch. Its private half is a file (keys.py).

    `node` is the generated part of its name and of its address: it says nothing about the school.
    """

    node = models.CharField(max_length=32, unique=True)
    verifier = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school"], name="witness_key_once")]


class Witness(SchoolOwned):
    """Somebody who cosigns our checkpoints. `address` is its submission prefix, `verifier` its key (type 04).

    How it stands, which is no official matter: when it was asked and when it has answered as it should, how often it
    failed since and why, the size that it has cosigned last.
    """

    name = models.CharField(max_length=120)
    address = models.CharField(max_length=300)
    verifier = models.CharField(max_length=300)
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)
    fault = models.CharField(max_length=300, blank=True)
    size = models.PositiveBigIntegerField(default=0)

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "witnesses"
        constraints = [
            models.UniqueConstraint(
                fields=["school", "verifier"], condition=Q(ended_at__isnull=True), name="witness_asked_once"
            )
        ]


class Cosignature(SchoolOwned):
    """That a witness has cosigned a checkpoint: when, by its clock, and the signature line."""

    checkpoint = models.ForeignKey(Checkpoint, on_delete=models.PROTECT, related_name="cosignatures")
    witness = models.ForeignKey(Witness, on_delete=models.PROTECT, related_name="cosignatures")
    at = models.DateTimeField()
    line = models.TextField()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["checkpoint", "witness"], name="cosigned_once")]


class WatchedLog(SchoolOwned):
    """A log of others whose checkpoints we cosign. `verifiers`: its keys, one a line.

    The head that was cosigned last (`note` with our signature), and when the log has last come with one.
    """

    name = models.CharField(max_length=120)
    origin = models.CharField(max_length=200)
    verifiers = models.TextField(max_length=2000)
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    size = models.PositiveBigIntegerField(default=0)
    root = models.BinaryField(max_length=32, null=True)
    note = models.TextField(blank=True)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "origin"], condition=Q(ended_at__isnull=True), name="log_watched_once"
            )
        ]


class Refusal(SchoolOwned):
    """What was shown and could not be of one history: both heads as far as they are known, and their signed texts.

    Of a witness of ours that has refused, or of a log of others that we refuse. Seen again, it is counted. It is an
    alarm until somebody settles it with a reason.
    """

    witness = models.ForeignKey(Witness, on_delete=models.PROTECT, null=True)
    log = models.ForeignKey(WatchedLog, on_delete=models.PROTECT, null=True)
    kind = models.CharField(max_length=10, choices=RefusalKind)
    at = models.DateTimeField()
    last_at = models.DateTimeField()
    times = models.PositiveIntegerField(default=1)
    known_size = models.PositiveBigIntegerField()
    known_note = models.TextField(blank=True)
    shown_size = models.PositiveBigIntegerField()
    shown_note = models.TextField()
    settled_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        # Those that are open first.
        ordering = [F("settled_at").desc(nulls_first=True), "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(witness__isnull=True, log__isnull=False) | Q(witness__isnull=False, log__isnull=True),
                name="refusal_of_one",
            )
        ]


class CheckpointMail(SchoolOwned):
    """One sending of the newest checkpoint: to how many addresses; `fault`: why it was not sent. A technical row."""

    at = models.DateTimeField()
    size = models.PositiveBigIntegerField(default=0)
    receivers = models.PositiveSmallIntegerField(default=0)
    fault = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["school", "-id"], name="checkpoint_mail_latest")]
