"""Numbers, and yes or no, as people write them."""

import re
from decimal import Decimal, InvalidOperation

from letopis.documents.sheets.sheet import Cell
from letopis.documents.sheets.values.text import text_of
from letopis.kernel.text import search_key

# What is counted here has fewer: hours, places, minutes.
_MOST = 10**9


def parse_number(cell: Cell) -> Decimal | None:
    """Return a number written as a number, «1,5», «2 ч», «3 часа»."""
    if isinstance(cell, bool) or cell is None:
        return None
    if isinstance(cell, int | float):
        return Decimal(str(cell)).normalize() if abs(cell) < _MOST else None
    text = (
        re.sub(r"\s*(ч|час|часа|часов|мин|чел|мест)\.?$", "", text_of(cell).casefold())
        .replace(",", ".")
        .replace(" ", "")
    )
    try:
        return Decimal(text).normalize() if re.fullmatch(r"-?\d{1,9}(\.\d{1,9})?", text) else None
    except InvalidOperation:
        return None


def parse_whole(cell: Cell) -> int | None:
    """Return the first whole number of a cell: 3.0, «3 урок», «1-я смена», «II»."""
    number = parse_number(cell)
    if number is not None:
        return int(number) if number == number.to_integral_value() else None
    text = text_of(cell)
    roman = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8, "IX": 9, "X": 10}
    if text.upper().replace("І", "I") in roman:
        return roman[text.upper().replace("І", "I")]
    found = re.search(r"\d+", text)
    if found:
        return int(found[0]) if len(found[0]) <= 9 else None
    words = ("перв", "втор", "трет", "четверт", "пят", "шест", "седьм")
    return next((number for number, stem in enumerate(words, 1) if search_key(text).startswith(stem)), None)


def parse_yes(cell: Cell) -> bool:
    """Return whether a cell says yes: «да», «+», «есть», «получено», 1."""
    key = search_key(text_of(cell))
    return key in {"+", "1", "v", "x", "х", "истина", "true", "yes"} or key.startswith(
        ("да", "есть", "имеет", "получ", "соглас")
    )
