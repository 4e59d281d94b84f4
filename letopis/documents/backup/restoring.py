"""Getting the installation back from a copy, into an empty one only; then the proof that it is what was copied."""

import errno
import hashlib
import json
import os
import shutil
from base64 import b64decode
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from letopis.documents.backup import copy_file, database, places, runs
from letopis.documents.backup.copy_file import About
from letopis.documents.backup.errors import BackupFault
from letopis.documents.backup.locks import Opener
from letopis.documents.backup.making import work_folder
from letopis.documents.backup.models import How, Kind, Run, State
from letopis.kernel.statistics import renew_statistics
from letopis.kernel.whole_files import carry, sweep
from letopis.school.history.log.notes import Head, NotANote, head_of, parse
from letopis.school.history.models import Checkpoint, Entry
from letopis.school.history.verification import verify_onward
from letopis.school.organisation.models import School
from letopis.school.organisation.serving import serving
from letopis.school.witnessing import asking

Progress = Callable[[str], None]
MOST_SHOWN = 50
# Says which copy is being put back, from before its base stands until all of it is proved.
BEGUN = "restore.begun"
CUT_SHORT = "Прошлое восстановление этой копии прервали, когда база уже была на месте: продолжено с таблиц и сверки."


@dataclass(slots=True)
class Restored:
    """What was put back: `findings` do not agree, `remarks` are worth knowing. `entries` of the ledgers.

    `told`: the findings as the page of all schools of the base shows them, without what names somebody.
    """

    about: About
    entries: int = 0
    findings: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    def find(self, *texts: str) -> None:
        """Add findings that name nobody."""
        self.findings += texts
        self.told += texts


def restore(
    file: Path,
    opener: Opener,
    *,
    known: Sequence[Head] = (),
    is_scratch: bool = False,
    progress: Progress = lambda _: None,
) -> Restored:
    """Put a copy into this installation, which must be empty, bring its tables up to this program, verify all of it.

    `known`: heads that were kept outside or signed by others: what the copy lacks of them is a finding.
    `is_scratch`: it is only tried, a newer copy beside it is no finding. Raises BackupFault and OSError where nothing
    was put back, Damaged for a copy that is not what was written.

    One that was cut short begins anew, or, where its base stands already, goes on with what was left to be done.
    """
    about = copy_file.about_of(file)
    home = Path(settings.LETOPIS_HOME)
    begun = home / BEGUN
    goes_on = _is_begun(begun, about)
    _require_fit(about, goes_on=goes_on)
    remarks = [CUT_SHORT] if goes_on else _put_back(file, about, opener, begun, progress)
    connection.close()
    progress("Таблицы")
    call_command("migrate", verbosity=0)
    renew_statistics()
    # The copy holds the run that has made it as one that is under way.
    own = Run.objects.filter(kind=Kind.BACKUP, state=State.RUNNING)
    own.update(state=State.DONE, made_at=about.made_at, ended_at=about.made_at, name=file.name)
    result = Restored(about, remarks=remarks)
    result.find(*_behind([*known, *([] if is_scratch else _newer(file, about))], about))
    _prove(result, progress)
    if not is_scratch:
        progress("Свидетели")
        _ask_witnesses(result)
    run = runs.begin(Kind.RESTORE, How.COMMAND)
    runs.end(run, made_at=about.made_at, name=file.name, findings=result.told[:MOST_SHOWN])
    begun.unlink(missing_ok=True)
    return result


def _put_back(file: Path, about: About, opener: Opener, begun: Path, progress: Progress) -> list[str]:
    """Put files and base where they belong; return what is worth knowing of the files."""
    home = begun.parent
    places.require_room(home, int(about.form["size"]) * 2)
    with runs.only_one(), work_folder("restore") as work:
        progress("Чтение копии")
        copy_file.unpack(file, work, opener)
        remarks = _put_files(work, home)
        progress("База")
        # The base last: until it stands the installation is empty, and a restoration that was cut short begins anew.
        begun.write_text(_named(about), encoding="ascii")
        database.load(work / database.part_name(connection.vendor))
    return remarks


def _named(about: About) -> str:
    return hashlib.sha256(json.dumps(about.form, sort_keys=True).encode()).hexdigest()


def _is_begun(begun: Path, about: About) -> bool:
    """Whether a restoration of this copy was cut short when its base stood already."""
    try:
        return begun.read_text(encoding="ascii") == _named(about) and not database.is_empty()
    except OSError:
        return False


def _require_fit(about: About, *, goes_on: bool) -> None:
    """Raise BackupFault where the copy is of another kind of base, of a newer program, or there is something here."""
    if about.form["database"] != connection.vendor:
        raise BackupFault(
            f"Копия сделана с базы {_base_name(about.form['database'])}, а здесь {_base_name(connection.vendor)}: "
            "укажите такую же в DATABASE_URL.",
            code="other_database",
        )
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    if newer := [name for name in about.form["migrations"] if name not in known]:
        raise BackupFault(
            f"Копию сделала более новая программа ({about.form['program']}: {newer[0]}). Обновите Летопись.",
            code="newer_program",
        )
    if not goes_on and not database.is_empty():
        raise BackupFault(
            "Здесь уже есть база: восстановить можно только на пустое место. Укажите другие LETOPIS_HOME и "
            "DATABASE_URL или уберите прежнюю базу сами.",
            code="not_empty",
        )


