"""How a run begins, lives and ends. A run that somebody has stopped is ended by nobody else."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from letopis.documents.runs.models import BackgroundRun, RunState
from letopis.kernel.beats import is_silent
from letopis.kernel.clock import now
from letopis.kernel.errors import NotVisible, Refused

R = TypeVar("R", bound=BackgroundRun)


class Stopped(Exception):
    """Somebody has stopped it."""


def claim(run: BackgroundRun) -> None:
    """Save a run as the one of its school that is under way. Raises Refused while another is."""
    others = _rows(run).filter(school_id=run.school_id, state=RunState.RUNNING)
    other = others.exclude(pk=run.pk).first()
    try:
        if other is not None and revived(other).is_running:
            raise IntegrityError
        with transaction.atomic():
            run.save()
    except IntegrityError as error:
        raise Refused(run.words.busy, code="running") from error


def note(run: BackgroundRun, **how_far: Any) -> None:
    """Write down how far a run is, a sign of life. Raises Stopped where somebody has stopped it."""
    run.beat_at = now()
    if not _live(run).update(beat_at=run.beat_at, **how_far):
        raise Stopped


def stop(run: BackgroundRun) -> None:
    """Stop a run: its process hears of it at its next step. Raises Refused where it has ended."""
    if not _live(run).update(state=RunState.STOPPED, finished_at=now(), stage=""):
        raise Refused(run.words.over, code="not_running")
    run.refresh_from_db()


@contextmanager
def ending(run: BackgroundRun) -> Iterator[None]:
    """Whatever happens within, the run says how it ended. Raises what is neither a refusal nor a stop."""
    try:
        yield
    except Stopped:
        return
    except Refused as refused:
        end(run, RunState.FAILED, refused.message)
    except NotVisible:
        end(run, RunState.FAILED, run.words.unseen)
    except BaseException:
        end(run, RunState.FAILED, run.words.fault)
        raise


def end(run: BackgroundRun, state: RunState, message: str = "", **more: Any) -> None:
    """End a run, unless somebody has stopped it meanwhile; `more`: further columns."""
    _live(run).update(state=state, message=message[:1000], finished_at=now(), stage="", **more)
    run.refresh_from_db()


def revived(run: R) -> R:
    """A run whose process has died is said to have failed, so that another may begin."""
    if run.is_running and is_silent(run.beat_at, run.silence):
        lose(run)
    return run


def lose(run: BackgroundRun) -> None:
    """Say in a run that its process has died."""
    end(run, RunState.FAILED, run.words.broken)


def _rows(run: BackgroundRun) -> "QuerySet[Any]":
    return type(run)._default_manager.all()


def _live(run: BackgroundRun) -> "QuerySet[Any]":
    return _rows(run).filter(pk=run.pk, state=RunState.RUNNING)
