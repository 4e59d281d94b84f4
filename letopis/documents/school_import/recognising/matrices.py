"""Cells of a load laid out as a matrix: «русский язык 5, литература 3» where a teacher and a class meet.

«Орлова Е.В. – 5» where a subject and a class do. Pure.
"""

import re
from collections.abc import Iterable, Mapping

from letopis.documents.sheets.margins import is_person
from letopis.documents.sheets.values import parse_short_name
from letopis.kernel.text import clean

# What the cells of a matrix say besides the hours.
SUBJECTS, TEACHERS = "subject", "teacher"
LONGEST = 300
# How many of the cells have to be of a kind.
_MOST = 0.8
_HOURS = r"\d{1,2}(?:[.,]\d{1,2})?"
_UNIT = r"(?:\s?ч(?:ас\w*)?\.?)?"
_BEHIND = re.compile(rf"(?P<what>.*[^\W\d_].*?\.?)\s?(?:[-–—:=(/,]\s?|\s)\(?(?P<hours>{_HOURS}){_UNIT}\)?")
_BEFORE = re.compile(rf"(?P<hours>{_HOURS}){_UNIT}\s?(?:[-–—:=/]\s?|\s)(?P<what>[^\W\d_].*)")
_ALONE = re.compile(rf"({_HOURS}){_UNIT}")
# What stands between two of a cell; a comma within a figure parts nothing.
_APART = re.compile(r"\n|;|\+|,(?!\d)")


def parts_of(cell: str) -> list[tuple[str, str]]:
    """Return what a cell says with the hours behind or before it, "" where it says none: («литература», «3»)."""
    found: list[tuple[str, str]] = []
    for one in _APART.split(cell[: LONGEST + 1]):
        text = clean(one)
        if not text:
            continue
        match = _BEHIND.fullmatch(text) or _BEFORE.fullmatch(text)
        if found and not found[-1][1] and (alone := _ALONE.fullmatch(text)):
            # The hours of the line above.
            found[-1] = (found[-1][0], alone[1])
        else:
            found.append((clean(match["what"]).strip(" -–—:("), match["hours"]) if match else (text, ""))
    return found


def said_by(cells: Iterable[str]) -> str:
    """Return SUBJECTS or TEACHERS, whichever the cells of a matrix name beside the hours; "" for other cells."""
    parts = [part for cell in cells for part in parts_of(cell)]
    if not parts:
        return ""
    people = sum(_names_somebody(what) for what, _ in parts)
    if people > _MOST * len(parts):
        return TEACHERS
    told = sum(bool(hours) for what, hours in parts if not _names_somebody(what) and re.search(r"[^\W\d_]{2}", what))
    return SUBJECTS if told > _MOST * len(parts) else ""


def cells_of(said: str, cell: str) -> list[Mapping[str, str]]:
    """Return the fields that each part of a cell gives; of one that is not understood, `hours` is all of it."""
    found: list[Mapping[str, str]] = []
    for what, hours in parts_of(cell):
        if said == SUBJECTS:
            found.append({SUBJECTS: f"{what[:1].upper()}{what[1:]}", "hours": hours or what})
        elif _names_somebody(what):
            found.append({TEACHERS: what, **({"hours": hours} if hours else {})})
        else:
            found.append({TEACHERS: "", "hours": what})
    return found


def _names_somebody(text: str) -> bool:
    return bool(parse_short_name(text)) or is_person(text)
