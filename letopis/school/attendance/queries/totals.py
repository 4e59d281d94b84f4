"""Totals of a class's attendance in a period or any span, by the one rule (rules.py)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from letopis.kernel.actor import Actor
from letopis.kernel.clock import today
from letopis.kernel.dates import DateRange
from letopis.school.attendance.queries.span import Pupil, class_span
from letopis.school.attendance.rules import Totals, by_student, missed_by, sum_of, totals_of
from letopis.school.classes.models import ClassGroup
from letopis.school.organisation.models import Term


@dataclass(frozen=True, slots=True)
class ClassTotals:
    """The totals of each student, of all, and the missed hours by day, by hour of the day, by subject."""

    group: ClassGroup
    dates: DateRange
    terms: tuple[Term, ...]
    lines: tuple[tuple[Pupil, Totals], ...]
    whole: Totals
    by_day: tuple[tuple[date, int], ...]
    by_number: tuple[tuple[int, int], ...]
    by_subject: tuple[tuple[str, int], ...]

    @property
    def term(self) -> Term | None:
        """The term the span is, None for another one."""
        return next((term for term in self.terms if term.dates == self.dates), None)


def class_totals(actor: Actor, class_id: int, dates: DateRange | None = None) -> ClassTotals:
    """Return the totals of a class that the actor sees; without `dates`, of the term under way. Nine queries at most.

    Raises NotVisible.
    """
    terms, day = _terms(actor.school_id, class_id), today()
    span = class_span(actor, class_id, dates or _under_way(terms))
    # What is ahead is not taught yet.
    slots = [one for one in span.slots if one.date <= day]
    of_student = by_student(slots)
    lines = tuple((pupil, totals_of(of_student.get(pupil.id, ()))) for pupil in span.pupils)
    return ClassTotals(
        group=span.group,
        dates=span.dates,
        terms=terms,
        lines=lines,
        whole=sum_of(totals for _, totals in lines),
        by_day=tuple(sorted(missed_by(slots, lambda one: one.date).items())),
        by_number=tuple(sorted(missed_by(slots, lambda one: one.number).items())),
        by_subject=tuple(missed_by(slots, lambda one: one.subject).most_common()),
    )


def _terms(school_id: int, class_id: int) -> tuple[Term, ...]:
    """The terms that a class follows, those begun. One query."""
    rows = Term.objects.filter(school_id=school_id, scheme__classes=class_id, starts_on__lte=today())
    return tuple(rows.order_by("starts_on"))


def _under_way(terms: Sequence[Term]) -> DateRange:
    return terms[-1].dates if terms else DateRange(today(), today())
