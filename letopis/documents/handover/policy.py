"""Who takes which step; roles stand in the register. Sources: Т7.3, Т4.6.5, Т7.4-7.5, П3.5.3, П3.6.6, П5.3."""

from letopis.documents.handover.enums import Step
from letopis.documents.handover.rules import Standing
from letopis.kernel.actor import Actor
from letopis.kernel.errors import NotVisible
from letopis.kernel.rights import Right

RIGHTS = {
    Step.PROGRAMMES: Right.CHECK_PROGRAMMES,
    Step.CHECKED: Right.CHECK_JOURNALS,
    Step.ACCEPTED: Right.ACCEPT_JOURNALS,
    Step.PRINTED: Right.RECORD_PRINTS,
    Step.CERTIFIED: Right.CERTIFY_JOURNALS,
    Step.HANDED: Right.HAND_OVER_JOURNALS,
}


def require_reader(actor: Actor) -> None:
    """Raise NotVisible for whoever does not see the archive."""
    if not actor.may(Right.READ_ARCHIVE):
        raise NotVisible


def may_take(actor: Actor, step: Step) -> bool:
    """Say whether `actor` takes this step."""
    return actor.may(Right.READ_ARCHIVE) and actor.may(RIGHTS[step])


def may_return(actor: Actor, stand: Standing) -> bool:
    """Say whether `actor` gives the last step back: whose turn is next, and whoever took the last of all."""
    if stand.last is None:
        return False
    return may_take(actor, stand.next or stand.last.step)
