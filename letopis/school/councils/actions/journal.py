"""The mark of a passed retake goes to the journal through its own door: who may write there, windows, closed periods.

Whoever records a result and may not put marks of periods (А3.2.4-5) leaves it in the debt, and is told so.
"""

from datetime import date
from uuid import uuid4

from letopis.kernel.actor import Actor
from letopis.school.councils.models import AcademicDebt
from letopis.school.councils.queries.debts import mark_in_journal
from letopis.school.grading.enums import PeriodKind
from letopis.school.grading.wire import PeriodMarkOperation
from letopis.school.sync.engine import apply_operations

NO_PAGE = "страницы журнала нет"
NOT_THEIRS = "её ставит тот, кто ведёт страницу, или заместитель директора"


def put_in_journal(actor: Actor, debt: AcademicDebt, mark: str, held_on: date) -> str:
    """Put the mark in place of the one that made the debt; return why it could not be, "" where it stands."""
    if debt.course_id is None:
        return NO_PAGE
    found = mark_in_journal(debt)
    operation = PeriodMarkOperation(
        op_id=uuid4(),
        base_version=found.version if found else 0,
        course_id=debt.course_id,
        student_id=debt.student_id,
        period=str(debt.term_id or PeriodKind.YEAR.value),
        value=mark,
        reason=f"Пересдача {held_on:%d.%m.%Y}",
    )
    (answer,) = apply_operations(actor, [operation]).answers
    if answer["status"] == "applied":
        return ""
    if answer["status"] == "refused" and answer["code"] not in ("not_found", "read_only"):
        return str(answer["message"])
    return NOT_THEIRS
