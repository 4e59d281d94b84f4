"""Static files as served: sheets without comments and blanks, all named by their content, compressed."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage

# Strings and addresses stay. Comments go, blanks beside signs and after a colon (before it they tell «a :hover» apart),
# and a last «;».
_CSS_BLANKS = re.compile(
    rb"""(?P<kept>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|url\([^"')]*\))|/\*.*?\*/|[\s;]*(?P<end>\})\s*|\s*(?P<sign>[{;,>])\s*|(?P<colon>:)\s+""",
    re.DOTALL,
)


class StaticStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise has no types
    """A page names its scripts and sheets by their content: it never mixes two versions."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._addresses: dict[tuple[str | None, bool], str] = {}

    def url(self, name: str | None, force: bool = False) -> str:
        """Return the address of a file: worked out once, the manifest does not change while the server runs."""
        key = (name, force)
        if key not in self._addresses:
            self._addresses[key] = super().url(name, force)
        return self._addresses[key]

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        """Strip the sheets that were collected, then hash and compress everything."""
        if not dry_run:
            for name in paths:
                if name.endswith(".css"):
                    file = Path(self.path(name))
                    file.write_bytes(compact_css(file.read_bytes()))
        # From here on the collected copies are the source, no more the files of the apps.
        yield from super().post_process({name: (self, name) for name in paths}, dry_run, **options)


def compact_css(sheet: bytes) -> bytes:
    """Return a sheet (UTF-8) without comments and needless blanks; strings and addresses stay as they are."""
    return _CSS_BLANKS.sub(lambda found: found[found.lastgroup] if found.lastgroup else b"", sheet)
