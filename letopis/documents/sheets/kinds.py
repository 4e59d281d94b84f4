"""What a value looks like: the kinds of thing that a cell may be, whatever stands above it.

A cell may be of several kinds («1» is a number, a mark of yes and a code of sex); a column is judged by all its cells.
Pure: no database, no clock.
"""

import re
from collections.abc import Callable
from datetime import date, datetime, time
from functools import lru_cache

from letopis.documents.sheets.sheet import Cell
from letopis.documents.sheets.values import (
    looks_patronymic,
    parse_class,
    parse_date,
    parse_number,
    parse_parity,
    parse_short_name,
    parse_time,
    parse_time_span,
    parse_weekday,
    text_of,
)
from letopis.kernel.text import search_key
from letopis.school.people.rules import snils_digits, snils_is_valid

# Longer cells are prose, whatever stands in them.
LONGEST = 200
_PHONE = re.compile(r"(?:\+?7|8)?\D{0,2}[3489]\d{2}\D{0,2}\d{3}\D?\d{2}\D?\d{2}(?:\.0)?(?!\d)")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_WORD = re.compile(r"[А-ЯЁ][а-яё]+(?:[-–][А-ЯЁа-яё]+)*|[А-ЯЁ]{2,}(?:-[А-ЯЁ]{2,})*")
_NAME_TAIL = re.compile(r"(оглы|оглу|кызы|гызы|уулу|улы)", re.IGNORECASE)
_FILE = re.compile(r"[А-ЯЁA-Zа-яё]{1,3}\s?[-/–]?\s?\d{1,6}(?:[/-]\d{1,4})?|\d{1,6}[/-]\d{1,6}(?:[/-]\d{1,4})?")
_ROOM = re.compile(r"(?i)(?:каб\w*\.?|ауд\w*\.?|№)?\s*[А-ЯЁ]?-?\d{1,4}[а-яё]?|.*\b(?:зал|спортзал|мастерск\w*)\b.*")
_SEXES = (
    "м",
    "ж",
    "муж",
    "жен",
    "мужской",
    "женский",
    "мальчик",
    "девочка",
    "юноша",
    "девушка",
    "м.",
    "ж.",
    "m",
    "f",
    "male",
    "female",
)
# A part of a class: «1 группа», «2 подгр.», «дев.»; a letter or a number alone is one, too.
_PART = re.compile(
    r"(?:(?:под)?гр\w*\.? ?[1-4]|[1-4] ?(?:-?[яй] )?(?:под)?гр\w*\.?|[1-4]|[абab]|дев\w*\.?|мал\w*\.?|юн\w*\.?"
    r"|весь класс|перв\w+|втор\w+)(?: (?:под)?групп\w*)?",
    re.IGNORECASE,
)
# «5А – 5 ч, 5Б (1 гр.) – 3»: classes with their hours.
_CLASS_HOURS = re.compile(
    r"\d{1,2}\s?-?\s?[\"«]?[А-Яа-яЁё]?[\"»]?(?: ?\([^()]{1,30}\))?"
    r"\s?(?:[-–—:=]|\()\s?\d{1,2}(?:[.,]5)?\s?(?:ч\w*\.?)?\)?(?:\s?[,;\s]\s?|$)"
)
_YES = {"да", "нет", "+", "-", "–", "—", "есть", "x", "v", "имеется", "не имеется"}
_KIN = re.compile(
    r"(?i)(мат[ье]|мам|отец|отц|пап|бабуш|дедуш|опекун|попечит|сестр|брат|тет|дяд|усынов|мачех|отчим|родител)"
)


def _is_full_name(text: str) -> bool:
    """Two to five capitalised words, or one and a patronymic in place."""
    words = text.replace(",", " ").split()
    if not 2 <= len(words) <= 5 or not all(_WORD.fullmatch(word) or _NAME_TAIL.fullmatch(word) for word in words):
        return False
    return len(words) > 2 or not looks_patronymic(words[0])


_OF_TEXT: dict[str, Callable[[str], object]] = {
    "span": parse_time_span,
    "phone": _PHONE.search,
    "snils": lambda text: len(snils_digits(text)) in {11, 12} and snils_is_valid(text),
    "email": _EMAIL.search,
    "class": lambda text: (found := parse_class(text)) and found.letter,
    "grade": lambda text: (found := parse_class(text)) and not found.letter and found.grade <= 11,
    "letter": lambda text: len(text) == 1 and text.isalpha(),
    "sex": lambda text: search_key(text).rstrip(".") in _SEXES or text in {"1", "2"},
    "yes": lambda text: search_key(text) in _YES or text in {"0", "1"},
    "weekday": lambda text: parse_weekday(text) is not None,
    "week": lambda text: bool(parse_parity(text)),
    "kin": _KIN.match,
    "word": lambda text: bool(_WORD.fullmatch(text)),
    "patronymic": lambda text: bool(_WORD.match(text)) and looks_patronymic(text),
    "full name": _is_full_name,
    "short name": parse_short_name,
    "part": _PART.fullmatch,
    "class hours": lambda text: re.fullmatch(rf"(?:{_CLASS_HOURS.pattern})+", text.strip(" ,;.")),
    "file": _FILE.fullmatch,
    "room": _ROOM.fullmatch,
    "text": lambda text: bool(re.search(r"[^\W\d_]{2}", text)),
}


def kinds_of(cell: Cell) -> frozenset[str]:
    """Return all kinds that a cell may be; none for an empty one."""
    if isinstance(cell, datetime | date):
        return frozenset({"date"})
    if isinstance(cell, time):
        return frozenset({"time"})
    return _kinds(cell if isinstance(cell, float | int) and not isinstance(cell, bool) else text_of(cell))


@lru_cache(maxsize=100_000)
def _kinds(cell: float | str) -> frozenset[str]:
    text = text_of(cell)
    if not text:
        return frozenset()
    if len(text) > LONGEST:
        return frozenset({"text"})
    found = {kind for kind, fits in _OF_TEXT.items() if fits(text)}
    if _reads_as_date(cell, text):
        found.add("date")
    if parse_time(cell) is not None:
        found.add("time")
    number = parse_number(cell)
    if number is not None:
        found.add("number")
        if number == number.to_integral_value():
            found.add("whole")
    return frozenset(found)


def _reads_as_date(cell: float | str, text: str) -> bool:
    """A date in any of its forms, with a time of day after it as programs export it."""
    return parse_date(cell) is not None or parse_date(re.sub(r"[T ]\d{1,2}:\d{2}(:\d{2})?$", "", text)) is not None
