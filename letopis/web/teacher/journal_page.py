"""The page of a course: kept by its look, as the frame of pages is, and filled in for who asks.

Its template took as long as its marks from the database: of a hundred places nearly all are the same on each page.
"""

from functools import lru_cache
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from letopis.kernel.clock import local, now
from letopis.school.access.held import HeldRole
from letopis.school.journal.wire import GridDocument
from letopis.school.organisation.words import in_words_of
from letopis.web.shared import frame, navigation, wording
from letopis.web.shared.addresses import address
from letopis.web.shared.templatetags.letopis import icon

HOLES = (
    *("account", "changes", "story", "topics", "sections", "person", "grid"),
    *("subject", "group", "period", "periods", "download", "year", "teacher", "signs", "school", "printed", "actor"),
)


def content(request: HttpRequest, document: GridDocument, grid: SafeString) -> SafeString:
    """Return what stands in the frame of the page; `grid` is the document, safe to stand there."""
    held: HeldRole = request.held  # type: ignore[attr-defined]
    course, period, place = document.course, document.period, held.place
    return _page(place.kind, course.editable).filled(
        {
            "account": held.actor.account_id,
            "changes": address("journal_changes", course.id),
            "story": address("journal_story", course.id),
            "topics": address("journal_topics", course.id),
            "sections": SafeString() if navigation.has_dock(held.actor) else frame.sections(request, "sections"),
            "person": frame.person(request),
            "grid": grid,
            "subject": course.subject,
            "group": f"{course.class_name}, {course.subgroup}" if course.subgroup else course.class_name,
            "period": period.name,
            "periods": _periods(tuple((one.id, one.name) for one in document.periods), period.id),
            "download": f"?period={period.id}&format=xlsx",
            "year": f" {wording.academic_year(place.year_name)} учебного года" if place.year_name else "",
            "teacher": course.teacher or "не назначен",
            "signs": course.teacher,
            "school": wording.nbsp(place.short_name),
            "printed": f"{local(now()):%d.%m.%Y в %H:%M}",
            "actor": held.actor.name,
        }
    )


@lru_cache(maxsize=64)
def _page(kind: str, editable: bool) -> frame.Part:
    with in_words_of(kind) as words:
        context: dict[str, Any] = {name: frame.hole(name) for name in HOLES}
        context |= {"words": words, "document": {"course": {"editable": editable}}}
        return frame.Part.of(render_to_string("teacher/journal_page.html", context))


@lru_cache(maxsize=1024)
def _periods(periods: tuple[tuple[str, str], ...], chosen: str) -> SafeString:
    """The lines of the menu of periods, of their ids and names."""
    line = '<a class="menu__item menu__item--inset" href="?period={}">{}</a>'
    current = '<a class="menu__item" href="?period={}" aria-current="true">{}{}</a>'
    lines = (
        format_html(current, pk, icon("check"), name) if pk == chosen else format_html(line, pk, name)
        for pk, name in periods
    )
    return format_html_join("", "{}", ((one,) for one in lines))
