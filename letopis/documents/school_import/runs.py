"""Runs of an import: one writes at a time, files are kept until written, meanings of columns are remembered."""

import hashlib
import shutil
import uuid
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction

from letopis.documents.school_import.models import ColumnMeaning, ImportRun, RunState
from letopis.documents.school_import.recognising import recognise
from letopis.documents.sheets.guard import read_file
from letopis.documents.sheets.limits import MAX_FILE
from letopis.documents.sheets.normal import normal
from letopis.documents.sheets.problems import Answers
from letopis.documents.sheets.refusals import FileRefused, refused
from letopis.documents.sheets.sheet import Sheet, Unreadable, packed, unpacked
from letopis.kernel.actor import Actor
from letopis.kernel.beats import is_silent
from letopis.kernel.clock import local, now
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.rights import Right
from letopis.school.access.authors import names_apart
from letopis.school.organisation.models import School

# A run without a sign of life for this long is taken for dead: its process was killed.
SILENCE = timedelta(minutes=5)
BUSY = frozenset({RunState.CHECKING, RunState.WRITING})
_UNWRITTEN = (RunState.CHECKING, RunState.READY)
_WITHOUT_FILES = frozenset({RunState.DONE, RunState.DISCARDED})
_OTHER_QUESTIONS = "Файл с тех пор проверен заново, вопросы теперь другие. Ответьте на те, что остались."
KEPT_RUNS = 50
MAX_FILES = 30
READ = ".sheets"  # what was read of a file, beside it
PROGRESS = "progress.json"  # how far a run is, beside its files


def require(actor: Actor) -> None:
    """Raise NotVisible for who does not feed the base (П3.2.1, Т4.1): the pages of loading do not exist for them."""
    if not actor.may(Right.LOAD_BASE):
        raise NotVisible


# ── runs ──────────────────────────────────────────────────────────────


def start(actor: Actor, *, uploads: "Iterable[UploadedFile[Any]]") -> ImportRun:
    """Keep the uploaded files and open a run over them. Raises Refused for none, too many or too large ones."""
    require(actor)
    given = list(uploads)
    if not given:
        raise Refused("Выберите файл: книгу Excel или таблицы CSV.", code="no_file", field="files")
    if len(given) > MAX_FILES:
        raise Refused(f"Файлов больше {MAX_FILES}. Загрузите их по частям.", code="too_many", field="files")
    names = [one.name or "" for one in given]
    if doubled := next((name for name in names if names.count(name) > 1), None):
        raise Refused(f"Файл «{doubled}» выбран дважды. Оставьте один.", code="file_twice", field="files")
    for one in given:
        if (one.size or 0) > MAX_FILE:
            raise refused(Unreadable("too_big", size=one.size), one.name or "")
    moment = now()
    run = ImportRun.objects.create(
        school_id=actor.school_id,
        account_id=actor.account_id,
        actor_name=actor.name,
        created_at=moment,
        beat_at=moment,
    )
    folder = folder_of(run)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    run.files = [_keep(folder, one) for one in given]
    run.save(update_fields=["files"])
    _forget_old(actor.school_id)
    return run


def _keep(folder: Path, upload: "UploadedFile[Any]") -> dict[str, Any]:
    """Write an upload under a name of ours; its own name is only shown."""
    path = folder / uuid.uuid4().hex
    with path.open("xb") as target:
        for chunk in upload.chunks():
            target.write(chunk)
    size = path.stat().st_size
    return {"name": Path(upload.name or "файл").name[:200], "path": path.name, "size": size, "sum": _sum_of(path)}


def folder_of(run: ImportRun) -> Path:
    """Where the run's files lie until they are written."""
    return Path(settings.MEDIA_ROOT) / "imports" / str(run.pk)


def run_of(actor: Actor, run_id: int) -> ImportRun:
    """Return a run of the actor's school. Raises NotVisible."""
    require(actor)
    run = ImportRun.objects.filter(school_id=actor.school_id, pk=run_id).first()
    if run is None:
        raise NotVisible
    return revived(run)


def revived(run: ImportRun) -> ImportRun:
    """A run whose process has died is said to have failed, so that the operator may go on."""
    if run.state in BUSY and is_silent(how_far(run).at, SILENCE):
        fail(run, "Загрузка прервалась, в базу ничего не записано. Начните её ещё раз.")
    return run


def fail(run: ImportRun, message: str) -> None:
    """Say in a run that nothing is written by it, unless it has written meanwhile: the base itself decides that."""
    lost = ImportRun.objects.filter(pk=run.pk, state__in=BUSY)
    lost.update(state=RunState.FAILED, message=message[:500], finished_at=now(), entries="")
    run.refresh_from_db()


