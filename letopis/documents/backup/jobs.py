"""Copies and rehearsals beside the requests: when their time comes, and when somebody presses the button."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from django_tasks import task

from letopis.documents.backup import copy_file, places, runs
from letopis.documents.backup.copy_file import About
from letopis.documents.backup.errors import BackupFault, Damaged
from letopis.documents.backup.locks import Opener, lock_of, passphrase_of
from letopis.documents.backup.making import make_backup
from letopis.documents.backup.models import How, Kind, Run, State
from letopis.documents.backup.options import Options, options
from letopis.documents.backup.rehearsing import rehearse
from letopis.kernel.actor import Actor
from letopis.kernel.background import hand_over, is_under_way
from letopis.kernel.clock import now
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.nightly import is_due
from letopis.kernel.rights import Right
from letopis.school.history.models import LogKey


def begin_due() -> None:
    """Give the worker what is due; it asks each minute."""
    force = options()
    if not force.places or is_under_way(carry_out):
        return
    if is_backup_due(force):
        carry_out.enqueue(str(Kind.BACKUP), str(How.SCHEDULE))
    elif is_rehearsal_due(force):
        carry_out.enqueue(str(Kind.REHEARSAL), str(How.SCHEDULE))


def begin_asked(actor: Actor, kind: Kind) -> None:
    """Make a copy, or try the newest, at once and beside the request.

    Raises NotVisible, Refused: it is not said where copies are, one is at work already.
    """
    if not actor.may(Right.KEEP_UPKEEP):
        raise NotVisible
    if not options().places:
        raise Refused(
            "Не указано, где хранить копии: это делает администратор сервера (LETOPIS_BACKUP_TO).", code="no_place"
        )
    if is_under_way(carry_out):
        raise Refused("Копия уже делается или проверяется. Обновите страницу через минуту.", code="busy")
    hand_over(carry_out, str(kind), str(How.BUTTON))


def is_backup_due(force: Options) -> bool:
    """Say whether the time for a copy has come."""
    good, tried = _last(Kind.BACKUP)
    return is_due(now(), at=force.at, zone=force.zone, days=force.days, good=good, tried=tried)


def is_rehearsal_due(force: Options) -> bool:
    """Say whether the time for a rehearsal has come: there is a copy, and it is to be tried every so many days."""
    if not force.rehearse_days or _last(Kind.BACKUP)[0] is None:
        return False
    good, tried = _last(Kind.REHEARSAL, Kind.SUMS)
    return is_due(now(), at=force.at, zone=force.zone, days=force.rehearse_days, good=good, tried=tried)


def _last(*kinds: Kind) -> tuple[datetime | None, datetime | None]:
    """When the last one that went well has begun, and the last one at all. A copy by hand is none of the schedule's."""
    rows = Run.objects.filter(kind__in=kinds).exclude(how=How.COMMAND, kind=Kind.BACKUP)
    begun = rows.values_list("begun_at", flat=True)
    return begun.filter(state=State.DONE).first(), begun.first()


@task()
def carry_out(kind: str, how: str) -> None:
    """Make or try a copy. What fails stands in its run; by the schedule it is done only where it is still due."""
    force, by_clock = options(), how == How.SCHEDULE
    if kind == Kind.BACKUP and (not by_clock or is_backup_due(force)):
        _back_up(force, How(how))
    elif kind == Kind.REHEARSAL and (not by_clock or is_rehearsal_due(force)):
        _rehearse(force, How(how))


def _back_up(force: Options, how: How) -> None:
    try:
        lock = lock_of(force.recipients, passphrase_of(force.passphrase_file))
    except BackupFault as fault:
        _note(Kind.BACKUP, how, fault)
        return
    with suppress(BackupFault):  # the run says it
        make_backup(force.places, lock, how=how, keep=force.keep)


def _rehearse(force: Options, how: How) -> None:
    """Try the newest copy; one that this server cannot open is at least read and compared with its sums."""
    try:
        file, about = _newest(force)
        opener = Opener(identity=force.identity, passphrase=passphrase_of(force.passphrase_file))
    except BackupFault as fault:
        _note(Kind.REHEARSAL, how, fault)
        return
    with suppress(BackupFault):
        if about.lock == "recipients" and not force.identity:
            _check_sums(file, how)
        else:
            rehearse(file, opener, how=how)


def _newest(force: Options) -> tuple[Path, About]:
    origins = frozenset(key.verifier.partition("+")[0] for key in LogKey.objects.only("verifier"))
    newest = places.newest_in(force.places, origins)
    if newest is None:
        raise BackupFault("Ни в одной из папок нет копии этой базы.", code="no_place")
    return newest


def _check_sums(file: Path, how: How) -> None:
    """Raises Damaged, which the run says too."""
    with runs.only_one():
        run = runs.begin(Kind.SUMS, how)
        try:
            about = copy_file.check(file)
        except BackupFault as fault:
            findings = [fault.message] if isinstance(fault, Damaged) else []
            runs.end(run, state=State.FAILED, name=file.name, message=fault.message, findings=findings)
            raise
        runs.end(run, name=file.name, made_at=about.made_at, size=file.stat().st_size)


def _note(kind: Kind, how: How, fault: BackupFault) -> None:
    """Record what failed before there was a run of it."""
    runs.end(Run(kind=kind, how=how, begun_at=now()), state=State.FAILED, message=fault.message)


def end_lost(*, path: str, args: Sequence[Any], **_: object) -> None:
    """Say in the run that the worker carrying it out has died."""
    if path == carry_out.module_path:
        runs.break_off()
