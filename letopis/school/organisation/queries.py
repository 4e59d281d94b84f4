"""Reads of the school's year. Each function says how many SQL queries it takes, whatever the size."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django.db.models import QuerySet

from letopis.kernel.actor import Actor
from letopis.kernel.clock import today
from letopis.kernel.columns import attnames, loaded
from letopis.kernel.dates import DateRange
from letopis.kernel.errors import NotVisible
from letopis.kernel.rights import Right
from letopis.kernel.statements import statement
from letopis.school.organisation import policy
from letopis.school.organisation.enums import DayKind, TermKind
from letopis.school.organisation.models import (
    AcademicYear,
    BellPeriod,
    BellSchedule,
    CalendarDay,
    Room,
    School,
    Term,
    TermScheme,
    Vacation,
)
from letopis.school.organisation.rules import Bells, Calendar, Month, SpecialDay, YearPart, year_at_a_glance
from letopis.school.organisation.stored_settings import Setting, described, settings_of

SUNDAY = 7
YEAR, ROOM = attnames(AcademicYear), attnames(Room)


def current_year(school_id: int, day: date | None = None) -> AcademicYear | None:
    """Return the year that holds `day` (today), else the next one, else the last one, else None. One query."""
    return running_of(years_of(school_id), day or today())


def years_of(school_id: int) -> list[AcademicYear]:
    """Return the years of the school, the first one first. One query."""
    return [loaded(AcademicYear, YEAR, row) for row in _years(school_id)]


def running_of(years: Sequence[AcademicYear], day: date) -> AcademicYear | None:
    """Return which of `years`, in their order, runs on `day`; in summer the next one, after all of them the last."""
    holding = [year for year in years if day in year.dates]
    ahead = [year for year in years if year.starts_on > day]
    return next(iter([*holding, *ahead, *reversed(years)]), None)


@dataclass(frozen=True, slots=True)
class YearInHand:
    """The year somebody works in. `running`: the one under way by the school's day; `years`: all, the first first."""

    year: AcademicYear | None
    running: AcademicYear | None
    years: tuple[AcademicYear, ...]

    @property
    def is_running(self) -> bool:
        """Whether it is the one under way."""
        return self.year is self.running


def year_in_hand(school_id: int, *, asked: int | None = None, kept: int | None = None) -> YearInHand:
    """Return the year `asked` for by an address, else the one `kept` by the switch, else the one under way. One query.

    Raises NotVisible for a year asked for that the school has not; one kept that is no more is as none.
    """
    years = years_of(school_id)
    by_id = {year.pk: year for year in years}
    if asked is not None and asked not in by_id:
        raise NotVisible
    running = running_of(years, today())
    chosen = by_id.get(asked or kept or 0)
    return YearInHand(chosen or running, running, tuple(years))


def day_in(year: AcademicYear) -> date:
    """Return today, or the nearest day of a year that does not hold it: what is read «as of now» of another year."""
    return min(max(today(), year.starts_on), year.ends_on)


@statement
def _years(school: int) -> "QuerySet[AcademicYear, tuple[Any, ...]]":
    return AcademicYear.objects.filter(school_id=school).order_by("starts_on").values_list(*YEAR)


def year_of(school_id: int, year_id: int) -> AcademicYear:
    """Return a year of the school. Raises NotVisible for any other. One query."""
    year = AcademicYear.objects.filter(school_id=school_id, pk=year_id).first()
    if year is None:
        raise NotVisible
    return year


def calendar_of(year: AcademicYear) -> Calendar:
    """Return the year as plain values for the rules. Three queries."""
    whose = {"school": year.school_id, "year": year.pk}
    terms: dict[int, list[YearPart]] = defaultdict(list)
    for scheme_id, name, starts_on, ends_on in _terms(**whose):
        terms[scheme_id].append(YearPart(DateRange(starts_on, ends_on), name=name))
    return Calendar(
        dates=year.dates,
        study_days=year.study_days,
        terms=dict(terms),
        vacations=tuple(
            YearPart(DateRange(starts_on, ends_on), frozenset(grades), name)
            for starts_on, ends_on, grades, name in _vacations(**whose)
        ),
        days={day: SpecialDay(DayKind(kind), taught_as, name) for day, kind, taught_as, name in _special_days(**whose)},
    )


@statement
def _terms(school: int, year: int) -> "QuerySet[Term, tuple[int, str, date, date]]":
    rows = Term.objects.filter(school_id=school, scheme__year=year).order_by("scheme_id", "number")
    return rows.values_list("scheme_id", "name", "starts_on", "ends_on")


@statement
def _vacations(school: int, year: int) -> "QuerySet[Vacation, tuple[Any, ...]]":
    return Vacation.objects.filter(school_id=school, year=year).values_list("starts_on", "ends_on", "grades", "name")


@statement
def _special_days(school: int, year: int) -> "QuerySet[CalendarDay, tuple[Any, ...]]":
    return CalendarDay.objects.filter(school_id=school, year=year).values_list("date", "kind", "taught_as", "name")


