"""СНИЛС, telephones, likeness."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letopis.school.people.rules import (
    Likeness,
    are_alike,
    email_is_valid,
    name_is_valid,
    normalise_phone,
    phone_text,
    snils_check,
    snils_digits,
    snils_is_valid,
    snils_text,
)

pytestmark = pytest.mark.req("CON-01")


def test_the_known_example_is_valid():
    assert snils_is_valid("112-233-445 95")
    assert snils_is_valid("11223344595")
    assert not snils_is_valid("112-233-445 96")


def test_sums_of_100_and_101_give_double_zero():
    assert snils_check("900000090") == "99"
    assert snils_check("900000091") == "00"
    assert snils_check("900000092") == "00"
    assert snils_check("900000093") == "01"


@pytest.mark.parametrize("text", ["", "123", "abc", "000-000-000 00", "1122334459", "112233445950"])
def test_what_is_not_a_snils(text):
    assert not snils_is_valid(text)


@given(st.integers(min_value=1_001_999, max_value=999_999_999))
def test_a_made_number_is_valid_and_one_wrong_digit_is_found(number):
    nine = f"{number:09d}"
    good = nine + snils_check(nine)
    assert snils_is_valid(good)
    assert snils_digits(snils_text(good)) == good
    for place in range(9):
        wrong = good[:place] + str((int(good[place]) + 1) % 10) + good[place + 1 :]
        if int(wrong[:9]) > 1_001_998 and snils_check(wrong[:9]) != good[9:]:
            assert not snils_is_valid(wrong)


@pytest.mark.parametrize(
    "text",
    ["+7 (900) 123-45-67", "8 900 123 45 67", "89001234567", "7(900)1234567", "900-123-45-67", "+7 900 123–45–67"],
)
def test_forms_of_a_telephone(text):
    assert normalise_phone(text) == "+79001234567"


def test_telephones_that_are_none():
    assert normalise_phone("  ") == ""
    assert normalise_phone("+375 29 123-45-67") == "+375291234567"
    assert normalise_phone("12345") is None
    assert normalise_phone("позвонить маме") is None
    assert normalise_phone("++79001234567") is None
    assert phone_text("+79001234567") == "+7\u00a0900\u00a0123-45-67"
    assert phone_text("+375291234567") == "+375291234567"


@given(st.text(max_size=30))
def test_a_normalised_telephone_stays_as_it_is(text):
    phone = normalise_phone(text)
    if phone:
        assert normalise_phone(phone) == phone
        assert len(phone) <= 20


def test_emails_and_names():
    assert email_is_valid("orlova@school.example")
    assert not email_is_valid("orlova@school")
    assert not email_is_valid("два адреса@a.b, c@d.e")
    assert name_is_valid("Мамин-Сибиряк")
    assert name_is_valid("О’Нил")
    assert not name_is_valid("Иванов 2")
    assert not name_is_valid("")


def test_likeness():
    anna = Likeness("Королёва", "Анна", "Игоревна", date(2014, 3, 1))
    assert are_alike(anna, Likeness("Королева", "Анна", "", date(2014, 3, 1)))
    assert are_alike(anna, Likeness("Королева", "Анна", "Игоревна"))
    assert not are_alike(anna, Likeness("Королева", "Анна", "Игоревна", date(2013, 3, 1)))
    assert not are_alike(anna, Likeness("Королева", "Анна", "Олеговна"))
    assert are_alike(Likeness("А", "Б", snils="1"), Likeness("В", "Г", snils="1"))
    assert not are_alike(Likeness("А", "Б", snils="1"), Likeness("А", "Б", snils="2"))
