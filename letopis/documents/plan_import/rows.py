"""What each row of a plan's table is: a lesson, the title of a section, a total, a term, the header once more.

No word alone decides: a lesson may be called «Итоговое повторение» or «Всего понемногу». What speaks is whether the row
has what its neighbours have (a number, hours, a date), what its title leaves when the words of sums are taken away, and
whether lessons follow. Pure.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from letopis.documents.plan_import.layout import Layout, Row
from letopis.documents.plan_import.vocabulary import PLAN
from letopis.documents.sheets.values import parse_number, parse_numbers, text_of
from letopis.kernel.text import search_key


class What(StrEnum):
    """What a row is; the value says why one that is no lesson is passed over."""

    LESSON = "тема"
    SECTION = "раздел"
    TOTAL = "итог"
    TERM = "учебный период"
    HEADER = "заголовок, повторённый на новой странице"
    SKIPPED = "так решено здесь"
    EMPTY = ""


# So many of the lessons have a cell: one that lacks it is none.
_MOST = 0.6
# In fewer rows nothing is a habit.
_FEWEST = 3
_FEWEST_OF_SECTION = 2
_TERM = re.compile(
    r"(?:[ivx]{1,5}|\d|перв\w{1,4}|втор\w{1,4}|треть\w{1,4}|четв[её]рт\w{1,4})\W{0,4}(?:-?я\s+)?(?:четверть|триместр|полугодие|семестр)\b",
    re.IGNORECASE,
)
_SECTION_WORD = re.compile(r"(?:раздел|глава|модуль|блок)\b", re.IGNORECASE)
_HOURS_IN_TITLE = re.compile(r"(?:[(\[]|[–—:-]|\s|^)\s?\d{1,3}\s?(?:ч\.?|час\w{0,4}\.?)(?!\w)", re.IGNORECASE)
_SUM = re.compile(r"(?:итого|всего|общее\s+(?:количество|число))(?!\w)", re.IGNORECASE)
# What the title of a sum is made of, besides figures: whose sum, of what.
_OF_SUMS = re.compile(
    r"\b(?:итого|всего|общее|количество|число|час\w*|ч|урок\w*|занят\w*|пар|заняти\w*|год\w*|учебн\w*|курс\w*|класс\w*|план\w*"
    r"|програм\w*|раздел\w*|тем[аыеу]?|четверт\w*|триместр\w*|полугод\w*|семестр\w*|период\w*|контрольн\w*|практическ\w*"
    r"|лабораторн\w*|самостоятельн\w*|работ\w*|развити\w*|речи|из|них|том|числе|к|р|л|п|по|за|в|на|и|с|[ivx]{1,4})\b",
    re.IGNORECASE,
)
_OUTLINE = re.compile(r"(\d{1,2})\.(\d{1,3})\.?")
_LONGEST = 300
_WORD = re.compile(r"[^\W\d_]{3}")


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a row has."""

    texts: tuple[str, ...]
    is_numbered: bool
    has_hours: bool
    has_more: bool
    topic: str

    @classmethod
    def of(cls, layout: Layout, row: Row, written: Row) -> "_Seen":
        number = layout.cell(row, "number")
        return cls(
            texts=tuple(text for cell in written if (text := text_of(cell))),
            is_numbered=bool(text_of(number)) and parse_numbers(number) is not None,
            has_hours=bool(layout.text(row, "hours")),
            has_more=any(layout.text(row, name) for name in ("planned", "fact", "homework", "kind")),
            topic=layout.text(row, "topic"),
        )


def rows_of(layout: Layout, rows: Sequence[Row], written: Sequence[Row]) -> list[What]:
    """Return what each row below the header is. `rows`: with cells merged down filled in; `written`: as they stand."""
    seen = [_Seen.of(layout, row, bare) for row, bare in zip(rows, written, strict=True)]
    titled = [one for one in seen if one.texts]
    hours = sum(one.has_hours for one in titled)
    habits = _Habits(
        numbers="number" in layout.columns,
        hours=hours >= _FEWEST and hours >= _MOST * len(titled),
    )
    found = [_what(layout, row, one, habits) for row, one in zip(rows, seen, strict=True)]
    stated = [parse_number(layout.cell(row, "hours")) for row in rows]
    found = _with_outline(found, [layout.text(row, "number") for row in rows])
    found = _with_sums_beside(found, seen, stated, [bool(layout.text(bare, "section")) for bare in written])
    return _without_hollow_sections(_with_sums_above(found, seen, stated), seen)


