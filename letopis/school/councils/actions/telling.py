"""«Ознакомлен(а)»: a family has read a decision about its child (JRN-06)."""

from datetime import date

from django.db import transaction

from letopis.kernel.actor import Actor
from letopis.kernel.clock import now, today
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.rights import Right
from letopis.school.councils import policy
from letopis.school.councils.enums import CouncilState
from letopis.school.councils.models import Acknowledgement, Decision
from letopis.school.councils.tables import ACKNOWLEDGEMENTS
from letopis.school.diary.policy import open_students
from letopis.school.history.intake import NOW, Occasion, Put, write
from letopis.school.organisation.models import dated_on
from letopis.school.people.models import Guardianship


@transaction.atomic
def acknowledge(actor: Actor, *, decision_id: int, occasion: Occasion = NOW) -> Acknowledgement:
    """Note that the one signed in has read a decision about the own child, or about oneself; again changes nothing.

    Raises NotVisible: another's child, a decision not yet taken.
    """
    if not actor.may(Right.READ_OWN_DIARY) or actor.person_id is None:
        raise NotVisible
    decision = _decision(actor, decision_id)
    if decision.student_id not in open_students(actor, today()):
        raise NotVisible
    there = Acknowledgement.objects.filter(decision=decision, person_id=actor.person_id).first()
    if there:
        return there
    row = _row(actor, decision, actor.person_id, occasion)
    write(actor, ACKNOWLEDGEMENTS, [Put(row)], occasion)
    return row


@transaction.atomic
def note_paper(actor: Actor, *, decision_id: int, person_id: int, signed_on: date) -> Acknowledgement:
    """Note that somebody of the family has signed on paper. Raises NotVisible, Refused: signed already, a day ahead."""
    if not actor.may(Right.KEEP_COUNCILS, Right.DISCUSS_CLASS):
        raise NotVisible
    decision = _decision(actor, decision_id)
    if not policy.may_note_papers(actor, decision.proposal.class_group):
        raise NotVisible
    if person_id not in _family(decision, signed_on):
        raise Refused("Выберите, кто подписал.", code="person", field="person_id")
    if not decision.proposal.council.date <= signed_on <= today():
        raise Refused("Подпись — со дня заседания и не позже сегодняшнего.", code="day", field="signed_on")
    if Acknowledgement.objects.filter(decision=decision, person_id=person_id).exists():
        raise Refused("Ознакомление уже отмечено.", code="twice")
    row = _row(actor, decision, person_id, NOW)
    row.signed_on, row.noted_by_id = signed_on, actor.staff_id
    write(actor, ACKNOWLEDGEMENTS, [Put(row)])
    return row


def _decision(actor: Actor, decision_id: int) -> Decision:
    """A decision that is told: of a council that is closed, in force."""
    rows = Decision.objects.select_for_update(of=("self",)).select_related(
        "proposal__council", "proposal__class_group", "student"
    )
    found = rows.filter(
        school_id=actor.school_id, pk=decision_id, is_in_force=True, proposal__council__state=CouncilState.CLOSED
    ).first()
    if found is None:
        raise NotVisible
    return found


def _row(actor: Actor, decision: Decision, person_id: int, occasion: Occasion) -> Acknowledgement:
    return Acknowledgement(school_id=actor.school_id, decision=decision, person_id=person_id, at=occasion.at or now())


def _family(decision: Decision, day: date) -> set[int]:
    """The persons who may sign: those who represent the student, and the student."""
    held = Guardianship.objects.filter(dated_on(day), student=decision.student_id)
    return {decision.student.person_id, *held.values_list("guardian__person_id", flat=True)}
