"""Who keeps classes, movement and subgroups, and whose cards a class teacher sees.

Sources: П3.2.1, А3.2.3, А3.2.5, С3.2, С3.5, Т4.2.7, Т4.4.4-5. The office keeps, the school's heads read, the class
teacher reads the own class, corrects contacts (CON-03) and divides it into subgroups (CON-05).
"""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from letopis.kernel.actor import Actor
from letopis.kernel.clock import today
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.roles import Role
from letopis.school.classes.models import ClassGroup, ClassTutor, Membership
from letopis.school.organisation.models import dated_on
from letopis.school.organisation.words import say
from letopis.school.people import policy as people
from letopis.school.people.models import Guardian, Guardianship, Student

# Somebody who teaches and leads a class sees the own class in either capacity.
TEACHING = frozenset({Role.TEACHER, Role.TUTOR})


def may(actor: Actor, verb: str, school_id: int) -> bool:
    """Say whether `actor` may "keep" or "read" the classes of the whole school."""
    return people.may(actor, verb, school_id)


def require(actor: Actor, verb: str, school_id: int) -> None:
    """Raise NotVisible for an outsider, Refused for one who may read but not write."""
    people.require(actor, verb, school_id)


def visible(actor: Actor, day: date) -> Q:
    """Return the condition on ClassGroup rows whose lists `actor` sees."""
    return _all_or(actor, led(actor, day).filter(class_group=OuterRef("pk")))


def visible_students(actor: Actor, day: date) -> Q:
    """Return the condition on Student rows whose cards `actor` sees: all, or those of the own class on `day`."""
    return _all_or(actor, _own(actor, day).filter(student=OuterRef("pk")))


def _all_or(actor: Actor, own: QuerySet[ClassTutor] | QuerySet[Membership]) -> Q:
    """All of the school, or those of the own class, or none."""
    ours = Q(school_id=actor.school_id)
    if people.may(actor, "read", actor.school_id):
        return ours
    return ours & Q(Exists(own)) if actor.role in TEACHING and actor.staff_id else Q(pk__in=[])


def class_for(actor: Actor, class_id: int) -> ClassGroup:
    """Return a class the actor sees. Raises NotVisible."""
    found = ClassGroup.objects.filter(visible(actor, today()), pk=class_id).select_related("year").first()
    if found is None:
        raise NotVisible
    return found


def class_to_divide(actor: Actor, class_id: int) -> ClassGroup:
    """Return a class the actor divides into subgroups: the office, the class teacher. Raises NotVisible, Refused."""
    found = class_for(actor, class_id)
    if not (people.may(actor, "keep", actor.school_id) or actor.role in TEACHING):
        raise Refused(say("Подгруппы делит {tutor.nom} или учебная часть."), code="forbidden")
    return found


def student_to_correct(actor: Actor, student_id: int) -> Student:
    """Return a student whose contacts the actor corrects, locked. Raises NotVisible, Refused."""
    found = (
        Student.objects.select_for_update(of=("self",))
        .filter(visible_students(actor, today()), pk=student_id)
        .select_related("person")
        .first()
    )
    if found is None:
        raise NotVisible
    _require_correction(actor)
    return found


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
    if found is None:
        raise NotVisible
    _require_correction(actor)
    return found


def sees_private(actor: Actor) -> bool:
    """Say whether `actor` reads telephones, addresses, numbers and logins of the students it sees (ACC-10)."""
    return people.may(actor, "read_private", actor.school_id) or actor.role in TEACHING


def sees_health(actor: Actor) -> bool:
    """Say whether `actor` reads the health group of the students it sees (CON-06)."""
    return people.may(actor, "read_health", actor.school_id) or actor.role in TEACHING


def led(actor: Actor, day: date) -> QuerySet[ClassTutor]:
    """The rows by which `actor` leads classes on `day`."""
    return ClassTutor.objects.filter(dated_on(day), school_id=actor.school_id, staff_id=actor.staff_id or 0)


def _own(actor: Actor, day: date) -> QuerySet[Membership]:
    """Who is in a class that `actor` leads."""
    return Membership.objects.filter(
        dated_on(day), school_id=actor.school_id, class_group__in=led(actor, day).values("class_group")
    )


def _require_correction(actor: Actor) -> None:
    if not (people.may(actor, "keep", actor.school_id) or actor.role in TEACHING):
        raise Refused(say("Контакты меняет {tutor.nom} или учебная часть."), code="forbidden")
