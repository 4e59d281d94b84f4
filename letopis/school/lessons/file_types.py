"""Which files may be given with homework, told by their content: a name promises nothing."""

import io
import struct
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from letopis.kernel.errors import Refused
from letopis.kernel.text import clean
from letopis.school.lessons.pictures import is_heif, is_picture

HEAD = 64
MAX_NAME = 200
MAX_FILES = 10
# A document has some dozens of parts, seldom hundreds; an entry takes some 80 bytes.
MAX_DIRECTORY = 1 << 18
_END, _LOCATOR_64 = b"PK\x05\x06", b"PK\x06\x07"
# The end record and the longest comment behind it.
_TAIL = 22 + 0xFFFF
_ODT = b"application/vnd.oasis.opendocument.text"


@dataclass(frozen=True, slots=True)
class FileType:
    """A type that may be given: what it is served as, and how its content is recognised."""

    content_type: str
    is_it: Callable[[bytes, BinaryIO], bool]


def _begins(*marks: bytes) -> Callable[[bytes, BinaryIO], bool]:
    return lambda head, _: head.startswith(marks)


def _holds(member: str) -> Callable[[bytes, BinaryIO], bool]:
    """An office document is a zip with a known member; nothing of it is unpacked."""

    def is_it(head: bytes, file: BinaryIO) -> bool:
        if not head.startswith(b"PK\x03\x04") or not _has_small_directory(file):
            return False
        try:
            with zipfile.ZipFile(file) as packed:
                return member in packed.namelist()
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError, struct.error):
            return False

    return is_it


def _has_small_directory(file: BinaryIO) -> bool:
    """Whether the directory of a zip is that of a document: zipfile makes an object of every entry, however many.

    Looked for where zipfile does; a zip64, which no document needs, has its size elsewhere and is none.
    """
    length = file.seek(0, io.SEEK_END)
    file.seek(max(0, length - _TAIL))
    tail = file.read(_TAIL)
    places = {at for at in (tail.rfind(_END), len(tail) - 22) if at >= 0 and tail.startswith(_END, at)}
    sizes = [int.from_bytes(tail[at + 12 : at + 16], "little") for at in places]
    return bool(sizes) and max(sizes) <= MAX_DIRECTORY and _LOCATOR_64 not in tail


def _is_text(_: bytes, file: BinaryIO) -> bool:
    """Plain text: no zero bytes. Its encoding is the reader's business."""
    file.seek(0)
    return all(b"\x00" not in part for part in iter(lambda: file.read(1 << 16), b""))


def _is_mp3(head: bytes, _: BinaryIO) -> bool:
    return head.startswith(b"ID3") or (len(head) > 1 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2)


TYPES: Mapping[str, FileType] = {
    "pdf": FileType("application/pdf", _begins(b"%PDF-")),
    "jpg": FileType("image/jpeg", _begins(b"\xff\xd8\xff")),
    "jpeg": FileType("image/jpeg", _begins(b"\xff\xd8\xff")),
    "png": FileType("image/png", _begins(b"\x89PNG\r\n\x1a\n")),
    "docx": FileType(
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document", _holds("word/document.xml")
    ),
    "xlsx": FileType("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _holds("xl/workbook.xml")),
    "pptx": FileType(
        "application/vnd.openxmlformats-officedocument.presentationml.presentation", _holds("ppt/presentation.xml")
    ),
    "odt": FileType(_ODT.decode(), _holds("content.xml")),
    "txt": FileType("text/plain; charset=utf-8", _is_text),
    "mp3": FileType("audio/mpeg", _is_mp3),
    "mp4": FileType("video/mp4", lambda head, _: head[4:8] == b"ftyp" and not is_heif(head)),
}
# Endings of pictures: a name that has one of them promises a picture, its content says which.
PICTURES = frozenset({"jpg", "jpeg", "png", "heic", "heif", "hif", "avif", "webp"})
TAKEN = sorted({*TYPES, *PICTURES})
ALLOWED = ", ".join(TAKEN)


def is_picture_named(name: str, file: BinaryIO) -> bool:
    """Say whether a file is called a picture and is one, whichever. Raises Refused for a name or content not taken."""
    ending = _ending(name)
    if ending not in TAKEN:
        raise Refused(f"Такие файлы к заданию не прикладывают. Можно: {ALLOWED}.", code="type", field="file")
    file.seek(0)
    head = file.read(HEAD)
    if not head:
        raise Refused("Файл пуст: выберите другой.", code="empty", field="file")
    if ending in PICTURES and not is_picture(head):
        raise Refused(
            "Это не снимок, хотя назван так: сохраните его заново в нужном виде и приложите.",
            code="content",
            field="file",
        )
    return ending in PICTURES


def checked_type(name: str, file: BinaryIO) -> tuple[str, FileType]:
    """Return the ending and type of a file taken as it is. Raises Refused for a content that is another."""
    ending = _ending(name)
    known = TYPES[ending]
    file.seek(0)
    head = file.read(HEAD)
    if not known.is_it(head, file):
        raise Refused(
            f"Содержимое файла — не {ending}: сохраните его заново в нужном виде и приложите.",
            code="content",
            field="file",
        )
    file.seek(0)
    return ending, known


def _ending(name: str) -> str:
    return name.rpartition(".")[2].casefold()


def clean_name(name: str, ending: str) -> str:
    """Return the name a file is offered under: without folders and unprintable signs, at most 200 characters."""
    last = name.replace("\\", "/").rpartition("/")[2]
    stem = clean("".join(sign for sign in last if sign.isprintable() and sign not in '<>:"|?*')).rpartition(".")[0]
    return f"{stem[: MAX_NAME - len(ending) - 1].strip(' .') or 'файл'}.{ending}"
