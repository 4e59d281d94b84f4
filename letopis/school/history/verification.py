"""Whether the tables say what the ledger says: digests, the tree and a replay of the entries against the live rows.

Everything is streamed in the order of an index, so that a school of a million rows needs no memory to speak of.
Sources: П1.2 (достоверность), Д1.3, Д5.2.
"""

from collections.abc import Callable

from django.db import connection

from letopis.school.history import append_only
from letopis.school.history.findings import Finding, Report
from letopis.school.history.log.checking import check_log
from letopis.school.history.replay import Replay
from letopis.school.history.snapshots import consistent_view
from letopis.school.organisation.models import School


def verify(school_id: int, *, since: int | None = None, progress: Callable[[str], None] = lambda _: None) -> Report:
    """Return what of the school's tables, entries and tree does not agree; `progress` is told each table's name.

    `since`: entries up to this id were verified before and are not looked at again, nor rows that no later one touches.
    """
    with consistent_view():
        report = Report(school_id=school_id, school=School.objects.get(pk=school_id).short_name)
        report.findings += _missing_triggers()
        for part in Replay(report, since).run():
            progress(part)
        progress("Дерево журнала истории")
        check_log(report)
    return report


# ── triggers ──────────────────────────────────────────────────────────


def _missing_triggers() -> list[Finding]:
    return [
        Finding(
            code="trigger_missing",
            message=f"В базе нет защиты истории от изменений: нет триггера {name}, или он подменён. Верните его.",
        )
        for name in append_only.missing(connection)
    ]
