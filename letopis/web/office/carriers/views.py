"""Packages × carriers at a glance; a carrier, its form, taking it out of service (П5.5, Д5.2)."""

from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from letopis.documents.carriers import actions, queries
from letopis.documents.carriers.intake import CarrierDraft
from letopis.documents.carriers.models import Carrier
from letopis.documents.carriers.options import options
from letopis.kernel.clock import today
from letopis.kernel.rights import Right
from letopis.school.people.queries import staff_choices
from letopis.web.office.carriers.forms import CarrierForm, RetireForm
from letopis.web.office.carriers.listing import columns, shown_as
from letopis.web.office.specified import initial_of
from letopis.web.shared.actors import ActorRequest, for_rights
from letopis.web.shared.listing import Listing
from letopis.web.shared.listing_page import parts
from letopis.web.shared.opened import opened_on
from letopis.web.shared.submit import form_page, submit, typed
from letopis.web.shared.xlsx import is_asked


@for_rights(Right.READ_CARRIERS)
@require_safe
def carriers(request: ActorRequest) -> HttpResponse:
    """Show the register: what is wrong, which package lies where and how, what is being done."""
    return board_view(request)


def board_view(request: ActorRequest) -> HttpResponse:
    """Return the page of the register."""
    board = queries.board(request.actor)
    listing = Listing(request, columns(board.carriers), board.rows)
    if is_asked(request):
        return listing.workbook("Архивные пакеты.xlsx")
    context = {"board": board, "terms": options().terms, **parts(listing)}
    return render(request, "office/carriers/board.html", context)


@for_rights(Right.READ_CARRIERS)
@require_safe
def carrier(request: ActorRequest, carrier_id: int) -> HttpResponse:
    """Show a carrier: what lies on it, when it was read."""
    return _page(request, carrier_id)


def _page(request: ActorRequest, carrier_id: int, form: RetireForm | None = None) -> HttpResponse:
    page = queries.carrier_page(request.actor, carrier_id)
    if form is None:
        form = _retiring(page.carrier)
    context = {"page": page, "copies": shown_as(page.copies), "form": form, "is_retiring": form.is_bound}
    return render(request, "office/carriers/carrier.html", context)


@for_rights(Right.KEEP_CARRIERS)
@form_page
def carrier_edit(request: ActorRequest, carrier_id: int | None = None) -> HttpResponse:
    """Add a carrier or change one."""
    row = actions.carrier_of(request.actor, carrier_id) if carrier_id else None
    form = _form(request, row, typed(request))
    return submit(
        request,
        form,
        lambda: actions.set_carrier(request.actor, carrier_id=carrier_id, **form.cleaned_data),
        page=lambda: render(request, "office/carriers/edit.html", {"form": form, "carrier": row}),
        to=lambda saved: ("office_carrier", saved.pk),
        done=lambda saved: f"Носитель «{saved.name}» записан.",
    )


def _form(request: ActorRequest, row: Carrier | None, data: QueryDict | None) -> CarrierForm:
    initial: dict[str, Any] = {"since": today()}
    if row is not None:
        initial = {**initial_of(CarrierDraft, row), "responsible_id": row.responsible_id}
    form = CarrierForm(
        data,
        initial=initial,
        staff=staff_choices(request.actor.school_id, today()),
        places=queries.places_for(request.actor, carrier_id=row.pk if row else None),
    )
    return opened_on(form, row)


@for_rights(Right.KEEP_CARRIERS)
@form_page
def carrier_retire(request: ActorRequest, carrier_id: int) -> HttpResponse:
    """Take a carrier out of service, with the reason."""
    row = actions.carrier_of(request.actor, carrier_id)
    form = _retiring(row, typed(request))
    return submit(
        request,
        form,
        lambda: actions.retire_carrier(request.actor, carrier_id=carrier_id, **form.cleaned_data),
        page=lambda: _page(request, carrier_id, form),
        to=("office_carrier", carrier_id),
        done="Носитель выведен из работы: копии на нём больше не считаются.",
    )


def _retiring(row: Carrier, data: QueryDict | None = None) -> RetireForm:
    form = RetireForm(data, initial={"day": today()})
    facts = {"В работе по": f"{row.until:%d.%m.%Y}" if row.until else ""}
    return opened_on(form, row, facts=facts, apart=("day", "reason"))
