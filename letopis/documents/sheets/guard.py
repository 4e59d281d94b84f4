"""Foreign files, read by a process of its own with limits of memory and time: this one waits for its answer.

A parser that is led astray takes its own process along, not the server's, not the worker's; see
docs/developer/decisions/0002-foreign-files-in-a-process-of-their-own.md.
"""

import logging
import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import IO

from letopis.documents.sheets.limits import LOADING, MAX_FILE, MAX_TEXT, MOST_TOGETHER, SMALL_FILE, Allowance
from letopis.documents.sheets.refusals import FileRefused, refused
from letopis.documents.sheets.sheet import Sheet, Unreadable, framed, frames, unpacked

log = logging.getLogger("letopis.sheets")
# A character takes up to six bytes of JSON, an empty cell three.
_MAX_ANSWER = 6 * MAX_TEXT + (64 << 20)
# How many files one process of the product has read at a time: their memory is that of the school's computer.
_MOST = 2
_AT_ONCE = threading.BoundedSemaphore(_MOST)
# What the reading process dies of when it asks for more memory than it may have.
_OF_MEMORY = {signal.SIGABRT, signal.SIGSEGV, signal.SIGBUS, signal.SIGKILL}


def read_files(paths: Sequence[Path]) -> list[Sheet]:
    """Return the sheets of all files, in order. Raises FileRefused with the first bad file's name and what to do."""
    doubled = next((name for name, number in Counter(path.name for path in paths).items() if number > 1), None)
    if doubled:
        raise FileRefused(f"Файл «{doubled}» выбран дважды. Оставьте один.", code="file_twice")
    # Most of the time goes into waiting for the processes that read: a school keeps a file for each class.
    with ThreadPoolExecutor(_MOST) as readers:
        return [sheet for sheets in readers.map(_read_batch, _batches(paths)) for sheet in sheets]


def _batches(paths: Sequence[Path]) -> list[list[Path]]:
    """Small files in turn, as many together as one process reads at once; any other alone."""
    found: list[list[Path]] = []
    room = 0
    for path in paths:
        size = path.stat().st_size if path.is_file() else 0
        is_small = 0 < size <= SMALL_FILE
        if is_small and room >= size and len(found[-1]) < MOST_TOGETHER:
            found[-1].append(path)
            room -= size
        else:
            found.append([path])
            room = SMALL_FILE - size if is_small else 0
    return found


def _read_batch(paths: Sequence[Path]) -> list[Sheet]:
    """The sheets of files that one process reads; each by one of its own where that fails, so that the bad is named."""
    if len(paths) > 1:
        with suppress(FileRefused), _unnamed(b"".join(framed(path.read_bytes()) for path in paths)) as stream:
            answers = _answers("several", stream, paths[0].name, LOADING)
            if len(answers) == len(paths):
                return [
                    sheet
                    for path, answer in zip(paths, answers, strict=True)
                    for sheet in _named(_sheets(answer, path.name))
                ]
    return [sheet for path in paths for sheet in read_file(path)]


def _named(sheets: Sequence[Sheet]) -> list[Sheet]:
    """A text has no name of its own."""
    return [replace(one, name=one.name or Path(one.file).stem) for one in sheets]


def read_file(path: Path, name: str = "", allowance: Allowance = LOADING) -> list[Sheet]:
    """Return the sheets of one file (`name`: as the user called it). Raises FileRefused."""
    name = name or path.name
    if not path.is_file():
        raise FileRefused(f"Файла «{name}» нет. Проверьте имя и папку.", code="no_file")
    size = path.stat().st_size
    if size == 0:
        raise FileRefused(f"Файл «{name}» пустой. Сохраните таблицу ещё раз и загрузите её.", code="empty_file")
    if size > MAX_FILE:
        raise refused(Unreadable("too_big", size=size), name)
    with path.open("rb") as stream:
        return _named(_read("file", stream, name, allowance))


def read_pasted(text: str, allowance: Allowance) -> Sheet:
    """Return the cells of a text copied from a spreadsheet. Raises FileRefused."""
    # A pipe is filled by a thread; a file of the system needs none.
    with _unnamed(text.encode("utf-8", errors="replace")) as stream:
        (sheet,) = _read("pasted", stream, "", allowance)
    return sheet


def _unnamed(data: bytes) -> IO[bytes]:
    from tempfile import TemporaryFile

    stream = TemporaryFile()  # noqa: SIM115  the caller closes it
    stream.write(data)
    stream.seek(0)
    return stream


def _read(kind: str, stream: IO[bytes], name: str, allowance: Allowance) -> list[Sheet]:
    answers = _answers(kind, stream, name, allowance)
    if len(answers) != 1:
        raise refused(Unreadable("broken"), name)
    return _sheets(answers[0], name)


def _answers(kind: str, stream: IO[bytes], name: str, allowance: Allowance) -> list[bytes]:
    """What a process says of each file of a stream. Raises FileRefused: it did not end as it should."""
    if not _AT_ONCE.acquire(timeout=allowance.wall):
        raise refused(Unreadable("busy"), name)
    try:
        code, answer, is_late = _ask(kind, stream, allowance)
    finally:
        _AT_ONCE.release()
    try:
        if code != 0 or is_late or not answer:
            log.warning("The process that reads files ended with %s%s", code, ", too late" if is_late else "")
            raise _death(code, is_late=is_late)
        return list(frames(answer))
    except Unreadable as unreadable:
        raise refused(unreadable, name) from unreadable


def _sheets(answer: bytes, name: str) -> list[Sheet]:
    try:
        return unpacked(answer, name)
    except Unreadable as unreadable:
        raise refused(unreadable, name) from unreadable
    except (ValueError, TypeError, KeyError, OverflowError) as error:
        raise refused(Unreadable("broken"), name) from error


def _death(code: int, *, is_late: bool) -> Unreadable:
    if is_late or code == -signal.SIGXCPU:
        return Unreadable("too_long")
    return Unreadable("too_much_memory" if -code in _OF_MEMORY else "broken")


def _ask(kind: str, stream: IO[bytes], allowance: Allowance) -> tuple[int, bytes, bool]:
    """Run the process; return its exit code, its answer and whether it was killed for being late."""
    command = [sys.executable, "-m", "letopis.documents.sheets.reader", kind, str(allowance.memory), str(allowance.cpu)]
    late = threading.Event()
    with subprocess.Popen(  # noqa: S603  our own interpreter with our own words
        command, stdin=stream, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd="/", env=_environment()
    ) as process:
        assert process.stdout

        def kill() -> None:
            late.set()
            process.kill()

        timer = threading.Timer(allowance.wall, kill)
        timer.daemon = True
        timer.start()
        try:
            answer = process.stdout.read(_MAX_ANSWER)
            if len(answer) == _MAX_ANSWER:
                process.kill()
            code = process.wait()
        except BaseException:
            process.kill()
            raise
        finally:
            timer.cancel()
    return code, answer, late.is_set()


def _environment() -> dict[str, str]:
    """Where the code is, and nothing else: no address of the database, no key."""
    paths = [path for path in sys.path if path and Path(path).is_absolute()]
    return {
        "PYTHONPATH": os.pathsep.join(paths),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUTF8": "1",
        "MALLOC_ARENA_MAX": "2",
    }
