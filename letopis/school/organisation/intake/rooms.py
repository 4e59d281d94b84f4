"""Rooms (Т4.2.3)."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from django.db import transaction

from letopis.kernel.actor import Actor
from letopis.kernel.clock import today
from letopis.kernel.fields import Fault
from letopis.kernel.rights import Right
from letopis.kernel.text import name_key, twin_message
from letopis.school.history.intake import NOW, Occasion, Put, Table, refuse_first, settle, write
from letopis.school.organisation import policy
from letopis.school.organisation.intake.rows import RoomDraft
from letopis.school.organisation.intake.used import refuse_used
from letopis.school.organisation.models import Room
from letopis.school.organisation.words import phrase

ROOMS = Table(Room, "create", "update", follows=("sort_key",), removed="remove")


@transaction.atomic
def put_rooms(actor: Actor, puts: Sequence[Put[Room]], occasion: Occasion = NOW) -> list[Room]:
    """Write rooms; a number is one room's. Raises NotVisible, Refused."""
    policy.require(actor, Right.KEEP_SCHOOL)
    refuse_first(settle(puts, RoomDraft, today()))
    refuse_first(_twice(actor, puts))
    refuse_used(puts, _remedy)
    for put in puts:
        put.row.renew_keys()
    return write(actor, ROOMS, puts, occasion)


def _twice(actor: Actor, puts: Sequence[Put[Room]]) -> Iterator[tuple[int, Fault]]:
    """One query."""
    given = {put.row.pk for put in puts if put.row.pk}
    numbered: dict[str, list[str]] = defaultdict(list)
    if any(put.touches("number") for put in puts):
        there = Room.objects.filter(school_id=actor.school_id).values_list("pk", "number")
        kept = [number for pk, number in there if pk not in given]
        for number in (*kept, *(put.row.number for put in puts if not put.removed)):
            numbered[name_key(number)].append(number)
    for index, put in enumerate(puts):
        same = numbered[name_key(put.row.number)]
        if put.touches("number") and len(same) > 1:
            twin = next((one for one in same if one != put.row.number), "")
            message = f"Кабинет {put.row.number} уже есть. Исправьте номер."
            yield index, Fault("number", twin_message(put.row.number, twin) if twin else message, "twice")


def _remedy(room: Room) -> str:
    return phrase(
        "Кабинет {number} стоит в расписании или закреплён за {group.ins}. Сначала замените его там.",
        number=room.number,
    )
