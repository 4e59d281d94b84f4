"""Building a package: a BagIt bag (RFC 8493) that appears whole or not at all.

volumes/    journals of the classes and summary sheets, PDF/A
tables/     the official tables as JSON Lines, schema.json
ledger/     leaves of the tree, entries with their canonical forms, the signed checkpoint, keys
README.txt  what is what, for whoever opens it without this program
"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import bagit

from letopis.documents.archive import seal
from letopis.documents.archive.ledger import write_ledger
from letopis.documents.archive.tables import Scope, write_tables
from letopis.documents.journal_paper.printing import class_pdf, summary_pdf
from letopis.documents.journal_paper.school_set import print_school
from letopis.documents.journal_paper.volume import YEAR
from letopis.documents.typesetting.composing import write_whole
from letopis.kernel.actor import Actor
from letopis.kernel.clock import local, now
from letopis.kernel.errors import Refused
from letopis.kernel.os_errors import reason_of
from letopis.school.history.snapshots import consistent_view

README = Path(__file__).with_name("readme.txt")
# A package that is not finished does not bear its name.
UNFINISHED = ".unfinished"


@dataclass(frozen=True, slots=True)
class Built:
    """A package: where it lies, how many rows, entries and files it holds."""

    path: Path
    rows: int
    entries: int
    files: int


def build(actor: Actor, scope: Scope, out: Path, *, progress: Callable[[str], None] = lambda _: None) -> Built:
    """Build the package of `scope` in the folder `out`, which must not be there or be empty.

    Raises Refused: something is there, the disk is full, nothing is signed, a page cannot be printed.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise Refused(f"«{out.name}» уже есть и не пуст: назовите другую папку.", code="there")
    fresh = out.with_name(f"{out.name}{UNFINISHED}")
    shutil.rmtree(fresh, ignore_errors=True)
    try:
        fresh.mkdir(parents=True)
        rows, entries = _fill(actor, scope, fresh, progress)
        progress("суммы файлов")
        bag = bagit.make_bag(str(fresh), _about(scope, rows, entries), checksums=["sha256"])
        seal.sign(scope.school.pk, fresh)
        files = len(list(bag.payload_files()))
        if out.exists():
            out.rmdir()
        fresh.rename(out)
    except OSError as error:
        raise Refused(f"Пакет не собран: {reason_of(error)}. Ничего не оставлено.", code="not_written") from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return Built(out, rows, entries, files)


def _fill(actor: Actor, scope: Scope, folder: Path, progress: Callable[[str], None]) -> tuple[int, int]:
    (folder / "README.txt").write_text(README.read_text(encoding="utf-8"), encoding="utf-8", newline="\n")
    progress("таблицы и история")
    with consistent_view():  # nothing is written in it, how far it is neither
        counts = write_tables(scope, folder / "tables")
        _, entries = write_ledger(scope, folder / "ledger")
    volumes = folder / "volumes"
    volumes.mkdir()
    if scope.group is None:
        print_school(actor, scope.year, volumes, period=YEAR, progress=_of_print(progress))
    else:
        progress("журнал")
        write_whole(volumes / f"{scope.group.name}.pdf", class_pdf(actor, scope.group.pk))
        write_whole(volumes / f"{scope.group.name} сводная ведомость.pdf", summary_pdf(actor, scope.group.pk))
    return sum(counts.values()), entries


def _of_print(progress: Callable[[str], None]) -> Callable[[int, int, str], None]:
    return lambda done, total, what: progress(f"{done} из {total}: {what}") if what else None


def _about(scope: Scope, rows: int, entries: int) -> dict[str, str]:
    """bag-info.txt: whose, what, when; no personal data."""
    return {
        "Source-Organization": scope.school.name,
        "Organization-Address": scope.school.address or "-",
        "External-Description": f"Электронный журнал, {scope.title}",
        "External-Identifier": f"letopis.archive/1 {scope.title}",
        "Bagging-Date": f"{local(now()):%Y-%m-%d}",
        "Bag-Software-Agent": "Letopis",
        "Letopis-Rows": str(rows),
        "Letopis-Entries": str(entries),
    }
