"""An order as a list names it: a number and a day in one cell, or the number alone beside the day that it orders."""

import re

from letopis.documents.school_import.records import PaperOrder
from letopis.documents.sheets.values import parse_date
from letopis.kernel.text import clean

_DAY = re.compile(
    r"(?:\bот\s+)?(?P<day>\b\d{1,2}\.\d{1,2}\.(?:\d{4}|\d{2})\b|\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}/\d{1,2}/\d{4}\b"
    r"|«?\b\d{1,2}\b»?\s+[а-яё]{3,}\.?\s+\d{4}\b)(?:\s*г(?:\.|ода\b|\b))?",
    re.IGNORECASE,
)
_HEAD = re.compile(r"^(?:приказ|пр|распоряжение)\b\.?(?:\s+по\s+\w+)?\s*", re.IGNORECASE)
_AROUND = " ,;:.()"


def parse_order(text: str) -> PaperOrder:
    """Return the order of «80/у», «№ 80/у от 27.07.2018», «Приказ от 27 июля 2018 г. № 80/у».

    What looks like a day and is none (31.02.2018) stays in the number: nothing that is written gets lost.
    """
    text = clean(text)
    found = _DAY.search(text)
    day = parse_date(found["day"]) if found else None
    if found and day:
        text = f"{text[: found.start()].rstrip(_AROUND)} {text[found.end() :].lstrip(_AROUND)}"
    number = _HEAD.sub("", text.strip(_AROUND)).lstrip("№N# ").strip(_AROUND)
    return PaperOrder(number, day)
