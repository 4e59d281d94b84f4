"""What a cell says as text."""

import re
from datetime import date, datetime, time
from functools import lru_cache

from letopis.documents.sheets.sheet import Cell
from letopis.kernel.text import clean

LATIN_TWINS = str.maketrans("ABCEHKMOPTXYaceopxykmt", "АВСЕНКМОРТХУасеорхукмт")
TWIN_LETTERS = frozenset("АВСЕНКМОРТХУасеорхукмт")


_LATIN = re.compile(r"[A-Za-z]")


_CYRILLIC = re.compile(r"[А-Яа-яЁё]")
# What stands in a text and is not seen: marks of direction, zero-width signs, soft hyphens, the mark of byte order.
_UNSEEN = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def text_of(cell: Cell) -> str:  # noqa: PLR0911
    """Return a cell as the text a person sees: 301.0 is «301», dates as dd.mm.yyyy, white space settled."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "да" if cell else "нет"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else str(cell)
    if isinstance(cell, datetime):
        return cell.strftime("%d.%m.%Y") if cell.time() == time() else cell.strftime("%d.%m.%Y %H:%M")
    if isinstance(cell, date):
        return cell.strftime("%d.%m.%Y")
    if isinstance(cell, time):
        return cell.strftime("%H:%M")
    return _settled(str(cell))


@lru_cache(maxsize=50_000)
def _settled(text: str) -> str:
    """A cell is asked for many times: for each table and each column that it could be of."""
    return clean(seen(text))


def seen(text: str) -> str:
    """Return a text without the signs that nobody sees."""
    return _UNSEEN.sub("", text)


def in_cyrillic(text: str) -> str | None:
    """Return a text with each Latin letter that looks like a Russian one as that; None where some look like none."""
    russian = text.translate(LATIN_TWINS)
    return None if _LATIN.search(russian) else russian


def has_mixed_alphabet(text: str) -> bool:
    """Whether some word has Latin and Russian letters together: a twin typed on the wrong layout."""
    return any(_LATIN.search(word) and _CYRILLIC.search(word) for word in re.split(r"[\s\-.]+", text))
