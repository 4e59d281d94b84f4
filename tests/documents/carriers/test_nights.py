"""At night: gone and damaged copies are found, each is read whole in its time, and a night is no longer than it is."""

import random
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django_tasks_db.models import DBTaskResult
from time_machine import Traveller

from letopis.documents.carriers import copying, nights
from letopis.documents.carriers.models import Check, Copy, Run
from letopis.documents.carriers.rules import Condition, Held, Terms, condition, good_places, troubles
from letopis.kernel.clock import now
from tests.documents.carriers.scene import BUTTON, archive, carrier, flip
from tests.documents.carriers.test_copies import TABLE

pytestmark = [pytest.mark.django_db, pytest.mark.req("ARC-06")]
NIGHT = 24 * 3600
TERMS = Terms(30, 183)


def test_the_nights_of_a_month(tmp_path: Path, settings: Any, moment: Traveller) -> None:
    found = archive(tmp_path, settings, copies=2)
    carrier(found, "Диск у завхоза", kind="offline")
    written = Check.objects.count()

    def night() -> str:
        moment.shift(NIGHT)
        nights.look_through.call(found.school.pk)
        return str(Run.objects.filter(how="schedule").latest("pk").message)

    assert night() == "Все копии на месте: 2."
    nights.look_through.call(found.school.pk)
    assert Run.objects.filter(how="schedule").count() == 1, "once a night"
    assert Check.objects.count() == written, "a glance is no check"
    # As long as it was, and altered: found when its turn comes, well before its time is up.
    flip(found.file(0), TABLE, random.Random(7))
    told = [night() for _ in range(24)]
    assert [one for one in told if "повреждена: 1" in one], told
    assert found.copy(0).state == "damaged"
    assert found.copy(1).checked_at > found.copy(1).written_at
    # Gone, and pulled out: the first night says it.
    found.file(1).unlink()
    assert night() == "Проверено копий: 1. Пропала: 1."
    away = tmp_path / "away"
    found.folders[0].rename(away)
    assert "носитель не подключён: 1" in night().lower()
    checks = Check.objects.count()
    assert night() == "Все копии на месте: 2." or "не подключён" in night().lower()
    assert Check.objects.count() == checks, "told once"
    away.rename(found.folders[0])
    assert "Повреждена: 1" in night(), "what was away is read whole"


def test_a_night_has_its_hours(tmp_path: Path, settings: Any, moment: Traveller) -> None:
    found = archive(tmp_path, settings, copies=2)
    moment.shift(29 * NIGHT)
    settings.CARRIERS = {**settings.CARRIERS, "hours": -1}  # the clock of a test stands still
    nights.look_through.call(found.school.pk)
    run = Run.objects.latest("pk")
    assert (run.state, "Не успели: 2, они первые" in run.message) == ("done", True)
    settings.CARRIERS = {**settings.CARRIERS, "hours": 1}
    moment.shift(NIGHT)
    nights.look_through.call(found.school.pk)
    assert Copy.objects.filter(checked_at__gte=now()).count() == 2


def test_the_worker_is_given_what_is_due(tmp_path: Path, settings: Any, moment: Traveller) -> None:
    found = archive(tmp_path, settings)
    nights.begin_due()
    assert nights._due() == [], "no copies, nothing to look through"
    copying.write_copy(found.actor, BUTTON, package_id=found.package.pk, carrier_id=found.carriers[0].pk)
    assert nights._due() == [found.school.pk]
    nights.begin_due()
    nights.begin_due()
    assert DBTaskResult.objects.filter(task_path=nights.look_through.module_path).count() == 1
    Run.objects.create(school=found.school, kind="copy", how="button", created_at=now(), beat_at=now())
    nights.look_through.call(found.school.pk)
    assert not Run.objects.filter(how="schedule").exists(), "while something else is at work it waits"


def held(**more: Any) -> Held:
    return Held(**{"carrier": "Диск", "place": "Сейф", "kind": "folder", "state": "whole", "checked_at": now(), **more})


def test_places_are_told_apart_as_people_do() -> None:
    assert good_places([held(), held(place="сейф ")]) == 1
    assert good_places([held(), held(place="Архив")]) == 2
    assert good_places([held(), held(place="Архив", state="damaged")]) == 1
    assert [one.rank for one in troubles("x", [held(), held(place="Архив")], now(), TERMS)] == []
    assert condition(held(away_since=now()), now(), TERMS) == Condition.UNREACHABLE


@pytest.mark.parametrize(("kind", "days"), [("folder", 30), ("disk", 30), ("store", 30), ("offline", 183)])
def test_each_kind_of_carrier_has_its_term(kind: str, days: int) -> None:
    read = held(kind=kind)
    assert condition(read, read.checked_at + timedelta(days=days), TERMS) == Condition.WHOLE
    assert condition(read, read.checked_at + timedelta(days=days, seconds=1), TERMS) == Condition.OVERDUE
    (told,) = troubles(
        "x",
        [read, held(place="Архив", checked_at=now() + timedelta(days=900))],
        now() + timedelta(days=days + 1),
        TERMS,
    )
    assert told.text.endswith(f"положено раз в {days} дн.")


@pytest.mark.parametrize(
    ("kind", "nights_away", "is_grave"), [("disk", 20, False), ("folder", 1, False), ("store", 4, True)]
)
def test_a_carrier_that_is_away_is_grave_after_some_nights(kind: str, nights_away: int, is_grave: bool) -> None:
    away = held(kind=kind, away_since=now() - timedelta(days=nights_away))
    (told,) = troubles("x", [away, held(place="Архив")], now(), TERMS)
    assert told.is_grave is is_grave
