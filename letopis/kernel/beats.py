"""The worker's sign of life: /health reports it, long jobs are handed to the worker where there is one."""

from datetime import datetime, timedelta

from django.core.cache import cache
from django.dispatch import Signal

from letopis.kernel.clock import now

BEAT_KEY = "worker"  # the last sign of life of any worker
STALE_AFTER = timedelta(minutes=1)
# A task's worker has died with it: `path` of the task, its `args`. Whoever set the task tells the one who began it.
task_lost = Signal()


def note_beat(moment: datetime) -> None:
    """Leave the sign of life of any worker."""
    cache.set(BEAT_KEY, moment, timeout=None)


def last_beat() -> datetime | None:
    """Return when a worker was last alive; None when there never was one."""
    moment: datetime | None = cache.get(BEAT_KEY)
    return moment


def is_worker_alive() -> bool:
    """Say whether a worker has been heard of within the last minute."""
    moment = last_beat()
    return moment is not None and now() - moment <= STALE_AFTER


def is_silent(last: datetime, silence: timedelta) -> bool:
    """Whether what left its sign of life at `last` is dead. A moment of the future is none: the clock was set back."""
    return abs(now() - last) > silence
