"""Rooms. Source: Т4.2.3."""

from django.db import transaction

from letopis.kernel.actor import Actor
from letopis.kernel.errors import Refused
from letopis.kernel.text import clean
from letopis.school.organisation import policy
from letopis.school.organisation.actions import rows
from letopis.school.organisation.models import Room
from letopis.school.organisation.rules import room_sort_key
from letopis.school.organisation.words import say


@transaction.atomic
def set_room(
    actor: Actor,
    *,
    number: str,
    name: str = "",
    capacity: int | None = None,
    kind: str = "",
    responsible: str = "",
    room_id: int | None = None,
) -> Room:
    """Add a room or, with `room_id`, change it. Raises Refused where the number is missing or taken."""
    policy.require(actor, "keep", actor.school_id)
    number = clean(number)
    if not number:
        raise Refused("Укажите номер кабинета, как он пишется в расписании.", code="required", field="number")
    if capacity is not None and not 0 < capacity < 10_000:
        raise Refused("Число мест бывает от 1 до 9999.", code="invalid", field="capacity")
    if Room.objects.filter(school_id=actor.school_id, number=number).exclude(pk=room_id or 0).exists():
        raise Refused(f"Кабинет {number} уже есть. Исправьте номер.", code="twice", field="number")
    columns = {
        "number": number,
        "name": clean(name),
        "capacity": capacity,
        "kind": clean(kind),
        "responsible": clean(responsible),
        "sort_key": room_sort_key(number),
    }
    rows.check_lengths(Room, columns)
    if room_id is None:
        return rows.create(actor, Room(school_id=actor.school_id, **columns))
    room = rows.find(actor, Room, room_id)
    rows.change(actor, room, **columns)
    return room


@transaction.atomic
def remove_room(actor: Actor, *, room_id: int) -> None:
    """Remove a room that was never used. Raises Refused where a timetable or a class names it."""
    policy.require(actor, "keep", actor.school_id)
    room = rows.find(actor, Room, room_id)
    rows.remove(
        actor,
        room,
        say(
            "Кабинет {number} стоит в расписании или закреплён за {group.ins}. Сначала замените его там.",
            number=room.number,
        ),
    )
