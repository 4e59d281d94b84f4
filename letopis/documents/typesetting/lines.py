"""Small texts of the printed pages: days, breaks in words too long for a column, numbers in words. Pure."""

import re
from datetime import date, datetime
from functools import cache

from num2words import num2words

from letopis.kernel.text import plural

ZERO_WIDTH = "\u200b"


def day_month(day: date) -> str:
    """Return «05.09»."""
    return f"{day:%d.%m}"


def moment_text(moment: datetime) -> str:
    """Return «29.11.2026 13:40»."""
    return f"{moment:%d.%m.%Y %H:%M}"


def breakable(text: str, longest: int) -> str:
    """Return a text in which a word of more than `longest` letters may be broken every `longest` of them."""
    if len(text) <= longest:
        return text
    return re.sub(rf"\S{{{longest}}}(?=\S)", lambda found: found.group() + ZERO_WIDTH, text)


@cache
def in_words(number: int) -> str:
    """Return «сто двадцать один», as a masculine noun that is counted asks for."""
    return str(num2words(number, lang="ru"))


def sheets_counted(number: int) -> str:
    """Return «21 (двадцать один) лист», the noun agreed with its number."""
    return f"{number} ({in_words(number)}) {plural(number, 'лист,листа,листов')}"
