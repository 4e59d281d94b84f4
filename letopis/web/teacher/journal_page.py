"""What the page of a course fills in for who asks; the rest of it is kept by its look (kept_page.py)."""

from functools import lru_cache
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from letopis.kernel.clock import local, now
from letopis.school.access.held import HeldRole
from letopis.school.journal.wire import GridDocument, PeriodHead
from letopis.web.shared import wording
from letopis.web.shared.addresses import address
from letopis.web.shared.templatetags.letopis import icon


def values(held: HeldRole, document: GridDocument) -> dict[str, Any]:
    """Return what stands in the holes of teacher/journal.html, but for the document itself."""
    course, period, place = document.course, document.period, held.place
    return {
        "account": held.actor.account_id,
        "changes": address("journal_changes", course.id),
        "story": address("journal_story", course.id),
        "topics": address("journal_topics", course.id),
        "totals": address("journal_totals_data", course.id),
        "subject": course.subject,
        "class_name": course.class_name,
        "group": f"{course.class_name}, {course.subgroup}" if course.subgroup else course.class_name,
        "period": period.name,
        "closed": _closed(period),
        "periods": _periods(tuple((one.id, one.name) for one in document.periods), period.id),
        "download": f"?period={period.id}&format=xlsx",
        "year": f" {wording.academic_year(place.year_name)} учебного года" if place.year_name else "",
        "teacher": course.teacher or "не назначен",
        "signs": course.teacher,
        "school": wording.nbsp(place.short_name),
        "printed": f"{local(now()):%d.%m.%Y в %H:%M}",
        "reader": held.actor.name,
    }


def _closed(period: PeriodHead) -> str:
    """Whether what is typed here will be written: «закрыт 30.12», «открыт до 14:05 12.01», "" where it is open."""
    if period.open_until:
        return f"открыт до {local(period.open_until):%H:%M %d.%m}"
    return f"закрыт {local(period.closed_since):%d.%m}" if period.closed_since else ""


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
