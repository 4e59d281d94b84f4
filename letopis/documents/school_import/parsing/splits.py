"""A grid whose lessons have two rows each: weeks that alternate or subgroups, which only the school knows."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from letopis.documents.school_import.parsing.cells import Known, lessons_of, pieces_of
from letopis.documents.school_import.recognising import SheetTable, TableRow
from letopis.documents.sheets.problems import Remedy, Report
from letopis.kernel.text import search_key
from letopis.school.organisation.words import phrase

WEEKS, GROUPS = "weeks", "groups"
_WEEKS = ("числитель", "знаменатель")
# How many of the lower rows have to be of one kind.
_MOST = 0.8
# When and of whom a cell is.
_Slot = tuple[str, str, str]


def split_rows(table: SheetTable, known: Known, report: Report) -> list[TableRow]:
    """Return the rows of a timetable, those of weeks that alternate with their week in the cell.

    A cell that stands over both rows is one lesson. Where two rows of one number have different subjects and name
    neither weeks nor subgroups, the operator is asked; until then such lessons are not loaded.
    """
    # A row of a week of teachers is a teacher's, not half a lesson.
    if not table.is_grid or "teacher" in table.columns:
        return table.rows
    halves = _halves(table)
    below = _said_below(table, halves, known)
    # Of rows that name their week nothing is to be asked.
    if below or not halves or "parity" in table.columns:
        return _joined(table, below)
    whole = {id(low) for (up, low) in _pairs(table, halves) if _same(up, low)}
    unclear = [(up, low) for up, low in _pairs(table, halves) if not _same(up, low) and _is_unclear(up, low, known)]
    if not unclear:
        return [row for row in table.rows if id(row) not in whole]
    cause = f"split_rows|{table.file}|{table.sheet}"
    answer = report.settled(cause)
    if answer == GROUPS:
        return [row for row in table.rows if id(row) not in whole]
    both = {id(row) for pair in _pairs(table, halves) if _same(*pair) for row in pair}
    if answer == WEEKS:
        return [_of_week(row, halves, both) for row in table.rows if id(row) not in whole]
    _ask(table, unclear, report, cause)
    return [row for row in table.rows if row.place.row not in halves or (id(row) in both and id(row) not in whole)]


def _said_below(table: SheetTable, halves: dict[int, int], known: Known) -> list[tuple[TableRow, TableRow]]:
    """Pairs whose lower row says who teaches the upper row's subject, and where; [] where a table is not of such."""
    pairs = [(up, low) for up, low in _pairs(table, halves) if not _same(up, low)]
    kinds = [{piece.kind for piece in pieces_of(str(low.cells.get("cell", "")), known)} for _, low in pairs]
    below = [pair for pair, found in zip(pairs, kinds, strict=True) if found and found <= {"teacher", "room"}]
    return below if len(below) > _MOST * len(pairs) else []


def _joined(table: SheetTable, below: list[tuple[TableRow, TableRow]]) -> list[TableRow]:
    lower = {id(up): low for up, low in below}
    gone = {id(low) for _, low in below}
    return [
        replace(row, cells={**row.cells, "cell": _under_each(row, lower[id(row)])}) if id(row) in lower else row
        for row in table.rows
        if id(row) not in gone
    ]


def _under_each(up: TableRow, low: TableRow) -> str:
    """Both cells as one; of as many lines each, a line behind the other: two subgroups above, their teachers below."""
    above, below = (str(row.cells.get("cell", "")).splitlines() for row in (up, low))
    if len(above) == len(below):
        return "\n".join(line for pair in zip(above, below, strict=True) for line in pair)
    return "\n".join([*above, *below])


def _slot(row: TableRow) -> _Slot:
    number = row.text("number") or row.text("time")
    return search_key(row.text("day")), number, search_key(row.text("class"))


def _halves(table: SheetTable) -> dict[int, int]:
    """The rows of the sheet that share their number with one other, by which of the two they are: 0 or 1."""
    rows: dict[tuple[str, str], list[int]] = defaultdict(list)
    for row in table.rows:
        day, number, _ = _slot(row)
        if row.place.row not in rows[day, number]:
            rows[day, number].append(row.place.row)
    pairs = [sorted(numbers) for numbers in rows.values() if len(numbers) == len(_WEEKS)]
    return {number: at for pair in pairs if pair[1] == pair[0] + 1 for at, number in enumerate(pair)}


def _pairs(table: SheetTable, halves: dict[int, int]) -> Iterable[tuple[TableRow, TableRow]]:
    by_slot: dict[_Slot, dict[int, TableRow]] = defaultdict(dict)
    for row in table.rows:
        if row.place.row in halves:
            by_slot[_slot(row)][halves[row.place.row]] = row
    return [(pair[0], pair[1]) for pair in by_slot.values() if len(pair) == len(_WEEKS)]


def _same(up: TableRow, low: TableRow) -> bool:
    return search_key(up.text("cell")) == search_key(low.text("cell"))


def _is_unclear(up: TableRow, low: TableRow, known: Known) -> bool:
    lessons = [lessons_of(str(row.cells.get("cell", "")), known, lambda text: text) for row in (up, low)]
    if any(one.subgroup or one.week for own in lessons for one in own) or not all(lessons):
        return False
    subjects = {
        tuple(sorted(known.subjects.candidates(one.subject)) or [one.subject]) for own in lessons for one in own
    }
    return len(subjects) > 1


def _of_week(row: TableRow, halves: dict[int, int], both: set[int]) -> TableRow:
    at = halves.get(row.place.row)
    if at is None or id(row) in both:
        return row
    return replace(row, cells={**row.cells, "parity": _WEEKS[at]})


def _ask(table: SheetTable, unclear: list[tuple[TableRow, TableRow]], report: Report, cause: str) -> None:
    up, low = unclear[0]
    report.add(
        replace(up.place, alone=False, column=None),
        phrase("номер {lesson.gen}"),
        "split_rows",
        phrase(
            "На листе «{sheet}» у {lesson.gen} по две строки с разными предметами («{up}» и «{low}»). Укажите, что "
            "это: недели через одну или подгруппы; пока не указано, такие {lesson.noms} не загружаются.",
            sheet=table.sheet,
            up=up.text("cell")[:40],
            low=low.text("cell")[:40],
        ),
        choices=[
            Remedy("Верхняя строка — числитель, нижняя — знаменатель", "cause", WEEKS),
            Remedy("Две подгруппы", "cause", GROUPS),
        ],
        rows=sorted({row.place.row for pair in unclear for row in pair}),
        cause=cause,
    )
