"""Terms set, cases entered by hand, held, summary sheets taken out (ARC-08). Every write goes through the ledger."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Annotated

from django.db import transaction

from letopis.documents.handover.actions import CASES
from letopis.documents.handover.enums import CaseKind
from letopis.documents.handover.models import ArchiveCase
from letopis.documents.keeping.kept import free_from, terms_of
from letopis.documents.keeping.models import ActState, Hold, SchoolTerm, TakenOut
from letopis.documents.keeping.terms import terms
from letopis.kernel.actor import Actor
from letopis.kernel.clock import now, today
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.fields import Day, OneOf, Text, Whole, sound
from letopis.kernel.locks import take_turn
from letopis.kernel.rights import Right
from letopis.kernel.text import clean
from letopis.school.history.intake import Put, Table, write

TERMS = Table(SchoolTerm, "set_keeping_term", "set_keeping_term")
HOLDS = Table(Hold, "place_hold", "lift_hold")
TAKEN = Table(TakenOut, "take_out", "take_out")
LONGEST = 300
MOST_YEARS = 100


@dataclass(frozen=True, slots=True)
class TakenDraft:
    """Where the summary sheets go that are taken out of a journal."""

    sheets: Annotated[int | None, Whole("Листов", lowest=1, highest=10_000, required=True)]
    index: Annotated[str, Text("Индекс дела по номенклатуре", limit=40, required=True)]
    place: Annotated[str, Text("Где хранится", limit=160, required=True)]


@dataclass(frozen=True, slots=True)
class CaseDraft:
    """A case that was on paper before the product, or a volume of summary sheets of a year."""

    kind: Annotated[str, OneOf("Что в деле", choices=CaseKind)]
    title: Annotated[str, Text("Заголовок дела", limit=160, required=True, help="Как на обложке")]
    year_name: Annotated[str, Text("За какой учебный год", limit=40, required=True, help="Например: 2019/2020")]
    ended_on: Annotated[
        date, Day("Последний день этого года", required=True, ahead="Этот год ещё не кончился. Исправьте дату.")
    ]
    index: Annotated[str, Text("Индекс дела по номенклатуре", limit=40, required=True)]
    number: Annotated[int | None, Whole("Номер по описи", lowest=1, highest=100_000, required=True)]
    sheets: Annotated[int | None, Whole("Листов", lowest=1, highest=10_000, required=True)]
    place: Annotated[str, Text("Где хранится", limit=160, required=True)]


def require(actor: Actor) -> None:
    """Raise NotVisible for whoever does not keep the archive; the turn is the actor's until the transaction ends."""
    if not (actor.may(Right.READ_ARCHIVE) and actor.may(Right.KEEP_ARCHIVE)):
        raise NotVisible
    take_turn(f"archive:{actor.school_id}")


@transaction.atomic
def set_term(actor: Actor, *, key: str, years: int, reason: str = "") -> SchoolTerm:
    """Set how long something is kept here. Raises NotVisible, Refused: less than the source says, without a reason."""
    require(actor)
    term = terms().get(key)
    if term is None:
        raise NotVisible
    if not 1 <= years <= MOST_YEARS:
        raise Refused(f"Срок — от 1 до {MOST_YEARS} лет.", code="years", field="years")
    reason = _text(reason, "reason")
    if years < term.years and not reason:
        text = f"Это меньше, чем в источнике ({term.years}: {term.source}). Укажите, на каком основании."
        raise Refused(text, code="shorter", field="reason")
    row = SchoolTerm.objects.filter(school=actor.school_id, key=key).first()
    put = Put.change(row) if row else Put(SchoolTerm(school_id=actor.school_id, key=key))
    put.row.years, put.row.reason = years, reason
    write(actor, TERMS, [put])
    return put.row


@transaction.atomic
def add_case(actor: Actor, *, draft: CaseDraft) -> ArchiveCase:
    """Enter a case by hand. Raises NotVisible, Refused with the field that is wrong."""
    require(actor)
    draft = sound(draft, today())
    same = ArchiveCase.objects.filter(school=actor.school_id, index=draft.index, number=draft.number).first()
    if same is not None:
        text = f"Номер {draft.number} с индексом {draft.index} уже у дела «{same.title}»."
        raise Refused(text, code="twice", field="number")
    case = ArchiveCase(school_id=actor.school_id, **asdict(draft))
    write(actor, CASES, [Put(case, action="enter_case")])
    return case


