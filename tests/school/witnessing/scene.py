"""Two schools of one base: one's log, the other its witness; and what a log of somebody else's signs."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from letopis.kernel.actor import Actor
from letopis.school.history import merkle
from letopis.school.history.ledger import record
from letopis.school.history.log import keys, notes
from letopis.school.history.log.checkpoints import make_checkpoint
from letopis.school.history.log.notes import Head, Verifier
from letopis.school.history.models import Checkpoint
from letopis.school.organisation.models import School
from letopis.school.witnessing import actions
from letopis.school.witnessing.keys import key_of
from letopis.school.witnessing.models import WatchedLog, Witness, WitnessKey
from tests.factories import make_school
from tests.school.history.log.test_checkpoints import enter


@dataclass
class Pair:
    """`log` has `witness` cosign its checkpoints."""

    log: School
    other: School
    witness: Witness

    def grow(self, number: int = 1) -> Checkpoint:
        """Enter something and sign it."""
        enter(self.log, number)
        made = make_checkpoint(self.log.pk)
        assert made is not None
        return made


def pair(url: str) -> Pair:
    """Two schools; the second, at `url`, is the first one's witness."""
    log = make_school()
    enter(log, 3)
    assert make_checkpoint(log.pk)
    witness = witness_of(log, url)
    return Pair(log, WatchedLog.objects.get().school, witness)


def witness_of(log: School, url: str) -> Witness:
    """Name a new school of this base, at `url`, the witness of a school's log; its entry is signed."""
    other = make_school()
    record(Actor.system(other.pk), other, "create")
    actions.watch_log(Actor.system(other.pk), name="Соседняя школа", verifiers=keys.keys_of(log.pk)[-1].verifier)
    key = key_of(other.pk)
    assert key is not None
    witness = actions.name_witness(
        Actor.system(log.pk), name="Гимназия", address=f"{url}/witness/{key.node}", verifier=key.verifier
    )
    assert make_checkpoint(log.pk)
    return witness


class StrangeLog:
    """A log of somebody else's, written anew from the specification: its leaves, its key."""

    def __init__(self, leaves: Sequence[bytes] = (), origin: str = "example.com/log42") -> None:
        self.key = Ed25519PrivateKey.generate()
        self.origin = origin
        self.leaves = [merkle.leaf_hash(leaf) for leaf in leaves]

    @property
    def verifier(self) -> str:
        return str(Verifier(self.origin, self.key.public_key().public_bytes_raw()))

    def root(self, size: int) -> bytes:
        return merkle.fold(self.leaves[:size])

    def proof(self, old: int, size: int) -> list[bytes]:
        return merkle.consistency_proof(merkle.nodes_over(self.leaves), old, size) if 0 < old < size else []

    def checkpoint(self, size: int, root: bytes | None = None, key: Ed25519PrivateKey | None = None) -> str:
        head = Head(self.origin, size, self.root(size) if root is None else root)
        return notes.signed(head.text, self.origin, key or self.key)

    def request(self, old: int, size: int, **more: bytes) -> bytes:
        """As a log that keeps to the protocol would send it."""
        return request(old, self.proof(old, size), self.checkpoint(size, **more))


def request(old: int | str, proof: Sequence[bytes], checkpoint: str) -> bytes:
    lines = "".join(f"{base64.b64encode(one).decode()}\n" for one in proof)
    return f"old {old}\n{lines}\n{checkpoint}".encode()


def watching(log: StrangeLog) -> WitnessKey:
    """A school that watches it; its key as a witness."""
    school = make_school()
    actions.watch_log(Actor.system(school.pk), name="Чужой журнал", verifiers=log.verifier)
    key = key_of(school.pk)
    assert key is not None
    return key
