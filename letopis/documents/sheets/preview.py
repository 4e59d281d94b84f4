"""What loading would do, before anything is written: the problems, and a line for each sheet."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from letopis.documents.sheets.problems import Problem
from letopis.documents.sheets.questions import Question, questions_of
from letopis.documents.sheets.sheet import Sheet
from letopis.documents.sheets.tables import SheetTable


@dataclass(frozen=True, slots=True)
class SheetCount:
    """A line of «По листам»."""

    file: str
    sheet: str
    tables: str
    rows: int
    created: int
    changed: int
    skipped: int
    errors: int
    warnings: int


@dataclass(frozen=True, kw_only=True)
class SheetPreview:
    """What the preview of any import has; what would be written is each import's own."""

    problems: Sequence[Problem]
    sheets: Sequence[SheetCount] = ()

    @property
    def errors(self) -> int:
        """Problems that must be settled or left out."""
        return sum(problem.level == "error" for problem in self.problems)

    @property
    def warnings(self) -> int:
        """Doubts."""
        return len(self.problems) - self.errors

    @property
    def questions(self) -> list[Question]:
        """What is to be asked, once a cause."""
        return questions_of(self.problems)


def in_order(problems: Iterable[Problem], sheets: Sequence[Sheet]) -> list[Problem]:
    """Return errors before doubts, each as they stand in the files."""
    places = {(sheet.file, sheet.name): number for number, sheet in enumerate(sheets)}
    return sorted(
        problems,
        key=lambda one: (one.level != "error", places.get((one.place.file, one.place.sheet), 0), one.place.row),
    )


def count_sheets(
    sheets: Sequence[Sheet],
    tables: Sequence[SheetTable],
    problems: Sequence[Problem],
    written: Mapping[tuple[str, str], Mapping[str, int]],
    table_name: Callable[[str], str],
) -> list[SheetCount]:
    """Return a line for each sheet. `written`: rows created, changed, skipped by (file, sheet)."""
    levels: Counter[tuple[str, str, str]] = Counter((one.place.file, one.place.sheet, one.level) for one in problems)
    return [_count(sheet, tables, levels, written, table_name) for sheet in sheets]


def _count(
    sheet: Sheet,
    tables: Sequence[SheetTable],
    levels: Counter[tuple[str, str, str]],
    written: Mapping[tuple[str, str], Mapping[str, int]],
    table_name: Callable[[str], str],
) -> SheetCount:
    key = (sheet.file, sheet.name)
    own = [table for table in tables if (table.file, table.sheet) == key]
    states = written.get(key, {})
    return SheetCount(
        file=sheet.file,
        sheet=sheet.name,
        tables=", ".join(dict.fromkeys(table_name(table.kind) for table in own)) or "не распознан",
        rows=len({row.place.row for table in own for row in table.rows}),
        created=states.get("created", 0),
        changed=states.get("changed", 0),
        skipped=states.get("skipped", 0),
        errors=levels[*key, "error"],
        warnings=levels[*key, "warning"],
    )
