"""A school's set on paper: a file a class, the summary sheets of all, the inventory with the number of sheets (ARC-02).

Every file is written whole or not at all, so that one that is there need not be printed again: a print that was broken
off goes on where it was.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from pypdf import PdfReader

from letopis.documents.journal_paper import inventory, policy
from letopis.documents.journal_paper.composing import pdf_of
from letopis.documents.journal_paper.content import ClassJournal
from letopis.documents.journal_paper.printing import address_of
from letopis.documents.journal_paper.reading import read_class
from letopis.documents.journal_paper.volume import class_volume, summary_sheets
from letopis.documents.typesetting.composing import write_whole
from letopis.kernel.actor import Actor
from letopis.kernel.clock import local, now
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.rights import Right
from letopis.school.classes.models import ClassGroup
from letopis.school.organisation.models import AcademicYear, School

SUMMARIES, INVENTORY = "Сводные ведомости", "Опись"
_NUMBERED = re.compile(r"^\d+ ")
_UNSAFE = re.compile(r"[^\w «».,()-]")


@dataclass(frozen=True, slots=True)
class Printed:
    """A file of the set: what it is of, where it lies, how many pages it has. `is_new`: printed just now."""

    title: str
    path: Path
    pages: int
    is_new: bool = True

    @property
    def sheets(self) -> int:
        """Printed on both sides."""
        return (self.pages + 1) // 2


Progress = Callable[[int, int, str], None]


def print_school(
    actor: Actor, year: AcademicYear, folder: Path, *, period: str, resume: bool = False, progress: Progress
) -> list[Printed]:
    """Print the journals of all classes of a year, the summary sheets, the inventory; return the files in order.

    `resume`: files that are there already stay. `progress(done, total, what is next)` may raise Stopped. Raises
    NotVisible, Refused; the message names the class.
    """
    if not actor.may(Right.PRINT_JOURNALS):
        raise NotVisible
    groups = list(ClassGroup.objects.filter(policy.printed_classes(actor), year=year).order_by("sort_key"))
    if not groups:
        raise Refused("В этом учебном году печатать нечего.", code="nothing")
    total, address, made = len(groups) + 2, address_of(actor), []
    for number, group in enumerate(groups, start=1):
        progress(number - 1, total, group.name)
        path = folder / file_name(number, len(groups), group.name)
        made.append(_made(path, group.name, resume, partial(_volume, actor, group, period, address)))
    progress(len(groups), total, SUMMARIES)
    sheets = folder / f"{SUMMARIES}.pdf"
    made.append(_made(sheets, SUMMARIES, resume, partial(_summaries, actor, groups, period, address)))
    progress(len(groups) + 1, total, INVENTORY)
    content = pdf_of(_inventory(actor, year, made, address))
    write_whole(folder / f"{INVENTORY}.pdf", content)
    progress(total, total, "")
    return [*made, Printed(INVENTORY, folder / f"{INVENTORY}.pdf", pages_of(folder / f"{INVENTORY}.pdf"))]


def file_name(number: int, of: int, name: str) -> str:
    """Return «01 7А.pdf», the name of the volume of a class by its number among so many: in their order by name."""
    return f"{number:0{max(2, len(str(of)))}} {_UNSAFE.sub('-', name)}.pdf"


def files_of(folder: Path) -> list[Path]:
    """Return the whole files of a set as they are made: a file keeps its place in the list while others come."""
    files = folder.glob("*.pdf") if folder.is_dir() else ()
    return sorted(files, key=lambda path: (path.stem == INVENTORY, path.name))


def volume_of(folder: Path, name: str) -> Path | None:
    """Return the file of a class's volume in a set, by the class's name; None where there is none, or not one alone."""
    found = [path for path in files_of(folder) if _NUMBERED.sub("", path.stem) == _UNSAFE.sub("-", name)]
    return found[0] if len(found) == 1 else None


def pages_of(path: Path) -> int:
    """Return how many pages a file has. Raises OSError."""
    return len(PdfReader(path).pages)


def _made(path: Path, title: str, resume: bool, make: Callable[[], bytes]) -> Printed:
    if resume and path.is_file():
        return Printed(title, path, pages_of(path), is_new=False)
    try:
        write_whole(path, make())
    except Refused as refused:
        raise Refused(f"{title}: {refused.message}", code=refused.code) from refused
    return Printed(title, path, pages_of(path))


def _volume(actor: Actor, group: ClassGroup, period: str, address: str) -> bytes:
    return pdf_of(class_volume(_read(actor, group), period, address=address))


def _read(actor: Actor, group: ClassGroup) -> ClassJournal:
    return read_class(group.pk, printed_at=local(now()), with_cards=policy.sees_private(actor, group))


def _summaries(actor: Actor, groups: list[ClassGroup], period: str, address: str) -> bytes:
    return pdf_of(summary_sheets(list(_without_marks(actor, groups)), period, address=address))


def _without_marks(actor: Actor, groups: list[ClassGroup]) -> Iterator[ClassJournal]:
    """The journals of classes with no more of each page than its summary needs."""
    for group in groups:
        journal = read_class(group.pk, printed_at=local(now()))
        yield replace(
            journal, courses=tuple(replace(one, marks={}, absences={}, lessons=()) for one in journal.courses)
        )


def _inventory(actor: Actor, year: AcademicYear, made: list[Printed], address: str) -> dict[str, object]:
    school = School.objects.get(pk=actor.school_id)
    rows = [(one.title, one.pages, one.sheets) for one in made]
    return inventory.inventory(school, year.name, rows, address=address, printed_at=local(now()))
