"""Rooms. Source: Т4.2.3."""

from django.db import transaction

from letopis.kernel.actor import Actor
from letopis.kernel.rights import Right
from letopis.school.history.intake import Put
from letopis.school.organisation import intake, policy
from letopis.school.organisation.actions import rows
from letopis.school.organisation.models import Room


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
    policy.require(actor, Right.KEEP_SCHOOL)
    new = Room(school_id=actor.school_id)
    put = Put(new) if room_id is None else Put.change(rows.find(actor, Room, room_id))
    row = put.row
    row.number, row.name, row.capacity, row.kind, row.responsible = number, name, capacity, kind, responsible
    intake.put_rooms(actor, [put])
    return row


@transaction.atomic
def remove_room(actor: Actor, *, room_id: int) -> None:
    """Remove a room that was never used. Raises Refused where a timetable or a class names it."""
    policy.require(actor, Right.KEEP_SCHOOL)
    intake.put_rooms(actor, [Put.removal(rows.find(actor, Room, room_id))])
