"""A week of the diary and of the timetable."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby
from typing import Any

import orjson
from django.db.models import TextField, Value
from django.db.models.functions import Cast

from letopis.school.common.actor import Actor
from letopis.school.journal.diary import rows, rules
from letopis.school.journal.diary.children import Child, Term, open_diary
from letopis.school.journal.diary.pieces import Day, Entry, Facts, Mark, Missed, SubjectAverage, Task
from letopis.school.organisation.enums import DayKind
from letopis.school.organisation.models import CalendarDay, Vacation

COMMENTS = 3
SATURDAY = 6
ONE_DAY = timedelta(days=1)
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class TimetableWeek:
    """Lessons of a week, without the journal's part."""

    children: tuple[Child, ...]
    child: Child
    monday: date
    days: tuple[Day, ...]
    term: Term | None
    week_of_term: int | None
    occasion: str
    # Monday of the week that opens by itself: this one, or the coming one when lessons of this one are over.
    opening: date

    @property
    def last_day(self) -> date:
        """The last day shown: Friday or Saturday, Sunday where it is taught."""
        return self.days[-1].date

    @property
    def previous(self) -> date:
        """Monday before."""
        return self.monday - timedelta(days=7)

    @property
    def next(self) -> date:
        """Monday after."""
        return self.monday + timedelta(days=7)

    @property
    def today(self) -> date:
        """Today in the school."""
        return self.child.moment.date()

    @property
    def is_current(self) -> bool:
        """The week that opens by itself."""
        return self.monday == self.opening

    @property
    def opens_ahead(self) -> bool:
        """Whether the week that opens by itself is the coming one: on Sunday, and on Saturday after the lessons."""
        return self.opening > self.today

    @property
    def has_lessons(self) -> bool:
        """Whether anything is taught that week."""
        return any(day.entries for day in self.days)


@dataclass(frozen=True, slots=True)
class DiaryWeek:
    """Everything the diary's page shows. `next_day`: the first school day after today, in the current week only."""

    week: TimetableWeek
    new_marks: tuple[Mark, ...]
    new_of_others: dict[int, int]
    today: Day | None
    next_day: Day | None
    classes_over: bool
    averages: tuple[SubjectAverage, ...]
    facts: Facts
    comments: tuple[Mark, ...]


def timetable_week(actor: Actor, student_id: int | None = None, day: date | None = None) -> TimetableWeek:
    """Return the lessons of the week of `day` (the one that opens by itself). Raises NotVisible.

    Two queries, one more with free days.
    """
    children, child = open_diary(actor, student_id)
    opened = _open(actor, child, day)
    first, last = _span(opened.monday)
    in_week = [entry for entry in opened.entries if first <= entry.date <= last]
    return _week(actor, children, child, opened, in_week)


def diary_week(actor: Actor, student_id: int | None = None, day: date | None = None) -> DiaryWeek:
    """Return the diary of the week of `day` (the one that opens by itself). Raises NotVisible.

    Five queries, one more with free days.
    """
    children, child = open_diary(actor, student_id)
    today = child.moment.date()
    opened = _open(actor, child, day)
    is_current = opened.monday == opened.opening
    span, entries = _span(opened.monday), opened.entries
    period = _with_term(span, child.term_on(opened.monday + timedelta(days=SATURDAY - 1)))
    others = [one for one in children if one.id != child.id]
    marks = rows.marks(actor, child, period, others=others)
    own = [mark for mark in marks if mark.student_id == child.id]
    missed = rows.missed(actor, child, period)
    tasks = _of_lessons(entries, rows.tasks(actor, child, entries), span[1], today)
    entries = _joined(entries, own, {one.lesson_id: one for one in missed}, *tasks)
    in_week = [entry for entry in entries if span[0] <= entry.date <= span[1]]
    of_today = [entry for entry in entries if entry.date == today]
    week = _week(actor, children, child, opened, in_week)
    in_term = _within(week.term)
    return DiaryWeek(
        week=week,
        new_marks=tuple(sorted((mark for mark in own if mark.is_new), key=lambda m: m.set_at, reverse=True)),
        new_of_others={one.id: sum(mark.student_id == one.id for mark in marks) for one in others},
        today=_today(week, of_today) if is_current else None,
        next_day=_next_day(entries, today) if is_current else None,
        classes_over=rules.classes_over(of_today, child.moment.time()),
        averages=tuple(rules.averages(mark for mark in own if in_term(mark.date))),
        facts=rules.facts(one for one in missed if in_term(one.date)),
        comments=tuple(_latest_comments(own)),
    )


@dataclass(frozen=True, slots=True)
class _Opened:
    """The week to show, the one that opens by itself, and the lessons of the first; of a current one today's and the
    next school day's, too."""

    monday: date
    opening: date
    entries: list[Entry]


def _open(actor: Actor, child: Child, day: date | None) -> _Opened:
    """Find the week of `day`, or the one that opens by itself. One query: on Saturday it reads two weeks to decide."""
    today, this = child.moment.date(), rules.monday_of(child.moment.date())
    coming = this + WEEK
    opening = coming if today.isoweekday() > SATURDAY else this
    monday = rules.monday_of(day) if day else opening
    if today.isoweekday() == SATURDAY and monday in (this, coming):
        entries = rows.lessons(actor, child, (this, coming + WEEK - ONE_DAY), and_next_after=today)
        if rules.classes_over((entry for entry in entries if entry.date == today), child.moment.time()):
            opening = coming
        monday = rules.monday_of(day) if day else opening
    else:
        entries = rows.lessons(actor, child, _span(monday), and_next_after=today if monday == opening else None)
    first, last = _span(monday)
    ahead = min((entry.date for entry in entries if entry.date > today and not entry.is_cancelled), default=today)
    near = (today, ahead) if monday == opening else ()
    kept = [entry for entry in entries if first <= entry.date <= last or entry.date in near]
    return _Opened(monday, opening, kept)


