"""Headers are known by their words in any order, cut short, glued together or misspelt."""

import pytest

from letopis.documents.school_import.words import LEXICON

pytestmark = pytest.mark.req("ORG-02")


@pytest.mark.parametrize(
    ("table", "header", "field"),
    [
        ("students", "ДатаРождения", "birth_date"),
        ("students", "дата_рождения", "birth_date"),
        ("students", "Год, число и месяц рождения", "birth_date"),
        ("students", "Класс обучения", "class"),
        ("students", "Класс (литера)", "class"),
        ("students", "Телефн", "phone"),
        ("students", "ДАТАРОЖДЕНИЯ", "birth_date"),
        ("students", "Н-р л.дела", "file_number"),
        ("staff", "Кл.рук.", "tutor_class"),
        ("staff", "Занимаемая должность", "position"),
        ("load", "Ч/нед", "hours"),
        ("load", "Кол-во часов", "hours"),
        ("load", "Предмт", "subject"),
        ("guardians", "Личное дело ребёнка", "child_key"),
        ("guardians", "ИдУченика", "child_key"),
        ("rooms", "Номер", "number"),
    ],
)
def test_a_header_says_a_field(table: str, header: str, field: str) -> None:
    known = LEXICON.fields_of(table, header)
    assert field in (known[:1] or [name for name, _ in LEXICON.like(table, header)][:1])


@pytest.mark.parametrize("text", ["Иванова Анна", "5 «А»", "301", "Спортивный зал № 2", "учитель", ""])
def test_data_say_none(text: str) -> None:
    assert not [name for name, much in LEXICON.like("students", text) if much > 0.7]
