"""The ledger (rule 5 of the design): who, when, what, before and after; its growing tree. Sources: П1.2, Д1.3, Д5.2.

Triggers (append_only) refuse UPDATE and DELETE on these tables, on SQLite and on PostgreSQL, but for one door: blanking
an entry by an act.
"""

from django.db import models

from letopis.kernel.roles import Role
from letopis.school.history.canonical import CURRENT, SALT_SIZE
from letopis.school.organisation.models import SchoolOwned


class Entry(SchoolOwned):
    """One official change. `kind` is a tracked table («journal.mark»), `before`/`after` its tracked columns.

    `digest` is that of the canonical form of the entry's `version` (canonical.py); it stays whatever happens.
    `salt`: 16 random bytes, of version 2.

    An entry destroyed by an act names it in `act_id`, has no salt and no content (`{}` where there was some), and keeps
    the digest of its content, by which the rest stays provable.
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
    version = models.SmallIntegerField(default=CURRENT, db_default=1)
    salt = models.BinaryField(max_length=SALT_SIZE, null=True)
    content_digest = models.BinaryField(max_length=32, null=True)
    act_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["school", "kind", "object_id", "id"], name="entry_by_object"),
            models.Index(fields=["school", "course_id", "id"], name="entry_by_course"),
        ]
        verbose_name_plural = "entries"

    @property
    def told_reason(self) -> str:
        """The reason as people read it; of an entry whose content an act has destroyed, that."""
        return "Содержание уничтожено по акту" if self.act_id is not None else self.reason


class DestructionAct(SchoolOwned):
    """An act on the destruction of personal data, with what order 179 of Roskomnadzor of 28.10.2022 (3) wants in it.

    `operator`: name and address of the school on that day; `processor`: who works on its behalf, if anybody does.
    `subjects`: whose data, best by number of personal file, for the act stays. `entries`: the entries of the ledger
    that it destroys, as numbers and ranges: «7-12,20»; `size`: how many; `rows`: how many rows of the tables went with
    them, 0 where the ledger alone was emptied.
    """

    number = models.CharField(max_length=40)
    date = models.DateField()
    operator = models.CharField(max_length=640)
    processor = models.CharField(max_length=300, blank=True)
    subjects = models.CharField(max_length=1000)
    categories = models.CharField(max_length=1000)
    system = models.CharField(max_length=200)
    method = models.CharField(max_length=300)
    reason = models.CharField(max_length=500)
    first_member = models.CharField(max_length=160)
    first_position = models.CharField(max_length=160)
    second_member = models.CharField(max_length=160)
    second_position = models.CharField(max_length=160)
    destroyed_at = models.DateTimeField()
    size = models.PositiveIntegerField()
    entries = models.TextField()
    rows = models.PositiveIntegerField(default=0, db_default=0)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["school", "number", "date"], name="act_once")]


class Seal(SchoolOwned):
    """A sealed run of entries: the RFC 6962 Merkle root over their digests, chained to the seal before.

    Of the first edition of the ledger: none is made any more (decisions/0012), those that are there stay verifiable.
    """

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


class LogKey(SchoolOwned):
    """A public key of the school's log: number 1 was made with the first checkpoint, each next one took its place.

    `verifier` is the public half as `name+hash+key` (C2SP signed-note); the name is the origin line of the school's
    checkpoints, the same for all its keys. The private half is a file (log/keys.py).
    """

    number = models.PositiveIntegerField()
    verifier = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["school", "number"], name="log_key_once")]


class Tile(SchoolOwned):
    """256 neighbouring hashes of the school's tree, never changed (C2SP tlog-tiles): leaves at level 0, above it the
    roots of 256 tiles each. `root` is the node over them; `last_entry_id` the entry of the last leaf below.
    """

    level = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    last_entry_id = models.BigIntegerField()
    root = models.BinaryField(max_length=32)
    hashes = models.BinaryField(max_length=8192)

    class Meta:
        ordering = ["level", "number"]
        constraints = [models.UniqueConstraint(fields=["school", "level", "number"], name="tile_once")]
        indexes = [models.Index(fields=["school", "level", "last_entry_id"], name="tile_by_entry")]


class Checkpoint(SchoolOwned):
    """The school's tree as of a moment: so many leaves, the entry of the last of them, the root; `note` is its signed
    text (C2SP tlog-checkpoint). `number` counts from 1 without gaps.
    """

    number = models.PositiveIntegerField()
    size = models.PositiveBigIntegerField()
    last_entry_id = models.BigIntegerField()
    root = models.BinaryField(max_length=32)
    at = models.DateTimeField()
    note = models.TextField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["school", "number"], name="checkpoint_once"),
            models.UniqueConstraint(fields=["school", "size"], name="checkpoint_of_size"),
        ]
        # What is on paper is looked up by it.
        indexes = [models.Index(fields=["root"], name="checkpoint_by_root")]


class Verification(SchoolOwned):
    """What one looking through of the ledger has found (nightly.py). A technical row, not an official one.

    `is_full`: everything was looked at, not only what was new. `found`: how many things did not agree, `findings` the
    first of them as {"code", "message"}; `remarks`: what is worth knowing. `fault`: why it could not be done.
    """

    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    is_full = models.BooleanField()
    entries = models.PositiveIntegerField(default=0)
    rows = models.PositiveIntegerField(default=0)
    found = models.PositiveIntegerField(default=0)
    findings = models.JSONField(default=list)
    remarks = models.JSONField(default=list)
    fault = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["school", "-id"], name="verification_latest")]
