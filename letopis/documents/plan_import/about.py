"""The lines above a plan's table: subject, class, teacher, textbook, hours."""

import re
from collections.abc import Sequence
from dataclasses import replace

from letopis.documents.plan_import.layout import Row
from letopis.documents.plan_import.plan import About
from letopis.documents.sheets.values import text_of
from letopis.kernel.text import clean, search_key

_HOURS_STATED = re.compile(r"(?<![\d.,])(\d{1,4})\s*(?:ч\b|ч\.|час)", re.IGNORECASE)
_HOURS = re.compile(r"\d{1,4}(?:[.,]\d)?\s*(?:ч\b\.?|час\w*)", re.IGNORECASE)
_PER_WEEK = re.compile(r"(?<![\d.,])(\d{1,2})\s*(?:ч\b\.?|час\w*\.?)\s*(?:в|/)\s*нед", re.IGNORECASE)
_CLASS = re.compile(r"\b(\d{1,2})\s*[-–]?\s*[«\"“„]?\s*([А-ЯЁ])\b\s*[»\"”]?", re.IGNORECASE)
_NAMED = {
    "subject": re.compile(r"(?:учебный\s+)?(?:предмет|дисциплина)\s*[:–—-]\s*(.+)", re.IGNORECASE),
    "class_name": re.compile(r"(?:класс|группа)\s*[:–—-]\s*(.+)", re.IGNORECASE),
    "teacher": re.compile(r"(?:учитель|преподаватель|педагог)\s*[:–—-]?\s*([А-ЯЁ][^,;]+)", re.IGNORECASE),
    "textbook": re.compile(r"(?:умк|учебник|учебное пособие)\s*[:–—-]?\s*(.+)", re.IGNORECASE),
}


def read_about(rows: Sequence[Row]) -> About:
    """Read the lines above the table: subject, class, teacher, textbook, hours, in any order and wording."""
    about = About()
    lines = [text for row in rows for cell in row if (text := text_of(cell))]
    for line in lines:
        about = _with_line(about, line)
    return replace(about, title=lines[0][:200] if lines else "")


def _with_line(about: About, line: str) -> About:
    for name, pattern in _NAMED.items():
        found = pattern.search(line)
        if found and not getattr(about, name):
            value = re.split(r"\.\s+(?:Учитель|Преподаватель)", found[1])[0] if name == "textbook" else found[1]
            texts = {name: clean(value) if name == "teacher" else clean(value).strip(" .")}
            about = replace(about, **texts)  # type: ignore[arg-type]
    # «3 ч в неделю» has no class in it, «0,5 ч» no five.
    class_name = _CLASS.search(_HOURS.sub(" ", line))
    if class_name and not about.class_name and "класс" in search_key(line):
        about = replace(about, class_name=f"{class_name[1]}{class_name[2].upper()}")
    per_week = _PER_WEEK.search(line)
    hours = _HOURS_STATED.search(_PER_WEEK.sub("", line)) or re.search(
        r"часов\s*[:–—-]\s*(\d{1,4})", line, re.IGNORECASE
    )
    return replace(
        about,
        per_week=about.per_week or (int(per_week[1]) if per_week else None),
        hours=about.hours or (int(hours[1]) if hours else None),
    )
