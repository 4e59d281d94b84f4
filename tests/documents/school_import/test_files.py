"""Files that are not what they seem: each is refused with a clear message, before it does harm."""

import io
import os
import struct
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from letopis.documents.school_import.recognising import recognise
from letopis.documents.sheets import limits
from letopis.documents.sheets.guard import read_file, read_files
from letopis.documents.sheets.problems import Report
from letopis.documents.sheets.refusals import FileRefused
from letopis.documents.sheets.values import parse_date
from tests.documents.school_import.school import Book, look

pytestmark = pytest.mark.req("ORG-02")


def refusal(path: Path) -> FileRefused:
    with pytest.raises(FileRefused) as caught:
        read_file(path)
    assert path.name in caught.value.message
    return caught.value


def test_200_megabytes_are_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "База.xlsx"
    with path.open("wb") as target:
        target.truncate(200 * 1024 * 1024)
    assert refusal(path).code == "too_big"


@pytest.mark.parametrize(
    "content",
    [b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, b"%PDF-1.7 \x00\x01\x02", b"PK\x03\x04 broken", b"\x7fELF\x00\x00"],
)
def test_what_is_not_a_workbook(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "База.xlsx"
    path.write_bytes(content)
    assert refusal(path).code == "not_a_workbook"


def test_a_text_is_not_a_table(tmp_path: Path) -> None:
    path = tmp_path / "письмо.csv"
    path.write_text("Уважаемые коллеги!\nПрошу загрузить базу.\n")
    with pytest.raises(FileRefused) as refused:
        look(path)
    assert refused.value.code == "nothing_recognised"
    path.write_text("print('hello')\nimport os\n")
    assert refusal(path).code == "not_a_workbook"


def test_an_instruction_beside_the_tables_stops_nothing(book: Book, tmp_path: Path) -> None:
    (tmp_path / "Инструкция.csv").write_text("Порядок заполнения\n1. Заполняются все столбцы.\n")
    found = look([*book.csv("utf-8", ";"), tmp_path / "Инструкция.csv"])
    assert [(one.code, one.place.sheet) for one in found.problems] == [("unknown_sheet", "Инструкция")]


def test_an_empty_file(tmp_path: Path) -> None:
    path = tmp_path / "База.xlsx"
    path.touch()
    assert refusal(path).code == "empty_file"


def test_a_workbook_without_a_row(tmp_path: Path) -> None:
    path = tmp_path / "База.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet()
    assert refusal(path).code == "empty_file"


def test_no_file(tmp_path: Path) -> None:
    assert refusal(tmp_path / "нет.xlsx").code == "no_file"


def bomb(path: Path, size: int) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as target:
            for _ in range(size // (1 << 20)):
                target.write(bytes(1 << 20))


def test_a_zip_bomb(tmp_path: Path) -> None:
    path = tmp_path / "База.xlsx"
    bomb(path, limits.MAX_UNPACKED + (1 << 21))
    assert path.stat().st_size < limits.MAX_FILE
    assert refusal(path).code == "zip_bomb"


def test_a_zip_bomb_whose_directory_lies(tmp_path: Path) -> None:
    path = tmp_path / "База.xlsx"
    bomb(path, 64 << 20)
    data = bytearray(path.read_bytes())
    entry = data.rindex(b"PK\x01\x02")
    data[entry + 24 : entry + 28] = struct.pack("<I", 1000)
    path.write_bytes(bytes(data))
    assert refusal(path).code == "not_a_table_inside"


def test_an_archive_of_what_are_no_tables(tmp_path: Path) -> None:
    path = tmp_path / "База.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("фото.jpg", b"1234")
    assert refusal(path).code == "not_a_table_inside"


def test_a_password(tmp_path: Path) -> None:
    path = tmp_path / "База.xlsx"
    path.write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600)
    )
    assert refusal(path).code == "encrypted"


def test_a_wrong_extension_does_not_matter(book: Book) -> None:
    path = book.xlsx()
    renamed = path.with_suffix(".csv")
    path.rename(renamed)
    assert len(read_file(renamed)) == 10


def test_a_hundred_columns(book: Book) -> None:
    for number in range(13, 101):
        book["Ученики", 3, number] = f"Показатель {number}"
    path = book.xlsx()
    assert {p.code for p in look(path).problems} == set()  # nothing stands below them
    book["Ученики", 4, 100] = 1
    assert [p.code for p in look(book.xlsx()).problems] == ["unknown_column"]


def test_a_sheet_too_wide(tmp_path: Path) -> None:
    path = tmp_path / "База.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet().write(0, 2000, "далеко")
    assert refusal(path).code == "sheet_too_big"


def test_a_value_in_the_last_row(tmp_path: Path) -> None:
    path = tmp_path / "База.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "ФИО")
        sheet.write(1_048_575, 17, "далеко")
    assert refusal(path).code == "sheet_too_big"


def test_a_million_empty_rows(tmp_path: Path) -> None:
    path = tmp_path / "База.xlsx"
    plain = io.BytesIO()
    with xlsxwriter.Workbook(plain) as book:
        sheet = book.add_worksheet("Кабинеты")
        sheet.write_row(0, 0, ["№ каб.", "Наименование"])
        sheet.write_row(1, 0, [12, "Кабинет математики"])
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.infolist():
            data = source.read(part)
            if part.filename.endswith("sheet1.xml"):
                empty = b"".join(b'<row r="%d"><c r="A%d" s="0"/></row>' % (n, n) for n in range(3, 1_000_000))
                data = data.replace(b"</sheetData>", empty + b"</sheetData>")
            target.writestr(part.filename, data)
    (sheet,) = read_file(path)
    assert len(sheet.rows) == 2


