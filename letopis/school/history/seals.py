"""Seals of the ledger's first edition: read and verified, no more made (decisions/0012).

A seal is a Merkle root over a run of entries, chained to the seal before. What they hold of the years before the
growing tree they hold still. П1.2, Д1.3, Д5.2.
"""

import hashlib
from collections.abc import Iterator, Sequence

import orjson

from letopis.school.history import merkle
from letopis.school.history.canonical import utc_text
from letopis.school.history.models import Seal

FIRST = bytes(32)  # what the first seal of a school is chained to


def digest_of(seal: Seal) -> bytes:
    """SHA-256 of the seal's canonical form; its form is a promise, see docs/developer/history.md."""
    form = {
        "school": seal.school_id,
        "number": seal.number,
        "first": seal.first_entry_id,
        "last": seal.last_entry_id,
        "size": seal.size,
        "root": bytes(seal.root).hex(),
        "previous": bytes(seal.previous).hex(),
        "at": utc_text(seal.at),
    }
    return hashlib.sha256(orjson.dumps(form, option=orjson.OPT_SORT_KEYS)).digest()


def faults(seal: Seal, previous: Seal | None, covered: Sequence[tuple[int, bytes]]) -> Iterator[tuple[str, str]]:
    """Yield (code, Russian words) of what is wrong with a seal; `covered`: (id, leaf hash) of the entries under it."""
    if seal.number != (previous.number + 1 if previous else 1):
        yield "seal_missing", "перед ней не хватает печати"
    if bytes(seal.previous) != (bytes(previous.digest) if previous else FIRST):
        yield "seal_chain", "не продолжает предыдущую печать"
    if bytes(seal.digest) != digest_of(seal):
        yield "seal_altered", "изменена, её отпечаток не сходится"
    if len(covered) != seal.size or not covered or covered[0][0] != seal.first_entry_id:
        yield "seal_size", f"скреплено записей: {seal.size}, в истории их теперь {len(covered)}"
    elif merkle.fold([leaf for _, leaf in covered]) != bytes(seal.root):
        yield "seal_root", "записи под ней уже не те, что были скреплены"
