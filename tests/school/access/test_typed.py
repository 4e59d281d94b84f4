"""What fingers and phones make of a login and a password: undone where it is safe, named where it is not."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letopis.school.access import rules, typed

pytestmark = pytest.mark.req("ACC-01", "ACC-07")
LOGINS = st.from_regex(r"[a-z][a-z-]{0,20}(\.[a-z])?[0-9]{0,2}", fullmatch=True)
SLIPS = st.text(rules.ALPHABET, min_size=10, max_size=10).map(lambda text: f"{text[:5]}-{text[5:]}")
RUSSIAN = str.maketrans("qwertyuiop[]asdfghjkl;'zxcvbnm,.`", "йцукенгшщзхъфывапролджэячсмитьбюё")


def full_width(text: str) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text)


@pytest.mark.parametrize(
    "text",
    [
        "orlova.e",
        " Orlova.E ",
        "ORLOVA.E",
        "orlova. e",
        "orlova.e\u00a0",
        "\u200borlova.e",
        "ｏｒｌｏｖａ．ｅ",
        "щкдщмфюу",
        "ЩКДЩМФЮУ",
        "щкдщмф.у",
        "оrlоvа.е",
    ],
)
def test_a_login_is_known_however_it_was_typed(text: str):
    assert typed.login(text) == "orlova.e"


@pytest.mark.parametrize("dash", "‐‑‒–—―−")
def test_a_dash_made_long_by_a_phone_is_a_hyphen(dash: str):
    assert typed.login(f"sidorova{dash}kim.a") == "sidorova-kim.a"
    assert typed.of_slip(f"KD7MQ {dash} 3WXH9") == "kd7mq-3wxh9"


@given(LOGINS)
def test_every_login_of_the_product_is_left_as_it_is_and_survives_layout_case_width(login: str):
    assert typed.login(login) == login
    for damage in (login.upper(), login.translate(RUSSIAN), login.translate(RUSSIAN).upper(), full_width(login)):
        assert typed.login(f" {damage}\t") == login


@given(st.text(max_size=60))
def test_reading_twice_changes_nothing(text: str):
    once = typed.login(text)
    assert typed.login(once) == once or not re.fullmatch(r"[a-z0-9.-]*", once)
    assert typed.normal(typed.normal(text)) == typed.normal(text)
    slip = typed.of_slip(text)
    assert not slip or typed.of_slip(slip) == slip


@given(SLIPS)
def test_a_slip_survives_layout_case_dashes_and_spaces(slip: str):
    for damage in (
        slip,
        slip.upper(),
        slip.replace("-", ""),
        slip.replace("-", " — "),
        slip.translate(RUSSIAN),
        full_width(slip),
        f" {slip} ",
    ):
        assert typed.of_slip(damage) == slip


@pytest.mark.parametrize("text", ["", "kd7mq-3wxh", "kd7mq-3wxh90", "kd7mq-3wxh0", "дождь-стучит", "kd7mq-3wxhй"])
def test_what_is_no_slip_is_not_taken_for_one(text: str):
    assert typed.of_slip(text) == ""


def test_a_password_of_ones_own_is_never_mended():
    meant = [one for one in typed.candidates("Сирень–Цветёт ") if not one.of_slip]

    assert [one.password for one in meant] == ["Сирень–Цветёт "]


def test_composed_and_decomposed_letters_are_one_password():
    composed = "ёжик-йод-17"
    decomposed = unicodedata.normalize("NFD", composed)

    assert typed.normal(decomposed) == typed.normal(composed) == composed
    # Hashed before there was one form: as it was typed.
    assert typed.Candidate(decomposed) in typed.candidates(decomposed)


@given(st.text(max_size=40), st.text(max_size=40))
def test_how_many_readings_there_are_follows_from_the_text_alone(one: str, other: str):
    for text in (one, other):
        readings = typed.candidates(text)
        assert 1 <= len(readings) <= 3
        assert readings[0] == typed.Candidate(typed.normal(text))
        assert len({reading.password for reading in readings}) == len(readings)


@pytest.mark.parametrize(
    ("password", "names"),
    [
        ("сирень под окном", ["layout"]),
        ("QWERTY-17", ["caps"]),
        (" qwerty17", ["space"]),
        ("qwerty17 ", ["space"]),
        ("qwerty17\u00a0", ["space"]),
        ("qwe–rty", ["dash"]),
        ("СИРЕНЬ — ", ["layout", "caps", "space", "dash"]),
        ("kd7mq-3wxh0", ["slip"]),
        ("KD7MQ-3WX1L", ["caps", "slip"]),
        ("kd7mq-3wxh9", []),
        ("Lilac under a window", []),
        ("A1", []),
        ("", []),
    ],
)
def test_what_is_often_wrong_is_named(password: str, names: list[str]):
    assert typed.hints(password) == [typed.HINTS[name] for name in names]


@given(st.text(max_size=40))
def test_a_hint_never_repeats_the_password(password: str):
    assert set(typed.hints(password)) <= set(typed.HINTS.values())
