"""A workbook is an archive: one that is broken, unpacks too far or holds too much is refused before it is read."""

import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import PurePosixPath
from typing import NamedTuple

from letopis.documents.sheets import extents
from letopis.documents.sheets.limits import MAX_PARTS, MAX_UNPACKED
from letopis.documents.sheets.measure import Sums
from letopis.documents.sheets.sheet import Unreadable

# Row and column from 1, and what stands there.
Broken = tuple[int, int, str]


class Seen(NamedTuple):
    """What the XML of a sheet says that its cells as values do not: cells without a value, what is hidden.

    `hidden` are rows, `columns` the first and the last of columns that stand together, all from 1.
    """

    broken: list[Broken]
    hidden: list[int]
    columns: list[tuple[int, int]]


_FROM_1904 = re.compile(rb"<(?:\w+:)?workbookPr\b[^>]*\bdate1904\s*=\s*[\x22'](?:1|true)[\x22']")
_MAIN = ("workbook.xml", "workbook.bin", "word/document.xml")
_CHUNK = 1 << 18
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError, RuntimeError)


def inspect(data: bytes) -> list[Seen]:
    """Look an archive through without keeping it; what its directory and its names say is not believed.

    Return what was seen of each sheet, in the workbook's order; nothing where the order is not known.
    Raises Unreadable.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            parts = archive.infolist()
    except _BROKEN as error:
        raise Unreadable("not_a_workbook") from error
    _look_at_directory(parts)
    try:
        return _look_at_parts(data, parts)
    except _BROKEN as error:
        raise Unreadable("not_a_workbook") from error


def holds(data: bytes, name: str) -> bool:
    """Whether an archive that inspect() has passed has a part of this name."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return any(_path(part.filename) == name for part in archive.infolist())


def counts_from_1904(data: bytes) -> bool:
    """Whether a workbook that inspect() has passed counts days from 1904."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        books = [part for part in archive.infolist() if _path(part.filename) == "xl/workbook.xml"]
        return any(_FROM_1904.search(archive.read(part)) for part in books)


def _look_at_directory(parts: list[zipfile.ZipInfo]) -> None:
    names = Counter(part.filename.casefold().replace("\\", "/") for part in parts)
    if "mimetype" not in names and not any(name.endswith(_MAIN) for name in names):
        raise Unreadable("not_a_workbook")
    if any(part.flag_bits & 1 for part in parts):
        raise Unreadable("encrypted")
    # Two parts of one name: what is measured would not be what is read.
    if names.most_common(1)[0][1] > 1:
        raise Unreadable("not_a_workbook")
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise Unreadable("zip_bomb")


def _look_at_parts(data: bytes, parts: list[zipfile.ZipInfo]) -> list[Seen]:
    """Sizes and kinds of all parts first, shared texts with them: sheets only point at those."""
    kinds: dict[str, list[zipfile.ZipInfo]] = {}
    total = 0
    for part in parts:
        sniffer = extents.Sniffer()
        size = 0
        for chunk in unpacked(data, part):
            size += len(chunk)
            if total + size > MAX_UNPACKED:
                raise Unreadable("zip_bomb")
            sniffer.feed(chunk)
        if size != part.file_size:
            raise Unreadable("not_a_workbook")
        total += size
        if sniffer.has_doctype and _is_read(part.filename):
            raise Unreadable("has_doctype")
        kinds.setdefault(sniffer.root, []).append(part)
    sums = Sums()
    shared = extents.SharedTexts()
    texts = kinds.get("sst", [])
    if len(texts) > 1:
        raise Unreadable("not_a_workbook")
    for part in texts:
        extents.scan(shared, unpacked(data, part))
    seen: dict[str, Seen] = {}
    for part in kinds.get("worksheet", []):
        sheet = extents.Worksheet(sums, shared.lengths)
        extents.scan(sheet, unpacked(data, part))
        seen[_path(part.filename)] = Seen(sheet.broken, sheet.hidden, sheet.columns_hidden)
    for part in kinds.get("document-content", []):
        document = extents.OpenDocument(sums)
        extents.scan(document, unpacked(data, part))
        if any(document.hidden) or any(document.columns_hidden) or any(document.broken):
            told = zip(document.broken, document.hidden, document.columns_hidden, strict=True)
            return [Seen(*one) for one in told]
    return _in_order(data, kinds, seen) if any(map(any, seen.values())) else []


def _in_order(data: bytes, kinds: Mapping[str, list[zipfile.ZipInfo]], seen: Mapping[str, Seen]) -> list[Seen]:
    """What was seen of each sheet, in the order in which the workbook lists them."""
    books = kinds.get("workbook", [])
    path = PurePosixPath(_path(books[0].filename)) if books else PurePosixPath("xl/workbook.xml")
    wanted = f"{path.parent}/_rels/{path.name}.rels"
    rels = [part for part in kinds.get("Relationships", []) if _path(part.filename) == wanted]
    if len(books) != 1 or not rels:
        return []
    sheets, relations = extents.SheetList(), extents.Relations()
    extents.scan(sheets, unpacked(data, books[0]))
    extents.scan(relations, unpacked(data, rels[0]))
    targets = [relations.targets.get(one, "") for one in sheets.relations]
    return [
        seen.get(_path(target.lstrip("/") if target.startswith("/") else f"{path.parent}/{target}"), Seen([], [], []))
        for target in targets
    ]


def _path(name: str) -> str:
    return name.casefold().replace("\\", "/")


def _is_read(name: str) -> bool:
    """Whether a part is of the workbook itself: pictures have document types, and so has OpenOffice's old manifest."""
    key = name.casefold()
    return key.endswith((".xml", ".rels")) and key != "meta-inf/manifest.xml"


def unpacked(data: bytes, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield the unpacked bytes of a part, as many as there really are: zipfile stops where the directory says."""
    header = data[part.header_offset : part.header_offset + 30]
    if header[:4] != b"PK\x03\x04":
        raise zipfile.BadZipFile("local header")
    start = part.header_offset + 30 + int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
    packed = memoryview(data)[start : start + part.compress_size]
    if part.compress_type == zipfile.ZIP_STORED:
        yield from (bytes(packed[at : at + _CHUNK]) for at in range(0, len(packed), _CHUNK))
        return
    if part.compress_type != zipfile.ZIP_DEFLATED:
        raise NotImplementedError(part.compress_type)
    engine = zlib.decompressobj(-15)
    for at in range(0, len(packed), _CHUNK):
        rest: bytes | memoryview = packed[at : at + _CHUNK]
        while rest:
            yield engine.decompress(rest, _CHUNK)
            rest = engine.unconsumed_tail
    if not engine.eof:
        raise zipfile.BadZipFile("truncated part")
