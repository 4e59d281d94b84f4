"""Copies of the installation that were made before an act was carried out: they hold what it has destroyed.

No copy is opened to take something out of it: each goes by its own term (docs/admin/backups.md). Nothing here looks at
the disks: what was made is known by the runs, what has gone since by the rule of rotation.
"""

from dataclasses import dataclass
from datetime import date, datetime

from letopis.documents.backup.models import Kind, Run, State
from letopis.documents.backup.options import Options, options
from letopis.documents.backup.rules import Copy, last_gone, removable
from letopis.documents.keeping.models import ActState, KeepingAct
from letopis.kernel.actor import Actor
from letopis.kernel.clock import local, now

BY_HAND = "Копии, сделанные командой в другие папки, по сроку не убираются: уничтожьте их сами."


@dataclass(frozen=True, slots=True)
class OldCopy:
    """A copy that holds what acts have destroyed: its file, when it was made, where it lies, which acts."""

    name: str
    made_at: datetime
    folders: tuple[str, ...]
    acts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OldCopies:
    """The copies that still hold what acts have destroyed, the oldest first; by when the last of them goes, if any."""

    rows: tuple[OldCopy, ...]
    gone_by: date | None


def gone_by(done_at: datetime, force: Options) -> date | None:
    """Return the day by which rotation has removed the last copy older than an act; None where none is scheduled."""
    return local(last_gone(done_at, force.keep, force.days)).date() if force.places else None


def told_of(act: KeepingAct) -> str:
    """Return what an act says of copies made before it was carried out, "" for one that was not."""
    if act.done_at is None:
        return ""
    day = gone_by(act.done_at, options())
    if day is None:
        return f"сделанные до исполнения хранят уничтоженное; по расписанию копий нет. {BY_HAND}"
    return (
        "сделанные до исполнения хранят уничтоженное, пока не выйдет их срок; последняя из сделанных по расписанию "
        f"будет убрана не позже {day:%d.%m.%Y}. {BY_HAND}"
    )


def old_copies(actor: Actor) -> OldCopies:
    """Return the copies that hold what acts of the actor's school have destroyed. One query, two after an act."""
    done = KeepingAct.objects.filter(school=actor.school_id, state=ActState.DONE, done_at__isnull=False)
    acts = list(done.order_by("done_at").only("number", "date", "done_at"))
    if not acts:
        return OldCopies((), None)
    runs = list(Run.objects.filter(kind=Kind.BACKUP, state=State.DONE, made_at__isnull=False).order_by("made_at"))
    force = options()
    rotated = _rotated(runs, force)
    rows = tuple(
        OldCopy(
            run.name,
            run.made_at,
            tuple(one["folder"] for one in run.places if not one["fault"]),
            tuple(act.title for act in acts if act.done_at and run.made_at < act.done_at),
        )
        for run in runs
        if run.made_at and run.pk not in rotated and acts[-1].done_at and run.made_at < acts[-1].done_at
    )
    return OldCopies(rows, gone_by(acts[-1].done_at, force) if rows and acts[-1].done_at else None)


def _rotated(runs: list[Run], force: Options) -> set[int]:
    """Which runs' copies have gone by their term: of those that lie where copies are scheduled to."""
    places = {str(one) for one in force.places}
    there = [run for run in runs if run.made_at and places & {one["folder"] for one in run.places}]
    gone = set(removable([Copy(str(run.pk), run.made_at) for run in there if run.made_at], now(), force.keep))
    return {run.pk for run in there if str(run.pk) in gone}
