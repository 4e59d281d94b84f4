"""What the office's page and its overview show of the copies. Nothing here looks at the disks: a disk may hang."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Case, Q, Subquery, When

from letopis.documents.backup.health import Facts, Notice, notices
from letopis.documents.backup.models import How, Kind, Run, State
from letopis.documents.backup.options import Options, options
from letopis.documents.backup.rehearsing import HOURS
from letopis.kernel.actor import Actor
from letopis.kernel.clock import now
from letopis.kernel.errors import NotVisible
from letopis.kernel.nightly import next_time
from letopis.kernel.rights import Right

SHOWN = 30
LONGEST = timedelta(hours=HOURS + 2)
# Sums by schedule are compared each month or so: among so many the last rehearsal is, if there was one.
LOOKED_AT = 40


@dataclass(frozen=True, slots=True)
class Page:
    """How the copies are: what is to be said, the last copy and rehearsal, the next copy, what is being done."""

    notices: tuple[Notice, ...]
    options: Options
    good: Run | None
    rehearsal: Run | None
    next_at: datetime | None
    running: Run | None
    runs: tuple[Run, ...]


def backup_page(actor: Actor) -> Page:
    """Return how the copies of the installation are. Raises NotVisible. Two queries, three after a failure."""
    if not actor.may(Right.READ_UPKEEP):
        raise NotVisible
    force = options()
    facts = _facts(force)
    runs = tuple(Run.objects.all()[:SHOWN])
    next_at = None
    if force.places:
        good = facts.good.begun_at if facts.good else None
        next_at = next_time(facts.now, at=force.at, zone=force.zone, days=force.days, good=good)
    # One that was killed is said to have broken off by the next; nobody waits for it until then.
    under_way = (run for run in runs if run.state == State.RUNNING and facts.now - run.begun_at < LONGEST)
    running = next(under_way, None)
    return Page(tuple(notices(facts)), force, facts.good, facts.rehearsal, next_at, running, runs)


def trouble_of_copies(actor: Actor) -> str:
    """Return the gravest that is wrong with the copies; "" for nothing, for who may not know. One or two queries."""
    if not actor.may(Right.READ_UPKEEP):
        return ""
    return next((one.text for one in notices(_facts(options())) if one.tone == "danger"), "")


def _facts(force: Options) -> Facts:
    """One query, two after a failure. Where there are places, a copy made by hand elsewhere is none of theirs."""
    backups = Run.objects.filter(kind=Kind.BACKUP)
    if force.places:
        backups = backups.exclude(how=How.COMMAND)
    last = backups.exclude(state=State.RUNNING).order_by("-id").values("pk")[:1]
    told = Run.objects.exclude(state=State.RUNNING).filter(
        Q(pk=Subquery(last)) | Q(kind__in=(Kind.REHEARSAL, Kind.SUMS))
    )
    copy_first = Case(When(kind=Kind.BACKUP, then=0), default=1)
    tries = list(told.order_by(copy_first, "-id")[: LOOKED_AT + 1])
    tried = next((run for run in tries if run.kind == Kind.BACKUP), None)
    is_good = tried is None or tried.state == State.DONE
    return Facts(
        now=now(),
        places=len(force.places),
        days=force.days,
        is_encrypted=force.is_encrypted,
        good=tried if is_good else backups.filter(state=State.DONE).first(),
        tried=tried,
        rehearsal=next((run for run in tries if run.kind == Kind.REHEARSAL), None),
        sums=next((run for run in tries if run.kind == Kind.SUMS), None),
    )
