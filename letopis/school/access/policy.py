"""Who hands out logins to whom, and who appoints to roles. Sources: П3.2.3, П3.3.4, А3.2.2, С3.3, Т3.1.2-3, Т4.8.5.

The operator hands out slips to everybody, the class teacher to the students and guardians of the own class.
"""

from datetime import date

from django.db.models import Q

from letopis.kernel.actor import Actor
from letopis.kernel.errors import NotVisible
from letopis.kernel.roles import Role
from letopis.school.organisation.models import dated_on
from letopis.school.people.models import Person
from letopis.school.people.policy import is_oneself

# Whoever leads a class does so in both: the class is on the page «Мой класс» of either.
TEACHING = frozenset({Role.TEACHER, Role.TUTOR})
KEEPERS = frozenset({Role.OPERATOR, Role.SYSTEM_ADMINISTRATOR, Role.SYSTEM})


def may(actor: Actor, verb: str, school_id: int) -> bool:
    """Say whether `actor` may "appoint" to roles, "list" the accounts of the school, "reset" a second factor."""
    return verb in {"appoint", "list", "reset"} and actor.school_id == school_id and actor.role in KEEPERS


def require(actor: Actor, verb: str, school_id: int) -> None:
    """Raise NotVisible for anybody else."""
    if not may(actor, verb, school_id):
        raise NotVisible


def may_appoint(actor: Actor, person_id: int | None) -> bool:
    """Say whether `actor` may appoint this person to a role of the whole school."""
    return may(actor, "appoint", actor.school_id) and not is_oneself(actor, person_id)


def issuable(actor: Actor, day: date) -> Q:
    """Return the condition on Person rows whose login `actor` hands out and renews."""
    ours = Q(school_id=actor.school_id)
    if actor.role in KEEPERS:
        return ours
    if actor.role in TEACHING and actor.staff_id:
        students = Person.objects.filter(_led(actor, day, "student__"), ours)
        guardianship = "guardian__guardianships__"
        guardians = Person.objects.filter(
            dated_on(day, guardianship) & _led(actor, day, f"{guardianship}student__"), ours
        )
        return ours & (Q(pk__in=students.values("pk")) | Q(pk__in=guardians.values("pk")))
    return Q(pk__in=[])


def _led(actor: Actor, day: date, student: str) -> Q:
    """A student in a class that the actor leads on `day`. By names of relations: classes stand above this context."""
    membership = f"{student}memberships__"
    tutor = f"{membership}class_group__tutors__"
    return dated_on(day, membership) & dated_on(day, tutor) & Q(**{f"{tutor}staff": actor.staff_id})
