"""Who keeps the cards of people and who reads them. Sources: П3.2.1, П3.2.5, А3.2.2-3, Т4.4-4.5.

A class teacher's right to the own class follows from the class: see letopis.school.classes.policy.
"""

from letopis.kernel.actor import Actor
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.roles import READERS, Role
from letopis.school.organisation.words import say

KEEPERS = frozenset({Role.OPERATOR, Role.SYSTEM_ADMINISTRATOR, Role.STUDY_OFFICE, Role.SYSTEM})
STAFF_KEEPERS = frozenset({Role.OPERATOR, Role.SYSTEM_ADMINISTRATOR, Role.PERSONNEL, Role.SYSTEM})
INSIDERS = KEEPERS | STAFF_KEEPERS | READERS | {Role.DISPATCHER}
HEADS = frozenset({Role.DIRECTOR, Role.DEPUTY})

_MAY = {
    # Students and guardians.
    "keep": KEEPERS,
    "read": KEEPERS | READERS | {Role.DISPATCHER},
    # CON-06: health is for those who keep the card (and the class teacher).
    "read_health": KEEPERS,
    # ACC-10 (Т3.1.4): telephones, addresses, birth dates, СНИЛС, logins are for those who keep them or answer for them.
    "read_private": KEEPERS | HEADS,
    "keep_staff": STAFF_KEEPERS,
    "read_staff": INSIDERS,
    "read_staff_private": STAFF_KEEPERS | HEADS,
}


def may(actor: Actor, verb: str, school_id: int) -> bool:
    """Say whether `actor` may `verb`, a key of _MAY; names are read by more than what is private in a card."""
    return actor.school_id == school_id and actor.role in _MAY[verb]


def require(actor: Actor, verb: str, school_id: int) -> None:
    """Raise NotVisible for an outsider, Refused for one who may read but not write."""
    if may(actor, verb, school_id):
        return
    if verb.startswith("read") or not may(actor, verb.replace("keep", "read"), school_id):
        raise NotVisible
    raise Refused(say("Карточки ведёт учебная часть: обратитесь к оператору {school.gen}."), code="forbidden")


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
