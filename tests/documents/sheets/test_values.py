"""Cells as a secretary types them."""

from datetime import date, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letopis.documents.sheets import values
from letopis.documents.sheets.sheet import Cell
from letopis.documents.sheets.values import ClassName, FullName, ShortName
from letopis.kernel.dates import DateRange
from letopis.kernel.fields import Misread, fields_of
from letopis.school.people.intake import PersonDraft
from letopis.school.people.rules import snils_check, snils_digits, snils_is_valid

PERSON = fields_of(PersonDraft)

pytestmark = pytest.mark.req("ORG-02", "CON-01")
LETTERS = st.sampled_from("АБВГДЕЖЗИК")
YEAR = DateRange(date(2026, 9, 1), date(2027, 8, 31))
GRADES = st.integers(1, 11)


@pytest.mark.parametrize(
    "text",
    [
        "21.08.2018",
        "21.8.18",
        "2018-08-21",
        "21/08/2018",
        "21 августа 2018 г.",
        "«21» августа 2018 года",
        "21.08.2018 г.",
    ],
)
def test_a_date_in_any_form(text: str) -> None:
    assert values.parse_date(text, last_year=2026) == date(2018, 8, 21)


def test_a_serial_number_of_a_spreadsheet_is_a_date() -> None:
    assert values.parse_date(43333.0) == date(2018, 8, 21)


@pytest.mark.parametrize("text", ["31.02.2015", "вчера", "", "15", "2018"])
def test_what_is_not_a_date(text: str) -> None:
    assert values.parse_date(text) is None


def test_a_short_date_is_of_the_academic_year() -> None:
    assert values.parse_date("15.10", year=YEAR) == date(2026, 10, 15)
    assert values.parse_date("15.02", year=YEAR) == date(2027, 2, 15)


@given(st.dates(date(1930, 1, 1), date(2026, 12, 31)))
def test_every_date_survives_every_form(day: date) -> None:
    for form in ("%d.%m.%Y", "%Y-%m-%d", "%d/%m/%Y"):
        assert values.parse_date(day.strftime(form)) == day
    assert values.parse_date(float((day - date(1899, 12, 30)).days)) == day
    assert values.parse_date(values.text_of(day)) == day


@given(
    GRADES,
    LETTERS,
    st.sampled_from(["{}{}", "{} {}", "{}-{}", '{} "{}"', "{}«{}»", "{} – {} ", "{}{} класс", "класс {}{}"]),
)
def test_a_class_in_any_form(grade: int, letter: str, form: str) -> None:
    for one in (letter, letter.lower()):
        assert values.parse_class(form.format(grade, one)) == ClassName(grade, letter)
        assert values.class_key(form.format(grade, one)) == values.class_key(f"{grade}{letter}")


def test_a_latin_letter_of_a_class_is_told() -> None:
    assert values.parse_class("5A") == ClassName(5, "А", has_latin=True)


def test_groups_of_a_college_have_keys_too() -> None:
    assert values.parse_class("ИС-21") is None
    assert values.class_key("ис 21") == values.class_key("ИС-21")


@given(st.integers(9_000_000_000, 9_999_999_999).map(str))
def test_five_forms_of_a_telephone_are_one(digits: str) -> None:
    code, a, b, c = digits[:3], digits[3:6], digits[6:8], digits[8:]
    forms = [
        f"8{digits}",
        f"+7 ({code}) {a}-{b}-{c}",
        f"8 {code} {a} {b} {c}",
        f"8({code}){a}-{b}-{c}",
        float(f"7{digits}"),
    ]
    assert {PERSON["phone"].read(values.text_of(form)) for form in forms} == {f"+7{digits}"}


def test_the_first_of_two_telephones_counts() -> None:
    assert PERSON["phone"].read("8 943 111 22 33, 8 943 111 22 34") == "+79431112233"


