"""Which families have not yet read what was decided: for the class teacher, for who keeps councils."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from letopis.kernel.actor import Actor
from letopis.kernel.clock import today
from letopis.kernel.errors import NotVisible
from letopis.kernel.rights import Right
from letopis.school.councils import policy
from letopis.school.councils.enums import CouncilState
from letopis.school.councils.labels import decision_label
from letopis.school.councils.models import Acknowledgement, Council, Decision, Proposal
from letopis.school.organisation.models import dated_on
from letopis.school.people.models import Guardianship
from letopis.school.people.namesakes import full_names


@dataclass(frozen=True, slots=True)
class FamilyMember:
    """Somebody who may acknowledge. `read_at`: when they have; `signed_on`: on paper."""

    person_id: int
    name: str
    read_at: datetime | None
    signed_on: date | None


@dataclass(frozen=True, slots=True)
class Unread:
    """A decision with its family; `is_read`: somebody of it has acknowledged it."""

    decision_id: int
    student_id: int
    student: str
    class_name: str
    label: str
    family: tuple[FamilyMember, ...]

    @property
    def is_read(self) -> bool:
        """Whether one of the family has."""
        return any(one.read_at for one in self.family)


def unread_of(actor: Actor, council_id: int) -> list[Unread]:
    """Return the decisions of a closed council with who has read them, those nobody has first. Four queries.

    Raises NotVisible for who keeps no councils and leads no class.
    """
    if not actor.may(Right.READ_COUNCILS, Right.DISCUSS_CLASS):
        raise NotVisible
    day = today()
    council = Council.objects.filter(
        policy.visible_councils(actor, day), pk=council_id, state=CouncilState.CLOSED
    ).first()
    if council is None:
        raise NotVisible
    seen = Proposal.objects.filter(policy.visible_as_tutor(actor, day), council=council)
    rows = list(
        Decision.objects.filter(proposal__in=seen, is_in_force=True)
        .select_related("student__person", "proposal__class_group")
        .order_by("proposal__class_group__sort_key", "student__person__sort_key", "pk")
    )
    read = {
        (one.decision_id, one.person_id): one
        for one in Acknowledgement.objects.filter(decision__in=[row.pk for row in rows])
    }
    families: dict[int, list[tuple[int, str]]] = defaultdict(list)
    held = Guardianship.objects.filter(dated_on(day), student__in={row.student_id for row in rows})
    for one in held.select_related("guardian__person").order_by("guardian__person__sort_key", "pk"):
        families[one.student_id].append((one.guardian.person_id, one.guardian.person.full_name))
    names = full_names([row.student.named for row in rows])
    found = [
        Unread(
            decision_id=row.pk,
            student_id=row.student_id,
            student=shown.name,
            class_name=row.proposal.class_group.name,
            label=decision_label(row.kind),
            family=tuple(
                _member(pk, name, read.get((row.pk, pk)))
                for pk, name in [*families[row.student_id], (row.student.person_id, shown.name)]
            ),
        )
        for row, shown in zip(rows, names, strict=True)
    ]
    return sorted(found, key=lambda one: one.is_read)


def _member(person_id: int, name: str, read: Acknowledgement | None) -> FamilyMember:
    return FamilyMember(person_id, name, read.at if read else None, read.signed_on if read else None)
