"""Time stamps of the base against what they stamp: a part of `letopis verify`."""

from letopis.documents.signatures import timestamps
from letopis.documents.signatures.trust import trusted_by
from letopis.documents.stamps.models import CheckpointStamp
from letopis.school.history.findings import Finding, Report
from letopis.school.history.log.verified import Mark


def check_stamps(report: Report, mark: Mark | None) -> None:
    """Check each token over its text, and the text against its checkpoint; `mark`: older ones were checked before."""
    rows = CheckpointStamp.objects.filter(school=report.school_id, token__isnull=False).select_related("checkpoint")
    if mark is not None:
        rows = rows.filter(checkpoint__number__gt=mark.number)
    trust = trusted_by(report.school_id) if rows.exists() else []
    for row in rows.order_by("id").iterator(chunk_size=200):
        found = timestamps.check(bytes(row.token or b""), row.text.encode(), trust=trust)
        number = row.checkpoint.number
        if found.faults or not row.text.startswith(row.checkpoint.note):
            text = f"Контрольная точка № {number}: штамп времени не сходится с её текстом"
            report.findings.append(Finding(code="stamp_broken", message=text, checkpoint=number))
