"""The school's key as a witness, and what it has cosigned last: files beside the keys of the logs.

A base set back to an older copy does not know what was cosigned since. The file does: so no log that we watch can show
us its history anew from there.
"""

import os
import secrets
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from letopis.kernel.actor import Actor
from letopis.kernel.clock import now
from letopis.kernel.home import OPEN
from letopis.school.history.ledger import record
from letopis.school.history.log import keys, notes
from letopis.school.history.log.cosignatures import Cosigner, Forged
from letopis.school.history.log.keys import KeyFault
from letopis.school.history.log.notes import Head, NotANote
from letopis.school.witnessing.models import WatchedLog, WitnessKey

_PREFIX = "letopis/witness/"


def file_of(row: WitnessKey) -> Path:
    """Return the file of the private half."""
    return keys.folder() / f"witness-{row.node}.pem"


def key_of(school_id: int) -> WitnessKey | None:
    """Return the school's key as a witness, None where it watches nobody yet."""
    return WitnessKey.objects.filter(school=school_id).first()


def make(actor: Actor) -> WitnessKey:
    """Make the school's key as a witness, once, and record it; inside the caller's transaction."""
    there = key_of(actor.school_id)
    if there is not None:
        return there
    key, node = Ed25519PrivateKey.generate(), secrets.token_hex(16)
    verifier = str(Cosigner(f"{_PREFIX}{node}", key.public_key().public_bytes_raw()))
    row = WitnessKey(school_id=actor.school_id, node=node, verifier=verifier, at=now())
    # The file first: a row without it could never sign, a file without a row is only a file.
    keys.write_private(file_of(row), keys.pem_of(key))
    row.save(force_insert=True)
    record(actor, row, "create")
    return row


def signer_of(row: WitnessKey) -> Ed25519PrivateKey:
    """Return the private half. Raises KeyFault: it is not there, open to others, or another's."""
    file = file_of(row)
    try:
        key = load_pem_private_key(file.read_bytes(), password=None)
        is_open = bool(file.stat().st_mode & OPEN)
        public = Cosigner.of(row.verifier).public
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm):
        raise KeyFault(f"Ключа свидетеля нет или он не читается: {file}. Верните его из копии.", code="key") from None
    if is_open:
        raise KeyFault(f"Ключ свидетеля открыт другим: chmod 600 {file}.", code="key_open")
    if not isinstance(key, Ed25519PrivateKey) or key.public_key().public_bytes_raw() != public:
        raise KeyFault(f"Ключ свидетеля — не тот, что помнит база: {file}. Верните его из копии.", code="key_replaced")
    return key


# ── what was cosigned last ────────────────────────────────────────────


def last_file(row: WitnessKey, log: WatchedLog) -> Path:
    """Return the file that keeps what this machine has cosigned of a log last."""
    return keys.folder() / f"witness-{row.node}-{log.pk}.last"


def keep_last(row: WitnessKey, log: WatchedLog, note: str) -> None:
    """Keep a cosigned checkpoint; in one step, so that a crash leaves the one before."""
    file = last_file(row, log)
    fresh = file.with_suffix(f".{os.getpid()}")
    fresh.write_text(note, encoding="utf-8")
    fresh.chmod(0o600)
    fresh.replace(file)


def latest(row: WitnessKey, log: WatchedLog) -> tuple[Head | None, str]:
    """Return the head of a log that was cosigned last, by the base or by this machine, and its text; None for none.

    Only what bears the witness's own signature was cosigned: whoever owns the base cannot put another head in its
    place. Raises KeyFault where the base names a head, and neither it nor this machine has one that is signed.
    """
    known = [one for one in (_attested(row, log, text) for text in (log.note, _kept(row, log))) if one]
    if not known and log.root is not None:
        raise KeyFault(f"Что свидетель заверил последним ({log.origin}), в базе изменено.", code="memory")
    return max(known, key=lambda one: one[0].size, default=(None, ""))


def is_altered(row: WitnessKey, log: WatchedLog) -> bool:
    """Return whether what the base says was cosigned last is not what the witness has signed."""
    found = _attested(row, log, log.note) if log.note else None
    if found is None:
        return log.root is not None or log.size > 0 or bool(log.note)
    return (found[0].size, found[0].root) != (log.size, bytes(log.root or b""))


def _kept(row: WitnessKey, log: WatchedLog) -> str:
    try:
        return last_file(row, log).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def _attested(row: WitnessKey, log: WatchedLog, text: str) -> tuple[Head, str] | None:
    """The head of a checkpoint of this log that the witness itself has signed."""
    try:
        note = notes.parse(text)
        head = notes.head_of(note)
        is_ours = Cosigner.of(row.verifier).time_of(note) is not None
    except (NotANote, Forged):
        return None
    return (head, text) if is_ours and head.origin == log.origin else None
