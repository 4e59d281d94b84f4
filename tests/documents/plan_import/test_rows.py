"""Which rows of a plan are lessons, sections, totals: by what they have and what follows, not by how they begin."""

from datetime import date

import pytest

from letopis.documents.plan_import.parse import parse_plan
from letopis.documents.plan_import.plan import ParsedPlan
from letopis.documents.plan_import.rows import hours_in, without_hours
from letopis.documents.sheets.sheet import Sheet
from letopis.kernel.dates import DateRange

pytestmark = pytest.mark.req("CUR-02")

YEAR = DateRange(date(2026, 9, 1), date(2027, 5, 26))


def read(*rows: list) -> ParsedPlan:
    return parse_plan(Sheet("", "", list(rows)), YEAR)


def topics(plan: ParsedPlan) -> list[str]:
    return [one.topic for one in plan.lessons]


def codes(plan: ParsedPlan) -> set[str]:
    return {one.code for one in plan.problems}


@pytest.mark.parametrize(
    "topic",
    [
        "Итоговое повторение за курс",
        "Всего понемногу: наречия",
        "Итоги смутного времени",
        "Сумма углов треугольника",
        "Среднее арифметическое",
        "Максимальное значение функции",
        "В том числе и мы: обособление",
    ],
)
@pytest.mark.parametrize("numbered", [True, False])
def test_a_topic_that_begins_like_a_sum_stays(topic: str, numbered: bool) -> None:
    rows = [["№", "Тема", "Часы"], [1, "Дроби", 1], [2, topic, 1], [3, "Проценты", 1], ["Итого", "", 3]]
    plan = read(*(row if numbered else row[1:] if row[0] != "Итого" else ["Итого", 3] for row in rows))
    assert topics(plan) == ["Дроби", topic, "Проценты"]
    assert [(one.text, one.why) for one in plan.passed] == [("Итого 3", "итог")]


@pytest.mark.parametrize(
    "total",
    [
        ["Итого:", "", 2],
        ["", "Всего часов", 2],
        ["", "Итого за 1 четверть: 2 ч, контрольных 0", ""],
        ["", "Общее количество часов по программе", 2],
        ["ИТОГО ЗА ГОД", "2 ч", ""],
        ["", "Итого по разделу «Дроби»", 2],
    ],
)
def test_a_sum_is_passed_over_and_said(total: list) -> None:
    plan = read(["№", "Тема", "Часы"], [1, "Дроби", 1], [2, "Проценты", 1], total)
    assert topics(plan) == ["Дроби", "Проценты"]
    assert [one.row for one in plan.passed] == [4]


def test_sections_are_told_by_the_hours_that_only_lessons_have() -> None:
    plan = read(
        ["Тема", "Кол-во ч.", "Плановая дата"],
        ["Повторение 2ч +1К", "", ""],
        ["Синтаксис", 1, "02.09.2026"],
        ["Лексика", 1, "03.09.2026"],
        ["Входная контрольная работа № 1 «Повторение»", 1, "04.09.2026"],
        ["Причастие", "", ""],
        ["Понятие о причастии", 2, "07.09.2026"],
        ["Наречие — 1 ч", "", ""],
        ["Наречие как часть речи", 1, "09.09.2026"],
    )
    assert [(one.title, one.stated, one.count) for one in plan.sections] == [
        ("Повторение", 3, 3),
        ("Причастие", None, 2),
        ("Наречие", 1, 1),
    ]
    assert plan.lessons[0].planned_on == date(2026, 9, 2)
    assert codes(plan) == set()


def test_a_title_with_hours_and_no_lessons_under_it_is_a_lesson() -> None:
    plan = read(
        ["№", "Тема", "Часы"],
        ["", "Дроби", ""],
        [1, "Сложение", 1],
        [2, "Деление", 1],
        ["", "Резерв", 2],
        ["", "Итого", 4],
    )
    assert topics(plan) == ["Сложение", "Деление", "Резерв", "Резерв"]
    assert [(one.title, one.count) for one in plan.sections] == [("Дроби", 4)]


def test_topics_of_half_an_hour_share_a_lesson() -> None:
    plan = read(
        ["№", "Тема", "Часы", "Домашнее задание"],
        [1, "Ритм", "0,5", "с. 1"],
        [2, "Темп", 0.5, "с. 2"],
        [3, "Лад", "1,5", ""],
        [4, "Тембр", "0,5", "с. 4"],
        [5, "Хор", 1, ""],
    )
    assert topics(plan) == ["Ритм; Темп", "Лад", "Лад; Тембр", "Хор"]
    assert plan.lessons[0].homework == "с. 1; с. 2"
    assert codes(plan) == {"shared_lesson"}


def test_hours_that_end_in_a_fraction_are_doubted() -> None:
    plan = read(["№", "Тема", "Часы"], [1, "Ритм", 1], [2, "Темп", 0.5])
    assert topics(plan) == ["Ритм", "Темп"]
    assert codes(plan) == {"part_of_lesson"}


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (["Наименования разделов и тем", "Кол-во ч.", "Плановая дата"], date(2026, 9, 2)),
        (["Тема урока", "Количество академических часов", "Плановые сроки прохождения темы"], date(2026, 9, 2)),
        (["Тематика занятий", "Объём, ч", "Сроки (план)"], date(2026, 9, 2)),
        (["Название темы", "Час.", "Календарные сроки"], date(2026, 9, 2)),
    ],
)
def test_names_of_columns(header: list, expected: date) -> None:
    plan = read(header, ["Дроби", 2, "02.09"], ["Проценты", 1, "04.09"])
    assert topics(plan) == ["Дроби", "Дроби", "Проценты"]
    assert plan.lessons[0].planned_on == expected


