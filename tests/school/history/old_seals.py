"""Seals as the ledger's first edition made them: nothing in the product makes one any more."""

from letopis.kernel.clock import now
from letopis.school.history import merkle, seals
from letopis.school.history.models import Entry, Seal


def seal(school_id: int) -> Seal:
    """Seal what was entered since the school's last seal."""
    previous = Seal.objects.filter(school=school_id).order_by("-number").first()
    rows = list(
        Entry.objects.filter(school=school_id, id__gt=previous.last_entry_id if previous else 0)
        .order_by("id")
        .values_list("id", "digest")
    )
    made = Seal(
        school_id=school_id,
        number=previous.number + 1 if previous else 1,
        first_entry_id=rows[0][0],
        last_entry_id=rows[-1][0],
        size=len(rows),
        root=merkle.fold([merkle.leaf_hash(bytes(digest)) for _, digest in rows]),
        previous=bytes(previous.digest) if previous else seals.FIRST,
        at=now(),
    )
    made.digest = seals.digest_of(made)
    made.save(force_insert=True)
    return made