def _today(week: TimetableWeek, entries: Sequence[Entry]) -> Day | None:
    """Today as the week shows it; on Saturday after the lessons, when the coming week is shown, by itself."""
    shown = next((one for one in week.days if one.date == week.today), None)
    if shown or not entries:
        return shown
    return Day(week.today, tuple(entries), rules.whole_day_absence(entries), "")


def _span(monday: date) -> rows.Span:
    return monday, monday + timedelta(days=6)


def _with_term(span: rows.Span, term: Term | None) -> rows.Span:
    return (min(span[0], term.starts_on), max(span[1], term.ends_on)) if term else span


def _within(term: Term | None) -> Any:
    return lambda day: term is not None and term.starts_on <= day <= term.ends_on


Tasks = dict[int, list[Task]]


def _of_lessons(entries: Sequence[Entry], tasks: Iterable[Task], last: date, today: date) -> tuple[Tasks, Tasks]:
    """Tasks by the lesson they are due at, and by the lesson they were set at.

    The second only if that is today, or they are due after `last`, the week's last day: a task stands once in a week.
    """
    due: Tasks = defaultdict(list)
    given: Tasks = defaultdict(list)
    by_day = {(entry.course_id, entry.date): entry.lesson_id for entry in reversed(entries)}
    for task in tasks:
        if task.given_on == today or task.due_on is None or task.due_on > last:
            given[task.lesson_id].append(task)
        lesson = task.due_lesson_id or (by_day.get((task.course_id, task.due_on)) if task.due_on else None)
        if lesson:
            due[lesson].append(task)
    return due, given


def _joined(
    entries: Sequence[Entry], marks: Iterable[Mark], missed: dict[int, Missed], due: Tasks, given: Tasks
) -> list[Entry]:
    of_lesson: dict[int, list[Mark]] = defaultdict(list)
    for mark in marks:
        of_lesson[mark.lesson_id].append(mark)
    return [
        replace(
            entry,
            due=tuple(due.get(entry.lesson_id, ())),
            given=tuple(given.get(entry.lesson_id, ())),
            marks=tuple(of_lesson.get(entry.lesson_id, ())),
            missed=missed.get(entry.lesson_id),
        )
        for entry in entries
    ]


def _week(
    actor: Actor, children: tuple[Child, ...], child: Child, opened: _Opened, entries: Sequence[Entry]
) -> TimetableWeek:
    monday = opened.monday
    of_day = {day: tuple(own) for day, own in groupby(entries, key=lambda entry: entry.date)}
    last = max([4, *(day.weekday() for day in of_day)])
    dates = [monday + timedelta(days=n) for n in range(last + 1)]
    occasions = _occasions(actor, child, monday) if any(day not in of_day for day in dates) else {}
    days = tuple(
        Day(day, of_day.get(day, ()), rules.whole_day_absence(of_day.get(day, ())), occasions.get(day, ""))
        for day in dates
    )
    term = child.term_on(dates[-1])
    within = term is not None and term.starts_on <= dates[-1] and dates[0] <= term.ends_on
    number = (monday - rules.monday_of(term.starts_on)).days // 7 + 1 if term and within else None
    named = [day.occasion for day in days if day.occasion]
    occasion = "" if of_day or not named else named[0]
    return TimetableWeek(children, child, monday, days, term, number, occasion, opened.opening)


def _occasions(actor: Actor, child: Child, monday: date) -> dict[date, str]:
    """Vacations and days off of the week, by day: «Осенние каникулы». One query."""
    first, last = _span(monday)
    stay = child.stay_on(first) or child.stay_on(last)
    days_off = CalendarDay.objects.filter(
        school_id=actor.school_id, date__range=(first, last), kind__in=(DayKind.HOLIDAY, DayKind.DAY_OFF)
    )
    vacations = Vacation.objects.filter(school_id=actor.school_id, starts_on__lte=last, ends_on__gte=first)
    none = Value("[]", output_field=TextField())
    found = vacations.order_by().values_list("starts_on", "ends_on", "name", Cast("grades", TextField()))
    every = found.union(days_off.order_by().values_list("date", "date", "name", none), all=True)
    named: dict[date, str] = {}
    for starts_on, ends_on, name, listed in every:
        grades = orjson.loads(listed)
        if grades and (stay is None or stay.grade not in grades):
            continue
        for n in range((min(ends_on, last) - max(starts_on, first)).days + 1):
            named[max(starts_on, first) + timedelta(days=n)] = name or "Выходной день"
    return named


def _next_day(entries: Iterable[Entry], today: date) -> Day | None:
    ahead = sorted({entry.date for entry in entries if entry.date > today and not entry.is_cancelled})
    return Day(ahead[0], tuple(entry for entry in entries if entry.date == ahead[0])) if ahead else None


def _latest_comments(marks: Iterable[Mark]) -> list[Mark]:
    return sorted((mark for mark in marks if mark.comment), key=lambda mark: mark.set_at, reverse=True)[:COMMENTS]
