"""Seals over the ledger: a Merkle root over each run of new entries, chained to the seal before. П1.2, Д1.3, Д5.2.

Writers never wait for the sealer, and the sealer waits for them a second at most.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import orjson
from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.models import Max

from letopis.kernel.clock import now
from letopis.school.history import merkle
from letopis.school.history.canonical import utc_text
from letopis.school.history.models import Entry, Seal
from letopis.school.organisation.models import School

FIRST = bytes(32)  # what the first seal of a school is chained to


@dataclass(frozen=True, slots=True)
class Proof:
    """That an entry stands in a seal: `path` leads from its digest, leaf `index` of `size`, to the seal's `root`."""

    seal: int
    index: int
    size: int
    path: list[bytes]
    root: bytes


def seal_all() -> list[Seal]:
    """Seal the new entries of every school; the worker does it each minute."""
    seals = (seal(school_id) for school_id in School.objects.order_by("pk").values_list("pk", flat=True))
    return [made for made in seals if made is not None]


def seal(school_id: int) -> Seal | None:
    """Seal what was entered since the last seal of the school; None when there is nothing, or no calm moment.

    An entry gets its id before its transaction commits: a seal may only reach to an id below which none is on its way.
    """
    try:
        return _seal(school_id, _settled_id())
    except (OperationalError, IntegrityError):  # writers are at work; another worker has just sealed
        return None


def _seal(school_id: int, last_id: int) -> Seal | None:
    with transaction.atomic():
        previous = Seal.objects.filter(school=school_id).select_for_update().order_by("-number").first()
        after_id = previous.last_entry_id if previous else 0
        rows = list(
            Entry.objects.filter(school=school_id, id__gt=after_id, id__lte=last_id)
            .order_by("id")
            .values_list("id", "digest")
        )
        if not rows:
            return None
        made = Seal(
            school_id=school_id,
            number=previous.number + 1 if previous else 1,
            first_entry_id=rows[0][0],
            last_entry_id=rows[-1][0],
            size=len(rows),
            root=merkle.root_of([bytes(digest) for _, digest in rows]),
            previous=bytes(previous.digest) if previous else FIRST,
            at=now(),
        )
        made.digest = digest_of(made)
        made.save(force_insert=True)
        return made


def _settled_id() -> int:
    """Return the highest id of an entry below which no transaction is still writing.

    SQLite has one writer at a time: what is visible is settled. On PostgreSQL a SHARE lock waits for the writers under
    way; held up longer than a second it gives up (OperationalError), lest new writers queue behind it.
    """
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '1s'")
                cursor.execute("LOCK TABLE history_entry IN SHARE MODE")
        return Entry.objects.aggregate(last=Max("id"))["last"] or 0


def digest_of(made: Seal) -> bytes:
    """SHA-256 of the seal's canonical form; its form is a promise, see docs/developer/history.md."""
    form = {
        "school": made.school_id,
        "number": made.number,
        "first": made.first_entry_id,
        "last": made.last_entry_id,
        "size": made.size,
        "root": bytes(made.root).hex(),
        "previous": bytes(made.previous).hex(),
        "at": utc_text(made.at),
    }
    return hashlib.sha256(orjson.dumps(form, option=orjson.OPT_SORT_KEYS)).digest()


def proof_of(entry: Entry) -> Proof | None:
    """Return the proof that a seal holds the entry, for whoever has the seal's root; None while it is not sealed."""
    holder = (
        Seal.objects.filter(school=entry.school_id, first_entry_id__lte=entry.pk, last_entry_id__gte=entry.pk)
        .order_by("number")
        .first()
    )
    if holder is None:
        return None
    rows = sealed_digests(holder)
    index = [entry_id for entry_id, _ in rows].index(entry.pk)
    path = merkle.audit_path([digest for _, digest in rows], index)
    return Proof(seal=holder.number, index=index, size=len(rows), path=path, root=bytes(holder.root))


def proves(digest: bytes, proof: Proof) -> bool:
    """Return whether `proof` shows that an entry with this digest is under the proof's root."""
    return merkle.root_from_path(digest, proof.index, proof.size, proof.path) == proof.root


def sealed_digests(holder: Seal) -> Sequence[tuple[int, bytes]]:
    """Return (entry id, digest) of every entry the seal covers, in their order."""
    rows = Entry.objects.filter(
        school=holder.school_id, id__gte=holder.first_entry_id, id__lte=holder.last_entry_id
    ).order_by("id")
    return [(entry_id, bytes(digest)) for entry_id, digest in rows.values_list("id", "digest")]
