"""An archive of tables (.zip) → the sheets of all its files, each named with its file."""

import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import PurePosixPath

from letopis.documents.sheets import archive, foreign
from letopis.documents.sheets.limits import EXTENSIONS, MAX_FILE, MAX_PARTS, MAX_UNPACKED
from letopis.documents.sheets.sheet import Sheet, Unreadable

_UTF8 = 0x800
# Files of systems and programs that a person never put there.
_NOT_TABLES = ("__macosx/", ".ds_store", "thumbs.db")


def is_bundle(data: bytes) -> bool:
    """Whether an archive is one of files, not a workbook or a document in itself."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as packed:
            names = {name.casefold().replace("\\", "/") for name in packed.namelist()}
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False
    return "[content_types].xml" not in names and "mimetype" not in names


def read(data: bytes, read_one: Callable[[bytes], list[Sheet]]) -> list[Sheet]:
    """Return the sheets of the files in their order. Raises Unreadable: one file that cannot be read is named."""
    with zipfile.ZipFile(BytesIO(data)) as packed:
        parts = [part for part in packed.infolist() if not part.is_dir() and not _is_of_system(part.filename)]
    if any(part.flag_bits & 1 for part in parts):
        raise Unreadable("encrypted")
    if program := foreign.archive_program(PurePosixPath(_name(part)).name for part in parts):
        raise Unreadable("of_program", program=program)
    if len(parts) > MAX_PARTS:
        raise Unreadable("too_many_files", files=len(parts))
    if sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise Unreadable("zip_bomb")
    found: list[Sheet] = []
    # What the directory says of sizes is not believed.
    total = 0
    names = Counter(_name(part) for part in parts)
    for part in parts:
        name = _name(part)
        # Of files of one name the folders tell which is which.
        name = name if names[name] == 1 else _path(part)
        if PurePosixPath(name).suffix.casefold() not in EXTENSIONS:
            raise Unreadable("not_a_table_inside", member=name)
        try:
            content = _content(data, part)
            total += len(content)
            if total > MAX_UNPACKED:
                raise Unreadable("zip_bomb")
            sheets = read_one(content)
        except Unreadable as unreadable:
            raise Unreadable(unreadable.code, **unreadable.named, inside=name) from unreadable
        found += [replace(one, file=name) for one in sheets]
    if not found:
        raise Unreadable("empty_file")
    return found


def _is_of_system(name: str) -> bool:
    key = name.casefold().replace("\\", "/")
    return any(part in key for part in _NOT_TABLES) or PurePosixPath(key).name.startswith(("~$", "."))


def _name(part: zipfile.ZipInfo) -> str:
    """What a file is called, without its folders."""
    return PurePosixPath(_path(part)).name


def _path(part: zipfile.ZipInfo) -> str:
    """The name as it was given: archives of Russian Windows keep it in the letters of DOS."""
    name = part.filename
    if not part.flag_bits & _UTF8:
        try:
            name = name.encode("cp437").decode("cp866")
        except UnicodeError:
            name = part.filename
    path = PurePosixPath("".join(sign for sign in name.replace("\\", "/") if sign.isprintable()))
    return str(path.with_name(path.name[:120]) if path.name else path)[-240:]


def _content(data: bytes, part: zipfile.ZipInfo) -> bytes:
    content = bytearray()
    try:
        for chunk in archive.unpacked(data, part):
            content += chunk
            if len(content) > MAX_FILE:
                raise Unreadable("too_big")
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise Unreadable("not_a_workbook") from error
    return bytes(content)
