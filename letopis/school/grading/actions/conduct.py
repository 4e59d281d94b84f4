"""Marks of conduct: the class teacher asks those who teach the class, and decides. Решает организация."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from django.db import transaction

from letopis.kernel.actor import Actor
from letopis.kernel.clock import now, today
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.locks import take_turn
from letopis.school.curriculum.models import Course
from letopis.school.grading.conduct_rules import conduct_value
from letopis.school.grading.enums import PeriodKind
from letopis.school.grading.models import ConductAsking, ConductMark, ConductOpinion
from letopis.school.grading.queries.conduct import ConductSheet, OpinionSheet, conduct, opinions
from letopis.school.grading.queries.summary import Period
from letopis.school.grading.rules import require_time
from letopis.school.history.intake import Put, Table, write
from letopis.school.history.turns import write_in_turn
from letopis.school.lessons import policy
from letopis.school.organisation.models import Term

MARKS = Table(ConductMark, "set_conduct", "set_conduct")
ASKINGS = Table(ConductAsking, "ask_conduct", "ask_conduct")
OPINIONS = Table(ConductOpinion, "tell_conduct", "tell_conduct")
# Conduct is talked over before it is marked: two weeks. Решает организация.
EARLY_DAYS = 14
R = TypeVar("R", ConductMark, ConductOpinion)


@transaction.atomic
def set_conduct(actor: Actor, *, class_id: int, period: str, values: Mapping[int, str]) -> int:
    """Put marks of conduct of a class by student, "" takes one away; return how many changed.

    Raises NotVisible, Refused: not the own class, too early, a closed period, not of the scale, not of the class, put
    by another class already: who has moved has one mark of a period.
    """
    write_in_turn(actor.school_id)
    # Class teachers take turns: of two classes that somebody was in the second sees what the first has put.
    take_turn(f"conduct of school {actor.school_id}")
    sheet = conduct(actor, class_id, period)
    actor = _require_led(actor, sheet)
    _require_open(sheet.period)
    of_class = {**_of(actor, sheet), **_slot(sheet.period)}
    _require_nowhere_else(sheet, values)
    puts = _puts(sheet, values, ConductMark.objects.filter(**of_class), lambda: ConductMark(**of_class, version=0))
    for put in puts:
        put.row.version += 1
    write(actor, MARKS, puts)
    return len(puts)


@transaction.atomic
def ask_opinions(actor: Actor, *, class_id: int, period: str) -> None:
    """Ask all who teach the class what they think of its conduct. Raises NotVisible, Refused (asked already)."""
    write_in_turn(actor.school_id)
    sheet = conduct(actor, class_id, period)
    actor = _require_led(actor, sheet)
    _require_open(sheet.period)
    if sheet.asked_at:
        raise Refused("Мнения уже спросили: они появятся здесь.", code="twice")
    row = ConductAsking(**_of(actor, sheet), **_slot(sheet.period), asked_by_id=actor.staff_id, asked_at=now())
    write(actor, ASKINGS, [Put(row)])


@transaction.atomic
def tell_opinions(actor: Actor, *, course_id: int, period: str, values: Mapping[int, str]) -> int:
    """Say what the teacher of a course thinks of the conduct of its students; return how many opinions changed.

    Raises NotVisible, Refused: not an own page, a closed period, not of the scale.
    """
    write_in_turn(actor.school_id)
    Course.objects.select_for_update().filter(school_id=actor.school_id, pk=course_id).first()
    sheet = opinions(actor, course_id, period)
    if sheet.role is None:
        raise NotVisible
    _require_open(sheet.period, last_day=False)
    of_course = {"school_id": actor.school_id, "course_id": course_id, **_slot(sheet.period)}
    puts = _puts(sheet, values, ConductOpinion.objects.filter(**of_course), lambda: ConductOpinion(**of_course))
    write(policy.acting(actor, sheet.role), OPINIONS, puts)
    return len(puts)


def _puts(
    sheet: ConductSheet | OpinionSheet, values: Mapping[int, str], rows: Iterable[R], new: Callable[[], R]
) -> list[Put[R]]:
    """What is to be written of students whose value is another now. Raises NotVisible, Refused."""
    known, here, puts = {row.student_id: row for row in rows}, {line.id for line in sheet.lines}, []
    for student, text in values.items():
        if student not in here:
            raise NotVisible
        row = known.get(student)
        # What stands there may be of a scale that the school had before.
        if text == (stands := row.value if row else "") or (value := conduct_value(sheet.scale, text)) == stands:
            continue
        put = Put.change(row) if row else Put(new())
        put.row.student_id, put.row.value, put.row.set_at = student, value, now()
        puts.append(put)
    return puts


def _require_nowhere_else(sheet: ConductSheet, values: Mapping[int, str]) -> None:
    for line in sheet.lines:
        if line.elsewhere and (wanted := values.get(line.id)) and wanted != line.value:
            message = f"{line.name}: отметка за поведение за этот период уже стоит: {line.elsewhere}."
            raise Refused(message, code="elsewhere")


def _require_led(actor: Actor, sheet: ConductSheet) -> Actor:
    if not sheet.may_write:
        raise NotVisible
    return actor


def _require_open(period: Period, *, last_day: bool = True) -> None:
    """The period is open for correction (А3.2.2); marks are put in its last days, opinions told before them."""
    if period.term_id and Term.objects.filter(pk=period.term_id, closed_at__isnull=False).exists():
        raise Refused("Учебный период закрыт для исправлений.", code="closed")
    if last_day:
        require_time(PeriodKind.TERM, today(), period.last_day, EARLY_DAYS)


def _of(actor: Actor, sheet: ConductSheet) -> dict[str, Any]:
    return {"school_id": actor.school_id, "class_group_id": sheet.group.id}


def _slot(period: Period) -> dict[str, Any]:
    return {**period.key, "term_id": period.term_id}
