"""Workbooks made by hand, from a seed: the same cells written in every way XML allows, and ways to do harm with them.

The truth stands beside each file: what its cells say, or the code of the refusal that it deserves.
"""

import random
import struct
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KINDS = "application/vnd.openxmlformats-officedocument.spreadsheetml"
Cells = dict[tuple[int, int], str]
WORDS = ("Фамилия", "5А", "Орлова Елена", 'кавычки "и" <скобки> & прочее', "ё", "a'b", "  поля  ", "1", "12.5", "да")


@dataclass
class Pen:
    """Writes elements: order of attributes, quotes, white space and prefixes as the seed has them."""

    random: random.Random
    prefix: str = field(init=False)

    def __post_init__(self) -> None:
        self.prefix = self.random.choice(["", "", "x:", "книга:"])

    def open(self, name: str, attributes: dict[str, str] | None = None, *, close: bool = False) -> str:
        pairs = list((attributes or {}).items())
        self.random.shuffle(pairs)
        text = f"<{self.prefix}{name}"
        for key, value in pairs:
            quote = self.random.choice("\"'")
            safe = escaped(value).replace('"', "&quot;").replace("'", "&apos;")
            text += (
                self.random.choice([" ", "\n  ", "\t"]) + f"{key}{self.random.choice(['=', ' = '])}{quote}{safe}{quote}"
            )
        return text + ("/>" if close else ">")

    def element(self, name: str, attributes: dict[str, str], inside: str) -> str:
        return self.open(name, attributes) + inside + f"</{self.prefix}{name}>"

    def root(self, name: str, inside: str, doctype: str = "") -> str:
        declared = "xmlns" if not self.prefix else f"xmlns:{self.prefix[:-1]}"
        space = {declared: MAIN, "xmlns:r": LINKS}
        head = self.random.choice(['<?xml version="1.0" encoding="UTF-8"?>', "<?xml version='1.0'?>\n", ""])
        return f"{head}{doctype}{self.element(name, space, inside)}"

    def text(self, text: str) -> str:
        keep = {"xml:space": "preserve"} if text != text.strip() else {}
        written = escaped(text)
        if self.random.random() < 0.2 and "]]>" not in text:
            written = f"<![CDATA[{text}]]>"
        return self.element("t", keep, written)


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def place(row: int, column: int) -> str:
    """A1 for (0, 0)."""
    letters, left = "", column + 1
    while left:
        left, rest = divmod(left - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"


def sheet_xml(pen: Pen, cells: Cells, shared: list[str], *, doctype: str = "") -> str:
    """A worksheet; some texts go to `shared`, the others stand in their cells."""
    rows = ""
    for row in sorted({row for row, _ in cells}):
        inside = ""
        for column in sorted(column for at, column in cells if at == row):
            inside += _cell(pen, row, column, cells[row, column], shared)
        rows += pen.element("row", {"r": str(row + 1), "spans": "1:3"}, inside)
    return pen.root("worksheet", pen.element("sheetData", {}, rows), doctype)


def _cell(pen: Pen, row: int, column: int, text: str, shared: list[str]) -> str:
    where = {"r": place(row, column), "s": "0"}
    if pen.random.random() < 0.6:
        if text not in shared:
            shared.append(text)
        return pen.element("c", {**where, "t": "s"}, pen.element("v", {}, str(shared.index(text))))
    return pen.element("c", {**where, "t": "inlineStr"}, pen.element("is", {}, pen.text(text)))


def write_book(
    path: Path, pen: Pen, sheets: Iterable[str], shared: Iterable[str], more: dict[str, bytes] | None = None
) -> Path:
    """A workbook of finished sheets; `more` are parts beside, or instead of, the usual ones."""
    sheets = list(sheets)
    plain = Pen(pen.random)
    plain.prefix = ""
    types = (
        f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_KINDS}.sheet.main+xml"/></Types>'
    )
    listed = "".join(
        pen.open("sheet", {"name": f"Лист {n}", "sheetId": str(n), "r:id": f"rId{n}"}, close=True)
        for n in range(1, len(sheets) + 1)
    )
    links = "".join(
        plain.open(
            "Relationship",
            {"Id": f"rId{n}", "Type": f"{LINKS}/worksheet", "Target": f"worksheets/sheet{n}.xml"},
            close=True,
        )
        for n in range(1, len(sheets) + 1)
    )
    links += f'<Relationship Id="rIdS" Type="{LINKS}/sharedStrings" Target="sharedStrings.xml"/>'
    texts = "".join(pen.element("si", {}, pen.text(text)) for text in shared)
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": types,
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r" '
        f'Type="{LINKS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": pen.root("workbook", pen.element("sheets", {}, listed)),
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{links}</Relationships>',
        "xl/sharedStrings.xml": pen.root("sst", texts),
        **{f"xl/worksheets/sheet{n}.xml": one for n, one in enumerate(sheets, 1)},
        **(more or {}),
    }
    order = list(parts)
    pen.random.shuffle(order)
    with zipfile.ZipFile(path, "w") as archive:
        for name in order:
            archive.writestr(name, parts[name], pen.random.choice([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]))
    return path


