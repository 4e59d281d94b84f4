"""What the documents of the journal's protocol are made of (docs/developer/journal-protocol.md).

A shape is declared once, as a Struct: `Row` for short lists of a grid, where bytes matter, `Document` for objects with
names, `Operation` for what a screen sends, `Applied` for what it is answered. Nobody else knows a position of a row:
Python reads fields, the scripts read what `letopis.web.teacher.wire` writes for them from the same declarations.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, ClassVar, TypeVar
from uuid import UUID

from msgspec import Meta, Struct

from letopis.kernel.clock import local, now

A = TypeVar("A", bound=Struct)
B = TypeVar("B", bound=Struct)
Id = Annotated[int, Meta(ge=0, le=2**63 - 1)]
Moment = Annotated[datetime, Meta(tz=True)]
# For so long what was typed without a network is judged by when it was typed.
LONGEST_OFFLINE = timedelta(days=3)
Small = Annotated[int, Meta(ge=0, le=2**31 - 1)]


class Row(Struct, array_like=True, gc=False):
    """A row of a grid: its fields as a JSON array, in the order declared. New fields are added at the end."""


class Document(Struct, kw_only=True):
    """A JSON object of the protocol."""


class Operation(Struct, kw_only=True, frozen=True, tag_field="kind"):
    """One operation of a client. `base_version` is the version of the row it is based on, 0: there was none.

    `person_id` and `role` name the capacity it was typed in; without them it is that of the session. `typed_at` says
    when it was typed, where it has waited for the network.
    """

    op_id: UUID
    base_version: Small = 0
    person_id: Id | None = None
    role: str = ""
    typed_at: Moment | None = None

    # What the kind is called where an error names it.
    label: ClassVar[str] = ""

    @property
    def kind(self) -> str:
        """The tag that names the kind on the wire."""
        return str(self.__struct_config__.tag)

    def judged_at(self) -> datetime | None:
        """Return by which moment a window or a lock judges the operation, None: by now.

        The client's clock is believed for as long as a teacher may be without a network, and never ahead.
        """
        typed = self.typed_at
        if typed is None:
            return None
        return typed if timedelta() < now() - typed <= LONGEST_OFFLINE else None

    def problem(self) -> tuple[str, str] | None:
        """Return the field that does not go with the others, and what is wrong with it; None where all is well."""
        return None


class Answer(Document, tag_field="status"):
    """The answer to one operation."""

    op_id: UUID


class Applied(Answer, tag="applied"):
    """The operation is in the journal; each kind adds the rows as they now are."""

    version: int


class Conflict(Answer, tag="conflict"):
    """The row is not what the client knew: `current` as it is in the journal, set by whom and when (ISO)."""

    current: Any
    version: int
    by: str
    at: str | None


class Refusal(Answer, tag="refused"):
    """The rules do not allow it; `message` names the remedy."""

    message: str
    code: str
    field: str


@cache
def columns(row: type[Row], prefix: str = "") -> tuple[str, ...]:
    """Return the fields of a row whose table has columns of the same names, for values_list()."""
    return tuple(prefix + name for name in row.__struct_fields__)


def pairs(rows: Iterable[tuple[Any, ...]], first: type[A], second: type[B]) -> Iterator[tuple[A, B | None]]:
    """Yield both Structs of each row of two tables joined, the second None where there was nothing to join.

    A row has the columns of `first`, which begin with its key, then those of `second`, which begin with one that is
    never null. Rows of one `first` yield the same Struct.
    """
    width = len(first.__struct_fields__)
    known: dict[Any, A] = {}
    for row in rows:
        one = known.get(row[0])
        if one is None:
            one = known[row[0]] = first(*row[:width])
        yield one, None if row[width] is None else second(*row[width:])


def number(value: Decimal) -> int | float:
    """Return a weight as JSON's number: 2, 1.5."""
    return int(value) if value == value.to_integral_value() else float(value)


def moment(at: datetime) -> str:
    """Return a moment in ISO form, in the school's own time."""
    return local(at).isoformat()
