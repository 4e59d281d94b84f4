"""Who makes the timetable and who reads it, published (Д1.5): the whole school's. Families have theirs in the diary."""

from letopis.kernel import policies
from letopis.kernel.actor import Actor
from letopis.kernel.policies import OfSchool, may
from letopis.kernel.rights import Right

__all__ = ["may", "require"]


def require(actor: Actor, right: Right, obj: OfSchool | None = None) -> None:
    """Raise NotVisible for who may not even view it, Refused for a viewer who would change it."""
    remedy = "Расписание меняет диспетчер: сообщите ему, что нужно исправить."
    policies.require(actor, right, obj, seen_by=Right.READ_TIMETABLE, remedy=remedy)