def test_formulas_read_as_their_values(book: Book) -> None:
    path = book.folder / "формулы.xlsx"
    with xlsxwriter.Workbook(str(path)) as made:
        sheet = made.add_worksheet("Кабинеты")
        sheet.write_row(0, 0, ["№ каб.", "Наименование"])
        sheet.write_formula(1, 0, "=10+2", value=12)
        sheet.write(1, 1, "Кабинет математики")
    (read,) = read_file(path)
    assert read.rows[1] == [12.0, "Кабинет математики"]


def test_the_same_file_twice(book: Book) -> None:
    path = book.xlsx()
    other = book.folder / "ещё"
    os.mkdir(other)
    (other / path.name).write_bytes(path.read_bytes())
    with pytest.raises(FileRefused) as caught:
        read_files([path, other / path.name])
    assert caught.value.code == "file_twice"


@pytest.mark.parametrize("encoding", ["cp1251", "utf-8", "utf-8-sig", "utf-16", "cp866", "koi8-r"])
def test_encodings_of_csv(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "Ученики.csv"
    text = "ФИО;Класс\r\nОрлова Елена Викторовна;5А\r\nСмирнов Артём Алексеевич;7Б\r\n"
    path.write_bytes(text.encode(encoding))
    (sheet,) = read_file(path)
    assert sheet.rows[2] == ["Смирнов Артём Алексеевич", "7Б"]


@pytest.mark.parametrize("encoding", ["cp1251", "koi8-r", "cp866", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize(
    "text",
    [
        "Урок;НАЧАЛО;КОНЕЦ\r\n1;08:30;09:15\r\n2;09:35;10:20\r\n",
        "КЛАСС;УЧЕНИК\r\n5А;ИВАНОВ ПЕТР\r\n",
        "фио;класс\r\nорлова анна;5а\r\n",
        "ДатаРождения;НомерЛД;ФИО\r\n01.02.2015;2;Ким Пётр\r\n",
        "ПН;ВТ;СР;ЧТ\r\nМАТ;РУС;ФИЗ;ЛИТ\r\n",
        "ИдУчителя;ИдПредмета;ИдКласса;Часов\r\n501;31;7;5\r\n",
    ],
)
def test_the_encoding_of_a_few_words_in_capitals_or_without(tmp_path: Path, text: str, encoding: str) -> None:
    path = tmp_path / "Таблица.csv"
    path.write_bytes(text.encode(encoding))
    (sheet,) = read_file(path)
    assert sheet.rows == [line.split(";") for line in text.splitlines()]


def open_document(path: Path, rows: str) -> None:
    """A LibreOffice book with the given rows of its only sheet."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "content.xml",
            '<?xml version="1.0" encoding="UTF-8"?><office:document-content office:version="1.3" '
            'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
            'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
            'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"><office:body><office:spreadsheet>'
            f'<table:table table:name="Кабинеты">{rows}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
        archive.writestr(
            "META-INF/manifest.xml",
            '<?xml version="1.0"?><manifest:manifest '
            'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            '<manifest:file-entry manifest:full-path="/" '
            'manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>',
        )


def ods_cell(text: str, more: str = "") -> str:
    return f'<table:table-cell office:value-type="string"{more}><text:p>{text}</text:p></table:table-cell>'


def test_a_book_of_libreoffice(tmp_path: Path) -> None:
    path = tmp_path / "База.ods"
    blank = '<table:table-row table:number-rows-repeated="1048574">'
    blank += '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    open_document(
        path,
        f"<table:table-row>{ods_cell('№ каб.')}{ods_cell('Наименование')}</table:table-row>"
        f"<table:table-row>{ods_cell('12')}{ods_cell('Математика')}</table:table-row>{blank}",
    )
    (sheet,) = read_file(path)
    assert sheet.rows == [["№ каб.", "Наименование"], ["12", "Математика"]]


def test_a_table_of_milliards_in_a_few_bytes(tmp_path: Path) -> None:
    path = tmp_path / "База.ods"
    cell = ods_cell("1", ' table:number-columns-repeated="16384"')
    open_document(path, f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>')
    assert refusal(path).code == "sheet_too_big"


@pytest.mark.parametrize(("from_1904", "born"), [(True, "01.02.2015"), (False, "31.01.2011")])
def test_bare_numbers_of_days_in_a_book_that_counts_from_1904(tmp_path: Path, from_1904: bool, born: str) -> None:
    path = tmp_path / "Ученики.xlsx"
    with xlsxwriter.Workbook(str(path), {"date_1904": from_1904}) as book:
        sheet = book.add_worksheet("Ученики")
        sheet.write_row(0, 0, ["ФИО", "Дата рождения", "Класс"])
        sheet.write_row(1, 0, ["Ким Пётр Ильич", 40574, "5А"])
        sheet.write_row(2, 0, ["Ясный Лев Петрович", 40574, "5А"])
    (table,) = recognise(read_file(path), Report(), {})
    assert {f"{parse_date(row.cells['birth_date']):%d.%m.%Y}" for row in table.rows} == {born}
