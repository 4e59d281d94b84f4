"""Signatures by certificate over a package (ARC-07): detached CMS beside the tag manifest, which covers all else.

They come after the package is whole, so no manifest lists them; any number of people may sign, each in a file. Beside
a package that is one file they lie under its name: «2026.zip.1.p7s».
"""

import glob
from collections.abc import Iterable, Iterator
from pathlib import Path

from letopis.documents.archive.findings import Finding
from letopis.documents.archive.seal import COVERED
from letopis.documents.signatures.checking import Trust, check_detached
from letopis.documents.signatures.verdicts import TEXTS, Code, Verdict

SUFFIXES = (".p7s", ".sig", ".sgn")
MOST = 4 << 20  # bytes of one


def signatures(folder: Path, trust: Trust, file: Path | None = None) -> list[Verdict]:
    """Return what is to be said of each signature beside the manifest. Never raises for what is damaged.

    `file`: the one file that the package is written as: signatures of its manifest may lie beside it, under its name.
    """
    try:
        content = (folder / COVERED).read_bytes()
    except OSError:
        return []
    beside = file.parent.glob(f"{glob.escape(file.name)}.*") if file else ()
    paths = [one for one in (*folder.glob(f"{COVERED}.*"), *beside) if one.suffix in SUFFIXES]
    return [one for path in sorted(paths) for one in check_detached(content, _read(path), trust, where=path.name)]


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MOST + 1)
    except OSError:
        return b""


def findings(verdicts: Iterable[Verdict]) -> Iterator[Finding]:
    """Yield what is wrong with signatures. That one could not be checked here is no fault of the package."""
    for one in verdicts:
        who = f"{one.signed.owner}: " if one.signed else ""
        for code in one.faults:
            if code != Code.NOT_CHECKED:
                yield Finding(f"cms_{code}", one.where, f"{one.where}: {who}{TEXTS[code]}")
