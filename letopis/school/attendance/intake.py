"""What a note and an early leaving are, and how they are written. See letopis.kernel.fields."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated

from letopis.kernel.actor import Actor
from letopis.kernel.clock import today
from letopis.kernel.dates import short
from letopis.kernel.fields import Day, Fault, OneOf, Text
from letopis.school.attendance.enums import EXCUSES, NoteKind
from letopis.school.attendance.models import AbsenceNote, EarlyLeave, NoteFile
from letopis.school.history.intake import NOW as AT_ONCE
from letopis.school.history.intake import Occasion, Put, Subject, Table, refuse_first, settle, write

NOTES = Table(AbsenceNote, "announce_absence", "changed")
FILES: Table[NoteFile] = Table(
    NoteFile, "attach_file", "changed", subject=lambda row: Subject(student_id=row.note.student_id)
)
LEAVES = Table(EarlyLeave, "record_leave", "record_leave")
# A note is of some weeks; who is away longer brings another.
MOST_DAYS = 62


@dataclass(frozen=True, slots=True)
class NoteFields:
    """A note as typed."""

    kind: Annotated[str, OneOf("Документ", choices=NoteKind)]
    first_day: Annotated[date, Day("С какого дня", required=True, missing="Укажите первый день.")]
    last_day: Annotated[date, Day("По какой день", required=True, missing="Укажите последний день.")]
    text: Annotated[str, Text("Пояснение", limit=500)] = ""


@dataclass(frozen=True, slots=True)
class LeaveFields:
    """An early leaving as typed."""

    taken_by: Annotated[str, Text("Кто забрал", limit=160)] = ""
    note: Annotated[str, Text("Примечание", limit=300)] = ""


def write_notes(actor: Actor, puts: Sequence[Put[AbsenceNote]], occasion: Occasion = AT_ONCE) -> list[AbsenceNote]:
    """Write notes, new and answered, for an action that has checked its right. Raises Refused."""
    refuse_first(_faults(puts))
    refuse_first(settle(puts, NoteFields, today()))
    return write(actor, NOTES, puts, occasion)


def write_files(actor: Actor, puts: Sequence[Put[NoteFile]], occasion: Occasion = AT_ONCE) -> list[NoteFile]:
    """Write the files of notes, for an action that has checked its right."""
    return write(actor, FILES, puts, occasion)


def write_leaves(actor: Actor, puts: Sequence[Put[EarlyLeave]], occasion: Occasion = AT_ONCE) -> list[EarlyLeave]:
    """Write early leavings, for an action that has checked its right. Raises Refused."""
    refuse_first(settle(puts, LeaveFields, today()))
    codes = ((index, put.row.code) for index, put in enumerate(puts))
    refuse_first((index, _no_reason()) for index, code in codes if code not in EXCUSES)
    return write(actor, LEAVES, puts, occasion)


def _faults(puts: Sequence[Put[AbsenceNote]]) -> Iterator[tuple[int, Fault]]:
    for index, put in enumerate(puts):
        row = put.row
        if row.code not in EXCUSES:
            yield index, _no_reason()
        if row.last_day < row.first_day:
            words = f"Последний день не может быть раньше первого ({short(row.first_day)}). Исправьте дату."
            yield index, Fault("last_day", words, "order")
        elif row.last_day - row.first_day >= timedelta(days=MOST_DAYS):
            yield index, Fault("last_day", f"Не больше {MOST_DAYS} дней подряд: разделите на два документа.", "long")
        if row.first_number and row.first_day != row.last_day:
            yield index, Fault("first_number", "Номера указывают, когда день один.", "numbers")
        if row.last_number and (not row.first_number or row.last_number < row.first_number):
            yield index, Fault("last_number", "Последний номер не может быть раньше первого.", "numbers")


def _no_reason() -> Fault:
    return Fault("code", f"Выберите причину: {', '.join(one.label.lower() for one in EXCUSES)}.", "code")
