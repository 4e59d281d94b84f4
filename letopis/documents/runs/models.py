"""What every run says of itself. Technical rows, not official ones; what a run is of is said by its own table."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar

from django.db import models

from letopis.school.organisation.models import SchoolOwned


class RunState(models.TextChoices):
    """Where a run stands."""

    RUNNING = "running", "Идёт"
    DONE = "done", "Готово"
    STOPPED = "stopped", "Остановлено"
    FAILED = "failed", "Не удалось"


@dataclass(frozen=True, slots=True)
class Words:
    """What a run of some kind is told to have come to, each with what is to be done about it.

    `busy`: another is under way; `over`: there is nothing to stop; `unseen`: its actor may not see what it is of any
    more; `broken`: its process has died; `fault`: the program has failed.
    """

    busy: str
    over: str
    unseen: str
    broken: str
    fault: str


class BackgroundRun(SchoolOwned):
    """Something done beside the request. `beat_at` is its last sign of life: without one for `silence` it has died.

    A table that inherits this says `percent`, and holds by a constraint that one of a school runs at a time.
    """

    silence: ClassVar[timedelta]
    words: ClassVar[Words]
    percent: Any  # a column, or reckoned from columns

    account_id = models.BigIntegerField(null=True, blank=True)
    actor_name = models.CharField(max_length=160, blank=True)
    state = models.CharField(max_length=10, choices=RunState, default=RunState.RUNNING)
    stage = models.CharField(max_length=200, blank=True)
    message = models.CharField(max_length=1000, blank=True)
    created_at = models.DateTimeField()
    beat_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ["-id"]

    @property
    def is_running(self) -> bool:
        """Whether it is under way."""
        return self.state == RunState.RUNNING

    @property
    def is_broken_off(self) -> bool:
        """Whether it has ended before it was done."""
        return self.state in {RunState.STOPPED, RunState.FAILED}

    @property
    def tone(self) -> str:
        """How its state is shown."""
        tones = {RunState.DONE: "ok", RunState.STOPPED: "warn", RunState.FAILED: "danger"}
        return tones.get(RunState(self.state), "now")
