"""Where the marks of signatures stand on a printed page: the places for signatures by hand, then the spare ones.

The templates make each place a link to itself (`spot` of journal.typ), which an eye does not see and a program finds.
"""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject

from letopis.kernel.roles import Role

# Whose the places in a row are, from the top; spare places are narrower, and anybody's.
ROWS = (Role.DEPUTY, Role.DIRECTOR, Role.DEPUTY)
ROW_WIDTH = 260.0  # points; a place in a row is wider
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


def free_place(content: bytes, role: Role) -> Place | None:
    """Return where the mark of who signs as `role` goes, None where the file has no place left."""
    places, taken = _places(content)
    rows = [one for one in places if one.width > ROW_WIDTH]
    own = [one for one, whose in zip(rows, ROWS, strict=False) if whose == role]
    spare = [one for one in places if one.width <= ROW_WIDTH]
    return next((one for one in [*own, *spare] if not any(_overlap(one.box, box) for box in taken)), None)


def _places(content: bytes) -> tuple[list[Place], list[Sequence[float]]]:
    """The places of the last page that has any, in the order of reading, and what stands on the page already."""
    reader = PdfReader(io.BytesIO(content))
    for at in reversed(range(len(reader.pages))):
        page = reader.pages[at]
        found = [Place(at, box) for box in _spots(page)]
        if found:
            return sorted(found, key=lambda one: (-one.box[3], one.box[0])), list(_signed(page))
    return [], []


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
