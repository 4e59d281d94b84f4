"""Cells as people write them → values, one reader a kind of value. Pure: no database, no clock.

A reader returns None for what it does not understand.
"""

from letopis.documents.sheets.values.classes import (
    ClassName,
    class_key,
    class_of_date,
    classes_in,
    grades_text,
    parse_class,
    parse_grades,
)
from letopis.documents.sheets.values.dates import (
    ReadDays,
    Slashed,
    month_of,
    parse_date,
    parse_date_span,
    parse_days,
    parse_weekday,
    slashed,
)
from letopis.documents.sheets.values.names import (
    FullName,
    ShortName,
    looks_patronymic,
    name_and_note,
    parse_full_name,
    parse_short_name,
    proper,
    sex_by_patronymic,
)
from letopis.documents.sheets.values.numbers import (
    parse_count,
    parse_number,
    parse_numbers,
    parse_whole,
    parse_yes_no,
)
from letopis.documents.sheets.values.text import (
    LATIN_TWINS,
    TWIN_LETTERS,
    has_mixed_alphabet,
    in_cyrillic,
    seen,
    text_of,
)
from letopis.documents.sheets.values.times import (
    parse_time,
    parse_time_span,
)
from letopis.documents.sheets.values.weeks import (
    is_custom,
    parse_parity,
)

__all__ = [
    "ClassName",
    "FullName",
    "LATIN_TWINS",
    "ReadDays",
    "ShortName",
    "Slashed",
    "TWIN_LETTERS",
    "class_key",
    "class_of_date",
    "classes_in",
    "grades_text",
    "has_mixed_alphabet",
    "in_cyrillic",
    "is_custom",
    "looks_patronymic",
    "month_of",
    "name_and_note",
    "parse_class",
    "parse_count",
    "parse_date",
    "parse_date_span",
    "parse_days",
    "parse_full_name",
    "parse_grades",
    "parse_number",
    "parse_numbers",
    "parse_parity",
    "parse_short_name",
    "parse_time",
    "parse_time_span",
    "parse_weekday",
    "parse_whole",
    "parse_yes_no",
    "proper",
    "seen",
    "sex_by_patronymic",
    "slashed",
    "text_of",
]
