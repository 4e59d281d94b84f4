"""Where a carrier's copies lie, whatever it is: written whole or not at all, taken to be read, removed.

A carrier's mark is a small file in its place. Where it is not found, another disk is plugged in, or none: nothing is
written there, and nothing is said to be gone.
"""

import errno
import os
from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

from django.conf import settings

from letopis.documents.backup.places import require_room
from letopis.documents.carriers.models import Carrier
from letopis.documents.carriers.options import is_store, options
from letopis.kernel.errors import Refused
from letopis.kernel.os_errors import reason_of
from letopis.kernel.whole_files import carry, unfinished_of, written_whole

Told = Callable[[int], object]
Look = Callable[[Path], object]


class Unreachable(Refused):
    """The carrier is not there just now: not plugged in, its network away."""

    def __init__(self, message: str) -> None:
        super().__init__(message, code="unreachable")


class Store(Protocol):
    """Where copies lie. Every method raises Unreachable where the carrier is not there, Refused with the remedy."""

    def require(self) -> None:
        """Make sure that it is the carrier itself."""

    def prepare(self) -> None:
        """Put the carrier's mark in its place."""

    def size_of(self, name: str) -> int | None:
        """Return the bytes of a file, None where it is not there."""

    def put(self, source: Path, name: str, check: Look, told: Told) -> None:
        """Write a file and let `check` read what was written; what it raises leaves nothing there."""

    def taken(self, name: str, told: Told) -> AbstractContextManager[Path]:
        """Yield a file to be read. Raises FileNotFoundError."""

    def remove(self, name: str) -> None:
        """Remove a file."""

    def remark(self) -> str:
        """Return what is to be said of a copy there, though it is whole; "" for nothing."""

    def free_name(self, stem: str, *, but: Collection[str]) -> str:
        """Return a name that no file there has, and none of `but`: those of files that are gone."""


def store_of(carrier: Carrier) -> Store:
    """Return where the copies of a carrier lie. Raises Refused where its place is set no more, or it has none."""
    if not carrier.is_reached:
        raise Refused(
            f"Носитель «{carrier.name}» хранит сотрудник: на него пишут и его проверяют вручную.", code="offline"
        )
    where = options().places.get(carrier.address)
    if where is None:
        raise Unreachable(f"Место «{carrier.address}» больше не задано администратором сервера (LETOPIS_CARRIERS).")
    if is_store(where):
        from letopis.documents.carriers.buckets import BucketStore

        return BucketStore(carrier, where)
    return FolderStore(carrier, Path(where))


def mark_name(carrier: Carrier) -> str:
    """Return what the mark of a carrier is called."""
    return f"letopis-carrier-{carrier.mark}.txt"


def mark_text(carrier: Carrier) -> str:
    """Return what stands in the mark, for whoever finds the disk."""
    return f"Носитель архива Летописи: {carrier.name}. Файл не удалять: по нему узнают этот носитель.\n"


def away(carrier: Carrier) -> Unreachable:
    """Return what is said of a carrier that is not there."""
    return Unreachable(f"Носитель «{carrier.name}» не подключён (или подключён другой).")


def free(stem: str, is_taken: Callable[[str], bool], but: Collection[str]) -> str:
    """Return the first of «stem.zip», «stem-2.zip» … that is neither taken nor among `but`."""
    names = [f"{stem}.zip", *(f"{stem}-{number}.zip" for number in range(2, 1000))]
    return next(name for name in names if name not in but and not is_taken(name))


class FolderStore:
    """A folder, or a disk that is mounted there."""

    def __init__(self, carrier: Carrier, folder: Path) -> None:
        self._carrier, self._folder = carrier, folder

    def require(self) -> None:
        """The mark is there."""
        try:
            is_there = (self._folder / mark_name(self._carrier)).is_file()
        except OSError:
            is_there = False
        if not is_there:
            raise away(self._carrier)

    def prepare(self) -> None:
        """Write the mark into the folder, which must be there: it is not made, or an unplugged disk would be."""
        text = mark_text(self._carrier).encode()
        require_room(self._folder, len(text))
        target = self._folder / mark_name(self._carrier)
        if not target.exists():
            with self._said(), written_whole(target) as file:
                file.write(text)

    def size_of(self, name: str) -> int | None:
        """One look at the disk."""
        self.require()
        try:
            return (self._folder / name).stat().st_size
        except FileNotFoundError:
            return None
        except OSError:
            return -1

    def put(self, source: Path, name: str, check: Look, told: Told) -> None:
        """Under another name first, on the disk, read there again, then called so."""
        self.require()
        target = self._folder / name
        with self._said(), source.open("rb") as file:
            unfinished_of(target).unlink(missing_ok=True)
            require_room(self._folder, source.stat().st_size)
            carry(file, target, check=lambda path: _look(path, check), told=told)
        self.require()

    @contextmanager
    def taken(self, name: str, told: Told) -> Iterator[Path]:
        """The file itself, read from the disk and not from memory."""
        self.require()
        path = self._folder / name
        try:
            forget_cached(path)
        except FileNotFoundError:
            self.require()
            raise
        except OSError:
            pass  # the reading tells
        yield path

    def remove(self, name: str) -> None:
        """The file goes."""
        self.require()
        with self._said():
            (self._folder / name).unlink(missing_ok=True)

    def remark(self) -> str:
        """On the disk of the base it goes with that disk."""
        try:
            is_same = self._folder.stat().st_dev == Path(settings.LETOPIS_HOME).stat().st_dev
        except OSError:
            return ""
        return "Носитель на том же диске, что и база: с диском пропадут и она, и копия." if is_same else ""

    def free_name(self, stem: str, *, but: Collection[str]) -> str:
        """By looking."""
        return free(stem, lambda name: (self._folder / name).exists(), but)

    @contextmanager
    def _said(self) -> Iterator[None]:
        """A fault of the disk in words; one of a carrier that has gone meanwhile is that."""
        try:
            yield
        except Refused:
            self.require()
            raise
        except OSError as error:
            self.require()
            raise _fault(self._carrier, error) from error


def _fault(carrier: Carrier, error: OSError) -> Refused:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return Refused(f"На носителе «{carrier.name}» кончилось место. Ничего не записано.", code="no_space")
    if error.errno == errno.EFBIG:
        return Refused(
            f"Носитель «{carrier.name}» не принимает файлов такого размера (FAT32?): нужен другой.", code="disk"
        )
    return Refused(f"Носитель «{carrier.name}»: не записано, {reason_of(error)}.", code="disk")


def _look(path: Path, check: Look) -> None:
    forget_cached(path)
    check(path)


def forget_cached(path: Path) -> None:
    """Have what is read next come from the disk: what the system still holds in memory proves nothing of it."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(descriptor)
