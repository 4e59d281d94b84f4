"""Tags of the diary's pages: what stands there on many lines is written by `letopis.web.family.fragments`."""

from collections.abc import Callable, Sequence
from typing import Any

from django import template
from django.utils.safestring import SafeString

from letopis.school.diary.children import Child
from letopis.school.diary.week import TimetableWeek
from letopis.web.family.fragments import averages, switcher, weeks

register = template.Library()
register.filter(weeks.outside_words)


def _tag(name: str, write: Callable[..., str]) -> None:
    """Make a tag of a function that writes markup; it has escaped what people wrote."""
    register.simple_tag(lambda *values: SafeString(write(*values)), name=name)


_tag("timetable_days", weeks.timetable_days)
_tag("changes", weeks.changes)
_tag("marks_rows", averages.marks_rows)
_tag("owed_works", averages.owed_works)
_tag("conduct_line", averages.conduct_line)


@register.simple_tag(takes_context=True)
def whose_diary(context: dict[str, Any], children: Sequence[Child], child: Child, url_name: str) -> SafeString:
    """`{% whose_diary children child "diary_marks" %}`: whose page it is, and the way to the other children.

    Children of the account in another school are in the menu too.
    """
    return SafeString(switcher.of_request(context["request"], children, child, url_name, {}))


@register.simple_tag(takes_context=True)
def week_bar(context: dict[str, Any], week: TimetableWeek) -> SafeString:
    """`{% week_bar week %}`: the way to other weeks, and this one as a workbook."""
    return SafeString(weeks.week_bar_of(context["request"], week, 0))
