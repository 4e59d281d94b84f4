"""How far the cells of a workbook's XML reach and how much they say, told by expat while it streams by.

A document type is refused at once (ECMA-376 and OpenDocument have none): without one there are no entities to expand
and nothing to fetch. Names are compared without their prefixes, attributes come in any order and any quotes.
"""

import re
from array import array
from collections.abc import Callable, Iterable
from xml.parsers import expat

from letopis.documents.sheets.broken import NO_VALUE, is_broken
from letopis.documents.sheets.limits import MAX_BROKEN, MAX_PARTS, MAX_ROWS, MAX_TEXT
from letopis.documents.sheets.measure import Sums
from letopis.documents.sheets.sheet import Unreadable

_PLACE = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})")
# Cells that a repetition may name at most: more is no table, and a longer number would only cost to multiply.
_MANY = 100_000_000
_LONGEST_ERROR = 20


def _local(name: str) -> str:
    return name[name.rfind(":") + 1 :]


def _no_doctype(*_: object) -> None:
    raise Unreadable("has_doctype")


class _Enough(Exception):
    """There is nothing more to look at."""


class Sniffer:
    """Finds the first element of a part; `root` is its name without a prefix, "" for what is no XML.

    Nothing behind the first element, nor behind the beginning of a document type, is read.
    """

    def __init__(self) -> None:
        self.root = ""
        self.has_doctype = False
        self._left = 1 << 16
        self._parser: expat.XMLParserType | None = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.StartDoctypeDeclHandler = self._doctype

    def _start(self, name: str, _: object) -> None:
        self.root = self.root or _local(name)

    def _doctype(self, *_: object) -> None:
        self.has_doctype = True
        raise _Enough

    def feed(self, chunk: bytes) -> None:
        """Look at the next bytes, as long as nothing is found."""
        if self._parser is None or not chunk:
            return
        try:
            self._parser.Parse(chunk[: self._left])
        except (expat.ExpatError, _Enough):
            self._parser = None
        self._left -= len(chunk)
        if self.root or self._left <= 0:
            self._parser = None


class Scan:
    """Handlers of one part: start() and end() get names without prefixes, text() what stands between."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element opens."""

    def end(self, name: str) -> None:
        """It closes."""

    def text(self, data: str) -> None:
        """Characters, in pieces."""


