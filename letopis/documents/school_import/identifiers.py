"""Ids of another program: a row that says «ИдКласса 17» is read as if it said the class that has 17 where ids are told.

Exports part what belongs together: a file of classes, a file of subjects, rows of numbers that point at them. A column
of ids is told by its name and resolved by its values: the column of another sheet that is called alike, has each value
once and holds nearly all of the pointing ones. Its cells are replaced where they stand, so that places remain.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from letopis.documents.sheets.headers import ID
from letopis.documents.sheets.kinds import kinds_of
from letopis.documents.sheets.naming import alike, words_of
from letopis.documents.sheets.normal import normal
from letopis.documents.sheets.sheet import Cell, Sheet
from letopis.documents.sheets.values import text_of
from letopis.kernel.text import search_key

# A header stands in one of the first rows.
_FIRST_ROWS = 12
# Of the ids that a column has, so many have to be told by the other; of cells that say the same as another column's.
_MET, _SAME = 0.9, 0.6
# A table that only ties two others together is narrow.
_LINK_WIDTH = 6
_PARTS = (r"^фамилия$", r"^имя$", r"^отчество$")
_WHOLE = r"^фио$|^фамилия имя отчество$|^полное имя$"
_NAMED = r"^(название|наименование|имя|номер|полное название|полное наименование)\b"
_GRADE, _LETTER = r"^(параллель|номер класса|цифра|год обучения)", r"^(литера?|буква|индекс)"


@dataclass(frozen=True)
class _Told:
    """A sheet with a header that names ids: its header row from 0 and its id columns with what they are ids of."""

    number: int
    sheet: Sheet
    header: int
    ids: Mapping[int, str]

    @cached_property
    def heads(self) -> list[str]:
        return [normal(text_of(cell)) for cell in self.sheet.rows[self.header]]

    @cached_property
    def rows(self) -> list[tuple[int, Sequence[Cell]]]:
        return [
            (number, row)
            for number, row in enumerate(self.sheet.rows)
            if number > self.header and any(map(text_of, row))
        ]

    def column(self, column: int) -> list[str]:
        """The cells of a column as texts, in the order of `rows`."""
        return [_text(row[column]) if column < len(row) else "" for _, row in self.rows]

    def keys(self, column: int) -> Mapping[str, int]:
        """The place among `rows` of each id of a column; empty where ids repeat or are left out."""
        cells = self.column(column)
        return {cell: at for at, cell in enumerate(cells)} if all(cells) and len(set(cells)) == len(cells) else {}

    def at(self, pattern: str) -> int | None:
        """The first column of a name."""
        return next((at for at, head in enumerate(self.heads) if at not in self.ids and re.search(pattern, head)), None)

    @cached_property
    def names(self) -> list[str]:
        """What each row is called: a person's name, a class, whatever its name column says; [] where nothing does."""
        if (whole := self.at(_WHOLE)) is not None:
            return self.column(whole)
        parts = [self.at(pattern) for pattern in _PARTS]
        if parts[0] is not None and parts[1] is not None:
            columns = [self.column(part) for part in parts if part is not None]
            return [" ".join(filter(None, row)) for row in zip(*columns, strict=True)]
        own = next((self.at(rf"^{re.escape(word[:5])}") for word in self.ids.values() if len(word) > 3), None)
        for column in (self.at(_NAMED), own):
            if column is not None and any(
                "text" in kinds_of(cell) or "class" in kinds_of(cell) for cell in self.column(column)
            ):
                return self.column(column)
        grade, letter = self.at(_GRADE), self.at(_LETTER)
        if grade is not None and letter is not None:
            return [a + b for a, b in zip(self.column(grade), self.column(letter), strict=True)]
        return []

    @cached_property
    def are_people(self) -> bool:
        """Whether the rows are people."""
        return self.at(_WHOLE) is not None or self.at(_PARTS[0]) is not None


def spelled_out(sheets: Sequence[Sheet]) -> list[Sheet]:
    """Return the sheets with ids of other sheets' rows replaced by what those rows are called."""
    told = [one for number, sheet in enumerate(sheets) if (one := _told(number, sheet))]
    result = list(sheets)
    for one in told:
        for column, of in one.ids.items():
            if target := _target(one, column, of, told):
                _spell(one, column, of, target, result)
    for link in told:
        _follow(link, told, result)
    return result


def _told(number: int, sheet: Sheet) -> _Told | None:
    for at, row in enumerate(sheet.rows[:_FIRST_ROWS]):
        ids = {
            column: of for column, cell in enumerate(row) if isinstance(cell, str) and (of := _id_of(cell)) is not None
        }
        if ids and sum(bool(text_of(cell)) for cell in row) > 1:
            return _Told(number, sheet, at, ids)
    return None


def _id_of(header: str) -> str | None:
    """What a header says that it is an id of, «класса»; None for a column of something else."""
    if len(header) > 40 or not (found := ID.match(key := normal(header))):
        return None
    return key[found.end() :].strip() if found[0] in key.split() else key.partition(" ")[2]


