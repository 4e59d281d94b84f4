"""Reads of opening and closing a year. A constant number of queries, whatever the school."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from letopis.kernel.actor import Actor
from letopis.kernel.errors import NotVisible
from letopis.kernel.rights import Right
from letopis.school.control.year_counts import year_counts
from letopis.school.organisation.models import AcademicYear, School
from letopis.school.organisation.queries import years_of
from letopis.school.people.models import initials_apart
from letopis.school.years import steps
from letopis.school.years.enums import Phase
from letopis.school.years.models import SIGNED, YearStep


@dataclass(frozen=True, slots=True)
class Tick:
    """Who has ticked a step or signed, when, with what remark."""

    who: str
    at: datetime
    remark: str


@dataclass(frozen=True, slots=True)
class Line:
    """A step of the page with who ticked it, where one does that by hand."""

    step: steps.Step
    tick: Tick | None


@dataclass(frozen=True, slots=True)
class Checklist:
    """A procedure of a year as its page shows it.

    `before`: the year it follows; `due_on`: by which day; `signed`: by whom, None while it is not.
    """

    year: AcademicYear
    before: AcademicYear | None
    phase: Phase
    due_on: date
    lines: tuple[Line, ...]
    signed: Tick | None

    @property
    def open(self) -> tuple[steps.Step, ...]:
        """The steps that are not done."""
        return steps.open_of([line.step for line in self.lines])


def checklist(actor: Actor, year_id: int, phase: Phase, *, years: Sequence[AcademicYear] | None = None) -> Checklist:
    """Return a procedure of a year. Three queries, and one more where `years` are not given. Raises NotVisible."""
    if not actor.may(Right.READ_SCHOOL):
        raise NotVisible
    years = list(years or years_of(actor.school_id))
    place = next((index for index, one in enumerate(years) if one.pk == year_id), None)
    if place is None:
        raise NotVisible
    year, before = years[place], years[place - 1] if place else None
    counts = year_counts(actor.school_id, year, before)
    ticks = _ticks(year, phase)
    found = steps.steps_of(phase, counts, ticked=ticks)
    kind = School.objects.values_list("kind", flat=True).get(pk=actor.school_id)
    return Checklist(
        year=year,
        before=before,
        phase=phase,
        due_on=steps.due_on(phase, kind, year.starts_on, year.ends_on),
        lines=tuple(Line(step, ticks.get(step.code)) for step in found),
        signed=ticks.get(SIGNED),
    )


def _ticks(year: AcademicYear, phase: Phase) -> dict[str, Tick]:
    rows = YearStep.objects.filter(school_id=year.school_id, year=year, phase=phase, done_at__isnull=False)
    found = list(rows.select_related("done_by"))
    people = {one.pk: (one.surname, one.name, one.patronymic) for row in found if (one := row.done_by)}
    names = initials_apart(people)
    return {row.code: Tick(names.get(row.done_by_id or 0, ""), row.done_at, row.remark) for row in found if row.done_at}
