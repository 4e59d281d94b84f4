"""Files → sheets of raw rows. What a file is is told by its content, never by its name; hostile files are refused."""

import csv
import io
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import charset_normalizer
import python_calamine

from letopis.documents.exchange.base.cells import Cell
from letopis.documents.exchange.base.problems import FileRefused
from letopis.school.organisation.words import say

MEGABYTE = 1024 * 1024
MAX_FILE = 25 * MEGABYTE
# What a workbook may unpack to: a school of 3,000 unpacks to about 15 MB, a million empty rows to about 60.
MAX_UNPACKED = 200 * MEGABYTE
MAX_PARTS = 2000
MAX_COLUMNS = 300
MAX_ROWS = 100_000
MAX_CELLS = 3_000_000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_CELL = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"[^>]*?(/?)>')
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_VALUE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}value-type"
_CHUNK = 1 << 18
_DELIMITERS = ";\t,|"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet or a CSV file. `rows[i]` is row i + 1 of the file; `merges` are (top, left, bottom, right) from 0."""

    file: str
    name: str
    rows: list[list[Cell]]
    merges: tuple[tuple[int, int, int, int], ...] = ()
    is_csv: bool = False


def read_files(paths: list[Path]) -> list[Sheet]:
    """Return the sheets of all files, in order. Raises FileRefused with the file's name and what to do."""
    names = Counter(path.name for path in paths)
    doubled = next((name for name, number in names.items() if number > 1), None)
    if doubled:
        raise FileRefused(f"Файл «{doubled}» выбран дважды. Оставьте один.", code="file_twice")
    return [sheet for path in paths for sheet in read_file(path)]


def read_file(path: Path, name: str = "") -> list[Sheet]:
    """Return the sheets of one file (`name`: as the operator called it). Raises FileRefused."""
    name = name or path.name
    if not path.is_file():
        raise FileRefused(f"Файла «{name}» нет. Проверьте имя и папку.", code="no_file")
    size = path.stat().st_size
    if size == 0:
        raise FileRefused(f"Файл «{name}» пустой. Сохраните таблицу ещё раз и загрузите её.", code="empty_file")
    if size > MAX_FILE:
        raise FileRefused(
            f"Файл «{name}» больше {MAX_FILE // MEGABYTE} МБ ({size // MEGABYTE} МБ). "
            + say("База {school.gen} занимает 1–2 МБ: уберите из файла картинки и лишние листы."),
            code="too_big",
        )
    with path.open("rb") as stream:
        head = stream.read(8)
    if head.startswith(b"PK"):
        _guard_archive(path, name)
        return _read_workbook(path, name)
    if head == _OLE:
        if _ENCRYPTED in path.read_bytes():
            raise FileRefused(
                f"Файл «{name}» защищён паролем. Снимите пароль и сохраните файл заново.", code="encrypted"
            )
        return _read_workbook(path, name)
    return [_read_csv(path, name)]


# ── workbooks ─────────────────────────────────────────────────────────


def _not_a_workbook(name: str) -> FileRefused:
    return FileRefused(
        f"Файл «{name}» не открывается как таблица. Нужна книга Excel (.xlsx, .xls), LibreOffice (.ods) или CSV: "
        "откройте его в своей программе и сохраните в одном из этих видов.",
        code="not_a_workbook",
    )


def _too_large(name: str) -> FileRefused:
    return FileRefused(
        f"Файл «{name}» распаковывается больше чем в {MAX_UNPACKED // MEGABYTE} МБ, "
        + say("это не база {school.gen}. Сохраните в новую книгу только нужные листы."),
        code="zip_bomb",
    )


