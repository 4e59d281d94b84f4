"""The time stamp in an extract: by when the entries were there, by somebody else's clock. No base, no network."""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC

from letopis.documents.extracts.form import Extract, Stamp
from letopis.documents.signatures import timestamps
from letopis.documents.signatures.certificates import Certificate
from letopis.documents.signatures.verdicts import Code
from letopis.school.history.log import notes
from letopis.school.history.log.notes import Head, NotANote


@dataclass(frozen=True, slots=True)
class Told:
    """Codes and words of what is wrong, and what is to be known."""

    faults: tuple[tuple[str, str], ...] = ()
    told: tuple[str, ...] = ()


def check_stamp(extract: Extract, heads: Sequence[Head], trust: Sequence[Certificate] | None) -> Told:
    """Check the stamp of an extract, where there is one. `heads`: of its checkpoint and of the earlier ones.

    `trust`: certificates that the authority's must lead to; None: nobody has said which.
    """
    stamp = extract.stamp
    if not isinstance(stamp, Stamp):
        return Told()
    head = _head(stamp.text)
    if head is None or head not in heads:
        return Told((("stamp_other", "Штамп времени стоит под контрольной точкой, которой в выписке нет."),))
    if any(line.index >= head.size for line in extract.entries):
        return Told((("stamp_other", "Штамп времени стоит под точкой, в которой части записей ещё нет."),))
    found = timestamps.check(_decoded(stamp.token), stamp.text.encode(), trust=trust)
    if found.faults or found.at is None:
        return Told((("stamp_broken", "Штамп времени не от этой контрольной точки или повреждён."),))
    when = f"Записи были не позднее {found.at.astimezone(UTC):%d.%m.%Y %H:%M} UTC: штамп времени (RFC 3161)"
    believed = "" if Code.STAMP_UNTRUSTED not in found.remarks else "; служба штампа среди доверенных не названа"
    return Told(told=(f"{when}{believed}.",))


def _head(text: str) -> Head | None:
    try:
        return notes.head_of(notes.parse(text))
    except NotANote:
        return None


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""
