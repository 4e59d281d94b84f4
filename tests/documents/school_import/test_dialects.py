"""A hundred schools in dialects of a seed: nothing is written wrong, next to all comes right unasked."""

from dataclasses import replace
from pathlib import Path

import pytest

from letopis.documents.sheets.problems import Answers, CellPlace, Problem
from letopis.documents.sheets.sheet import Sheet
from letopis.kernel.text import search_key
from tests.dialects.measure import measure
from tests.dialects.said import Missed, silent_of
from tests.dialects.sheets import Dialect, Page

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite, pytest.mark.req("ORG-02", "CON-01", "CUR-01", "TT-01")]
PEOPLE = ["Орлова Анна Ильинична", "Ким Пётр Ильич", "Ясный Лев Петрович"]


@pytest.mark.parametrize("first", range(1, 101, 5))
def test_a_base_in_any_dialect(first: int, tmp_path: Path) -> None:
    total = right = 0
    for seed in range(first, first + 5):
        folder = tmp_path / str(seed)
        folder.mkdir()
        score = measure(seed, folder)
        assert not score.refused
        assert not +score.wrong, (seed, score.examples)
        assert not score.silent, (seed, score.examples)
        total, right = total + score.total.total(), right + score.right.total()
    assert right >= 0.97 * total


def test_a_row_that_is_dropped_unsaid_is_silent() -> None:
    """A row is spoken of by a problem of its own, of its column or its sheet, or by being left out."""
    rows = [["ФИО", "Дата рождения", "Класс"], *([name, "01.02.2015", "5А"] for name in PEOPLE), ["Итого", "", ""]]
    sheet = Sheet("а.xlsx", "Ученики", [list(row) for row in rows])
    dialect = Dialect(1, {"а.xlsx": [Page("Ученики", "students", rows)]}, [])
    missed = [Missed("students", (search_key(PEOPLE[0]),))]

    def silent(*problems: Problem, of: Sheet = sheet) -> int:
        return len(silent_of(missed, [of], problems, Answers(), dialect))

    assert silent() == 1
    assert silent(_told(2)) == 0
    assert silent(_told(3)) == 1, "another row is spoken of"
    assert silent(_told(3, rows=(3, 2))) == 0
    assert silent(_told(1, column=1, code="unknown_column")) == 0
    assert silent(_told(1, column=7, code="unknown_column")) == 1, "the row has nothing in that column"
    assert silent(_told(0, code="unknown_sheet")) == 0
    assert silent(of=replace(sheet, hidden=(1,))) == 0
    alone = [["Ученики"], rows[0], *rows[2:], [f"{PEOPLE[0]}, болеет"]]
    assert silent(of=replace(sheet, rows=[list(row) for row in alone])) == 0, "it is in the list of rows left out"


def _told(row: int, *, column: int | None = None, code: str = "any", rows: tuple[int, ...] = ()) -> Problem:
    place = CellPlace("а.xlsx", "Ученики", row, column)
    return Problem(place=place, field="", level="warning", code=code, message="", rows=rows)
