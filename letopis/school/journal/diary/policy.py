"""Whose diaries one may read. Sources: П3.3.7, П3.6.1-2, П3.7.1, Т1.9, А3.1.2.

A student reads the own one, a guardian those of the children represented today, a class teacher those of the class led
today, director, deputies and methodologists all. A family's access ends with the transfer out or graduation.
"""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from letopis.school.classes.models import ClassTutor, Membership
from letopis.school.common.actor import Actor
from letopis.school.common.roles import READERS, Role
from letopis.school.organisation.models import dated_on
from letopis.school.people.models import Guardianship, Student


def visible(actor: Actor, day: date) -> Q:
    """Return the condition on Student rows whose diary `actor` reads on `day`."""
    ours = Q(school_id=actor.school_id)
    if actor.role in READERS or actor.role == Role.SYSTEM:
        return ours
    if actor.role == Role.STUDENT and actor.student_id:
        return ours & Q(pk=actor.student_id) & _not_left(actor, day)
    if actor.role == Role.GUARDIAN and actor.guardian_id:
        return ours & Q(Exists(_represented(actor, day))) & _not_left(actor, day)
    if actor.role == Role.TUTOR and actor.staff_id:
        return ours & Q(Exists(_led(actor, day)))
    return Q(pk__in=[])


def may_read(actor: Actor, student_id: int, day: date) -> bool:
    """Say whether `actor` reads the diary of the student on `day`. One query."""
    return Student.objects.filter(visible(actor, day), pk=student_id).exists()


def _memberships(actor: Actor) -> QuerySet[Membership]:
    return Membership.objects.filter(school_id=actor.school_id, student=OuterRef("pk"))


def _not_left(actor: Actor, day: date) -> Q:
    """Not yet in a class, or in one now or later; only who was in a class and is in none any more has left."""
    memberships = _memberships(actor)
    lasting = memberships.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day))
    return Q(~Exists(memberships)) | Q(Exists(lasting))


def _represented(actor: Actor, day: date) -> QuerySet[Guardianship]:
    return Guardianship.objects.filter(
        dated_on(day), school_id=actor.school_id, guardian_id=actor.guardian_id or 0, student=OuterRef("pk")
    )


def _led(actor: Actor, day: date) -> QuerySet[Membership]:
    led = ClassTutor.objects.filter(
        dated_on(day),
        school_id=actor.school_id,
        staff_id=actor.staff_id or 0,
        class_group=OuterRef("class_group_id"),
    )
    return _memberships(actor).filter(dated_on(day), Exists(led))
