"""Totals, signatures and notes are told from data by what the whole row says, not by how it begins."""

import pytest

from letopis.documents.school_import.recognising.school import class_in_heading
from letopis.documents.sheets.margins import is_person, is_signature, is_total

pytestmark = pytest.mark.req("ORG-02")


@pytest.mark.parametrize(
    "text",
    ["Итого", "ИТОГО:", "Всего: 40", "Итого по классу", "Всего часов", "Всего по школе", "Средний балл"]
    + ["Максимально допустимая недельная нагрузка", "в том числе девочек", "Итого обязательная часть"],
)
def test_a_total(text: str) -> None:
    assert is_total(text)


@pytest.mark.parametrize(
    "text",
    ["Итоговое повторение", "Всего понемногу", "Средняков Илья", "Итогов Пётр Ильич", "Суммарокова Анна"]
    + ["Среднее профессиональное", "Среднее общее", "Сумма углов треугольника", "Максимов Лев", "Общество", ""],
)
def test_no_total(text: str) -> None:
    assert not is_total(text)


@pytest.mark.parametrize(
    "texts",
    [["Кл. рук. ____"], ["Директор школы ____________ И.О. Фамилия"], ["Кл. рук.", "____________", "Орлова Е.В."]]
    + [["Исп. секретарь, тел. 2-13-45"], ["М.П."], ["Примечание: сведения уточняются до 5 сентября."]],
)
def test_a_signature(texts: list[str]) -> None:
    assert is_signature(texts, 6)


@pytest.mark.parametrize(
    "texts", [["1", "Иванов Пётр", "5А"], ["Директор", "Ким Л. А.", "01.02.1970", "8 900", "да", "x"]]
)
def test_no_signature(texts: list[str]) -> None:
    assert not is_signature(texts, 6)


@pytest.mark.parametrize(
    ("text", "name"),
    [("5А", "5А"), ("5А класс", "5А класс"), ("5А класс (кл. рук. Ким Л. А.)", "5А"), ("7 «Б», 24 чел.", "7 «Б»")]
    + [("Список 5А класса", "5А"), ("2 четверть", ""), ("5 сентября", ""), ("Примечание", ""), ("5", "")],
)
def test_a_heading_names_a_class(text: str, name: str) -> None:
    assert class_in_heading(text) == name


def test_a_name_that_stands_alone() -> None:
    assert is_person("Средняков Илья Ильич")
    assert not is_person("Директор школы Иванова Мария Петровна")
    assert not is_person("Кл. рук. ____")
