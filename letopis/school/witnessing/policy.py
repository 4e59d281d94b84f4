"""Who names witnesses and logs, who settles a refusal: rights over the whole school. Sources: А3.2.2, Д5.2."""

from letopis.kernel import policies
from letopis.kernel.actor import Actor
from letopis.kernel.policies import OfSchool
from letopis.kernel.rights import Right
from letopis.school.access import policy as access


def may(actor: Actor, right: Right, obj: OfSchool | None = None) -> bool:
    """Say whether `actor` has a right over the whole school."""
    return access.may(actor, right, obj)


def require(actor: Actor, right: Right, obj: OfSchool | None = None) -> None:
    """Raise NotVisible for anybody else."""
    policies.require(actor, right, obj, seen_by=right, remedy="")
