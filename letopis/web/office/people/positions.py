"""The positions of the staff: a list of what stands on their cards, each called otherwise on all of them at once."""

from urllib.parse import urlencode

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from letopis.kernel.rights import Right
from letopis.school.people import actions, queries
from letopis.school.people.models import Staff
from letopis.school.people.queries import PositionRow
from letopis.web.shared.actors import ActorRequest, for_rights
from letopis.web.shared.listing import TEXT, ListColumn, Listing, asked, matching
from letopis.web.shared.listing_page import list_page
from letopis.web.shared.markup import shown
from letopis.web.shared.opened import opened_on
from letopis.web.shared.submit import form_page, submit, typed
from letopis.web.shared.wording import counted

ON_CARDS = "карточке,карточках,карточках"


class PositionForm(forms.Form):
    """How a position is called."""

    name = forms.CharField(label="Должность", max_length=160)


def _opens(row: PositionRow) -> str:
    return f"{reverse('office_position')}?{urlencode({'called': row.name})}"


def _holders(row: PositionRow) -> SafeString:
    address = f"{reverse('office_people')}?{urlencode({'kind': 'staff', 'position': row.name})}"
    return SafeString(f'<a href="{shown(address)}">{row.held}</a>')


def _columns() -> list[ListColumn[PositionRow]]:
    return [
        ListColumn("name", "Должность", lambda row: row.name, width=60, is_head=True, edits="name"),
        ListColumn("held", "Работают", lambda row: row.held, _holders, width=12, css="number"),
        ListColumn("left", "Уволены", lambda row: row.left, width=12, css="number"),
    ]


@for_rights(Right.READ_STAFF)
@require_safe
def positions(request: ActorRequest) -> HttpResponse:
    """List the positions; ?format=xlsx takes the list away."""
    found, columns = queries.position_rows(request.actor), _columns()
    rows = matching(found, asked(request, (TEXT,))["text"], columns)
    opens = _opens if request.actor.may(Right.KEEP_STAFF) else None
    listing = Listing(request, columns, rows, filters=(TEXT,), opens=opens)
    return list_page(request, listing, "office/people/positions.html", file="Должности.xlsx", has_any=bool(found))


@for_rights(Right.KEEP_STAFF)
@form_page
def position(request: ActorRequest) -> HttpResponse:
    """Call a position otherwise on every card (`?called=`)."""
    name = request.GET.get("called", "")
    row = next((one for one in queries.position_rows(request.actor) if one.name == name), None)
    if row is None:
        raise Http404
    form = PositionForm(typed(request), initial={"name": name})
    held = Staff.objects.filter(school=request.actor.school_id, position=name)
    opened_on(form, held, facts={"Работают": row.held, "Уволены": row.left})
    return submit(
        request,
        form,
        lambda: actions.rename_position(request.actor, name=name, to=form.cleaned_data["name"]),
        page=lambda: render(request, "office/people/position.html", {"form": form, "row": row}),
        to="office_positions",
        done=lambda many: f"Записано на {counted(many, ON_CARDS)}." if many else "Название то же.",
    )
