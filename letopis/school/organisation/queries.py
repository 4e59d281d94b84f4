"""Reads of the school's year. Each function says how many SQL queries it takes, whatever the size."""

from collections import defaultdict
from datetime import date, time

from letopis.school.common.actor import Actor
from letopis.school.common.clock import today
from letopis.school.common.errors import NotVisible
from letopis.school.organisation import policy
from letopis.school.organisation.enums import DayKind
from letopis.school.organisation.models import (
    AcademicYear,
    BellPeriod,
    BellSchedule,
    CalendarDay,
    School,
    Term,
    Vacation,
)
from letopis.school.organisation.rules import Bells, Calendar, Period, SpecialDay


def current_year(school_id: int, day: date | None = None) -> AcademicYear | None:
    """Return the year that holds `day` (today), else the next one, else the last one, else None. One query."""
    day = day or today()
    years = list(AcademicYear.objects.filter(school_id=school_id).order_by("starts_on"))
    holding = [year for year in years if year.starts_on <= day <= year.ends_on]
    ahead = [year for year in years if year.starts_on > day]
    return next(iter([*holding, *ahead, *reversed(years)]), None)


def year_of(school_id: int, year_id: int) -> AcademicYear:
    """Return a year of the school. Raises NotVisible for any other. One query."""
    year = AcademicYear.objects.filter(school_id=school_id, pk=year_id).first()
    if year is None:
        raise NotVisible
    return year


def calendar_of(year: AcademicYear) -> Calendar:
    """Return the year as plain values for the rules. Three queries."""
    terms: dict[int, list[Period]] = defaultdict(list)
    rows = Term.objects.filter(school_id=year.school_id, scheme__year=year).order_by("scheme_id", "number")
    for scheme_id, name, starts_on, ends_on in rows.values_list("scheme_id", "name", "starts_on", "ends_on"):
        terms[scheme_id].append(Period(starts_on, ends_on, name=name))
    return Calendar(
        starts_on=year.starts_on,
        ends_on=year.ends_on,
        study_days=year.study_days,
        terms=dict(terms),
        vacations=tuple(
            Period(row.starts_on, row.ends_on, frozenset(row.grades), row.name)
            for row in Vacation.objects.filter(school_id=year.school_id, year=year)
        ),
        days={
            day: SpecialDay(DayKind(kind), taught_as, name)
            for day, kind, taught_as, name in CalendarDay.objects.filter(
                school_id=year.school_id, year=year
            ).values_list("date", "kind", "taught_as", "name")
        },
    )


def bells_of(year: AcademicYear) -> list[Bells]:
    """Return the year's bell schedules as plain values for the rules. Two queries."""
    periods: dict[int, dict[int, tuple[time, time]]] = defaultdict(dict)
    rows = BellPeriod.objects.filter(school_id=year.school_id, schedule__year=year)
    for schedule_id, number, starts_at, ends_at in rows.values_list("schedule_id", "number", "starts_at", "ends_at"):
        periods[schedule_id][number] = (starts_at, ends_at)
    return [
        Bells(
            id=row.pk,
            shift=row.shift,
            periods=periods[row.pk],
            is_shortened=row.is_shortened,
            grades=frozenset(row.grades),
            starts_on=row.starts_on,
            ends_on=row.ends_on,
        )
        for row in BellSchedule.objects.filter(school_id=year.school_id, year=year)
    ]


def school_of(actor: Actor) -> School:
    """Return the actor's school. Raises NotVisible for outsiders. One query."""
    policy.require(actor, "read_calendar", actor.school_id)
    return School.objects.get(pk=actor.school_id)
