"""The process that reads: its limits hold, its death is told in words, and it knows nothing."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from letopis.documents.sheets.guard import read_file, read_files, read_pasted
from letopis.documents.sheets.limits import PAGE, Allowance
from letopis.documents.sheets.refusals import FileRefused, column_letters
from letopis.documents.sheets.sheet import Sheet, framed, frames

pytestmark = pytest.mark.req("ORG-02")


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book of 150,000 cells: a second of work, 80 MB."""
    path = tmp_path_factory.mktemp("large") / "База.xlsx"
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for row in range(15_000):
            sheet.write_row(row, 0, [f"Орлова {row} {column}" for column in range(10)])
    return path


def refusal(path: Path, allowance: Allowance) -> FileRefused:
    with pytest.raises(FileRefused) as caught:
        read_file(path, allowance=allowance)
    return caught.value


def test_it_may_not_take_more_memory(large: Path) -> None:
    told = refusal(large, Allowance(memory=30 << 20))
    assert told.code == "too_much_memory"
    assert "Скопируйте таблицы в новую книгу" in told.message


def test_it_may_not_take_more_of_a_core(large: Path) -> None:
    # A second is the least that the system counts: a file for several of them.
    assert refusal(longer(large), Allowance(cpu=1)).code == "too_long"


def longer(book: Path) -> Path:
    """The book with 2.8 million cells in its sheet: to write them one by one would take longer than the test."""
    row = '<row r="#">' + "".join(f'<c r="{column_letters(n)}#"><v>1</v></c>' for n in range(70)) + "</row>"
    cells = "".join(row.replace("#", str(number)) for number in range(1, 40_001))
    made = book.with_name("Много.xlsx")
    with zipfile.ZipFile(book) as short, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as long:
        for part in short.namelist():
            text = short.read(part)
            if part == "xl/worksheets/sheet1.xml":
                head, _, _ = text.decode().partition("<sheetData>")
                text = f"{head}<sheetData>{cells}</sheetData></worksheet>".encode()
            long.writestr(part, text)
    return made


def test_nobody_waits_for_ever(large: Path) -> None:
    assert refusal(large, Allowance(wall=0)).code == "too_long"


def test_a_file_that_killed_its_reader_leaves_the_next_one_alone(large: Path, tmp_path: Path) -> None:
    refusal(large, Allowance(memory=30 << 20))
    path = tmp_path / "Ученики.csv"
    path.write_text("ФИО;Класс\nОрлова;5А\n")
    assert read_file(path) == [Sheet("Ученики.csv", "Ученики", [["ФИО", "Класс"], ["Орлова", "5А"]], is_csv=True)]


def test_it_knows_neither_django_nor_the_base() -> None:
    code = (
        "import sys; import letopis.documents.sheets.reader, letopis.documents.sheets.workbook; "
        "print([name for name in ('django', 'sqlite3', 'psycopg', 'letopis.school') if name in sys.modules])"
    )
    environment = {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True)
    assert done.stdout.strip() == "[]"


def test_it_inherits_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://secret")
    from letopis.documents.sheets import guard

    assert "secret" not in str(guard._environment())


def test_moments_come_through(tmp_path: Path) -> None:
    from datetime import date, datetime, time

    path = tmp_path / "База.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "dd.mm.yyyy"})
        sheet.write_datetime(0, 0, datetime(2026, 9, 1), day)
        sheet.write_datetime(0, 1, time(8, 30), book.add_format({"num_format": "hh:mm"}))
        sheet.write_datetime(0, 2, datetime(2026, 9, 1, 8, 30), book.add_format({"num_format": "dd.mm.yyyy hh:mm"}))
        sheet.write(0, 3, 1.5)
        sheet.write(0, 4, True)
    (read,) = read_file(path)
    assert read.rows == [[date(2026, 9, 1), time(8, 30), datetime(2026, 9, 1, 8, 30), 1.5, True]]


def test_a_pasted_table() -> None:
    text = '№\tТема\n1\t"Одночлены\nи их степени"\n2\tМногочлены\n'
    assert read_pasted(text, PAGE).rows == [["№", "Тема"], ["1", "Одночлены\nи их степени"], ["2", "Многочлены"]]
    assert read_pasted('1\tТема "без пары\n2\tДругая', PAGE).rows == [["1", 'Тема "без пары'], ["2", "Другая"]]
    with pytest.raises(FileRefused, match="Вставленный текст: строка 2, столбец B"):
        read_pasted("1\tТема\n2\t" + "а" * 6000, PAGE)


def test_columns_are_named_as_a_spreadsheet_does() -> None:
    assert [column_letters(n) for n in (0, 25, 26, 701, 702, 16_383)] == ["A", "Z", "AA", "ZZ", "AAA", "XFD"]


def test_small_files_are_read_by_one_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = [tmp_path / f"{group}.csv" for group in ("5А", "5Б", "6А")]
    for number, path in enumerate(paths):
        path.write_text(f"ФИО;Класс\nОрлова {number};{path.stem}\n")
    alone = [sheet for path in paths for sheet in read_file(path)]
    started: list[object] = []
    begin = subprocess.Popen.__init__
    monkeypatch.setattr(subprocess.Popen, "__init__", lambda *args, **named: started.append(1) or begin(*args, **named))
    assert read_files(paths) == alone
    assert len(started) == 1


def test_of_several_the_bad_one_is_named(tmp_path: Path) -> None:
    good, bad = tmp_path / "5А.csv", tmp_path / "5Б.xlsx"
    good.write_text("ФИО;Класс\nОрлова;5А\n")
    bad.write_bytes(b"PK\x03\x04 nothing of a book")
    with pytest.raises(FileRefused, match="«5Б.xlsx»"):
        read_files([good, bad, good.with_name("Нет.csv")])
    large = tmp_path / "Кадры.csv"
    large.write_text("ФИО;Класс\n" + "Орлова;5А\n" * 60_000)
    assert [one.file for one in read_files([good, large])] == ["5А.csv", "Кадры.csv"]


def test_what_is_cut_short_is_no_answer() -> None:
    whole = framed(b"one") + framed(b"")
    assert list(frames(whole)) == [b"one", b""]
    assert list(frames(whole[:-9])) == []
    assert list(frames(whole + b"\0" * 7 + b"\x09rest")) == [b"one", b""]
