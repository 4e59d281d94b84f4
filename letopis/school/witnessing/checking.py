"""What witnesses have signed, ours and we as one, against what the base says of it: a part of `letopis verify`."""

from letopis.school.history.findings import Finding, Report
from letopis.school.history.log import notes
from letopis.school.history.log.cosignatures import Cosigner, Forged
from letopis.school.history.log.notes import NotANote
from letopis.school.history.log.verified import Mark
from letopis.school.witnessing.keys import is_altered, key_of
from letopis.school.witnessing.models import Cosignature, WatchedLog


def check_cosignatures(report: Report, mark: Mark | None) -> None:
    """Check each cosignature; `mark`: those of older checkpoints were checked before. What is alike is told once."""
    rows = Cosignature.objects.filter(school=report.school_id)
    if mark is not None:
        rows = rows.filter(checkpoint__number__gt=mark.number)
    told = rows.order_by("id").values_list("checkpoint__number", "checkpoint__note", "line", "witness__verifier")
    wrong = [
        number for number, note, line, verifier in told.iterator(chunk_size=2000) if not _fits(note, line, verifier)
    ]
    if wrong:
        more = f"; и ещё {len(wrong) - 1}" if len(wrong) > 1 else ""
        text = f"Контрольная точка № {wrong[0]}: подпись свидетеля не сходится с её текстом{more}"
        report.findings.append(Finding(code="cosignature_forged", message=text, checkpoint=wrong[0]))


def check_memory(report: Report, mark: Mark | None) -> None:
    """Check that what we say to have cosigned last of each log bears our signature as a witness."""
    key = key_of(report.school_id)
    if key is None:
        return
    for log in WatchedLog.objects.filter(school=report.school_id).order_by("id"):
        if is_altered(key, log):
            text = f"Журнал «{log.name}»: что свидетель заверил последним, в базе изменено"
            report.findings.append(Finding(code="witness_memory", message=text))


def _fits(note: str, line: str, verifier: str) -> bool:
    try:
        return Cosigner.of(verifier).time_of(notes.parse(note + line)) is not None
    except (NotANote, Forged):
        return False
