"""Checking and writing a run beside the request."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

from django.db import DatabaseError
from django_tasks import task

from letopis.documents.school_import import memory, runs, service
from letopis.documents.school_import.models import ImportRun, RunState
from letopis.documents.sheets.asking import asked_form, settled_form
from letopis.documents.sheets.problems import Answers
from letopis.kernel.actor import Actor
from letopis.kernel.background import hand_over
from letopis.kernel.clock import now
from letopis.kernel.errors import Refused
from letopis.school.organisation.models import School
from letopis.school.organisation.serving import serving

log = logging.getLogger(__name__)
MAX_KEPT_MOVED = 100
_BROKEN = "Загрузка прервалась, в базу ничего не записано. Повторите; если не поможет, обратитесь к администратору."
_LOST = (
    "Загрузка оборвалась: программа, которая её вела, остановилась. В базу ничего не записано, сама собой она не "
    "повторится. Начните её ещё раз; если оборвётся снова, скопируйте таблицы в новую книгу и сообщите администратору."
)


def begin_check(actor: Actor, run: ImportRun) -> None:
    """Check the run's files beside the request."""
    runs.require(actor)
    if run.state == RunState.WRITING:
        raise Refused("Эта загрузка уже записывается. Дождитесь окончания.", code="import_is_running")
    run.state, run.beat_at, run.message = RunState.CHECKING, now(), ""
    run.save(update_fields=["state", "beat_at", "message"])
    runs.beat(run, "Чтение файлов", 0, 1)
    hand_over(carry_out, run.pk, actor.as_form(), leave_out_errors=False)


def begin_write(actor: Actor, run: ImportRun, *, leave_out_errors: bool = False) -> None:
    """Write a checked run beside the request. Raises Refused where it is not checked or another import writes."""
    runs.require(actor)
    if run.state != RunState.READY:
        raise Refused("Эту загрузку сейчас записать нельзя: сначала её нужно проверить.", code="not_ready")
    runs.claim(run)
    runs.beat(run, "Запись", 0, 1)
    hand_over(carry_out, run.pk, actor.as_form(), leave_out_errors=leave_out_errors)


@task()
def carry_out(run_id: int, form: dict[str, Any], *, leave_out_errors: bool) -> None:
    """Do what the run's state asks for, as the actor of `form`. May be repeated: a run that has ended is left alone."""
    run = ImportRun.objects.filter(pk=run_id).select_related("school").first()
    if run is None:
        return
    with serving(run.school.kind, run.school.time_zone):
        actor = Actor.of_form(form)
        if run.state == RunState.CHECKING:
            check(actor, run)
        elif run.state == RunState.WRITING:
            write(actor, run, leave_out_errors=leave_out_errors)


def end_lost(*, path: str, args: Sequence[Any], **_: object) -> None:
    """Say in a run that the worker carrying it out has died; it is not carried out again."""
    if path == carry_out.module_path:
        run = ImportRun.objects.filter(pk=args[0]).first()
        if run is not None:
            runs.fail(run, _LOST)


def check(actor: Actor, run: ImportRun) -> None:
    """Read, recognise, plan what `actor` may write; keep the preview in the run.

    A file that cannot be read ends it with a message.
    """

    def work() -> None:
        sheets = runs.sheets_of(run)
        school = School.objects.get(pk=run.school_id)
        answers = Answers.from_json(run.answers)
        if not run.preview and not run.answers:
            # What was settled for files of this shape; the operator sees it, and may take it back.
            answers = memory.recalled(run.school_id, sheets, answers)
            run.answers = answers.as_json() if answers != Answers() else {}
        version = service.base_version(run.school_id)
        found = service.preview(
            sheets,
            school=school,
            actor=actor,
            answers=answers,
            meanings=runs.meanings_of(school),
            progress=lambda stage, done, total: runs.beat(run, stage, done, total),
        )
        form = preview_form(found, answers)
        form |= settled_form(run.preview, form, answers)
        run.preview = {**form, "read_as": runs.reading_of(run.answers), "twin": runs.twin_of(run)}
        run.fingerprint = version
        run.state = RunState.READY
        run.save()

    _guarded(run, work)


def write(actor: Actor, run: ImportRun, *, leave_out_errors: bool) -> None:
    """Write a claimed run in one transaction; a base that has changed since the preview gets a new preview instead."""

    def work() -> None:
        sheets = runs.sheets_of(run)
        school = School.objects.get(pk=run.school_id)
        answers = Answers.from_json(run.answers)
        runs.remember(run.school_id, sheets, answers)
        memory.remember(run.school_id, sheets, answers)

        def written(found: service.Preview) -> None:
            runs.settle(run, RunState.DONE, preview=preview_form(found, answers), entries=found.draft.entries)

        try:
            service.apply(
                sheets,
                school=school,
                actor=actor,
                answers=answers,
                meanings=runs.meanings_of(school),
                leave_out_errors=leave_out_errors,
                expected=run.fingerprint,
                progress=lambda stage, done, total: runs.beat(run, stage, done, total),
                written=written,
            )
        except Refused as refusal:
            if refusal.code not in {"base_changed", "has_errors"}:
                raise
            run.message = refusal.message
            check(actor, run)
            return
        runs.drop_files(run)

    _guarded(run, work)


def _guarded(run: ImportRun, work: Callable[[], None]) -> None:
    """Whatever happens, the run ends in a state that says it."""
    try:
        work()
    except Refused as refusal:
        runs.fail(run, refusal.message)
    except DatabaseError:
        log.exception("import %s", run.pk)
        runs.fail(run, f"База занята или недоступна. {_BROKEN}")
    except Exception:
        log.exception("import %s", run.pk)
        runs.fail(run, _BROKEN)


# ── the preview as it is kept ─────────────────────────────────────────


def preview_form(found: service.Preview, answers: Answers) -> dict[str, Any]:
    """The preview as JSON: counts, problems with their choices, questions about many of them at once, sheets."""
    return {
        "counts": found.draft.counts.as_json(),
        "size": found.draft.size,
        "missing": found.draft.missing,
        "orders": [one.as_json(MAX_KEPT_MOVED) for one in found.draft.orders],
        "roles": [{**asdict(one), "starts_on": f"{one.starts_on:%d.%m.%Y}"} for one in found.draft.appointed],
        "year": found.year,
        "errors": found.errors,
        "warnings": found.warnings,
        **asked_form(found.problems, found.questions, answers),
        "sheets": [
            {
                "file": one.file,
                "sheet": one.sheet,
                "tables": one.tables,
                "rows": one.rows,
                "created": one.created,
                "changed": one.changed,
                "skipped": one.skipped,
                "errors": one.errors,
                "warnings": one.warnings,
            }
            for one in found.sheets
        ],
    }
