"""The academic year: its borders, terms, vacations and special days. Sources: П3.2.1, А1.3, Т4.2.1."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from letopis.kernel.actor import Actor
from letopis.kernel.errors import Refused
from letopis.kernel.rights import Right
from letopis.kernel.text import clean
from letopis.school.history.closed import refuse_closed
from letopis.school.history.intake import Put
from letopis.school.organisation import intake, policy
from letopis.school.organisation.actions import rows
from letopis.school.organisation.enums import DayKind, TermKind
from letopis.school.organisation.holidays import federal_days
from letopis.school.organisation.intake import TermDraft, VacationDraft
from letopis.school.organisation.models import AcademicYear, CalendarDay, Term, TermScheme, Vacation


@transaction.atomic
def create_year(
    actor: Actor, *, name: str, starts_on: date, ends_on: date, study_days: int = 5, with_federal_days: bool = True
) -> AcademicYear:
    """Open a year of the school, by default with the public holidays and transferred days known by now."""
    year = AcademicYear(
        school_id=actor.school_id, name=name, starts_on=starts_on, ends_on=ends_on, study_days=study_days
    )
    intake.put_years(actor, [Put(year)])
    if with_federal_days:
        add_federal_days(actor, year_id=year.pk)
    return year


@transaction.atomic
def update_year(
    actor: Actor, *, year_id: int, name: str, starts_on: date, ends_on: date, study_days: int
) -> AcademicYear:
    """Change the name, the borders or the length of the week of a year that is still open."""
    put = Put.change(_open_year(actor, year_id))
    year = put.row
    year.name, year.starts_on, year.ends_on, year.study_days = name, starts_on, ends_on, study_days
    intake.put_years(actor, [put])
    return year


def _open_year(actor: Actor, year_id: int) -> AcademicYear:
    policy.require(actor, Right.KEEP_SCHOOL)
    year = rows.find(actor, AcademicYear, year_id)
    refuse_closed([year])
    return year


# ── terms and vacations ───────────────────────────────────────────────


@transaction.atomic
def set_terms(actor: Actor, *, year_id: int, kind: TermKind, terms: Sequence[TermDraft]) -> TermScheme:
    """Set the terms of a scheme (made when there is none), in order: the first is number 1.

    Raises Refused where terms overlap or leave the year, where a closed term would change, or a used one would go.
    """
    year = _open_year(actor, year_id)
    if not terms:
        raise Refused("Укажите хотя бы один период.", code="required")
    scheme = TermScheme.objects.filter(school_id=actor.school_id, year=year, kind=kind).first()
    if scheme is None:
        scheme = TermScheme(school_id=actor.school_id, year=year, kind=kind)
        intake.put_schemes(actor, [Put(scheme)])
    there = {term.number: term for term in Term.objects.filter(scheme=scheme).select_related("scheme__year")}
    puts = [Put.removal(term) for number, term in there.items() if number > len(terms)]
    for number, draft in enumerate(terms, 1):
        new = Term(school_id=actor.school_id, scheme=scheme, number=number)
        put = Put.change(there[number]) if number in there else Put(new)
        put.row.name, put.row.starts_on, put.row.ends_on = draft.name, draft.starts_on, draft.ends_on
        puts.append(put)
    intake.put_terms(actor, puts)
    return scheme


@transaction.atomic
def set_vacations(actor: Actor, *, year_id: int, vacations: Sequence[VacationDraft]) -> None:
    """Set all vacations of a year: those not named are removed. `grades` empty: for all.

    Raises Refused where one has no name, ends before it starts, lies outside the year or stands twice.
    """
    year = _open_year(actor, year_id)
    there = {(row.name, row.starts_on): row for row in Vacation.objects.filter(school_id=actor.school_id, year=year)}
    puts = []
    for draft in vacations:
        row = there.pop((clean(draft.name), draft.starts_on), None)
        new = Vacation(school_id=actor.school_id, name=draft.name, starts_on=draft.starts_on)
        put = Put.change(row) if row else Put(new)
        put.row.year, put.row.ends_on, put.row.grades = year, draft.ends_on, sorted(draft.grades)
        puts.append(put)
    gone = [Put.removal(row) for row in there.values()]
    for put in gone:
        put.row.year = year
    intake.put_vacations(actor, [*gone, *puts])


# ── special days ──────────────────────────────────────────────────────


@transaction.atomic
def set_calendar_day(
    actor: Actor, *, year_id: int, day: date, kind: DayKind, name: str = "", taught_as: int | None = None
) -> CalendarDay:
    """Make a date unlike its weekday. `taught_as` (ISO weekday): whose grid is taught on a working or shortened day."""
    year = _open_year(actor, year_id)
    row = CalendarDay.objects.filter(school_id=actor.school_id, date=day).select_related("year").first()
    put = Put.change(row) if row else Put(CalendarDay(school_id=actor.school_id, year=year, date=day))
    put.row.kind, put.row.name, put.row.taught_as = kind, name, taught_as
    intake.put_days(actor, [put])
    return put.row


@transaction.atomic
def remove_calendar_day(actor: Actor, *, year_id: int, day: date) -> None:
    """Make a date a usual one again; a date that is one already stays so."""
    year = _open_year(actor, year_id)
    days = CalendarDay.objects.filter(school_id=actor.school_id, year=year, date=day).select_related("year")
    intake.put_days(actor, [Put.removal(row) for row in days])


@transaction.atomic
def add_federal_days(actor: Actor, *, year_id: int) -> int:
    """Enter the public holidays and transferred days of the year that are not there yet; return how many."""
    year = _open_year(actor, year_id)
    there = set(CalendarDay.objects.filter(school_id=actor.school_id).values_list("date", flat=True))
    days = [
        CalendarDay(
            school_id=actor.school_id, year=year, date=day.date, kind=day.kind, name=day.name, taught_as=day.taught_as
        )
        for day in federal_days(year.starts_on, year.ends_on)
        if day.date not in there
    ]
    return len(intake.put_days(actor, [Put(day) for day in days]))
