"""What a fingerprint on paper says to whoever holds it: no data, only whether the ledger knows it and goes on."""

from dataclasses import dataclass
from datetime import datetime

from letopis.kernel.clock import local
from letopis.school.history import merkle
from letopis.school.history.log.notes import NotANote, Verifier
from letopis.school.history.log.proofs import head_of
from letopis.school.history.log.tree import StoredTree
from letopis.school.history.models import Checkpoint, LogKey
from letopis.school.organisation.serving import serving


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """A checkpoint that the base has: of which school, how many entries, when on its clock.

    `goes_on`: it is signed by the school's key, and today's ledger goes on from it. `later`: entries signed since.
    """

    school: str
    number: int
    size: int
    at: datetime
    goes_on: bool
    later: int


def looked_up(root: bytes) -> Fingerprint | None:
    """Return what the base knows of a root, None where it has no such checkpoint. At most ten queries."""
    found = Checkpoint.objects.filter(root=root).select_related("school").order_by("size").first()
    if found is None:
        return None
    newest = Checkpoint.objects.filter(school=found.school_id).order_by("-number").first() or found
    with serving(found.school.kind, found.school.time_zone):
        return Fingerprint(
            school=found.school.short_name,
            number=found.number,
            size=found.size,
            at=local(found.at),
            goes_on=_is_signed(found) and _leads(found, newest),
            later=newest.size - found.size,
        )


def _is_signed(checkpoint: Checkpoint) -> bool:
    """By a key of the school, and over this root."""
    try:
        note, head = head_of(checkpoint)
        keys = LogKey.objects.filter(school=checkpoint.school_id).values_list("verifier", flat=True)
        verdicts = [note.is_signed_by(Verifier.of(key)) for key in keys]
    except NotANote:
        return False
    fits = (head.size, head.root) == (checkpoint.size, bytes(checkpoint.root))
    return fits and True in verdicts and False not in verdicts


def _leads(old: Checkpoint, new: Checkpoint) -> bool:
    if old.size > new.size:
        return False
    try:
        path = merkle.consistency_proof(StoredTree(new.school_id, new.last_entry_id), old.size, new.size)
    except LookupError:
        return False
    return merkle.is_consistent(old.size, new.size, bytes(old.root), bytes(new.root), path)
