"""Who signs, who sees what is signed, who keeps certificates. Sources: П3.6.7, П5.3."""

from django.db.models import Q

from letopis.kernel.actor import Actor
from letopis.kernel.errors import NotVisible
from letopis.kernel.policies import NONE, of_school
from letopis.kernel.rights import Right


def visible(actor: Actor) -> Q:
    """Return the condition on documents and signatures that `actor` sees."""
    return of_school(actor) if actor.may(Right.SIGN_DOCUMENTS) else NONE


def require_signing(actor: Actor) -> None:
    """Raise NotVisible for who does not sign."""
    if not actor.may(Right.SIGN_DOCUMENTS):
        raise NotVisible


def may_keep_of(actor: Actor, staff_id: int) -> bool:
    """Say whether `actor` keeps the certificates of a worker: everybody's, or those of oneself."""
    is_own = actor.staff_id == staff_id and actor.may(Right.SIGN_DOCUMENTS)
    return is_own or actor.may(Right.KEEP_SIGNERS)
