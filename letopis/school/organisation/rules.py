"""The year as pure functions: which dates are taught, by which weekday's grid, which bells ring, which term it is.

Sources: П3.2.1 (режим работы школы), Т4.2.1-2, А1.3 (periods of study and vacations). Both ends of a period are in it.
"""

import re
from calendar import Calendar as MonthTable
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from enum import Enum
from typing import Protocol

from letopis.kernel.dates import DateRange, monday_of
from letopis.kernel.text import search_key
from letopis.school.organisation.enums import DayKind
from letopis.school.organisation.words import phrase


@dataclass(frozen=True, slots=True)
class YearPart:
    """A term or a vacation. `grades` empty: for all grades; `name` is for the reader only."""

    dates: DateRange
    grades: frozenset[int] = frozenset()
    name: str = ""

    def holds(self, day: date, grade: int | None = None) -> bool:
        """Say whether `day` is inside, for `grade` (None: for a part of all grades only)."""
        return day in self.dates and (not self.grades or grade in self.grades)


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A date unlike its weekday (CalendarDay as plain values)."""

    kind: DayKind
    taught_as: int | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Calendar:
    """A year: its days, length of the week (5 or 6 days), terms by scheme id, vacations, special days."""

    dates: DateRange
    study_days: int
    terms: Mapping[int, Sequence[YearPart]] = field(default_factory=dict)
    vacations: Sequence[YearPart] = ()
    days: Mapping[date, SpecialDay] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Bells:
    """A bell schedule as plain values: `periods` maps a lesson's number to its start and end, wall-clock time."""

    id: int
    shift: int
    periods: Mapping[int, tuple[time, time]]
    is_shortened: bool = False
    grades: frozenset[int] = frozenset()
    starts_on: date | None = None
    ends_on: date | None = None


class Named(Protocol):
    """A term, as typed or as it stands."""

    name: str
    starts_on: date
    ends_on: date


def vacation_of(calendar: Calendar, day: date, grade: int) -> YearPart | None:
    """Return the vacation `grade` has on `day`, None where it has none."""
    return next((vacation for vacation in calendar.vacations if vacation.holds(day, grade)), None)


def term_of(terms: Sequence[YearPart], day: date) -> int | None:
    """Return the index of the term that holds `day`, None between terms."""
    return next((index for index, term in enumerate(terms) if term.holds(day)), None)


def grid_weekday(calendar: Calendar, day: date, *, grade: int, scheme_id: int | None = None) -> int | None:
    """Return by which weekday's grid (ISO 1-7) `day` is taught in `grade`, None where there are no lessons.

    A holiday and a day off win over everything; then vacations of the grade and the borders of the scheme's terms (a
    scheme without terms is bounded by the year only); a transferred working day is taught by the grid of `taught_as`.
    """
    if day not in calendar.dates:
        return None
    special = calendar.days.get(day)
    if special and special.kind in (DayKind.HOLIDAY, DayKind.DAY_OFF):
        return None
    if vacation_of(calendar, day, grade):
        return None
    terms = calendar.terms.get(scheme_id, ()) if scheme_id is not None else ()
    if terms and term_of(terms, day) is None:
        return None
    return _weekday_taught(calendar, day, special)


def _weekday_taught(calendar: Calendar, day: date, special: SpecialDay | None) -> int | None:
    if special and (special.kind == DayKind.WORKING or special.taught_as):
        return special.taught_as or day.isoweekday()
    return day.isoweekday() if day.isoweekday() <= calendar.study_days else None


def is_shortened(calendar: Calendar, day: date) -> bool:
    """Say whether lessons of `day` are shortened (сокращённые уроки)."""
    special = calendar.days.get(day)
    return special is not None and special.kind == DayKind.SHORTENED


def week_number(calendar: Calendar, day: date) -> int:
    """Return the number of the week of the year: the Monday-to-Sunday week of the first day is 1."""
    return (day - monday_of(calendar.dates.starts_on)).days // 7 + 1


def parity(calendar: Calendar, day: date) -> int:
    """Return 1 for an odd week of the year, 2 for an even one, as WeeklySlot.parity has it."""
    return 2 - week_number(calendar, day) % 2


def bells_in_order(schedules: Iterable[Bells], *, grade: int, shift: int, day: date, shortened: bool) -> list[Bells]:
    """Return the schedules that may apply, the one that does first.

    Named grades and dates beat general ones; on a shortened day the shortened ones come first, on any other day they
    do not apply.
    """
    fitting = [
        bells
        for bells in schedules
        if bells.shift == shift
        and (shortened or not bells.is_shortened)
        and (not bells.grades or grade in bells.grades)
        and (bells.starts_on is None or bells.starts_on <= day)
        and (bells.ends_on is None or bells.ends_on >= day)
    ]
    return sorted(fitting, key=_least_general)


def _least_general(bells: Bells) -> tuple[bool, int, int, int]:
    stated = bool(bells.grades) + bool(bells.starts_on or bells.ends_on)
    return (not bells.is_shortened, -stated, len(bells.grades), bells.id)


def lesson_times(
    schedules: Iterable[Bells], *, grade: int, shift: int, day: date, shortened: bool
) -> dict[int, tuple[time, time]]:
    """Return start and end of each lesson number on `day`.

    A number the applying schedule lacks (a sixth lesson in grade 1) is rung by the next schedule that has it.
    """
    times: dict[int, tuple[time, time]] = {}
    for bells in reversed(bells_in_order(schedules, grade=grade, shift=shift, day=day, shortened=shortened)):
        times.update(bells.periods)
    return times


