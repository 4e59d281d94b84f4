"""What was done about copies and when. Technical rows, not official ones, of the installation and not of a school."""

from django.db import models


class Kind(models.TextChoices):
    """What was done."""

    BACKUP = "backup", "Копия"
    REHEARSAL = "rehearsal", "Проверка восстановления"
    SUMS = "sums", "Сверка файла копии"
    RESTORE = "restore", "Восстановление"


class State(models.TextChoices):
    """How it stands."""

    RUNNING = "running", "Идёт"
    DONE = "done", "Готово"
    FAILED = "failed", "Не удалось"


class How(models.TextChoices):
    """What began it."""

    SCHEDULE = "schedule", "по расписанию"
    BUTTON = "button", "кнопкой"
    COMMAND = "command", "командой"


class Run(models.Model):
    """One copy, rehearsal or restoration.

    `places` lists {"folder", "name", "size", "fault"} of a copy, one for each place it was to go to; `name` is the
    copy's file, `made_at` when what it holds was so. `findings`: what did not agree, in words. `message`: why not.
    """

    kind = models.CharField(max_length=10, choices=Kind)
    state = models.CharField(max_length=10, choices=State, default=State.RUNNING)
    how = models.CharField(max_length=10, choices=How)
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(null=True, blank=True)
    name = models.CharField(max_length=200, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    places = models.JSONField(default=list, blank=True)
    findings = models.JSONField(default=list, blank=True)
    message = models.CharField(max_length=600, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["kind", "-id"], name="backup_run_latest")]