def scan(what: Scan, chunks: Iterable[bytes]) -> None:
    """Send a part through. Raises Unreadable, for what is not well formed, too."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    start, end = what.start, what.end
    # A part has a few dozen names; a hostile one with a million would only grow the table.
    names: dict[str, str] = {}

    def known(name: str) -> str:
        local = _local(name)
        if len(names) < 500:
            names[name] = local
        return local

    def on_start(name: str, attributes: dict[str, str]) -> None:
        start(names.get(name) or known(name), attributes)

    def on_end(name: str) -> None:
        end(names.get(name) or known(name))

    parser.StartElementHandler = on_start
    parser.EndElementHandler = on_end
    parser.CharacterDataHandler = what.text
    parser.StartDoctypeDeclHandler = _no_doctype
    try:
        for chunk in chunks:
            parser.Parse(chunk)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise Unreadable("not_a_workbook") from error


class SharedTexts(Scan):
    """xl/sharedStrings.xml: the length of each text; a cell names it by its number."""

    def __init__(self) -> None:
        self.lengths = array("L")
        self._length = 0
        self._inside = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._inside = name == "t"
        if name == "si":
            self._length = 0

    def end(self, name: str) -> None:
        self._inside = False
        if name == "si":
            self.lengths.append(self._length)
            if len(self.lengths) > MAX_TEXT:
                raise Unreadable("too_much_text", characters=len(self.lengths))

    def text(self, data: str) -> None:
        if self._inside:
            self._length += len(data)


class Worksheet(Scan):
    """xl/worksheets/…: rows and cells where they say they stand, else one after another."""

    def __init__(self, sums: Sums, shared: "array[int]") -> None:
        self.sums, self.shared = sums, shared
        self.rows = self.columns = 0
        self._row = self._column = 0
        # (row, column, what stands there) from 1: cells that calamine gives as empty.
        self.broken: list[tuple[int, int, str]] = []
        # Rows that are not shown, from 1: hidden by hand or by a filter.
        self.hidden: list[int] = []
        # Columns that are not shown: the first and the last of those that stand together, from 1.
        self.columns_hidden: list[tuple[int, int]] = []
        self._kind: str | None = None
        self._is_filled = self._has_formula = False
        self._inside = False
        self._length = 0
        self._number = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            self._place(attributes.get("r"))
            self._kind = attributes.get("t")
            self._is_filled, self._length, self._number = False, 0, ""
            self._has_formula = False
        elif name in {"v", "t", "is", "f"}:
            self._is_filled = True
            self._inside = name in {"v", "t"}
            self._has_formula = self._has_formula or name == "f"
        elif name == "row":
            self._row = _whole(attributes["r"]) if "r" in attributes else self._row + 1
            self._column = 0
            if attributes.get("hidden") in {"1", "true"} and len(self.hidden) < MAX_ROWS:
                self.hidden.append(self._row)
        elif name == "col" and attributes.get("hidden") in {"1", "true"} and len(self.columns_hidden) < MAX_PARTS:
            self.columns_hidden.append((_whole(attributes.get("min", "0")), _whole(attributes.get("max", "0"))))

    def _place(self, place: str | None) -> None:
        if place is None:
            self._column += 1
            return
        found = _PLACE.fullmatch(place)
        if found is None:
            raise Unreadable("not_a_workbook")
        self._column, self._row = _column_number(found[1]), int(found[2])

    def text(self, data: str) -> None:
        if self._inside:
            self._length += len(data)
            if self._kind in {"s", "e"} and len(self._number) < 12:
                self._number += data[:12]

    def end(self, name: str) -> None:
        self._inside = False
        if name == "c" and self._is_filled:
            self.rows, self.columns = max(self.rows, self._row), max(self.columns, self._column)
            number = _whole(self._number) if self._kind == "s" and self._number.strip() else -1
            self.sums.words(self.shared[number] if 0 <= number < len(self.shared) else self._length)
            self._look_for_value()
        elif name == "sheetData":
            self.sums.extent(self.rows, self.columns)

    def _look_for_value(self) -> None:
        """Note an error, and a formula without a value; one whose value is an empty text is of the kind «str»."""
        missing = self._has_formula and not self._length and self._kind != "str"
        if (missing or self._kind == "e") and len(self.broken) < MAX_BROKEN:
            self.broken.append((self._row, self._column, NO_VALUE if missing else self._number.strip()[:12]))


class SheetList(Scan):
    """xl/workbook.xml: the relations of its sheets, in their order."""

    def __init__(self) -> None:
        self.relations: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "sheet" and len(self.relations) < MAX_PARTS:
            self.relations.append(next((value for key, value in attributes.items() if _local(key) == "id"), ""))


class Relations(Scan):
    """xl/_rels/workbook.xml.rels: the part that each relation names."""

    def __init__(self) -> None:
        self.targets: dict[str, str] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship" and len(self.targets) < MAX_PARTS:
            self.targets[attributes.get("Id", "")] = attributes.get("Target", "")


class OpenDocument(Scan):
    """content.xml of LibreOffice: a repeated cell or row is written once, with a number."""

    def __init__(self, sums: Sums) -> None:
        self.sums = sums
        self.rows = self.columns = 0
        self._row = self._column = 0
        self._times = self._cell_times = 1
        self._row_text = self._length = 0
        self._is_filled = self._has_filled = self._inside = False
        # Of each table: rows that are not shown, and columns as the first and the last of those together, from 1.
        self.hidden: list[list[int]] = []
        self.columns_hidden: list[list[tuple[int, int]]] = []
        self._columns_told = 0
        # Of each table: cells whose formula gave an error, with what is shown of it.
        self.broken: list[list[tuple[int, int, str]]] = []
        self._error: str | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        opener = _OPENS.get(name)
        if opener:
            opener(self, {_local(key): value for key, value in attributes.items()})
        if name == "table-cell" and any(
            _local(key) == "value-type" and one == "error" for key, one in attributes.items()
        ):
            self._error = ""

    def table(self, attributes: dict[str, str]) -> None:
        self.rows = self.columns = self._row = self._columns_told = 0
        if len(self.hidden) < MAX_PARTS:
            self.hidden.append([])
            self.columns_hidden.append([])
            self.broken.append([])

    def told_column(self, attributes: dict[str, str]) -> None:
        """What the columns look like, before the rows."""
        first = self._columns_told + 1
        self._columns_told = min(self._columns_told + _times(attributes.get("number-columns-repeated")), _MANY)
        if _is_hidden(attributes) and self.columns_hidden and len(self.columns_hidden[-1]) < MAX_PARTS:
            self.columns_hidden[-1].append((first, self._columns_told))

    def row(self, attributes: dict[str, str]) -> None:
        self._times = _times(attributes.get("number-rows-repeated"))
        self._column = self._row_text = 0
        self._has_filled = False
        if _is_hidden(attributes) and self.hidden and self._row < MAX_ROWS:
            left = MAX_ROWS - len(self.hidden[-1])
            self.hidden[-1].extend(range(self._row + 1, self._row + 1 + min(self._times, left)))

    def cell(self, attributes: dict[str, str]) -> None:
        self._cell_times = _times(attributes.get("number-columns-repeated"))
        self._is_filled = "value-type" in attributes
        self._length = 0
        self._inside = True

    def text(self, data: str) -> None:
        if self._inside:
            self._length += len(data)
            if self._error is not None:
                self._error = (self._error + data)[:_LONGEST_ERROR]

    def end(self, name: str) -> None:
        if name in {"table-cell", "covered-table-cell"}:
            self._inside = False
            self._note_error()
            self._column = min(self._column + self._cell_times, _MANY)
            if self._is_filled or self._length:
                self._has_filled = True
                self.columns = max(self.columns, self._column)
                self._row_text += self._length * self._cell_times
        elif name == "table-row":
            self._row = min(self._row + self._times, _MANY)
            if self._has_filled:
                self.rows = max(self.rows, self._row)
                # Far cells are refused before their words are counted: that names rows and columns.
                if self.rows <= _MANY and self._row_text:
                    self._extent_so_far()
                    self.sums.words(self._row_text * self._times)
        elif name == "table":
            self.sums.extent(self.rows, self.columns)

    def _note_error(self) -> None:
        if self._error is not None and self.broken and len(self.broken[-1]) < MAX_BROKEN:
            told = self._error.strip()
            self.broken[-1].append((self._row + 1, self._column + 1, told if is_broken(told) else NO_VALUE))
        self._error = None

    def _extent_so_far(self) -> None:
        Sums(self.sums.cells).extent(self.rows, self.columns)


_OPENS: dict[str, Callable[[OpenDocument, dict[str, str]], None]] = {
    "table": OpenDocument.table,
    "table-column": OpenDocument.told_column,
    "table-row": OpenDocument.row,
    "table-cell": OpenDocument.cell,
    "covered-table-cell": OpenDocument.cell,
}


def _whole(text: str) -> int:
    """The number of a row, of a shared text. Raises Unreadable for anything else."""
    text = text.strip()
    if not (text.isascii() and text.isdecimal() and len(text) <= 9):
        raise Unreadable("not_a_workbook")
    return int(text)


def _is_hidden(attributes: dict[str, str]) -> bool:
    """Whether a row or a column of LibreOffice is hidden by hand or by a filter."""
    return attributes.get("visibility") in {"collapse", "filter"}


def _times(number: str | None) -> int:
    return min(_whole(number), _MANY) if number else 1


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number
