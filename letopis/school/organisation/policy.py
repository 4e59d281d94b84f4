"""Who keeps the school's card, year, bells and rooms, and who reads them: all of it is the whole school's."""

from letopis.kernel import policies
from letopis.kernel.actor import Actor
from letopis.kernel.policies import OfSchool, may
from letopis.kernel.rights import Right
from letopis.school.organisation.words import phrase

__all__ = ["may", "require"]


def require(actor: Actor, right: Right, obj: OfSchool | None = None) -> None:
    """Raise NotVisible for an outsider, Refused for one who sees the calendar and may not do this."""
    remedy = phrase("Это меняет учебная часть: обратитесь к оператору {school.gen} или диспетчеру расписания.")
    policies.require(actor, right, obj, seen_by=Right.READ_CALENDAR, remedy=remedy)
