"""The ledger (rule 5 of the design): who, when, what, before and after; seals over it. Sources: П1.2, Д1.3, Д5.2.

Triggers (migration 0002) refuse UPDATE and DELETE on both tables, on SQLite and on PostgreSQL.
"""

from django.db import models

from letopis.kernel.roles import Role
from letopis.school.organisation.models import SchoolOwned


class Entry(SchoolOwned):
    """One official change. `kind` is a tracked table («journal.mark»), `before`/`after` its tracked columns.

    `digest` is SHA-256 of the canonical form.
    """

    at = models.DateTimeField()
    account_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=160)
    role = models.CharField(max_length=20, choices=Role)
    action = models.CharField(max_length=40)
    kind = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    course_id = models.BigIntegerField(null=True)
    student_id = models.BigIntegerField(null=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    reason = models.CharField(max_length=500, blank=True)
    op_id = models.UUIDField(null=True)
    digest = models.BinaryField(max_length=32)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["school", "kind", "object_id", "id"], name="entry_by_object"),
            models.Index(fields=["school", "course_id", "id"], name="entry_by_course"),
        ]
        verbose_name_plural = "entries"


class Seal(SchoolOwned):
    """A sealed run of entries: the RFC 6962 Merkle root over their digests, chained to the seal before."""

    number = models.PositiveIntegerField()
    first_entry_id = models.BigIntegerField()
    last_entry_id = models.BigIntegerField()
    size = models.PositiveIntegerField()
    root = models.BinaryField(max_length=32)
    previous = models.BinaryField(max_length=32)
    digest = models.BinaryField(max_length=32)
    at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["school", "number"], name="seal_once")]
