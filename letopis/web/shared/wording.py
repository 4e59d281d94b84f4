"""Russian of the pages: plurals, dates, figures. Pure functions; the template filters stand on them.

Dates and plurals come from Django's own Russian formats where they do it right (`date` filter, gettext's plural rule).
"""

import re
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from django.utils import formats
from django.utils.dateformat import format as date_format

from letopis.kernel.text import plural

NBSP = "\u00a0"
THIN = "\u202f"
_YEAR = re.compile(r"(\d{4})\s*[/–-]\s*(?:\d\d)?(\d\d)")
_STICKY = re.compile(r"(№|§|с\.|упр\.|каб\.|гл\.|рис\.) +(?=\d)", re.IGNORECASE)


def grouped(text: str) -> str:
    """Return a long number or digest by four signs: «3132 169C EF56»."""
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def counted(number: int, forms: str) -> str:
    """Return «4 урока»: the number and its noun, joined by a no-break space."""
    return f"{number_text(number)}{NBSP}{plural(number, forms)}"


def number_text(number: Decimal | float | str) -> str:
    """Return «2 124» and «4,75»: thousands apart from 1 000 on by a narrow no-break space, a decimal comma."""
    if isinstance(number, int):
        return _grouped(str(int(number)))
    whole, _, fraction = str(number).partition(".")
    return _grouped(whole) + (f",{fraction}" if fraction else "")


def _grouped(digits: str) -> str:
    sign, digits = ("−", digits[1:]) if digits.startswith("-") else ("", digits)
    groups = []
    while len(digits) > 3:
        groups.append(digits[-3:])
        digits = digits[:-3]
    return sign + THIN.join([digits, *reversed(groups)])


# Averages are few and stand on many lines.
@lru_cache(maxsize=1024)
def decimal_comma(number: Decimal | float | str | None, places: int = 2) -> str:
    """Return «4,75», halves rounded up (as a teacher does), or "" for None."""
    if number is None or number == "":
        return ""
    exact = number if isinstance(number, Decimal) else Decimal(str(number))
    rounded = exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return str(rounded).replace(".", ",").replace("-", "−")


# A page names the same few days on many lines.
@lru_cache(maxsize=512)
def day_month(day: date) -> str:
    """Return «23 ноября»."""
    return date_format(day, f"j{NBSP}E")


def day_month_year(day: date) -> str:
    """Return «23 ноября 2026 г.»."""
    return f"{day_month(day)} {day.year}{NBSP}г."


@lru_cache(maxsize=512)
def weekday_day(day: date) -> str:
    """Return «Понедельник, 23 ноября»."""
    return f"{date_format(day, 'l').capitalize()}, {day_month(day)}"


@lru_cache(maxsize=1024)
def weekday(day: date) -> str:
    """Return «понедельник»."""
    return date_format(day, "l").lower()


@lru_cache(maxsize=1024)
def weekday_date(day: date) -> str:
    """Return «пн 23.11»."""
    return date_format(day, "D j.m").lower()


@lru_cache(maxsize=512)
def short_day(day: date) -> str:
    """Return «пн 23 ноября»."""
    return f"{date_format(day, 'D').lower()} {day_month(day)}"


def hour_text(hour: time | None) -> str:
    """Return «8:30», "" for no hour."""
    return f"{hour.hour}:{hour.minute:02}" if hour else ""


def days_between(first: date, last: date) -> str:
    """Return «23–28 ноября», «30 ноября – 5 декабря»."""
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{day_month(last)}" if first != last else day_month(first)
    return f"{day_month(first)} – {day_month(last)}"


def left(until: date, today: date) -> str:
    """Return «осталось 2 дня», «последний день», «просрочено на 3 дня» (days until `until`, that day included)."""
    days = (until - today).days
    if days == 0:
        return "сегодня последний день"
    if days < 0:
        return f"просрочено на{NBSP}{counted(-days, 'день,дня,дней')}"
    return f"{plural(days, 'остался,осталось,осталось')} {counted(days, 'день,дня,дней')}"


def ago(day: date, today: date) -> str:
    """Return «сегодня», «вчера», «завтра», else «20 ноября» (with the year where it is another)."""
    near = {0: "сегодня", -1: "вчера", 1: "завтра"}.get((day - today).days)
    return near or (day_month(day) if day.year == today.year else day_month_year(day))


def moment_ago(moment: datetime, now: datetime) -> str:
    """Return «сегодня в 13:20», «20 ноября в 9:05»; both are wall-clock times of the same zone."""
    return f"{ago(moment.date(), now.date())} в{NBSP}{formats.time_format(moment.time(), 'G:i')}"


def nbsp(text: str) -> str:
    """Tie №, §, «с.», «упр.» to the number that follows."""
    # Most topics have neither a sign nor a short word with a point; to look for these is much quicker.
    if "." not in text and "№" not in text and "§" not in text:
        return text
    return _STICKY.sub(lambda found: f"{found.group(1)}{NBSP}", text)


def initials(full_name: str) -> str:
    """Return «Орлова Е. В.» for «Орлова Елена Викторовна»."""
    surname, *others = full_name.split()
    return NBSP.join([surname, *(f"{part[0]}." for part in others[:2])])


def size_text(size: int) -> str:
    """Return «340 КБ», «1,2 МБ» for bytes."""
    if size < 1024 * 1024:
        return f"{max(1, round(size / 1024))}{NBSP}КБ"
    return f"{decimal_comma(size / 1024 / 1024, 1)}{NBSP}МБ"


def academic_year(name: str) -> str:
    """Return «2026/27» for «2026/2027», «2026-2027», «2026–2027»; another name as it is."""
    found = _YEAR.fullmatch(name.strip())
    return f"{found.group(1)}/{found.group(2)}" if found else name


def of_term(name: str) -> str:
    """Return «II четверти» for «II четверть»: the genitive of a term's name."""
    for ending, genitive in (
        ("четверть", "четверти"),
        ("триместр", "триместра"),
        ("полугодие", "полугодия"),
        ("семестр", "семестра"),
    ):
        if name.endswith(ending):
            return name.removesuffix(ending) + genitive
    return name


def lower_first(text: str) -> str:
    """Return «контрольная работа» for «Контрольная работа»; «ОГЭ по физике» stays."""
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def capital(text: str) -> str:
    """Return «Классный руководитель» for «классный руководитель»; the rest stays as it is."""
    return text[:1].upper() + text[1:]
