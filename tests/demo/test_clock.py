"""LETOPIS_NOW: the showroom's clock may start elsewhere, a school's never."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import time_machine

from letopis.kernel import clock

THEN = "2026-12-18T10:43:00+03:00"


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("LETOPIS_NOW", THEN)
    clock._shift.cache_clear()
    yield
    clock._shift.cache_clear()


def test_the_showroom_clock_starts_there_and_runs_on(settings: object, moment: time_machine.Traveller) -> None:
    settings.DEMO = True  # type: ignore[attr-defined]
    assert clock.now() == datetime.fromisoformat(THEN)
    moment.shift(90)
    assert clock.now() == datetime.fromisoformat(THEN) + timedelta(seconds=90)


def test_outside_the_showroom_the_clock_is_the_clock(settings: object) -> None:
    settings.DEMO = False  # type: ignore[attr-defined]
    assert clock.now() == datetime.fromisoformat("2026-11-23T10:43:00+03:00")
