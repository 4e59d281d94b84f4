"""A header is found wherever it stands and however it is laid out; what is data is never taken for one."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letopis.documents.plan_import.layout import find_layout
from letopis.documents.sheets.problems import Report
from letopis.documents.sheets.sheet import Cell, Sheet
from tests.documents.sheets.test_lists import CLUBS, TODAY, ClubDraft, look

pytestmark = pytest.mark.req("ORG-02", "CUR-02")
COLUMNS: dict[str, list[Cell]] = {
    "name": ["Название секции", "Хор", "Лыжи", "Шахматы"],
    "leader": ["Ф.И.О. руководителя:", "Ким П. Р.", "Орлова Е. В.", "Ким П. Р."],
    "starts_on": ["Нач. (дата)", "07.09.2026", "14.09.2026", "1 октября 2026"],
    "hours": ["Кол-во часов, ч", "2", "1", "4"],
    "is_paid": ["ПЛАТНЫЙ", "нет", "да", "+"],
    "ignored": ["№ п/п", "1", "2", "3"],
    "own": ["Форма", "кружок", "секция", "кружок"],
}
DRAFTS = [
    ClubDraft("Хор", "Ким П. Р.", date(2026, 9, 7), 2),
    ClubDraft("Лыжи", "Орлова Е. В.", date(2026, 9, 14), 1, is_paid=True),
    ClubDraft("Шахматы", "Ким П. Р.", date(2026, 10, 1), 4, is_paid=True),
]
TITLES = st.lists(st.sampled_from([[], [""], ["Кружки и секции"], ["", "Утверждаю"], ["на 01.09.2026"]]), max_size=8)


@given(st.permutations(list(COLUMNS)), TITLES, st.integers(0, 3))
def test_columns_in_any_order_under_any_titles(order: list[str], titles: list[list[Cell]], indent: int) -> None:
    table: list[list[Cell]] = [[*[""] * indent, *(COLUMNS[name][row] for name in order)] for row in range(4)]
    found = look([*titles, *table])
    assert found.drafts == DRAFTS
    assert [one.code for one in found.problems] == ["unknown_column"]


@given(st.permutations(["starts_on", "hours"]), st.booleans())
def test_a_group_of_columns_under_one_name(pair: list[str], is_merged: bool) -> None:
    short = {"starts_on": "Начало", "hours": "Часы"}
    rows: list[list[Cell]] = [["Кружок", "Занятия", ""], ["", *(short[name] for name in pair)]]
    rows += [[COLUMNS["name"][row], *(COLUMNS[name][row] for name in pair)] for row in range(1, 4)]
    merges = ((0, 1, 0, 2), (0, 0, 1, 0)) if is_merged else ()
    found = CLUBS.preview([Sheet("Кружки.xlsx", "Лист", rows, merges)], day=TODAY)
    assert found.problems == []
    assert [(one.name, one.hours) for one in found.drafts] == [("Хор", 2), ("Лыжи", 1), ("Шахматы", 4)]


def test_the_first_row_of_data_is_not_taken_into_the_header() -> None:
    found = look([["Кружок", "Часы", "Форма", "Вид"], ["Хор", "2", "кружок", "начальный"], ["Лыжи", "1", "секция", ""]])
    assert [draft.name for draft in found.drafts] == ["Хор", "Лыжи"]


HEADS = [
    ("number", "№ урока"),
    ("topic", "Тема урока"),
    ("homework", "Д/з"),
    ("kind", "Вид контроля"),
    ("note", "Корректировка"),
]


@given(st.permutations(HEADS), st.booleans(), st.integers(0, 40))
def test_a_plan_of_two_rows_or_one_in_any_order(order: list[tuple[str, str]], is_double: bool, above: int) -> None:
    names = [name for _, name in order]
    rows: list[list[Cell]] = [["Приложение"]] * above
    if is_double:
        rows += [[*names, "Дата", ""], [*[""] * len(names), "план", "факт"]]
    else:
        rows += [[*names, "Дата по плану", "Дата по факту"]]
    rows += [["1", "План текста", "§ 1", "урок", "", "", ""]] * 3
    layout = find_layout(Sheet("План.xlsx", "Лист 1", rows), Report())
    assert layout is not None
    assert layout.first == above + 1 + is_double
    expected = {name: column for column, (name, _) in enumerate(order)} | {
        "planned": len(names),
        "fact": len(names) + 1,
    }
    assert dict(layout.columns) == expected


def test_a_topic_that_is_called_plan_is_no_second_row_of_the_header() -> None:
    layout = find_layout(
        Sheet("", "", [["№", "Тема", "Часы"], ["", "План", ""], ["1", "План сочинения", "2"]]), Report()
    )
    assert layout is not None
    assert layout.first == 1
