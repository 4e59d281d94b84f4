"""Orders as lists name them: number and day in one cell, in either place; those of years ago are no drafts of today."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letopis.documents.school_import.parsing.orders import parse_order
from letopis.documents.sheets.problems import Problem
from letopis.school.classes.enums import OrderStatus
from letopis.school.classes.models import Order
from tests.documents.school_import.school import Book, load

pytestmark = pytest.mark.req("CON-02", "ORG-02")
MONTHS = ("янв", "фев", "мар", "апр", "мая", "июня", "июля", "авг", "сентября", "октября", "ноября", "декабря")
NUMBERS = st.from_regex(r"\A\d{1,3}([-/](у|к|од|ОД|лс)|/\d{1,2})?\Z")
DAYS = st.integers(0, 4000).map(lambda days: date(2016, 1, 1) + timedelta(days=days))
WRITTEN = st.sampled_from(
    [
        "{number} от {dotted}",
        "№ {number} от {dotted}",
        "№{number} от {dotted} г.",
        "Приказ № {number} от {worded} г.",
        "приказ от {dotted} № {number}",
        "пр. №{number}, {dotted}",
        "от {worded} года № {number}",
        "{number} ({dotted})",
        "Приказ №\u00a0{number} от {iso}",
    ]
)


@given(number=NUMBERS, day=DAYS, written=WRITTEN)
def test_number_and_day_of_one_cell(number: str, day: date, written: str) -> None:
    cell = written.format(
        number=number,
        dotted=f"{day:%d.%m.%Y}",
        iso=day.isoformat(),
        worded=f"{day.day} {MONTHS[day.month - 1]} {day.year}",
    )
    assert parse_order(cell) == (number, day)


@pytest.mark.parametrize(
    ("cell", "number", "day"),
    [
        ("", "", None),
        ("17-у", "17-у", None),
        ("№ 17", "17", None),
        ("12345", "12345", None),  # no day, though a spreadsheet would count it as one
        ("01-05/18", "01-05/18", None),
        ("27.07.2018", "", date(2018, 7, 27)),
        ("80/у от 31.02.2018", "80/у от 31.02.2018", None),
        ("Протокол 4", "Протокол 4", None),
    ],
)
def test_what_is_no_day_stays_in_the_number(cell: str, number: str, day: date | None) -> None:
    assert parse_order(cell) == (number, day)


@pytest.mark.django_db
def test_the_day_of_the_cell_is_the_day_of_the_order(book: Book) -> None:
    book["Ученики", 4, 7], book["Ученики", 4, 8] = "01.09.2026", "№ 17-у от 25.08.2026"
    school = load(book.xlsx())[1]
    signed = Order.objects.filter(school=school, status=OrderStatus.SIGNED)
    assert (("17-у", date(2026, 8, 25))) in signed.values_list("number", "date")


@pytest.mark.django_db
def test_orders_of_years_ago_make_one_draft(book: Book) -> None:
    """Whom a later list brings in by orders of the first form is one paper to sign, with what the list says beside."""
    school = load(book.xlsx())[1]
    for at, number in enumerate(("80/у от 27.07.2018", "№ 83/у от 19.08.2020", "125-у от 16.11.2026"), 7):
        cells = [at, f"Юдина Анна{'ф' * at} Олеговна", "ж", f"03.03.201{at - 3}", "5Б", "", "", number, "", "да"]
        book["Ученики"].insert(-1, cells)
    found = load(book.xlsx(), school=school)[0]
    assert [one for one in found.problems if isinstance(one, Problem) and one.level == "error"] == []
    drafts = Order.objects.filter(status=OrderStatus.DRAFT).order_by("date")
    told = [(one.number, one.date, list(one.lines.order_by("pk").values_list("note", flat=True))) for one in drafts]
    assert told == [
        ("125-у", date(2026, 11, 16), [""]),
        (
            "",
            date(2026, 11, 23),
            ["По списку: приказ № 80/у от 27.07.2018", "По списку: приказ № 83/у от 19.08.2020"],
        ),
    ]
