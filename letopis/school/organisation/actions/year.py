"""The academic year: its borders, terms, vacations and special days. Sources: П3.2.1, А1.3, Т4.2.1."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from letopis.kernel.actor import Actor
from letopis.kernel.errors import Refused
from letopis.kernel.text import clean
from letopis.school.history.ledger import Change, record_many
from letopis.school.organisation import policy
from letopis.school.organisation.actions import rows
from letopis.school.organisation.enums import DayKind, TermKind, Weekday
from letopis.school.organisation.holidays import federal_days
from letopis.school.organisation.models import AcademicYear, CalendarDay, Term, TermScheme, Vacation
from letopis.school.organisation.rules import TermDraft, VacationDraft, term_faults

FIRST_YEAR, LAST_YEAR = 2000, 2100
_TAUGHT = frozenset({DayKind.WORKING, DayKind.SHORTENED})


@transaction.atomic
def create_year(
    actor: Actor, *, name: str, starts_on: date, ends_on: date, study_days: int = 5, with_federal_days: bool = True
) -> AcademicYear:
    """Open a year of the school, by default with the public holidays and transferred days known by now."""
    policy.require(actor, "keep", actor.school_id)
    _check_year(actor, name, starts_on, ends_on, study_days)
    year = rows.create(
        actor,
        AcademicYear(
            school_id=actor.school_id, name=clean(name), starts_on=starts_on, ends_on=ends_on, study_days=study_days
        ),
    )
    if with_federal_days:
        add_federal_days(actor, year_id=year.pk)
    return year


@transaction.atomic
def update_year(
    actor: Actor, *, year_id: int, name: str, starts_on: date, ends_on: date, study_days: int
) -> AcademicYear:
    """Change the name, the borders or the length of the week of a year that is still open."""
    year = _open_year(actor, year_id)
    _check_year(actor, name, starts_on, ends_on, study_days, year_id=year_id)
    outside = Term.objects.filter(school_id=actor.school_id, scheme__year=year).exclude(
        starts_on__gte=starts_on, ends_on__lte=ends_on
    )
    for term in outside[:1]:
        raise Refused(f"{term.name} выходит за эти даты. Сначала исправьте периоды.", code="terms", field="ends_on")
    rows.change(actor, year, name=clean(name), starts_on=starts_on, ends_on=ends_on, study_days=study_days)
    return year


def _check_year(
    actor: Actor, name: str, starts_on: date, ends_on: date, study_days: int, *, year_id: int | None = None
) -> None:
    if not clean(name):
        raise Refused("Назовите учебный год, например 2026/2027.", code="required", field="name")
    if not starts_on < ends_on or (ends_on - starts_on).days > 366:
        raise Refused(
            "Год кончается позже, чем начинается, и длится не больше 12 месяцев. Проверьте даты.",
            code="dates",
            field="ends_on",
        )
    if not FIRST_YEAR <= starts_on.year <= LAST_YEAR:
        raise Refused(
            f"Учебный год начинается в {starts_on.year} году: проверьте дату.", code="dates", field="starts_on"
        )
    if study_days not in (5, 6):
        raise Refused("Учебная неделя бывает 5- или 6-дневной.", code="invalid", field="study_days")
    others = AcademicYear.objects.filter(school_id=actor.school_id).exclude(pk=year_id or 0)
    for other in others:
        if other.name == clean(name):
            raise Refused(
                f"Год {other.name} уже есть. Откройте его или назовите новый иначе.", code="twice", field="name"
            )
        if starts_on <= other.ends_on and other.starts_on <= ends_on:
            raise Refused(
                f"Даты пересекаются с годом {other.name}. Сдвиньте начало или окончание.",
                code="overlap",
                field="starts_on",
            )


def _open_year(actor: Actor, year_id: int) -> AcademicYear:
    policy.require(actor, "keep", actor.school_id)
    year = rows.find(actor, AcademicYear, year_id)
    if year.closed_at:
        raise Refused(f"{year.name} учебный год закрыт: его календарь больше не меняется.", code="closed")
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
    for fault in term_faults(terms, year.starts_on, year.ends_on):
        raise Refused(fault, code="terms")
    scheme = TermScheme.objects.filter(school_id=actor.school_id, year=year, kind=kind).first() or rows.create(
        actor, TermScheme(school_id=actor.school_id, year=year, kind=kind)
    )
    there = {term.number: term for term in Term.objects.filter(school_id=actor.school_id, scheme=scheme)}
    for number, draft in enumerate(terms, 1):
        _set_term(actor, scheme, there.pop(number, None), number, draft)
    for term in there.values():
        _check_not_closed(term)
        rows.remove(actor, term, f"{term.name} уже с отметками: убрать период нельзя, измените его даты.")
    return scheme


def _set_term(actor: Actor, scheme: TermScheme, term: Term | None, number: int, draft: TermDraft) -> None:
    columns = {"name": clean(draft.name), "starts_on": draft.starts_on, "ends_on": draft.ends_on}
    rows.check_lengths(Term, columns)
    if term is None:
        rows.create(actor, Term(school_id=actor.school_id, scheme=scheme, number=number, **columns))
        return
    if (term.name, term.starts_on, term.ends_on) != tuple(columns.values()):
        _check_not_closed(term)
        rows.change(actor, term, **columns)


def _check_not_closed(term: Term) -> None:
    if term.closed_at:
        raise Refused(f"{term.name}: период закрыт, его даты не меняются.", code="closed")


@transaction.atomic
def set_vacations(actor: Actor, *, year_id: int, vacations: Sequence[VacationDraft]) -> None:
    """Set all vacations of a year: those not named are removed. `grades` empty: for all.

    Raises Refused where one has no name, ends before it starts, lies outside the year or stands twice.
    """
    year = _open_year(actor, year_id)
    _check_vacations(year, vacations)
    there = {(row.name, row.starts_on): row for row in Vacation.objects.filter(school_id=actor.school_id, year=year)}
    for vacation in vacations:
        row = there.pop((clean(vacation.name), vacation.starts_on), None) or Vacation(
            school_id=actor.school_id, year=year, name=clean(vacation.name), starts_on=vacation.starts_on
        )
        grades = sorted(vacation.grades)
        if row.pk:
            rows.change(actor, row, ends_on=vacation.ends_on, grades=grades)
        else:
            row.ends_on, row.grades = vacation.ends_on, grades
            rows.create(actor, row)
    for row in there.values():
        rows.remove(actor, row, f"«{row.name}» используются и не могут быть убраны.")


def _check_vacations(year: AcademicYear, vacations: Sequence[VacationDraft]) -> None:
    seen = set()
    for vacation in vacations:
        name = clean(vacation.name)
        rows.check_lengths(Vacation, {"name": name})
        if not name:
            raise Refused("Назовите каникулы, например «Осенние каникулы».", code="required")
        if vacation.ends_on < vacation.starts_on:
            raise Refused(f"«{name}»: окончание раньше начала. Поменяйте даты местами.", code="dates")
        # Summer vacations lie after the last lesson and belong to the year all the same.
        if vacation.starts_on < year.starts_on or vacation.ends_on > date(year.starts_on.year + 1, 8, 31):
            raise Refused(f"«{name}» выходят за учебный год. Исправьте даты.", code="dates")
        if (name, vacation.starts_on) in seen:
            raise Refused(
                f"«{name}» с {vacation.starts_on:%d.%m.%Y} указаны дважды. Уберите одну строку.", code="twice"
            )
        seen.add((name, vacation.starts_on))


# ── special days ──────────────────────────────────────────────────────


@transaction.atomic
def set_calendar_day(
    actor: Actor, *, year_id: int, day: date, kind: DayKind, name: str = "", taught_as: int | None = None
) -> CalendarDay:
    """Make a date unlike its weekday. `taught_as` (ISO weekday): whose grid is taught on a working or shortened day."""
    year = _open_year(actor, year_id)
    if day not in year.dates:
        raise Refused(
            f"{day:%d.%m.%Y} вне учебного года: он идёт с {year.starts_on:%d.%m.%Y} по {year.ends_on:%d.%m.%Y}.",
            code="outside_year",
            field="day",
        )
    if taught_as is not None and (kind not in _TAUGHT or taught_as not in Weekday.values):
        raise Refused(
            "По расписанию другого дня учатся только в рабочий день. Выберите вид дня или уберите день недели.",
            code="taught_as",
            field="taught_as",
        )
    columns = {"kind": kind, "name": clean(name), "taught_as": taught_as}
    rows.check_lengths(CalendarDay, columns)
    row = CalendarDay.objects.filter(school_id=actor.school_id, date=day).first()
    if row is None:
        return rows.create(actor, CalendarDay(school_id=actor.school_id, year=year, date=day, **columns))
    rows.change(actor, row, **columns)
    return row


@transaction.atomic
def remove_calendar_day(actor: Actor, *, year_id: int, day: date) -> None:
    """Make a date a usual one again; a date that is one already stays so."""
    year = _open_year(actor, year_id)
    for row in CalendarDay.objects.filter(school_id=actor.school_id, year=year, date=day):
        rows.remove(actor, row, "Этот день используется и не может быть убран.")


@transaction.atomic
def add_federal_days(actor: Actor, *, year_id: int) -> int:
    """Enter the public holidays and transferred days of the year that are not there yet; return how many."""
    year = _open_year(actor, year_id)
    there = set(CalendarDay.objects.filter(school_id=actor.school_id).values_list("date", flat=True))
    days = [
        CalendarDay(
            school_id=actor.school_id,
            year=year,
            date=day.date,
            kind=day.kind,
            name=day.name,
            taught_as=day.taught_as,
        )
        for day in federal_days(year.starts_on, year.ends_on)
        if day.date not in there
    ]
    created = CalendarDay.objects.bulk_create(days)
    record_many(actor, [Change(row=row, action="create") for row in created])
    return len(created)
