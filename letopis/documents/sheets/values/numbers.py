"""Numbers, and yes or no, as people write them."""

import re
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from letopis.documents.sheets.sheet import Cell
from letopis.documents.sheets.values.text import text_of
from letopis.kernel.text import search_key

# What is counted here has fewer: hours, places, minutes.
_MOST = 10**9
_UNIT = re.compile(r"\s*(ч|час\w*|мин|чел|мест)\.?$")
# «1 200» is one number, «1 1» are two.
_THOUSANDS = re.compile(r"(?<=\d) (?=\d{3}(?!\d))|(?<=^-) ")
_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8, "IX": 9, "X": 10}
_ORDINALS = ("перв", "втор", "трет", "четверт", "пят", "шест", "седьм")
_NUMBERS = re.compile(r"(?:№\s*)?(\d{1,4})(?:\s*(-|–|—|,|/|;|и|\.\.|\s)\s*(\d{1,4}))*[.)]?")
_RUN = re.compile(r"(\d{1,4})(?: ?(?:-|–|—|/|\.\.) ?(\d{1,4}))?")
# A range of more is a slip of the hand.
_MAX_RANGE = 60
_YES = {"+", "1", "v", "x", "х", "✓", "истина", "true", "yes"}
_YES_STEMS = ("да", "есть", "имеет", "получ", "соглас")
_NO = {"-", "–", "—", "0", "ложь", "false", "no"}
_NO_STEMS = ("нет", "не ", "отсут", "без")


def parse_number(cell: Cell) -> Decimal | None:
    """Return a number written as a number, «1,5», «1 200», «2 ч», «3 часа»."""
    if isinstance(cell, bool) or cell is None:
        return None
    if isinstance(cell, int | float):
        return Decimal(str(cell)).normalize() if abs(cell) < _MOST else None
    text = _THOUSANDS.sub("", _UNIT.sub("", text_of(cell).casefold()).replace(",", ".")).strip()
    try:
        return Decimal(text).normalize() if re.fullmatch(r"-?\d{1,9}(\.\d{1,9})?", text) else None
    except InvalidOperation:
        return None


def parse_whole(cell: Cell) -> int | None:
    """Return the first whole number of a cell: 3.0, «3 урок», «1-я смена», «II», «вторая»."""
    number = parse_number(cell)
    if number is not None:
        return int(number) if number == number.to_integral_value() else None
    text = text_of(cell)
    if (roman := text.upper().replace("І", "I")) in _ROMAN:
        return _ROMAN[roman]
    found = re.search(r"\d+", text)
    if found:
        return int(found[0]) if len(found[0]) <= 9 else None
    return next((number for number, stem in enumerate(_ORDINALS, 1) if search_key(text).startswith(stem)), None)


def parse_count(cell: Cell) -> int | None:
    """Return a whole number that is the whole cell: 2, «2», «2 ч», «2 часа», 2,0; None where it says more."""
    number = parse_number(cell)
    return int(number) if number is not None and number >= 0 and number == number.to_integral_value() else None


def parse_numbers(cell: Cell) -> tuple[int, ...] | None:
    """Return the numbers a cell lists: 12 → (12,), «12-13», «12, 13» → (12, 13), «1–3, 10» → (1, 2, 3, 10).

    None for anything else. A spreadsheet may have made a date (1 February) of «1-2», or the number 12.13 of «12,13»:
    both are read back.
    """
    if isinstance(cell, datetime | date):
        first, last = cell.day, cell.month
        return (first, last) if last == first + 1 else None
    if isinstance(cell, float) and not cell.is_integer():
        whole, part = f"{cell:.2f}".split(".")
        return (int(whole), int(part)) if int(part) == int(whole) + 1 else None
    text = text_of(cell)
    if not _NUMBERS.fullmatch(text):
        return None
    found: list[int] = []
    for first, last in _RUN.findall(text):
        if last and int(last) <= int(first):
            return None
        is_run = last and int(last) - int(first) <= _MAX_RANGE
        found += range(int(first), int(last) + 1) if is_run else [int(one) for one in (first, last) if one]
    return tuple(found)


def parse_yes_no(cell: Cell) -> bool | None:
    """Return True for «да», «+», «есть», 1; False for «нет», «-», 0 and an empty cell; None for anything else."""
    key = search_key(text_of(cell))
    if key in _YES or key.startswith(_YES_STEMS):
        return True
    return False if not key or key in _NO or key.startswith(_NO_STEMS) else None
