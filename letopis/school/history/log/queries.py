"""What a page shows of the log: nothing of what was entered, only that it has not been changed since."""

from dataclasses import dataclass
from datetime import datetime

from letopis.kernel.actor import Actor
from letopis.kernel.errors import NotVisible
from letopis.kernel.rights import Right
from letopis.school.history.log.keys import keys_of
from letopis.school.history.models import Checkpoint


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A key of the log: the text to keep, and since when it signs."""

    number: int
    verifier: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Signed:
    """The newest checkpoint: so many entries, signed at that moment, as this text."""

    number: int
    size: int
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class LogPage:
    """`keys`: the one in force first. No checkpoint, no keys: the school's log has not begun."""

    checkpoint: Signed | None
    keys: tuple[PublicKey, ...]


def log_page(actor: Actor) -> LogPage:
    """Return the newest checkpoint and the public keys of the actor's school. Two queries."""
    if not actor.may(Right.READ_SCHOOL):
        raise NotVisible
    row = Checkpoint.objects.filter(school=actor.school_id).order_by("-number").first()
    keys = tuple(PublicKey(key.number, key.verifier, key.at) for key in reversed(keys_of(actor.school_id)))
    return LogPage(Signed(row.number, row.size, row.at, row.note) if row else None, keys)
