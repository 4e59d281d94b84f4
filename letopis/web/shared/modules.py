"""Which modules a script imports, so that the browser asks for all of them at once and not one after another."""

import re
from functools import cache
from pathlib import Path
from posixpath import dirname, join, normpath

from django.contrib.staticfiles import finders

_IMPORT = re.compile(r"""^(?:import|export) [^;"]*?"(\.{1,2}/[^"]+)";""", re.MULTILINE)


@cache
def imports(name: str) -> tuple[str, ...]:
    """Return the static modules that `name` imports, theirs included, the nearest first. Raises LookupError."""
    found: dict[str, None] = {}
    waiting = [name]
    while waiting:
        module = waiting.pop(0)
        for address in _IMPORT.findall(_text(module)):
            other = normpath(join(dirname(module), address))
            if other != name and other not in found:
                found[other] = None
                waiting.append(other)
    return tuple(found)


def _text(name: str) -> str:
    path = finders.find(name)
    if path is None:
        raise LookupError(f"there is no static file {name}")
    return Path(path).read_text()
