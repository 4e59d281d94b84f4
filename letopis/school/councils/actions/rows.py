"""Rows that the actions work on, locked until the transaction ends. Each raises NotVisible or Refused."""

from collections.abc import Collection
from datetime import date

from letopis.kernel.actor import Actor
from letopis.kernel.dates import short
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.rights import Right
from letopis.kernel.text import clean
from letopis.school.councils import policy
from letopis.school.councils.enums import CouncilState
from letopis.school.councils.models import Council, Proposal
from letopis.school.people.models import Staff
from letopis.school.people.rules import has_left


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


def require_staff(actor: Actor, ids: Collection[int], day: date, *, field: str = "") -> None:
    """Raise NotVisible for who is not of the school's staff, Refused for who does not work there on the day."""
    asked = set(ids)
    staff = Staff.objects.filter(school_id=actor.school_id, pk__in=asked).select_related("person").in_bulk()
    if staff.keys() != asked:
        raise NotVisible
    gone = next((one for one in staff.values() if has_left(one.dismissed_on, day)), None)
    if gone is not None:
        message = f"{gone.person.initials} {short(day)} уже не работает: выберите другого или другой день."
        raise Refused(message, code="staff", field=field)


def words(text: str, longest: int, what: str, *, field: str) -> str:
    """Return what was typed on one line. Refused where it is too long."""
    found = clean(text)
    if len(found) > longest:
        raise Refused(f"{what}: {len(found)} знаков, а можно {longest}. Сократите текст.", code="long", field=field)
    return found
