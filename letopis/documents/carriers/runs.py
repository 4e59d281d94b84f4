"""What is done to packages and copies beside the request: one thing at a time in a school, until it is stopped."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from letopis.documents.carriers.copying import Progress
from letopis.documents.carriers.enums import How, RunKind
from letopis.documents.carriers.models import Run
from letopis.documents.runs import lifecycle
from letopis.documents.runs.models import RunState
from letopis.kernel.actor import Actor
from letopis.kernel.clock import now

KEPT = 100


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
    lifecycle.claim(run)
    old = Run.objects.filter(school_id=actor.school_id).values_list("id", flat=True)[KEPT:]
    Run.objects.filter(id__in=list(old)).delete()
    return run


def progress_of(run: Run) -> Progress:
    """Return what hears how far a run is; it raises Stopped where somebody has stopped it."""
    last = [("", -1)]

    def told(stage: str, percent: int) -> None:
        if (stage, percent) == last[0] and now() - run.beat_at < timedelta(seconds=2):
            return
        last[0] = (stage, percent)
        lifecycle.note(run, percent=min(percent, 100), **({"stage": stage[:200]} if stage else {}))

    return told


@contextmanager
def performing(run: Run) -> Iterator[Progress]:
    """Do what a run is about; how it has ended stands in it. Raises what is no refusal, having said it."""
    with lifecycle.ending(run):
        yield progress_of(run)
        lifecycle.end(run, RunState.DONE, run.message, report=run.report, asked=run.asked)
