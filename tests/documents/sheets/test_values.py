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


# ── what is written in a dialect is read back ─────────────────────────

MONTHS = [
    *("января", "февраля", "марта", "апреля", "мая", "июня"),
    *("июля", "августа", "сентября", "октября", "ноября", "декабря"),
]
ORDINARY_DAYS = st.dates(date(1930, 1, 1), date(2026, 12, 31))
DAYS_OF_YEAR = st.dates(YEAR.starts_on, YEAR.last)


@given(ORDINARY_DAYS, st.sampled_from(["{d} {m} {y} г.", "«{d}» {m} {y} года", "{d:02d} {m} {y}", "{d} {m} {y}г."]))
def test_a_date_in_words_is_read_back(day: date, form: str) -> None:
    text = form.format(d=day.day, m=MONTHS[day.month - 1], y=day.year)
    assert values.parse_date(text) == day
    assert values.parse_date(text.upper()) == day


@given(st.dates(date(1927, 1, 1), date(2026, 12, 31)))
def test_a_year_of_two_digits_is_the_latest_possible(day: date) -> None:
    assert values.parse_date(day.strftime("%d.%m.%y"), last_year=2026) == day
    assert values.parse_date(f"{day.day}.{day.month}.{day:%y} г.", last_year=2026) == day


@given(DAYS_OF_YEAR)
def test_a_day_without_a_year_is_read_back_into_the_academic_year(day: date) -> None:
    word = MONTHS[day.month - 1]
    forms = (f"{day.day:02d}.{day.month:02d}", f"{day.day}.{day.month}.", f"{day.day} {word}", f"«{day.day}» {word}")
    for text in forms:
        assert values.parse_date(text, year=YEAR) == day
        assert values.parse_days(text, YEAR).days == (day,)


@given(st.lists(DAYS_OF_YEAR, min_size=1, max_size=4), st.sampled_from([", ", "; ", " и ", ","]))
def test_days_of_one_cell_are_read_back(days: list[date], between: str) -> None:
    read = values.parse_days(between.join(f"{day:%d.%m}" for day in days), YEAR)
    assert (read.days, read.unread, read.outside) == (tuple(days), "", ())


@given(DAYS_OF_YEAR, DAYS_OF_YEAR, st.sampled_from(["{} – {}", "с {} по {}", "{} - {}", "{}–{}"]))
def test_a_span_of_dates_is_read_back(first: date, last: date, form: str) -> None:
    assert values.parse_date_span(form.format(f"{first:%d.%m.%Y}", f"{last:%d.%m.%Y}")) == (first, last)
    assert values.parse_date_span(form.format(f"{first:%d.%m}", f"{last:%d.%m}"), year=YEAR) == (first, last)


@given(st.lists(ORDINARY_DAYS, min_size=1, max_size=30), st.booleans())
def test_a_column_with_slashes_is_read_as_it_was_written_wherever_that_can_be_known(
    days: list[date], month_first: bool
) -> None:
    form = "%m/%d/%Y" if month_first else "%d/%m/%Y"
    texts = [day.strftime(form) for day in days]
    order = values.slashed(texts)
    if any(day.day > 12 for day in days):
        assert order.month_first == month_first
        assert [values.parse_date(text, month_first=order.month_first) for text in texts] == days
    else:
        assert not order.month_first
        assert bool(order.doubtful) == any(day.day != day.month for day in days)


@given(st.decimals(-99999, 99999, places=2))
def test_a_number_is_read_back(number: Decimal) -> None:
    text = f"{number:f}"
    for written in (text, text.replace(".", ","), f" {text} ", float(number), f"{number:,.2f}".replace(",", "\u00a0")):
        assert values.parse_number(written) == number


@given(st.integers(0, 9999))
def test_a_count_is_read_back(number: int) -> None:
    for written in (
        number,
        float(number),
        str(number),
        f"{number},0",
        f"{number} ч",
        f"{number} часов",
        f"{number} ч.",
    ):
        assert values.parse_count(written) == values.parse_whole(written) == number


@given(st.sets(st.integers(1, 11), min_size=1).map(sorted))
def test_grades_are_read_back(grades: list[int]) -> None:
    text = values.grades_text(grades)
    for written in (text, text.replace("–", "-"), text.replace(", ", ","), text.replace(", ", "; ")):
        assert values.parse_grades(written) == grades
        assert list(values.parse_numbers(written) or ()) == grades
    assert values.parse_grades(f"{text} классы") == grades


@pytest.mark.parametrize("text", ["8-1", "с первого", "1-", "1–4 кроме 3"])
def test_what_is_not_a_list_of_numbers(text: str) -> None:
    assert values.parse_numbers(text) is None


@given(
    st.integers(0, 23),
    st.integers(0, 59),
    st.sampled_from(["{:02d}:{:02d}", "{}.{:02d}", "{:02d}-{:02d}", "{}:{:02d}:00"]),
)
def test_a_time_is_read_back(hour: int, minute: int, form: str) -> None:
    assert values.parse_time(form.format(hour, minute)) == time(hour, minute)
    assert values.parse_time(values.text_of(time(hour, minute))) == time(hour, minute)
    if hour or minute:
        assert values.parse_time((hour * 60 + minute) / 1440) == time(hour, minute)


@pytest.mark.parametrize(
    ("yes", "no"), [("да", "нет"), ("+", "-"), ("Есть", "Отсутствует"), (True, False), (1.0, 0.0), ("получено", "")]
)
def test_yes_and_no_are_read_back(yes: Cell, no: Cell) -> None:
    assert values.parse_yes_no(yes) is True
    assert values.parse_yes_no(no) is False
    assert values.parse_yes_no("иногда") is None


WORDS = st.sampled_from(["Орлова", "Салтыкова-Щедрина", "Ким", "Ёлкина"])
FIRST = st.sampled_from(["Анна", "Пётр", "Ян"])
MIDDLE = st.sampled_from(["", "Сергеевна", "Ильич", "Натиг оглы"])


@given(WORDS, FIRST, MIDDLE, st.sampled_from(["{}", " {} ", "3. {}", "{} -"]), st.booleans())
def test_a_name_is_read_back(surname: str, name: str, patronymic: str, form: str, loud: bool) -> None:
    whole = FullName(surname, name, patronymic)
    text = form.format(whole.text.upper() if loud and "оглы" not in patronymic else whole.text)
    assert values.parse_full_name(text) == whole
    short = ShortName(surname, name[0], patronymic[:1])
    initials = f"{name[0]}." + (f" {patronymic[0]}." if patronymic else "")
    assert values.parse_short_name(f"{surname} {initials}") == short
