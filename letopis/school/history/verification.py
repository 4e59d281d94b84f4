"""Whether the tables say what the ledger says: digests, the tree and a replay of the entries against the live rows.

Everything is streamed in the order of an index, so that a school of a million rows needs no memory to speak of.
Sources: П1.2 (достоверность), Д1.3, Д5.2.
"""

from collections.abc import Callable

from django.db import connection

from letopis.school.history import append_only
from letopis.school.history.files import check_files
from letopis.school.history.findings import Finding, Report
from letopis.school.history.log import verified
from letopis.school.history.log.checking import check_log
from letopis.school.history.log.verified import Mark
from letopis.school.history.models import Checkpoint
from letopis.school.history.replay import Replay
from letopis.school.history.snapshots import consistent_view
from letopis.school.organisation.models import School

Check = Callable[[Report, Mark | None], None]
_others: list[Check] = []


def register_check(check: Check) -> None:
    """Let a context above look at what it keeps of the ledger, too. Called once, at start."""
    if check not in _others:
        _others.append(check)


def verify(
    school_id: int,
    *,
    since: int | None = None,
    mark: Mark | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> Report:
    """Return what of the school's tables, entries, tree and files does not agree; `progress` is told each table's name.

    `since`: entries up to this id were verified before and are not looked at again, nor rows that no later one touches.
    `mark`: the same, with the tree as it was then: it must still be the beginning of today's.
    """
    if mark is not None:
        since = mark.last_entry_id
    with consistent_view():
        report = Report(school_id=school_id, school=School.objects.get(pk=school_id).short_name, since=since)
        report.findings += _missing_triggers()
        for part in Replay(report, since).run():
            progress(part)
        progress("Дерево журнала истории")
        check_log(report, mark)
        for check in _others:
            check(report, mark)
    check_files(report, progress)
    return report


def verify_onward(
    school_id: int, *, full: bool = False, progress: Callable[[str], None] = lambda _: None
) -> tuple[Report, Mark | None]:
    """Verify from where the last run that found nothing has ended, or everything (`full`, or the first time).

    Return the report, and the mark that it began at (None: it looked at everything). Where something is found the mark
    goes, so that the next run looks at everything.
    """
    mark = None if full else verified.load(school_id)
    report = verify(school_id, mark=mark, progress=progress)
    if report.findings:
        verified.drop(school_id)
    elif report.last_checkpoint:
        size = int(report.last_checkpoint.partition(":")[0])
        verified.save(Checkpoint.objects.get(school=school_id, size=size), mark)
    return report, mark


# ── triggers ──────────────────────────────────────────────────────────


def _missing_triggers() -> list[Finding]:
    return [
        Finding(
            code="trigger_missing",
            message=f"В базе нет защиты истории от изменений: нет триггера {name}, или он подменён. Верните его.",
        )
        for name in append_only.missing(connection)
    ]
