"""One proposal with what colleagues say of it."""

from dataclasses import dataclass
from datetime import datetime

from letopis.kernel.actor import Actor
from letopis.kernel.clock import today
from letopis.kernel.errors import NotVisible
from letopis.kernel.rights import Right
from letopis.school.councils import policy, rules
from letopis.school.councils.enums import CouncilAbout, CouncilState
from letopis.school.councils.labels import about_label, council_label, decision_label
from letopis.school.councils.models import Proposal
from letopis.school.councils.queries.councils import ProposalRow, proposal_rows
from letopis.school.people.queries import staff_names_of


@dataclass(frozen=True, slots=True)
class RemarkRow:
    """What somebody has said."""

    author: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ProposalPage:
    """A proposal. `may_change`: the actor keeps the council, and it has not met yet; so does who `may_discuss`."""

    council_id: int
    council: str
    about: str
    row: ProposalRow
    remarks: tuple[RemarkRow, ...]
    kinds: tuple[tuple[str, str], ...]
    may_change: bool
    may_discuss: bool


def proposal_page(actor: Actor, proposal_id: int) -> ProposalPage:
    """Return a proposal that the actor sees. Six queries at most. Raises NotVisible."""
    if not actor.may(*policy.READING):
        raise NotVisible
    seen = Proposal.objects.filter(policy.visible(actor, today()), pk=proposal_id)
    found = seen.select_related("council__year", "council__term").first()
    if found is None:
        raise NotVisible
    council = found.council
    remarks = list(found.remarks.select_related("author__person"))
    names = staff_names_of([one.author for one in remarks if one.author])
    is_open = council.state == CouncilState.PREPARED and council.year.closed_at is None
    (row,) = proposal_rows(council, Proposal.objects.filter(pk=proposal_id))
    return ProposalPage(
        council_id=council.pk,
        council=f"{council_label(council.kind)} {council.date:%d.%m.%Y}",
        about=about_label(council.about, council.term.name if council.term else ""),
        row=row,
        remarks=tuple(RemarkRow(names.get(one.author_id or 0, ""), one.text, one.at) for one in remarks),
        kinds=tuple((kind.value, decision_label(kind)) for kind in rules.kinds_of(CouncilAbout(council.about))),
        may_change=is_open and actor.may(Right.KEEP_COUNCILS),
        may_discuss=is_open and not row.is_withdrawn,
    )
