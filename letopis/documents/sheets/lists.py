"""An import of a simple list, declared by the specification of its row (letopis.kernel.fields).

    @dataclass(frozen=True)
    class ClubDraft:
        name: Annotated[str, Text("Название", header="назван|кружок", required=True)]
        leader: Annotated[str, Text("Руководитель", header="руковод|педагог")] = ""
        starts_on: Annotated[date | None, Day("Начало", header="^нач|^с$")] = None

    CLUBS = ListImport(ClubDraft, "clubs", "Кружки", title="круж|секци", unique=("name",))

    found = CLUBS.preview(read_file(path), day=today())
    put_clubs(actor, found.drafts)          # the context's own action

The header may stand in any row, its columns in any order; what is wrong is named with file, sheet, row, column.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from letopis.documents.sheets.headers import IGNORE, ROW_NUMBERS, Lexicon, Vocabulary, columns_of
from letopis.documents.sheets.hidden import shown
from letopis.documents.sheets.preview import SheetPreview, count_sheets, in_order
from letopis.documents.sheets.problems import Answers, CellPlace, Report
from letopis.documents.sheets.reading import TableReader
from letopis.documents.sheets.refusals import FileRefused
from letopis.documents.sheets.rows import CellReader
from letopis.documents.sheets.sheet import Sheet
from letopis.documents.sheets.tables import SheetTable, TableRow
from letopis.kernel.dates import DateRange
from letopis.kernel.fields import Fault, cleaned, faults, fields_of
from letopis.kernel.text import search_key
from letopis.school.organisation.words import phrase

D = TypeVar("D")


@dataclass(frozen=True, slots=True)
class ListRow(Generic[D]):
    """A row that may be written: where it stands, and its values, cleaned."""

    place: CellPlace
    draft: D


@dataclass(frozen=True, kw_only=True)
class ListPreview(SheetPreview, Generic[D]):
    """What loading a list would write."""

    rows: tuple[ListRow[D], ...]

    @property
    def drafts(self) -> list[D]:
        """The values alone, for the action that writes them."""
        return [row.draft for row in self.rows]


@dataclass(frozen=True)
class ListImport(Generic[D]):
    """A list that can be loaded.

    `row`: the dataclass that specifies it. `title`: the pattern of its title and of its sheet's name. `unique`: fields
    that tell rows apart. `check`: what is wrong with a row besides its fields.
    """

    row: type[D]
    table: str
    name: str
    title: str
    unique: tuple[str, ...] = ()
    check: Callable[[D], Iterable[Fault]] = lambda draft: ()

    @property
    def lexicon(self) -> Lexicon:
        """The names of its columns, read when they are asked for: labels are in the school's own words."""
        needs = tuple((name,) for name, one in fields_of(self.row).items() if one.required)
        columns = (*columns_of(self.row).values(), ROW_NUMBERS)
        vocabulary = Vocabulary(self.table, re.compile(self.title), columns, needs)
        return Lexicon([vocabulary], names={self.table: self.name})

    def preview(
        self,
        sheets: Sequence[Sheet],
        *,
        day: date,
        year: DateRange | None = None,
        answers: Answers | None = None,
        meanings: Mapping[tuple[str, str], str] | None = None,
    ) -> ListPreview[D]:
        """Read the sheets on `day`; nothing is written. Raises FileRefused where no sheet has the list."""
        report, lexicon = Report(answers), self.lexicon
        tables: list[SheetTable] = []
        for sheet in sheets:
            if report.answers.sheets.get(f"{sheet.file}|{sheet.name}") != IGNORE and sheet.rows:
                tables += TableReader(shown(sheet, report), report, lexicon, meanings).tables()
        if not tables:
            raise self._not_found(lexicon)
        rows = [one for table in tables for row in table.rows if (one := self._read(table, row, report, day, year))]
        rows = self._without_doubles(rows, report)
        problems = in_order(report.problems, sheets)
        ready = Counter((row.place.file, row.place.sheet) for row in rows)
        written = {place: {"created": number} for place, number in ready.items()}
        return ListPreview(
            rows=tuple(rows),
            problems=problems,
            sheets=count_sheets(sheets, tables, problems, written, lexicon.table_name),
        )

    def _not_found(self, lexicon: Lexicon) -> FileRefused:
        vocabulary = lexicon.vocabularies[0]
        names = "», «".join(vocabulary.label(name) for name in fields_of(self.row))
        return FileRefused(
            f"Таблица «{phrase(self.name)}» не найдена. Проверьте, что в файле есть строка заголовков: «{names}».",
            code="nothing_recognised",
        )

    def _read(
        self, table: SheetTable, row: TableRow, report: Report, day: date, year: DateRange | None
    ) -> ListRow[D] | None:
        """One row: its fields, its own checks; None where something is wrong with it."""
        reader = CellReader(table, row, report, year=year)
        values = reader.values(self.row)
        if report.is_spoiled(row.place):
            return None
        draft = cleaned(self.row(**values))
        for fault in (*faults(self.row, draft, day), *self.check(draft)):
            message = f"{table.label(fault.field)}: {fault.message[:1].lower()}{fault.message[1:]}"
            reader.error(fault.field, fault.code, message)
        return None if report.is_spoiled(row.place) else ListRow(row.place, draft)

    def _without_doubles(self, rows: list[ListRow[D]], report: Report) -> list[ListRow[D]]:
        """The rows whose `unique` fields no row above has."""
        first: dict[tuple[str, ...], ListRow[D]] = {}
        for row in rows:
            key = tuple(search_key(str(getattr(row.draft, name))) for name in self.unique)
            known = first.setdefault(key if self.unique else (str(id(row)),), row)
            if known is not row:
                message = f"Такая строка уже есть: строка {known.place.row}. Оставьте одну."
                report.add(row.place, phrase(self.name), "row_twice", message, value=", ".join(key))
        return list(first.values())
