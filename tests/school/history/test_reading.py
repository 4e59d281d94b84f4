"""Moments as the databases give them, and as entries and snapshots have them."""

from datetime import UTC, datetime

import pytest

from letopis.school.history.canonical import utc_text
from letopis.school.history.reading import _iso, moment
from letopis.school.history.tracking import plain

pytestmark = pytest.mark.req("П1.2")

WHOLE, PART = datetime(2026, 11, 23, 7, 43, tzinfo=UTC), datetime(2026, 11, 23, 7, 43, 0, 50_000, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2026-11-23 07:43:00", WHOLE),
        ("2026-11-23 07:43:00+00", WHOLE),
        ("2026-11-23 07:43:00+00:00", WHOLE),
        ("2026-11-23 07:43:00.050000", PART),
        ("2026-11-23 07:43:00.05+00", PART),
    ],
)
def test_a_moment_of_either_database(text: str, meant: datetime):
    assert moment(text) == utc_text(meant)
    assert _iso(text) == plain(meant)


@pytest.mark.parametrize(
    "text", ["", "2026-11-23", "2026-11-23T07:43:00", "2026-11-23 07:43:00+03", "2026-11-23 07:43:00.1234567", "вчера"]
)
def test_what_the_program_has_not_written_stays_as_it_is(text: str):
    assert moment(text) == text
    assert _iso(text) == text
