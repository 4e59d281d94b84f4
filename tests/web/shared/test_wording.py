"""Russian of the pages."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from django.utils.translation import ngettext, override
from hypothesis import given
from hypothesis import strategies as st

from letopis.kernel.text import plural
from letopis.web.shared import wording

FORMS = "урок,урока,уроков"


@pytest.mark.parametrize(
    ("number", "form"),
    [
        (0, "уроков"),
        (1, "урок"),
        (2, "урока"),
        (4, "урока"),
        (5, "уроков"),
        (11, "уроков"),
        (14, "уроков"),
        (21, "урок"),
        (22, "урока"),
        (111, "уроков"),
        (112, "уроков"),
        (121, "урок"),
        (-1, "урок"),
    ],
)
def test_plural_agrees_with_its_number(number: int, form: str) -> None:
    assert plural(number, FORMS) == form


@given(st.integers(min_value=0, max_value=10**9))
def test_plural_is_one_of_the_three_and_the_hundreds_do_not_matter(number: int) -> None:
    assert plural(number, FORMS) in FORMS.split(",")
    assert plural(number, FORMS) == wording.plural(number % 100, FORMS)


@given(st.integers(min_value=0, max_value=10**6))
def test_plural_says_what_djangos_russian_says(number: int) -> None:
    with override("ru"):
        django = ngettext("%(num)d day", "%(num)d days", number) % {"num": number}
    assert wording.plural(number, "день,дня,дней") == django.split()[-1]


def test_plural_wants_three_forms() -> None:
    with pytest.raises(ValueError, match="unpack"):
        wording.plural(1, "урок,урока")


@given(st.integers(min_value=-(10**15), max_value=10**15))
def test_figures_are_grouped_by_three_and_keep_their_digits(number: int) -> None:
    text = wording.number_text(number)

    assert int(text.replace(wording.THIN, "").replace("−", "-")) == number
    assert all(len(group) == 3 for group in text.split(wording.THIN)[1:])


@pytest.mark.parametrize(
    ("value", "text"), [("4.495", "4,50"), (Decimal("5"), "5,00"), (None, ""), ("", ""), (2.345, "2,35"), (-1, "−1,00")]
)
def test_decimals_have_a_comma_and_halves_go_up(value: object, text: str) -> None:
    assert wording.decimal_comma(value) == text  # type: ignore[arg-type]


def test_dates_read_as_in_a_printed_journal() -> None:
    day = date(2026, 11, 23)

    assert wording.weekday_day(day) == "Понедельник, 23\u00a0ноября"
    assert wording.short_day(day) == "пн 23\u00a0ноября"
    assert wording.days_between(day, date(2026, 11, 28)) == "23–28\u00a0ноября"
    assert wording.days_between(date(2026, 11, 30), date(2026, 12, 5)) == "30\u00a0ноября – 5\u00a0декабря"
    assert wording.day_month_year(day) == "23\u00a0ноября 2026\u00a0г."


@pytest.mark.parametrize(
    ("until", "text"),
    [
        (date(2026, 11, 25), "осталось 2\u00a0дня"),
        (date(2026, 11, 24), "остался 1\u00a0день"),
        (date(2026, 11, 23), "сегодня последний день"),
        (date(2026, 11, 18), "просрочено на\u00a05\u00a0дней"),
    ],
)
def test_deadlines_say_what_is_left(until: date, text: str) -> None:
    assert wording.left(until, date(2026, 11, 23)) == text


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2026, 11, 23), "сегодня"),
        (date(2026, 11, 22), "вчера"),
        (date(2026, 11, 24), "завтра"),
        (date(2026, 11, 2), "2\u00a0ноября"),
        (date(2025, 11, 2), "2\u00a0ноября 2025\u00a0г."),
    ],
)
def test_near_days_have_names(day: date, text: str) -> None:
    assert wording.ago(day, date(2026, 11, 23)) == text


def test_a_moment_has_its_hour() -> None:
    now = datetime(2026, 11, 23, 15, 0)

    assert wording.moment_ago(now.replace(hour=9, minute=5), now) == "сегодня в\u00a09:05"


@pytest.mark.parametrize(
    ("text", "tied"),
    [
        ("§ 20, № 415", "§\u00a020, №\u00a0415"),
        ("Упр. 4 на с. 52", "Упр.\u00a04 на с.\u00a052"),
        ("№ без числа", "№ без числа"),
    ],
)
def test_signs_keep_their_number(text: str, tied: str) -> None:
    assert wording.nbsp(text) == tied


@given(st.text())
def test_tying_changes_spaces_only(text: str) -> None:
    assert wording.nbsp(text).replace("\u00a0", " ").split() == text.replace("\u00a0", " ").split()


@pytest.mark.parametrize(
    ("name", "shown"), [("2026/2027", "2026/27"), ("2026-2027", "2026/27"), ("2026/27", "2026/27"), ("Лето", "Лето")]
)
def test_the_year_is_short(name: str, shown: str) -> None:
    assert wording.academic_year(name) == shown


@pytest.mark.parametrize(
    ("name", "genitive"),
    [
        ("II четверть", "II четверти"),
        ("1 полугодие", "1 полугодия"),
        ("III триместр", "III триместра"),
        ("Практика", "Практика"),
    ],
)
def test_terms_decline(name: str, genitive: str) -> None:
    assert wording.of_term(name) == genitive


def test_names_are_shortened_to_initials() -> None:
    assert wording.initials("Орлова Елена Викторовна") == "Орлова\u00a0Е.\u00a0В."
    assert wording.initials("Ким Ли") == "Ким\u00a0Л."


def test_sizes_are_readable() -> None:
    assert wording.size_text(10) == "1\u00a0КБ"
    assert wording.size_text(1_258_291) == "1,2\u00a0МБ"
