import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letopis.kernel.errors import Refused
from letopis.school.access import rules


@pytest.mark.parametrize(
    ("surname", "name", "login"),
    [
        ("Иванова", "Мария", "ivanova.m"),
        ("Щукина-Ёлкина", "Юлия", "shchukina-elkina.i"),
        ("Подъячев", "Игорь", "podieiachev.i"),
        ("Д’Арк", "Жанна", "dark.z"),
        ("Nguyen", "Van", "nguyen.v"),
        ("Ким", "", "kim"),
        ("李", "明", "user"),
    ],
)
def test_logins_are_read_by_their_owners(surname: str, name: str, login: str):
    assert rules.login_base(surname, name) == login


@given(st.text(max_size=90), st.text(max_size=90))
def test_a_login_is_always_short_plain_and_there(surname: str, name: str):
    assert re.fullmatch(r"[a-z0-9.-]{1,40}", rules.login_base(surname, name))


def test_a_taken_login_gets_a_number():
    assert rules.free_login("ivanova.m", {"ivanova.a"}) == "ivanova.m"
    assert rules.free_login("ivanova.m", {"ivanova.m", "ivanova.m2"}) == "ivanova.m3"


def test_passwords_are_readable_long_and_never_the_same():
    passwords = {rules.one_time_password() for _ in range(500)}

    assert len(passwords) == 500
    assert all(re.fullmatch(r"[a-hj-km-np-z2-9]{5}-[a-hj-km-np-z2-9]{5}", password) for password in passwords)


def test_a_reason_is_kept_whole_or_refused():
    assert rules.told(f"  {'ш' * 500} ", otherwise="Напишите почему.") == "ш" * 500
    for reason, message in (
        (" ", "Напишите почему."),
        ("ш" * 501, "Причина: 501 знаков, а можно 500. Сократите текст."),
    ):
        with pytest.raises(Refused) as refused:
            rules.told(reason, otherwise="Напишите почему.")
        assert (refused.value.message, refused.value.field) == (message, "reason")
