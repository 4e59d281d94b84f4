"""A week of the diary and of the timetable."""

from collections import defaultdict
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import TypeVar

from msgspec.structs import replace

from letopis.kernel.actor import Actor
from letopis.kernel.dates import WEEK, DateRange, day_before, monday_of, week_of
from letopis.school.diary import places, rows, rules
from letopis.school.diary.calendar import Calendar, calendar_of
from letopis.school.diary.children import Child, Stay, Term, open_diary
from letopis.school.diary.pieces import Day, Entry, Facts, Mark, Missed, SubjectAverage, Task
from letopis.school.people.staff_names import StaffNames

M = TypeVar("M", Mark, Missed)
COMMENTS = 3
SATURDAY = 6


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
    # Why lessons come and go within the week: the class and the subgroup changed, a subgroup was not set.
    moves: tuple[places.Moved, ...] = ()
    unplaced: tuple[places.Unplaced, ...] = ()

    @property
    def last_day(self) -> date:
        """The last day shown: Friday or Saturday, Sunday where it is taught."""
        return self.days[-1].date

    @property
    def previous(self) -> date:
        """Monday before."""
        return self.monday - WEEK

    @property
    def next(self) -> date:
        """Monday after."""
        return self.monday + WEEK

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

    @property
    def outside(self) -> str:
        """Why the child was in no class the whole week, "" where it was."""
        reasons = {day.outside for day in self.days}
        return next(iter(reasons)) if len(reasons) == 1 else ""


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

    Three queries.
    """
    children, child = open_diary(actor, student_id)
    opened = _open(actor, child, day, StaffNames())
    week = week_of(opened.monday)
    in_week = [entry for entry in opened.own() if entry.date in week]
    return _week(children, child, opened, in_week)


def diary_week(actor: Actor, student_id: int | None = None, day: date | None = None) -> DiaryWeek:
    """Return the diary of the week of `day` (the one that opens by itself). Raises NotVisible.

    Six queries.
    """
    children, child = open_diary(actor, student_id)
    today = child.moment.date()
    staff = StaffNames()
    opened = _open(actor, child, day, staff)
    is_current = opened.monday == opened.opening
    dates = week_of(opened.monday)
    period = _with_term(dates, child.term_on(day_before(dates.last)))
    others = [one for one in children if one.id != child.id]
    marks = rows.marks(actor, child, period, staff, others=others)
    own = [mark for mark in marks if mark.student_id == child.id]
    missed = rows.missed(actor, child, period)
    # What was written about the child stands where it was written, though the subgroup was set otherwise since.
    entries = opened.own(also={*(one.lesson_id for one in own), *(one.lesson_id for one in missed)})
    tasks = _of_lessons(rows.tasks(actor, child, entries), dates.last, today)
    entries = _joined(entries, own, {one.lesson_id: one for one in missed}, *tasks)
    in_week = [entry for entry in entries if entry.date in dates]
    of_today = [entry for entry in entries if entry.date == today]
    week = _week(children, child, opened, in_week)
    return DiaryWeek(
        week=week,
        new_marks=tuple(sorted((mark for mark in own if mark.is_new), key=lambda m: m.set_at, reverse=True)),
        new_of_others={one.id: sum(mark.student_id == one.id for mark in marks) for one in others},
        today=_today(week, of_today) if is_current else None,
        next_day=_next_day(entries, today) if is_current else None,
        classes_over=rules.classes_over(of_today, child.moment.time()),
        averages=tuple(rules.averages(_of_term(own, week.term), child.settings.rewritten_counts)),
        facts=rules.facts(_of_term(missed, week.term)),
        comments=tuple(_latest_comments(own)),
    )


@dataclass(frozen=True, slots=True)
class _Opened:
    """The week to show, the one that opens by itself, and the lessons of the first; of a current one today's and the
    next school day's, too. `entries`: those of all subgroups of the class."""

    monday: date
    opening: date
    entries: list[Entry]
    calendar: Calendar

    def own(self, also: Container[int] = ()) -> list[Entry]:
        """The child's lessons, and those with an id among `also`."""
        return [one for one in self.entries if one.lesson_id in also or places.is_own(one, self.calendar.places)]


