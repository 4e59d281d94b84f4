"""Whose proposals, decisions and debts one sees: of all, of the own class, of those one teaches, of the own child.

Sources: П3.5.1, П3.6.1-2 (the heads read all), П3.3.1 (the own class), П3.4.1 (the own courses), П3.7.1 (the family).
"""

from datetime import date

from django.db.models import Q

from letopis.kernel import policies
from letopis.kernel.actor import Actor
from letopis.kernel.clock import today
from letopis.kernel.policies import NONE, of_school
from letopis.kernel.rights import Right
from letopis.school.classes.models import ClassGroup, ClassTutor
from letopis.school.councils.models import Proposal
from letopis.school.curriculum.models import CourseTeacher
from letopis.school.organisation.models import dated_on

READING = (Right.READ_COUNCILS, Right.DISCUSS_CLASS, Right.DISCUSS_COURSES)


def visible(actor: Actor, day: date) -> Q:
    """Return the condition on rows of a class (`class_group`): proposals, debts."""
    if actor.may(Right.READ_COUNCILS):
        return of_school(actor)
    own = NONE
    staff = {"school_id": actor.school_id, "staff_id": actor.staff_id or 0}
    if actor.may(Right.DISCUSS_CLASS):
        own |= Q(class_group__in=ClassTutor.objects.filter(dated_on(day), **staff).values("class_group"))
    if actor.may(Right.DISCUSS_COURSES):
        taught = CourseTeacher.objects.filter(dated_on(day), **staff).values("course__class_group")
        own |= Q(class_group__in=taught)
    return of_school(actor) & own


def visible_as_tutor(actor: Actor, day: date) -> Q:
    """Return the same for what is shown of families: all, or the class that one leads."""
    if actor.may(Right.READ_COUNCILS):
        return of_school(actor)
    led = ClassTutor.objects.filter(dated_on(day), school_id=actor.school_id, staff_id=actor.staff_id or 0)
    return of_school(actor) & Q(class_group__in=led.values("class_group")) if actor.may(Right.DISCUSS_CLASS) else NONE


def visible_councils(actor: Actor, day: date) -> Q:
    """Return the condition on Council rows: all, or those about somebody that the actor sees."""
    if actor.may(Right.READ_COUNCILS):
        return of_school(actor)
    seen = Proposal.objects.filter(visible(actor, day), is_withdrawn=False)
    return of_school(actor) & Q(pk__in=seen.values("council"))


def may_note_papers(actor: Actor, class_group: ClassGroup) -> bool:
    """Whether the actor notes who has signed on paper: who keeps councils, the class teacher. One query at most."""
    if policies.may(actor, Right.KEEP_COUNCILS, class_group):
        return True
    led = ClassTutor.objects.filter(dated_on(today()), school_id=actor.school_id, staff_id=actor.staff_id or 0)
    return actor.may(Right.DISCUSS_CLASS) and led.filter(class_group=class_group).exists()


def require(actor: Actor, right: Right) -> None:
    """Raise NotVisible for an outsider, Refused for one who may read but not write."""
    remedy = "Это делают директор, заместитель директора и учебная часть."
    policies.require(actor, right, seen_by=Right.READ_COUNCILS, remedy=remedy)
