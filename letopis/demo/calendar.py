"""The academic year of the demo school: its terms, vacations, bells. Pure: dates in, dates out."""

from dataclasses import dataclass
from datetime import date, time, timedelta

from letopis.kernel.dates import WEEK, DateRange, day_after, day_before, monday_of, week_of
from letopis.school.organisation.enums import SchoolKind
from letopis.school.organisation.rules import YearPart


@dataclass(frozen=True, slots=True)
class Year:
    """An academic year: the dates every other part of the demo is laid on."""

    name: str
    starts_on: date
    ends_on: date
    quarters: tuple[YearPart, ...]
    half_years: tuple[YearPart, ...]
    vacations: tuple[YearPart, ...]
    semesters: tuple[YearPart, ...] = ()


@dataclass(frozen=True, slots=True)
class Bells:
    """A bell schedule: start and end of each lesson, from the first."""

    name: str
    periods: tuple[tuple[time, time], ...]
    is_shortened: bool = False
    grades: tuple[int, ...] = ()


def first_year(day: date) -> int:
    """Return the calendar year in which the academic year of `day` began; August belongs to the year ahead."""
    return day.year if day.month >= 8 else day.year - 1


def year_of(day: date, kind: SchoolKind = SchoolKind.GENERAL) -> Year:
    """Return the academic year that `day` belongs to, laid out by the calendar's usual rules."""
    y = first_year(day)
    return _school_year(y) if kind == SchoolKind.GENERAL else _college_year(y)


def _college_year(y: int) -> Year:
    """Two semesters of seventeen weeks; from the middle of May practice and examinations, without lessons."""
    starts = _working(date(y, 9, 1))
    winter = _working_back(date(y, 12, 28))
    second = _working(date(y + 1, 1, 12))
    practice = _monday_before(date(y + 1, 5, 12))
    ends = _working_back(date(y + 1, 6, 30))
    semesters = (_part("I семестр", starts, winter), _part("II семестр", second, ends))
    vacations = (
        _part("Зимние каникулы", day_after(winter), day_before(second)),
        _part("Практика и промежуточная аттестация", practice, ends),
    )
    return Year(f"{y}/{y + 1}", starts, ends, (), (), vacations, semesters)


def _school_year(y: int) -> Year:
    starts = _working(date(y, 9, 1))
    autumn = _monday_before(date(y, 11, 1))
    second = _working(date(y, 11, 5))
    winter = _working_back(date(y, 12, 30))
    third = _working(date(y + 1, 1, 9))
    spring = _monday_before(date(y + 1, 3, 27) + WEEK)
    ends = _working_back(date(y + 1, 5, 26))
    february = _monday_before(date(y + 1, 2, 21))
    quarters = (
        _part("I четверть", starts, _friday_before(autumn)),
        _part("II четверть", second, winter),
        _part("III четверть", third, _friday_before(spring)),
        _part("IV четверть", spring + WEEK, ends),
    )
    vacations = (
        _part("Осенние каникулы", autumn, date(y, 11, 3)),
        _part("Зимние каникулы", day_after(winter), day_before(third)),
        _part("Дополнительные каникулы", february, week_of(february).last, grades=frozenset({1})),
        _part("Весенние каникулы", spring, week_of(spring).last),
    )
    halves = (_part("I полугодие", starts, winter), _part("II полугодие", third, ends))
    return Year(f"{y}/{y + 1}", starts, ends, quarters, halves, vacations)


def bells(kind: SchoolKind = SchoolKind.GENERAL) -> tuple[Bells, ...]:
    """Return the bell schedules: usual, shortened, and 35 minutes for the first grade; of a college, pairs."""
    if kind == SchoolKind.COLLEGE:
        # Twice 45 minutes with a rest of five between.
        pairs = _ring((8, 30), 95, (10, 30, 10, 10))
        return (
            Bells("Обычное расписание", pairs),
            Bells("Сокращённые пары", _ring((8, 30), 60, (10, 20, 10, 10)), is_shortened=True),
        )
    usual = _ring((8, 30), 40, (10, 20, 20, 10, 10, 10))
    short = _ring((8, 30), 30, (10, 10, 10, 5, 5, 5))
    first = _ring((8, 30), 35, (15, 40, 20, 15))
    return (
        Bells("Обычное расписание", usual),
        Bells("Сокращённые уроки", short, is_shortened=True),
        Bells("1 классы", first, grades=(1,)),
    )


def _ring(start: tuple[int, int], lesson: int, breaks: tuple[int, ...]) -> tuple[tuple[time, time], ...]:
    minute = start[0] * 60 + start[1]
    periods = []
    for pause in (*breaks, 0):
        periods.append((_time(minute), _time(minute + lesson)))
        minute += lesson + pause
    return tuple(periods)


def _time(minute: int) -> time:
    return time(minute // 60, minute % 60)


def _working(day: date) -> date:
    return day if day.isoweekday() < 6 else _working(day_after(day))


def _working_back(day: date) -> date:
    return day if day.isoweekday() < 6 else _working_back(day_before(day))


def _monday_before(day: date) -> date:
    """The last Monday before `day`."""
    return monday_of(day_before(day))


def _friday_before(monday: date) -> date:
    return monday - timedelta(days=3)


def _part(name: str, first: date, last: date, grades: frozenset[int] = frozenset()) -> YearPart:
    return YearPart(DateRange(first, last), grades, name)
