"""What the one reader of tables tells about a sheet: its columns, cells without a value, dates of two readings."""

from pathlib import Path

import pytest
import xlsxwriter

from letopis.documents.school_import.parsing import parse
from letopis.documents.school_import.recognising import recognise
from letopis.documents.school_import.records import Base
from letopis.documents.sheets.broken import NO_VALUE
from letopis.documents.sheets.guard import read_file
from letopis.documents.sheets.problems import Answers, Problem, Report
from letopis.documents.sheets.sheet import Cell, Sheet
from letopis.kernel.clock import in_zone

pytestmark = pytest.mark.req("ORG-02")
HEADER: list[Cell] = ["ФИО", "Класс", "Дата рождения", "Телефон"]


def read(*sheets: Sheet, answers: Answers | None = None) -> tuple[Base, list[Problem]]:
    report = Report(answers)
    with in_zone("Europe/Moscow"):
        base = parse(recognise(sheets, report, {}), report)
    return base, report.problems


def students(*rows: list[Cell], header: list[Cell] | None = None) -> Sheet:
    return Sheet("База.xlsx", "Ученики", [header or HEADER, *rows])


# ── columns ───────────────────────────────────────────────────────────


def test_a_few_unknown_columns_are_asked_about_one_by_one() -> None:
    _, problems = read(students(["Орлова Анна", "5А", "", "", "да"], header=[*HEADER, "Паркует"]))
    assert [(one.code, one.field, one.place.column) for one in problems] == [("unknown_column", "Паркует", 4)]
    assert problems[0].choices


def test_a_hundred_unknown_columns_are_one_doubt_that_names_them() -> None:
    own: list[Cell] = [f"Показатель {number}" for number in range(1, 97)]
    rows = [[f"Орлова Анна{'а' * number}", "5А", "", "", *["1"] * 96] for number in range(3)]
    sheet = students(*rows, header=[*HEADER, *own])
    # A sheet that knows fewer columns than it has is recognised by its name alone.
    _, problems = read(sheet)
    assert [one.code for one in problems] == ["unknown_columns"]
    assert "(96)" in problems[0].message
    assert "«Показатель 96»" in problems[0].message


def test_a_column_of_row_numbers_without_a_name_is_told() -> None:
    rows: list[list[Cell]] = [[str(n), f"Орлова Анна{'а' * n}", "5А", "", ""] for n in range(1, 4)]
    base, problems = read(students(*rows, header=["", *HEADER]))
    assert len(base.students) == 3
    assert [(one.code, one.row, one.place.column) for one in problems] == [("unnamed_column", 1, 0)]
    assert "похож на номера строк" in problems[0].message


def test_a_column_whose_name_was_forgotten_is_told() -> None:
    rows: list[list[Cell]] = [["Орлова Анна", "5А", "", "", "секция самбо"], ["Ким Пак", "5А", "", "", "хор"]]
    _, problems = read(students(*rows))
    assert [(one.code, one.field) for one in problems] == [("unnamed_column", "столбец E")]
    assert "секция самбо" in problems[0].message


def test_a_date_in_the_header_does_not_hide_the_table(tmp_path: Path) -> None:
    base, problems = read(
        Sheet("База.csv", "Ученики", [[*HEADER, "на 01.09.2026"], ["Орлова Анна", "5А", "01.02.2015", "", "да"]]),
    )
    assert (len(base.students), [one.code for one in problems]) == (1, ["unknown_column"])
    path = tmp_path / "База.xlsx"
    book = xlsxwriter.Workbook(str(path), {"default_date_format": "dd.mm.yyyy"})
    sheet = book.add_worksheet("Ученики")
    sheet.write_row(0, 0, HEADER)
    sheet.write_number(0, 4, 46266, book.add_format({"num_format": "dd.mm.yyyy"}))
    sheet.write_row(1, 0, ["Орлова Анна", "5А", "01.02.2015", "", "да"])
    book.close()
    base, problems = read(*read_file(path))
    assert (len(base.students), [one.field for one in problems]) == (1, ["01.09.2026"])


def test_a_card_may_have_a_sheet_of_its_own() -> None:
    rows: list[list[Cell]] = [["Полное наименование", "Школа № 1"], ["Учебный год", "2026/2027"], ["Город", "Тверь"]]
    base, problems = read(Sheet("База.xlsx", "О школе", rows))
    assert (base.card["name"], problems) == ("Школа № 1", [])


# ── cells without a value ─────────────────────────────────────────────


