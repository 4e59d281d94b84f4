"""Whose diaries one may read. Sources: П3.3.7, П3.6.1-2, П3.7.1, Т1.9, А3.1.2.

A student reads the own one, a guardian those of the children represented today, a class teacher those of the class led
today (П3.3.1), director, deputies and methodologists all. A family's access ends with the transfer out or graduation.
"""

from collections.abc import Collection
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from letopis.kernel.actor import Actor
from letopis.kernel.roles import READERS, Role
from letopis.school.classes.models import ClassTutor, Membership
from letopis.school.organisation.models import dated_on
from letopis.school.people.models import Guardianship, Student

FAMILY = frozenset({Role.STUDENT, Role.GUARDIAN})
# Somebody who teaches and leads a class sees the own class in either capacity, here as in the list of the class.
LEADING = frozenset({Role.TEACHER, Role.TUTOR})


def bonded(actor: Actor, day: date) -> Q:
    """Return the condition on Student rows whose diary `actor` reads on `day`, if that is not over (`is_over`).

    In two parts: the pages read the stays in classes anyhow, and to look for them again took as long as the whole rest.
    """
    ours = Q(school_id=actor.school_id)
    if actor.role in READERS or actor.role == Role.SYSTEM:
        return ours
    if actor.role == Role.STUDENT and actor.student_id:
        return ours & Q(pk=actor.student_id)
    if actor.role == Role.GUARDIAN and actor.guardian_id:
        return ours & Q(Exists(_represented(actor, day)))
    if actor.role in LEADING and actor.staff_id:
        return ours & Q(Exists(_led(actor, day)))
    return Q(pk__in=[])


def is_over(actor: Actor, last_days: Collection[date | None], day: date) -> bool:
    """Say whether a family reads the diary no more: the student was in a class and is in none, now or later.

    `last_days` of all stays in classes, None of one that lasts. Who was in no class yet has not left.
    """
    return actor.role in FAMILY and bool(last_days) and all(last is not None and last < day for last in last_days)


def open_students(actor: Actor, day: date) -> list[int]:
    """Return the ids of the students whose diaries a family reads on `day`. One query."""
    last_days: dict[int, list[date | None]] = {}
    rows = Student.objects.filter(bonded(actor, day)).values_list("pk", "memberships__pk", "memberships__ends_on")
    for student_id, membership_id, last in rows:
        stays = last_days.setdefault(student_id, [])
        if membership_id:
            stays.append(last)
    return [student_id for student_id, stays in last_days.items() if not is_over(actor, stays, day)]


def may_read(actor: Actor, student_id: int, day: date) -> bool:
    """Say whether `actor` reads the diary of the student on `day`. One query."""
    students = Student.objects.filter(bonded(actor, day), pk=student_id)
    stays = list(students.values_list("memberships__pk", "memberships__ends_on"))
    return bool(stays) and not is_over(actor, [last for pk, last in stays if pk], day)


def _memberships(actor: Actor) -> QuerySet[Membership]:
    return Membership.objects.filter(school_id=actor.school_id, student=OuterRef("pk"))


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
