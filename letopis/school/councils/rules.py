"""What a council is proposed of somebody, and how it votes. Pure.

Sources: 273-ФЗ, ст. 58 (промежуточная аттестация, академическая задолженность), ст. 59 ч. 6 (допуск к итоговой
аттестации), ст. 66 ч. 5 (следующий уровень образования), ст. 26 (коллегиальные органы).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from letopis.kernel.dates import short, years_later
from letopis.kernel.fields import Fault
from letopis.school.councils.enums import CouncilAbout, DecisionKind, RetakeState

# Неудовлетворительно, не аттестован, незачёт: an academic debt (ст. 58 ч. 2).
FAILING = frozenset({"1", "2", "н/а", "нз"})
PASSING = frozenset({"3", "4", "5", "зч"})
# Освобождён: not a debt, and nothing that is missing.
EXEMPT = frozenset({"осв"})
# What stands beside a subject whose debt of before is not settled.
OF_BEFORE = "прежняя задолженность"
ATTEMPTS = 2
# An attempt that was not excused counts, whether or not somebody came.
USED = frozenset({RetakeState.PLANNED, RetakeState.PASSED, RetakeState.FAILED, RetakeState.MISSED})
LOST = frozenset({RetakeState.FAILED, RetakeState.MISSED})
# A commission is more than one.
LEAST_OF_COMMISSION = 2
# Grades of a general school after which another level of education begins (ст. 10 ч. 4).
LEVEL_ENDS = frozenset({4, 9})


@dataclass(frozen=True, slots=True)
class SubjectMark:
    """A mark of a period or a year: «5» … «2», «зч», «нз», «н/а», «осв», "" where it is not there yet."""

    subject_id: int
    name: str
    value: str
    course_id: int | None = None

    @property
    def is_failing(self) -> bool:
        """Whether it makes an academic debt: ст. 58 ч. 2."""
        return self.value in FAILING


@dataclass(frozen=True, slots=True)
class Standing:
    """A student as the rules see one.

    `is_final`: the class ends its education (9, 11, the last course). `open_debts`: subjects of debts of before that
    may still be settled; `lost_debts`: those that were not in the time or the attempts given.
    """

    marks: Sequence[SubjectMark] = ()
    is_college: bool = False
    grade: int = 7
    is_final: bool = False
    open_debts: tuple[str, ...] = ()
    lost_debts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposed:
    """What the rules propose, by which clause; `grounds`: failing marks, `missing`: subjects without a mark, `debts`:
    subjects of debts of before that are not settled.

    While some are missing, it is what the others amount to.
    """

    kind: DecisionKind
    clause: str
    grounds: tuple[SubjectMark, ...] = ()
    missing: tuple[str, ...] = field(default=())
    debts: tuple[str, ...] = ()

    def told(self) -> list[dict[str, Any]]:
        """Return the grounds as a proposal keeps them: failing marks, then debts of before, which have no `subject`."""
        marks = [
            {"subject": one.subject_id, "course": one.course_id, "name": one.name, "mark": one.value}
            for one in self.grounds
        ]
        known = {one.name for one in self.grounds}
        before = [name for name in dict.fromkeys(self.debts) if name not in known]
        return [*marks, *({"subject": None, "course": None, "name": name, "mark": OF_BEFORE} for name in before)]


def propose(about: CouncilAbout, standing: Standing) -> Proposed | None:
    """Return what is proposed of somebody; None where a council of that kind has nothing to decide of them."""
    bad = tuple(mark for mark in standing.marks if mark.is_failing)
    missing = tuple(mark.name for mark in standing.marks if not mark.value)
    chosen = _CHOICES[about](standing, bool(bad or standing.open_debts))
    debts = (*standing.lost_debts, *standing.open_debts)
    return Proposed(*chosen, bad, missing, debts) if chosen else None


Chosen = tuple[DecisionKind, str] | None


def _of_term(standing: Standing, owes: bool) -> Chosen:
    """Ст. 58 ч. 3-5: the debts of a period are given a time in which they are settled."""
    return (DecisionKind.SETTLE_DEBTS, "273-ФЗ, ст. 58 ч. 3–5") if owes else None


def _of_admission(standing: Standing, owes: bool) -> Chosen:
    """Ст. 59 ч. 6: admitted is who has no academic debt and has met the curriculum."""
    if not standing.is_final:
        return None
    kind = DecisionKind.NOT_ADMIT if owes or standing.lost_debts else DecisionKind.ADMIT
    return kind, "273-ФЗ, ст. 59 ч. 6"


def _of_year(standing: Standing, owes: bool) -> Chosen:
    if standing.lost_debts and standing.is_college:
        return DecisionKind.EXPEL, "273-ФЗ, ст. 58 ч. 11"
    if standing.lost_debts:
        return DecisionKind.REPEAT, "273-ФЗ, ст. 58 ч. 9"
    return _with_debts(standing) if owes else _without_debts(standing)


def _without_debts(standing: Standing) -> Chosen:
    if standing.is_final:
        return DecisionKind.GRADUATE, "273-ФЗ, ст. 59 ч. 6"
    return DecisionKind.PROMOTE, "273-ФЗ, ст. 58 ч. 1"


def _with_debts(standing: Standing) -> Chosen:
    if standing.is_final:
        return DecisionKind.NOT_ADMIT, "273-ФЗ, ст. 59 ч. 6"
    if not standing.is_college and standing.grade in LEVEL_ENDS:
        # Nobody goes on to another level with a debt; before the year is repeated it may be settled.
        return DecisionKind.SETTLE_DEBTS, "273-ФЗ, ст. 66 ч. 5, ст. 58 ч. 3–5"
    return DecisionKind.PROMOTE_WITH_DEBTS, "273-ФЗ, ст. 58 ч. 8"


_CHOICES = {CouncilAbout.TERM: _of_term, CouncilAbout.YEAR: _of_year, CouncilAbout.ADMISSION: _of_admission}


def kinds_of(about: CouncilAbout) -> tuple[DecisionKind, ...]:
    """Return what a council about this may decide."""
    if about == CouncilAbout.TERM:
        return (DecisionKind.SETTLE_DEBTS,)
    if about == CouncilAbout.ADMISSION:
        return DecisionKind.ADMIT, DecisionKind.NOT_ADMIT
    return (
        DecisionKind.PROMOTE,
        DecisionKind.PROMOTE_WITH_DEBTS,
        DecisionKind.REPEAT,
        DecisionKind.EXPEL,
        DecisionKind.GRADUATE,
        DecisionKind.NOT_ADMIT,
        DecisionKind.SETTLE_DEBTS,
    )


def matter_of(about: CouncilAbout, term_id: int | None) -> str:
    """Return what a decision settles: of one matter somebody has one decision in force in a year."""
    return f"{about.value}:{term_id}" if about == CouncilAbout.TERM else about.value


# ── the meeting ───────────────────────────────────────────────────────


def quorum(members: int, percent: int) -> int:
    """Return how many must be there: more than so many percent of the members (ст. 26 ч. 5: the charter says)."""
    return members * percent // 100 + 1 if members else 0


@dataclass(frozen=True, slots=True)
class Votes:
    """How those present voted."""

    ayes: int
    noes: int = 0
    abstained: int = 0

    @property
    def total(self) -> int:
        """All votes."""
        return self.ayes + self.noes + self.abstained

    @property
    def is_unanimous(self) -> bool:
        """Nobody was against it, and nobody abstained."""
        return self.total > 0 and self.ayes == self.total


def votes_fault(votes: Votes, present: int) -> str:
    """Return why votes cannot be of a decision taken, "" where they can. Half of the votes: the chair's one decides."""
    if min(votes.ayes, votes.noes, votes.abstained) < 0:
        return "Голосов не бывает меньше нуля."
    if votes.total != present:
        return f"Голосов {votes.total}, а присутствуют {present}: исправьте число голосов или состав."
    if votes.ayes * 2 < present:
        return "За решение меньше половины голосов: запишите то, за что голосовало большинство."
    return ""


