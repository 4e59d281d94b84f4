"""How work beside the request begins, lives and ends, whatever it is of."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from time_machine import Traveller

from letopis.documents.carriers.models import Run
from letopis.documents.journal_paper.models import PrintRun
from letopis.documents.runs import lifecycle
from letopis.documents.runs.models import BackgroundRun, RunState
from letopis.kernel.clock import now
from letopis.kernel.errors import NotVisible, Refused
from letopis.school.organisation.models import School
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.req("ARC-02", "ARC-05")]
Begin = Callable[[], BackgroundRun]


@pytest.fixture(params=[Run, PrintRun])
def begin(request: pytest.FixtureRequest, school: School) -> Begin:
    """Claims a run of the kind."""
    year = make.year_of(school)

    def claimed() -> BackgroundRun:
        of = {"kind": "check", "how": "button"} if request.param is Run else {"year": year}
        run: BackgroundRun = request.param(school=school, created_at=now(), beat_at=now(), **of)
        lifecycle.claim(run)
        return run

    return claimed


def test_one_at_a_time_until_it_is_stopped_or_has_died(begin: Begin, moment: Traveller) -> None:
    first = begin()
    with pytest.raises(Refused) as busy:
        begin()
    assert busy.value.message == first.words.busy
    lifecycle.stop(first)
    assert (first.state, first.is_broken_off, first.finished_at) == (RunState.STOPPED, True, now())
    with pytest.raises(Refused) as over:
        lifecycle.stop(first)
    assert over.value.message == first.words.over
    second = begin()
    moment.shift(second.silence)
    assert lifecycle.revived(second).is_running
    moment.shift(timedelta(seconds=1))
    begin()
    second.refresh_from_db()
    assert (second.state, second.message) == (RunState.FAILED, second.words.broken)


def test_a_sign_of_life_keeps_it_and_tells_it_to_stop(begin: Begin, moment: Traveller) -> None:
    run = begin()
    moment.shift(run.silence)
    lifecycle.note(run, stage="7А")
    moment.shift(run.silence)
    assert lifecycle.revived(run).is_running
    lifecycle.stop(run)
    with lifecycle.ending(run):
        lifecycle.note(run, stage="7Б")
        raise AssertionError("it goes on after it was stopped")
    run.refresh_from_db()
    assert (run.state, run.stage) == (RunState.STOPPED, "")


@pytest.mark.parametrize("raised", [Refused("Нет места.", code="x"), NotVisible(), ZeroDivisionError()])
def test_whatever_happens_it_says_how_it_ended(begin: Begin, raised: Exception) -> None:
    run = begin()
    try:
        with lifecycle.ending(run):
            raise raised
    except ZeroDivisionError:
        assert isinstance(raised, ZeroDivisionError)
    said = {Refused: "Нет места.", NotVisible: run.words.unseen, ZeroDivisionError: run.words.fault}[type(raised)]
    assert (run.state, run.message) == (RunState.FAILED, said)


def test_what_was_stopped_is_ended_by_nobody_else(begin: Begin) -> None:
    run = begin()
    lifecycle.stop(run)
    lifecycle.end(run, RunState.DONE, "Готово.")
    lifecycle.lose(run)
    assert (run.state, run.message) == (RunState.STOPPED, "")
