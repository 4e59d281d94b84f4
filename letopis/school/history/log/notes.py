"""Signed notes and checkpoints of transparency logs, as C2SP writes them (signed-note, tlog-checkpoint v1.0.0).

Pure: text in, text out. The formats are public so that tools of others read what we sign; no library in Python reads
and writes them (sigstore's reader is a private part of a client of its own log), the signatures are cryptography's.
"""

import base64
import binascii
import hashlib
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519 = b"\x01"  # the type of signature, in key ids and verifier keys
MAX_SIZE = 64 * 1024  # bytes of a note; one of ours has about 300, cosigners add some each
_DASH = "— "


class NotANote(ValueError):
    """The text is no signed note, or no checkpoint; the message (Russian) says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Verifier:
    """The public half of a key: whose signatures it verifies."""

    name: str
    public: bytes

    @property
    def key_id(self) -> bytes:
        """The four bytes that a signature names its key by."""
        return hashlib.sha256(self.name.encode() + b"\n" + ED25519 + self.public).digest()[:4]

    def __str__(self) -> str:
        """`name+hash+key`, the verifier key of signed-note."""
        return f"{self.name}+{self.key_id.hex()}+{base64.b64encode(ED25519 + self.public).decode()}"

    @classmethod
    def of(cls, text: str) -> "Verifier":
        """Return the key that a verifier text holds. Raises NotANote for anything else."""
        name, _, rest = text.partition("+")
        key_id, _, key = rest.partition("+")
        material = decoded(key)
        if not name or material[:1] != ED25519 or len(material) != 33:
            raise NotANote("это не открытый ключ журнала")
        verifier = cls(name, material[1:])
        if verifier.key_id.hex() != key_id:
            raise NotANote("открытый ключ журнала повреждён: он не подходит к своему номеру")
        return verifier


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line: the name and the id of the key, and what it has signed with."""

    name: str
    key_id: bytes
    value: bytes


@dataclass(frozen=True, slots=True)
class Note:
    """A text (it ends with a line end) and its signatures."""

    text: str
    signatures: tuple[Signature, ...]

    def is_signed_by(self, verifier: Verifier) -> bool | None:
        """Return whether the signature of this key is right; None where the note has none of it."""
        signed = [one for one in self.signatures if (one.name, one.key_id) == (verifier.name, verifier.key_id)]
        if not signed:
            return None
        return all(_is_right(verifier.public, one.value, self.text) for one in signed)


@dataclass(frozen=True, slots=True)
class Head:
    """What a checkpoint says: whose tree, how many leaves, which root."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """The lines that are signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


def signed(text: str, name: str, *keys: Ed25519PrivateKey) -> str:
    """Return the note of `text` signed by each of `keys` under `name`."""
    lines = []
    for key in keys:
        key_id = Verifier(name, key.public_key().public_bytes_raw()).key_id
        lines.append(f"{_DASH}{name} {base64.b64encode(key_id + key.sign(text.encode())).decode()}\n")
    return f"{text}\n{''.join(lines)}"


def parse(note: str) -> Note:
    """Return the note as its parts, nothing verified. Raises NotANote."""
    if len(note.encode()) > MAX_SIZE:
        raise NotANote("текст слишком велик для контрольной точки")
    if any(sign < " " and sign != "\n" for sign in note):
        raise NotANote("в тексте есть посторонние управляющие знаки")
    text, blank, lines = note.rpartition("\n\n")
    if not blank or not lines:
        raise NotANote("нет подписи: текст обрезан или это не контрольная точка")
    if not lines.endswith("\n"):
        raise NotANote("последняя строка обрезана")
    return Note(f"{text}\n", tuple(_signature(line) for line in lines[:-1].split("\n")))


def head_of(note: Note) -> Head:
    """Return what the checkpoint says. Raises NotANote for a note that is none."""
    lines = note.text.split("\n")
    if len(lines) < 4 or "" in lines[:-1]:
        raise NotANote("нет трёх строк контрольной точки: имени журнала, числа записей и корня")
    origin, size, root = lines[0], lines[1], decoded(lines[2])
    if not (size.isascii() and size.isdigit()) or (size != "0" and size.startswith("0")) or len(size) > 18:
        raise NotANote("вторая строка — не число записей")
    if len(root) != 32:
        raise NotANote("третья строка — не корень дерева")
    return Head(origin, int(size), root)


def _signature(line: str) -> Signature:
    parts = line.removeprefix(_DASH).split(" ")
    if not line.startswith(_DASH) or len(parts) != 2 or not parts[0] or "+" in parts[0]:
        raise NotANote("строка подписи повреждена")
    raw = decoded(parts[1])
    if len(raw) < 5:
        raise NotANote("строка подписи обрезана")
    return Signature(parts[0], raw[:4], raw[4:])


def decoded(text: str) -> bytes:
    """Return the bytes of a base64 text; empty where it is none, or is not written in its one canonical form."""
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""
    return raw if base64.b64encode(raw).decode() == text else b""


def _is_right(public: bytes, signature: bytes, text: str) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, text.encode())
    except (InvalidSignature, ValueError):
        return False
    return True
