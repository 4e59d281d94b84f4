"""Documents of Word, archives of tables, files of other programs: read, or named."""

import csv
import io
import zipfile
from pathlib import Path

import docx
import pytest

from letopis.documents.sheets.guard import read_file, read_files
from letopis.documents.sheets.refusals import FileRefused
from tests.documents.plan_import.test_plans import workbook

pytestmark = pytest.mark.req("ORG-02")


def word(path: Path, *parts: list[list[str]] | str) -> Path:
    """A document of paragraphs and tables."""
    made = docx.Document()
    for part in parts:
        if isinstance(part, str):
            made.add_paragraph(part)
            continue
        table = made.add_table(len(part), max(map(len, part)))
        for row, cells in enumerate(part):
            for column, text in enumerate(cells):
                table.cell(row, column).text = text
    made.save(str(path))
    return path


def packed(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def refusal(path: Path) -> FileRefused:
    with pytest.raises(FileRefused) as refused:
        read_file(path)
    return refused.value


def test_tables_of_a_document_with_their_titles(tmp_path: Path) -> None:
    rows = [["№", "Тема", "Часы"], ["1", "Дроби", "2"]]
    more = [["№", "Тема", "Часы"], ["2", "Проценты", "1"]]
    staff = [["ФИО", "Должность"], ["Орлова Анна Ильинична", "учитель"]]
    plan, other = read_file(word(tmp_path / "План.docx", "Предмет: алгебра", rows, "2 четверть", more, "Кадры", staff))
    assert (plan.file, plan.name) == ("План.docx", "Таблица 1")
    assert plan.rows == [["Предмет: алгебра"], *rows, ["2 четверть"], *more]
    assert other.rows == [["Кадры"], *staff]


def test_merged_cells_of_a_document(tmp_path: Path) -> None:
    made = docx.Document()
    table = made.add_table(4, 3)
    for column, text in enumerate(["Класс", "Дата", ""]):
        table.cell(0, column).text = text
    table.cell(0, 1).merge(table.cell(0, 2))
    table.cell(1, 1).text, table.cell(1, 2).text = "план", "факт"
    table.cell(2, 0).text = "5А"
    table.cell(2, 0).merge(table.cell(3, 0))
    table.cell(2, 1).text, table.cell(3, 1).text = "первая\nстрока", "03.09"
    made.save(str(tmp_path / "a.docx"))
    (sheet,) = read_file(tmp_path / "a.docx")
    assert [[str(cell) for cell in row] for row in sheet.rows] == [
        ["Класс", "Дата", ""],
        ["", "план", "факт"],
        ["5А", "первая\nстрока", ""],
        ["", "03.09", ""],
    ]
    assert set(sheet.merges) == {(0, 1, 0, 2), (2, 0, 3, 0)}


def test_what_is_no_table_of_a_document(tmp_path: Path) -> None:
    assert refusal(word(tmp_path / "Письмо.docx", "Уважаемые коллеги")).code == "no_tables"
    broken = packed(tmp_path / "b.docx", {"[Content_Types].xml": b"<a/>", "word/document.xml": b"<b/>"})
    assert refusal(broken).code == "not_a_document"
    old = tmp_path / "c.doc"
    old.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "WordDocument".encode("utf-16-le"))
    assert refusal(old).code == "old_document"


def test_a_document_that_unpacks_too_far(tmp_path: Path) -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<a/>")
        archive.writestr("word/document.xml", bytes(210 * 1024 * 1024))
    (tmp_path / "d.docx").write_bytes(bomb.getvalue())
    assert refusal(tmp_path / "d.docx").code == "zip_bomb"


