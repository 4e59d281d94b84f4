"""Refusals are kept: seen again they are counted, and they are an alarm until somebody settles them with a reason."""

from django.db import transaction

from letopis.kernel.actor import Actor
from letopis.kernel.clock import now
from letopis.kernel.locks import take_turn
from letopis.school.history.ledger import record
from letopis.school.witnessing.enums import RefusalKind
from letopis.school.witnessing.models import Refusal, WatchedLog, Witness


@transaction.atomic
def keep(of: Witness | WatchedLog, kind: RefusalKind, *, known: tuple[int, str], shown: tuple[int, str]) -> Refusal:
    """Keep a refusal. `known`, `shown`: size and signed text ("" where not at hand) of what was seen, of what came.

    One that is open and of the same kind is counted on: nobody fills the base by asking again. What was settled is not
    opened anew by the same two heads.
    """
    take_turn(f"refusals:{of.school_id}")
    side = {"witness": of} if isinstance(of, Witness) else {"log": of}
    rows = Refusal.objects.filter(**side, kind=kind)
    same = rows.filter(known_size=known[0], shown_note=shown[1]).first()
    there = rows.filter(settled_at__isnull=True).first() or same
    if there is not None:
        there.times += 1
        there.last_at = now()
        there.save(update_fields=["times", "last_at"])
        return there
    row = Refusal.objects.create(
        **side,
        school_id=of.school_id,
        kind=kind,
        at=now(),
        last_at=now(),
        known_size=known[0],
        known_note=known[1],
        shown_size=shown[0],
        shown_note=shown[1],
    )
    record(Actor.system(of.school_id), row, "refuse")
    return row
