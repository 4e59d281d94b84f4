"""The worker: jobs from the queue, and beside them what runs by the clock (checkpoints, cleaning, the sign of life)."""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from types import FrameType
from typing import Any

from django.core.cache import cache
from django.core.management import call_command
from django.db import OperationalError, close_old_connections, connection
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker as QueueWorker
from django_tasks_db.models import DBTaskResult

from letopis.documents.backup import jobs
from letopis.documents.carriers import nights
from letopis.documents.keeping import clearing
from letopis.documents.signatures import fetching
from letopis.documents.stamps import jobs as stamps
from letopis.kernel.beats import BEAT_KEY, note_beat, task_lost
from letopis.kernel.clock import now
from letopis.kernel.locks import is_locked
from letopis.kernel.statistics import renew_statistics
from letopis.school.access import attempts, kept_slips
from letopis.school.history import nightly
from letopis.school.history.log.checkpoints import checkpoint_all
from letopis.school.witnessing import asking, mailing

log = logging.getLogger("letopis.worker")

BEAT_EVERY = 15  # seconds
DEAD_AFTER = timedelta(minutes=2)
ATTEMPTS = 3
# For how long it is known that a worker had been told to stop.
STOP_REMEMBERED = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Schedule:
    """Something done every so many seconds, the first time at once."""

    name: str
    every: int
    act: Callable[[], object]


def schedules(worker_id: str) -> Sequence[Schedule]:
    """Return what runs by the clock beside the queue."""
    return (
        Schedule("beat", BEAT_EVERY, lambda: beat(worker_id)),
        Schedule("checkpoint", 60, checkpoint_all),
        Schedule("reap", 60, reap),
        Schedule("verification", 60, nightly.begin_due),
        Schedule("copies", 60, jobs.begin_due),
        Schedule("carriers", 60, nights.begin_due),
        Schedule("destroyed", 3600, clearing.begin_due),
        Schedule("witnesses", 60, asking.begin_due),
        Schedule("checkpoint mail", 60, mailing.begin_due),
        Schedule("time stamps", 60, stamps.begin_due),
        Schedule("revocation lists", 6 * 3600, fetching.begin_due),
        Schedule("attempts", 600, attempts.purge),
        Schedule("slips", 600, kept_slips.purge),
        Schedule("statistics", 24 * 3600, renew_statistics),
        Schedule("sessions", 24 * 3600, lambda: call_command("clearsessions")),
        Schedule("results", 24 * 3600, lambda: call_command("prune_db_task_results", verbosity=0)),
    )


# ── signs of life ─────────────────────────────────────────────────────


def beat(worker_id: str) -> None:
    """Leave the sign of life that /health and reap() look for."""
    moment = now()
    cache.set(_beat_key(worker_id), moment, timeout=DEAD_AFTER.total_seconds())
    note_beat(moment)


def _beat_key(worker_id: str) -> str:
    return f"{BEAT_KEY}:{worker_id}"


def note_stop(worker_id: str) -> None:
    """Leave word that the worker was told to stop: what it does not end before it is killed is not the task's fault."""
    cache.set(_stop_key(worker_id), 1, timeout=STOP_REMEMBERED.total_seconds())


def _stop_key(worker_id: str) -> str:
    return f"{BEAT_KEY}:stop:{worker_id}"


def reap() -> int:
    """Settle the tasks of workers that are no more; return how many.

    One whose worker had been told to stop goes back to the queue, twice at most: tasks are safe to repeat. One whose
    worker just died is not tried again, since it may be what the worker died of: it fails, and who began it is told.
    """
    orphans = [task for task in DBTaskResult.objects.running() if not _is_alive(task)]
    for task in orphans:
        if len(task.worker_ids) < ATTEMPTS and _was_told_to_stop(task):
            give_back(task)
        else:
            task.set_failed(RuntimeError("the worker died while running the task"))
            task_lost.send_robust(sender=None, path=task.task_path, args=task.args_kwargs["args"])
    return len(orphans)


