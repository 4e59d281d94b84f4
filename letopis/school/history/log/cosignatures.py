"""Cosignatures of checkpoints, as C2SP writes them (tlog-cosignature, `cosignature/v1`: Ed25519 with a time). Pure.

A cosigner says: as of this moment this is the largest tree of that log that I have seen, and it goes on from all that I
saw before. Its key has a type of its own (04), so that no signature of one kind passes for one of the other.
"""

import base64
import hashlib
import re
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from letopis.school.history.log.notes import NotANote, Note, decoded

COSIGNATURE = b"\x04"  # the type of signature, in key ids and verifier keys
_NAME = re.compile(r"[^\s+]+")
_TIME, _SIGNATURE = 8, 64  # bytes
_LATEST = 2**63 - 1


class Forged(ValueError):
    """A cosignature of a known key that does not fit the text."""


@dataclass(frozen=True, slots=True)
class Cosigner:
    """The public half of a witness's key."""

    name: str
    public: bytes

    @property
    def key_id(self) -> bytes:
        """The four bytes that a cosignature names its key by."""
        return hashlib.sha256(self.name.encode() + b"\n" + COSIGNATURE + self.public).digest()[:4]

    def __str__(self) -> str:
        """`name+hash+key`, the verifier key of signed-note."""
        return f"{self.name}+{self.key_id.hex()}+{base64.b64encode(COSIGNATURE + self.public).decode()}"

    @classmethod
    def of(cls, text: str) -> "Cosigner":
        """Return the key that a verifier text holds. Raises NotANote for anything else."""
        name, _, rest = text.strip().partition("+")
        key_id, _, key = rest.partition("+")
        material = decoded(key)
        if not _NAME.fullmatch(name) or material[:1] != COSIGNATURE or len(material) != 33:
            raise NotANote("это не открытый ключ свидетеля (имя+номер+ключ, вид 04)")
        cosigner = cls(name, material[1:])
        if cosigner.key_id.hex() != key_id:
            raise NotANote("открытый ключ свидетеля повреждён: он не подходит к своему номеру")
        return cosigner

    def time_of(self, note: Note) -> int | None:
        """Return when this witness has cosigned (POSIX seconds, the latest of several), None where it has not.

        Raises Forged: the note has a line of this key that does not fit.
        """
        lines = [one for one in note.signatures if (one.name, one.key_id) == (self.name, self.key_id)]
        return max((self._time(one.value, note.text) for one in lines), default=None)

    def _time(self, value: bytes, text: str) -> int:
        at = int.from_bytes(value[:_TIME])
        try:
            if len(value) != _TIME + _SIGNATURE or not 0 < at <= _LATEST:
                raise Forged(self.name)
            Ed25519PublicKey.from_public_bytes(self.public).verify(value[_TIME:], message_of(text, at))
        except (InvalidSignature, ValueError):
            raise Forged(self.name) from None
        return at


def message_of(text: str, at: int) -> bytes:
    """Return what a cosigner signs: `text` is the whole note body with its last line end, `at` POSIX seconds."""
    return f"cosignature/v1\ntime {at}\n{text}".encode()


def cosigned(text: str, name: str, key: Ed25519PrivateKey, at: int) -> str:
    """Return the signature line with which `key` cosigns a checkpoint's text under `name`."""
    key_id = Cosigner(name, key.public_key().public_bytes_raw()).key_id
    value = key_id + at.to_bytes(_TIME) + key.sign(message_of(text, at))
    return f"— {name} {base64.b64encode(value).decode()}\n"
