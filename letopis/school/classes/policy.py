"""Over whose classes and cards a right reaches: the school's, or those of the class that one leads.

Sources: П3.2.1, А3.2.3, А3.2.5, С3.2, С3.5, Т4.2.7, Т4.4.4-5. The office keeps, the school's heads read, the class
teacher reads the own class, corrects contacts (CON-03) and divides it into subgroups (CON-05).
"""

from datetime import date
from typing import TypeVar

from django.db.models import Exists, OuterRef, Q, QuerySet

from letopis.kernel.actor import Actor
from letopis.kernel.clock import today
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.policies import NONE, OfSchool, of_school
from letopis.kernel.rights import Right
from letopis.school.access import policy as access
from letopis.school.classes.models import ClassGroup, ClassTutor, Membership
from letopis.school.organisation.models import dated_on
from letopis.school.organisation.words import phrase
from letopis.school.people import policy as people
from letopis.school.people.models import Guardian, Guardianship, Person, Student

Card = TypeVar("Card", Student, Guardian)


def visible(actor: Actor, day: date) -> Q:
    """Return the condition on ClassGroup rows whose lists `actor` sees."""
    return _all_or(actor, led(actor, day).filter(class_group=OuterRef("pk")))


def visible_students(actor: Actor, day: date) -> Q:
    """Return the condition on Student rows whose cards `actor` sees: all, or those of the own class on `day`."""
    return _all_or(actor, _own(actor, day).filter(student=OuterRef("pk")))


def may(actor: Actor, right: Right, obj: OfSchool | None = None) -> bool:
    """Say whether `actor` has `right`; a right to the own class, for `obj`: a class or a student that the actor sees.

    One query where the actor sees more than the own class.
    """
    return access.may(actor, right, obj, is_own=lambda: _is_own(actor, obj))


def require(actor: Actor, right: Right, obj: OfSchool | None = None) -> None:
    """Raise NotVisible for an outsider, Refused for one who may read but not write."""
    people.require(actor, right, obj)


def _all_or(actor: Actor, own: QuerySet[ClassTutor] | QuerySet[Membership]) -> Q:
    """All of the school, or those of the own class, or none."""
    if actor.may(Right.READ_STUDENTS):
        return of_school(actor)
    return of_school(actor) & Q(Exists(own)) if actor.may(Right.READ_OWN_CLASS) and actor.staff_id else NONE


def _is_own(actor: Actor, obj: OfSchool | None) -> bool:
    """Whoever does not see the whole school's sees what is the own class's only."""
    if obj is None or not actor.may(Right.READ_STUDENTS):
        return obj is not None
    day = today()
    if isinstance(obj, ClassGroup):
        return led(actor, day).filter(class_group=obj).exists()
    if isinstance(obj, Guardian):
        theirs = Guardianship.objects.filter(
            dated_on(day), guardian=obj, student__in=_own(actor, day).values("student")
        )
        return theirs.exists()
    return _own(actor, day).filter(student=obj.pk).exists() if isinstance(obj, Student) else False


def class_for(actor: Actor, class_id: int) -> ClassGroup:
    """Return a class the actor sees. Raises NotVisible."""
    found = ClassGroup.objects.filter(visible(actor, today()), pk=class_id).select_related("year").first()
    if found is None:
        raise NotVisible
    return found


def class_to_divide(actor: Actor, class_id: int) -> ClassGroup:
    """Return a class the actor divides into subgroups: the office, the class teacher. Raises NotVisible, Refused."""
    found = class_for(actor, class_id)
    if not may(actor, Right.DIVIDE_OWN_CLASS, found):
        raise Refused(phrase("Подгруппы делит {tutor.nom} или учебная часть."), code="forbidden")
    return found


def student_to_correct(actor: Actor, student_id: int) -> Student:
    """Return a student whose contacts the actor corrects, locked. Raises NotVisible, Refused."""
    found = (
        Student.objects.select_for_update(of=("self",))
        .filter(visible_students(actor, today()), pk=student_id)
        .select_related("person")
        .first()
    )
    return _to_correct(actor, found)


def guardian_to_correct(actor: Actor, guardian_id: int) -> Guardian:
    """Return a guardian whose contacts the actor corrects. Raises NotVisible, Refused."""
    day = today()
    seen = Student.objects.filter(visible_students(actor, day)).values("pk")
    theirs = Guardianship.objects.filter(dated_on(day), guardian=OuterRef("pk"), student__in=seen)
    found = (
        Guardian.objects.filter(Exists(theirs), school_id=actor.school_id, pk=guardian_id)
        .select_related("person")
        .first()
    )
    return _to_correct(actor, found)


def _to_correct(actor: Actor, found: Card | None) -> Card:
    if found is None:
        raise NotVisible
    if not may(actor, Right.CORRECT_OWN_CONTACTS, found):
        raise Refused(phrase("Контакты меняет {tutor.nom} или учебная часть."), code="forbidden")
    return found


def led(actor: Actor, day: date) -> QuerySet[ClassTutor]:
    """The rows by which `actor` leads classes on `day`."""
    return ClassTutor.objects.filter(dated_on(day), school_id=actor.school_id, staff_id=actor.staff_id or 0)


def _own(actor: Actor, day: date) -> QuerySet[Membership]:
    """Who is in a class that `actor` leads."""
    return Membership.objects.filter(
        dated_on(day), school_id=actor.school_id, class_group__in=led(actor, day).values("class_group")
    )


def own_people(actor: Actor, day: date) -> Q:
    """Return the condition on Person rows: students of the class that `actor` leads on `day`, and their guardians."""
    students = _own(actor, day).values("student")
    guardians = Guardianship.objects.filter(dated_on(day), student__in=students).values("guardian")
    known = Person.objects.filter(Q(student__in=students) | Q(guardian__in=guardians))
    return Q(pk__in=known.values("pk")) if actor.staff_id else NONE


access.register_own_people(Right.ISSUE_OWN_SLIPS, own_people)