def _open(actor: Actor, child: Child, day: date | None, staff: StaffNames) -> _Opened:
    """Find the week of `day`, or the one that opens by itself. Two queries: on Saturday of two weeks, to decide."""
    today, this = child.moment.date(), monday_of(child.moment.date())
    coming = this + WEEK
    opening = coming if today.isoweekday() > SATURDAY else this
    monday = monday_of(day) if day else opening
    decides = today.isoweekday() == SATURDAY and monday in (this, coming)
    dates = DateRange(this, week_of(coming).last) if decides else week_of(monday)
    entries = rows.lessons(actor, child, dates, staff, and_next_after=today if decides or monday == opening else None)
    calendar = calendar_of(actor, child, _reach(dates, entries))
    own = [entry for entry in entries if places.is_own(entry, calendar.places)]
    if decides:
        if rules.classes_over((entry for entry in own if entry.date == today), child.moment.time()):
            opening = coming
        monday = monday_of(day) if day else opening
    week = week_of(monday)
    ahead = min((entry.date for entry in own if entry.date > today and not entry.is_cancelled), default=today)
    near = (today, ahead) if monday == opening else ()
    kept = [entry for entry in entries if entry.date in week or entry.date in near]
    return _Opened(monday, opening, kept, calendar)


def _reach(dates: DateRange, entries: Sequence[Entry]) -> DateRange:
    """The dates with the lessons before and after them."""
    days = [entry.date for entry in entries]
    return DateRange(min((dates.starts_on, *days)), max((dates.last, *days)))


def _today(week: TimetableWeek, entries: Sequence[Entry]) -> Day | None:
    """Today as the week shows it; on Saturday after the lessons, when the coming week is shown, by itself."""
    shown = next((one for one in week.days if one.date == week.today), None)
    if shown or not entries:
        return shown
    return Day(week.today, tuple(entries), rules.whole_day_absence(entries), "")


def _with_term(dates: DateRange, term: Term | None) -> DateRange:
    if term is None:
        return dates
    return DateRange(min(dates.starts_on, term.dates.starts_on), max(dates.last, term.dates.last))


def _of_term(pieces: Iterable[M], term: Term | None) -> list[M]:
    first, last = term.dates.bounds if term else (date.max, date.min)
    return [one for one in pieces if first <= one.date <= last]


Tasks = dict[int, list[Task]]


def _of_lessons(tasks: Iterable[Task], last: date, today: date) -> tuple[Tasks, Tasks]:
    """Tasks by the lesson they are due at, and by the lesson they were set at.

    The second only if that is today, or they are due after `last`, the week's last day: a task stands once in a week.
    """
    due: Tasks = defaultdict(list)
    given: Tasks = defaultdict(list)
    for task in tasks:
        if task.given_on == today or task.due_on is None or task.due_on > last:
            given[task.lesson_id].append(task)
        if task.due_lesson_id:
            due[task.due_lesson_id].append(task)
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


def _week(children: tuple[Child, ...], child: Child, opened: _Opened, entries: Sequence[Entry]) -> TimetableWeek:
    monday, calendar, week = opened.monday, opened.calendar, week_of(opened.monday)
    of_day = {day: tuple(own) for day, own in groupby(entries, key=lambda entry: entry.date)}
    last = max([4, *(day.weekday() for day in of_day)])
    dates = list(week.each_day())[: last + 1]
    occasions = calendar.occasions(child, week)
    stays = {day: child.stay_on(day) for day in dates}
    has_two = len({stay.class_id for stay in stays.values() if stay}) > 1
    days = tuple(
        _day(child, day, of_day.get(day, ()), occasions.get(day, ""), stays[day] if has_two else None) for day in dates
    )
    term = child.term_on(dates[-1])
    within = term is not None and term.dates.overlaps(DateRange(dates[0], dates[-1]))
    number = (monday - monday_of(term.dates.starts_on)).days // 7 + 1 if term and within else None
    named = [day.occasion for day in days if day.occasion]
    occasion = "" if of_day or not named else named[0]
    moved = places.moves(child.stays, week) + places.regrouped(calendar.places, child.stays, week)
    return TimetableWeek(
        *(children, child, monday, days, term, number, occasion, opened.opening),
        moves=tuple(moved),
        unplaced=tuple(places.unplaced(opened.entries, calendar.places, week)),
    )


def _day(child: Child, day: date, entries: tuple[Entry, ...], occasion: str, told: Stay | None) -> Day:
    """A day of the week; `told`: its class where the week has two."""
    out = places.outside(child.stays, day)
    return Day(
        date=day,
        entries=entries,
        absence=rules.whole_day_absence(entries),
        occasion=occasion,
        class_name=told.class_name if told and out is None else "",
        outside=out.value if out else "",
    )


def _next_day(entries: Iterable[Entry], today: date) -> Day | None:
    ahead = sorted({entry.date for entry in entries if entry.date > today and not entry.is_cancelled})
    return Day(ahead[0], tuple(entry for entry in entries if entry.date == ahead[0])) if ahead else None


def _latest_comments(marks: Iterable[Mark]) -> list[Mark]:
    return sorted((mark for mark in marks if mark.comment), key=lambda mark: mark.set_at, reverse=True)[:COMMENTS]
