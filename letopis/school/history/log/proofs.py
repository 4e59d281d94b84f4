"""Proofs that leave the school: that an entry stands in the tree (C2SP tlog-proof), that one tree goes on as another.

Whoever has the school's verifier key checks them without the base, and with tools that are not ours.
"""

import base64
from collections.abc import Sequence
from dataclasses import dataclass

from letopis.school.history import merkle
from letopis.school.history.log import notes
from letopis.school.history.log.notes import Head, NotANote, Note
from letopis.school.history.log.tree import StoredTree
from letopis.school.history.models import Checkpoint, Entry

HEADER = "c2sp.org/tlog-proof@v1"


@dataclass(frozen=True, slots=True)
class Inclusion:
    """That a leaf stands at `index` of the tree that `checkpoint` signs; `path` from its sibling up."""

    index: int
    path: tuple[bytes, ...]
    checkpoint: str

    @property
    def text(self) -> str:
        """The `.tlog-proof` file."""
        return "\n".join([HEADER, f"index {self.index}", *map(_base64, self.path), "", self.checkpoint])

    def shows(self, digest: bytes) -> bool:
        """Return whether an entry with this digest is under the checkpoint's root (its signature is another matter)."""
        head = notes.head_of(notes.parse(self.checkpoint))
        return merkle.root_from_inclusion(merkle.leaf_hash(digest), self.index, head.size, self.path) == head.root


def proof_of(entry: Entry) -> Inclusion | None:
    """Return the proof of an entry under the newest checkpoint; None while no checkpoint covers it."""
    newest = Checkpoint.objects.filter(school=entry.school_id).order_by("-number").first()
    if newest is None or entry.pk > newest.last_entry_id:
        return None
    tree = StoredTree(entry.school_id, newest.last_entry_id)
    index = tree.index_of(entry.pk)
    if index is None or index >= newest.size:
        return None
    return Inclusion(index, tuple(merkle.inclusion_proof(tree, index, newest.size)), newest.note)


def parse_proof(text: str) -> Inclusion:
    """Return what a `.tlog-proof` file holds, nothing verified. Raises NotANote."""
    head, blank, checkpoint = text.partition("\n\n")
    lines = head.split("\n")
    if not blank or lines[0] != HEADER:
        raise NotANote("это не доказательство tlog-proof")
    rest = lines[2:] if lines[1:2] and lines[1].startswith("extra ") else lines[1:]
    name, _, index = rest[0].partition(" ") if rest else ("", "", "")
    if name != "index" or not (index.isascii() and index.isdigit()) or str(int(index)) != index:
        raise NotANote("в доказательстве нет места записи")
    path = tuple(map(_hash, rest[1:]))
    notes.head_of(notes.parse(checkpoint))
    return Inclusion(int(index), path, checkpoint)


def consistency(tree: StoredTree, old: Head, new: Head) -> Sequence[bytes]:
    """Return the proof that the tree of `old` is the beginning of that of `new`; it need not be true."""
    return merkle.consistency_proof(tree, old.size, new.size)


def head_of(checkpoint: Checkpoint) -> tuple[Note, Head]:
    """Return a checkpoint's note and what it says. Raises NotANote for a row that was changed into nonsense."""
    note = notes.parse(checkpoint.note)
    return note, notes.head_of(note)


def _hash(line: str) -> bytes:
    raw = notes.decoded(line)
    if len(raw) != 32:
        raise NotANote("в доказательстве испорчена строка пути")
    return raw


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