@transaction.atomic
def place_hold(actor: Actor, *, case_id: int, reason: str) -> Hold:
    """Forbid to destroy a case, for a reason. Raises NotVisible, Refused: no reason, held already, gone."""
    require(actor)
    case = case_of(actor, case_id)
    reason = _text(reason, "reason")
    if not reason:
        raise Refused("Укажите причину: она останется в истории.", code="reason", field="reason")
    _require_there(case)
    if case.holds.filter(lifted_at=None).exists():
        raise Refused("Уничтожать это дело уже запрещено.", code="twice")
    hold = Hold(school_id=actor.school_id, case=case, reason=reason, placed_at=now(), placed_by_id=actor.person_id)
    write(actor, HOLDS, [Put(hold)])
    return hold


@transaction.atomic
def lift_hold(actor: Actor, *, case_id: int, reason: str) -> Hold:
    """Lift the hold of a case, for a reason. Raises NotVisible, Refused: no reason, none in force."""
    require(actor)
    case = case_of(actor, case_id)
    reason = _text(reason, "reason")
    if not reason:
        raise Refused("Укажите причину: она останется в истории.", code="reason", field="reason")
    hold = case.holds.filter(lifted_at=None).first()
    if hold is None:
        raise Refused("Запрета уже нет. Обновите страницу.", code="twice")
    put = Put.change(hold)
    hold.lifted_at, hold.lifted_by_id, hold.lift_reason = now(), actor.person_id, reason
    write(actor, HOLDS, [put])
    return hold


@transaction.atomic
def take_out(actor: Actor, *, case_id: int, index: str, place: str, sheets: int) -> TakenOut:
    """Take the summary sheets out of a journal whose term is over: they become a case of their own (Т7.6).

    Raises NotVisible, Refused: the term is not over, taken out already, not a journal, gone.
    """
    require(actor)
    case = case_of(actor, case_id)
    _require_summaries(case)
    draft = sound(TakenDraft(sheets, index, place), today())
    summary = ArchiveCase(
        school_id=actor.school_id,
        kind=CaseKind.SUMMARY,
        year_id=case.year_id,
        class_group_id=case.class_group_id,
        title=f"Сводные ведомости: {case.title}"[:160],
        year_name=case.year_name,
        ended_on=case.ended_on,
        number=_next_number(actor.school_id, draft.index),
        **asdict(draft),
    )
    write(actor, CASES, [Put(summary, action="enter_case")])
    row = TakenOut(
        school_id=actor.school_id,
        journal=case,
        summary=summary,
        at=now(),
        person_id=actor.person_id,
        sheets=sheets,
    )
    write(actor, TAKEN, [Put(row)])
    return row


def _require_summaries(case: ArchiveCase) -> None:
    """Raise Refused for what no summary sheets are taken out of now."""
    _require_there(case)
    if case.kind != CaseKind.JOURNAL:
        raise Refused("Ведомости изымают из журнала.", code="kind")
    if hasattr(case, "taken_out"):
        raise Refused("Сводные ведомости уже изъяты.", code="twice")
    free = free_from(terms_of(case.school_id), case.kind, case.ended_on)
    if free > today():
        raise Refused(f"Срок хранения журнала ещё идёт: до {free:%d.%m.%Y}.", code="early")


def _next_number(school_id: int, index: str) -> int:
    numbers = ArchiveCase.objects.filter(school_id=school_id, index=index, number__isnull=False)
    last = numbers.order_by("-number").values_list("number", flat=True).first()
    return (last or 0) + 1


def case_of(actor: Actor, case_id: int) -> ArchiveCase:
    """Return a case that is in the archive of the actor's school. Raises NotVisible."""
    case = ArchiveCase.objects.filter(school=actor.school_id, pk=case_id, number__isnull=False).first()
    if case is None:
        raise NotVisible
    return case


def _require_there(case: ArchiveCase) -> None:
    if case.act_cases.filter(act__state=ActState.DONE).exists():
        raise Refused("Этого дела больше нет: оно уничтожено по акту.", code="gone")


def _text(text: str, field: str) -> str:
    text = clean(text)
    if len(text) > LONGEST:
        raise Refused(f"Слишком длинно: не больше {LONGEST} знаков.", code="too_long", field=field)
    return text
