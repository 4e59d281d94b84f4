"""What the diary's week fills in for who reads it; the rest of the page is kept by its look (kept_page.py)."""

from collections.abc import Sequence
from html import escape as esc
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from letopis.kernel.clock import local, now
from letopis.school.councils.queries.family import Unread
from letopis.school.diary.pieces import Mark
from letopis.school.diary.policy import is_family
from letopis.school.diary.week import DiaryWeek
from letopis.web.family.fragments import averages, days, switcher, weeks
from letopis.web.shared.actors import ActorRequest
from letopis.web.shared.addresses import address
from letopis.web.shared.templatetags.letopis import icon
from letopis.web.shared.wording import capital, day_month, moment_ago


def form(page: DiaryWeek, is_day: bool) -> dict[str, bool]:
    """Return what the template branches on."""
    week = page.week
    return {
        "is_day": is_day,
        "stays": bool(week.child.stays),
        "has_lessons": week.has_lessons,
        "is_outside": bool(week.outside),
        "is_occasion": bool(week.occasion),
        "has_averages": bool(page.averages),
        "in_term": week.term is not None,
        "has_comments": bool(page.comments),
    }


def values(request: ActorRequest, page: DiaryWeek, is_day: bool, unread: Sequence[Unread]) -> dict[str, Any]:
    """Return what stands in the holes of family/diary.html. `unread`: decisions of councils that wait to be read."""
    week, facts = page.week, page.facts
    markup = {
        "whose": switcher.of_request(request, week.children, week.child, "diary", page.new_of_others),
        "day_or_week": weeks.day_or_week(week, is_day),
        "phone_day": days.phone_day(page) if is_day else "",
        "week_bar": weeks.week_bar_of(request, week, len(page.new_marks)),
        "decisions": _decisions(week.child.id, unread),
        "changes": weeks.changes(week),
        "days": weeks.week_days(week),
        "averages": averages.subject_averages(page),
        "comments": "".join(map(_remark, page.comments)),
        "readers": "" if is_family(request.actor) else _readers(request, page),
    }
    return {
        "label": week.child.label,
        "works": address("diary_works", week.child.id),
        "outside": capital(weeks.outside_words(week.outside)),
        "occasion": week.occasion,
        "term": week.term.name if week.term else "",
        "missed": facts.missed,
        "ill": facts.ill,
        "late": facts.late,
        **{name: SafeString(text) for name, text in markup.items()},
    }


def _decisions(student_id: int, unread: Sequence[Unread]) -> str:
    """What a council has decided is told where a family looks first, until it is acknowledged."""
    if not unread:
        return ""
    lines = "".join(f"<p>{esc(one.told)}, решение от {day_month(one.day)}</p>" for one in unread)
    link = f'<a href="{address("diary_decisions", student_id)}">Прочитать и подтвердить</a>'
    text = f'<div class="alert__text">{lines}<p>{link}</p></div>'
    return f'<div class="alert no-print" role="status">{icon("info")}{text}</div>'


def _remark(mark: Mark) -> str:
    teacher = f"{esc(mark.teacher)}, " if mark.teacher else ""
    said = moment_ago(local(mark.set_at), local(now())) if mark.set_at else ""
    return (
        f'<div class="remark"><p>{esc(mark.comment)}</p><p class="note">{teacher}{esc(mark.subject)}, {said}</p></div>'
    )


def _readers(request: ActorRequest, page: DiaryWeek) -> str:
    return render_to_string("family/readers.html", {"child": page.week.child, "here": "diary"}, request)
