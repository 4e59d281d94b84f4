"""Cells as people write them → values, one reader a kind of value. Pure: no database, no clock.

A reader returns None for what it does not understand.
"""

from letopis.documents.sheets.values.classes import ClassName, class_key, parse_class, parse_grades
from letopis.documents.sheets.values.dates import month_of, parse_date, parse_date_span, parse_weekday
from letopis.documents.sheets.values.names import (
    FullName,
    ShortName,
    looks_patronymic,
    parse_full_name,
    parse_short_name,
)
from letopis.documents.sheets.values.numbers import parse_number, parse_whole, parse_yes
from letopis.documents.sheets.values.text import LATIN_TWINS, has_mixed_alphabet, text_of
from letopis.documents.sheets.values.times import parse_time, parse_time_span

__all__ = [
    "ClassName",
    "FullName",
    "LATIN_TWINS",
    "ShortName",
    "class_key",
    "has_mixed_alphabet",
    "looks_patronymic",
    "month_of",
    "parse_class",
    "parse_date",
    "parse_date_span",
    "parse_full_name",
    "parse_grades",
    "parse_number",
    "parse_short_name",
    "parse_time",
    "parse_time_span",
    "parse_weekday",
    "parse_whole",
    "parse_yes",
    "text_of",
]
