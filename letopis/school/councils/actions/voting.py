"""Votes and decisions of a meeting (JRN-06). Two secretaries, and two councils, are told of one another.

Of one matter of a year a student has one decision in force: the database holds it, whoever comes first. The second
council is asked whether its decision shall take the place of the first.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date as Date  # noqa: N812  actions take a keyword of that name

from django.db import transaction
from django.db.models import F

from letopis.kernel.actor import Actor
from letopis.kernel.clock import now
from letopis.kernel.errors import Refused
from letopis.school.councils import rules
from letopis.school.councils.actions.rows import council_to_keep, proposal_to_keep, words
from letopis.school.councils.enums import WITH_DEBTS, CouncilAbout, CouncilState, DecisionKind
from letopis.school.councils.labels import council_label, decision_label
from letopis.school.councils.models import Council, Decision, Proposal
from letopis.school.councils.rules import Votes
from letopis.school.councils.tables import DECISIONS, take_version
from letopis.school.history.intake import Put, write
from letopis.school.people.models import Student

LONGEST = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """What was voted for, how, until when debts are to be settled, in which words."""

    kind: str
    votes: Votes
    until: Date | None = None
    text: str = ""


@transaction.atomic
def decide(actor: Actor, *, proposal_id: int, version: int, vote: Vote, even_if_another: bool = False) -> Decision:
    """Record what was decided of a proposal, or correct it while the meeting lasts.

    Raises NotVisible, Refused: the votes cannot be, another secretary has written meanwhile (`version`); asked:
    another council has decided of the same (`another`), whose decision is then no more in force.
    """
    row = proposal_to_keep(actor, proposal_id, CouncilState.SESSION)
    council = row.council
    if row.is_withdrawn:
        raise Refused("Это предложение снято.", code="withdrawn")
    _check(council, row, vote)
    Student.objects.select_for_update().get(pk=row.student_id)
    rivals = _rivals(council, [row.student_id])
    if rivals and not even_if_another:
        raise Refused(_told(rivals[row.student_id]), code="another")
    take_version(row, version)
    puts = [_overruled(rival) for rival in rivals.values()]
    put = _put(council, row, vote, getattr(row, "decision", None))
    write(actor, DECISIONS, [*puts, put])
    return put.row


@dataclass(frozen=True, slots=True)
class Unanimous:
    """What one click has decided: how many, and of whom not (`left`: student and why)."""

    decided: int
    left: tuple[tuple[int, str], ...]


@transaction.atomic
def decide_unanimously(actor: Actor, *, council_id: int, seen: Mapping[int, int]) -> Unanimous:
    """Decide as proposed, all present being for it: of the plain proposals that were shown (`seen`: id → version).

    Not of one that names debts, lacks marks, was changed since it was shown, or of whom another council has decided:
    those are left, each to be voted on. Raises NotVisible, Refused. The queries do not grow with what is decided.
    """
    council = council_to_keep(actor, council_id, CouncilState.SESSION)
    present = council.members.filter(is_present=True).count()
    rows = council.proposals.select_for_update(of=("self",)).filter(
        pk__in=seen, is_withdrawn=False, decision__isnull=True
    )
    plain = [row for row in rows.order_by("student_id") if row.is_plain]
    students = [row.student_id for row in plain]
    list(Student.objects.select_for_update().filter(pk__in=students).order_by("pk").values_list("pk"))
    rivals = _rivals(council, students)
    left, puts = [], []
    for row in plain:
        if row.version != seen[row.pk]:
            left.append((row.student_id, "предложение изменили"))
        elif row.student_id in rivals:
            left.append((row.student_id, _told(rivals[row.student_id])))
        else:
            puts.append(_put(council, row, Vote(kind=row.kind, votes=Votes(present))))
    if puts:
        # They are locked, and were compared above.
        Proposal.objects.filter(pk__in=[put.row.proposal_id for put in puts]).update(version=F("version") + 1)
        _check(council, puts[0].row.proposal, Vote(kind=puts[0].row.kind, votes=Votes(present)))
    write(actor, DECISIONS, puts)
    return Unanimous(len(puts), tuple(left))


def _check(council: Council, row: Proposal, vote: Vote) -> None:
    if vote.kind not in rules.kinds_of(CouncilAbout(council.about)):
        raise Refused("Выберите решение из списка.", code="kind", field="kind")
    present = council.members.filter(is_present=True).count()
    if fault := rules.votes_fault(vote.votes, present):
        raise Refused(fault, code="votes")
    if vote.kind in WITH_DEBTS and any(ground["subject"] for ground in row.grounds):
        _check_until(council, vote)


def _check_until(council: Council, vote: Vote) -> None:
    if vote.until is None:
        raise Refused("Укажите, до какого дня ликвидировать задолженность.", code="until", field="until")
    last = rules.last_day(council.debts_arise_on)
    if not council.date < vote.until <= last:
        message = (
            f"Срок — после дня заседания и не позже {last:%d.%m.%Y}: в пределах года с того дня, когда задолженность "
            "возникла (273-ФЗ, ст. 58 ч. 5)."
        )
        raise Refused(message, code="until", field="until")


def _put(council: Council, row: Proposal, vote: Vote, held: Decision | None = None) -> Put[Decision]:
    """`held`: what stands already of the proposal."""
    put = Put.change(held) if held else Put(Decision(school_id=council.school_id, proposal=row))
    one = put.row
    one.student_id, one.year = row.student_id, council.year
    one.matter = rules.matter_of(CouncilAbout(council.about), council.term_id)
    one.kind, one.text = DecisionKind(vote.kind), words(vote.text, LONGEST, "Слова решения", field="text")
    one.votes_for, one.votes_against, one.votes_abstained = vote.votes.ayes, vote.votes.noes, vote.votes.abstained
    one.until = vote.until if vote.kind in WITH_DEBTS else None
    one.decided_at, one.is_in_force = now(), True
    return put


def _rivals(council: Council, students: list[int]) -> dict[int, Decision]:
    """The decisions in force that other councils have taken of the same matter, by student. One query."""
    rows = Decision.objects.select_for_update(of=("self",)).filter(
        school_id=council.school_id,
        year_id=council.year_id,
        student__in=students,
        matter=rules.matter_of(CouncilAbout(council.about), council.term_id),
        is_in_force=True,
    )
    others = rows.exclude(proposal__council=council).select_related("proposal__council", "year")
    return {row.student_id: row for row in others}


def _told(rival: Decision) -> str:
    other = rival.proposal.council
    number = f" № {other.number}" if other.number else ""
    return (
        f"Об этом уже решили: {council_label(other.kind).lower()}{number} {other.date:%d.%m.%Y}, "
        f"«{decision_label(rival.kind)}»."
    )


def _overruled(rival: Decision) -> Put[Decision]:
    put = Put.change(rival, "overrule_decision")
    rival.is_in_force = False
    return put
