"""The canonical forms of an entry: the bytes that its digest is taken of. A promise for 75 years (П1.2, Д5.2).

What each key means, and why the second form has two parts, is said in docs/developer/history.md. Pure functions.

Form 1: digest = SHA-256(JSON of everything); written until version 2, verified for ever.
Form 2: content = SHA-256(salt ‖ JSON of what is personal), digest = SHA-256(JSON of the rest with `content` in it).
The salt keeps a digest from being guessed; the two parts let the content be destroyed and the rest stay provable.
"""

import hashlib
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, NamedTuple

import orjson

CURRENT = 2
SALT_SIZE = 16
# Whoever acts in these roles acts for oneself: the name and the account are personal, too, and go with the content.
OF_FAMILY = frozenset({"student", "guardian"})

Json = dict[str, Any] | None


class Values(NamedTuple):
    """An entry as plain values: `at` and `op` as the text of the form, JSON as Python values, bytes as they are."""

    school: int
    at: str
    account: int | None
    actor: str
    role: str
    action: str
    kind: str
    object_id: int
    course: int | None
    student: int | None
    before: Json
    after: Json
    reason: str
    op: str | None
    version: int
    salt: bytes
    content_digest: bytes | None


def digest_of(entry: Values) -> bytes | None:
    """Return the digest that the entry ought to have, 32 bytes; None for a form that this program does not know.

    Raises ValueError for values that no JSON of a canonical form holds.
    """
    if entry.version == CURRENT:
        return hashlib.sha256(encoded(_head_2(entry))).digest()
    return hashlib.sha256(encoded(_form_1(entry))).digest() if entry.version == 1 else None


def is_intact(entry: Values, digest: bytes) -> bool:
    """Whether an entry that no act has destroyed is what its digest says."""
    salt_size = SALT_SIZE if entry.version == CURRENT else 0
    return entry.content_digest is None and len(entry.salt) == salt_size and digest_of(entry) == digest


def is_blank(values: Values) -> bool:
    """Whether nothing is left of what an act destroys, and the digest of it is (of form 1 there is none).

    The digest of such an entry is made without its content: whoever put another there would not change it.
    """
    return (
        not values.before
        and not values.after
        and not values.reason
        and values.student is None
        and not values.salt
        and (values.version == 1 or len(values.content_digest or b"") == 32)
        and (values.role not in OF_FAMILY or (values.account is None and not values.actor))
    )


def is_proved(entry: Values, digest: bytes) -> bool:
    """Whether an entry that stands apart from its base is what its digest says, whole or destroyed whole."""
    if entry.content_digest is None:
        return is_intact(entry, digest)
    return is_blank(entry) and digest_of(entry) == digest


def content_digest_of(entry: Values) -> bytes:
    """Return the digest of salt and content (form 2): what stays of a content that an act destroys."""
    return hashlib.sha256(entry.salt + encoded(_content_2(entry))).digest()


def _form_1(entry: Values) -> dict[str, Any]:
    return {
        "school": entry.school,
        "at": entry.at,
        "account": entry.account,
        "actor": entry.actor,
        "role": entry.role,
        "action": entry.action,
        "kind": entry.kind,
        "object": entry.object_id,
        "course": entry.course,
        "student": entry.student,
        "before": entry.before,
        "after": entry.after,
        "reason": entry.reason,
        "op": entry.op,
    }


def _content_2(entry: Values) -> dict[str, Any]:
    """What an act may destroy: whom it is about, what was and what is, why; of a family also who."""
    form = {"after": entry.after, "before": entry.before, "reason": entry.reason, "student": entry.student}
    return form | {"account": entry.account, "actor": entry.actor} if entry.role in OF_FAMILY else form


def _head_2(entry: Values) -> dict[str, Any]:
    """What stays: who did which action when, to which row, and the digest of the content."""
    content = content_digest_of(entry) if entry.content_digest is None else entry.content_digest
    form = {
        "form": 2,
        "school": entry.school,
        "at": entry.at,
        "role": entry.role,
        "action": entry.action,
        "kind": entry.kind,
        "object": entry.object_id,
        "course": entry.course,
        "op": entry.op,
        "created": entry.before is None,
        "removed": entry.after is None,
        "content": content.hex(),
    }
    return form if entry.role in OF_FAMILY else form | {"account": entry.account, "actor": entry.actor}


def encoded(form: dict[str, Any]) -> bytes:
    """JSON as RFC 8785 has it (of text, whole numbers, true, false and null): sorted keys, UTF-8, nothing between.

    Raises ValueError for a number or a depth that it does not hold.
    """
    try:
        return orjson.dumps(form, option=orjson.OPT_SORT_KEYS)
    except orjson.JSONEncodeError as error:  # a TypeError
        raise ValueError(str(error)) from error


@lru_cache(maxsize=64)
def utc_text(moment: datetime) -> str:
    """Return a moment as the canonical forms write it: «2026-11-23T07:43:00.000000Z»."""
    return f"{moment.astimezone(UTC).isoformat(timespec='microseconds')[:-6]}Z"
