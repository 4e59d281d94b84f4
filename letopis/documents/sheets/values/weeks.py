"""Weeks that alternate, as people write them: «верхняя», «нечёт.», «числитель», «1-я неделя», «II», «каждую»."""

import re

from letopis.documents.sheets.sheet import Cell
from letopis.documents.sheets.values.numbers import parse_numbers, parse_whole
from letopis.documents.sheets.values.text import text_of
from letopis.kernel.text import search_key

EVERY, ODD, EVEN = 0, 1, 2
LONGEST = 60  # what is longer names no week: «числитель (верхняя неделя)» is half of it
_BOTH = re.compile(r"^(кажд|все(х|м)?\b|еженед|обе|люб|посто|(чет\w*|нечет\w*) ?(и|,|/|\+) ?(чет|нечет)|[-–—]+$)")
_ODD, _EVEN = re.compile(r"\b(нечет|н/ч\b)|^н$"), re.compile(r"\bчет(?!в)|^ч$")
# Which of the two the first week is, only custom says: the upper one, the numerator.
_UPPER, _LOWER = re.compile(r"\b(верх|числ|над чер)"), re.compile(r"\b(ниж|знам|под чер)")
_WORD = re.compile(r"(?i)[\s.№]*\b(нед(ел\w*)?|по|в|на|учебн\w+)\b[\s.№]*")


def parse_parity(cell: Cell) -> int | None:
    """Return 0 for every week (an empty cell too), 1 for the odd ones of the year, 2 for the even ones."""
    text = text_of(cell)
    if len(text) > LONGEST:
        return None
    key = search_key(_WORD.sub(" ", text)).strip(" .№()")
    if not search_key(text) or _BOTH.search(key):
        return EVERY
    if _ODD.search(key) or _UPPER.search(key):
        return ODD
    if _EVEN.search(key) or _LOWER.search(key):
        return EVEN
    if parse_numbers(key) == (ODD, EVEN):
        return EVERY
    number = parse_whole(key) if not re.search(r"\d\D*\d", key) else None
    return number if number in {ODD, EVEN} else None


def is_custom(cell: Cell) -> bool:
    """Whether a cell names a week by a word that says its place only by custom: «верхняя», «знаменатель»."""
    key = search_key(text_of(cell)[: LONGEST + 1])
    return bool(_UPPER.search(key) or _LOWER.search(key))
