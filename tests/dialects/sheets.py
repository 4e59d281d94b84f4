"""What a dialect is made of: sheets of rows, hidden rows among them, and what each sheet shows of the truth."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

Row = list[Any]


@dataclass(slots=True)
class Page:
    """A sheet: `shows` are the values it tells of each row of `table`; `merges` as (row, column, row, column)."""

    name: str
    table: str
    rows: list[Row]
    shows: frozenset[str] = frozenset()
    hidden: set[int] = field(default_factory=set)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    # Of a list: what each column shows ("": a number), the first row of data from 0, the row behind the last.
    fields: list[str] = field(default_factory=list)
    first: int = 0
    end: int = 0
    hidden_columns: set[int] = field(default_factory=set)
    # The table of whatever stands beside.
    also: str = ""
    also_shows: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Planted:
    """A mistake that was put into a sheet on purpose: `row` from 1; `kind` says what it is."""

    sheet: str
    row: int
    kind: str


@dataclass(slots=True)
class Dialect:
    """A school's files: sheets in files, and what was planted in them on purpose."""

    seed: int
    files: dict[str, list[Page]]
    traits: list[str]
    planted: list[Planted] = field(default_factory=list)

    @property
    def pages(self) -> list[Page]:
        """All sheets of all files."""
        return [page for pages in self.files.values() for page in pages]

    def shows(self, table: str) -> frozenset[str]:
        """What the dialect tells of a table's rows; empty: nothing at all."""
        own = (page.shows for page in self.pages if page.table == table)
        return frozenset().union(*own, *(page.also_shows for page in self.pages if page.also == table))


TITLES = {
    "students": ["Список обучающихся", "Контингент школы на 01.09.2026", "Алфавитная книга", "СПИСОЧНЫЙ СОСТАВ"],
    "staff": ["Список работников", "Педагогический состав", "Кадры школы на 1 сентября", "Штат"],
    "guardians": ["Сведения о родителях", "Законные представители обучающихся", "Родители"],
    "load": ["Учебная нагрузка", "Тарификация на 2026/2027", "Распределение часов"],
    "timetable": ["Расписание уроков", "Расписание занятий на I полугодие"],
    "bells": ["Расписание звонков", "Звонки"],
    "periods": ["Календарный учебный график", "Четверти и каникулы"],
    "rooms": ["Кабинеты", "Перечень помещений"],
    "curriculum": ["Учебный план", "Учебный план на 2026-2027 учебный год"],
    "classes": ["Классы", "Комплектование классов"],
}
SIGNATURES = [
    ["Директор школы ____________ И.О. Фамилия"],
    ["Исп. секретарь, тел. 2-13-45"],
    ["М.П."],
    ["Директор ________"],
    ["", "Кл. рук.", "____________", "Орлова Е.В."],
    ["", "Директор школы", "____________"],
    ["Примечание: сведения уточняются до 5 сентября."],
]


def surrounded(chance: Random, table: str, rows: list[Row], *, total: bool = True) -> tuple[list[Row], int]:
    """Put around a table what schools do: a title, empty rows, a total, signatures. Returns rows, where it begins."""
    width = max(map(len, rows))
    above: list[Row] = []
    if chance.random() < 0.6:
        above.append([chance.choice(TITLES[table])])
    if chance.random() < 0.3:
        above.append(
            ["МБОУ «Средняя школа № 5»"] if chance.random() < 0.5 else ["Утверждаю", *[""] * (width - 2), "приказ № 15"]
        )
    if above and chance.random() < 0.6:
        above.append([])
    below: list[Row] = []
    if total and chance.random() < 0.4:
        below.append([chance.choice(["Итого:", "Всего", "ИТОГО", f"Всего: {len(rows) - 1}"]), len(rows) - 1])
    if chance.random() < 0.3:
        below += [[], list(chance.choice(SIGNATURES))]
    return [*above, *rows, *below], len(above)


def numbered(chance: Random, header: Row, rows: Sequence[Row]) -> list[Row]:
    """A table under its header, with a column of numbers where the school has one."""
    if chance.random() < 0.6:
        name = chance.choice(["№", "№ п/п", "п/п", "№ п.п.", "Номер"])
        return [[name, *header], *([number, *row] for number, row in enumerate(rows, 1))]
    return [header, *map(list, rows)]