def workbook(path: Path) -> Path:
    """Two sheets, the first without anything of interest; formulas as programs write them."""
    book = xlsxwriter.Workbook(str(path))
    book.add_worksheet("Пояснения").write(0, 0, "Заполните второй лист")
    sheet = book.add_worksheet("Ученики")
    sheet.write_row(0, 0, HEADER)
    bold = book.add_format({"bold": True})
    sheet.write_rich_string(1, 0, bold, "Орлова ", "Анна")
    sheet.write_formula(1, 1, '=CONCATENATE("5","А")', value="5А")
    sheet.write_formula(1, 2, "=DATE(2015,2,1)", value="")
    sheet.write(1, 3, "")
    sheet.write_row(2, 0, ["Ким Пак", "5А", "01.02.2015"])
    sheet.write_formula(2, 3, "=A1/0", value="#DIV/0!")
    book.close()
    return path


def test_errors_and_formulas_without_a_value_come_out_of_the_file(tmp_path: Path) -> None:
    _, sheet = read_file(workbook(tmp_path / "База.xlsx"))
    assert sheet.rows[1:] == [["Орлова Анна", "5А", NO_VALUE, ""], ["Ким Пак", "5А", "01.02.2015", "#DIV/0!"]]


def test_a_cell_without_a_value_is_told_with_row_column_and_remedy(tmp_path: Path) -> None:
    base, problems = read(*read_file(workbook(tmp_path / "База.xlsx")))
    told = [one for one in problems if one.code == "no_value"]
    assert [(one.row, one.place.column, one.level, one.value) for one in told] == [
        (2, 2, "error", NO_VALUE),
        (3, 3, "error", "#DIV/0!"),
    ]
    assert told[0].message.startswith("Столбец «Дата рождения», строка 2: формула, значения которой в файле нет.")
    assert "Исправьте формулу" in told[1].message
    # Nothing further is said about such a cell.
    assert len(problems) == len(told) + 1  # the sheet «Пояснения»
    assert len(base.students) == 2


def test_a_column_of_formulas_is_one_error_for_all_its_rows() -> None:
    rows: list[list[Cell]] = [[f"Орлова Анна{'а' * n}", "5А", "", NO_VALUE] for n in range(30)]
    report = Report()
    (table,) = recognise([students(*rows)], report, {})
    (problem,) = report.problems
    assert (problem.code, len(problem.rows)) == ("no_value", 30)
    assert "строки 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 … (всего 30)" in problem.message
    assert all(report.is_spoiled(row.place) for row in table.rows)
    # Accepted, the rows are loaded without these values.
    accepted = Report(Answers(accepted={problem.key}))
    (table,) = recognise([students(*rows)], accepted, {})
    assert accepted.problems == []
    assert not any(accepted.is_spoiled(row.place) for row in table.rows)


# ── dates of two readings ─────────────────────────────────────────────


def birth_dates(*texts: str) -> tuple[list[str], list[Problem]]:
    rows: list[list[Cell]] = [[f"Орлова Анна{'а' * n}", "5А", text, ""] for n, text in enumerate(texts)]
    base, problems = read(students(*rows))
    return [f"{one.birth_date:%d.%m.%Y}" if one.birth_date else "" for one in base.students], problems


def test_dates_with_slashes_that_may_be_read_both_ways_are_one_doubt() -> None:
    days, problems = birth_dates("3/4/2015", "5/6/2015", "7/7/2015")
    assert days == ["03.04.2015", "05.06.2015", "07.07.2015"]
    assert [(one.code, one.level, one.row, one.place.column) for one in problems] == [
        ("slashed_dates", "warning", 1, 2)
    ]
    assert "как день/месяц/год" in problems[0].message
    assert "«3/4/2015» — это 03.04.2015" in problems[0].message


def test_a_date_that_makes_sense_only_month_first_tells_the_column() -> None:
    days, problems = birth_dates("3/4/2015", "3/14/2015")
    assert days == ["04.03.2015", "14.03.2015"]
    assert ["«3/14/2015» иначе не читается" in one.message for one in problems] == [True]


def test_a_date_that_makes_sense_only_day_first_needs_no_word() -> None:
    assert birth_dates("3/4/2015", "21/8/2015") == (["03.04.2015", "21.08.2015"], [])


def test_dates_with_points_are_certain() -> None:
    assert birth_dates("3.4.2015", "03.04.2015", "2015-04-03") == (["03.04.2015"] * 3, [])
