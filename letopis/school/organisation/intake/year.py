"""The academic year: its days, terms, vacations and special days (П3.2.1, А1.3, Т4.2.1)."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from django.db import transaction
from django.db.models import prefetch_related_objects

from letopis.kernel.actor import Actor
from letopis.kernel.clock import today
from letopis.kernel.dates import DateRange
from letopis.kernel.errors import Refused
from letopis.kernel.fields import Fault
from letopis.kernel.rights import Right
from letopis.school.history.closed import refuse_closed
from letopis.school.history.intake import NOW, Occasion, Put, Table, link, refuse_first, settle, write
from letopis.school.organisation import policy
from letopis.school.organisation.enums import DayKind, Weekday
from letopis.school.organisation.intake.rows import DayDraft, TermDraft, VacationDraft, YearDraft
from letopis.school.organisation.intake.used import refuse_used
from letopis.school.organisation.models import AcademicYear, CalendarDay, Term, TermScheme, Vacation
from letopis.school.organisation.rules import term_faults

YEARS = Table(AcademicYear, "create", "update")
SCHEMES = Table(TermScheme, "create", "update")
TERMS = Table(Term, "create", "update", removed="remove")
VACATIONS = Table(Vacation, "create", "update", removed="remove")
DAYS = Table(CalendarDay, "create", "update", removed="remove")
FIRST_YEAR, LAST_YEAR = 2000, 2100
_TAUGHT = frozenset({DayKind.WORKING, DayKind.SHORTENED})


# ── years ─────────────────────────────────────────────────────────────


@transaction.atomic
def put_years(actor: Actor, puts: Sequence[Put[AcademicYear]], occasion: Occasion = NOW) -> list[AcademicYear]:
    """Write academic years that are open: at most twelve months, none over another. Raises NotVisible, Refused."""
    policy.require(actor, Right.KEEP_SCHOOL)
    refuse_closed(put.row for put in puts if not put.is_new)
    refuse_first(settle(puts, YearDraft, today()))
    refuse_first(_years_wrong(puts))
    refuse_first(_years_meet(actor, puts))
    refuse_first(_terms_left_out(puts))
    return write(actor, YEARS, puts, occasion)


def _years_wrong(puts: Sequence[Put[AcademicYear]]) -> Iterator[tuple[int, Fault]]:
    for index, put in enumerate(puts):
        first, last = put.row.starts_on, put.row.ends_on
        if not first < last or (last - first).days > 366:
            message = "Год кончается позже, чем начинается, и длится не больше 12 месяцев. Проверьте даты."
            yield index, Fault("ends_on", message, "dates")
        elif not FIRST_YEAR <= first.year <= LAST_YEAR:
            yield index, Fault("starts_on", f"Учебный год начинается в {first.year} году: проверьте дату.", "dates")


def _years_meet(actor: Actor, puts: Sequence[Put[AcademicYear]]) -> Iterator[tuple[int, Fault]]:
    """One query."""
    given = {put.row.pk for put in puts if put.row.pk}
    there = AcademicYear.objects.filter(school_id=actor.school_id).exclude(pk__in=given)
    rows = [*there, *(put.row for put in puts)]
    for index, put in enumerate(puts):
        for other in (row for row in rows if row is not put.row):
            if other.name == put.row.name:
                message = f"Год {other.name} уже есть. Откройте его или назовите новый иначе."
                yield index, Fault("name", message, "twice")
            if other.dates.overlaps(put.row.dates):
                message = f"Даты пересекаются с годом {other.name}. Сдвиньте начало или окончание."
                yield index, Fault("starts_on", message, "overlap")


def _terms_left_out(puts: Sequence[Put[AcademicYear]]) -> Iterator[tuple[int, Fault]]:
    """A query a year whose days change."""
    for index, put in enumerate(puts):
        if not put.is_new and (put.touches("starts_on") or put.touches("ends_on")):
            year = put.row
            outside = Term.objects.filter(school_id=year.school_id, scheme__year=year).exclude(
                starts_on__gte=year.starts_on, ends_on__lte=year.ends_on
            )
            for term in outside[:1]:
                message = f"{term.name} выходит за эти даты. Сначала исправьте периоды."
                yield index, Fault("ends_on", message, "terms")


# ── terms ─────────────────────────────────────────────────────────────


@transaction.atomic
def put_schemes(actor: Actor, puts: Sequence[Put[TermScheme]], occasion: Occasion = NOW) -> list[TermScheme]:
    """Write divisions of years that are open. Raises NotVisible, Refused."""
    policy.require(actor, Right.KEEP_SCHOOL)
    return write(actor, SCHEMES, puts, occasion)


@transaction.atomic
def put_terms(actor: Actor, puts: Sequence[Put[Term]], occasion: Occasion = NOW) -> list[Term]:
    """Write terms: within the year, one after the other. A closed one stays as it is. Raises NotVisible, Refused."""
    policy.require(actor, Right.KEEP_SCHOOL)
    link(puts)
    prefetch_related_objects([put.row for put in puts], "scheme__year")
    for put in puts:
        if put.row.closed_at and put.is_touched:
            raise Refused(f"{put.row.name}: период закрыт, его даты не меняются.", code="closed")
    refuse_first(settle(puts, TermDraft, today()))
    refuse_first(_terms_wrong(puts))
    refuse_used(puts, lambda term: f"{term.name} уже с отметками: убрать период нельзя, измените его даты.")
    return write(actor, TERMS, puts, occasion)


def _terms_wrong(puts: Sequence[Put[Term]]) -> Iterator[tuple[int, Fault]]:
    """All terms of a division of the year together. One query."""
    schemes = {put.row.scheme_id: put.row.scheme for put in puts if put.is_touched and not put.removed}
    given = {put.row.pk for put in puts if put.row.pk}
    there = Term.objects.filter(scheme__in=schemes).exclude(pk__in=given) if schemes else ()
    of_scheme: dict[int, list[Term]] = defaultdict(list)
    for row in (*there, *(put.row for put in puts if not put.removed)):
        of_scheme[row.scheme_id].append(row)
    for index, put in enumerate(puts):
        terms = sorted(of_scheme.pop(put.row.scheme_id, ()), key=lambda term: term.number)
        if put.row.scheme_id in schemes:
            for message in term_faults(terms, put.row.scheme.year.dates):
                yield index, Fault("", message, "terms")


# ── vacations ─────────────────────────────────────────────────────────


@transaction.atomic
def put_vacations(actor: Actor, puts: Sequence[Put[Vacation]], occasion: Occasion = NOW) -> list[Vacation]:
    """Write vacations of years that are open. `grades` empty: for all. Raises NotVisible, Refused."""
    policy.require(actor, Right.KEEP_SCHOOL)
    link(puts)
    prefetch_related_objects([put.row for put in puts], "year")
    refuse_first(settle(puts, VacationDraft, today()))
    refuse_first((index, fault) for index, put in enumerate(puts) if (fault := vacation_fault(put.row)))
    refuse_first(_vacations_twice(puts))
    refuse_used(puts, lambda row: f"«{row.name}» используются и не могут быть убраны.")
    return write(actor, VACATIONS, puts, occasion)


def vacation_fault(row: Vacation) -> Fault | None:
    """Return what is wrong with the days of a vacation."""
    if row.ends_on < row.starts_on:
        return Fault("ends_on", f"«{row.name}»: окончание раньше начала. Поменяйте даты местами.", "dates")
    # Summer vacations lie after the last lesson and belong to the year all the same.
    whole = DateRange(row.year.starts_on, date(row.year.starts_on.year + 1, 8, 31))
    if not whole.covers(row.dates):
        return Fault("starts_on", f"«{row.name}» выходят за учебный год. Исправьте даты.", "dates")
    return None


def _vacations_twice(puts: Sequence[Put[Vacation]]) -> Iterator[tuple[int, Fault]]:
    """One query."""
    years = {put.row.year_id for put in puts if not put.removed}
    given = {put.row.pk for put in puts if put.row.pk}
    there = Vacation.objects.filter(year__in=years).exclude(pk__in=given)
    often = Counter(there.values_list("year_id", "name", "starts_on")) if years else Counter[tuple[int, str, date]]()
    often.update((put.row.year_id, put.row.name, put.row.starts_on) for put in puts if not put.removed)
    for index, put in enumerate(puts):
        row = put.row
        if put.is_touched and often[row.year_id, row.name, row.starts_on] > 1:
            message = f"«{row.name}» с {row.starts_on:%d.%m.%Y} указаны дважды. Уберите одну строку."
            yield index, Fault("starts_on", message, "twice")


# ── special days ──────────────────────────────────────────────────────


@transaction.atomic
def put_days(actor: Actor, puts: Sequence[Put[CalendarDay]], occasion: Occasion = NOW) -> list[CalendarDay]:
    """Write dates unlike their weekday, of years that are open; a date is written once. Raises NotVisible, Refused."""
    policy.require(actor, Right.KEEP_SCHOOL)
    link(puts)
    prefetch_related_objects([put.row for put in puts], "year")
    refuse_first(settle(puts, DayDraft, today()))
    refuse_first((index, fault) for index, put in enumerate(puts) if (fault := day_fault(put.row)))
    refuse_first(_days_twice(actor, puts))
    refuse_used(puts, lambda row: "Этот день используется и не может быть убран.")
    return write(actor, DAYS, puts, occasion)


def day_fault(row: CalendarDay) -> Fault | None:
    """Return what is wrong with a special day."""
    year = row.year
    if row.date not in year.dates:
        message = f"{row.date:%d.%m.%Y} вне учебного года: он идёт {year.dates}."
        return Fault("day", message, "outside_year")
    if row.taught_as is not None and (row.kind not in _TAUGHT or row.taught_as not in Weekday.values):
        message = "По расписанию другого дня учатся только в рабочий день. Выберите вид дня или уберите день недели."
        return Fault("taught_as", message, "taught_as")
    return None


def _days_twice(actor: Actor, puts: Sequence[Put[CalendarDay]]) -> Iterator[tuple[int, Fault]]:
    """One query."""
    asked = {put.row.date for put in puts if put.touches("date")}
    given = {put.row.pk for put in puts if put.row.pk}
    there = CalendarDay.objects.filter(school_id=actor.school_id, date__in=asked).exclude(pk__in=given)
    often = Counter(there.values_list("date", flat=True)) if asked else Counter[date]()
    often.update(put.row.date for put in puts if not put.removed)
    for index, put in enumerate(puts):
        if put.touches("date") and often[put.row.date] > 1:
            yield index, Fault("day", f"{put.row.date:%d.%m.%Y} уже записан в календаре.", "twice")
