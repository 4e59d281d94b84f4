"""By when the journal is to be filled in: one rule for «Сегодня», the journal, the diary and the office; pure.

- a topic is written on the day of the lesson, or as many days later as the school says (П3.4.3, Д2.1, JRN-01);
- homework is set by the last bell of the class that day (П3.4.3: not later than the end of the school day);
- marks for written work are put within 7 days, 3 in junior grades or where the school says so (П3.4.4, Д2.3, С3.5,
  JRN-03).

Days are those of the calendar, or school days: without Sundays, holidays and the vacations of the grade.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from letopis.kernel.dates import day_after, day_before
from letopis.school.organisation.rules import Calendar, grid_weekday
from letopis.school.organisation.settings import SchoolSettings


@dataclass(frozen=True, slots=True)
class Deadlines:
    """The deadlines of a school. `calendar`: by which school days are told; None: calendar days are meant."""

    settings: SchoolSettings
    calendar: Calendar | None = None

    def filled_by(self, day: date, grade: int) -> date:
        """Return the last day for the topic of a lesson of `day`."""
        return self._after(day, self.settings.lesson_fill_days, grade)

    def marked_by(self, day: date, grade: int) -> date:
        """Return the last day for the marks of a written work of `day`."""
        return self._after(day, self._days_of(grade), grade)

    def marks_due(self, today: date, grade: int) -> date:
        """Return the last day of which the marks of written works are due by `today`: those of later days are not."""
        day, left = today, self._days_of(grade)
        if self.calendar is None:
            return today - timedelta(days=left)
        while left:
            left -= self._is_school_day(day, grade)
            day = day_before(day)
        return day

    def _days_of(self, grade: int) -> int:
        is_junior = grade <= self.settings.primary_last_grade
        return self.settings.written_work_days_primary if is_junior else self.settings.written_work_days

    def _after(self, day: date, days: int, grade: int) -> date:
        if self.calendar is None:
            return day + timedelta(days=days)
        while days:
            day = day_after(day)
            days -= self._is_school_day(day, grade)
        return day

    def _is_school_day(self, day: date, grade: int) -> bool:
        """Out of the year every day counts: nothing waits for ever."""
        assert self.calendar is not None
        return day not in self.calendar.dates or grid_weekday(self.calendar, day, grade=grade) is not None
