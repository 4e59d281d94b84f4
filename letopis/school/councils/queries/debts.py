"""Academic debts: by class for the school, one with its retakes."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, QuerySet

from letopis.kernel.actor import Actor
from letopis.kernel.clock import today
from letopis.kernel.errors import NotVisible
from letopis.kernel.rights import Right
from letopis.school.councils import policy, rules
from letopis.school.councils.enums import DebtState, RetakeState
from letopis.school.councils.models import AcademicDebt, Examiner, Retake
from letopis.school.grading.enums import PeriodKind
from letopis.school.grading.models import NO_TERM, PeriodMark
from letopis.school.people.namesakes import full_names
from letopis.school.people.queries import staff_names_of


@dataclass(frozen=True, slots=True)
class RetakeRow:
    """An attempt: when, where, who takes it, how it went."""

    id: int
    attempt: int
    date: date
    place: str
    state: str
    state_label: str
    mark: str
    note: str
    examiners: tuple[str, ...]

    @property
    def is_planned(self) -> bool:
        """Not held yet, or its result not recorded."""
        return self.state == RetakeState.PLANNED


@dataclass(frozen=True, slots=True)
class DebtRow:
    """A debt. `period`: «I четверть», «2026/2027 учебный год»; `is_lost`: not settled in the time or attempts given."""

    id: int
    student_id: int
    student: str
    class_name: str
    subject: str
    period: str
    mark: str
    arisen_on: date
    until: date
    state: str
    state_label: str
    settled_on: date | None
    result: str
    is_lost: bool
    retakes: tuple[RetakeRow, ...]

    @property
    def is_open(self) -> bool:
        """Still to be settled."""
        return self.state == DebtState.OPEN

    @property
    def next_retake(self) -> RetakeRow | None:
        """The one that is arranged."""
        return next((one for one in self.retakes if one.is_planned), None)


@dataclass(frozen=True, slots=True)
class DebtPage:
    """A debt with what may be done about it. `attempt`: the number of the next retake, None where there is none.

    `in_journal`: what stands there for the period, of a year its mark and the final one; "" for none.
    `is_in_journal`: the result is among it, and nothing that failed. `may_go`: noted by hand, nothing has come of it.
    """

    row: DebtRow
    version: int
    attempt: int | None
    last_day: date
    council_id: int | None
    in_journal: str
    is_in_journal: bool
    may_keep: bool
    may_go: bool


def debt_rows(actor: Actor, *, class_id: int | None = None, state: str = "") -> list[DebtRow]:
    """Return the debts that the actor sees, by class and name. Three queries. Raises NotVisible."""
    if not actor.may(*policy.READING):
        raise NotVisible
    rows = AcademicDebt.objects.filter(policy.visible(actor, today()))
    if class_id is not None:
        rows = rows.filter(class_group=class_id)
    if state:
        rows = rows.filter(state=state)
    return _rows(rows)


def debts_of_student(school_id: int, student_id: int) -> list[DebtRow]:
    """Return the debts of a student, whose reader the caller knows. Three queries."""
    return _rows(AcademicDebt.objects.filter(school_id=school_id, student=student_id))


def debt_page(actor: Actor, debt_id: int) -> DebtPage:
    """Return a debt that the actor sees. Five queries. Raises NotVisible."""
    if not actor.may(*policy.READING):
        raise NotVisible
    seen = AcademicDebt.objects.filter(policy.visible(actor, today()), pk=debt_id)
    found = seen.select_related("decision__proposal").first()
    if found is None:
        raise NotVisible
    (row,) = _rows(AcademicDebt.objects.filter(pk=debt_id))
    there = [mark.value for mark in marks_in_journal(found) if mark.value]
    return DebtPage(
        row=row,
        version=found.version,
        attempt=rules.next_attempt([one.state for one in row.retakes]) if row.is_open else None,
        last_day=rules.last_day(found.arisen_on),
        council_id=found.decision.proposal.council_id if found.decision else None,
        in_journal=", ".join(dict.fromkeys(there)),
        is_in_journal=row.result in there and not rules.FAILING & set(there),
        may_keep=(may_keep := actor.may(Right.KEEP_DEBTS)),
        may_go=may_keep and rules.may_go(found.decision_id, is_open=row.is_open, has_retakes=bool(row.retakes)),
    )


def marks_in_journal(debt: AcademicDebt) -> list[PeriodMark]:
    """Return what stands in the journal for the period of a debt: of a year, its mark and the final one. One query."""
    kinds = [PeriodKind.TERM] if debt.term_id else [PeriodKind.YEAR, PeriodKind.FINAL]
    rows = PeriodMark.objects.filter(school_id=debt.school_id, course=debt.course_id, student=debt.student_id)
    found = list(rows.filter(kind__in=kinds, slot=debt.term_id or NO_TERM))
    return sorted(found, key=lambda mark: kinds.index(PeriodKind(mark.kind)))


def _rows(rows: "QuerySet[AcademicDebt]") -> list[DebtRow]:
    """Three queries."""
    ordered = rows.select_related("student__person", "class_group", "subject", "term", "year").order_by(
        "class_group__sort_key", "class_group", "student__person__sort_key", "student", "subject__search_key", "pk"
    )
    examiners = Examiner.objects.select_related("staff__person")
    found = list(ordered.prefetch_related(Prefetch("retakes__examiners", examiners)))
    named = {row.student_id: row.student.named for row in found}
    shown = dict(zip(named, full_names(list(named.values())), strict=True))
    return [_row(row, shown[row.student_id].name) for row in found]


def _row(row: AcademicDebt, name: str) -> DebtRow:
    retakes = tuple(_retake(one) for one in row.retakes.all())
    is_open = row.state == DebtState.OPEN
    return DebtRow(
        id=row.pk,
        student_id=row.student_id,
        student=name,
        class_name=row.class_group.name,
        subject=row.subject.name,
        period=row.term.name if row.term else f"{row.year.name} учебный год",
        mark=row.mark,
        arisen_on=row.arisen_on,
        until=row.until,
        state=row.state,
        state_label=row.get_state_display(),
        settled_on=row.settled_on,
        result=row.result,
        is_lost=is_open and rules.is_lost([one.state for one in retakes], row.until, today()),
        retakes=retakes,
    )


def _retake(row: Retake) -> RetakeRow:
    staff = [one.staff for one in row.examiners.all()]
    return RetakeRow(
        id=row.pk,
        attempt=row.attempt,
        date=row.date,
        place=row.place,
        state=row.state,
        state_label=row.get_state_display(),
        mark=row.mark,
        note=row.note,
        examiners=tuple(staff_names_of(staff).values()),
    )
