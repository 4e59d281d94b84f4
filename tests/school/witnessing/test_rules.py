"""When a witness is asked, and where it may be."""

from datetime import UTC, datetime, timedelta

import pytest

from letopis.school.witnessing.rules import AFRESH, clean_address, is_due, wait_after

NOW = datetime(2026, 11, 23, 7, 43, tzinfo=UTC)


def test_it_waits_longer_after_each_failure_and_never_long():
    assert [wait_after(failures).total_seconds() / 60 for failures in (0, 1, 2, 3, 4, 5, 9, 10**9)] == [
        *(0, 1, 2, 4, 8, 15, 15, 15)
    ]


def test_it_is_asked_when_there_is_something_new_or_a_day_has_passed():
    def due(**more: object) -> bool:
        kept = {"asked_at": NOW - timedelta(minutes=2), "answered_at": NOW - timedelta(minutes=2), "failures": 0}
        return is_due(NOW, **{**kept, "is_cosigned": True, **more})

    assert not due()
    assert due(is_cosigned=False)
    assert due(answered_at=NOW - AFRESH)
    assert due(answered_at=None)
    assert not due(is_cosigned=False, failures=3)
    assert due(failures=2)
    # The clock was set back: neither waits for a day that is over.
    assert due(is_cosigned=False, failures=3, asked_at=NOW + timedelta(days=1))
    assert due(answered_at=NOW + timedelta(days=1))


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("https://dnevnik.school17.ru/witness/abc/", "https://dnevnik.school17.ru/witness/abc"),
        (" https://10.0.0.5:8443/w ", "https://10.0.0.5:8443/w"),
        ("http://192.168.1.10:8000/witness/abc", "http://192.168.1.10:8000/witness/abc"),
        ("http://127.0.0.1:8202", "http://127.0.0.1:8202"),
        ("http://[::1]:8202/w", "http://[::1]:8202/w"),
        ("http://localhost/w", "http://localhost/w"),
    ],
)
def test_https_or_the_own_network(typed, address):
    assert clean_address(typed) == address


@pytest.mark.parametrize(
    "typed",
    [
        *("", "abc", "ftp://a.ru", "http://dnevnik.school17.ru/w", "http://8.8.8.8/w", "https://", "https://a b.ru"),
        *("https://user@a.ru/w", "https://a.ru/w?x=1", "https://a.ru/w#x", "https://a.ru:0/w", "https://a.ru:99999"),
        *("https://a.ru/\r\nX: y", "https://школа.рф/w", "file:///etc/passwd", "https://a.ru/" + "w" * 300),
        "http://127.0.0.1.evil.ru/w",
    ],
)
def test_no_other_address(typed):
    with pytest.raises(ValueError, match=r".*"):
        clean_address(typed)
