"""Rooms (Т4.2.3)."""

from collections import Counter
from collections.abc import Iterator, Sequence

from django.db import transaction

from letopis.kernel.actor import Actor
from letopis.kernel.clock import today
from letopis.kernel.fields import Fault
from letopis.kernel.rights import Right
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
    asked = {put.row.number for put in puts if put.touches("number")}
    there = Room.objects.filter(school_id=actor.school_id, number__in=asked).exclude(pk__in=given)
    often = Counter(there.values_list("number", flat=True)) if asked else Counter[str]()
    often.update(put.row.number for put in puts if not put.removed)
    for index, put in enumerate(puts):
        if put.touches("number") and often[put.row.number] > 1:
            yield index, Fault("number", f"Кабинет {put.row.number} уже есть. Исправьте номер.", "twice")


def _remedy(room: Room) -> str:
    return phrase(
        "Кабинет {number} стоит в расписании или закреплён за {group.ins}. Сначала замените его там.",
        number=room.number,
    )