def term_faults(terms: Sequence[Named], year: DateRange) -> list[str]:
    """Return what is wrong with a scheme's terms, in Russian with the remedy; empty where all is well."""
    faults = []
    for term in terms:
        if term.ends_on <= term.starts_on:
            faults.append(f"{term.name}: окончание раньше начала. Поменяйте даты местами.")
        elif not year.covers(DateRange(term.starts_on, term.ends_on)):
            faults.append(f"{term.name} выходит за учебный год. Исправьте даты периода или года.")
    for earlier, later in zip(terms, terms[1:], strict=False):
        if later.starts_on <= earlier.ends_on:
            faults.append(f"{later.name} начинается до окончания периода «{earlier.name}». Раздвиньте даты.")
    return faults


def bell_faults(periods: Mapping[int, tuple[time, time]]) -> list[str]:
    """Return what is wrong with a bell schedule, in Russian with the remedy; empty where all is well."""
    faults = []
    ordered = sorted(periods.items())
    for number, (starts_at, ends_at) in ordered:
        if ends_at <= starts_at:
            faults.append(
                phrase("{number}{lesson_no} кончается раньше, чем начинается. Проверьте время.", number=number)
            )
    for (number, (_, ends_at)), (following, (starts_at, _)) in zip(ordered, ordered[1:], strict=False):
        if starts_at < ends_at:
            faults.append(
                phrase(
                    "{following}{lesson_no} начинается до конца {number}{lesson_no_gen}. Проверьте время.",
                    following=following,
                    number=number,
                )
            )
    return faults


def room_sort_key(number: str) -> str:
    """Return the key rooms are listed by: digits as numbers, so that «9» stands before «101» and «А2» before «А10»."""
    return re.sub(r"\d+", lambda digits: digits.group().zfill(5), search_key(number))[:40]


# ── the year at a glance ──────────────────────────────────────────────


class DayState(Enum):
    """What a date of the year is; a letter for each, since colour alone says nothing."""

    STUDY = ("study", "", "учебный день")
    WEEKEND = ("weekend", "", "выходной")
    HOLIDAY = ("holiday", "П", "праздник")
    DAY_OFF = ("off", "В", "выходной день")
    VACATION = ("vacation", "К", "каникулы")
    PART_VACATION = ("part", "к", "каникулы не у всех")
    WORKING = ("working", "Р", "рабочий день")
    SHORTENED = ("shortened", "С", "сокращённый день")
    BREAK = ("break", "", "между учебными периодами")
    OUTSIDE = ("outside", "", "вне учебного года")

    def __init__(self, code: str, letter: str, word: str) -> None:
        self.code = code
        self.letter = letter
        self.word = word

    @property
    def is_taught(self) -> bool:
        """True where there are lessons."""
        return self in (DayState.STUDY, DayState.PART_VACATION, DayState.WORKING, DayState.SHORTENED)


@dataclass(frozen=True, slots=True)
class DayCell:
    """A date of the year at a glance; `title` says in words what it is."""

    date: date
    state: DayState
    title: str


@dataclass(frozen=True, slots=True)
class Month:
    """A month: `weeks` of seven cells from Monday, None for days of other months; `taught` counts its school days."""

    first: date
    weeks: Sequence[Sequence[DayCell | None]]
    taught: int


def year_at_a_glance(calendar: Calendar, *, grade: int | None = None, scheme_id: int | None = None) -> list[Month]:
    """Return the months of the year for `grade` (None: what all grades share) in the terms of a scheme."""
    months = []
    first = calendar.dates.starts_on.replace(day=1)
    while first <= calendar.dates.last:
        weeks = [
            [day_cell(calendar, day, grade, scheme_id) if day.month == first.month else None for day in week]
            for week in MonthTable().monthdatescalendar(first.year, first.month)
        ]
        taught = sum(cell.state.is_taught for week in weeks for cell in week if cell)
        months.append(Month(first, weeks, taught))
        first = (first + timedelta(days=31)).replace(day=1)
    return months


def day_cell(calendar: Calendar, day: date, grade: int | None, scheme_id: int | None) -> DayCell:
    """Return what `day` is, with its name: «День народного единства», «Осенние каникулы»."""
    special = calendar.days.get(day)
    vacation = next(
        (each for each in calendar.vacations if each.holds(day, grade) or (grade is None and day in each.dates)),
        None,
    )
    state = _state(calendar, day, special, vacation, grade, scheme_id)
    name = special.name if special else vacation.name if vacation else ""
    return DayCell(day, state, name or state.word)


def _state(  # noqa: PLR0917
    calendar: Calendar,
    day: date,
    special: SpecialDay | None,
    vacation: YearPart | None,
    grade: int | None,
    scheme_id: int | None,
) -> DayState:
    if day not in calendar.dates:
        return DayState.OUTSIDE
    if special and special.kind in _NOT_TAUGHT:
        return _NOT_TAUGHT[special.kind]
    if vacation and (grade is not None or not vacation.grades):
        return DayState.VACATION
    if special:
        return DayState.WORKING if special.kind == DayKind.WORKING else DayState.SHORTENED
    if grid_weekday(calendar, day, grade=grade or 0, scheme_id=scheme_id) is None:
        return DayState.WEEKEND if day.isoweekday() > calendar.study_days else DayState.BREAK
    return DayState.PART_VACATION if vacation else DayState.STUDY


_NOT_TAUGHT = {DayKind.HOLIDAY: DayState.HOLIDAY, DayKind.DAY_OFF: DayState.DAY_OFF}