@pytest.mark.parametrize(
    ("title", "bare", "hours"),
    [
        ("Причастие 21ч +2К + 2Р.р", "Причастие", 25),
        ("Наречие — 12 ч", "Наречие", 12),
        ("Раздел 1. Числа (5 часов)", "Раздел 1. Числа", 5),
        ("Дроби [3 ч.]", "Дроби", 3),
        ("Глава 2", "Глава 2", None),
    ],
)
def test_hours_in_a_section_title(title: str, bare: str, hours: int | None) -> None:
    assert (without_hours(title), hours_in(title)) == (bare, hours)


def test_a_row_without_a_topic_is_told() -> None:
    plan = read(
        ["№", "Тема", "Дата", "Часы"], [1, "Дроби", "02.09", 1], ["", "", "03.09", ""], [3, "Проценты", "04.09", 1]
    )
    assert "no_topic" in codes(plan)


def test_an_outline_tells_sections_from_lessons() -> None:
    rows = [["№ п/п", "Раздел, тема", "Часы"], ["1.", "Уравнения", 3], ["1.1.", "Корень", 1], ["1.2.", "Задачи", 2]]
    plan = read(*rows, ["2.", "Степень", 1], ["2.1.", "Определение", 1])
    assert [(one.title, one.stated, one.count) for one in plan.sections] == [("Уравнения", 3, 3), ("Степень", 1, 1)]
    assert topics(plan) == ["Корень", "Задачи", "Задачи", "Определение"]
    assert codes(plan) == set()


def test_a_table_of_sections_above_is_told_and_left_out() -> None:
    rows = [["№", "Наименование раздела", "Кол-во часов"], [1, "Причастие", 3], ["", "Итого", 3], []]
    rows += [["№ урока", "Тема урока", "Дата план"], ["", "Причастие", ""]]
    plan = read(*rows, *([n, f"Урок о причастии {n}", f"0{n}.09.2026"] for n in (1, 2, 3)))
    assert topics(plan) == ["Урок о причастии 1", "Урок о причастии 2", "Урок о причастии 3"]
    assert codes(plan) == {"table_above"}


def test_hours_of_a_week_name_no_class() -> None:
    table = [["№", "Тема"], [1, "Дроби"], [2, "Проценты"]]
    assert read(["Алгебра, 7 класс (3 ч в неделю)"], *table).about.class_name == ""
    about = read(["ОБЗР, 8 класс, 0,5 ч в неделю"], *table).about
    assert (about.class_name, about.per_week, about.hours) == ("", None, None)


def test_days_of_a_second_class_are_told() -> None:
    rows = [["№", "Тема", "Дата 7А", "", "Дата 7Б", ""], ["", "", "план", "факт", "план", "факт"]]
    plan = read(*rows, *([n, f"Дроби, часть {n}", f"0{n}.09.2026", "", f"1{n}.09.2026", ""] for n in (1, 2, 3)))
    assert [one.planned_on for one in plan.lessons] == [date(2026, 9, n) for n in (1, 2, 3)]
    assert "unknown_column" in codes(plan)


PROGRAMME: list[list] = [
    ["Наименование разделов и тем", "Содержание учебного материала", "Объём часов"],
    ["Тема 1.1. Введение", "Содержание учебного материала", 2],
    ["", "Предмет и задачи", 2],
    ["Тема 1.2. Алгоритмы", "Содержание учебного материала", 4],
    ["", "Понятие алгоритма", 2],
    ["", "Практическое занятие № 1. Блок-схемы", 2],
]


def test_the_sum_of_a_section_beside_its_title_is_no_lesson() -> None:
    """A college's programme: each sum was two lessons more, and nothing said so."""
    plan = read(*PROGRAMME)
    assert topics(plan)[::2] == ["Предмет и задачи", "Понятие алгоритма", "Практическое занятие № 1. Блок-схемы"]
    assert [(one.title, one.stated, one.count) for one in plan.sections] == [
        ("Тема 1.1. Введение", 2, 2),
        ("Тема 1.2. Алгоритмы", 4, 4),
    ]


def test_lessons_that_open_sections_in_the_same_words_stay() -> None:
    """An hour above two of an hour is no sum of them."""
    assert len(topics(read(PROGRAMME[0], *([*row[:2], 1] for row in PROGRAMME[1:])))) == 5


def test_a_second_row_that_parts_a_group_is_no_lesson() -> None:
    rows = [["№", "Тема", "Количество часов", "", ""], ["", "", "всего", "теория", "практика"], [1, "Числа", 1, "", 1]]
    plan = read(*rows, [2, "Буквы", 1, 1, ""])
    assert topics(plan) == ["Числа", "Буквы"]
    assert codes(plan) - {"topic_advice"} == {"unknown_column"}
