"""What a family reads: decisions about the own child, debts with the days of retakes. Sources: Д3.2, П3.7.1."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from letopis.kernel.actor import Actor
from letopis.kernel.errors import NotVisible
from letopis.kernel.statements import statement
from letopis.school.councils.enums import CouncilState
from letopis.school.councils.labels import about_label, council_label, told
from letopis.school.councils.models import Acknowledgement, Decision
from letopis.school.councils.queries.debts import DebtRow, debts_of_student
from letopis.school.diary.children import Child, open_diary
from letopis.school.diary.policy import is_family


@dataclass(frozen=True, slots=True)
class FamilyDecision:
    """A decision about the child. `read_at`: when the one who looks has acknowledged it, None: not yet."""

    id: int
    kind: str
    told: str
    council: str
    about: str
    day: date
    number: str
    text: str
    reasons: tuple[str, ...]
    until: date | None
    read_at: datetime | None


@dataclass(frozen=True, slots=True)
class OfChild:
    """Decisions, the latest first, and debts. `may_acknowledge`: who looks is the family."""

    children: tuple[Child, ...]
    child: Child
    decisions: tuple[FamilyDecision, ...]
    debts: tuple[DebtRow, ...]
    may_acknowledge: bool


def decisions_of_child(actor: Actor, student_id: int | None = None) -> OfChild:
    """Return what was decided of the child whose diary is open. Six queries. Raises NotVisible."""
    children, child = open_diary(actor, student_id)
    rows = (
        Decision.objects.filter(
            school_id=actor.school_id,
            student=child.id,
            is_in_force=True,
            proposal__council__state=CouncilState.CLOSED,
        )
        .select_related("proposal__council__term")
        .order_by("-proposal__council__date", "-pk")
    )
    found = list(rows)
    read = dict(
        Acknowledgement.objects.filter(decision__in=found, person_id=actor.person_id or 0).values_list("decision", "at")
    )
    return OfChild(
        children=children,
        child=child,
        decisions=tuple(_decision(row, read.get(row.pk)) for row in found),
        debts=tuple(debts_of_student(actor.school_id, child.id)),
        may_acknowledge=is_family(actor),
    )


@dataclass(frozen=True, slots=True)
class Unread:
    """A decision about a child that the one who looks has not acknowledged."""

    told: str
    day: date


def unread_decisions(actor: Actor, student_id: int) -> tuple[Unread, ...]:
    """Return the decisions about a child, whose diary is open, that wait for «Ознакомлен(а)» of the family's member.

    One query; none for who is not of the family.
    """
    if not is_family(actor) or actor.person_id is None:
        return ()
    return tuple(Unread(told(kind), day) for kind, day in _unread(actor.school_id, student_id, actor.person_id))


@statement
def _unread(school: int, student: int, person: int) -> QuerySet[Decision, tuple[str, date]]:
    read = Acknowledgement.objects.filter(decision_id=OuterRef("pk"), person_id=person)
    rows = Decision.objects.filter(
        ~Q(Exists(read)),
        school_id=school,
        student_id=student,
        is_in_force=True,
        proposal__council__state=CouncilState.CLOSED,
    )
    return rows.order_by("-proposal__council__date", "-pk").values_list("kind", "proposal__council__date")


def decided_student(actor: Actor, decision_id: int) -> int:
    """Return whom a decision is about that is told, and whose diary the actor reads. Two queries. Raises NotVisible."""
    rows = Decision.objects.filter(
        school_id=actor.school_id, pk=decision_id, is_in_force=True, proposal__council__state=CouncilState.CLOSED
    )
    student_id = rows.values_list("student", flat=True).first()
    if student_id is None:
        raise NotVisible
    return open_diary(actor, student_id)[1].id


def _decision(row: Decision, read_at: datetime | None) -> FamilyDecision:
    council = row.proposal.council
    return FamilyDecision(
        id=row.pk,
        kind=row.kind,
        told=told(row.kind),
        council=council_label(council.kind),
        about=about_label(council.about, council.term.name if council.term else ""),
        day=council.date,
        number=council.number,
        text=row.text,
        reasons=tuple(f"{one['name']} — {one['mark']}" for one in row.proposal.grounds),
        until=row.until,
        read_at=read_at,
    )
