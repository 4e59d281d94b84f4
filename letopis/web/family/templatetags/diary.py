"""Tags of the diary's pages: what stands there on many lines is written by `letopis.web.family.fragments`."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import template
from django.utils.safestring import SafeString

from letopis.kernel.roles import Role
from letopis.school.diary.children import Child
from letopis.school.diary.pieces import Mark
from letopis.school.diary.policy import is_family
from letopis.school.diary.week import TimetableWeek
from letopis.web.family.fragments import averages, days, switcher, weeks

register = template.Library()
register.filter(weeks.outside_words)


def _tag(name: str, write: Callable[..., str]) -> None:
    """Make a tag of a function that writes markup; it has escaped what people wrote."""
    register.simple_tag(lambda *values: SafeString(write(*values)), name=name)


_tag("week_days", weeks.week_days)
_tag("timetable_days", weeks.timetable_days)
_tag("changes", weeks.changes)
_tag("day_or_week", weeks.day_or_week)
_tag("phone_day", days.phone_day)
_tag("subject_averages", averages.subject_averages)
_tag("marks_rows", averages.marks_rows)


@register.simple_tag(takes_context=True)
def whose_diary(
    context: dict[str, Any],
    children: Sequence[Child],
    child: Child,
    url_name: str,
    new: Mapping[int, int] | None = None,
) -> SafeString:
    """`{% whose_diary children child "diary" new %}`: whose page it is, and the way to the other children.

    `new`: new marks of the others by id. Children of the account in another school are in the menu too.
    """
    actor = context["actor"]
    label = child.label if is_family(actor) else ", ".join(filter(None, (child.full_name, child.class_name)))
    others = [one for one in context.get("roles", ()) if one.role == Role.GUARDIAN and not one.is_current]
    roles = others if actor.role == Role.GUARDIAN else ()
    elsewhere = switcher.Elsewhere(roles, str(context["csrf_token"]) if roles else "")
    return SafeString(switcher.switcher(children, child, url_name, label, new or {}, elsewhere))


@register.simple_tag(takes_context=True)
def week_bar(context: dict[str, Any], week: TimetableWeek, new_marks: Sequence[Mark] = ()) -> SafeString:
    """`{% week_bar week new_marks %}`: the way to other weeks, and this one as a workbook."""
    query = context["request"].GET.copy()
    query["format"] = "xlsx"
    return SafeString(weeks.week_bar(week, len(new_marks), f"?{query.urlencode()}"))
