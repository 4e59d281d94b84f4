"""What `letopis verify` reports: findings, each with a code for scripts and Russian words for people."""

from dataclasses import asdict, dataclass, field
from typing import Any

from letopis.school.history.tracking import JsonValue


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is not as the ledger says. `code` is for scripts, `message` (Russian) for people."""

    code: str
    message: str
    table: str = ""
    row_id: int | None = None
    column: str = ""
    expected: JsonValue = None
    actual: JsonValue = None
    entry_id: int | None = None
    seal: int | None = None
    checkpoint: int | None = None


@dataclass(slots=True)
class Report:
    """What was looked through and found. `last_checkpoint` (its size and root) proves all that came before it;
    `last_seal` is the last of the first edition. `unsigned`: entries that no checkpoint covers yet. `remarks` are worth
    knowing and no fault of the ledger. `since`: entries up to this id were not looked at again, `not_again` of them.
    `files`: those read again, all each time. `destroyed`: entries that an act has destroyed; `unproved`: live rows of
    which the ledger says nothing any more, for the last entry about them is destroyed.
    """

    school_id: int
    school: str
    entries: int = 0
    rows: int = 0
    files: int = 0
    seals: int = 0
    checkpoints: int = 0
    unsigned: int = 0
    last_seal: str = ""
    last_checkpoint: str = ""
    since: int | None = None
    not_again: int = 0
    destroyed: int = 0
    unproved: int = 0
    findings: list[Finding] = field(default_factory=list)
    remarks: list[Finding] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The report as plain values."""
        return asdict(self)