def give_back(task: "DBTaskResult[Any, Any]") -> None:
    """Put a task that was begun back into the queue."""
    DBTaskResult.objects.filter(pk=task.pk, worker_ids=task.worker_ids).update(
        status="READY", started_at=None, finished_at=None, exception_class_path="", traceback=""
    )


def _is_alive(task: "DBTaskResult[Any, Any]") -> bool:
    return bool(task.worker_ids) and cache.get(_beat_key(task.worker_ids[-1])) is not None


def _was_told_to_stop(task: "DBTaskResult[Any, Any]") -> bool:
    return bool(task.worker_ids) and cache.get(_stop_key(task.worker_ids[-1])) is not None


# ── running ───────────────────────────────────────────────────────────


class Queue(QueueWorker):
    """The queue's own loop, which knows a stop from a death.

    The first signal lets the task end; the second, or a killing, breaks it off, and it goes back to the queue.
    """

    is_told_to_stop = False
    is_forced = False

    def shutdown(self, signum: int, frame: FrameType | None) -> None:
        """Stop after the task, at the second signal at once."""
        self.is_forced = self.is_told_to_stop
        self.is_told_to_stop = True
        super().shutdown(signum, frame)

    def run_task(self, db_task_result: "DBTaskResult[Any, Any]") -> None:
        """Run a task to its end, or give it back where a second signal broke it off."""
        super().run_task(db_task_result)
        if self.is_forced and db_task_result.status == "FAILED":
            give_back(db_task_result)


class Clock(threading.Thread):
    """Runs the schedules in a thread of its own: a long job must not look like a dead worker."""

    def __init__(self, plan: Sequence[Schedule]) -> None:
        super().__init__(name="letopis-clock", daemon=True)
        self.plan = plan
        self.stopped = threading.Event()
        self._due = {schedule.name: 0.0 for schedule in plan}

    def run(self) -> None:
        """Run what is due, once a second, until stop()."""
        while not self.stopped.is_set():
            close_old_connections()
            self.tick(time.monotonic())
            self.stopped.wait(1)
        connection.close()

    def tick(self, moment: float) -> list[str]:
        """Run what is due at `moment` (seconds of a monotonic clock); one that fails does not stop the others."""
        due = [schedule for schedule in self.plan if self._due[schedule.name] <= moment]
        for schedule in due:
            try:
                schedule.act()
            except Exception:
                log.exception("Schedule %s failed", schedule.name)
            self._due[schedule.name] = moment + schedule.every
        return [schedule.name for schedule in due]

    def stop(self) -> None:
        """Let the thread end after what it is doing."""
        self.stopped.set()


def run_through_locks(work: Callable[[], object]) -> None:
    """Call `work` again as long as SQLite answers «database is locked»: a large import holds the base for many seconds.

    The queue's own loop looks after a lock only while it claims a task, not while it begins the transaction.
    """
    while True:
        try:
            work()
        except OperationalError as error:
            if not is_locked(error):
                raise
            log.warning("The database is locked by a long write, trying again")
        else:
            return


def run(*, batch: bool = False) -> None:
    """Run jobs and schedules until a signal; with `batch` until the queue is empty."""
    worker_id = get_random_string(32)
    queue = Queue(
        queue_names=["*"],
        interval=1,
        batch=batch,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=worker_id,
        excluded_queue_names=[],
    )
    beat(worker_id)
    # The signal comes in the middle of whatever the task does with its connection: the clock has one of its own.
    stop = Schedule("stop", 1, lambda: note_stop(worker_id) if queue.is_told_to_stop else None)
    clock = Clock((*schedules(worker_id), stop))
    queue.configure_signals()
    clock.start()
    try:
        run_through_locks(queue.run)
    finally:
        clock.stop()
        cache.delete(_beat_key(worker_id))
