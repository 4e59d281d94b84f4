"""Who keeps the school's card, year, bells and rooms, and who reads them. Sources: П3.2.1, П3.2.5, Т4.1-4.2."""

from letopis.kernel.actor import Actor
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.roles import Role
from letopis.school.organisation.words import say

KEEPERS = frozenset(
    {Role.OPERATOR, Role.SYSTEM_ADMINISTRATOR, Role.DISPATCHER, Role.STUDY_OFFICE, Role.SYSTEM},
)
# The school's own parameters are kept by the operator and the administrator only (П3.2.5, Т4.1).
SETTERS = frozenset({Role.OPERATOR, Role.SYSTEM_ADMINISTRATOR, Role.SYSTEM})
READERS = KEEPERS | {Role.DIRECTOR, Role.DEPUTY, Role.METHODOLOGIST, Role.PERSONNEL}
# Calendar, bells and rooms concern all who work or learn here.
INSIDERS = READERS | {Role.TUTOR, Role.TEACHER, Role.STUDENT, Role.GUARDIAN}

_MAY = {"set": SETTERS, "keep": KEEPERS, "read": READERS, "read_calendar": INSIDERS}


def may(actor: Actor, verb: str, school_id: int) -> bool:
    """Say whether `actor` may `verb` ("set" parameters, "keep" the year, "read" all, "read_calendar") of the school."""
    return actor.school_id == school_id and actor.role in _MAY[verb]


def require(actor: Actor, verb: str, school_id: int) -> None:
    """Raise NotVisible for another school or an outsider, Refused for one who may read but not write."""
    if may(actor, verb, school_id):
        return
    if not may(actor, "read_calendar", school_id):
        raise NotVisible
    raise Refused(
        say("Это меняет учебная часть: обратитесь к оператору {school.gen} или диспетчеру расписания."),
        code="forbidden",
    )
