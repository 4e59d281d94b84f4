"""The mark of a passed retake goes to the journal through its own door: who may write there, windows, closed periods.

Whoever records a result and may not put marks of periods (А3.2.4-5) leaves it in the debt, and is told so.
"""

from datetime import date
from uuid import uuid4

from letopis.kernel.actor import Actor
from letopis.school.councils import rules
from letopis.school.councils.models import AcademicDebt
from letopis.school.councils.queries.debts import marks_in_journal
from letopis.school.grading.enums import PeriodKind
from letopis.school.grading.wire import PeriodMarkOperation
from letopis.school.sync.engine import apply_operations
from letopis.school.sync.outcomes import AnswerJson

NO_PAGE = "страницы журнала нет"
NOT_THEIRS = "её ставит тот, кто ведёт страницу, или заместитель директора"


def put_in_journal(actor: Actor, debt: AcademicDebt, mark: str, held_on: date) -> str:
    """Put the mark in place of those that failed; return why it could not be, "" where it stands.

    Of a year these are its mark and the final one, both or the one that has failed: a debt is of the failing result
    (ст. 58 ч. 2). A mark that is not failing is never touched: a year that was good beside a failed examination stays.
    """
    if debt.course_id is None:
        return NO_PAGE
    there = marks_in_journal(debt)
    failed = [one for one in there if one.value in rules.FAILING]
    others = [one.value for one in there if one.value]
    if not failed and others:
        return "" if set(others) == {mark} else f"там уже стоит {', '.join(dict.fromkeys(others))}"
    usual = str(debt.term_id or PeriodKind.YEAR.value)
    places = [(str(one.slot) if debt.term_id else one.kind, one.version) for one in failed or there[:1]]
    operations = [
        PeriodMarkOperation(
            op_id=uuid4(),
            base_version=version,
            course_id=debt.course_id,
            student_id=debt.student_id,
            period=period,
            value=mark,
            reason=f"Пересдача {held_on:%d.%m.%Y}",
        )
        for period, version in places or [(usual, 0)]
    ]
    return next((why for why in map(_why_not, apply_operations(actor, operations).answers) if why), "")


def _why_not(answer: AnswerJson) -> str:
    if answer["status"] == "applied":
        return ""
    if answer["status"] == "refused" and answer["code"] not in ("not_found", "read_only"):
        return str(answer["message"])
    return NOT_THEIRS
