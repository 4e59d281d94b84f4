"""What whoever runs the server has set about copies (docs/admin/settings.md)."""

from dataclasses import dataclass
from datetime import time
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings

from letopis.documents.backup.rules import Keep


@dataclass(frozen=True, slots=True)
class Options:
    """Where copies go, how often and at what time of the server's zone, whose key they are encrypted with.

    `identity` and `passphrase_file`: what opens them, for rehearsals by schedule.
    """

    places: tuple[Path, ...]
    days: int
    at: time
    zone: ZoneInfo
    keep: Keep
    recipients: tuple[str, ...]
    passphrase_file: str
    identity: str
    rehearse_days: int

    @property
    def is_encrypted(self) -> bool:
        """Whether copies by schedule are encrypted."""
        return bool(self.recipients or self.passphrase_file)


def options() -> Options:
    """Return the options in force."""
    given = settings.BACKUP
    return Options(
        places=tuple(Path(one) for one in given["to"]),
        days=given["days"],
        at=given["at"],
        zone=ZoneInfo(settings.TIME_ZONE),
        keep=Keep(**given["keep"]),
        recipients=tuple(given["recipients"]),
        passphrase_file=given["passphrase_file"],
        identity=given["identity"],
        rehearse_days=given["rehearse_days"],
    )
