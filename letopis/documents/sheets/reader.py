"""The process that reads: `python -m letopis.documents.sheets.reader KIND MEMORY CPU < file > answer`.

KIND is «file», «pasted» or «several»: small files, each behind its length. Each answer stands behind its own.

It limits itself before it looks at the first byte, gets the file as its input and gives JSON; it needs no folder, no
network, no database. It may be killed at any moment: nothing lies about afterwards.
"""

import contextlib
import resource
import sys
from collections.abc import Iterator
from typing import IO

from letopis.documents.sheets import text
from letopis.documents.sheets.limits import MAX_FILE
from letopis.documents.sheets.sheet import Sheet, Unreadable, frames, head, packed, refusal


def confine(memory: int, cpu: int) -> None:
    """Bound this process: bytes of address space, seconds of a core; no file, no process, no core dump of its own."""
    for what, soft in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, cpu),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, 0),
    ):
        hard = resource.getrlimit(what)[1]
        limit = soft if hard == resource.RLIM_INFINITY else min(soft, hard)
        # Systems other than Linux do not know them all; the clock of the one who waits remains.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(what, (limit, limit + 1 if what == resource.RLIMIT_CPU else limit))


def read(kind: str, data: bytes) -> list[Sheet]:
    """Return the sheets of a "file" or of a "pasted" text. What a file is, its first bytes say. Raises Unreadable."""
    if len(data) > MAX_FILE:
        raise Unreadable("too_big")
    if kind == "pasted":
        return text.read_pasted(data)
    if data.startswith(b"PK"):
        from letopis.documents.sheets import bundle

        if bundle.is_bundle(data):
            return bundle.read(data, _read_one)
    return _read_one(data)


def _read_one(data: bytes) -> list[Sheet]:
    """The sheets of a workbook, a document or a text."""
    from letopis.documents.sheets import workbook

    return workbook.read(data) if data.startswith((workbook.ZIP, workbook.OLE)) else text.read(data)


def answer(kind: str, data: bytes) -> bytes:
    """Return what the process says about a file: sheets or a refusal; it fails for nothing but a fault of its own."""
    try:
        return packed(read(kind, data))
    except Unreadable as unreadable:
        return refusal(unreadable)
    except MemoryError:
        return refusal(Unreadable("too_much_memory"))


def answers(kind: str, stream: IO[bytes]) -> Iterator[bytes]:
    """Yield what is said of each file of a stream."""
    try:
        data = stream.read(MAX_FILE + 1)
    except MemoryError:
        yield refusal(Unreadable("too_much_memory"))
        return
    if kind == "several":
        yield from (answer("file", one) for one in frames(data))
    else:
        yield answer(kind, data)


def main() -> None:
    """Do it."""
    kind, memory, cpu = sys.argv[1:]
    confine(int(memory), int(cpu))
    for told in answers(kind, sys.stdin.buffer):
        sys.stdout.buffer.write(head(told))
        sys.stdout.buffer.write(told)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
