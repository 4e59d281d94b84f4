"""What is proposed of whom: worked out from the marks, changed by hand, talked over before the meeting (JRN-06)."""

from collections.abc import Collection, Iterator, Mapping

from django.db import transaction
from django.db.models import F

from letopis.kernel.actor import Actor
from letopis.kernel.clock import now, today
from letopis.kernel.errors import NotVisible, Refused
from letopis.school.classes.models import ClassGroup
from letopis.school.councils import policy, rules
from letopis.school.councils.actions.rows import council_to_keep, proposal_to_keep, words
from letopis.school.councils.enums import CouncilAbout, CouncilState, DecisionKind
from letopis.school.councils.models import Council, Proposal, Remark
from letopis.school.councils.standings import Standings, standings_of
from letopis.school.councils.tables import PROPOSALS, REMARKS, take_version
from letopis.school.history.intake import NOW, Occasion, Put, write

LONGEST = 500


@transaction.atomic
def propose_classes(
    actor: Actor, *, council_id: int, class_ids: Collection[int], standings: Standings | None = None
) -> int:
    """Work out proposals for the students of classes, return how many were made or changed.

    Whoever has changed one by hand, withdrawn it or written a note keeps that; who is no more in the classes is left
    out. `standings`: how the students stand, by class, where it is known already. Queries do not grow with the number
    of students. Raises NotVisible, Refused.
    """
    council = council_to_keep(actor, council_id, CouncilState.PREPARED)
    classes = ClassGroup.objects.filter(school_id=actor.school_id, year_id=council.year_id, pk__in=set(class_ids))
    groups = classes.in_bulk()
    if not groups:
        raise Refused("Выберите, о ком готовить предложения.", code="nobody", field="classes")
    if groups.keys() != set(class_ids):
        raise NotVisible
    known = standings_of(council, list(groups)) if standings is None else standings
    held = {row.student_id: row for row in council.proposals.select_for_update()}
    puts = list(_puts(council, groups, known, held))
    for put in puts:
        put.row.council = council
    write(actor, PROPOSALS, puts)
    Proposal.objects.filter(pk__in=[put.row.pk for put in puts if not put.is_new]).update(version=F("version") + 1)
    return len(puts)


def _puts(
    council: Council, groups: Mapping[int, ClassGroup], known: Standings, held: dict[int, Proposal]
) -> Iterator[Put[Proposal]]:
    about = CouncilAbout(council.about)
    wanted = {
        student_id: (groups[class_id], rules.propose(about, standing))
        for class_id, students in known.items()
        for student_id, standing in students.items()
    }
    # Of who has left these classes since there is nothing to decide.
    gone = {pk: (groups[row.class_group_id], None) for pk, row in held.items() if row.class_group_id in groups}
    for student_id, (group, made) in {**gone, **wanted}.items():
        row = held.get(student_id)
        if made is None and row is None:
            continue
        put = Put.change(row) if row else Put(Proposal(school_id=council.school_id, student_id=student_id))
        _fill(put.row, group, made)
        if put.is_touched:
            yield put


def _fill(row: Proposal, group: ClassGroup, made: rules.Proposed | None) -> None:
    """Bring a proposal to what the marks say now. Where they say nothing more, one that nobody touched goes; where
    they say something again, it is back.
    """
    is_back = row.is_withdrawn and not row.proposed
    is_by_hand = row.pk is not None and row.kind != row.proposed and not is_back
    row.class_group = group
    row.grounds = made.told() if made else []
    row.missing = list(made.missing) if made else []
    row.proposed, row.clause = (made.kind, made.clause) if made else ("", "")
    if made is None:
        row.is_withdrawn = row.is_withdrawn or not is_by_hand
    else:
        row.is_withdrawn = row.is_withdrawn and not is_back
        row.kind = row.kind if is_by_hand else made.kind


@transaction.atomic
def change_proposal(actor: Actor, *, proposal_id: int, version: int, kind: str, note: str) -> Proposal:
    """Propose something else of somebody, with a word of why. Raises NotVisible, Refused."""
    row = proposal_to_keep(actor, proposal_id, CouncilState.PREPARED)
    if kind not in rules.kinds_of(CouncilAbout(row.council.about)):
        raise Refused("Выберите предложение из списка.", code="kind", field="kind")
    text = words(note, LONGEST, "Примечание", field="note")
    if kind != row.proposed and not text:
        raise Refused("По отметкам предлагается другое: напишите, почему.", code="why", field="note")
    put = Put.change(row)
    row.kind, row.note, row.is_withdrawn = DecisionKind(kind), text, False
    take_version(row, version)
    write(actor, PROPOSALS, [put])
    return row


@transaction.atomic
def withdraw_proposal(actor: Actor, *, proposal_id: int, version: int) -> Proposal:
    """Leave somebody out of the council. Raises NotVisible, Refused."""
    row = proposal_to_keep(actor, proposal_id, CouncilState.PREPARED)
    put = Put.change(row, "withdraw_proposal")
    row.is_withdrawn = True
    take_version(row, version)
    write(actor, PROPOSALS, [put])
    return row


@transaction.atomic
def discuss(actor: Actor, *, proposal_id: int, text: str, occasion: Occasion = NOW) -> Remark:
    """Say a word on a proposal before the meeting: who leads the class, teaches it, keeps the council.

    Raises NotVisible, Refused.
    """
    if not actor.may(*policy.READING):
        raise NotVisible
    rows = Proposal.objects.filter(policy.visible(actor, today()), pk=proposal_id, is_withdrawn=False)
    row = rows.select_related("council__year").first()
    if row is None:
        raise NotVisible
    if row.council.state != CouncilState.PREPARED:
        raise Refused("Обсуждение закрыто: заседание уже началось.", code="state")
    said = words(text, LONGEST, "Мнение", field="text")
    if not said:
        raise Refused("Напишите, что вы думаете.", code="text", field="text")
    remark = Remark(
        school_id=actor.school_id, proposal=row, author_id=actor.staff_id, text=said, at=occasion.at or now()
    )
    write(actor, REMARKS, [Put(remark)], occasion)
    return remark
