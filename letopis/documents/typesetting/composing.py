"""From data to PDF/A-2b by typst: fonts embedded, the same bytes of the same data, written whole or not at all.

Fonts are those of the system (scripts/system.sh installs PT Sans). A sign that none of them has is an error that names
the sign and where it stands, never an empty box.
"""

import os
import re
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson

from letopis.documents.typesetting.setter import WRONG
from letopis.kernel.errors import Refused
from letopis.kernel.os_errors import reason_of

SETTER = Path(__file__).with_name("setter.py")
LONGEST = 300  # seconds that a print may take
_AT_ONCE = threading.BoundedSemaphore(2)
_UNSHOWN = re.compile(r'the text `"(.+?)"` could not be displayed', re.DOTALL)
# What turns the letters after it round: unseen itself, it makes a page say what nobody has written.
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_CODE = re.compile(r"\\u\{([0-9a-f]+)\}")
AROUND = 20  # letters of a text shown on either side of a sign that cannot be printed


def pdf_of(data: Mapping[str, Any], template: Path) -> bytes:
    """Return the PDF/A-2b of `data`: `title`, `date` (of the file: year, month, day …), what the template asks for.

    With a text that lies in the file (`attached`) it is PDF/A-3b.

    Raises Refused for a sign that no font has, with the page it stands on where there are `parts`, and for what takes
    longer than LONGEST.

    Set by a process of its own (setter.py), two at a time in one process of the product, so that a morning of prints
    does not take the memory of the server.
    """
    try:
        done = _set(data, template)
    except subprocess.TimeoutExpired as late:
        message = f"Печать не готова и за {LONGEST // 60} мин. Напечатайте её по частям: за период, по одной странице."
        raise Refused(message, code="too_long") from late
    if done.returncode == WRONG:
        raise refusal(done.stderr.decode(errors="replace"), data)
    if done.returncode or not done.stdout:
        raise RuntimeError(f"the process that sets a print ended with {done.returncode}: {done.stderr[-500:]!r}")
    return done.stdout


def _set(data: Mapping[str, Any], template: Path) -> "subprocess.CompletedProcess[bytes]":
    with _AT_ONCE:
        return subprocess.run(  # noqa: S603  our own interpreter with our own words
            [sys.executable, "-I", str(SETTER), str(template)],
            input=_plain(data),
            capture_output=True,
            cwd="/",
            check=False,
            timeout=LONGEST,
        )


def _plain(data: Mapping[str, Any]) -> bytes:
    """The data as JSON. What lies in the file (`attached`) stays as it is, byte by byte."""
    told = orjson.dumps({key: value for key, value in data.items() if key != "attached"})
    told = _TURNS.sub("", told.decode()).encode()
    attached = {key: value for key, value in data.items() if key == "attached"}
    return told[:-1] + b"," + orjson.dumps(attached)[1:] if attached else told


def refusal(told: str, data: Mapping[str, Any]) -> Exception:
    """Return what to say of a sign without a picture; any other fault of the template is the program's own.

    `told`: what typst has said.
    """
    found = _UNSHOWN.search(told)
    if found is None:
        return RuntimeError(told)
    sign = _CODE.sub(lambda code: chr(int(code[1], 16)), found[1])
    where = next((f" {place}: «{_around(text, sign)}»." for place, text in _texts(data) if sign in text), "")
    shown = sign if sign.isprintable() else f"U+{ord(sign[0]):04X}"
    return Refused(
        f"Знака «{shown}» нет в шрифтах печати, вместо него вышел бы пустой квадрат.{where} Исправьте его в базе или "
        "установите шрифт, в котором он есть. Ничего не напечатано.",
        code="no_glyph",
    )


def _texts(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Every text that is printed, with the page it stands on."""
    for part in data.get("parts", ()):
        head = " · ".join(filter(None, (part.get("head"), part.get("term")))) or data["title"]
        for text in _strings(part):
            yield head, text
    for text in _strings({key: value for key, value in data.items() if key != "parts"}):
        yield data["title"], text


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _strings(one)
    elif isinstance(value, Sequence):
        for one in value:
            yield from _strings(one)


def _around(text: str, sign: str) -> str:
    at = text.index(sign)
    shown = text[max(0, at - AROUND) : at + AROUND]
    return "".join(one if one.isprintable() else "□" for one in shown)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file whole or not at all: beside its place first, then moved there. Raises Refused with the reason.

    Under a name of its own each time: two who print at once, or what a power cut has left, are in nobody's way.
    """
    fresh = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
            fresh = Path(file.name)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except OSError as error:
        if fresh is not None:
            fresh.unlink(missing_ok=True)
        raise Refused(f"Файл «{path.name}» не записан: {reason_of(error)}.", code="not_written") from error
