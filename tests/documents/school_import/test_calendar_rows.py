"""The academic calendar however it is laid out; nothing becomes a day without lessons that is not said to be one."""

from datetime import date

import pytest

from letopis.documents.school_import.parsing import parse
from letopis.documents.school_import.recognising import recognise
from letopis.documents.school_import.records import Base
from letopis.documents.sheets.problems import Answers, Report
from letopis.documents.sheets.sheet import Cell, Sheet

pytestmark = pytest.mark.req("ORG-02")


def read(rows: list[list[Cell]], **causes: str) -> tuple[Base, Report]:
    report = Report(Answers(causes=causes))
    tables = recognise([Sheet("а.xlsx", "График", rows)], report, {})
    return parse(tables, report, known_year="2026/2027"), report


def terms(base: Base) -> list[tuple[str, int, date, date]]:
    return [(one.name, one.number, one.starts_on, one.ends_on) for one in base.terms]


def test_a_bare_number_is_of_what_its_column_is_called() -> None:
    base, report = read(
        [
            ["Четверть", "Начало", "Окончание"],
            ["1", date(2026, 9, 1), date(2026, 10, 23)],
            ["II", "05.11.2026", "30.12.2026"],
        ]
    )
    assert terms(base) == [
        ("1 четверть", 1, date(2026, 9, 1), date(2026, 10, 23)),
        ("2 четверть", 2, date(2026, 11, 5), date(2026, 12, 30)),
    ]
    assert (base.days, report.problems) == ([], [])


@pytest.mark.parametrize(
    "rows",
    [
        [
            ["Четверть", "Начало", "Окончание", "Недель", "Каникулы", "", ""],
            ["", "", "", "", "Начало", "Окончание", "Дней"],
            ["1", date(2026, 9, 1), date(2026, 10, 23), 8, date(2026, 10, 24), date(2026, 11, 3), 11],
        ],
        [["№ четверти", "Сроки", "Каникулы"], ["I", "01.09.2026 – 23.10.2026", "24.10.2026 – 03.11.2026"]],
    ],
)
def test_vacations_beside_the_terms(rows: list[list[Cell]]) -> None:
    base, report = read(rows)
    assert terms(base) == [("1 четверть", 1, date(2026, 9, 1), date(2026, 10, 23))]
    assert [(one.name, one.starts_on, one.ends_on) for one in base.vacations] == [
        ("Осенние каникулы", date(2026, 10, 24), date(2026, 11, 3))
    ]
    assert (base.days, report.problems) == ([], [])


def test_days_off_in_one_line() -> None:
    base, _ = read(
        [
            ["1 четверть 01.09.2026 – 23.10.2026"],
            ["2 четверть 05.11.2026 – 30.12.2026"],
            ["Праздничные дни: 4 ноября, 23 февраля (День защитника Отечества), 8 марта"],
        ]
    )
    assert [(one.name, one.date) for one in base.days] == [
        ("Праздничные дни", date(2026, 11, 4)),
        ("День защитника Отечества", date(2027, 2, 23)),
        ("Праздничные дни", date(2027, 3, 8)),
    ]


ROWS: list[list[Cell]] = [
    ["Событие", "Дата начала", "Дата окончания"],
    ["Начало учебного года", date(2026, 9, 1), ""],
    ["День народного единства", date(2026, 11, 4), ""],
    ["Выходной по решению школы", date(2026, 11, 5), ""],
    ["Учебный год", date(2026, 9, 1), date(2027, 5, 26)],
]


def test_what_is_not_said_to_be_a_day_off_is_asked_about() -> None:
    """«Учебный год» in the list of periods made 268 days without lessons, and nothing said so."""
    base, report = read(ROWS)
    assert [one.date for one in base.days] == [date(2026, 11, 4), date(2026, 11, 5)]
    assert [(one.code, one.value) for one in report.problems] == [
        ("days_off", "Начало учебного года"),
        ("days_off", "Учебный год"),
    ]
    assert len({one.cause for one in report.problems}) == 1, "one question"


def test_the_answer_settles_all_or_one() -> None:
    base, report = read(ROWS, days_off="usual")
    assert ([one.date.day for one in base.days], report.problems) == ([4, 5], [])
    base, _ = read(ROWS[:2], days_off="off")
    assert [one.date for one in base.days] == [date(2026, 9, 1)]


def test_a_name_says_for_which_years_a_vacation_is() -> None:
    base, report = read(
        [
            ["1 четверть 01.09–23.10 (8 недель)"],
            ["2 четверть 05.11–30.12"],
            ["Осенние каникулы 26.10–04.11 (10 дней)"],
            ["Дополнительные каникулы для 1 классов: 15.02 – 21.02"],
        ]
    )
    assert [(one.name, one.starts_on, one.grades) for one in base.vacations] == [
        ("Осенние каникулы", date(2026, 10, 26), []),
        ("Дополнительные каникулы для 1 классов", date(2027, 2, 15), [1]),
    ]
    assert [one.grades for one in base.terms] == [[], []]
    assert report.problems == []
