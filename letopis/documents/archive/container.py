"""A package as it lies: a folder, or one file of it (a ZIP with one folder at its top, RFC 8493, 4).

A reader asks for files by their place in the bag and does not know which it is. The ZIP is stored, not compressed, with
no moment and no rights in it: the same package is the same bytes wherever it is put together.
"""

import io
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any

from letopis.kernel.whole_files import CHUNK, written_whole

DATA = "data/"
SUFFIX = ".zip"
# What a reader of a ZIP may raise over altered bytes.
_BROKEN = (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, ValueError, MemoryError)
_EPOCH = (1980, 1, 1, 0, 0, 0)
# Bytes of a manifest or a signature: a hundred thousand files, far more than any package has. Each line is looked up on
# the disk, so that a manifest without end would be read without end.
_MOST_TAGS = 16 << 20
_TOO_LARGE = "слишком большой файл описи"


class NotAPackage(ValueError):
    """It is no package; the message (Russian) says why."""


class Unreadable(OSError):
    """The file is there, and its bytes are not those that were written."""


@dataclass(frozen=True, slots=True)
class Container:
    """`name` of the package; `tags`: a folder in which the manifests and signatures lie; `payload`: files of data/.

    `read` opens a file by its place in the bag and raises OSError; `file`: the one file that it is.
    """

    name: str
    tags: Path
    payload: frozenset[str]
    read: Callable[[str], IO[bytes]]
    file: Path | None = None


@contextmanager
def opened(path: Path) -> Iterator[Container]:
    """Open a package, a folder or a file. Raises NotAPackage, OSError."""
    if path.is_dir():
        if not all(one.is_file() or one.is_dir() for one in path.iterdir()):
            raise NotAPackage(f"«{path.name}» — не архивный пакет: среди описей не файл")
        if large := next((one.name for one in path.iterdir() if one.is_file() and one.stat().st_size > _MOST_TAGS), ""):
            raise NotAPackage(f"{large}: {_TOO_LARGE}")
        files = (one.relative_to(path).as_posix() for one in (path / "data").rglob("*") if not one.is_dir())
        yield Container(path.name, path, frozenset(files), lambda name: _file(path, name))
        return
    try:
        archive = zipfile.ZipFile(path)
    except _BROKEN:
        raise NotAPackage(f"«{path.name}» — не архивный пакет (папка или файл .zip) или обрезан") from None
    with archive, tempfile.TemporaryDirectory(prefix="letopis-") as folder:
        top, names = _names(archive, path.name)
        tags = Path(folder)
        for name in names:
            if "/" not in name:
                _take_tag(archive, f"{top}/{name}", tags / name)
        payload = frozenset(name for name in names if name.startswith(DATA))
        yield Container(top, tags, payload, lambda name: _member(archive, f"{top}/{name}"), path)


def _file(folder: Path, name: str) -> IO[bytes]:
    """A file; what is none (a pipe, a device) would be read without end."""
    if not (folder / name).is_file():
        raise FileNotFoundError(name)
    return (folder / name).open("rb")


def _names(archive: zipfile.ZipFile, called: str) -> tuple[str, list[str]]:
    """The folder at the top, and the files in it by their place in the bag."""
    names = [one for one in archive.namelist() if not one.endswith("/")]
    tops = {PurePosixPath(one).parts[0] for one in names if "/" in one}
    if len(tops) != 1 or any(not _is_safe(one) for one in names) or len(set(names)) != len(names):
        raise NotAPackage(f"«{called}» — не архивный пакет: внутри ждали одну папку")
    top = tops.pop()
    return top, [one.removeprefix(f"{top}/") for one in names]


def _is_safe(name: str) -> bool:
    path = PurePosixPath(name)
    return len(path.parts) > 1 and not path.is_absolute() and ".." not in path.parts and "\\" not in name


def _take_tag(archive: zipfile.ZipFile, name: str, target: Path) -> None:
    """A tag file beside its fellows; of one that cannot be read what can be: its sum tells."""
    if archive.getinfo(name).file_size > _MOST_TAGS:
        raise NotAPackage(f"{target.name}: {_TOO_LARGE}")
    with target.open("wb") as out:
        try:
            with _member(archive, name) as source:
                shutil.copyfileobj(source, out, CHUNK)
        except Unreadable:
            return


def _member(archive: zipfile.ZipFile, name: str) -> IO[bytes]:
    try:
        return io.BufferedReader(_Member(archive.open(name)), CHUNK)
    except KeyError:
        raise FileNotFoundError(name) from None
    except _BROKEN as error:
        raise Unreadable(str(error)) from None


class _Member(io.RawIOBase):
    """A file in a ZIP, whose altered bytes are an OSError like those of a disk."""

    def __init__(self, source: IO[bytes]) -> None:
        super().__init__()
        self._source = source

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            data = self._source.read(len(buffer))
        except _BROKEN as error:
            raise Unreadable(str(error)) from None
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._source.close()
        super().close()


# ── putting together ──────────────────────────────────────────────────


def serialise(folder: Path, target: Path, top: str, told: Callable[[int], object] = lambda _: None) -> None:
    """Write the package in `folder` as one file, whole or not at all, with the folder `top` in it. Raises OSError.

    `told` hears how many bytes are written, and may stop it by raising.
    """
    names = sorted(one.relative_to(folder).as_posix() for one in folder.rglob("*") if one.is_file())
    put_together(names, lambda name: (folder / name).open("rb"), target, top, told)


def put_together(
    names: list[str],
    read: Callable[[str], IO[bytes]],
    target: Path,
    top: str,
    told: Callable[[int], object] = lambda _: None,
) -> None:
    """serialise() of files that lie anywhere: `names` sorted, each opened by `read`."""
    done = 0
    with written_whole(target) as out, zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name in names:
            member = zipfile.ZipInfo(f"{top}/{name}", _EPOCH)
            member.external_attr = 0o644 << 16
            with read(name) as source, archive.open(member, "w", force_zip64=True) as into:
                while chunk := source.read(CHUNK):
                    into.write(chunk)
                    done += len(chunk)
                    told(done)
