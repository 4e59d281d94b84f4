"""The scripts of the pages: each screen has one bundle, built from the modules in `web/*/client` before it is served.

`scripts/client.py` builds them (`make bundles`). An installed wheel carries the bundles and not their sources.
"""

import hashlib
from pathlib import Path

WEB = Path(__file__).parents[1]
BUILT = WEB / "shared/static/screens"
STAMP = BUILT / ".sources"
# What a bundle is made by: another compiler, or another way to call it, makes another bundle.
_TOOLS = ("package-lock.json", "scripts/client.py")


class StaleError(Exception):
    """The bundles were built from other sources than those that are there now, or not at all."""

    def __init__(self) -> None:
        super().__init__("The scripts of the pages are older than their sources in web/*/client: run `make bundles`.")


def sources() -> list[Path]:
    """Return the modules that bundles are built from; none in an installed wheel."""
    return sorted(WEB.glob("*/client/**/*.js"))


def fingerprint() -> str:
    """Return a digest that changes whenever a module, or what builds them, does."""
    digest = hashlib.sha256()
    for path in (*sources(), *(WEB.parents[1] / name for name in _TOOLS)):
        if path.exists():
            digest.update(f"{path.relative_to(WEB.parents[1])}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()


def is_stale() -> bool:
    """Whether the bundles have to be built anew; never in an installed wheel."""
    return bool(sources()) and (not STAMP.exists() or STAMP.read_text() != fingerprint())


def ensure_fresh() -> None:
    """Raise StaleError rather than serve old scripts."""
    if is_stale():
        raise StaleError
