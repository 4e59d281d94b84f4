"""Rows that the actions work on, locked until the transaction ends. Each raises NotVisible or Refused."""

from collections.abc import Collection
from datetime import date

from letopis.kernel.actor import Actor
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.rights import Right
from letopis.kernel.text import clean
from letopis.school.councils import policy
from letopis.school.councils.enums import CouncilState
from letopis.school.councils.models import Council, Proposal
from letopis.school.people.models import Staff, employed


def council_to_keep(actor: Actor, council_id: int, *states: CouncilState) -> Council:
    """Return a council that the actor keeps, in one of these states."""
    policy.require(actor, Right.KEEP_COUNCILS)
    rows = Council.objects.select_for_update(of=("self",)).select_related("year", "term")
    council = rows.filter(school_id=actor.school_id, pk=council_id).first()
    if council is None:
        raise NotVisible
    if states and council.state not in states:
        raise Refused(_NOT_NOW[CouncilState(council.state)], code="state")
    return council


_NOT_NOW = {
    CouncilState.PREPARED: "Заседание ещё не началось: сначала начните его.",
    CouncilState.SESSION: "Заседание уже идёт: это делают до его начала.",
    CouncilState.CLOSED: "Заседание завершено: протокол больше не меняется. Другое решение принимает новое заседание.",
}


def proposal_to_keep(actor: Actor, proposal_id: int, *states: CouncilState) -> Proposal:
    """Return a proposal of a council that the actor keeps, in one of these states; the council is locked first."""
    policy.require(actor, Right.KEEP_COUNCILS)
    known = Proposal.objects.filter(school_id=actor.school_id, pk=proposal_id).values_list("council_id", flat=True)
    council_id = known.first()
    if council_id is None:
        raise NotVisible
    council = council_to_keep(actor, council_id, *states)
    rows = Proposal.objects.select_for_update(of=("self",)).select_related("student__person", "decision")
    proposal = rows.get(pk=proposal_id)
    proposal.council = council
    return proposal


def staff_of(actor: Actor, ids: Collection[int], day: date) -> dict[int, Staff]:
    """Return those of the school's staff who work on a day, by id. NotVisible where one does not."""
    asked = set(ids)
    found = Staff.objects.filter(employed(day), school_id=actor.school_id, pk__in=asked).in_bulk()
    if found.keys() != asked:
        raise NotVisible
    return found


def words(text: str, longest: int, what: str, *, field: str) -> str:
    """Return what was typed on one line. Refused where it is too long."""
    found = clean(text)
    if len(found) > longest:
        raise Refused(f"{what}: {len(found)} знаков, а можно {longest}. Сократите текст.", code="long", field=field)
    return found
