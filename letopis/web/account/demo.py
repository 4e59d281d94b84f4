"""The logins that the demo school writes down for its sign-in page."""

from dataclasses import dataclass
from pathlib import Path

import orjson
from django.conf import settings

FILE = "demo-logins.json"


@dataclass(frozen=True, slots=True)
class DemoLogin:
    """One login of the showroom: «Учитель», «orlova.e», «…», «Орлова Елена Викторовна»."""

    role: str
    login: str
    password: str
    name: str = ""


def demo_logins() -> list[DemoLogin]:
    """Return what `letopis demo` wrote to LETOPIS_HOME/demo-logins.json; nothing outside the showroom."""
    file = Path(settings.LETOPIS_HOME) / FILE
    if not settings.DEMO or not file.exists():
        return []
    return [DemoLogin(**one) for one in orjson.loads(file.read_bytes())]