def occasion(school_id: int, day: date) -> str:
    """Return why nobody is taught on `day`: «Осенние каникулы», «День народного единства», «Выходной день», or "".

    Vacations of some grades only are not everybody's. Two queries.
    """
    special = CalendarDay.objects.filter(school_id=school_id, date=day).values_list("kind", "name").first()
    if special:
        kind, name = special
        return (name or "Выходной день") if kind in (DayKind.HOLIDAY, DayKind.DAY_OFF) else ""
    vacations = Vacation.objects.filter(school_id=school_id, starts_on__lte=day, ends_on__gte=day)
    names = [name for name, grades in vacations.values_list("name", "grades") if not grades]
    return names[0] if names else "Выходной день" if day.isoweekday() == SUNDAY else ""


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
    policy.require(actor, Right.READ_CALENDAR)
    return School.objects.get(pk=actor.school_id)


# ── pages ─────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class SettingRow:
    """A setting with its value, as the office's form shows it."""

    setting: Setting
    value: Any

    @property
    def is_changed(self) -> bool:
        """True where the school chose otherwise than the default."""
        return bool(self.value != self.setting.default)

    @property
    def default_text(self) -> str:
        """The default in words: «14», «0,50», «нет»."""
        return self._in_words(self.setting.default)

    @property
    def value_text(self) -> str:
        """The value in words."""
        return self._in_words(self.value)

    def _in_words(self, value: Any) -> str:
        if self.setting.kind == "bool":
            return "да" if value else "нет"
        return self.setting.text(value)


def settings_page(actor: Actor) -> list[SettingRow]:
    """Return all settings of the actor's school with their values. One query."""
    policy.require(actor, Right.READ_SCHOOL)
    settings = settings_of(School.objects.get(pk=actor.school_id))
    return [SettingRow(setting, getattr(settings, setting.name)) for setting in described()]


@dataclass(frozen=True, slots=True)
class SchemeTerms:
    """A scheme with its terms: «Четверти»."""

    id: int
    kind: TermKind
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class CalendarPage:
    """The year at a glance. `special`: what the office may change, by date; `taught` counts school days."""

    year: AcademicYear
    months: list[Month]
    schemes: list[SchemeTerms]
    vacations: list[Vacation]
    special: list[CalendarDay]
    taught: int


def calendar_page(
    actor: Actor, year: AcademicYear, *, grade: int | None = None, scheme_kind: TermKind | None = None
) -> CalendarPage:
    """Return the year for `grade` (None: what all share) in the terms of a scheme. Four queries."""
    policy.require(actor, Right.READ_CALENDAR)
    schemes = schemes_of(year)
    vacations = list(Vacation.objects.filter(school_id=year.school_id, year=year))
    special = list(CalendarDay.objects.filter(school_id=year.school_id, year=year))
    calendar = Calendar(
        dates=year.dates,
        study_days=year.study_days,
        terms={scheme.id: tuple(YearPart(term.dates, name=term.name) for term in scheme.terms) for scheme in schemes},
        vacations=tuple(YearPart(row.dates, frozenset(row.grades), row.name) for row in vacations),
        days={row.date: SpecialDay(DayKind(row.kind), row.taught_as, row.name) for row in special},
    )
    chosen = next((scheme for scheme in schemes if scheme.kind == scheme_kind), schemes[0] if schemes else None)
    months = year_at_a_glance(calendar, grade=grade, scheme_id=chosen.id if chosen else None)
    return CalendarPage(year, months, schemes, vacations, special, sum(month.taught for month in months))


def schemes_of(year: AcademicYear) -> list[SchemeTerms]:
    """Return the schemes of the year with their terms. Two queries."""
    terms: dict[int, list[Term]] = defaultdict(list)
    for term in Term.objects.filter(school_id=year.school_id, scheme__year=year).order_by("number"):
        terms[term.scheme_id].append(term)
    order = list(TermKind)
    rows = TermScheme.objects.filter(school_id=year.school_id, year=year)
    return sorted(
        (SchemeTerms(row.pk, TermKind(row.kind), tuple(terms[row.pk])) for row in rows),
        key=lambda scheme: order.index(scheme.kind),
    )


def day_of(actor: Actor, year: AcademicYear, day: date) -> CalendarDay | None:
    """Return what makes a date unlike its weekday, None for a usual one. One query."""
    policy.require(actor, Right.READ_CALENDAR)
    return CalendarDay.objects.filter(school_id=actor.school_id, year=year, date=day).first()


@dataclass(frozen=True, slots=True)
class BellsRow:
    """A bell schedule with its bells in order."""

    schedule: BellSchedule
    periods: tuple[BellPeriod, ...]


def bells_page(actor: Actor, year: AcademicYear) -> list[BellsRow]:
    """Return the bell schedules of the year. Two queries."""
    policy.require(actor, Right.READ_CALENDAR)
    periods: dict[int, list[BellPeriod]] = defaultdict(list)
    for period in BellPeriod.objects.filter(school_id=year.school_id, schedule__year=year).order_by("number"):
        periods[period.schedule_id].append(period)
    schedules = BellSchedule.objects.filter(school_id=year.school_id, year=year)
    return [BellsRow(schedule, tuple(periods[schedule.pk])) for schedule in schedules]


def rooms_page(actor: Actor) -> list[Room]:
    """Return the rooms in order. One query."""
    policy.require(actor, Right.READ_CALENDAR)
    return [loaded(Room, ROOM, row) for row in _rooms(actor.school_id)]


@statement
def _rooms(school: int) -> "QuerySet[Room, tuple[Any, ...]]":
    return Room.objects.filter(school_id=school).order_by("sort_key", "pk").values_list(*ROOM)
