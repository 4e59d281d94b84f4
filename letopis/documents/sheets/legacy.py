"""What a workbook of .xls hides: its cells are read by another library, which does not say that (BIFF8, [MS-XLS])."""

import struct
from collections.abc import Iterator
from io import BytesIO

import olefile

from letopis.documents.sheets.archive import Seen
from letopis.documents.sheets.sheet import Unreadable

_STREAMS = ("Workbook", "Book")
_BOF, _EOF, _FILEPASS, _BOUNDSHEET, _ROW, _COLINFO = 0x0809, 0x000A, 0x002F, 0x0085, 0x0208, 0x007D
_ROW_HIDDEN, _COLUMN_HIDDEN = 0x20, 0x01


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
    rows, columns = [], []
    for kind, body in _records(stream, start):
        if kind == _ROW and struct.unpack_from("<H", body, 12)[0] & _ROW_HIDDEN:
            rows.append(struct.unpack_from("<H", body)[0] + 1)
        elif kind == _COLINFO and struct.unpack_from("<H", body, 8)[0] & _COLUMN_HIDDEN:
            first, last = struct.unpack_from("<HH", body)
            columns.append((first + 1, last + 1))
    return Seen([], sorted(rows), columns)
