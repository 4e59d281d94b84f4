"""Signatures by certificate over a package (ARC-07): detached CMS beside the tag manifest, which covers all else.

They come after the package is whole, so no manifest lists them; any number of people may sign, each in a file.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from letopis.documents.archive.findings import Finding
from letopis.documents.archive.seal import COVERED
from letopis.documents.signatures.checking import Trust, check_detached
from letopis.documents.signatures.verdicts import TEXTS, Code, Verdict

SUFFIXES = (".p7s", ".sig", ".sgn")
MOST = 4 << 20  # bytes of one


def signatures(folder: Path, trust: Trust) -> list[Verdict]:
    """Return what is to be said of each signature beside the manifest. Never raises for what is damaged."""
    try:
        content = (folder / COVERED).read_bytes()
    except OSError:
        return []
    found: list[Verdict] = []
    for path in sorted(folder.glob(f"{COVERED}.*")):
        if path.suffix in SUFFIXES:
            with path.open("rb") as file:
                found += check_detached(content, file.read(MOST + 1), trust, where=path.name)
    return found


def findings(verdicts: Iterable[Verdict]) -> Iterator[Finding]:
    """Yield what is wrong with signatures. That one could not be checked here is no fault of the package."""
    for one in verdicts:
        who = f"{one.signed.owner}: " if one.signed else ""
        for code in one.faults:
            if code != Code.NOT_CHECKED:
                yield Finding(f"cms_{code}", one.where, f"{one.where}: {who}{TEXTS[code]}")
