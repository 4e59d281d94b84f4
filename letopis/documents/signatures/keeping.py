"""Where what is put up for signing lies: a file a state under MEDIA_ROOT/signed, named by its own SHA-256."""

import hashlib
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from letopis.documents.typesetting.composing import write_whole
from letopis.kernel.errors import Refused


def digest_of(content: bytes) -> str:
    """Return the SHA-256, hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def digest_of_file(path: Path) -> str:
    """Return the SHA-256 of a file, read once as long as it stays the same. Raises OSError."""
    about = path.stat()
    return _digest_of_file(path, about.st_mtime_ns, about.st_size)


@lru_cache(maxsize=512)
def _digest_of_file(path: Path, changed: int, size: int) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def keep(school_id: int, content: bytes) -> str:
    """Write a state of a document whole or not at all; return its digest. Raises Refused."""
    digest = digest_of(content)
    path = _path(school_id, digest)
    if path.is_file():
        # It may lie here since a process was killed: young again, it is nobody's to remove.
        path.touch()
    else:
        write_whole(path, content)
    return digest


def kept(school_id: int, digest: str) -> bytes:
    """Return a state of a document as it was written. Raises Refused where it is gone or was altered."""
    try:
        content = _path(school_id, digest).read_bytes()
    except OSError as error:
        raise Refused("Файла документа на сервере нет: восстановите его из копии.", code="file_gone") from error
    if digest_of(content) != digest:
        raise Refused("Файл документа на сервере изменён: восстановите его из копии.", code="file_altered")
    return content


def drop(school_id: int, digest: str) -> None:
    """Remove a state that stands whole at the beginning of the next one."""
    with suppress(OSError):
        _path(school_id, digest).unlink()


def _path(school_id: int, digest: str) -> Path:
    return Path(settings.MEDIA_ROOT) / "signed" / str(school_id) / digest
