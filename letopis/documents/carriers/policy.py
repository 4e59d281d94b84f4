"""Who reads the register of carriers, who keeps it. Over the whole school; a package holds everybody's data."""

from letopis.kernel import policies
from letopis.kernel.actor import Actor
from letopis.kernel.policies import OfSchool
from letopis.kernel.rights import Right
from letopis.school.organisation.words import phrase


def require(actor: Actor, right: Right, obj: OfSchool | None = None) -> None:
    """Raise NotVisible for an outsider, Refused for one who may read but not write."""
    remedy = phrase("Носители архива ведёт оператор {school.gen}: обратитесь к нему.")
    policies.require(actor, right, obj, seen_by=Right.READ_CARRIERS, remedy=remedy)