def innocent(path: Path, seed: int) -> Cells:
    """Write a workbook that means no harm and is written oddly; return what its cells say."""
    dice = random.Random(seed)
    pen = Pen(dice)
    cells = {
        (row, column): dice.choice(WORDS)
        for row in range(dice.randint(1, 12))
        for column in range(dice.randint(1, 8))
        if dice.random() < 0.8
    } or {(0, 0): "один"}
    shared: list[str] = []
    write_book(path, pen, [sheet_xml(pen, cells, shared)], shared)
    return cells


# ── harm ──────────────────────────────────────────────────────────────


def far_cell(path: Path, seed: int) -> str:
    """1.5 KB that ask for 512 GB: a cell in the last corner."""
    pen = Pen(random.Random(seed))
    shared: list[str] = []
    cells = {(0, 0): "ФИО", (1_048_575, 16_383): "далеко"}
    write_book(path, pen, [sheet_xml(pen, cells, shared)], shared)
    return "sheet_too_big"


def _binary(kind: int, data: bytes) -> bytes:
    """A record of a binary workbook: number and length, seven bits a byte."""
    number = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    return number + bytes([len(data)]) + data


def far_cell_in_binary(path: Path, seed: int) -> str:
    """The same in .xlsb, where nothing but the limits of the process stands in the way."""
    row, last = 1_048_575, 16_383 - seed
    name = "Лист1".encode("utf-16-le")
    sheet = b"".join(
        (
            _binary(129, b""),
            _binary(148, struct.pack("<IIII", 0, row, 0, last)),
            _binary(145, b""),
            _binary(0, bytes(17)),
            _binary(5, struct.pack("<IId", 0, 0, 1.0)),
            _binary(0, struct.pack("<I", row) + bytes(13)),
            _binary(5, struct.pack("<IId", last, 0, 1.0)),
            _binary(146, b""),
            _binary(130, b""),
        )
    )
    book = _binary(156, struct.pack("<III", 0, 1, 4) + "rId1".encode("utf-16-le") + struct.pack("<I", 5) + name)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", f'<Types xmlns="{PACKAGE}/content-types"/>')
        archive.writestr(
            "xl/workbook.bin", _binary(131, b"") + _binary(143, b"") + book + _binary(144, b"") + _binary(132, b"")
        )
        archive.writestr(
            "xl/_rels/workbook.bin.rels",
            f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{LINKS}/worksheet" '
            'Target="worksheets/sheet1.bin"/></Relationships>',
        )
        archive.writestr("xl/worksheets/sheet1.bin", sheet)
    return "too_much_memory"


def wide_cell(path: Path, seed: int) -> str:
    """A cell far to the right in a row without a number, in small letters."""
    pen = Pen(random.Random(seed))
    cell = pen.element("c", {"r": "xfd1", "t": "n"}, pen.element("v", {}, "1"))
    sheet = pen.root("worksheet", pen.element("sheetData", {}, pen.element("row", {}, cell)))
    write_book(path, pen, [sheet], [])
    return "sheet_too_big"


def long_text(path: Path, seed: int) -> str:
    """One text of 32,000 characters."""
    dice = random.Random(seed)
    pen = Pen(dice)
    shared: list[str] = []
    text = dice.choice(["а", "1", " ", "(1 ", "1-", "А.", "«"]) * 32_000
    cells = {(0, 0): "ФИО", (0, 1): "Класс", (1, 0): text[:32_000] + "я", (1, 1): "5А"}
    write_book(path, pen, [sheet_xml(pen, cells, shared)], shared)
    return "cell_too_long"


def text_many_times(path: Path, seed: int) -> str:
    """Half a megabyte that unpacks in memory to 6 GB: 180,000 cells name one text."""
    dice = random.Random(seed)
    pen = Pen(dice)
    cell = pen.element("c", {"t": "s"}, pen.element("v", {}, "0"))
    rows = pen.element("row", {}, cell * 2) * 90_000
    write_book(path, pen, [pen.root("worksheet", pen.element("sheetData", {}, rows))], ["щ" * 32_000])
    return "too_much_text"


def overlapping_merges(path: Path, seed: int) -> None:
    """Thirty thousand areas over one another: harmless as long as nobody fills them."""
    pen = Pen(random.Random(seed))
    shared: list[str] = []
    sheet = sheet_xml(pen, {(0, 0): "ФИО", (1, 1): "5А"}, shared)
    end = f"</{pen.prefix}sheetData>"
    merges = pen.element("mergeCells", {}, pen.open("mergeCell", {"ref": "A1:XFD1048576"}, close=True) * 30_000)
    write_book(path, pen, [sheet.replace(end, end + merges)], shared)


def many_columns(path: Path, seed: int) -> str:
    """A filled row of 16,384 cells without their places."""
    pen = Pen(random.Random(seed))
    row = pen.element("row", {}, pen.element("c", {}, pen.element("v", {}, "1")) * 16_384)
    write_book(path, pen, [pen.root("worksheet", pen.element("sheetData", {}, row))], [])
    return "sheet_too_big"