def latest(actor: Actor, number: int = 20) -> list[ImportRun]:
    """The school's last runs, the newest first, to be read: two who are called alike have their full names."""
    require(actor)
    found = [revived(run) for run in ImportRun.objects.filter(school_id=actor.school_id)[:number]]
    names = names_apart(actor.school_id, found)
    for run in found:
        run.actor_name = names.get(run.account_id, run.actor_name)
    return found


def sheets_of(run: ImportRun) -> list[Sheet]:
    """Read the run's files. Raises FileRefused; a file that is no longer there, or another one now, is one, too."""
    return [sheet for one in run.files for sheet in _sheets_of(folder_of(run) / one["path"], one)]


def _sheets_of(path: Path, one: dict[str, Any]) -> list[Sheet]:
    """The sheets of a file; once read they lie beside it, for each change of a column's meaning asks for them."""
    kept = path.with_suffix(READ)
    if path.is_file() and one.get("sum") and _sum_of(path) != one["sum"]:
        raise FileRefused(f"Файл «{one['name']}» изменился после проверки. Загрузите его ещё раз.", code="file_changed")
    with suppress(OSError, ValueError, Unreadable):
        if path.is_file():
            return unpacked(kept.read_bytes(), one["name"])
    sheets = read_file(path, one["name"])
    with suppress(OSError):
        fresh = kept.with_suffix(".new")
        fresh.write_bytes(packed(replace(sheet, file=sheet.file[len(one["name"]) + 1 :]) for sheet in sheets))
        fresh.replace(kept)
    return sheets


