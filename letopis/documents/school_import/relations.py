"""Tables that point at one another by a key they share: number of a personal file, СНИЛС, id of another program.

Which columns hold the key is found by their values: those of one column are met, each once, in a column of the other
table. Names are another matter: they are looked up by people_index.py.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, NamedTuple, TypeVar

from letopis.documents.school_import.people_index import PeopleIndex
from letopis.documents.school_import.recognising import SheetTable, TableRow
from letopis.documents.school_import.records import Base, LoadRecord, PersonRecord, SlotRecord, StudentRecord
from letopis.documents.sheets.normal import normal
from letopis.documents.sheets.problems import CellPlace
from letopis.documents.sheets.sheet import Cell
from letopis.documents.sheets.values import text_of
from letopis.documents.sheets.values.text import LATIN_TWINS
from letopis.kernel.text import clean, search_key
from letopis.school.people.rules import normalise_phone, snils_digits, snils_is_valid

P = TypeVar("P", bound=PersonRecord)
# Of a column's values so many are met in the other table, at least; of the other column's so many differ.
MET, DIFFER = 0.5, 0.9
_LONGEST = 40
_DATE = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{2,4}")
_SIGNS = re.compile(r"^(л/?д|№|n)\W*|[\s\-–—]+")


def key_of(text: str) -> str:
    """Return a key as it is compared: «Г-33», «№ г 33» are one, so are a СНИЛС and its digits; "" for no key."""
    if not text or len(text) > _LONGEST or "@" in text or not any(one.isdigit() for one in text):
        return ""
    if _DATE.fullmatch(text) or len(text.split()) > 3:
        return ""
    if snils_is_valid(text):
        return snils_digits(text)
    if len(re.sub(r"\D", "", text)) > 9 and normalise_phone(text):
        return ""
    return _SIGNS.sub("", search_key(text.translate(LATIN_TWINS)))


class Key(NamedTuple):
    """A key as it is compared, the column of the sheet where it stands (None: in the base), and how it is written."""

    text: str
    column: int | None = None
    said: str = ""


@dataclass(frozen=True)
class KeyColumn:
    """A column that may hold keys: keys by row, of so many `rows`. `label` is its normal header."""

    label: str
    keys: Mapping[str, Key]
    rows: int = 0

    @cached_property
    def counted(self) -> Counter[str]:
        """How often each key stands."""
        return Counter(key.text for key in self.keys.values())

    @cached_property
    def is_numbering(self) -> bool:
        """Whether the rows are merely numbered: 1, 2, 3 …, which points at nothing."""
        numbers = [int(key.text) for key in self.keys.values() if key.text.isdecimal()]
        steps = sum(after - before == 1 for before, after in zip(numbers, numbers[1:], strict=False))
        return len(numbers) == len(self.keys) and steps >= 0.9 * (len(numbers) - 1)

    @cached_property
    def tells_apart(self) -> bool:
        """Whether nearly every row has a key of its own."""
        return 2 * len(self.keys) >= self.rows and len(self.counted) >= DIFFER * len(self.keys) > 0

    def met_in(self, other: "KeyColumn") -> float:
        """The share of keys that stand in the other column, once."""
        return sum(other.counted[key] == 1 for key in self.counted) / len(self.counted) if self.counted else 0.0

    def points_at(self, other: "KeyColumn") -> bool:
        """Whether the values show that this column names rows of the other's table."""
        if not other.tells_apart or self.met_in(other) < MET:
            return False
        same = bool(self.label) and self.label == other.label
        if self.is_numbering or other.is_numbering:
            # Programs number people from one, too: then the columns are called alike, and are no «№».
            return (
                same and len(re.sub(r"\W", "", self.label)) > 2 and not re.search(r"п ?/? ?п|поряд|номер$", self.label)
            )
        return same or len(self.counted) > 1


def columns_of(rows: Mapping[str, tuple[SheetTable, TableRow]], fields: Sequence[str]) -> dict[str, KeyColumn]:
    """Return the columns of rows (under names of their own) that may hold keys: those without a meaning, `fields`."""
    keys: dict[str, dict[str, Key]] = defaultdict(dict)
    labels: dict[str, str] = {}
    for name, (table, row) in rows.items():
        cells = [(field, row.columns[field], row.text(field)) for field in fields if field in row.columns]
        cells += [("", column, row.loose_text(column)) for column in row.loose]
        for field, column, text in cells:
            if key := key_of(text):
                label = normal(table.header(column))
                at = field or label or f"#{column}"
                labels[at] = label
                keys[at][name] = Key(key, column, clean(text).casefold())
    return {at: KeyColumn(labels[at], found, len(rows)) for at, found in keys.items()}


