"""Whatever a file is made of, it is read rightly or refused in words, within limits, and nobody dies of it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from letopis.documents.sheets.guard import read_file
from letopis.documents.sheets.limits import Allowance
from letopis.documents.sheets.refusals import FileRefused
from letopis.documents.sheets.sheet import Sheet
from tests.documents.sheets import hostile

pytestmark = pytest.mark.req("ORG-02")
# A hundred times what these files need, a tenth of what a real one may have.
SMALL = Allowance(memory=400 << 20, cpu=5, wall=60)


def phrase_lazy(sheet: Sheet) -> hostile.Cells:
    """The filled cells, by row and column."""
    return {
        (row, column): str(cell)
        for row, cells in enumerate(sheet.rows)
        for column, cell in enumerate(cells)
        if cell not in ("", None)
    }


@pytest.mark.parametrize("seed", range(24))
def test_an_odd_hand_is_read_rightly(tmp_path: Path, seed: int) -> None:
    path = tmp_path / "База.xlsx"
    truth = hostile.innocent(path, seed)
    (sheet,) = read_file(path, allowance=SMALL)
    assert phrase_lazy(sheet) == truth


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("harm", hostile.HARM, ids=lambda harm: str(harm.__name__))
def test_harm_is_refused_in_words(tmp_path: Path, harm: Callable[[Path, int], str], seed: int) -> None:
    path = tmp_path / "База.xlsx"
    code = harm(path, seed)
    with pytest.raises(FileRefused) as caught:
        read_file(path, allowance=SMALL)
    assert caught.value.code == code, caught.value.message
    assert caught.value.message.startswith("Файл «База.xlsx»")


def test_the_place_of_a_long_cell_is_named(tmp_path: Path) -> None:
    path = tmp_path / "База.xlsx"
    hostile.long_text(path, 0)
    with pytest.raises(FileRefused, match=r"лист «Лист 1», строка 2, столбец A — в клетке 32\s001 знаков"):
        read_file(path)


@pytest.mark.parametrize(
    ("data", "rows"),
    [
        ("ФИО;Класс\rОрлова;5А\r".encode(), [["ФИО", "Класс"], ["Орлова", "5А"]]),
        ("\ufeffФИО;Класс\r\nОрлова;5А".encode(), [["ФИО", "Класс"], ["Орлова", "5А"]]),
        ("ФИО;Класс\nОрлова\x1b[2J;5А".encode() + b"\n" * 5000 + "а;\x00б".encode(), None),
        ("ФИО\tКласс\nОрлова\t5А\n".encode("utf-16"), [["ФИО", "Класс"], ["Орлова", "5А"]]),
        ("ФИО;Класс\n".encode("utf-16") + b"\x3d\xd8;", None),
        (b"\xff\xfe" + b"\x00\xd8" * 40 + ";\n".encode("utf-16-le") * 3, None),
    ],
    ids=["CR alone", "mark", "control signs", "UTF-16", "half a sign", "half signs"],
)
def test_texts_of_any_kind(tmp_path: Path, data: bytes, rows: list[list[str]] | None) -> None:
    path = tmp_path / "Ученики.csv"
    path.write_bytes(data)
    (sheet,) = read_file(path, allowance=SMALL)
    assert rows is None or sheet.rows == rows
    for cells in sheet.rows:
        assert not any(sign in str(cell) for cell in cells for sign in "\x00\x1b")
        str(cells).encode()


@pytest.mark.parametrize(
    "data",
    ["ФИО,Класс\n".encode() + "Орлова,5А\n".encode("cp1251"), b"a;b\n\x00;\x00\n", "ФИО;Класс\n".encode("utf-32-be")],
    ids=["two encodings", "zero bytes", "UTF-32"],
)
def test_what_is_no_text_is_told(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "Ученики.csv"
    path.write_bytes(data)
    with pytest.raises(FileRefused, match="не открывается как таблица"):
        read_file(path, allowance=SMALL)


def test_merges_that_overlap_are_not_believed(tmp_path: Path) -> None:
    path = tmp_path / "База.xlsx"
    hostile.overlapping_merges(path, 1)
    (sheet,) = read_file(path, allowance=SMALL)
    assert (sheet.merges, sheet.rows[0][0]) == ((), "ФИО")
