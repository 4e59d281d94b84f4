"""The form of an extract: a JSON file that stands for itself, described in docs/developer/extracts.md. Pure.

It holds entries of the ledger whole, with what proves each: its place in the tree and the path from it to the root that
a checkpoint signs. Old checkpoints of the same school may stand beside it with the path that leads on from them.
"""

from typing import Any, Literal

import msgspec

from letopis.school.history.canonical import Values

LARGEST = 64 << 20  # bytes of a file that is read


class NotAnExtract(ValueError):
    """The file is no extract; the message (Russian) says why."""


class Content(msgspec.Struct, forbid_unknown_fields=True):
    """An entry as its canonical form has it (docs/developer/history.md); `salt` and `content` in hex."""

    version: int
    school: int
    at: str
    account: int | None
    actor: str
    role: str
    action: str
    kind: str
    object: int
    course: int | None
    student: int | None
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    reason: str
    op: str | None
    salt: str
    content: str | None = None

    @classmethod
    def of(cls, values: Values) -> "Content":
        """Return what an entry says."""
        return cls(
            version=values.version,
            school=values.school,
            at=values.at,
            account=values.account,
            actor=values.actor,
            role=values.role,
            action=values.action,
            kind=values.kind,
            object=values.object_id,
            course=values.course,
            student=values.student,
            before=values.before,
            after=values.after,
            reason=values.reason,
            op=values.op,
            salt=values.salt.hex(),
            content=None if values.content_digest is None else values.content_digest.hex(),
        )

    @property
    def values(self) -> Values:
        """What the digest is taken of. Raises ValueError for what is no hex."""
        return Values(
            school=self.school,
            at=self.at,
            account=self.account,
            actor=self.actor,
            role=self.role,
            action=self.action,
            kind=self.kind,
            object_id=self.object,
            course=self.course,
            student=self.student,
            before=self.before,
            after=self.after,
            reason=self.reason,
            op=self.op,
            version=self.version,
            salt=bytes.fromhex(self.salt),
            content_digest=None if self.content is None else bytes.fromhex(self.content),
        )


class Line(msgspec.Struct, forbid_unknown_fields=True):
    """An entry and its place: `index` of its leaf, from 0; `path` from its sibling up, base64. `about`: in words."""

    id: int
    about: str
    entry: Content
    index: int
    path: list[str]


class Earlier(msgspec.Struct, forbid_unknown_fields=True):
    """A checkpoint that the school has signed before, and the path of RFC 6962 (2.1.2) from it to the extract's."""

    checkpoint: str
    path: list[str]


class Stamp(msgspec.Struct, forbid_unknown_fields=True):
    """A time stamp (RFC 3161): `token`, DER in base64, over `text`, a checkpoint with its cosignatures."""

    text: str
    token: str


class Extract(msgspec.Struct, forbid_unknown_fields=True):
    """`title` and `made_at` are the school's words, proved by nothing; `keys`: verifier keys, the oldest first.

    `stamp`: the earliest that covers all entries, over this checkpoint or one of `earlier`; not there where none is.
    """

    format: Literal["letopis.extract/1"]
    school: str
    title: str
    made_at: str
    checkpoint: str
    keys: list[str]
    entries: list[Line]
    earlier: list[Earlier] = []
    stamp: Stamp | msgspec.UnsetType = msgspec.UNSET


def encoded(extract: Extract) -> bytes:
    """Return the file: JSON with two spaces, the same of the same."""
    return msgspec.json.format(msgspec.json.encode(extract), indent=2) + b"\n"


def read(content: bytes) -> Extract:
    """Return the extract that a file holds, nothing verified. Raises NotAnExtract."""
    if len(content) > LARGEST:
        raise NotAnExtract("файл слишком велик для выписки")
    try:
        return msgspec.json.decode(content.removeprefix(b"\xef\xbb\xbf"), type=Extract)
    except msgspec.ValidationError as error:
        raise NotAnExtract(f"это не выписка с доказательством, или в ней чего-то не хватает ({error})") from None
    except (msgspec.DecodeError, RecursionError):
        raise NotAnExtract("это не выписка с доказательством: файл обрезан или другого вида") from None
