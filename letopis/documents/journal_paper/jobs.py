"""A school's set printed beside the request: begun, looked at, stopped, gone on with."""

import logging
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django_tasks import task

from letopis.documents.journal_paper.models import PrintRun
from letopis.documents.journal_paper.school_set import files_of, print_school
from letopis.documents.journal_paper.volume import YEAR
from letopis.documents.runs import lifecycle
from letopis.documents.runs.models import RunState
from letopis.kernel.actor import Actor
from letopis.kernel.background import hand_over
from letopis.kernel.clock import now
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.rights import Right
from letopis.school.organisation.models import AcademicYear
from letopis.school.organisation.serving import serving

log = logging.getLogger(__name__)

KEPT = 3  # prints of a school whose files stay: personal data do not lie about


def begin(actor: Actor, *, year: AcademicYear, period: str = YEAR) -> PrintRun:
    """Begin to print a school's set. Raises NotVisible, Refused while another is being printed."""
    if not actor.may(Right.PRINT_JOURNALS) or year.school_id != actor.school_id:
        raise NotVisible
    moment = now()
    run = PrintRun(
        school_id=actor.school_id,
        year=year,
        period=period,
        account_id=actor.account_id,
        actor_name=actor.name,
        created_at=moment,
        beat_at=moment,
    )
    lifecycle.claim(run)
    _forget_old(actor.school_id)
    hand_over(carry_out, run.pk, actor.as_form())
    return run


def go_on(actor: Actor, run_id: int) -> PrintRun:
    """Go on with a print that was stopped or has failed. Raises NotVisible, Refused."""
    run = run_of(actor, run_id)
    if not run.is_broken_off:
        raise Refused("Эта печать не остановлена, продолжать нечего.", code="not_stopped")
    run.state, run.message, run.beat_at, run.finished_at = RunState.RUNNING, "", now(), None
    lifecycle.claim(run)
    hand_over(carry_out, run.pk, actor.as_form())
    return run


def stop(actor: Actor, run_id: int) -> PrintRun:
    """Stop a print: the file at hand is ended, what is done stays. Raises NotVisible, Refused."""
    run = run_of(actor, run_id)
    lifecycle.stop(run)
    return run


# ── looking at them ───────────────────────────────────────────────────


def run_of(actor: Actor, run_id: int) -> PrintRun:
    """Return a print of the actor's school. Raises NotVisible.

    Its files hold what whoever began it may see: who may see less of the students gets the own ones only.
    """
    run = PrintRun.objects.filter(school_id=actor.school_id, pk=run_id).select_related("year").first()
    if run is None or not _is_seen(actor, run):
        raise NotVisible
    return lifecycle.revived(run)


def latest(actor: Actor) -> PrintRun | None:
    """Return the newest print that the actor may see. One query, two where its process has died."""
    runs = PrintRun.objects.filter(school_id=actor.school_id).select_related("year")
    found = next((run for run in runs[:KEPT] if _is_seen(actor, run)), None)
    return lifecycle.revived(found) if found else None


def file_of(actor: Actor, run_id: int, number: int) -> Path:
    """Return the file of a print by its place in the list. Raises NotVisible."""
    files = files_of(folder_of(run_of(actor, run_id)))
    if number >= len(files):
        raise NotVisible
    return files[number]


def folder_of(run: PrintRun) -> Path:
    """Where the files of a print lie."""
    return Path(settings.MEDIA_ROOT) / "print" / str(run.pk)


def _is_seen(actor: Actor, run: PrintRun) -> bool:
    is_own = run.account_id is not None and run.account_id == actor.account_id
    return actor.may(Right.PRINT_JOURNALS) and (is_own or actor.may(Right.READ_PRIVATE))


def _forget_old(school_id: int) -> None:
    """What cannot be removed keeps its row, so that the next print tries again, and is said in the server's log."""
    for run in PrintRun.objects.filter(school_id=school_id)[KEPT:]:
        try:
            shutil.rmtree(folder_of(run))
        except FileNotFoundError:
            pass
        except OSError:
            log.exception("print %s: its files were not removed", run.pk)
            continue
        run.delete()


# ── doing it ──────────────────────────────────────────────────────────


@task()
def carry_out(run_id: int, form: dict[str, Any]) -> None:
    """Print what is not there yet, as the actor of `form`. May be repeated: a print that has ended is left alone."""
    run = PrintRun.objects.filter(pk=run_id, state=RunState.RUNNING).select_related("school", "year").first()
    if run is None:
        return

    def progress(done: int, total: int, what: str) -> None:
        lifecycle.note(run, done=done, total=total, stage=what)

    with serving(run.school.kind, run.school.time_zone), lifecycle.ending(run):
        folder = folder_of(run)
        print_school(Actor.of_form(form), run.year, folder, period=run.period, resume=True, progress=progress)
        lifecycle.end(run, RunState.DONE)


def end_lost(*, path: str, args: Sequence[Any], **_: object) -> None:
    """Say in a print that the worker carrying it out has died; what it has done stays."""
    if path == carry_out.module_path:
        run = PrintRun.objects.filter(pk=args[0]).first()
        if run is not None:
            lifecycle.lose(run)
