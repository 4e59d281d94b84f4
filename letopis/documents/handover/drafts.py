"""What a step asks for besides a remark: how the director certified, the act of handing over. Checked as rows are."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from letopis.documents.handover.enums import Signature
from letopis.kernel.fields import Day, Text


@dataclass(frozen=True, slots=True)
class Certificate:
    """How printed journals were certified: by whom, when (П3.6.6, П5.3, Т7.5)."""

    signatory: Annotated[str, Text("Кто подписал", limit=160, required=True)]
    signed_on: Annotated[
        date, Day("Дата подписи", required=True, ahead="День подписи ещё не наступил. Исправьте дату.")
    ]
    signature: str = Signature.HAND


@dataclass(frozen=True, slots=True)
class ActDraft:
    """An act of handing over. `index`: of the nomenclature of cases, the same for all in it."""

    number: Annotated[str, Text("Номер акта", limit=40, required=True)]
    date: Annotated[date, Day("Дата акта", required=True, ahead="Дата акта ещё не наступила. Исправьте дату.")]
    index: Annotated[str, Text("Индекс дела по номенклатуре", limit=40, required=True)]
    place: Annotated[str, Text("Где хранится", limit=160, required=True)]
    giver: Annotated[str, Text("Сдал", limit=160, required=True)]
    giver_position: Annotated[str, Text("Должность сдавшего", limit=160, required=True)]
    receiver: Annotated[str, Text("Принял", limit=160, required=True)]
    receiver_position: Annotated[str, Text("Должность принявшего", limit=160, required=True)]
