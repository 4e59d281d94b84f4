"""The calendar and the bells of the next year: those of the year under way, a year later."""

from typing import Any

from letopis.kernel.actor import Actor
from letopis.kernel.dates import years_later
from letopis.school.history.intake import Put
from letopis.school.organisation.actions import add_federal_days
from letopis.school.organisation.intake import (
    put_bells,
    put_schedules,
    put_schemes,
    put_terms,
    put_vacations,
    put_years,
)
from letopis.school.organisation.models import (
    AcademicYear,
    BellPeriod,
    BellSchedule,
    Term,
    TermScheme,
    Vacation,
)
from letopis.school.years.rules import next_name


def next_year(actor: Actor, old: AcademicYear) -> AcademicYear:
    """Return the year that follows: there is one by its days, or it is made."""
    there = AcademicYear.objects.filter(school_id=actor.school_id, starts_on__gt=old.ends_on).order_by("starts_on")
    if year := there.first():
        return year
    year = AcademicYear(
        school_id=actor.school_id,
        name=next_name(old.name),
        starts_on=years_later(old.starts_on, 1),
        ends_on=years_later(old.ends_on, 1),
        study_days=old.study_days,
    )
    put_years(actor, [Put(year)])
    add_federal_days(actor, year_id=year.pk)
    _copy_terms(actor, old, year)
    _copy_bells(actor, old, year)
    return year


def _copy_terms(actor: Actor, old: AcademicYear, year: AcademicYear) -> None:
    school = {"school_id": actor.school_id}
    schemes = {one.pk: TermScheme(**school, year=year, kind=one.kind) for one in old.schemes.order_by("pk")}
    put_schemes(actor, [Put(one) for one in schemes.values()])
    terms = Term.objects.filter(**school, scheme__in=schemes)
    put_terms(
        actor,
        [
            Put(Term(**school, scheme=schemes[one.scheme_id], number=one.number, name=one.name, **_later(one)))
            for one in terms
        ],
    )
    vacations = Vacation.objects.filter(**school, year=old)
    put_vacations(
        actor,
        [Put(Vacation(**school, year=year, name=one.name, grades=one.grades, **_later(one))) for one in vacations],
    )


def _later(row: Term | Vacation | BellSchedule) -> dict[str, Any]:
    """Its days, a year later."""
    days = {"starts_on": row.starts_on, "ends_on": row.ends_on}
    return {name: day and years_later(day, 1) for name, day in days.items()}


def _copy_bells(actor: Actor, old: AcademicYear, year: AcademicYear) -> None:
    school = {"school_id": actor.school_id}
    same = ("name", "shift", "is_shortened", "grades")
    schedules = {
        one.pk: BellSchedule(**school, year=year, **{name: getattr(one, name) for name in same}, **_later(one))
        for one in old.bell_schedules.order_by("pk")
    }
    put_schedules(actor, [Put(one) for one in schedules.values()])
    bells = BellPeriod.objects.filter(**school, schedule__in=schedules)
    put_bells(
        actor,
        [
            Put(
                BellPeriod(
                    **school,
                    schedule=schedules[one.schedule_id],
                    number=one.number,
                    starts_at=one.starts_at,
                    ends_at=one.ends_at,
                )
            )
            for one in bells
        ],
    )
