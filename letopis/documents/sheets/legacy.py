"""What a workbook of .xls hides, and which of its cells hold an error (BIFF8, [MS-XLS]).

Its cells are read by another library, which does not say that.
"""

import struct
from collections.abc import Iterator
from io import BytesIO

import olefile

from letopis.documents.sheets.archive import Broken, Seen
from letopis.documents.sheets.limits import MAX_BROKEN
from letopis.documents.sheets.sheet import Unreadable

_STREAMS = ("Workbook", "Book")
_BOF, _EOF, _FILEPASS, _BOUNDSHEET, _ROW, _COLINFO = 0x0809, 0x000A, 0x002F, 0x0085, 0x0208, 0x007D
_ROW_HIDDEN, _COLUMN_HIDDEN = 0x20, 0x01
_FORMULA, _BOOLERR = 0x0006, 0x0205
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}


def seen(data: bytes) -> list[Seen]:
    """Return the hidden rows and columns of each sheet, in the book's order; none where the file does not tell.

    Raises Unreadable for a book under a password, which the reader of cells takes for no book at all.
    """
    try:
        stream = _stream(data)
        about = list(_records(stream, 0))
        if any(kind == _FILEPASS for kind, _ in about):
            raise Unreadable("encrypted")
        starts = [struct.unpack_from("<I", body)[0] for kind, body in about if kind == _BOUNDSHEET]
        return [_sheet(stream, start) for start in starts]
    # The cells are read without it; a file that is broken is told by who reads them.
    except (OSError, struct.error, ValueError, IndexError):
        return []


def _stream(data: bytes) -> bytes:
    with olefile.OleFileIO(BytesIO(data)) as book:
        name = next((name for name in _STREAMS if book.exists(name)), "")
        return bytes(book.openstream(name).read()) if name else b""


def _records(stream: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    """The records of one part of a book: number and content, to its end; parts within it (charts) are passed over."""
    depth = 0
    while start + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, start)
        depth += (kind == _BOF) - (kind == _EOF)
        if depth == 1:
            yield kind, stream[start + 4 : start + 4 + size]
        elif depth == 0:
            return
        start += 4 + size


def _sheet(stream: bytes, start: int) -> Seen:
    broken: list[Broken] = []
    rows, columns = [], []
    for kind, body in _records(stream, start):
        if kind == _ROW and struct.unpack_from("<H", body, 12)[0] & _ROW_HIDDEN:
            rows.append(struct.unpack_from("<H", body)[0] + 1)
        elif kind == _COLINFO and struct.unpack_from("<H", body, 8)[0] & _COLUMN_HIDDEN:
            first, last = struct.unpack_from("<HH", body)
            columns.append((first + 1, last + 1))
        elif (what := _error(kind, body)) and len(broken) < MAX_BROKEN:
            row, column = struct.unpack_from("<HH", body)
            broken.append((row + 1, column + 1, what))
    return Seen(broken, sorted(rows), columns)


def _error(kind: int, body: bytes) -> str:
    """What an error is called that a cell holds, or its formula gave; "" for none."""
    if kind == _BOOLERR and body[7] == 1:
        return _ERRORS.get(body[6], "")
    # A result that is no number has its last two bytes set: its first says what it is, its third which error.
    if kind == _FORMULA and body[12:14] == b"\xff\xff" and body[6] == 2:
        return _ERRORS.get(body[8], "")
    return ""
