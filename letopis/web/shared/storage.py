"""Static files as served: sheets without comments, all named by their content, compressed."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage

_CSS_COMMENT = re.compile(rb"""(?P<text>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|url\([^"')]*\))|/\*.*?\*/""", re.DOTALL)


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
                    file.write_bytes(without_css_comments(file.read_bytes()))
        # From here on the collected copies are the source, no more the files of the apps.
        yield from super().post_process({name: (self, name) for name in paths}, dry_run, **options)


def without_css_comments(sheet: bytes) -> bytes:
    """Return a sheet (UTF-8) without its comments; what only looks like one in a string or an address stays."""
    return _CSS_COMMENT.sub(lambda found: found["text"] or b"", sheet)
