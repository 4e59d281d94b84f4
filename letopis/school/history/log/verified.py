"""What `letopis verify` has found in order before: a mark beside the keys, so that the next run begins there.

Whoever has the database alone cannot forge it: the file is in LETOPIS_HOME, signed with the installation's secret key.
One that does not fit is as good as none: then everything is verified.
"""

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.core import signing

from letopis.kernel.clock import now
from letopis.school.history.log import keys
from letopis.school.history.log.notes import Head
from letopis.school.history.models import Checkpoint

_SALT = "letopis.history.verified"


@dataclass(frozen=True, slots=True)
class Mark:
    """The checkpoint under which nothing was found: its head, its number, the entry of its last leaf.

    `at`: when; `full_at`, `full_entry_id`: when everything was looked at for the last time, and up to which entry.
    """

    head: Head
    number: int
    last_entry_id: int
    at: datetime
    full_at: datetime
    full_entry_id: int


def load(school_id: int) -> Mark | None:
    """Return the mark of the school's log; None where there is none that fits this base and this installation."""
    rows = keys.keys_of(school_id)
    try:
        form = signing.loads(_file(school_id).read_text(encoding="ascii"), salt=_SALT)
        head = Head(form["origin"], form["size"], bytes.fromhex(form["root"]))
        at, full_at = (datetime.fromisoformat(form[name]) for name in ("at", "full_at"))
    except (OSError, ValueError, KeyError, TypeError, signing.BadSignature):
        return None
    if not rows or head.origin != rows[-1].verifier.partition("+")[0]:
        return None
    return Mark(head, form["number"], form["last_entry_id"], at, full_at, form["full_entry_id"])


def save(checkpoint: Checkpoint, previous: Mark | None) -> None:
    """Keep that all is in order up to `checkpoint`; `previous`: where this run began, None if it saw everything."""
    moment = now()
    form = {
        "origin": checkpoint.note.partition("\n")[0],
        "size": checkpoint.size,
        "root": bytes(checkpoint.root).hex(),
        "number": checkpoint.number,
        "last_entry_id": checkpoint.last_entry_id,
        "at": moment.isoformat(),
        "full_at": (previous.full_at if previous else moment).isoformat(),
        "full_entry_id": previous.full_entry_id if previous else checkpoint.last_entry_id,
    }
    file = _file(checkpoint.school_id)
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = file.with_suffix(f".{os.getpid()}")
    fresh.write_text(signing.dumps(form, salt=_SALT), encoding="ascii")
    fresh.chmod(0o600)
    fresh.replace(file)


def drop(school_id: int) -> None:
    """Forget the mark: something was found, and the next run shall see it again."""
    _file(school_id).unlink(missing_ok=True)


def _file(school_id: int) -> Path:
    return keys.folder() / f"{school_id}.verified"
