"""Streams of any length, never whole in memory: one side writes while the other reads."""

import hashlib
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO, Any

CHUNK = 1 << 20


@contextmanager
def piped(work: Callable[[IO[bytes]], object]) -> Iterator[IO[bytes]]:
    """Yield a stream of what `work` writes, in a thread of its own. What it fails with is raised at the end.

    Whoever reads may stop early: then the writer stops, too.
    """
    reading, writing = os.pipe()
    failed: list[BaseException] = []

    def run() -> None:
        try:
            with os.fdopen(writing, "wb", CHUNK) as out:
                work(out)
        except BrokenPipeError:
            pass
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=run, name="backup-pipe")
    thread.start()
    try:
        with os.fdopen(reading, "rb", CHUNK) as source:
            yield source
    except Exception as error:
        thread.join()
        if failed:
            raise failed[0] from error  # the end that came too early is only what followed from it
        raise
    finally:
        thread.join()
    if failed:
        raise failed[0]


class Counted:
    """A stream to be written, with the SHA-256 and size of what went through; `failed`: what writing failed with."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out = out
        self._sum = hashlib.sha256()
        self.size = 0
        self.failed: OSError | None = None

    def write(self, data: bytes) -> int:
        """Write `data`."""
        try:
            self._out.write(data)
        except OSError as error:
            self.failed = error
            raise
        self._sum.update(data)
        self.size += len(data)
        return len(data)

    def flush(self) -> None:
        """Nothing is held back here."""

    @property
    def sum(self) -> str:
        """SHA-256 so far, hex."""
        return self._sum.hexdigest()


def copied(source: IO[bytes], target: Any) -> None:
    """Copy a stream to its end."""
    while chunk := source.read(CHUNK):
        target.write(chunk)


def sum_of(source: IO[bytes]) -> tuple[str, int]:
    """Return the SHA-256 (hex) and the size of what is left of a stream."""
    digest, size = hashlib.sha256(), 0
    while chunk := source.read(CHUNK):
        digest.update(chunk)
        size += len(chunk)
    return digest.hexdigest(), size