def _base_name(vendor: str) -> str:
    return {"sqlite": "SQLite", "postgresql": "PostgreSQL"}.get(vendor, vendor)


# ── files ─────────────────────────────────────────────────────────────


def _put_files(work: Path, home: Path) -> list[str]:
    """Put uploads and keys where they belong; what is there already stays, and is told where it is another."""
    told = []
    for source, target in _targets(work, home):
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not target.exists():
            _move(source, target)
        elif target.suffix != ".last" and _sum(source) != _sum(target):
            told.append(f"Оставлен прежний файл {target}: в копии другой.")
    key = work / "secret_key"
    if key.is_file():
        told += _put_secret_key(key, home / "secret_key")
    return told


def _move(source: Path, target: Path) -> None:
    """Move a file, to another disk as well: under its name it is whole, whatever cuts this short."""
    try:
        source.rename(target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        sweep(target.parent, target.name)
        with source.open("rb") as content:
            carry(content, target, check=lambda _: None)


def _put_secret_key(source: Path, target: Path) -> list[str]:
    """The base's own key takes the place of the one that an empty installation has made for itself."""
    if target.exists() and target.read_bytes() != source.read_bytes():
        shutil.move(target, target.with_name("secret_key.before"))
    shutil.move(source, target)
    if os.environ.get("LETOPIS_SECRET_KEY"):
        return ["Задана LETOPIS_SECRET_KEY: ключ из копии (secret_key) не действует."]
    return []


def _targets(work: Path, home: Path) -> Iterator[tuple[Path, Path]]:
    own = ((name, home / name) for name in ("log_keys", "signing"))
    for folder, target in (("uploads", Path(settings.MEDIA_ROOT)), *own):
        for source in sorted((work / folder).rglob("*")):
            if source.is_file():
                yield source, target / source.relative_to(work / folder)


def _sum(file: Path) -> bytes:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").digest()


# ── proof ─────────────────────────────────────────────────────────────


def _prove(result: Restored, progress: Progress) -> None:
    """Verify all ledgers, with the files of their rows, and compare them with what the description says of them."""
    for told in result.about.form["schools"]:
        school = School.objects.filter(pk=told["school"]).only("pk", "kind", "time_zone").first()
        if school is None:
            result.find(f"В базе из копии нет школы № {told['school']}, о которой говорит описание.")
            continue
        with serving(school.kind, school.time_zone):
            report, _ = verify_onward(school.pk, full=True, progress=progress)
        result.entries += report.entries
        result.findings += [one.message for one in report.findings]
        if report.findings:
            result.told.append(f"{report.school}: таблицы и файлы не сходятся с историей: {len(report.findings)}.")
        result.remarks += [one.message for one in report.remarks]
        if report.entries != told["entries"]:
            result.find(
                f"{report.school}: в описании копии записей истории {told['entries']}, в базе {report.entries}."
            )
        if told["size"] and not _has(school.pk, told):
            result.find(f"{report.school}: контрольной точки из описания копии в базе нет.")


def _has(school_id: int, told: dict[str, Any]) -> bool:
    root = b64decode(told["root"])
    return Checkpoint.objects.filter(school=school_id, size=told["size"], root=root).exists()


def _ask_witnesses(result: Restored) -> None:
    """Ask those who cosign the checkpoints what they have seen last; without witnesses the network is not touched."""
    for told in asking.sizes_seen():
        if told.fault:
            result.remarks.append(f"Свидетель «{told.name}» не сказал, что видел: {told.fault}.")
            continue
        there = Entry.objects.filter(school=told.school_id).count()
        if told.size > there:
            result.find(
                f"Копия отстала: свидетель «{told.name}» видел {told.size} записей истории, в базе их {there}. "
                f"Недостаёт записей: {told.size - there}. Поищите копию новее."
            )


# ── what is newer than the copy ───────────────────────────────────────


def _newer(file: Path, about: About) -> list[Head]:
    """What this machine has signed last, and the heads of newer copies beside this one."""
    found = []
    for last in sorted((Path(settings.LETOPIS_HOME) / "log_keys").glob("*.last")):
        try:
            found.append(head_of(parse(last.read_text(encoding="utf-8"))))
        except (OSError, UnicodeDecodeError, NotANote):
            continue
    folders = [file.parent, *(Path(one) for one in settings.BACKUP["to"])]
    beside = places.newest_in(folders, about.origins)
    if beside is not None and beside[1].made_at > about.made_at:
        found += [
            Head(one["origin"], one["size"], b64decode(one["root"]))
            for one in beside[1].form["schools"]
            if one["origin"]
        ]
    return found


def _behind(known: Sequence[Head], about: About) -> list[str]:
    """Say at once, of each log, how many entries were signed since the copy was made: they are not in it."""
    told = []
    for one in about.form["schools"]:
        newest = max((head for head in known if head.origin == one["origin"]), key=lambda head: head.size, default=None)
        if newest is not None and newest.size > one["entries"]:
            told.append(
                f"Копия отстала: подписано {newest.size} записей истории, в ней их {one['entries']}. Недостаёт "
                f"записей: {newest.size - one['entries']}, сделанных после {about.made_at:%d.%m.%Y %H:%M} UTC. "
                "Поищите копию новее. Если её нет, скажите это истории: letopis log_key --rotate --lost --reason "
                f"«база возвращена из копии от {about.made_at:%d.%m.%Y}»."
            )
    return told
