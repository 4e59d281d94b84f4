"""How checks and reports come into the base. See letopis.kernel.fields."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from letopis.kernel.actor import Actor
from letopis.kernel.clock import today
from letopis.kernel.fields import Day, Fault, OneOf, Text
from letopis.school.history.intake import Put, Table, refuse_first, settle, write
from letopis.school.organisation.words import phrase
from letopis.school.tutoring.enums import ReportKind
from letopis.school.tutoring.models import DataCheck, MovementReport

CHECKS = Table(DataCheck, "check_data", "check_data")
REPORTS = Table(MovementReport, "report_movement", "answer_report")


@dataclass(frozen=True, slots=True)
class ReportDraft:
    """A report as typed."""

    kind: Annotated[str, OneOf("Что произошло", choices=ReportKind)]
    full_name: Annotated[str, Text("Фамилия, имя, отчество прибывшего", limit=240)]
    day: Annotated[date, Day("С какого дня", required=True, missing="Укажите день.")]
    note: Annotated[str, Text("Примечание", help="Откуда прибыл, куда выбыл, телефон родителей.")] = ""


def write_checks(actor: Actor, puts: Sequence[Put[DataCheck]]) -> list[DataCheck]:
    """Write checks, for an action that has checked its right."""
    return write(actor, CHECKS, puts)


def write_reports(actor: Actor, puts: Sequence[Put[MovementReport]]) -> list[MovementReport]:
    """Write reports, new and answered, for an action that has checked its right. Raises Refused."""
    refuse_first(settle(puts, ReportDraft, today()))
    refuse_first(
        (index, fault) for index, put in enumerate(puts) if put.is_new and (fault := _about_nobody(put.row)) is not None
    )
    return write(actor, REPORTS, puts)


def _about_nobody(row: MovementReport) -> Fault | None:
    if row.kind == ReportKind.DEPARTURE and row.student_id is None:
        return Fault("student_id", phrase("Выберите, кто выбыл."), "nobody")
    if row.kind == ReportKind.ARRIVAL and len(row.full_name.split()) < 2:
        return Fault("full_name", "Напишите фамилию и имя прибывшего.", "nobody")
    return None
