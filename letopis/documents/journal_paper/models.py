"""Prints of a school's whole set. Technical rows, not official ones; the files lie under MEDIA_ROOT/print."""

from django.db import models
from django.db.models import Q

from letopis.school.organisation.models import AcademicYear, SchoolOwned


class PrintState(models.TextChoices):
    """Where a print stands."""

    RUNNING = "running", "Печатается"
    DONE = "done", "Готово"
    STOPPED = "stopped", "Остановлено"
    FAILED = "failed", "Не напечатано"


class PrintRun(SchoolOwned):
    """The set of a school's journals of a year being printed: a file a class, the summary sheets, the inventory.

    `done` of `total` files are there; `stage` is the one at hand. A run that was stopped or has failed goes on from the
    files that are whole.
    """

    year = models.ForeignKey(AcademicYear, on_delete=models.PROTECT, related_name="prints")
    period = models.CharField(max_length=40)
    account_id = models.BigIntegerField(null=True, blank=True)
    actor_name = models.CharField(max_length=160, blank=True)
    state = models.CharField(max_length=10, choices=PrintState, default=PrintState.RUNNING)
    stage = models.CharField(max_length=200, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    message = models.CharField(max_length=1000, blank=True)
    created_at = models.DateTimeField()
    beat_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["school"], condition=Q(state="running"), name="one_print_runs")]

    @property
    def percent(self) -> int:
        """0-100."""
        return min(100, self.done * 100 // max(self.total, 1))
