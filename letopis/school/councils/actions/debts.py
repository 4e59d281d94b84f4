"""Academic debts and their retakes (JRN-06). Source: 273-ФЗ, ст. 58 ч. 2-6.

A retake that is passed settles the debt; its mark stands in the debt, and goes to the journal where whoever records it
may put it there. Twice at most, the second time by a commission.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date as Date  # noqa: N812  actions take a keyword of that name

from django.db import transaction

from letopis.kernel.actor import Actor
from letopis.kernel.clock import today
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.rights import Right
from letopis.school.councils import policy, rules
from letopis.school.councils.actions.journal import put_in_journal
from letopis.school.councils.actions.rows import require_staff, words
from letopis.school.councils.enums import WITH_DEBTS, DebtState, RetakeState
from letopis.school.councils.models import AcademicDebt, Council, Decision, Examiner, Retake
from letopis.school.councils.tables import DEBTS, EXAMINERS, RETAKES, check_version
from letopis.school.history.intake import NOW, Occasion, Put, write

LONGEST_PLACE, LONGEST_NOTE = 60, 300


def debts_of_council(actor: Actor, council: Council) -> list[AcademicDebt]:
    """Open the debts that a council has decided of, those that stand already with their new day. For its closing."""
    decisions = Decision.objects.filter(
        proposal__council=council, is_in_force=True, kind__in=WITH_DEBTS, until__isnull=False
    ).select_related("proposal")
    wanted = list(_wanted(council, decisions))
    known = AcademicDebt.objects.filter(
        school_id=council.school_id,
        year=council.year,
        term=council.term,
        student__in={one.student_id for one in wanted},
    )
    held = {(row.student_id, row.subject_id): row for row in known.select_for_update()}
    puts = []
    for one in wanted:
        there = held.get((one.student_id, one.subject_id))
        put = Put.change(there) if there else Put(one)
        if there and there.state == DebtState.OPEN:
            there.until, there.decision_id, there.version = one.until, one.decision_id, there.version + 1
        puts.append(put)
    return write(actor, DEBTS, puts)


def _wanted(council: Council, decisions: Collection[Decision]) -> Iterator[AcademicDebt]:
    for decision in decisions:
        if decision.until is None:
            continue
        for ground in decision.proposal.grounds:
            if ground["subject"] is None:  # a debt of before has its own row and time
                continue
            yield AcademicDebt(
                school_id=council.school_id,
                student_id=decision.student_id,
                class_group_id=decision.proposal.class_group_id,
                year_id=council.year_id,
                term_id=council.term_id,
                subject_id=ground["subject"],
                course_id=ground["course"],
                mark=ground["mark"],
                arisen_on=council.debts_arise_on,
                until=decision.until,
                decision=decision,
            )


@transaction.atomic
def arrange_retake(
    actor: Actor,
    *,
    debt_id: int,
    version: int,
    date: Date,
    place: str = "",
    examiners: Collection[int],
    occasion: Occasion = NOW,
) -> Retake:
    """Name the day and who takes it. Raises NotVisible, Refused: settled, no attempt left, no commission, too late."""
    debt = _debt(actor, debt_id)
    states = list(debt.retakes.values_list("state", flat=True))
    if RetakeState.PLANNED in states:
        raise Refused("Пересдача уже назначена: сначала запишите её результат.", code="planned")
    attempt = rules.next_attempt(states)
    if attempt is None:
        raise Refused("Две попытки уже были: больше закон не даёт (273-ФЗ, ст. 58 ч. 5).", code="attempts")
    if fault := rules.retake_fault(attempt, len(set(examiners)), date, debt.arisen_on):
        raise Refused(fault.message, code=fault.code, field=fault.field)
    require_staff(actor, examiners, date, field="examiners")
    bumped = Put.change(debt)
    check_version(debt, version)
    row = Retake(
        school_id=actor.school_id,
        debt=debt,
        attempt=attempt,
        date=date,
        place=words(place, LONGEST_PLACE, "Место", field="place"),
    )
    _bump(debt, bumped)
    write(actor, RETAKES, [Put(row)], occasion)
    named = [Put(Examiner(school_id=actor.school_id, retake=row, staff_id=pk)) for pk in sorted(set(examiners))]
    write(actor, EXAMINERS, named, occasion)
    return row


@dataclass(frozen=True, slots=True)
class Noted:
    """A result as recorded. `not_in_journal`: why its mark does not stand there, "" where it does or there is none."""

    retake: Retake
    not_in_journal: str


@transaction.atomic
def note_retake(
    actor: Actor, *, retake_id: int, version: int, state: str, mark: str = "", note: str = "", occasion: Occasion = NOW
) -> Noted:
    """Record how a retake went; one that is passed settles the debt. `version`: of the debt, as it was shown.

    Raises NotVisible, Refused: recorded already, not yet held, a mark that does not fit.
    """
    known = Retake.objects.filter(school_id=actor.school_id, pk=retake_id).values_list("debt_id", flat=True).first()
    debt = _debt(actor, known or 0)
    row = Retake.objects.select_for_update().get(pk=retake_id)
    row.debt = debt
    if row.state != RetakeState.PLANNED:
        raise Refused("Результат этой пересдачи уже записан.", code="twice")
    _check_result(row, state, mark, occasion)
    put, of_debt = Put.change(row), Put.change(debt)
    check_version(debt, version)
    row.state, row.note = RetakeState(state), words(note, LONGEST_NOTE, "Примечание", field="note")
    row.mark = mark if state in (RetakeState.PASSED, RetakeState.FAILED) else ""
    if state == RetakeState.PASSED:
        debt.state, debt.settled_on, debt.result = DebtState.SETTLED, row.date, mark
    write(actor, RETAKES, [put], occasion)
    write(actor, DEBTS, [of_debt], occasion)
    _bump(debt, of_debt)
    return Noted(row, put_in_journal(actor, debt, mark, row.date) if state == RetakeState.PASSED else "")


def _check_result(row: Retake, state: str, mark: str, occasion: Occasion) -> None:
    if state not in RetakeState.values or state == RetakeState.PLANNED:
        raise Refused("Выберите, чем закончилась пересдача.", code="state", field="state")
    day = occasion.at.date() if occasion.at else today()
    if row.date > day:
        raise Refused(f"Пересдача назначена на {row.date:%d.%m.%Y}: запишите её после этого дня.", code="early")
    if state == RetakeState.PASSED and mark not in rules.PASSING:
        raise Refused("Сдана — с какой отметкой? Выберите её.", code="mark", field="mark")
    if state == RetakeState.FAILED and mark in rules.PASSING:
        raise Refused("С этой отметкой пересдача сдана: проверьте.", code="mark", field="mark")


def _debt(actor: Actor, debt_id: int) -> AcademicDebt:
    policy.require(actor, Right.KEEP_DEBTS)
    row = AcademicDebt.objects.select_for_update().filter(school_id=actor.school_id, pk=debt_id).first()
    if row is None:
        raise NotVisible
    if row.state != DebtState.OPEN:
        raise Refused("Эта задолженность уже ликвидирована.", code="settled")
    return row


def _bump(debt: AcademicDebt, put: Put[AcademicDebt]) -> None:
    """A retake changes nothing of the debt that the ledger holds, but whoever looks at it has seen another one."""
    if not put.is_touched:
        AcademicDebt.objects.filter(pk=debt.pk).update(version=debt.version)