@dataclass(frozen=True)
class Pointed(Generic[P]):
    """Whom a row points at by its key: the cell, and whoever has the key: nobody, one, several (rows of doubles)."""

    place: CellPlace
    label: str
    text: str
    people: Sequence[P]


def students_pointed_at(base: Base) -> dict[str, Pointed[StudentRecord]]:
    """Return for rows of guardians which students they point at."""
    students = {str(id(one)): one for one in base.students}
    targets = columns_of(_rows_of(base, "students", students), ("file_number", "snils"))
    for field in ("file_number", "snils"):
        known = {name: key for name, one in students.items() if one.live and (key := key_of(_held(one, field)))}
        own = targets.get(field, KeyColumn("", {}))
        targets[field] = KeyColumn(
            own.label, {name: Key(key) for name, key in known.items()} | dict(own.keys), len(students)
        )
    return _pointed(base, "guardians", ("child", "child_snils"), targets, students)


def name_teachers(base: Base) -> None:
    """Give rows of the load and the timetable that name a teacher by key (a number, СНИЛС, an id) the name."""
    staff = {str(id(one)): one for one in base.staff}
    targets = columns_of(_rows_of(base, "staff", staff), ("snils",))
    if not targets:
        return
    index = PeopleIndex(base.staff)
    tables: Sequence[tuple[str, Sequence[LoadRecord | SlotRecord]]] = (
        ("load", base.load),
        ("timetable", base.timetable),
    )
    for kind, records in tables:
        pointed = _pointed(base, kind, ("teacher",), targets, staff)
        for record in records:
            key = pointed.get(record.place.row_key)
            if not key or len(key.people) != 1:
                continue
            if record.teacher in {"", key.text} or key.people[0] in index.find(record.teacher):
                record.teacher = index.shown[key.people[0]]


def names_beside(base: Base, kind: str, index: PeopleIndex[P]) -> dict[str, str]:
    """Return by row the name in a column without a meaning, where most of the column's cells name people of `index`."""
    found: dict[str, str] = {}
    for table in base.tables:
        columns = {c for row in table.rows for c in row.loose} if table.kind == kind else set()
        for column in columns:
            texts = {row.place.row_key: text for row in table.rows if (text := row.loose_text(column))}
            if 2 * sum(bool(index.find(text)) for text in texts.values()) > len(texts):
                found |= texts
    return found


def _held(student: StudentRecord, field: str) -> str:
    assert student.live
    return student.live.file_number if field == "file_number" else student.live.person.snils


def _rows_of(base: Base, kind: str, people: Mapping[str, PersonRecord]) -> dict[str, tuple[SheetTable, TableRow]]:
    """The rows of people's records, under the names of these."""
    rows = {row.place.row_key: (table, row) for table in base.tables if table.kind == kind for row in table.rows}
    return {name: rows[one.place.row_key] for name, one in people.items() if one.place.row_key in rows}


def _pointed(
    base: Base, kind: str, fields: Sequence[str], targets: Mapping[str, KeyColumn], people: Mapping[str, P]
) -> dict[str, Pointed[P]]:
    """Find the columns that hold keys and look up each row by the one that is met oftenest."""
    rows = {
        row.place.row_key: (table, row)
        for table in base.tables
        if table.kind == kind and not table.is_grid
        for row in table.rows
    }
    pairs = [
        (own.met_in(other), own, other)
        for own in columns_of(rows, fields).values()
        for other in targets.values()
        if own.points_at(other)
    ]
    found: dict[str, Pointed[P]] = {}
    for _, own, other in sorted(pairs, key=lambda pair: -pair[0]):
        holders: dict[str, list[tuple[str, P]]] = defaultdict(list)
        for name, key in other.keys.items():
            holders[key.text].append((key.said, people[name]))
        for name, key in own.keys.items():
            table, row = rows[name]
            place = CellPlace(row.place.file, row.place.sheet, row.place.row, key.column)
            text = text_of(table_cell(row, key.column))
            pointed = Pointed(place, table.header(key.column or 0), text, _whose(key, holders.get(key.text, [])))
            if name not in found or (pointed.people and not found[name].people):
                found[name] = pointed
    return found


def _whose(key: Key, holders: Sequence[tuple[str, P]]) -> list[P]:
    """Whoever has a key; of several the one who has it letter for letter: «Е-1» and «Ё-1» are two files."""
    exact = [one for said, one in holders if said == key.said]
    return exact if len(exact) == 1 else [one for _, one in holders]


def table_cell(row: TableRow, column: int | None) -> Cell:
    """The cell of a row in a column, whatever that means."""
    name = next((name for name, at in row.columns.items() if at == column), "")
    return row.cells.get(name) if name else row.loose.get(column or 0)
