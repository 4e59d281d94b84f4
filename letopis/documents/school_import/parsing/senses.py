"""What a whole column says of its cells: codes of sex by the patronymics beside them, the keyboard of its letters."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date

from letopis.documents.sheets.sheet import Cell
from letopis.documents.sheets.tables import SheetTable, TableRow
from letopis.documents.sheets.values import (
    LATIN_TWINS,
    TWIN_LETTERS,
    class_of_date,
    has_mixed_alphabet,
    looks_patronymic,
    month_of,
    parse_date,
    parse_whole,
    sex_by_patronymic,
    text_of,
)
from letopis.kernel.text import search_key

# So many cells of one kind are a habit of the sheet, fewer among others are slips of the hand.
HABIT = 3
# How sure a code must be: of so many people whose patronymics tell, so many agree.
_AGREE = 0.9
# Fewer numbers may be anything.
_FEWEST_DAYS = 3
# The codes of the state's list of sexes.
_STATE = {"1": "m", "2": "f"}
_DAY_AND_MONTH = re.compile(r"(\d{1,2})[.\s-]([а-яё]{3,8})\.?", re.IGNORECASE)
_NAMES = ("full_name", "patronymic", "name", "guardian", "child")


# ── sex ───────────────────────────────────────────────────────────────


def sex_codes(table: SheetTable, reads: Callable[[str], bool]) -> Mapping[str, str]:
    """Return «m» or «f» by how the column of sex writes them, of words that `reads` does not know, where that is sure.

    The patronymics of the same rows tell; a word of which they do not is the other sex where there are two words.
    """
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for row in table.rows:
        word = sex_word(row.text("sex"))
        if word and not reads(word):
            told = _sex_of_name(row)
            votes[word].update([told] if told else [])
    found: dict[str, str] = {}
    for word, counted in votes.items():
        (sex, most), *_ = counted.most_common(1) or [("", 0)]
        enough = 1 if _STATE.get(word) == sex else 2
        if most >= enough and most >= counted.total() * _AGREE:
            found[word] = sex
    if len(set(found.values())) < len(found):
        return {}
    if len(votes) == 2 and len(found) == 1:
        ((known, sex),) = found.items()
        (other,) = set(votes) - {known}
        if not votes[other]:
            found[other] = "f" if sex == "m" else "m"
    return found


def sex_word(text: str) -> str:
    """What a column of sex says, as codes are kept: «1.0» is «1»."""
    return search_key(text).rstrip(".").removesuffix(".0")


def _sex_of_name(row: TableRow) -> str:
    words = [word for name in _NAMES for word in row.text(name).split()]
    return next((sex_by_patronymic(word) for word in reversed(words) if looks_patronymic(word)), "")


# ── days as numbers ───────────────────────────────────────────────────


def numbers_days(table: SheetTable) -> bool:
    """Whether the weekdays of a table are numbers from 1 for Monday: 1 is among them, 0 and 7 are not."""
    days = {parse_whole(row.cells.get("day")) for row in table.rows if row.text("day")}
    return None not in days and len(days) >= _FEWEST_DAYS and days <= set(range(1, 7)) and 1 in days


# ── letters of another keyboard ───────────────────────────────────────


def types_latin(texts: Iterable[str]) -> bool:
    """Whether Latin letters for Russian ones are the habit of a column of classes, and no slip in a row or two."""
    latin = russian = 0
    for text in texts:
        latin += text.translate(LATIN_TWINS) != text
        russian += bool(TWIN_LETTERS & set(text))
    return latin > HABIT or latin > russian


def mixes_names(texts: Iterable[str]) -> bool:
    """The same for words with Latin letters among Russian ones."""
    return sum(has_mixed_alphabet(text) for text in texts) > HABIT


# ── classes that became dates ─────────────────────────────────────────


def class_from_date(cell: Cell) -> str:
    """Return «5-1» for the date that a spreadsheet made of it: a date, «05.янв»; "" where it spells no class."""
    text = text_of(cell)
    if short := _DAY_AND_MONTH.fullmatch(text):
        found = class_of_date(int(short[1]), month_of(short[2]) or 0)
        return found.name if found else ""
    day = cell if isinstance(cell, date) else parse_date(text) if re.search(r"\d[./-]\d+[./-]\d{4}", text) else None
    found = class_of_date(day.day, day.month) if day else None
    return found.name if found else ""


def is_date(cell: Cell) -> bool:
    """Whether a cell of a column of classes is a date."""
    text = text_of(cell)
    short = _DAY_AND_MONTH.fullmatch(text)
    return isinstance(cell, date) or bool(
        (short and month_of(short[2])) or re.fullmatch(r"\d+[./-]\d+[./-]\d{4}", text)
    )