# ── academic debts ────────────────────────────────────────────────────


def last_day(arisen_on: date) -> date:
    """Return the last day on which a debt may be settled: within a year from when it arose (ст. 58 ч. 5)."""
    return years_later(arisen_on, 1)


def may_go(decision_id: int | None, *, is_open: bool, has_retakes: bool) -> bool:
    """Whether a debt may be taken back: noted by hand (`decision_id` None), and nothing has come of it."""
    return decision_id is None and is_open and not has_retakes


def next_attempt(states: Collection[str]) -> int | None:
    """Return the number of the attempt that may be arranged, None where there is none: twice at most (ст. 58 ч. 5)."""
    used = [one for one in states if one in USED]
    is_over = any(one in (RetakeState.PLANNED, RetakeState.PASSED) for one in states)
    return None if is_over or len(used) >= ATTEMPTS else len(used) + 1


def is_lost(states: Collection[str], until: date, day: date) -> bool:
    """Whether an open debt was not settled in the time (`until`) or the attempts given: ст. 58 ч. 9, 11."""
    return sum(one in LOST for one in states) >= ATTEMPTS or day > until


def retake_fault(attempt: int, examiners: int, on: date, arisen_on: date) -> Fault | None:
    """Return why a retake may not be arranged so, None where it may."""
    if not examiners:
        return Fault("examiners", "Выберите, кто принимает.", "retake")
    if attempt == ATTEMPTS and examiners < LEAST_OF_COMMISSION:
        message = "Второй раз принимает комиссия: выберите не меньше двух человек (273-ФЗ, ст. 58 ч. 6)."
        return Fault("examiners", message, "retake")
    if on < arisen_on:
        message = f"Задолженность возникла {short(arisen_on)}: пересдача не раньше этого дня."
        return Fault("date", message, "retake")
    if on > last_day(arisen_on):
        message = f"Задолженность ликвидируют в пределах года, до {short(last_day(arisen_on))} (273-ФЗ, ст. 58 ч. 5)."
        return Fault("date", message, "retake")
    return None
