"""Times of day as people write them."""

import re
from datetime import datetime, time, timedelta

from letopis.documents.sheets.sheet import Cell
from letopis.documents.sheets.values.text import text_of

_TIME = re.compile(r"(\d{1,2})\s*[:.\-чh]\s*(\d{2})(?::\d{2})?(?:\s*м)?")


def parse_time(cell: Cell) -> time | None:
    """Return a time of day: a time, a share of a day, «8:30», «8.30», «08-30»."""
    if isinstance(cell, datetime):
        return cell.time().replace(second=0, microsecond=0)
    if isinstance(cell, time):
        return cell.replace(second=0, microsecond=0)
    if isinstance(cell, timedelta):
        cell = cell.total_seconds() / 86_400
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        if 0 < cell < 1:
            minutes = round(cell * 1440)
            return time(minutes // 60 % 24, minutes % 60)
        text = f"{cell:.2f}"
    else:
        text = text_of(cell)
    found = _TIME.fullmatch(text)
    if not found or int(found[1]) > 23 or int(found[2]) > 59:
        return None
    return time(int(found[1]), int(found[2]))


def parse_time_span(text: str) -> tuple[time, time] | None:
    """Return the two times of «8:30–9:10», «с 8.30 до 9.10»."""
    found = re.findall(r"\d{1,2}[:.]\d{2}", text)
    if len(found) != 2:
        return None
    first, last = parse_time(found[0]), parse_time(found[1])
    return (first, last) if first and last else None
