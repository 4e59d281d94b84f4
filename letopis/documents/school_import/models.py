"""Runs of an import and what a school has settled about its files. Technical rows, not official ones."""

from django.db import models
from django.db.models import Q

from letopis.school.organisation.models import SchoolOwned


class RunState(models.TextChoices):
    """Where a run stands."""

    CHECKING = "checking", "Проверяется"
    READY = "ready", "Проверен"
    WRITING = "writing", "Записывается"
    DONE = "done", "Записан"
    FAILED = "failed", "Не принят"
    DISCARDED = "discarded", "Отменён"
    UNDONE = "undone", "Запись отменена"


class ImportRun(SchoolOwned):
    """One loading of a base: files, the operator's answers, the preview, how far it has come.

    `files` lists {"name", "path", "size"} under MEDIA_ROOT/imports, removed once written; `beat_at` is when the last
    step began, how far it has come is in a file beside them (runs.beat). `entries` are the entries of the ledger that
    its rows were written with, as numbers and ranges: what undoing takes back.
    """

    account_id = models.BigIntegerField(null=True, blank=True)
    actor_name = models.CharField(max_length=160, blank=True)
    state = models.CharField(max_length=10, choices=RunState, default=RunState.CHECKING)
    files = models.JSONField(default=list)
    answers = models.JSONField(default=dict, blank=True)
    preview = models.JSONField(default=dict, blank=True)
    fingerprint = models.CharField(max_length=64, blank=True)
    message = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField()
    beat_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    entries = models.TextField(blank=True, default="")

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["school", "-id"], name="import_run_latest")]
        constraints = [
            # Two imports at once: the database itself lets one write.
            models.UniqueConstraint(fields=["school"], condition=Q(state="writing"), name="one_import_writes")
        ]


class ColumnMeaning(SchoolOwned):
    """What a column of the school's own files means, asked once: `field` of vocabularies/, or "ignore"."""

    table = models.CharField(max_length=20)
    header = models.CharField(max_length=120)
    field = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "table", "header"], name="column_meaning_once")]


class SettledAnswer(SchoolOwned):
    """An answer about files of one shape (memory.py): what such a sheet is, or what a whole cause means."""

    shape = models.CharField(max_length=32)
    cause = models.CharField(max_length=300)
    answer = models.CharField(max_length=500)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "shape", "cause"], name="settled_answer_once")]
