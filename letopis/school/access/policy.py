"""Who hands out logins to whom, who appoints to roles and sets rights. Sources: П3.2.3, П3.3.4, А3.2.2, С3.3, Т4.1.6.

The operator hands out slips to everybody. Whose logins somebody hands out besides, the contexts above say: classes
name the students and guardians of the own class (register_own_people).
"""

from collections.abc import Callable
from datetime import date

from django.db.models import Q

from letopis.kernel import policies
from letopis.kernel.actor import Actor
from letopis.kernel.policies import NONE, OfSchool, of_school
from letopis.kernel.rights import Right
from letopis.school.access.register import RULES, Scope
from letopis.school.people.models import employed
from letopis.school.people.policy import is_oneself

OwnPeople = Callable[[Actor, date], Q]
_own_people: dict[Right, OwnPeople] = {}


def register_own_people(right: Right, people: OwnPeople) -> None:
    """Let the holders of `right` serve the logins of the Person rows that `people(actor, day)` is the condition on."""
    _own_people[right] = people


_expected: list[Callable[[object], Q]] = []


def register_expected(people: Callable[[object], Q]) -> None:
    """Let the Person rows that `people(day)` is the condition on be such as should sign in. Called once, at start."""
    _expected.append(people)


def expected(day: object) -> Q:
    """Return the condition on Person rows of who should have a login on `day`: who works here, and whom contexts name.

    Staff: to the day before the dismissal (А3.1.1).
    """
    works = Q(staff__isnull=False) & employed(day, "staff__")
    for people in _expected:
        works |= people(day)
    return works


def visible(actor: Actor, day: date) -> Q:
    """Return the condition on Person rows whose login `actor` hands out and renews."""
    if actor.may(Right.ISSUE_SLIPS):
        return of_school(actor)
    own = NONE
    for right, people in _own_people.items():
        if actor.may(right):
            own |= people(actor, day)
    return of_school(actor) & own


def may(actor: Actor, right: Right, obj: OfSchool | None = None, *, is_own: Callable[[], bool] = bool) -> bool:
    """Say whether `actor` has `right`, for `obj`: also a right to one's own, which whoever has the wider one has too.

    `is_own` says whether `obj` is the actor's own, and is asked only where that decides. Policies of the contexts
    above give it.
    """
    rule = RULES[right]
    if rule.wider and policies.may(actor, rule.wider, obj):
        return True
    return policies.may(actor, right, obj) and (rule.scope is Scope.SCHOOL or is_own())


def require(actor: Actor, right: Right, obj: OfSchool | None = None) -> None:
    """Raise NotVisible for anybody else: for them accounts do not exist."""
    policies.require(actor, right, obj, seen_by=right, remedy="")


def may_appoint(actor: Actor, person_id: int | None) -> bool:
    """Say whether `actor` may appoint this person to a role of the whole school."""
    return may(actor, Right.APPOINT) and not is_oneself(actor, person_id)
