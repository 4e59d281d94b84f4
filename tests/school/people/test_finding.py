"""What is typed into «Найти»: the other keyboard, telephones, classes; as plain values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letopis.kernel.text import search_key
from letopis.school.people.finding import WORDS, Word, class_key, means_class, words_sought

pytestmark = pytest.mark.req("CON-01")

RUSSIAN, LATIN = "йцукенгшщзхъфывапролджэячсмитьбюё", "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"


@given(st.lists(st.text(RUSSIAN, min_size=2, max_size=9), min_size=1, max_size=WORDS))
def test_whatever_is_typed_with_the_other_keyboard_on_is_meant_as_well(words: list[str]):
    typed = [word.translate(str.maketrans(RUSSIAN, LATIN)) for word in words]
    found = words_sought(" ".join(typed))
    # Without a single Latin letter nothing says that the keyboard was the other one.
    if any(sign.isalpha() for word in typed for sign in word):
        assert all(search_key(word) in one.texts for word, one in zip(words, found, strict=True))


@given(st.text(max_size=200))
def test_nothing_typed_breaks_it(text: str):
    assert len(words_sought(text)) <= WORDS
    assert all(text for word in words_sought(text) for text in word.texts)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("bdfyjd", [("bdfyjd", "иванов")]),
        ("Королёва, А. И.", [("королева",), ("а",), ("и",)]),
        ("", []),
        ("  . , ", []),
    ],
)
def test_words(typed, words):
    assert [one.texts[: len(wanted)] for one, wanted in zip(words_sought(typed), words, strict=True)] == words


@pytest.mark.parametrize(
    ("typed", "digits"),
    [("8 (900) 123-45-67", "9001234567"), ("+7900 123", "900123"), ("1234", "1234"), ("45-67", "4567"), ("7", "")],
)
def test_a_telephone_as_people_write_it(typed, digits):
    assert [word.digits for word in words_sought(typed)] == [digits]


def test_digits_beside_a_name():
    assert [word.digits for word in words_sought("иванова 89001234567")] == ["", "9001234567"]


@pytest.mark.parametrize("typed", ["7", "7а", "7А", "7a", "7f"])
def test_a_class_by_its_beginning_in_either_alphabet(typed):
    assert means_class(words_sought(typed)[0], class_key("7А"))
    assert not means_class(words_sought(typed)[0], class_key("10А"))


def test_a_group_of_a_college():
    assert means_class(Word(("ис-2",)), class_key("ИС-21"))
