"""Names of classes, dates of movement."""

from datetime import date

import pytest

from letopis.kernel.dates import DateRange
from letopis.school.classes.rules import Stay, enrolment_fault, leaving_fault, parse_name, sort_key

START, END = date(2026, 9, 1), date(2027, 5, 26)


@pytest.mark.parametrize("text", ["7А", "7 а", "7-А", "7 «А»", '7"А"', " 7  А "])
def test_names_of_one_class(text):
    assert parse_name(text).name == "7А"


@pytest.mark.parametrize("text", ["ИС-21", "", "А7", "13А", "0А", "7АБВГ"])
def test_names_that_are_no_school_class(text):
    assert parse_name(text) is None


def test_the_order_of_classes():
    names = ["10а", "7б", "7а", "1ё"]
    keys = [sort_key(parse_name(name).grade, parse_name(name).letter) for name in names]
    assert [name for _, name in sorted(zip(keys, names, strict=True))] == ["1ё", "7а", "7б", "10а"]


@pytest.mark.req("CON-02")
def test_movement():
    stay = Stay("7А", DateRange(START))
    assert "7А с 01.09.2026 по сей день" in enrolment_fault([stay], date(2026, 10, 1), DateRange(START, END))
    assert (
        enrolment_fault([Stay("7А", DateRange(START, date(2026, 9, 30)))], date(2026, 10, 1), DateRange(START, END))
        == ""
    )
    assert "вне учебного года" in enrolment_fault([], date(2026, 8, 31), DateRange(START, END))
    assert leaving_fault(stay, date(2026, 10, 1), END) == ""
    assert leaving_fault(None, date(2026, 10, 1), END)
    assert leaving_fault(stay, date(2026, 8, 1), END)
    assert leaving_fault(stay, date(2027, 6, 1), END)
