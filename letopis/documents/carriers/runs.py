"""What is done beside the request: one thing at a time in a school, with progress, until it is stopped."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction

from letopis.documents.carriers.copying import Progress
from letopis.documents.carriers.enums import How, RunKind, RunState
from letopis.documents.carriers.models import Run
from letopis.kernel.actor import Actor
from letopis.kernel.clock import now
from letopis.kernel.errors import NotVisible, Refused

KEPT = 100
SILENCE = timedelta(minutes=20)  # longer than a large file takes to be read back
BROKEN = "Оборвалось: программа, которая это делала, остановилась. Ничего недописанного не осталось."


class Stopped(Exception):
    """Somebody has stopped it."""


def claim(actor: Actor, kind: RunKind, how: How, *, about: str, asked: dict[str, Any]) -> Run:
    """Open a run. Raises Refused while another of the school is under way."""
    moment = now()
    run = Run(
        school_id=actor.school_id,
        kind=kind,
        how=how,
        about=about[:300],
        asked=asked,
        account_id=actor.account_id,
        actor_name=actor.name,
        created_at=moment,
        beat_at=moment,
    )
    other = Run.objects.filter(school_id=actor.school_id, state=RunState.RUNNING).first()
    try:
        if other is not None and revived(other).state == RunState.RUNNING:
            raise IntegrityError
        with transaction.atomic():
            run.save()
    except IntegrityError as error:
        raise Refused("В архиве уже идёт работа. Дождитесь конца или остановите её.", code="running") from error
    old = Run.objects.filter(school_id=actor.school_id).values_list("id", flat=True)[KEPT:]
    Run.objects.filter(id__in=list(old)).delete()
    return run


def progress_of(run: Run) -> Progress:
    """Return what hears how far a run is; it raises Stopped where somebody has stopped it."""
    last = [("", -1)]

    def told(stage: str, percent: int) -> None:
        if (stage, percent) == last[0] and now() - run.beat_at < timedelta(seconds=2):
            return
        last[0], run.beat_at = (stage, percent), now()
        values = {"stage": stage[:200]} if stage else {}
        live = Run.objects.filter(pk=run.pk, state=RunState.RUNNING)
        if not live.update(percent=min(percent, 100), beat_at=run.beat_at, **values):
            raise Stopped

    return told


@contextmanager
def performing(run: Run) -> Iterator[Progress]:
    """Do what a run is about; how it has ended stands in it. Raises what is no refusal, having said it."""
    try:
        yield progress_of(run)
    except Stopped:
        return
    except Refused as refused:
        end(run, RunState.FAILED, refused.message)
    except NotVisible:
        end(run, RunState.FAILED, "Этого больше нет, или у вас нет на это права.")
    except BaseException:
        end(run, RunState.FAILED, "Ошибка программы: она записана в журнал сервера. Ничего недописанного не осталось.")
        raise
    else:
        end(run, RunState.DONE, run.message, report=run.report, asked=run.asked)


def end(run: Run, state: RunState, message: str, **more: Any) -> None:
    """End a run, unless somebody has stopped it meanwhile; `more`: further columns."""
    live = Run.objects.filter(pk=run.pk, state=RunState.RUNNING)
    live.update(state=state, message=message[:1000], finished_at=now(), stage="", **more)
    run.refresh_from_db()


def revived(run: Run) -> Run:
    """A run whose process has died is said to have failed, so that another may begin."""
    if run.state == RunState.RUNNING and run.beat_at < now() - SILENCE:
        end(run, RunState.FAILED, BROKEN)
    return run