def test_an_archive_of_tables(tmp_path: Path) -> None:
    book = workbook(tmp_path / "book.xlsx", [["ФИО", "Класс"], ["Орлов Тимур", "5А"]])
    archive = packed(
        tmp_path / "База.zip",
        {
            "Кадры/Кадры.xlsx": book.read_bytes(),
            "Контингент.csv": "ФИО;Класс\nБелова Анна;5Б\n".encode("cp1251"),
            "__MACOSX/._Кадры.xlsx": b"\0",
            "~$Кадры.xlsx": b"\0",
        },
    )
    sheets = read_files([archive])
    assert [(one.file, one.name) for one in sheets] == [
        ("База.zip/Кадры.xlsx", "Лист 1"),
        ("База.zip/Контингент.csv", "Контингент"),
    ]
    assert sheets[1].rows[1] == ["Белова Анна", "5Б"]


def test_an_archive_of_too_many_files_says_so(tmp_path: Path) -> None:
    archive = packed(tmp_path / "База.zip", {f"{number}.csv": b"1;2" for number in range(2001)})
    with pytest.raises(FileRefused, match="в архиве 2\u00a0001 файлов") as refused:
        read_files([archive])
    assert refused.value.code == "too_many_files"


def test_files_of_one_name_are_told_apart_by_their_folders(tmp_path: Path) -> None:
    text = "ФИО;Класс\nБелова Анна;5Б\n".encode()
    archive = packed(tmp_path / "База.zip", {"5А/Дети.csv": text, "5Б/Дети.csv": text, "Кадры/Все.csv": text})
    assert [one.file for one in read_files([archive])] == [
        "База.zip/5А/Дети.csv",
        "База.zip/5Б/Дети.csv",
        "База.zip/Все.csv",
    ]


def test_quoted_cells_of_several_lines_do_not_hide_the_delimiter(tmp_path: Path) -> None:
    rows = [
        ["ФИО", "Класс", "Адрес"],
        *([f"Белова Анна {n}", "5Б", 'г. Тестов,\nул. "Мира", 5; кв. 3'] for n in range(4)),
    ]
    for encoding, delimiter in (("utf-16", "\t"), ("cp1251", ";"), ("utf-8", ",")):
        path = tmp_path / f"{encoding}.csv"
        with path.open("w", encoding=encoding, newline="") as target:
            csv.writer(target, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows(rows)
        (sheet,) = read_files([path])
        assert sheet.rows == rows, encoding


@pytest.mark.parametrize(
    ("files", "code", "words"),
    [
        ({"a.csv": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"}, "not_a_workbook", "внутри «a.csv»"),
        ({"photo.jpg": b"\xff\xd8"}, "not_a_table_inside", "«photo.jpg»"),
        ({"b.xlsx": b"PK\x05\x06" + bytes(18)}, "not_a_workbook", "внутри «b.xlsx»"),
        ({}, "empty_file", ""),
        ({"users.csv": b"a", "orgs.csv": b"b", "manifest.csv": b"c"}, "of_program", "OneRoster"),
    ],
)
def test_an_archive_that_is_not_read(tmp_path: Path, files: dict[str, bytes], code: str, words: str) -> None:
    refused = refusal(packed(tmp_path / "База.zip", files))
    assert refused.code == code
    assert words in refused.message


@pytest.mark.parametrize(
    ("text", "program"),
    [
        (
            '<?xml version="1.0"?><timetable importtype="database" displayname="aSc Timetables 2012 XML">',
            "aSc Timetables",
        ),
        ('<?xml version="1.0"?>\n<fet version="6.1">', "FET"),
        ('<document xmlns="https://untis.at/untis/XmlInterface">', "Untis"),
        ('1,"5A","IvM","Mat","12",1,3,,\n2,"5A","PtP","Rus","14",1,4,,\n3,"5B","IvM","Mat","12",1,5,,\n', "Untis"),
        ("sourcedId,status,dateLastModified,givenName\n1,active,,Анна\n", "OneRoster"),
        ("BEGIN:VCALENDAR\nVERSION:2.0\n", "iCalendar"),
    ],
)
def test_files_of_other_programs_are_named(tmp_path: Path, text: str, program: str) -> None:
    path = tmp_path / "Расписание.txt"
    path.write_text(text)
    refused = refusal(path)
    assert (refused.code, program in refused.message) == ("of_program", True)
    assert "Выгрузите" in refused.message
