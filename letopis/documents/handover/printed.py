"""What of a school's set is a class's volume: its file, pages, sheets, digest (П5.3, Т7.4)."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from letopis.documents.journal_paper.jobs import folder_of
from letopis.documents.journal_paper.models import PrintRun
from letopis.documents.journal_paper.school_set import SUMMARIES, pages_of, volume_of
from letopis.documents.journal_paper.volume import YEAR
from letopis.documents.runs.models import RunState
from letopis.documents.signatures.damage import OF_PAGES
from letopis.documents.signatures.enums import SubjectKind
from letopis.documents.signatures.models import Signature
from letopis.kernel.roles import Role
from letopis.school.classes.models import ClassGroup
from letopis.school.organisation.models import AcademicYear


@dataclass(frozen=True, slots=True)
class Volume:
    """A class's printed volume. `digest`: SHA-256 of the file, hex."""

    run_id: int
    printed_at: datetime
    pages: int
    digest: str
    path: Path

    @property
    def sheets(self) -> int:
        """Printed on both sides."""
        return (self.pages + 1) // 2


def latest_print(year: AcademicYear) -> PrintRun | None:
    """Return the newest finished print of a year's set. One query."""
    done = PrintRun.objects.filter(school_id=year.school_id, year=year, period=YEAR, state=RunState.DONE)
    return done.order_by("-created_at").first()


def volume_in(run: PrintRun, group: ClassGroup | None) -> Volume | None:
    """Return the class's volume of a print, None where its file is not there or cannot be read.

    `group` None: the summary sheets of all classes.
    """
    path = volume_of(folder_of(run), group.name if group else SUMMARIES)
    if path is None:
        return None
    try:
        content = path.read_bytes()
        return Volume(run.pk, run.created_at, pages_of(path), hashlib.sha256(content).hexdigest(), path)
    except (OSError, *OF_PAGES):
        return None


def director_signatures(school_id: int, digests: Collection[str]) -> dict[str, Signature]:
    """Return by digest of a printed file the director's electronic signature under it (П3.6.7). One query."""
    rows = Signature.objects.filter(school_id=school_id, kind=SubjectKind.PDF, digest__in=digests)
    of_director = rows.filter(certificate__role=Role.DIRECTOR).select_related("certificate__staff__person")
    return {one.digest: one for one in of_director.order_by("pk")}
