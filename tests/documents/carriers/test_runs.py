"""One thing at a time in a school: two that begin at once, what was stopped, what has died."""

import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from time_machine import Traveller

from letopis.documents.carriers import jobs
from letopis.documents.carriers.enums import How, RunKind
from letopis.documents.carriers.models import Copy, Run
from letopis.documents.carriers.runs import claim, performing
from letopis.documents.runs.models import RunState
from letopis.kernel.actor import Actor
from letopis.kernel.clock import in_zone
from letopis.kernel.errors import Refused
from tests.documents.carriers.scene import archive
from tests.documents.carriers.test_copies import left_in

pytestmark = [pytest.mark.req("ARC-05")]


@pytest.mark.django_db(transaction=True)
def test_of_two_that_begin_at_once_one_does(school: Any) -> None:
    actor, together, won, lost = Actor.system(school.pk), threading.Barrier(4), [], []

    def begin() -> None:
        try:
            with in_zone("Europe/Moscow"):
                together.wait(timeout=120)
                won.append(claim(actor, RunKind.CHECK, How.BUTTON, about="", asked={}))
        except Refused as refused:
            lost.append(refused.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=begin) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert (len(won), lost) == (1, ["running"] * 3)
    assert Run.objects.filter(state=RunState.RUNNING).count() == 1


@pytest.mark.django_db
def test_what_was_stopped_amid_writing_leaves_nothing(tmp_path: Path, settings: Any) -> None:
    found = archive(tmp_path, settings)
    run = claim(found.actor, RunKind.COPY, How.BUTTON, about="x", asked={})

    def begun(stage: str, percent: int) -> None:
        if stage == "читается записанное":
            jobs.stop(found.actor, run.pk)
        progress(stage, percent)

    asked = {"package": found.package.pk, "carrier": found.carriers[0].pk}
    with performing(run) as progress:
        jobs._copy(found.actor, run, asked, begun)
    run.refresh_from_db()
    assert (run.state, Copy.objects.count(), left_in(found.folders[0])) == (RunState.STOPPED, 0, [])
    with pytest.raises(Refused, match="уже закончилось"):
        jobs.stop(found.actor, run.pk)


@pytest.mark.django_db
def test_what_has_died_makes_room(school: Any, moment: Traveller) -> None:
    actor = Actor.system(school.pk)
    dead = claim(actor, RunKind.CHECK, How.BUTTON, about="x", asked={})
    moment.shift(Run.silence + timedelta(seconds=1))
    claim(actor, RunKind.CHECK, How.BUTTON, about="x", asked={})
    dead.refresh_from_db()
    assert (dead.state, "Оборвалось" in dead.message) == (RunState.FAILED, True)
    live = Run.objects.get(state=RunState.RUNNING)
    jobs.end_lost(path=jobs.carry_out.module_path, args=[live.pk, {}])
    live.refresh_from_db()
    assert live.state == RunState.FAILED
    with pytest.raises(ZeroDivisionError), performing(claim(actor, RunKind.CHECK, How.BUTTON, about="x", asked={})):
        raise ZeroDivisionError
    assert "Ошибка программы" in Run.objects.latest("pk").message