@given(st.integers(2_000_000, 999_999_999))
def test_a_snils_is_checked_in_any_form(number: int) -> None:
    nine = f"{number:09d}"
    check = snils_check(nine)
    assert snils_is_valid(f"{nine[:3]}-{nine[3:6]}-{nine[6:]} {check}")
    assert snils_digits(values.text_of(float(f"{nine}{check}"))) == f"{nine}{check}"
    wrong = f"{(int(check) + 1) % 100:02d}"
    assert not snils_is_valid(f"{nine}{wrong}")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Орлова Елена Викторовна", FullName("Орлова", "Елена", "Викторовна")),
        ("  ОРЛОВА  ЕЛЕНА ВИКТОРОВНА ", FullName("Орлова", "Елена", "Викторовна")),
        ("Гасанов Руслан Натиг оглы", FullName("Гасанов", "Руслан", "Натиг оглы")),
        ("Кубанычбек уулу Азамат", FullName("Кубанычбек уулу", "Азамат")),
        ("Саидова Ситора", FullName("Саидова", "Ситора")),
        ("Анна Вячеславовна", FullName("", "Анна", "Вячеславовна")),
        ("Анна Сергеевна Иванова", FullName("Иванова", "Анна", "Сергеевна")),
        ("Салтыков-Щедрин Михаил Евграфович", FullName("Салтыков-Щедрин", "Михаил", "Евграфович")),
        ("ван дер Берг Анна Петровна", FullName("ван дер Берг", "Анна", "Петровна")),
        ("Адамович Анна", FullName("Адамович", "Анна")),
        ("Салтыков - Щедрин Савва Олегович", FullName("Салтыков-Щедрин", "Савва", "Олегович")),
        ("12. Бурый Ян Глебович", FullName("Бурый", "Ян", "Глебович")),
        ("Саидова Фарзона -", FullName("Саидова", "Фарзона")),
    ],
)
def test_a_full_name(text: str, name: FullName) -> None:
    assert values.parse_full_name(text) == name


def test_yo_and_ye_are_one_name() -> None:
    assert FullName("Ёжикова", "Алёна").key == FullName("Ежикова", "Алена").key


@pytest.mark.parametrize("text", ["Смирнов А.В.", "Смирнов А. В.", "Смирнов А.В", "А.В. Смирнов", "А. В. Смирнов"])
def test_a_name_with_initials(text: str) -> None:
    assert values.parse_short_name(text) == ShortName("Смирнов", "А", "В")


def test_a_full_name_is_no_name_with_initials() -> None:
    assert values.parse_short_name("Смирнов Андрей") is None


@pytest.mark.parametrize(
    ("text", "value"),
    [("м", "m"), ("Муж.", "m"), ("мальчик", "m"), ("Ж", "f"), ("жен.", "f"), ("девочка", "f"), ("", ""), ("?", None)],
)
def test_sex(text: str, value: str | None) -> None:
    if value is None:
        with pytest.raises(Misread):
            PERSON["sex"].read(text)
    else:
        assert PERSON["sex"].read(text) == value


@pytest.mark.parametrize("text", ["Пн", "понедельник", "ПОНЕДЕЛЬНИК", "пн."])
def test_a_weekday(text: str) -> None:
    assert values.parse_weekday(text) == 1


@pytest.mark.parametrize("cell", ["8:30", "08.30", "8-30", time(8, 30), 8.5 / 24])
def test_a_time(cell: Cell) -> None:
    assert values.parse_time(cell) == time(8, 30)


def test_spans() -> None:
    assert values.parse_time_span("с 8.30 до 9.10") == (time(8, 30), time(9, 10))
    assert values.parse_date_span("01.09.2026 – 23.10.2026") == (date(2026, 9, 1), date(2026, 10, 23))
    assert values.parse_date_span("с 01.09 по 23.10", year=YEAR) == (
        date(2026, 9, 1),
        date(2026, 10, 23),
    )
    assert values.parse_grades("1–8, 10") == [1, 2, 3, 4, 5, 6, 7, 8, 10]


@pytest.mark.parametrize(
    ("cell", "number"), [(2.0, 2), ("1,5", Decimal("1.5")), ("2 ч", 2), ("3 часа", 3), ("нет", None)]
)
def test_a_number(cell: Cell, number: Decimal | None) -> None:
    assert values.parse_number(cell) == number


@given(st.text(max_size=40))
def test_no_text_breaks_a_parser(text: str) -> None:
    for parser in (
        values.parse_date,
        values.parse_time,
        values.parse_number,
        values.parse_whole,
        values.parse_class,
        values.parse_full_name,
        values.parse_short_name,
        PERSON["phone"].read,
        values.parse_weekday,
        values.class_key,
        values.parse_date_span,
    ):
        parser(text)
