"""Acts on the destruction of cases whose term is over: drawn up, signed by two people, withdrawn (ARC-08: Т7.6)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated

from django.db import transaction

from letopis.documents.handover.enums import CaseKind
from letopis.documents.handover.models import ArchiveCase
from letopis.documents.keeping.actions import require
from letopis.documents.keeping.doomed import doomed_of
from letopis.documents.keeping.kept import Terms, free_from, terms_of
from letopis.documents.keeping.models import ActCase, ActState, Confirmation, Hold, KeepingAct
from letopis.kernel.actor import Actor
from letopis.kernel.clock import now, today
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.fields import Day, Text, sound
from letopis.kernel.locks import take_turn
from letopis.kernel.rights import Right
from letopis.kernel.text import clean
from letopis.school.history.intake import Put, Table, write

ACTS = Table(KeepingAct, "draw_up_destruction", "carry_out_destruction")
ACT_CASES = Table(ActCase, "name_case", "destroy_case")
SIGNED = Table(Confirmation, "sign_destruction", "sign_destruction", removed="sign_destruction")
MEMBERS = 2
MOST = 100_000  # entries of one act: all or none of it is done, in one transaction of half a minute


@dataclass(frozen=True, slots=True)
class DestructionDraft:
    """An act on the destruction of cases as it is drawn up."""

    number: Annotated[str, Text("Номер акта", limit=26, required=True)]
    date: Annotated[date, Day("Дата акта", required=True, ahead="Дата акта ещё не наступила. Исправьте дату.")]
    reason: Annotated[
        str, Text("Основание", limit=300, required=True, help="Например: истёк срок хранения, протокол комиссии № 2")
    ]
    method: Annotated[str, Text("Как уничтожается бумага", limit=300, required=True, help="Например: измельчение")]


@transaction.atomic
def draw_up(actor: Actor, *, draft: DestructionDraft, case_ids: Sequence[int]) -> list[KeepingAct]:
    """Draw up an act over cases; several, «5-1», «5-2», where they hold more than one act may take.

    Raises NotVisible, Refused: one of them may not go, and why.
    """
    require(actor)
    draft = sound(draft, today())
    cases = _cases(actor, case_ids)
    if not cases:
        raise Refused("Отметьте хотя бы одно дело.", code="none", field="cases")
    require_free(terms_of(actor.school_id), cases)
    taken = ActCase.objects.filter(case__in=cases).exclude(act__state=ActState.WITHDRAWN).select_related("case")
    for one in taken:
        raise Refused(f"«{one.case.title}» уже в другом акте.", code="twice", field="cases")
    shares = parted([one.entries for one in doomed_of(cases)], MOST)
    acts = []
    for at, share in enumerate(shares, start=1):
        number = draft.number if len(shares) == 1 else f"{draft.number}-{at}"
        acts.append(_draw_up(actor, replace(draft, number=number), [cases[index] for index in share]))
    return acts


def _draw_up(actor: Actor, draft: DestructionDraft, cases: Sequence[ArchiveCase]) -> KeepingAct:
    if KeepingAct.objects.filter(school=actor.school_id, number=draft.number, date=draft.date).exists():
        raise Refused(f"Акт № {draft.number} от {draft.date:%d.%m.%Y} уже есть.", code="twice", field="number")
    act = KeepingAct(
        school_id=actor.school_id, number=draft.number, date=draft.date, reason=draft.reason, method=draft.method
    )
    write(actor, ACTS, [Put(act)])
    write(actor, ACT_CASES, [Put(ActCase(school_id=actor.school_id, act=act, case=case)) for case in cases])
    return act


def parted(sizes: Sequence[int], most: int) -> list[list[int]]:
    """Part things, in their order, into shares of at most `most` together; one that is larger stands alone."""
    shares: list[list[int]] = []
    room = 0
    for index, size in enumerate(sizes):
        if not shares or size > room:
            shares.append([])
            room = most
        shares[-1].append(index)
        room -= size
    return shares


@transaction.atomic
def sign_act(actor: Actor, *, act_id: int, position: str) -> Confirmation:
    """Sign an act as a member of the commission. Raises NotVisible, Refused: signed by this person or two already."""
    act = draft_of(actor, act_id, Right.CONFIRM_DESTRUCTION)
    if actor.person_id is None:
        raise NotVisible
    position = clean(position)
    if not position or len(position) > 160:
        raise Refused("Укажите должность, до 160 знаков.", code="required", field="position")
    signed = list(act.confirmations.all())
    if any(one.person_id == actor.person_id for one in signed):
        raise Refused("Вы этот акт уже подписали: второй подписывает другой человек.", code="twice", field="position")
    if len(signed) >= MEMBERS:
        raise Refused("Акт уже подписан двумя.", code="full")
    row = Confirmation(
        school_id=actor.school_id,
        act=act,
        person_id=actor.person_id,
        role=actor.role,
        position=position,
        at=now(),
    )
    write(actor, SIGNED, [Put(row)])
    return row


@transaction.atomic
def withdraw_act(actor: Actor, *, act_id: int) -> None:
    """Withdraw an act that was not carried out: its cases may stand in another. Raises NotVisible, Refused."""
    require(actor)
    act = draft_of(actor, act_id, Right.KEEP_ARCHIVE)
    put = Put.change(act, "withdraw_destruction")
    act.state = ActState.WITHDRAWN
    write(actor, ACTS, [put])


def _cases(actor: Actor, case_ids: Sequence[int]) -> list[ArchiveCase]:
    cases = ArchiveCase.objects.filter(school=actor.school_id, pk__in=case_ids, number__isnull=False)
    found = list(cases.select_related("taken_out").order_by("index", "number"))
    if len(found) != len(set(case_ids)):
        raise NotVisible
    return found


def require_free(kept: Terms, cases: Sequence[ArchiveCase]) -> None:
    """Raise Refused where a case may not go: its term, a hold, the summary sheets that are still in it."""
    held = set(Hold.objects.filter(case__in=cases, lifted_at=None).values_list("case", flat=True))
    for case in cases:
        free = free_from(kept, case.kind, case.ended_on)
        if free > today():
            raise Refused(
                f"«{case.title}»: хранить до {free:%d.%m.%Y}, раньше уничтожать нельзя.", code="early", field="cases"
            )
        if case.pk in held:
            raise Refused(f"«{case.title}»: уничтожать запрещено, пока запрет не снят.", code="held", field="cases")
        if case.kind == CaseKind.JOURNAL and not hasattr(case, "taken_out"):
            text = f"«{case.title}»: сначала изымите сводные ведомости, их хранят дольше."
            raise Refused(text, code="summaries", field="cases")


def draft_of(actor: Actor, act_id: int, right: Right) -> KeepingAct:
    """Return the act that is being prepared, for whoever has the right. Raises NotVisible, Refused: it is no draft."""
    if not (actor.may(Right.READ_ARCHIVE) and actor.may(right)):
        raise NotVisible
    take_turn(f"archive:{actor.school_id}")
    act = KeepingAct.objects.filter(school=actor.school_id, pk=act_id).first()
    if act is None:
        raise NotVisible
    if act.state != ActState.DRAFT:
        raise Refused(f"Акт № {act.number}: {act.get_state_display().lower()}, изменить его нельзя.", code="twice")
    return act
