"""The report of `letopis archive verify --json`, brought from any machine."""

import hashlib
from typing import Any, Self

import msgspec

from letopis.documents.carriers.checking import SHOWN
from letopis.kernel.errors import Refused

LARGEST = 1 << 20  # bytes
_COMMAND = "letopis archive verify ФАЙЛ --json"


class Report(msgspec.Struct):
    """What the command said: whether all is well, of which package, what was found; `digest`: SHA-256 of the file."""

    clean: bool
    fingerprint: str
    findings: list[dict[str, str]]
    digest: str = ""

    @classmethod
    def read(cls, content: bytes) -> Self:
        """Read a report. Raises Refused."""
        try:
            found: Any = msgspec.json.decode(content.removeprefix(b"\xef\xbb\xbf"), type=cls)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            raise Refused(
                f"Это не отчёт о проверке. Его пишет команда: {_COMMAND}.", code="report", field="report"
            ) from None
        found.digest = hashlib.sha256(content).hexdigest()
        found.findings = [
            {name: str(one.get(name, ""))[:300] for name in ("code", "what", "message")}
            for one in found.findings[:SHOWN]
        ]
        return found  # type: ignore[no-any-return]

    def require_of(self, fingerprint: str) -> None:
        """Raise Refused where it is of another package. One that is damaged may have lost its fingerprint."""
        if self.fingerprint != fingerprint and (self.clean or not self.findings):
            raise Refused("Отчёт о другом пакете: отпечаток не тот.", code="other_package", field="report")
