"""Who keeps the cards of people and who reads them; names are read by more than what is private in a card (ACC-10).

A class teacher's right to the own class follows from the class: see letopis.school.classes.policy.
"""

from letopis.kernel import policies
from letopis.kernel.actor import Actor
from letopis.kernel.errors import Refused
from letopis.kernel.policies import OfSchool, may
from letopis.kernel.rights import Right
from letopis.school.organisation.words import phrase

__all__ = ["is_oneself", "may", "require", "require_another"]

_SEEN_BY = {
    Right.KEEP_STUDENTS: Right.READ_STUDENTS,
    Right.KEEP_CLASSES: Right.READ_STUDENTS,
    Right.SIGN_ORDERS: Right.READ_STUDENTS,
    Right.KEEP_STAFF: Right.READ_STAFF,
}


def require(actor: Actor, right: Right, obj: OfSchool | None = None) -> None:
    """Raise NotVisible for an outsider, Refused for one who may read but not write."""
    remedy = phrase("Карточки ведёт учебная часть: обратитесь к оператору {school.gen}.")
    policies.require(actor, right, obj, seen_by=_SEEN_BY.get(right, right), remedy=remedy)


def is_oneself(actor: Actor, person_id: int | None) -> bool:
    """Say whether the person is the actor's own; None is somebody not in the base yet, the program is nobody."""
    return actor.person_id is not None and actor.person_id == person_id


def require_another(actor: Actor, person_id: int, what: str = "Назначить") -> None:
    """Raise Refused (`oneself`) where `actor` would give a right to their own person: duties are given by another.

    Every writer of roles, teachers, class teachers, substitutes and guardians asks it (ACC-01, А3.2.1). It cannot lock
    a small school up: whoever appoints to roles makes a colleague operator or dispatcher, and that one appoints. The
    program itself, a command on the server, is nobody's person.
    """
    if not is_oneself(actor, person_id):
        return
    raise Refused(
        f"{what} самого себя нельзя: попросите другого оператора или учебную часть. Если больше некому, оператор "
        "назначает на такую роль заместителя директора, а он — вас.",
        code="oneself",
    )