def _sum_of(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def reading_of(answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers that say how the files are read: a preview made with others is of other tables."""
    return {name: answers.get(name) or {} for name in ("columns", "sheets", "causes")}


@contextmanager
def answering(run: ImportRun, *, of: str | None = None) -> Iterator[Answers]:
    """Change the answers of a checked run: what another page has answered since the run was read is in them, and stays.

    `of`: the check whose questions are answered (check_of), None where no question is. Raises NotVisible where the run
    waits for no answers any more, Refused where its questions are others now.
    """
    with transaction.atomic():
        fresh = ImportRun.objects.select_for_update().only("state", "answers", "beat_at").get(pk=run.pk)
        if fresh.state != RunState.READY:
            raise NotVisible
        if of is not None and of != check_of(fresh):
            raise Refused(_OTHER_QUESTIONS, code="other_questions")
        answers = Answers.from_json(fresh.answers)
        yield answers
        run.answers = fresh.answers = answers.as_json()
        fresh.save(update_fields=["answers"])


def check_of(run: ImportRun) -> str:
    """Name the check that the run's questions are of: another one numbers them anew."""
    return run.beat_at.isoformat()


def twin_of(run: ImportRun) -> str:
    """Say who else is about to load a file of this run, or that all its files are written already; "" for neither."""
    sums = {one.get("sum") for one in run.files} - {None}
    others = ImportRun.objects.filter(school_id=run.school_id, state__in=(*_UNWRITTEN, RunState.DONE))
    for other in others.exclude(pk=run.pk).order_by("state", "-id"):
        same = [one["name"] for one in other.files if one.get("sum") in sums]
        who = ", ".join(filter(None, (other.actor_name, f"{local(other.created_at):%d.%m, %H:%M}")))
        if same and other.state in _UNWRITTEN:
            return (
                f"Этот же файл уже проверяется: «{same[0]}» ({who}). "
                "Запишите одну из двух загрузок, от другой откажитесь."
            )
        if same and len(same) == len(run.files):
            return (
                f"{'Этот файл уже записан' if len(same) == 1 else 'Эти файлы уже записаны'} ({who}). Второй раз никто "
                "не создаётся; если ничего не изменилось, от загрузки можно отказаться."
            )
    return ""


def _forget_old(school_id: int) -> None:
    own = ImportRun.objects.filter(school_id=school_id)
    for run in own.filter(state__in=_WITHOUT_FILES):
        # A process that died as soon as its rows were in has left them.
        drop_files(run)
    for run in own[KEPT_RUNS:]:
        drop_files(run)
        run.delete()


def drop_files(run: ImportRun) -> None:
    """Remove the run's files: personal data do not lie about."""
    with suppress(OSError):
        shutil.rmtree(folder_of(run))


# ── one writes at a time ──────────────────────────────────────────────


def claim(run: ImportRun) -> None:
    """Make the run the one that writes. Raises Refused while another does."""
    other = ImportRun.objects.filter(school_id=run.school_id, state=RunState.WRITING).exclude(pk=run.pk).first()
    if other and revived(other).state == RunState.WRITING:
        raise _busy(other)
    try:
        with transaction.atomic():
            run.state, run.beat_at = RunState.WRITING, now()
            run.message = ""
            # The answers stay as they are by now: this run may have been read before the last one.
            run.save(update_fields=None if run.pk is None else ["state", "beat_at", "message"])
    except IntegrityError as error:
        raise _busy(None) from error


def _busy(other: ImportRun | None) -> Refused:
    who = f" ({other.actor_name}, начало {local(other.beat_at):%H:%M})" if other and other.actor_name else ""
    return Refused(f"Сейчас эту базу уже загружают{who}. Дождитесь окончания и повторите.", code="import_is_running")


def claim_for(actor: Actor, names: Iterable[Path]) -> ImportRun:
    """A run for the command line, writing from the start. Raises Refused while another import writes."""
    moment = now()
    run = ImportRun(
        school_id=actor.school_id,
        account_id=actor.account_id,
        actor_name=actor.name,
        created_at=moment,
        beat_at=moment,
        files=[{"name": path.name, "path": "", "size": path.stat().st_size} for path in names if path.is_file()],
    )
    claim(run)
    return run


def finish(
    run: ImportRun,
    state: RunState,
    *,
    message: str = "",
    preview: Mapping[str, Any] | None = None,
    entries: str = "",
) -> None:
    """End a run; a written or discarded one lets its files go. `entries`: those of the ledger that it has written."""
    settle(run, state, message=message, preview=preview, entries=entries)
    if state in _WITHOUT_FILES:
        drop_files(run)


def settle(
    run: ImportRun,
    state: RunState,
    *,
    message: str = "",
    preview: Mapping[str, Any] | None = None,
    entries: str = "",
) -> None:
    """Write down how a run has ended, its files left: within the transaction of its rows, so that both are true."""
    run.state, run.message, run.finished_at = state, message[:500], now()
    if preview is not None:
        run.preview = dict(preview)
    run.entries = entries
    run.save()


def beat(run: ImportRun, stage: str, done: int, total: int) -> None:
    """Note how far a run has come, in a file: a row would stay unseen, and locked, until the transaction ends."""
    folder = folder_of(run)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    form = {"stage": stage, "done": done, "total": max(total, 1), "at": now().isoformat()}
    with suppress(OSError):
        fresh = folder / "progress.new"
        fresh.write_bytes(orjson.dumps(form))
        fresh.replace(folder / PROGRESS)


@dataclass(frozen=True, slots=True)
class HowFar:
    """How far a run has come."""

    stage: str
    done: int
    total: int
    at: datetime

    @property
    def percent(self) -> int:
        """0-100."""
        return min(100, self.done * 100 // self.total)


def how_far(run: ImportRun) -> HowFar:
    """Return how far a run has come, as its process last noted it."""
    try:
        form = orjson.loads((folder_of(run) / PROGRESS).read_bytes())
        return HowFar(form["stage"], form["done"], form["total"], max(datetime.fromisoformat(form["at"]), run.beat_at))
    except (OSError, ValueError, KeyError):
        return HowFar(RunState(run.state).label, 0, 1, run.beat_at)


# ── meanings of columns ───────────────────────────────────────────────


def meanings_of(school: School | None) -> dict[tuple[str, str], str]:
    """What the school has settled about its columns: field by (table, normal header)."""
    if school is None or school.pk is None:
        return {}
    return {(m.table, m.header): m.field for m in ColumnMeaning.objects.filter(school=school)}


def remember(school_id: int, sheets: list[Sheet], answers: Answers) -> None:
    """Keep the answered meanings of columns for the next file of the same form."""
    if not answers.columns:
        return
    from letopis.documents.sheets.problems import Report

    for table in recognise(sheets, Report(answers), {}):
        for key, field in answers.columns.items():
            file, sheet, row, column = key.rsplit("|", 3)
            if (file, sheet) != (table.file, table.sheet) or int(row) not in range(
                table.header_row, table.header_row + 2
            ):
                continue
            header = next((label for name, label in table.labels.items() if table.columns.get(name) == int(column)), "")
            header = header or _header(sheets, file, sheet, int(row), int(column))
            ColumnMeaning.objects.update_or_create(
                school_id=school_id,
                table=table.kind,
                header=normal(header.replace(": ", " "))[:120],
                defaults={"field": field},
            )


def _header(sheets: list[Sheet], file: str, name: str, row: int, column: int) -> str:
    for sheet in sheets:
        if (sheet.file, sheet.name) == (file, name) and row <= len(sheet.rows) and column < len(sheet.rows[row - 1]):
            return str(sheet.rows[row - 1][column] or "")
    return ""
