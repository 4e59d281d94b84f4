"""Every way of writing reads back as the value: dates, classes, names, telephones, СНИЛС as schools have them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letopis.documents.sheets import values
from letopis.documents.sheets.sheet import Cell
from letopis.documents.sheets.values import ClassName, FullName
from letopis.kernel.fields import Misread, fields_of
from letopis.school.people.intake import PersonDraft
from letopis.school.people.kinds import telephones

pytestmark = pytest.mark.req("ORG-02", "CON-01")
PERSON = fields_of(PersonDraft)
DAYS = st.dates(date(1960, 1, 1), date(2026, 12, 31))
MONTHS = ["янв", "фев", "мар", "апр", "мая", "июн", "июл", "авг", "сен", "окт", "ноя", "дек"]
ROMAN = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"]


@given(DAYS)
def test_a_date_with_all_that_programs_put_around_it(day: date) -> None:
    short = f"{day.day}-{MONTHS[day.month - 1]}-{day:%Y}"
    for text in (
        f"{day:%d.%m.%Y} 0:00:00",
        f"{day.isoformat()}T00:00:00",
        f"{day.isoformat()}T00:00:00.000Z",
        f"{day.isoformat()} 00:00:00+03:00",
        f"{day:%d.%m.%Y} (вт)",
        f"пн, {day:%d.%m.%Y}",
        f"{day:%d.%m.%Y} г.р.",
        f"{day:%d,%m,%Y}",
        f"{day:%Y%m%d}",
        f"{day.day}.{ROMAN[day.month - 1]}.{day.year}",
        f"{day:%d}\u200e.{day:%m}.{day:%Y}\ufeff",
        short,
    ):
        assert values.parse_date(text, last_year=2026) == day, text
    assert values.parse_date(float(f"{day:%Y%m%d}")) == day


def test_a_column_of_both_orders_is_told_and_a_program_of_the_usa_says_so_by_its_hours() -> None:
    both = values.slashed(["14/3/2015", "3/14/2015", "1/2/2015"])
    assert (both.month_first, both.proof, both.against, both.doubtful) == (
        False,
        "14/3/2015",
        "3/14/2015",
        "1/2/2015",
    )
    assert values.slashed(["1/2/2015 12:00:00 AM"]).month_first


CLASS_FORMS = [
    "{g}{n}",
    "{g} {n}",
    "{g}-{n}",
    "{g} «{n}»",
    '{g}"{n}"',
    "{g} класс {n}",
    "{g}{n} кл.",
    "{g}-й «{n}» класс",
]


@given(st.integers(1, 11), st.sampled_from(["А", "Б", "ФМ", "СЭ", "ХБ"]), st.sampled_from(CLASS_FORMS))
def test_a_class_of_one_or_several_letters(grade: int, letters: str, form: str) -> None:
    text = form.format(g=grade, n=letters)
    assert values.parse_class(text) == ClassName(grade, letters)
    assert values.class_key(text) == values.class_key(f"{grade}{letters}")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("7-2", "7-2"),
        ("10–1", "10-1"),
        ("8/2", "8/2"),
        ("5А1", "5А1"),
        ("5А-1", "5А1"),
        ("9 классы", "9"),
        ("5-е классы", "5"),
        ("5 кл.", "5"),
        ("V «А»", "5А"),
        ("XI-А", "11А"),
        ("10фм", "10ФМ"),
    ],
)
def test_a_class_by_a_number_a_roman_one_and_a_whole_grade(text: str, name: str) -> None:
    found = values.parse_class(text)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize(
    "text", ["10 мин", "2 шт", "10-11", "13А", "ИС-21", "8.30", "X", "10-11 классы", "10 (технол.)"]
)
def test_what_is_no_class(text: str) -> None:
    assert values.parse_class(text) is None


def test_spellings_of_a_numbered_class_are_one_and_none_is_a_grade() -> None:
    assert values.class_key("7-2") == values.class_key("7/2") == values.class_key("7 – 2") != values.class_key("72")
    assert values.class_of_date(5, 1) == values.parse_class("5-1")
    assert values.class_of_date(12, 11) is None


SURNAMES = {
    "Д'АРТАНЬЯН": "Д'Артаньян",
    "Д’Артаньян": "Д'Артаньян",
    "ИВАНОВА–ПЕТРОВА": "Иванова-Петрова",
    "Иванова–петрова": "Иванова-Петрова",
    "Салтыков - Щедрин": "Салтыков-Щедрин",
    "ЁЛКИНА": "Ёлкина",
    "орлова": "Орлова",
    "\u200fКим": "Ким",
}
NOTES = {
    "{}": "",
    "1. {}": "",
    "12) {}": "",
    "3 {}": "",
    "{} (инд. обучение)": "инд. обучение",
    "{}, опека": "опека",
    "{} прибыл 15.10 пр. № 45": "прибыл 15.10 пр. № 45",
}


@given(st.sampled_from(sorted(SURNAMES)), st.sampled_from(["Анна Сергеевна", "Ян Ильич", "Лейла Натиг кызы"]))
def test_a_name_with_what_is_written_beside_it(surname: str, rest: str) -> None:
    name, _, patronymic = rest.partition(" ")
    for form, note in NOTES.items():
        # A surname in small letters stands among small words.
        words = form.format(f"{surname} {rest.lower() if surname.islower() and not note else rest}")
        if surname.islower() and note:
            continue
        assert values.parse_full_name(words) == FullName(SURNAMES[surname], name, patronymic), words
        assert values.name_and_note(words)[1] == note


def test_a_surname_of_before_in_brackets_is_a_note() -> None:
    assert values.parse_full_name("Фомина (Ёлкина) Вера Яновна") == FullName("Фомина", "Вера", "Яновна")
    assert values.name_and_note("Фомина (Ёлкина) Вера Яновна")[1] == "Ёлкина"


@given(st.integers(9_000_000_000, 9_999_999_999).map(str), st.integers(9_000_000_000, 9_999_999_999).map(str))
def test_a_telephone_with_words_and_a_second_one(one: str, other: str) -> None:
    dashed = f"8({one[:3]}){one[3:6]}-{one[6:8]}-{one[8:]}"
    for text in (f"тел. {dashed}", f"{dashed} (мама)", one, f"8{one}.0", f"8,{one}E+10", f"+7 {one[:3]} {one[3:]}"):
        assert PERSON["phone"].read(text) == f"+7{one}", text
    for between in (" ", ", ", " / ", "\n", " (папа) "):
        cell = f"8 {one[:3]} {one[3:6]}-{one[6:]}{between}8{other}"
        assert [PERSON["phone"].read(found) for found in telephones(values.text_of(cell))] == [f"+7{one}", f"+7{other}"]


@pytest.mark.parametrize("name", ["phone", "snils"])
def test_a_number_whose_digits_a_spreadsheet_lost_is_no_number(name: str) -> None:
    with pytest.raises(Misread) as misread:
        PERSON[name].read("1,12233E+10")
    assert misread.value.code == "not_exact"
    assert PERSON["snils"].read("1,1223344595E+10") == "11223344595"


@pytest.mark.parametrize(
    "text", ["почта: a-b@c.example", "<a-b@c.example>", "a-b@c.example; d@e.example", "mailto:a-b@c.example"]
)
def test_an_address_with_what_stands_around_it(text: str) -> None:
    assert PERSON["email"].read(text) == "a-b@c.example"


@pytest.mark.parametrize("cell", ["Средняя", "четверть", "второй", "субботник", "пятнадцать", "понятно"])
def test_what_begins_like_a_weekday_and_is_none(cell: Cell) -> None:
    assert values.parse_weekday(cell) is None
