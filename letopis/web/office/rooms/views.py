"""Rooms (Т4.2.3)."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from letopis.kernel.errors import Refused
from letopis.school.organisation import actions, policy, queries
from letopis.school.organisation.models import Room
from letopis.web.office.fields import refuse
from letopis.web.office.pages import READ, form_page
from letopis.web.office.rooms.forms import RoomForm
from letopis.web.office.settings.views import WRITE
from letopis.web.shared.actors import ActorRequest, for_roles
from letopis.web.shared.xlsx import download, figure


@for_roles(*READ)
@require_safe
def rooms(request: ActorRequest) -> HttpResponse:
    """List the rooms; ?format=xlsx takes the list away."""
    rows = queries.rooms_page(request.actor)
    if request.GET.get("format") == "xlsx":
        columns = (("№", 10), ("Наименование", 40), ("Мест", 8), ("Вид", 32), ("Ответственный", 28))
        return download(
            "Кабинеты.xlsx",
            columns,
            [(figure(room.number), room.name, room.capacity, room.kind, room.responsible) for room in rows],
        )
    may_keep = policy.may(request.actor, "keep", request.actor.school_id)
    return render(request, "office/rooms/list.html", {"rooms": rows, "may_keep": may_keep})


@for_roles(*WRITE)
@form_page
def room_edit(request: ActorRequest, pk: int | None = None) -> HttpResponse:
    """Add a room or change one."""
    room: Room | None = None
    if pk:
        room = next((each for each in queries.rooms_page(request.actor) if each.pk == pk), None)
        if room is None:
            raise Http404
    initial = {name: getattr(room, name) for name in RoomForm.base_fields} if room else {}
    form = RoomForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_room(request.actor, room_id=pk, **form.cleaned_data)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, f"Кабинет {form.cleaned_data['number']} записан.")
            return redirect("office_rooms")
    return render(request, "office/rooms/edit.html", {"form": form, "room": room})


@for_roles(*WRITE)
@require_POST
def room_remove(request: ActorRequest, pk: int) -> HttpResponse:
    """Remove a room that was never used."""
    try:
        actions.remove_room(request.actor, room_id=pk)
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("office_rooms_edit", pk)
    messages.success(request, "Кабинет убран.")
    return redirect("office_rooms")