def _guard_archive(path: Path, name: str) -> None:
    """Refuse an archive that is no workbook, is broken or unpacks too far; its directory's sizes are not believed."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            if "mimetype" not in names and not any(part.endswith(("workbook.xml", "workbook.bin")) for part in names):
                raise _not_a_workbook(name)
            if any(part.flag_bits & 1 for part in parts):
                raise FileRefused(
                    f"Файл «{name}» защищён паролем. Снимите пароль и сохраните файл заново.", code="encrypted"
                )
            if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
                raise _too_large(name)
            total = 0
            for part in parts:
                size, extent = _scan_part(path, part, MAX_UNPACKED - total, name)
                total += size
                _guard_extent(name, extent)
            if "mimetype" in names and "content.xml" in names:
                _guard_extent(name, _measure_ods(archive))
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError, SyntaxError) as error:
        raise _not_a_workbook(name) from error


@dataclass(slots=True)
class _Extent:
    """How far the filled cells of a part reach."""

    rows: int = 0
    columns: int = 0


def _guard_extent(name: str, extent: _Extent) -> None:
    if extent.rows > MAX_ROWS or extent.columns > MAX_COLUMNS or extent.rows * extent.columns > MAX_CELLS:
        raise FileRefused(
            f"В файле «{name}» есть лист на {extent.rows} строк и {extent.columns} столбцов. "
            "Удалите строки и столбцы ниже и правее таблицы (они не пустые) и сохраните файл.",
            code="sheet_too_big",
        )


def _scan_part(path: Path, part: zipfile.ZipInfo, room: int, name: str) -> tuple[int, _Extent]:
    """Unpack one part without keeping it; return its true size and, for a sheet, how far its filled cells reach."""
    extent = _Extent()
    is_sheet = "worksheets/" in part.filename and part.filename.endswith(".xml")
    size, tail = 0, b""
    for chunk in _unpacked(path, part):
        size += len(chunk)
        if size > room or size > MAX_UNPACKED:
            raise _too_large(name)
        if is_sheet:
            tail = _measure(tail + chunk, extent)
    if size != part.file_size:
        raise _not_a_workbook(name)
    return size, extent


def _unpacked(path: Path, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield the unpacked bytes of a part, as many as there really are: zipfile stops where the directory says."""
    with path.open("rb") as stream:
        stream.seek(part.header_offset)
        header = stream.read(30)
        if header[:4] != b"PK\x03\x04":
            raise zipfile.BadZipFile("local header")
        stream.seek(int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little"), io.SEEK_CUR)
        left = part.compress_size
        engine = zlib.decompressobj(-15) if part.compress_type == zipfile.ZIP_DEFLATED else None
        if engine is None and part.compress_type != zipfile.ZIP_STORED:
            raise NotImplementedError(part.compress_type)
        while left > 0 and (packed := stream.read(min(_CHUNK, left))):
            left -= len(packed)
            if engine is None:
                yield packed
                continue
            while packed:
                yield engine.decompress(packed, _CHUNK)
                packed = engine.unconsumed_tail
        if engine is not None and not engine.eof:
            raise zipfile.BadZipFile("truncated part")


def _measure(data: bytes, extent: _Extent) -> bytes:
    """Widen `extent` by the filled cells of `data`; return the tail that may hold half a cell."""
    for column, row, empty in _CELL.findall(data):
        if not empty:
            extent.rows = max(extent.rows, int(row))
            extent.columns = max(extent.columns, _column_number(column))
    cut = data.rfind(b"<")
    return data[cut:] if cut >= 0 and len(data) - cut < 400 else b""


def _measure_ods(archive: zipfile.ZipFile) -> _Extent:
    """How far the filled cells of a LibreOffice book reach: it writes a repeated cell or row once, with a number."""
    extent, row, column, filled = _Extent(), 0, 0, False
    with archive.open("content.xml") as stream:
        # The size of the part is known and bounded, expat bounds the growth of entities by itself.
        for event, element in ElementTree.iterparse(stream, ("start", "end")):  # noqa: S314
            if event == "start" and element.tag == f"{_TABLE}table":
                row = 0
            elif event == "start" and element.tag == f"{_TABLE}table-row":
                column, filled = 0, False
            elif event == "end" and element.tag in {f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"}:
                column += _times(element.get(f"{_TABLE}number-columns-repeated"))
                if element.get(_VALUE):
                    filled = True
                    extent.columns = max(extent.columns, column)
                element.clear()
            elif event == "end" and element.tag == f"{_TABLE}table-row":
                row += _times(element.get(f"{_TABLE}number-rows-repeated"))
                if filled:
                    extent.rows = max(extent.rows, row)
                element.clear()
    return extent


def _times(number: str | None) -> int:
    return int(number) if number and number.isdigit() else 1


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _read_workbook(path: Path, name: str) -> list[Sheet]:
    try:
        book = python_calamine.CalamineWorkbook.from_path(str(path))
        visible = [
            meta.name
            for meta in book.sheets_metadata
            if meta.typ == python_calamine.SheetTypeEnum.WorkSheet
            and meta.visible == python_calamine.SheetVisibleEnum.Visible
        ]
        sheets = [_sheet_of(book, sheet, name) for sheet in visible]
    except python_calamine.PasswordError as error:
        raise FileRefused(
            f"Файл «{name}» защищён паролем. Снимите пароль и сохраните файл заново.", code="encrypted"
        ) from error
    except (python_calamine.CalamineError, OSError, ValueError, BaseException) as error:
        if isinstance(error, FileRefused | KeyboardInterrupt | SystemExit | MemoryError):
            raise
        raise _not_a_workbook(name) from error
    if not any(sheet.rows for sheet in sheets):
        raise FileRefused(f"В файле «{name}» нет ни одной заполненной строки.", code="empty_file")
    return sheets


def _sheet_of(book: "python_calamine.CalamineWorkbook", sheet_name: str, file: str) -> Sheet:
    sheet = book.get_sheet_by_name(sheet_name)
    height, width = (sheet.end[0] + 1, sheet.end[1] + 1) if sheet.end else (0, 0)
    _guard_extent(file, _Extent(height, width))
    rows: list[list[Cell]] = [list(row) for row in sheet.to_python(skip_empty_area=False)] if height else []
    merges = tuple((top, left, bottom, right) for (top, left), (bottom, right) in sheet.merged_cell_ranges or ())
    while rows and not any(cell not in ("", None) for cell in rows[-1]):
        rows.pop()
    return Sheet(file, sheet_name, rows, merges)


# ── CSV ───────────────────────────────────────────────────────────────


def _read_csv(path: Path, name: str) -> Sheet:
    data = path.read_bytes()
    text = _decoded(data, name)
    delimiter = _delimiter_of(text)
    try:
        rows: list[list[Cell]] = [list(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)]
    except csv.Error as error:
        raise _not_a_workbook(name) from error
    if rows and [str(cell).lower() for cell in rows[0][:1]] == ["sep="]:
        rows[0] = []
    while rows and not any(str(cell).strip() for cell in rows[-1]):
        rows.pop()
    if not rows:
        raise FileRefused(f"В файле «{name}» нет ни одной заполненной строки.", code="empty_file")
    if max(map(len, rows)) < 2:
        raise _not_a_workbook(name)
    _guard_extent(name, _Extent(len(rows), max(map(len, rows))))
    return Sheet(name, Path(name).stem, rows, is_csv=True)


def _decoded(data: bytes, name: str) -> str:
    """UTF-8 (with a mark or without), UTF-16 with a mark, else the likeliest Russian encoding."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    if b"\x00" in data[:4096]:
        raise _not_a_workbook(name)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    best = charset_normalizer.from_bytes(
        data[: 256 * 1024], cp_isolation=["cp1251", "cp866", "koi8_r", "mac_cyrillic"]
    ).best()
    text = data.decode(_russian(data, best.encoding if best else "cp1251"), errors="replace")
    letters = sum(
        character.isalnum() or character.isspace() or character in ".,;:-–—()\"'«»№/+@|_" for character in text
    )
    if letters < len(text) * 0.9:
        raise _not_a_workbook(name)
    return text


def _russian(data: bytes, guessed: str) -> str:
    """The encoding that reads as the most ordinary Russian, by its ten most frequent letters."""

    def ordinary(encoding: str) -> int:
        text = data.decode(encoding, errors="replace")
        return sum(text.count(letter) for letter in "оеаинтсрвл") - 2 * sum(text.count(sign) for sign in "ЁЄ╨�")

    return max(dict.fromkeys(["cp1251", guessed, "cp866", "koi8_r"]), key=ordinary)


def _delimiter_of(text: str) -> str:
    """The delimiter that gives most lines the same number of columns above one."""
    lines = [line for line in text.splitlines()[:200] if line.strip()]

    def steadiness(delimiter: str) -> tuple[int, int]:
        widths = Counter(len(row) for row in csv.reader(lines, delimiter=delimiter))
        widths.pop(1, None)
        return max(((number, width) for width, number in widths.items()), default=(0, 0))

    return max(_DELIMITERS, key=steadiness)
