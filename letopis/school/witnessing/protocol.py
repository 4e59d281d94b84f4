"""The texts that a log and a witness exchange (C2SP tlog-witness, `add-checkpoint`). Pure."""

import base64
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from letopis.school.history.log import notes
from letopis.school.history.log.notes import Head, NotANote, Note

MOST_HASHES = 63
MOST_SIGNATURES = 32  # a witness need not look at more than 16
LARGEST = 96 * 1024  # bytes of a request
LARGEST_ANSWER = 64 * 1024
SIZE_TYPE = "text/x.tlog.size"
_OLD = re.compile(r"old (0|[1-9][0-9]{0,17})")
_SIZE = re.compile(rb"(0|[1-9][0-9]{0,17})\n")
_HASH = 32


@dataclass(frozen=True, slots=True)
class Submission:
    """What a log asks to be cosigned: the size it says the witness has seen, the proof, the checkpoint."""

    old: int
    proof: tuple[bytes, ...]
    note: Note
    head: Head
    checkpoint: str


def submission_of(old: int, proof: Sequence[bytes], checkpoint: str) -> bytes:
    """Return the body of a request."""
    lines = [f"old {old}", *(base64.b64encode(one).decode() for one in proof), "", checkpoint]
    return "\n".join(lines).encode()


def read_submission(body: bytes) -> Submission:
    """Return what a request says, nothing verified. Raises ValueError (NotANote too) for anything else."""
    if len(body) > LARGEST:
        raise ValueError("too large")
    head, blank, checkpoint = body.decode().partition("\n\n")
    lines = head.split("\n")
    old = _OLD.fullmatch(lines[0])
    if not blank or old is None or len(lines) - 1 > MOST_HASHES:
        raise ValueError("no old size, no checkpoint or too long a proof")
    proof = tuple(notes.decoded(line) for line in lines[1:])
    if any(len(one) != _HASH for one in proof):
        raise ValueError("a line of the proof is no hash")
    note = notes.parse(checkpoint)
    if len(note.signatures) > MOST_SIGNATURES:
        raise ValueError("too many signatures")
    return Submission(int(old[1]), proof, note, notes.head_of(note), checkpoint)


def read_size(body: bytes) -> int:
    """Return the size that a 409 names. Raises ValueError."""
    found = _SIZE.fullmatch(body)
    if found is None:
        raise ValueError("no size")
    return int(found[1])


def cosignatures_in(checkpoint: str, body: bytes) -> Note:
    """Return the checkpoint with the signature lines of an answer. Raises NotANote."""
    try:
        return notes.parse(checkpoint + body.decode())
    except UnicodeDecodeError:
        raise NotANote("ответ — не текст") from None


def origin_hash(origin: str) -> str:
    """Return what names a log where a witness serves the checkpoint it has cosigned last."""
    return hashlib.sha256(origin.encode()).hexdigest()