def is_term(text: str) -> bool:
    """Whether a text is the name of a term: «1 четверть», a sheet of it."""
    return _TERM.match(text.strip()) is not None


def outline_of(text: str) -> tuple[int, int] | None:
    """Return (1, 2) of «1.2.», a place in an outline; None for other numbers."""
    found = _OUTLINE.fullmatch(text)
    return (int(found[1]), int(found[2])) if found else None


def _with_outline(found: list[What], numbers: Sequence[str]) -> list[What]:
    """«1.» above «1.1.», «1.2.» is the section of those, whatever hours it has."""
    places = [outline_of(number) for number in numbers]
    if sum(place is not None for place in places) < _FEWEST:
        return found
    result = list(found)
    for index, what in enumerate(found):
        below = next((place for place in places[index + 1 : index + 3] if place), None)
        if what is What.LESSON and below and below[1] == 1 and numbers[index].rstrip(". ") == str(below[0]):
            result[index] = What.SECTION
    return result


@dataclass(frozen=True, slots=True)
class _Habits:
    """What the lessons of the table have."""

    numbers: bool
    hours: bool


def _what(layout: Layout, row: Row, seen: _Seen, habits: _Habits) -> What:
    if not seen.texts:
        return What.EMPTY
    if _is_header_again(layout, row):
        return What.HEADER
    if _is_total(seen):
        return What.TOTAL
    if _TERM.match(seen.texts[0]) and len(seen.texts) <= 2 and not seen.is_numbered:
        return What.TERM
    return What.SECTION if _is_section(layout, row, seen, habits) else What.LESSON


def _is_header_again(layout: Layout, row: Row) -> bool:
    return PLAN.field_of(layout.text(row, "topic")) in {"topic", "section"} and any(
        PLAN.field_of(layout.text(row, name)) == name for name in ("number", "hours", "homework")
    )


def _is_total(seen: _Seen) -> bool:
    """A sum: its title leaves nothing but figures, and it has no number of its own, no date, no task.

    «Всего понемногу», «Итоговое повторение» leave a topic.
    """
    worded = [text for text in seen.texts if not _is_figure(text)]
    title = worded[0] if worded else ""
    if seen.is_numbered or not _SUM.match(title) or (len(worded) > 1 and not re.fullmatch(r"\d+ ?ч\w*\.?", worded[1])):
        return False
    rest = _OF_SUMS.sub(" ", title[:_LONGEST].casefold().replace("ё", "е"))
    is_bare = not re.search(r"[^\W\d_]{2}", rest)
    named = re.match(r"итого(?!\w)", title, re.IGNORECASE)
    return is_bare or bool(named and (seen.has_hours or re.search(r"\d", title)))


def _is_figure(text: str) -> bool:
    return parse_number(text) is not None


def _is_section(layout: Layout, row: Row, seen: _Seen, habits: _Habits) -> bool:
    """A row of nothing but a title (and its hours) where a lesson would have its number, date or task."""
    hours = layout.text(row, "hours")
    # A title is typed where the row begins, whatever the column there is for.
    if len(seen.texts) == 1 and not seen.topic and _WORD.search(seen.texts[0]):
        return True
    if seen.is_numbered or seen.has_more or [text for text in seen.texts[1:] if text != hours]:
        return False
    if layout.columns.get("section") is not None and layout.text(row, "section") and seen.topic:
        return False
    if habits.numbers:
        return True
    title = seen.texts[0]
    if habits.hours:
        return not hours
    return bool(_SECTION_WORD.match(title) or (_HOURS_IN_TITLE.search(title[-_LONGEST:]) and not hours))


