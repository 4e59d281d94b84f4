"""What the deadlines of a school stand on."""

from datetime import date
from typing import Any

from django.db.models import OuterRef, QuerySet

from letopis.kernel.dates import DateRange
from letopis.kernel.json_rows import JsonRows
from letopis.kernel.statements import statement
from letopis.school.lessons.deadlines import Deadlines
from letopis.school.organisation.enums import DayKind
from letopis.school.organisation.models import AcademicYear, CalendarDay, Vacation
from letopis.school.organisation.rules import Calendar, SpecialDay, YearPart
from letopis.school.organisation.settings import SchoolSettings


def deadlines_of(school_id: int, settings: SchoolSettings, day: date) -> Deadlines:
    """Return the deadlines of a school in the year of `day`. No query; one where they are in school days."""
    if not settings.deadlines_in_school_days:
        return Deadlines(settings)
    return Deadlines(settings, next(map(_calendar, _years(school_id, day)), None))


@statement
def _years(school: int, day: date) -> QuerySet[AcademicYear, Any]:
    """The year of a day, with its vacations and the days unlike their weekday."""
    vacations = Vacation.objects.filter(year_id=OuterRef("pk")).order_by("starts_on")
    days = CalendarDay.objects.filter(year_id=OuterRef("pk")).order_by("date")
    years = AcademicYear.objects.filter(school_id=school, starts_on__lte=day, ends_on__gte=day).order_by("pk")
    return years.values_list(
        *("starts_on", "ends_on", "study_days"),
        JsonRows(vacations, "starts_on", "ends_on", "grades"),
        JsonRows(days, "date", "kind", "taught_as"),
    )


def _calendar(row: Any) -> Calendar:
    starts_on, ends_on, study_days, vacations, days = row
    return Calendar(
        dates=DateRange(starts_on, ends_on),
        study_days=study_days,
        vacations=tuple(
            YearPart(DateRange(date.fromisoformat(first), date.fromisoformat(last)), frozenset(grades))
            for first, last, grades in vacations or ()
        ),
        days={date.fromisoformat(on): SpecialDay(DayKind(kind), taught_as, "") for on, kind, taught_as in days or ()},
    )
