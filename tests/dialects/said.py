"""What a load says of the rows that it did not write, or not as they are: what it says nothing of is silent.

A row is spoken of where a problem names it, its column or its sheet, or where it is in the list of rows left out.
Where a row of the truth stands in the files is found by what is written of it.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from letopis.documents.school_import.recognising import recognise
from letopis.documents.sheets.problems import Answers, Problem, Report
from letopis.documents.sheets.sheet import Sheet
from letopis.documents.sheets.values import text_of
from letopis.kernel.text import search_key
from tests.dialects.sheets import Dialect
from tests.dialects.teaching import SHORTS

# Problems of a column, which stand at its header; of all rows of a sheet.
COLUMNS = {"unknown_column", "close_call", "unnamed_column", "no_value"}
SHEETS = {"unknown_sheet", "hidden_sheets", "lesson_plan", "missing_column", "unknown_columns"}
ENOUGH = 10_000
# Reasons of rows that are none of the truth's.
NOISE = ("итог", "подпись", "номера столбцов")
_SHORT = {search_key(name): search_key(short) for name, short in SHORTS.items()}


@dataclass(frozen=True, slots=True)
class Missed:
    """A row of the truth that is not in the base, or not as it is; or one in the base that is not of the truth."""

    table: str
    key: tuple[Any, ...]


@dataclass(slots=True)
class _Spoken:
    """What is said of one sheet: places as (row, column), rows and columns from 0; a row of a list has no column."""

    sheet: Sheet
    is_whole: bool = False
    places: set[tuple[int, int | None]] = field(default_factory=set)
    columns: set[int] = field(default_factory=set)

    @property
    def texts(self) -> list[str]:
        """The rows as they are searched."""
        return [_squashed(" ".join(text_of(cell) for cell in row if cell not in ("", None))) for row in self.sheet.rows]


def silent_of(
    missed: Sequence[Missed], sheets: Sequence[Sheet], problems: Iterable[Problem], answers: Answers, dialect: Dialect
) -> list[Missed]:
    """Return the rows of which nothing is said. Rows that cannot be told apart need as many places that speak."""
    if not missed:
        return []
    spoken = _spoken(sheets, problems, answers)
    texts = {number: one.texts for number, one in enumerate(spoken)}
    groups: dict[tuple[str, tuple[str, ...]], list[Missed]] = defaultdict(list)
    for one in missed:
        groups[one.table, _words(one)].append(one)
    found: list[Missed] = []
    for (table, words), rows in groups.items():
        own = _sheets_of(table, words, spoken, dialect)
        found += rows[_places(own, texts, table, words) :]
    return found


def _places(own: Iterable[tuple[int, _Spoken]], texts: dict[int, list[str]], table: str, words: tuple[str, ...]) -> int:
    """How many places speak of rows that hold the words; where all of those are spoken of, there are enough."""
    count = mute = 0
    for number, one in own:
        here = [row for row, text in enumerate(texts[number]) if _holds(text, table, words)]
        if here and (one.is_whole or any(_is_in_column(one, row) for row in here)):
            return ENOUGH
        spoken = [row for row, _ in one.places if row in here]
        count, mute = count + len(spoken), mute + len(set(here) - set(spoken))
    return ENOUGH if count and not mute else count


def _is_in_column(one: _Spoken, row: int) -> bool:
    """Whether the row says something in a column that is spoken of."""
    cells = one.sheet.rows[row]
    return any(text_of(cells[column]) for column in one.columns if column < len(cells))


def _spoken(sheets: Sequence[Sheet], problems: Iterable[Problem], answers: Answers) -> list[_Spoken]:
    found = {(one.file, one.name): _Spoken(one) for one in sheets}
    for problem in problems:
        place = problem.place
        if (one := found.get((place.file, place.sheet))) is None:
            continue
        one.is_whole |= problem.code in SHEETS
        if problem.code in COLUMNS and place.column is not None:
            one.columns.add(place.column)
        rows = {place.row, *problem.rows} - {0}
        one.places |= {(row - 1, place.column if place.alone else None) for row in rows}
    for table in recognise(sheets, Report(answers), {}):
        one = found[table.file, table.sheet]
        one.places |= {(row - 1, None) for row, why in table.left_out.items() if not why.startswith(NOISE)}
    for one in found.values():
        one.places |= {(row, None) for row in one.sheet.hidden}
    return list(found.values())


def _sheets_of(
    table: str, words: tuple[str, ...], spoken: Sequence[_Spoken], dialect: Dialect
) -> Iterator[tuple[int, _Spoken]]:
    """People are looked for everywhere, everything else on the pages of its table."""
    names = [page.name.casefold() for page in dialect.pages if table in {page.table, page.also}]
    for number, one in enumerate(spoken):
        if table in {"students", "staff", "guardians"} or one.sheet.name.casefold().endswith(tuple(names)):
            yield number, one


def _words(missed: Missed) -> tuple[str, ...]:
    """What is written of a row in its table, as it is searched."""
    match missed.table, missed.key:
        case "students" | "staff" | "guardians", (name, *_):
            return tuple(map(_squashed, str(name).split()))
        case "load", (teacher, group, subject, _):
            return _squashed(str(teacher).partition(" ")[0]), _squashed(str(group)), str(subject)
        case "timetable", (_, _, _, subject):
            return (str(subject),)
    return ()


def _holds(text: str, table: str, words: tuple[str, ...]) -> bool:
    """Whether a row of a sheet may tell of it: a person's name whole, of the load two things of three."""
    met = sum(any(name and name in text for name in {_squashed(one), _squashed(_SHORT.get(one, ""))}) for one in words)
    return met >= min(2, len(words)) if table == "load" else met == len(words)


_LOOKALIKE = str.maketrans("abekmhopct", "авекмнорст")


def _squashed(text: str) -> str:
    return re.sub(r"[\W_]+", "", search_key(text)).translate(_LOOKALIKE)


def counted(missed: Iterable[Missed]) -> Counter[str]:
    """How many there are of each table."""
    return Counter(one.table for one in missed)
