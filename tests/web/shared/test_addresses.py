"""Numbers in addresses and forms: one converter, one reader."""

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from letopis.web.shared.addresses import address, whole_number


@given(st.integers(min_value=0, max_value=10**18 - 1))
def test_what_a_row_may_have_is_read(number: int) -> None:
    assert whole_number(str(number)) == number


@given(st.integers(min_value=10**18) | st.integers(max_value=-1))
def test_what_no_row_has_is_none(number: int) -> None:
    assert whole_number(str(number)) is None


@pytest.mark.parametrize("text", ["", " 1", "1 ", "1\n", "٣", "１", "²", "1.0", "+1", "1_000", "0x1", "9" * 5000, "\0"])
def test_what_only_looks_like_a_number_is_none(text: str) -> None:
    assert whole_number(text) is None


@pytest.mark.parametrize("text", ["999999999999999999999", "1" + "0" * 30, "٣", "-1", "1.5"])
@pytest.mark.django_db
def test_an_address_with_another_number_does_not_exist(client: object, text: str) -> None:
    assert client.get(f"/journal/{text}/").status_code == 404  # type: ignore[attr-defined]
    assert client.get(f"/plans/courses/{text}/load/").status_code == 404  # type: ignore[attr-defined]


@given(st.integers(min_value=0, max_value=10**18 - 1))
def test_an_address_taken_apart_is_the_address(number: int) -> None:
    for name in ("journal", "journal_changes", "lesson", "lesson_data", "plan"):
        assert address(name, number) == reverse(name, args=[number])