def _text(cell: Cell) -> str:
    return text_of(cell)


def _target(one: _Told, column: int, of: str, told: Sequence[_Told]) -> tuple[_Told, Mapping[str, int]] | None:
    """The sheet that tells what the ids of a column mean, with the place of each id among its rows."""
    ids = {cell for cell in one.column(column) if cell}
    for likely in (_is_called_so, _holds_people):
        found = []
        for other in told:
            if other is one:
                continue
            for at, named in other.ids.items():
                keys = other.keys(at)
                if keys and other.names and likely(one, of, other, named) and _met(ids, keys) >= _MET:
                    found.append((at, len(other.heads), other, keys))
        if found:
            _, _, other, keys = min(found, key=lambda each: each[:2])
            return other, keys
    return None


def _met(ids: set[str], keys: Mapping[str, int]) -> float:
    return sum(one in keys for one in ids) / len(ids) if ids else 0.0


def _is_called_so(one: _Told, of: str, other: _Told, named: str) -> bool:
    """Whether both columns are ids of one thing; a bare «Ид» is of what its sheet is called."""
    name = named or normal(other.sheet.name or other.sheet.file)
    return bool(of) and (
        of == named or any(alike(a, b) or alike(b, a) for a in words_of(of)[:1] for b in words_of(name))
    )


def _holds_people(one: _Told, of: str, other: _Told, named: str) -> bool:
    """«ИдКлассногоРуководителя» names one of the staff."""
    is_staff = other.are_people and bool(re.match(r"сотрудник|работник|учител|педагог|преподават|персон", named))
    return is_staff and bool(re.search(r"руководител|учител|педагог|преподават|ответствен|заведующ|куратор", of))


def _spell(one: _Told, column: int, of: str, target: tuple[_Told, Mapping[str, int]], result: list[Sheet]) -> None:
    """Put names in the place of ids, unless they stand in another column already, or the thing is a child.

    A child is found by his key where he is looked for (relations.py): names may be shared.
    """
    other, keys = target
    if other.are_people and re.match(r"учен|обуч|учащ|реб|воспит|студ", of):
        return
    names = other.names
    unique = {name: names.count(name) == 1 for name in set(names)} if other.are_people else {}
    spelled = {
        number: names[keys[cell]]
        for (number, _), cell in zip(one.rows, one.column(column), strict=True)
        if cell in keys and unique.get(names[keys[cell]], True)
    }
    if any(_says_the_same(one, at, spelled) for at in range(len(one.heads)) if at != column):
        return
    sheet = result[one.number]
    rows = [list(row) for row in sheet.rows]
    rows[one.header][column] = of.capitalize()
    for number, name in spelled.items():
        rows[number][column] = name
    result[one.number] = replace(sheet, rows=rows)


def _says_the_same(one: _Told, column: int, spelled: Mapping[int, str]) -> bool:
    cells = {number: _bare(text) for (number, _), text in zip(one.rows, one.column(column), strict=True) if text}
    same = sum(_bare(name) == cells.get(number) for number, name in spelled.items())
    return bool(spelled) and same >= _SAME * len(spelled)


def _bare(text: str) -> str:
    return re.sub(r"\W", "", search_key(text))


# ── tables that tie two others together ───────────────────────────────


def _follow(link: _Told, told: Sequence[_Told], result: list[Sheet]) -> None:
    """A table of pairs (parent, child) gets what the parents' own table says of them; that is then read here alone."""
    if len(link.heads) > _LINK_WIDTH or len(link.ids) < 2:
        return
    for column, of in link.ids.items():
        target = _target(link, column, of, told)
        if not target or not target[0].are_people or not re.match(r"родител|представ|опекун|закон", of):
            continue
        other, keys = target
        if any(named in other.ids.values() for at, named in link.ids.items() if at != column):
            continue  # the table itself names the children
        more = [at for at in range(len(other.heads)) if at not in other.ids and not _is_name(other.heads[at])]
        sheet = result[link.number]
        rows, width = [list(row) for row in sheet.rows], max(map(len, sheet.rows))
        for number, cells in _pairs(link, column, other, keys, more):
            rows[number] += [*[""] * (width - len(rows[number])), *cells]
        result[link.number] = replace(sheet, rows=rows)
        result[other.number] = replace(result[other.number], rows=[])


def _is_name(head: str) -> bool:
    return any(re.search(pattern, head) for pattern in (*_PARTS, _WHOLE))


def _pairs(
    link: _Told, column: int, other: _Told, keys: Mapping[str, int], more: Sequence[int]
) -> Iterator[tuple[int, list[Cell]]]:
    """The cells to add to each row, the header's first."""
    yield link.header, [other.sheet.rows[other.header][at] for at in more]
    for (number, _), cell in zip(link.rows, link.column(column), strict=True):
        if cell in keys:
            row = other.rows[keys[cell]][1]
            yield number, [row[at] if at < len(row) else "" for at in more]
