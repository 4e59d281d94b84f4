"""What a check has found, entered: a row that stays, and how the copy stands since."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from letopis.documents.carriers import intake
from letopis.documents.carriers.enums import How, Verdict
from letopis.documents.carriers.models import Check, Copy
from letopis.kernel.actor import Actor
from letopis.kernel.clock import now
from letopis.school.history.intake import Put, write


@transaction.atomic
def enter_check(
    actor: Actor,
    copy: Copy,
    verdict: Verdict,
    how: How,
    *,
    findings: Sequence[dict[str, str]] = (),
    note: str = "",
    report: str = "",
) -> Check | None:
    """Enter a check by somebody who has a right to it, or by the program.

    A carrier that is away night after night is told once: None is returned then.
    """
    moment = now()
    if verdict == Verdict.UNREACHABLE and copy.away_since is not None:
        return None
    row = Check(
        school_id=copy.school_id,
        copy=copy,
        at=moment,
        verdict=verdict,
        how=how,
        by=actor.name,
        findings=list(findings),
        note=note,
        report=report,
    )
    write(actor, intake.CHECKS, [Put(row)])
    _follow(copy, row)
    return row


def _follow(copy: Copy, check: Check) -> None:
    """How the copy stands: a carrier that is away says nothing of its bytes."""
    if check.verdict == Verdict.UNREACHABLE:
        values: dict[str, Any] = {"away_since": check.at}
    else:
        found = check.findings[0]["message"] if check.findings else check.note
        is_whole = check.verdict == Verdict.WHOLE
        values = {"state": check.verdict, "checked_at": check.at, "away_since": None}
        values["found"] = "" if is_whole else found[:300]
    for name, value in values.items():
        setattr(copy, name, value)
    Copy.objects.filter(pk=copy.pk).update(**values)