def many_sheets(path: Path, seed: int) -> str:
    """A thousand sheets."""
    pen = Pen(random.Random(seed))
    one = sheet_xml(pen, {(0, 0): "1"}, [])
    write_book(path, pen, [one] * 1000, ["1"])
    return "too_many_sheets"


def laughs(path: Path, seed: int) -> str:
    """A milliard of laughs."""
    pen = Pen(random.Random(seed))
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    doctype = f'<!DOCTYPE worksheet [<!ENTITY l0 "ха">{entities}]>'
    cell = pen.element("c", {"r": "A1", "t": "inlineStr"}, pen.element("is", {}, pen.element("t", {}, "&l9;")))
    sheet = pen.root("worksheet", pen.element("sheetData", {}, pen.element("row", {"r": "1"}, cell)), doctype)
    write_book(path, pen, [sheet], [])
    return "has_doctype"


def stranger_inside(path: Path, seed: int) -> str:
    """A file of the server's, named as an external entity."""
    pen = Pen(random.Random(seed))
    doctype = '<!DOCTYPE sst [<!ENTITY who SYSTEM "file:///etc/passwd">]>'
    texts = pen.root("sst", pen.element("si", {}, pen.element("t", {}, "&who;")), doctype)
    sheet = sheet_xml(pen, {(0, 0): "1"}, [])
    write_book(path, pen, [sheet], [], {"xl/sharedStrings.xml": texts.encode()})
    return "has_doctype"


def two_of_one_name(path: Path, seed: int) -> str:
    """Two parts of one name: one to be measured, one to be read."""
    pen = Pen(random.Random(seed))
    evil = sheet_xml(pen, {(1_048_575, 16_383): "далеко"}, [])
    good = sheet_xml(pen, {(0, 0): "близко"}, [])
    write_book(path, pen, [good], ["близко"], {"XL/WORKSHEETS/Sheet1.xml": evil.encode()})
    return "not_a_workbook"


def empty_part_names(path: Path, seed: int) -> str:
    """An archive in an archive."""
    inner = path.with_suffix(".inner")
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("База.csv", "ФИО;Класс")
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(inner, "../../etc/База.xlsx")
    return "not_a_workbook"


def cut_off(path: Path, seed: int) -> str:
    """A file whose loading broke off."""
    innocent(path, seed)
    data = path.read_bytes()
    path.write_bytes(data[: random.Random(seed).randint(8, len(data) - 23)])
    return "not_a_workbook"


def broken_xml(path: Path, seed: int) -> str:
    """A sheet that ends in the middle."""
    pen = Pen(random.Random(seed))
    shared: list[str] = []
    sheet = sheet_xml(pen, {(0, 0): "ФИО", (0, 1): "Класс"}, shared)
    write_book(path, pen, [sheet[: len(sheet) * 2 // 3]], shared)
    return "not_a_workbook"


def bad_place(path: Path, seed: int) -> str:
    """A cell in a place that is none."""
    dice = random.Random(seed)
    pen = Pen(dice)
    where = dice.choice(["", "A", "1A", "AAAA1", "A99999999", "Я1", "A1B", "-1", "A0x"])
    cell = pen.element("c", {"r": where}, pen.element("v", {}, "1"))
    write_book(
        path, pen, [pen.root("worksheet", pen.element("sheetData", {}, pen.element("row", {"r": "1"}, cell)))], []
    )
    return "not_a_workbook"


def spreadsheet_of_2003(path: Path, seed: int) -> str:
    """XML of another program."""
    path.write_text(f'<?xml version="1.0"?>\n<Workbook xmlns="urn:x"><Row n="{seed}">1,2;3</Row></Workbook>')
    return "xml"


def web_page(path: Path, seed: int) -> str:
    """What other journals call .xls."""
    path.write_text(f"<html><body><table><tr><td>ФИО</td><td>{seed},5А</td></tr></table></body></html>")
    return "web_page"


def long_quote(path: Path, seed: int) -> str:
    """A CSV with a quote that never closes, over the limit of the library."""
    path.write_text('ФИО;Класс\n"Орлова;5А\n' + "Смирнов;7Б\n" * 20_000)
    return "cell_too_long"


def wide_csv(path: Path, seed: int) -> str:
    """One row of a hundred thousand columns."""
    path.write_text(";".join(["1"] * 100_000) + "\n")
    return "sheet_too_big"


def tall_csv(path: Path, seed: int) -> str:
    """A million rows."""
    path.write_text("а;1\n" * 1_000_000)
    return "sheet_too_big"


HARM: tuple[Callable[[Path, int], str], ...] = (
    far_cell,
    far_cell_in_binary,
    wide_cell,
    long_text,
    text_many_times,
    many_columns,
    many_sheets,
    laughs,
    stranger_inside,
    two_of_one_name,
    empty_part_names,
    cut_off,
    broken_xml,
    bad_place,
    spreadsheet_of_2003,
    web_page,
    long_quote,
    wide_csv,
    tall_csv,
)
