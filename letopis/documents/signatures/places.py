"""Where the marks of signatures stand on a printed page: the places for signatures by hand, then the spare ones.

The templates make each place a link to itself (`spot` of journal.typ), which an eye does not see and a program finds.
Where a name stands beside a place (a protocol), the place is that person's.
"""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject

from letopis.documents.signatures.damage import OF_PAGES
from letopis.documents.typesetting.lines import ZERO_WIDTH
from letopis.kernel.roles import Role

# Whose the places in a row are, from the top; spare places are narrower, and anybody's.
ROWS = (Role.DEPUTY, Role.DIRECTOR, Role.DEPUTY)
ROW_WIDTH = 260.0  # points; a place in a row is wider
BROKEN = "PDF повреждён: его страниц не прочесть. Сохраните его ещё раз."
CLOSE = 30.0  # points between the corner of a link and where it leads to


@dataclass(frozen=True, slots=True)
class Place:
    """A rectangle of a page (from 0), in points from the lower left corner: left, bottom, right, top."""

    page: int
    box: tuple[float, float, float, float]

    @property
    def width(self) -> float:
        """In points."""
        return self.box[2] - self.box[0]

    @property
    def height(self) -> float:
        """In points."""
        return self.box[3] - self.box[1]


def free_place(content: bytes, role: Role, surname: str = "") -> Place | None:
    """Return where the mark of who signs as `role` goes, None where the file has no place left, or is damaged.

    `surname`: theirs, for a document that names who signs.
    """
    try:
        return _free_place(PdfReader(io.BytesIO(content)), role, surname)
    except OF_PAGES:
        return None


def _free_place(reader: PdfReader, role: Role, surname: str) -> Place | None:
    places = _places(reader)
    if not places:
        return None
    page = reader.pages[places[0].page]
    taken = list(_signed(page))
    rows = [one for one in places if one.width > ROW_WIDTH]
    own = [one for one, whose in zip(rows, ROWS, strict=False) if whose == role]
    narrow = [(one, _squeezed(_beside(page, one))) for one in places if one.width <= ROW_WIDTH]
    named = [one for one, words in narrow if surname and _squeezed(surname) in words]
    spare = [one for one, words in narrow if not words]
    return next((one for one in [*own, *named, *spare] if not any(_overlap(one.box, box) for box in taken)), None)


def _squeezed(words: str) -> str:
    """Without gaps: a long name is broken where its line ends."""
    return "".join(words.replace(ZERO_WIDTH, "").split())


def is_readable(content: bytes) -> bool:
    """Whether a PDF has pages that can be found."""
    try:
        return len(PdfReader(io.BytesIO(content)).pages) > 0
    except OF_PAGES:
        return False


def _places(reader: PdfReader) -> list[Place]:
    """The places of the last page that has any, in the order of reading."""
    for at in reversed(range(len(reader.pages))):
        found = [Place(at, box) for box in _spots(reader.pages[at])]
        if found:
            return sorted(found, key=lambda one: (-one.box[3], one.box[0]))
    return []


def _beside(page: Any, place: Place) -> str:
    """The words that stand to the right of a place, on its height."""
    _, bottom, right, top = place.box
    found: list[str] = []

    def look(text: str, cm: Sequence[float], tm: Sequence[float], *_: Any) -> None:
        x, y = (tm[4] * cm[0] + tm[5] * cm[2] + cm[4], tm[4] * cm[1] + tm[5] * cm[3] + cm[5])
        if bottom - 1 <= y <= top and x >= right:
            found.append(text)

    page.extract_text(visitor_text=look)
    return "".join(found)


def _spots(page: Any) -> Iterator[tuple[float, float, float, float]]:
    """Links of a page to themselves."""
    for one in _annotations(page):
        to = one.get("/Dest")
        to = to.get_object() if to is not None else None
        if one.get("/Subtype") != "/Link" or not isinstance(to, ArrayObject) or len(to) < 4:
            continue
        left, bottom, right, top = (float(side) for side in one["/Rect"])
        is_here = getattr(to[0], "idnum", None) == page.indirect_reference.idnum
        if is_here and abs(float(to[2]) - left) < CLOSE and bottom - CLOSE < float(to[3]) < top + CLOSE:
            yield left, bottom, right, top


def _signed(page: Any) -> Iterator[Sequence[float]]:
    for one in _annotations(page):
        if one.get("/Subtype") == "/Widget":
            yield [float(side) for side in one["/Rect"]]


def _annotations(page: Any) -> Iterator[Any]:
    for one in page.get("/Annots") or ():
        yield one.get_object()


def _overlap(one: Sequence[float], other: Sequence[float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
