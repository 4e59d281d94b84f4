"""Who prints what. Sources: П3.5.3, П5.1, А3.2.3 (a class teacher's printout), А4.6, Т7.4.

The heads print every class; a class teacher the own one; who reads a page of the journal prints that page. General data
on students is printed for those who may see it.
"""

from django.db.models import Exists, OuterRef, Q

from letopis.kernel.actor import Actor
from letopis.kernel.clock import today
from letopis.kernel.errors import NotVisible
from letopis.kernel.policies import NONE, of_school
from letopis.kernel.rights import Right
from letopis.school.classes import policy as classes
from letopis.school.classes.models import ClassGroup
from letopis.school.curriculum.models import Course
from letopis.school.lessons import policy as lessons


def printed_classes(actor: Actor) -> Q:
    """Return the condition on ClassGroup rows whose journals `actor` prints."""
    if actor.may(Right.PRINT_JOURNALS):
        return of_school(actor)
    if not actor.may(Right.PRINT_CLASS) or not actor.staff_id:
        return NONE
    return of_school(actor) & Q(Exists(classes.led(actor, today()).filter(class_group=OuterRef("pk"))))


def class_to_print(actor: Actor, class_id: int) -> ClassGroup:
    """Return a class whose journal `actor` prints. Raises NotVisible. One query."""
    found = ClassGroup.objects.filter(printed_classes(actor), pk=class_id).first()
    if found is None:
        raise NotVisible
    return found


def course_to_print(actor: Actor, course_id: int) -> Course:
    """Return a page of the journal that `actor` reads, and so may print. Raises NotVisible. One query."""
    found = Course.objects.filter(lessons.visible(actor, today()), pk=course_id).first()
    if found is None:
        raise NotVisible
    return found


def sees_private(actor: Actor, group: ClassGroup) -> bool:
    """Say whether general data on the students of a class is printed for `actor`."""
    return classes.may(actor, Right.READ_OWN_PRIVATE, group)
