"""What reading gives: sheets of raw cells, and how they travel from the process that reads to the one that asked."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import orjson

Cell = str | int | float | bool | date | datetime | time | timedelta | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet or a CSV file. `rows[i]` is row i + 1 of the file; `merges` are (top, left, bottom, right) from 0."""

    file: str
    name: str
    rows: list[list[Cell]]
    merges: tuple[tuple[int, int, int, int], ...] = ()
    is_csv: bool = False
    # Rows from 0 that say something and are not shown; whether the whole sheet is not.
    hidden: tuple[int, ...] = ()
    is_concealed: bool = False
    # Columns from 0 that are not shown.
    hidden_columns: tuple[int, ...] = ()
    # Whether numbers that are days are counted from 1904, as books of a Macintosh do.
    from_1904: bool = False


class Unreadable(Exception):
    """A file that is not read: a code of `refusals.py` and what its message names."""

    def __init__(self, code: str, **named: Any) -> None:
        super().__init__(code)
        self.code = code
        self.named = named


def head(data: bytes) -> bytes:
    """Return what stands before bytes where several travel in one stream: their length."""
    return len(data).to_bytes(8, "big")


def framed(data: bytes) -> bytes:
    """Return bytes with their length before them."""
    return head(data) + data


def frames(stream: bytes) -> Iterator[bytes]:
    """Yield what framed() put into a stream; a part that is cut short is left out."""
    at = 0
    while at + 8 <= len(stream):
        end = at + 8 + int.from_bytes(stream[at : at + 8], "big")
        if end > len(stream):
            return
        yield stream[at + 8 : end]
        at = end


def packed(sheets: Iterable[Sheet]) -> bytes:
    """Return the sheets as JSON: a moment is a list of its kind and its text, all else stands for itself."""
    form = {
        "sheets": [
            [
                *(one.file, one.name, one.rows, one.merges, one.is_csv, one.hidden, one.is_concealed),
                *(one.hidden_columns, one.from_1904),
            ]
            for one in sheets
        ]
    }
    return orjson.dumps(form, default=_moment, option=orjson.OPT_PASSTHROUGH_DATETIME)


def refusal(unreadable: Unreadable) -> bytes:
    """Return a refusal as JSON."""
    return orjson.dumps({"refused": unreadable.code, "named": unreadable.named})


def unpacked(answer: bytes, file: str) -> list[Sheet]:
    """Return the sheets that packed() wrote, of a file the operator calls `file`, or of the files in it.

    Raises Unreadable, ValueError.
    """
    form = orjson.loads(answer)
    if "refused" in form:
        raise Unreadable(form["refused"], **form["named"])
    return [
        Sheet(
            f"{file}/{inside}" if inside else file,
            name,
            [[_cell(cell) for cell in row] for row in rows],
            tuple(map(tuple, merges)),
            is_csv,
            tuple(hidden),
            is_concealed,
            tuple(columns),
            from_1904,
        )
        for inside, name, rows, merges, is_csv, hidden, is_concealed, columns, from_1904 in form["sheets"]
    ]


def _moment(cell: object) -> list[Any]:
    match cell:
        case datetime():
            return ["datetime", cell.isoformat()]
        case date():
            return ["date", cell.isoformat()]
        case time():
            return ["time", cell.isoformat()]
        case timedelta():
            return ["span", cell.total_seconds()]
    raise TypeError(type(cell))


def _cell(cell: Any) -> Cell:
    if type(cell) is not list:
        return cell  # type: ignore[no-any-return]
    kind, text = cell
    match kind:
        case "datetime":
            return datetime.fromisoformat(text)
        case "date":
            return date.fromisoformat(text)
        case "time":
            return time.fromisoformat(text)
    return timedelta(seconds=text)
