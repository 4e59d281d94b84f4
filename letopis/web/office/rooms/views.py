"""Rooms (Т4.2.3)."""

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from letopis.kernel.rights import Right
from letopis.school.organisation import actions, queries
from letopis.school.organisation.intake import RoomDraft
from letopis.school.organisation.models import Room
from letopis.web.office.rooms.forms import RoomForm
from letopis.web.office.rooms.listing import columns, filters
from letopis.web.office.specified import initial_of
from letopis.web.shared.actors import ActorRequest, for_rights
from letopis.web.shared.listing import Listing, asked, matching, opener
from letopis.web.shared.listing_page import list_page
from letopis.web.shared.opened import opened_on
from letopis.web.shared.submit import form_page, submit, typed
from letopis.web.shared.wording import counted


@for_rights(Right.READ_SCHOOL)
@require_safe
def rooms(request: ActorRequest) -> HttpResponse:
    """List the rooms; ?format=xlsx takes the list away."""
    may_keep = request.actor.may(Right.KEEP_SCHOOL)
    found = queries.rooms_page(request.actor)
    of, shown = filters(found), columns(may_keep=may_keep)
    wanted = asked(request, of)
    rows = [room for room in found if wanted.get("kind", "") in ("", room.kind)]
    rows = matching(rows, wanted["text"], shown)
    many = {"many": counted(len(rows), "кабинет,кабинета,кабинетов")}
    listing = Listing(request, shown, rows, filters=of, opens=opener("office_rooms_edit") if may_keep else None)
    return list_page(request, listing, "office/rooms/list.html", file="Кабинеты.xlsx", values=many, has_any=bool(found))


@for_rights(Right.KEEP_SCHOOL)
@form_page
def room_edit(request: ActorRequest, pk: int | None = None) -> HttpResponse:
    """Add a room or change one."""
    room = _room(request, pk) if pk else None
    form = _form(room, typed(request))
    return submit(
        request,
        form,
        lambda: actions.set_room(request.actor, room_id=pk, **form.cleaned_data),
        page=lambda: _edit_page(request, form, room),
        to="office_rooms",
        done=lambda saved: f"Кабинет {saved.number} записан.",
    )


@for_rights(Right.KEEP_SCHOOL)
@form_page
def room_remove(request: ActorRequest, pk: int) -> HttpResponse:
    """Remove a room that was never used."""
    room = _room(request, pk)
    return submit(
        request,
        None,
        lambda: actions.remove_room(request.actor, room_id=pk),
        page=lambda: _edit_page(request, _form(room), room),
        to="office_rooms",
        done="Кабинет убран.",
    )


def _room(request: ActorRequest, pk: int) -> Room:
    for room in queries.rooms_page(request.actor):
        if room.pk == pk:
            return room
    raise Http404


def _form(room: Room | None, data: QueryDict | None = None) -> RoomForm:
    return opened_on(RoomForm(data, initial=initial_of(RoomDraft, room) if room else {}), room)


def _edit_page(request: ActorRequest, form: RoomForm, room: Room | None) -> HttpResponse:
    return render(request, "office/rooms/edit.html", {"form": form, "room": room})
