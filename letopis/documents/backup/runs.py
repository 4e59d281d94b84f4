"""The rows of what was done: begun, ended, kept; and that one thing is done at a time."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Q

from letopis.documents.backup.errors import BackupFault
from letopis.documents.backup.models import How, Kind, Run, State
from letopis.kernel.clock import now

KEPT = 300
KEPT_COPIES = 4000  # of copies made: a day's for ten years
_BROKEN_OFF = "Оборвалось: программа, которая это делала, остановилась."


@contextmanager
def only_one() -> Iterator[None]:
    """Keep other processes of this installation from copying meanwhile. Raises BackupFault where one is at it.

    A lock of the system: it goes with the process that holds it, whatever that dies of.
    """
    descriptor = os.open(Path(settings.LETOPIS_HOME) / "backup.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise BackupFault("Сейчас уже делается или проверяется копия. Дождитесь конца.", code="busy") from None
        yield
    finally:
        os.close(descriptor)


def begin(kind: Kind, how: How) -> Run:
    """Open a run. Whoever holds only_one() knows that those still open have broken off."""
    break_off()
    copies = Q(kind=Kind.BACKUP, state=State.DONE)
    # Of copies it is known for years where they lie: what an act has destroyed is in them.
    for which, most in ((~copies, KEPT), (copies, KEPT_COPIES)):
        old = Run.objects.filter(which).order_by("-id").values_list("id", flat=True)[most:]
        Run.objects.filter(id__in=list(old)).delete()
    return Run.objects.create(kind=kind, how=how, begun_at=now())


def break_off() -> None:
    """Say of the runs that are open that they have broken off."""
    Run.objects.filter(state=State.RUNNING).update(state=State.FAILED, message=_BROKEN_OFF, ended_at=now())


def end(run: Run, **values: Any) -> Run:
    """Say how a run has ended."""
    for name, value in {"state": State.DONE, "ended_at": now(), **values}.items():
        setattr(run, name, value)
    run.message = run.message[:600]
    run.save()
    return run


def fail(run: Run, message: str) -> None:
    """Say that it could not be done; a base that cannot be written to (a full disk) cannot hear it."""
    with suppress(Exception):
        end(run, state=State.FAILED, message=message)
