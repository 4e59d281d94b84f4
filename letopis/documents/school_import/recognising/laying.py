"""How a sheet lies: a table on its side is turned, a person of several rows is put into one row."""

from letopis.documents.school_import.recognising.school import SchoolReader
from letopis.documents.school_import.words import LEXICON
from letopis.documents.sheets.blocks import side_by_side
from letopis.documents.sheets.folded import folded
from letopis.documents.sheets.grid import Shape
from letopis.documents.sheets.headers import IGNORE
from letopis.documents.sheets.problems import CellPlace, Remedy, Report
from letopis.documents.sheets.sheet import Sheet
from letopis.documents.sheets.turned import MOST_FIELDS, titles, turned
from letopis.documents.sheets.values import text_of

# Tables that are kept on their side; those of people, who have several rows.
_LISTS = frozenset({"students", "guardians", "staff", "classes", "rooms", "bells", "calendar"})
_PEOPLE = frozenset({"students", "guardians", "staff"})
# So much of a first column has to be names of columns.
_NAMED, _LEAST = 0.6, 2
_DEEP = 15


def laid(sheet: Sheet, report: Report) -> Sheet:
    """Return a sheet as it is read: turned where it lies on its side, which is told; with a row a person."""
    if (
        _lies_on_its_side(sheet)
        and _likelier(_best(other := turned(sheet)), _best(sheet))
        and len(side_by_side(sheet, has_table)) == 1
    ):
        _tell(sheet, report)
        return other
    other_ = folded(sheet)
    shape = _best(other_) if other_ else None
    return other_ if other_ and shape and shape.kind in _PEOPLE else sheet


def _tell(sheet: Sheet, report: Report) -> None:
    """Whoever looks for a row of a turned sheet has to look for a column."""
    report.warn(
        CellPlace(sheet.file, sheet.name, 0),
        "лист",
        "turned_sheet",
        f"Лист «{sheet.name}» лежит на боку: названия стоят друг под другом, а записи — в столбцах. Он прочитан "
        f"повёрнутым: строка {titles(sheet) + 2} в сообщениях — это столбец B файла, и так далее.",
        choices=[Remedy("Прочитан верно", "accept"), Remedy("Не загружать", "sheet", IGNORE)],
    )


def _lies_on_its_side(sheet: Sheet) -> bool:
    """Whether a first column names columns: a cheap look before the sheet is read twice."""
    rows = [row for row in sheet.rows if sum(bool(text_of(cell)) for cell in row[:3]) > 1]
    if not _LEAST <= len(rows) <= MOST_FIELDS:
        return False
    for column in (0, 1):
        texts = [text for row in rows if column < len(row) and (text := text_of(row[column]))]
        if sum(map(LEXICON.is_word, texts)) >= max(_LEAST, _NAMED * len(rows)):
            return True
    return False


def _best(sheet: Sheet) -> Shape | None:
    """The first table of a sheet."""
    return next((shape for _, shape in SchoolReader(sheet, Report(), LEXICON).headers(_DEEP)), None)


def _likelier(other: Shape | None, own: Shape | None) -> bool:
    """Whether a sheet reads better on its side: as a list, and as it stands as nothing or as less."""
    if other is None or other.kind not in _LISTS or other.wide:
        return False
    # Names of columns are known, or most of them: rooms in a first column are no names.
    is_named = len(other.columns) > len(other.unknown) + len(other.rivals)
    return is_named and (own is None or other.score > own.score + 1)


def has_table(sheet: Sheet) -> bool:
    """Whether a part of a sheet has the header of a table of its own, or is one without a header."""
    reader = SchoolReader(sheet, Report(), LEXICON)
    return next(reader.headers(), None) is not None or bool(reader.above(len(sheet.rows)))
