"""What whoever runs the server has set about the archive's copies (docs/admin/carriers.md).

Where the server may write is said here and nowhere on a page: nobody at a browser makes it write into a folder or
speak to a host of their choice.
"""

from dataclasses import dataclass
from datetime import time
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings

from letopis.documents.carriers.enums import CarrierKind
from letopis.documents.carriers.models import Package
from letopis.documents.carriers.rules import Terms
from letopis.kernel.errors import Refused

PACKAGES, STORES = "packages", "stores"


@dataclass(frozen=True, slots=True)
class Bucket:
    """A place in an S3-compatible store. `host` with its port, `prefix` stands before each name, `region` may be ""."""

    host: str
    is_secure: bool
    bucket: str
    prefix: str
    region: str


@dataclass(frozen=True, slots=True)
class Options:
    """Places by their names, each a folder or an address of a store; when copies are checked.

    `terms`: every how many days each copy is to be read whole; the server does so at `at` of its zone, for at most
    `hours` a night.
    """

    places: dict[str, str]
    terms: Terms
    at: time
    zone: ZoneInfo
    hours: int


def options() -> Options:
    """Return the options in force."""
    given: dict[str, Any] = settings.CARRIERS
    return Options(
        places=dict(given["places"]),
        terms=Terms(given["days"], given["offline_days"]),
        at=given["at"],
        zone=ZoneInfo(settings.TIME_ZONE),
        hours=given["hours"],
    )


def is_store(where: str) -> bool:
    """Whether a place is a store and not a folder."""
    return where.startswith(("https://", "http://"))


def fits(kind: str, where: str) -> bool:
    """Whether a carrier of the kind may have the place."""
    return is_store(where) == (kind == CarrierKind.STORE)


def bucket_of(where: str) -> Bucket:
    """Return what an address names: https://HOST[:PORT]/BUCKET[/PREFIX][?region=NAME]. Raises Refused."""
    parts = urlsplit(where)
    bucket, _, prefix = parts.path.strip("/").partition("/")
    region = parse_qs(parts.query).get("region", [""])[0]
    if not parts.hostname or not bucket or parts.username:
        raise Refused(
            "Адрес хранилища записан неверно: нужно https://УЗЕЛ/КОРЗИНА (LETOPIS_CARRIERS).", code="bad_place"
        )
    return Bucket(parts.netloc, parts.scheme == "https", bucket, f"{prefix}/" if prefix else "", region)


def credentials_of(place: str) -> tuple[str, str]:
    """Return access key and secret of a store: the two lines of LETOPIS_HOME/stores/PLACE. Raises Refused.

    Never in the database: a copy of the base is no key to the archive.
    """
    file = Path(settings.LETOPIS_HOME) / STORES / place
    try:
        lines = [line.strip() for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    except (OSError, UnicodeDecodeError):
        lines = []
    if len(lines) != 2:
        raise Refused(
            f"Нет ключа хранилища «{place}»: администратор сервера кладёт его в файл {STORES}/{place}, две строки.",
            code="no_credentials",
        )
    return lines[0], lines[1]


def file_of(package: Package) -> Path:
    """Where the server keeps a package; it need not be there."""
    return packages_folder() / package.file_name


def packages_folder() -> Path:
    """Return where the server keeps packages; it is made where it is not there. No carrier: it stands in one place."""
    folder = Path(settings.LETOPIS_HOME) / PACKAGES
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
