"""Classes with their hours in one cell of the load: «5А, 5Б – 6 ч», «7А (5), 7Б (5)», «9А по 2 ч». Pure."""

import re
from dataclasses import dataclass
from decimal import Decimal

from letopis.documents.sheets.values import parse_number
from letopis.kernel.text import clean

_CLASS = r"\d{1,2}\s?[-–—]?\s?[\"'«„]?(?!ч)[А-ЯЁA-Zа-яё](?![А-Яа-яёA-Za-z])[\"'»”]?"
_BETWEEN = r"\s?(?:[,;/]|\sи\s)?\s?"
_NUMBER = r"\d{1,2}(?:[.,]\d{1,2})?"
# Hours stand behind a sign or before «ч»: «5А 5Б» are two classes.
_UNIT = r"ч\w{0,4}\.?"
_HOURS = (
    rf"\s?(?:(?P<each>по)\s?|[-–—:=(/]\s?)(?:по\s?)?(?P<hours>{_NUMBER})\s?(?:{_UNIT})?\s?\)?"
    rf"|\s(?P<bare>{_NUMBER})\s?{_UNIT}"
)
# «5А (1 группа) – 3»: hours of a part of the class.
_PART = r"(?:\s?\((?P<part>\d\s?(?:-?[яй]\s)?(?:под)?гр\w*\.?|(?:под)?гр\w*\.?\s?\d|дев\w*\.?|мал\w*\.?|юн\w*\.?)\))?"
_SHARE = re.compile(rf"(?P<classes>{_CLASS}(?:{_BETWEEN}{_CLASS}){{0,11}}){_PART}(?:{_HOURS})?")
_ONE = re.compile(_CLASS)
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Share:
    """A class of a cell. `hours` None: the cell does not say; `of` classes share the figure (1: it is its own)."""

    class_text: str
    hours: Decimal | None
    of: int = 1
    part: str = ""


def shares_of(cell: str) -> list[Share]:
    """Return the classes of a cell, if it is nothing but classes and hours of some of them; else none."""
    text = clean(cell)
    if len(text) > _LONGEST:
        return []
    found: list[Share] = []
    at = 0
    for match in _SHARE.finditer(text):
        if text[at : match.start()].strip(" ,;."):
            return []
        at = match.end()
        names = [clean(one) for one in _ONE.findall(match["classes"])]
        hours = parse_number(match["hours"] or match["bare"] or "")
        of = 1 if match["each"] or "по " in match[0] else len(names)
        found += [Share(name, hours, of if hours is not None else 1, match["part"] or "") for name in names]
    return found if found and not text[at:].strip(" ,;.") else []


def names_classes(cell: str) -> bool:
    """Whether a cell of a wide table is of classes, with or without hours."""
    return bool(shares_of(cell))