def _with_sums_above(found: list[What], seen: Sequence[_Seen], hours: Sequence[Decimal | None]) -> list[What]:
    """Bare titles whose hours are those of the lessons below, one after another to the end, are sections'."""
    lessons = [index for index, what in enumerate(found) if what is What.LESSON]
    heads, at = [], 0
    while at < len(lessons):
        index = lessons[at]
        left, below = hours[index] or Decimal(0), at + 1
        while below < len(lessons) and left > 0:
            left -= hours[lessons[below]] or 1
            below += 1
        # An hour above an hour is two lessons.
        if not _is_bare(seen[index]) or left != 0 or (hours[index] or 0) < _FEWEST_OF_SECTION:
            return found
        heads.append(index)
        at = below
    is_told = len(heads) > 1 or any(not _is_bare(seen[index]) for index in lessons if index not in heads)
    return [What.SECTION if is_told and index in set(heads) else what for index, what in enumerate(found)]


def _with_sums_beside(
    found: list[What], seen: Sequence[_Seen], hours: Sequence[Decimal | None], opens: Sequence[bool]
) -> list[What]:
    """Rows that open a section, all in the same words, with the hours of the rows below, are its title and its sum.

    «Тема 1.1 | Содержание учебного материала | 4» over «Понятие алгоритма | 2», «Практическое занятие № 1 | 2».
    """
    heads = [index for index, what in enumerate(found) if what is What.LESSON and opens[index] and hours[index]]
    if len(heads) < 2 or len({search_key(seen[index].topic) for index in heads}) > 1:
        return found
    ends = [at for at, what in enumerate(found) if what is What.SECTION or opens[at]] + [len(found)]
    for index in heads:
        below = range(index + 1, next(end for end in ends if end > index))
        own = [hours[at] or Decimal(1) for at in below if found[at] is What.LESSON]
        if not own or sum(own) != hours[index]:
            return found
    return [What.SECTION if index in set(heads) else what for index, what in enumerate(found)]


def _is_bare(seen: _Seen) -> bool:
    """A title and hours, nothing else."""
    return not seen.is_numbered and not seen.has_more and len(seen.texts) == 2 and bool(seen.topic)


def _without_hollow_sections(found: list[What], seen: Sequence[_Seen]) -> list[What]:
    """A title with hours of its own and no lesson under it is a lesson that was left without a number: «Резерв, 4»."""
    result = list(found)
    is_full = False
    for index in range(len(found) - 1, -1, -1):
        if found[index] is What.LESSON:
            is_full = True
        elif found[index] is What.SECTION:
            if not is_full and seen[index].has_hours and search_key(seen[index].topic):
                result[index] = What.LESSON
            is_full = False
    return result


def hours_in(title: str) -> int | None:
    """Return the hours that a section's title states: «Причастие 21ч +2К + 2Р.р» → 25, «Наречие — 12 ч» → 12."""
    found = _STATED.search(title[-_END:])
    if not found:
        return None
    more = sum(int(one) for one in re.findall(r"\+\s?(\d{1,3})", found[2] or ""))
    return int(found[1]) + more


def without_hours(title: str) -> str:
    """Return a section's title without the hours that stand at its end."""
    found = _STATED.search(title[-_END:])
    return (title[: len(title) - len(found[0])] if found else title).strip(" .,:–—-")


# Hours stand at the end of a section's title: a pattern is not sent after them through a long one.
_END = 60
_STATED = re.compile(
    r"[\s,:–—-]{0,4}[(\[]?\s?\b(\d{1,3})\s?(?:ч\.?|час\w{0,4}\.?)(?!\w)"
    r"((?:\s?[+,]\s?\d{1,3}\s?(?:[кКлЛпП]\.?\s?/?\s?[рР]?\.?|[рР]\.?\s?/?\s?[рР]?\.?|ч\.?|контр\w*|резерв\w*)){0,6})"
    r"\s?[)\]]?\s?\.?$",
    re.IGNORECASE,
)
