"""A file that appears whole or not at all: written under another name, on the disk before it gets its own."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

UNFINISHED = ".part"
CHUNK = 1 << 20


@contextmanager
def written_whole(target: Path, check: Callable[[Path], object] = lambda _: None) -> Iterator[IO[bytes]]:
    """Yield a file for what `target` is to hold. `check` reads what was written, on the disk already, before it counts.

    Its owner's alone. Raises OSError, and what is raised inside or by `check`: then nothing is left.
    """
    unfinished = unfinished_of(target)
    try:
        with unfinished.open("xb") as file:
            os.chmod(file.fileno(), 0o600)
            yield file
            file.flush()
            os.fsync(file.fileno())
        check(unfinished)
        unfinished.replace(target)
    except BaseException:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
        raise
    sync_folder(target.parent)


def carry(
    source: IO[bytes], target: Path, *, check: Callable[[Path], object], told: Callable[[int], object] = lambda _: None
) -> None:
    """Put a copy of `source` at `target` and read it there again: whole or not at all. Raises as written_whole().

    `told` hears how many bytes are written, and may stop it by raising.
    """
    done = 0
    with written_whole(target, check) as out:
        while chunk := source.read(CHUNK):
            out.write(chunk)
            done += len(chunk)
            told(done)


def unfinished_of(target: Path) -> Path:
    """Return what a file is called while it is written."""
    return target.with_name(f".{target.name}{UNFINISHED}")


def sweep(folder: Path, prefix: str) -> None:
    """Remove what a writing of files called `prefix…` that was cut short has left in `folder`."""
    with suppress(OSError):
        for one in folder.glob(f".{prefix}*{UNFINISHED}"):
            one.unlink(missing_ok=True)


def sync_folder(folder: "os.PathLike[str]") -> None:
    """Wait until the names in `folder` are on the disk; where a network's disk cannot, go on."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
