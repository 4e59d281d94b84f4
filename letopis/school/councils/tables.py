"""How rows of this context go to the ledger, and how a version is compared."""

from letopis.kernel.errors import Refused
from letopis.school.councils.models import (
    AcademicDebt,
    Acknowledgement,
    Council,
    CouncilMember,
    Decision,
    Examiner,
    Proposal,
    Remark,
    Retake,
)
from letopis.school.history.intake import Subject, Table

COUNCILS = Table(Council, "prepare_council", "change_council", follows=("version",))
MEMBERS = Table(CouncilMember, "add_member", "note_attendance", removed="remove_member")
PROPOSALS = Table(Proposal, "propose", "change_proposal")
REMARKS = Table(Remark, "discuss_proposal", "discuss_proposal")
DECISIONS = Table(Decision, "decide", "change_decision")
DEBTS = Table(AcademicDebt, "note_debt", "change_debt", follows=("version",), removed="take_debt_back")


def _of_decision(row: Acknowledgement) -> Subject:
    return Subject(student_id=row.decision.student_id)


def _of_debt(row: Retake) -> Subject:
    return Subject(row.debt.course_id, row.debt.student_id)


ACKNOWLEDGEMENTS = Table(Acknowledgement, "acknowledge_decision", "acknowledge_decision", subject=_of_decision)
RETAKES = Table(Retake, "arrange_retake", "note_retake", subject=_of_debt)
EXAMINERS = Table(Examiner, "name_examiner", "name_examiner", removed="remove_examiner")


def check_version(row: Council | AcademicDebt, version: int) -> None:
    """Raise Refused where the row was changed since it was shown."""
    if row.version != version:
        message = "Здесь тем временем изменили: проверьте, что записано сейчас, и повторите."
        raise Refused(message, code="version")
    row.version += 1


def take_version(proposal: Proposal, version: int) -> None:
    """Raise Refused where a proposal or its decision was changed since it was shown; else it has the next version."""
    taken = Proposal.objects.filter(pk=proposal.pk, version=version).update(version=version + 1)
    if not taken:
        message = "Об этом решении записал другой секретарь: проверьте, что записано сейчас, и повторите."
        raise Refused(message, code="version")
    proposal.version = version + 1
