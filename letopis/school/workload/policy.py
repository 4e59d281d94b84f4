"""Who sees and who makes the schedule of assessment works. Sources: А4.5, С4, П3.3.1, П3.4.2, П3.5.1.

Those who read the whole schedule, the deputy who makes it; a teacher the works of the own courses, and may propose and
move them; a class teacher those of the own class. A family has what is published in the diary.
"""

from letopis.kernel import policies
from letopis.kernel.actor import Actor
from letopis.kernel.policies import OfSchool
from letopis.kernel.rights import Right
from letopis.school.access import policy as access
from letopis.school.workload.enums import WorkLevel

READS = (Right.READ_WORKLOAD, Right.READ_OWN_PAGES, Right.READ_CLASS_PAGES)


def sees(actor: Actor, *, as_teacher: bool, as_tutor: bool) -> bool:
    """Whether `actor` sees the works of a page that is the own one so."""
    return (
        actor.may(Right.READ_WORKLOAD)
        or (as_teacher and actor.may(Right.READ_OWN_PAGES))
        or (as_tutor and actor.may(Right.READ_CLASS_PAGES))
    )


def plans(actor: Actor, *, as_teacher: bool, level: str = WorkLevel.TEACHER) -> bool:
    """Whether `actor` adds, moves and removes works of a level on a page; a teacher those of the own plans alone."""
    if actor.may(Right.KEEP_WORKLOAD):
        return True
    return as_teacher and level == WorkLevel.TEACHER and actor.may(Right.PLAN_OWN_WORKS)


def may(actor: Actor, right: Right, obj: OfSchool | None = None) -> bool:
    """Say whether `actor` has a right over the whole school."""
    return access.may(actor, right, obj)


def require(actor: Actor, right: Right, obj: OfSchool | None = None) -> None:
    """Raise NotVisible for anybody else."""
    policies.require(actor, right, obj, seen_by=right, remedy="")
