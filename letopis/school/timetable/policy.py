"""Who makes the timetable (С3.2, Т4.2.4: the dispatcher; П3.2.1: the operator) and who reads it (Д1.5: published)."""

from letopis.kernel.actor import Actor
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.roles import READERS, Role

MAKERS = frozenset({Role.OPERATOR, Role.SYSTEM_ADMINISTRATOR, Role.DISPATCHER, Role.STUDY_OFFICE, Role.SYSTEM})
# The published grid of the whole school; families have theirs in the diary.
VIEWERS = MAKERS | READERS | {Role.TEACHER, Role.TUTOR, Role.PERSONNEL}

_MAY = {"make": MAKERS, "view": VIEWERS}


def may(actor: Actor, verb: str, school_id: int) -> bool:
    """Say whether `actor` may "make" or "view" the timetable of the school."""
    return actor.school_id == school_id and actor.role in _MAY[verb]


def require(actor: Actor, verb: str, school_id: int) -> None:
    """Raise NotVisible for who may not even view it, Refused for a viewer who would change it."""
    if may(actor, verb, school_id):
        return
    if not may(actor, "view", school_id):
        raise NotVisible
    raise Refused("Расписание меняет диспетчер: сообщите ему, что нужно исправить.", code="forbidden")
