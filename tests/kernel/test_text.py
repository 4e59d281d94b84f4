"""Names by what the eye sees of them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from letopis.kernel.text import in_russian, name_key

pytestmark = pytest.mark.req("ORG-03")

SAME = [
    ("5A", "5А"),
    ("5 а", "5-А"),
    ("«Б»", "б"),
    ("ИС-21", "ИС 21"),
    ("ИС–21", "ИС21"),
    ("COM", "СОМ"),
    ("Зелёный", "зеленый"),
    ("Ма\u00adтематика", "математика"),
    ("1 \u2014 2", "1-2"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_what_looks_the_same_is_the_same(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("1-2", "12"), ("5А", "5Б"), ("204", "2-04"), ("Физика", "Физра"), ("D", "Д")]
)
def test_what_differs_stays_apart(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


@settings(derandomize=True, max_examples=100)
@given(st.text("АВСЕНКМОРТХУабё«» -1234", max_size=12))
def test_the_key_is_the_same_however_it_is_typed(name: str) -> None:
    latin = name.translate(str.maketrans("АВСЕНКМОРТХУ", "ABCEHKMOPTXY"))
    assert name_key(latin) == name_key(name) == name_key(f" {name.lower()} ")
    assert name_key(name_key(name)) == name_key(name)


def test_a_class_typed_on_the_other_layout() -> None:
    assert in_russian("5A") == in_russian("5a") == "5А"
