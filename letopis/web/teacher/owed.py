"""Missing works: of the own class in all subjects, for who leads it; of the own pages, for who teaches them."""

from collections.abc import Sequence

from django.http import HttpResponse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from letopis.kernel.rights import Right
from letopis.school.marks import states
from letopis.school.marks.queries.owed import Owed, owed_by_class, owed_to
from letopis.school.organisation.words import current
from letopis.web.shared.actors import ActorRequest, for_rights
from letopis.web.shared.addresses import address
from letopis.web.shared.listing import TEXT, ListColumn, ListFilter, Listing, asked, matching, note, values_of
from letopis.web.shared.listing_page import list_page
from letopis.web.shared.markup import shown
from letopis.web.shared.wording import capital, day_month


@for_rights(Right.WRITE_OWN_PAGES)
@require_safe
def owed(request: ActorRequest) -> HttpResponse:
    """What students owe in the own subjects; ?format=xlsx takes the list away."""
    return _page(request, owed_to(request.actor), "")


@for_rights(Right.READ_OWN_CLASS)
@require_safe
def class_owed(request: ActorRequest, class_id: int) -> HttpResponse:
    """What the students of the own class owe in all subjects."""
    name, rows = owed_by_class(request.actor, class_id)
    return _page(request, rows, name)


def _page(request: ActorRequest, found: Sequence[Owed], of_class: str) -> HttpResponse:
    """`of_class`: its name where all are of one class."""
    conditions = (
        TEXT,
        ListFilter("subject", "Предмет", values_of(found, lambda one: one.subject)),
        ListFilter("state", "Что", [(state, states.told(state)) for state in states.OWED]),
    )
    wanted, columns = asked(request, conditions), _columns(is_one_class=bool(of_class))
    rows = [one for one in found if wanted["subject"] in ("", one.subject) and wanted["state"] in ("", one.state)]
    listing = Listing(request, columns, matching(rows, wanted["text"], columns), filters=conditions)
    file = f"Несданные работы {of_class}".strip() + ".xlsx"
    values = {"heading": ", ".join(filter(None, ("Несданные работы", of_class)))}
    return list_page(request, listing, "teacher/owed.html", file=file, values=values, has_any=bool(found))


def _columns(*, is_one_class: bool) -> list[ListColumn[Owed]]:
    words = current()
    group: list[ListColumn[Owed]] = (
        []
        if is_one_class
        else [ListColumn("class", capital(words.group.nom), lambda one: one.class_name, width=10, css="wide-only")]
    )
    return [
        ListColumn("student", capital(words.student.nom), lambda one: one.student, width=30, is_head=True),
        *group,
        ListColumn("subject", "Предмет", lambda one: one.subject, width=24, css="wide-only"),
        ListColumn("work", "Работа", lambda one: one.work, _work, width=36),
        ListColumn("day", "Дата", lambda one: one.day, lambda one: day_month(one.day), width=12, css="nowrap"),
        ListColumn("state", "Что", lambda one: one.told, _state, width=24),
        ListColumn("until", "Срок", lambda one: one.until, width=12, for_page=False),
    ]


def _work(one: Owed) -> SafeString:
    """The cell itself: its column in the journal; on a phone class and subject stand above it."""
    subject = SafeString(f'<span class="phone-only note">{shown(f"{one.class_name}, {one.subject}")}</span> ')
    link = SafeString(f'<a href="{address("journal", one.course_id)}?lesson={one.lesson_id}">{shown(one.work)}</a>')
    return subject + link + note(one.comment)


def _state(one: Owed) -> SafeString:
    until = f" до {day_month(one.until)}" if one.until else ""
    return SafeString(f"{shown(one.told + until)}")
