"""Tags of the office's pages: what stands there on many lines is written by `letopis.web.office.fragments`."""

from datetime import date

from django import template
from django.utils.safestring import SafeString

from letopis.school.timetable.queries import Week
from letopis.web.office.fragments import weeks

register = template.Library()


@register.simple_tag
def week_head(page: weeks.WeekPage, is_grid: bool) -> SafeString:
    """`{% week_head page False %}`: whose timetable it is, and the ways to the grid (`True`: this is it)."""
    return SafeString(weeks.week_head(page, is_grid))


@register.simple_tag
def week_table(week: Week, today: date, may_make: bool) -> SafeString:
    """`{% week_table week today may_make %}`: the lessons of a week."""
    return SafeString(weeks.week_table(week, today, may_make))


@register.simple_tag
def grid_table(week: Week, year_id: int) -> SafeString:
    """`{% grid_table week year.pk %}`: the places of the weekly grid."""
    return SafeString(weeks.grid_table(week, year_id))
