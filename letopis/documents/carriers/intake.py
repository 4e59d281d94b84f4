"""What a carrier is as typed, and how rows of the register are written."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from letopis.documents.carriers.enums import CarrierKind
from letopis.documents.carriers.models import Carrier, Check, Copy, Package
from letopis.kernel.actor import Actor
from letopis.kernel.clock import today
from letopis.kernel.fields import Day, Fault, OneOf, Text
from letopis.kernel.text import name_key
from letopis.school.history.intake import NOW, Occasion, Put, Table, refuse_first, settle, write

PACKAGES = Table(Package, "register_package", "withdraw_package")
CARRIERS = Table(Carrier, "set_carrier", "set_carrier")
COPIES = Table(Copy, "write_copy", "replace_copy")
CHECKS = Table(Check, "check_copy", "check_copy")


@dataclass(frozen=True, slots=True)
class CarrierDraft:
    """A carrier as typed."""

    name: Annotated[
        str,
        Text(
            "Название",
            help="Как его называют: «Диск в сейфе», «Сервер в кабинете 12».",
            limit=120,
            required=True,
            missing="Назовите носитель.",
        ),
    ]
    kind: Annotated[str, OneOf("Вид", choices=CarrierKind)]
    place: Annotated[
        str,
        Text(
            "Где хранится",
            help="Помещение: копии одного пакета должны лежать в разных.",
            limit=200,
            required=True,
            missing="Укажите помещение, где носитель хранится.",
        ),
    ]
    since: Annotated[date, Day("В работе с", required=True, missing="Укажите день.")]
    address: Annotated[str, Text("Место на сервере", limit=120)] = ""
    inventory: Annotated[str, Text("Инвентарный номер", limit=60)] = ""


def write_carriers(actor: Actor, puts: Sequence[Put[Carrier]], occasion: Occasion = NOW) -> list[Carrier]:
    """Write carriers, for an action that has checked its right. Raises Refused: a name that another one has."""
    refuse_first(settle(puts, CarrierDraft, today()))
    refuse_first(_twice(actor, puts))
    return write(actor, CARRIERS, puts, occasion)


def _twice(actor: Actor, puts: Sequence[Put[Carrier]]) -> Iterator[tuple[int, Fault]]:
    """One query."""
    there = dict(Carrier.objects.filter(school_id=actor.school_id, until=None).values_list("pk", "name"))
    for index, put in enumerate(puts):
        others = {name_key(name) for pk, name in there.items() if pk != put.row.pk}
        if put.touches("name") and name_key(put.row.name) in others:
            yield index, Fault("name", f"Носитель «{put.row.name}» уже есть. Назовите иначе.", "twice")
