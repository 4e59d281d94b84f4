"""The academic year: terms, vacations, public holidays, bells."""

from datetime import date

import holidays

from letopis.demo import calendar
from letopis.demo.store import Store
from letopis.school.organisation.enums import DayKind, TermKind
from letopis.school.organisation.models import BellPeriod, BellSchedule, CalendarDay, Term, TermScheme, Vacation


def write(store: Store) -> None:
    """Write the year's calendar."""
    year, own = store.plan.year, store.year.pk
    schemes = (
        (TermKind.QUARTER, year.quarters),
        (TermKind.HALF_YEAR, year.half_years),
        (TermKind.SEMESTER, year.semesters),
    )
    for kind, terms in schemes:
        if not terms:
            continue
        scheme = store.add(TermScheme, year_id=own, kind=kind)
        for number, term in enumerate(terms, 1):
            store.add(
                Term,
                scheme_id=scheme.pk,
                number=number,
                name=term.name,
                starts_on=term.dates.starts_on,
                ends_on=term.dates.ends_on,
            )
    for vacation in year.vacations:
        store.add(
            Vacation,
            year_id=own,
            name=vacation.name,
            starts_on=vacation.dates.starts_on,
            ends_on=vacation.dates.ends_on,
            grades=sorted(vacation.grades),
        )
    for day, name in sorted(public_holidays(year).items()):
        store.add(CalendarDay, year_id=own, date=day, kind=DayKind.HOLIDAY, name=name)
    for bells in calendar.bells(store.plan.catalogue.kind):
        schedule = store.add(
            BellSchedule,
            year_id=own,
            name=bells.name,
            is_shortened=bells.is_shortened,
            grades=list(bells.grades),
        )
        for number, (starts_at, ends_at) in enumerate(bells.periods, 1):
            store.add(BellPeriod, schedule_id=schedule.pk, number=number, starts_at=starts_at, ends_at=ends_at)


def public_holidays(year: calendar.Year) -> dict[date, str]:
    """Return the holidays of the academic year, with transferred days off, as the calendar of the country has them."""
    listed = holidays.country_holidays("RU", years=[year.starts_on.year, year.ends_on.year], language="ru")
    return {day: name for day, name in listed.items() if year.starts_on <= day <= year.ends_on}
