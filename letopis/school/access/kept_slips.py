"""Slips just issued, kept for a short while: a page loaded again or a printer that jams must not cost new passwords.

Kept encrypted, with a key that only the browser of the one who issued them has (a cookie): neither the database nor a
copy of it opens them, and no other browser does. After TERM nobody does; what stays is to whom they were handed out.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

import orjson
from cryptography.fernet import Fernet, InvalidToken
from django.views.decorators.debug import sensitive_variables

from letopis.kernel.actor import Actor
from letopis.kernel.clock import now
from letopis.kernel.errors import NotVisible
from letopis.school.access.actions import Slip
from letopis.school.access.models import SlipBatch

TERM = timedelta(minutes=30)
# Whom they were handed out to is shown as long as a session may last.
REMEMBERED = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Kept:
    """What can still be shown: `slips` None when the term is over, or in another browser. `shown`: of the page."""

    batch: SlipBatch
    slips: list[Slip] | None
    shown: Mapping[str, Any]


@sensitive_variables("slips", "key", "plain")
def keep(actor: Actor, slips: list[Slip], shown: Mapping[str, Any]) -> tuple[SlipBatch, str]:
    """Keep slips with what the page says around them; return the batch and the key, which is kept nowhere."""
    assert actor.account_id is not None
    key = Fernet.generate_key()
    plain = orjson.dumps([asdict(slip) for slip in slips])
    batch = SlipBatch.objects.create(
        school_id=actor.school_id,
        account_id=actor.account_id,
        made_at=now(),
        sealed=Fernet(key).encrypt(plain),
        shown=dict(shown),
    )
    return batch, key.decode()


@sensitive_variables("key", "plain", "slips")
def opened(actor: Actor, batch_id: int, key: str) -> Kept:
    """Return a batch of the actor's own, with the slips while they may be shown. Raises NotVisible."""
    batch = SlipBatch.objects.filter(pk=batch_id, school=actor.school_id, account=actor.account_id).first()
    if batch is None:
        raise NotVisible
    sealed = bytes(batch.sealed)
    if not key or not sealed or batch.made_at + TERM <= now():
        return Kept(batch, None, batch.shown)
    try:
        plain = Fernet(key.encode()).decrypt(sealed)
    except (InvalidToken, ValueError):
        return Kept(batch, None, batch.shown)
    slips = [Slip(**{**one, "until": date.fromisoformat(one["until"])}) for one in orjson.loads(plain)]
    return Kept(batch, slips, batch.shown)


def last_shown(actor: Actor) -> SlipBatch | None:
    """Return the actor's newest batch whose passwords can still be shown, in the browser that issued it. One query."""
    own = SlipBatch.objects.filter(school=actor.school_id, account=actor.account_id, made_at__gt=now() - TERM)
    return own.exclude(sealed=b"").order_by("-made_at").first()


def put_away(actor: Actor, batch_id: int) -> None:
    """Let nobody see the passwords of a batch any more. Raises NotVisible."""
    kept = SlipBatch.objects.filter(pk=batch_id, school=actor.school_id, account=actor.account_id)
    if not kept.update(sealed=b""):
        raise NotVisible


def purge() -> int:
    """Delete what is shown no more; return how many batches. Passwords go as soon as their term is over."""
    SlipBatch.objects.filter(made_at__lte=now() - TERM).exclude(sealed=b"").update(sealed=b"")
    return SlipBatch.objects.filter(made_at__lte=now() - REMEMBERED).delete()[0]
