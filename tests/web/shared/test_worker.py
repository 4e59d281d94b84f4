from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.db import DatabaseError, OperationalError, connection
from django.test import Client
from django.utils.timezone import now
from django_tasks_db.models import DBTaskResult

from letopis.school.common.actor import Actor
from letopis.school.common.beats import last_beat
from letopis.school.history.ledger import record
from letopis.school.history.models import Seal
from letopis.web.shared.worker import Clock, Schedule, beat, reap, run_through_locks, schedules
from tests.factories import make_room, make_school

pytestmark = pytest.mark.django_db


def make_task(*worker_ids: str) -> DBTaskResult:
    return DBTaskResult.objects.create(
        status="RUNNING",
        args_kwargs={"args": [], "kwargs": {}},
        task_path="none.such",
        worker_ids=list(worker_ids),
        backend_name="default",
        run_after=now(),
        exception_class_path="",
        traceback="",
    )


@pytest.mark.req("ACC-11")
def test_health_tells_of_database_and_worker(client: Client, moment: time_machine.Traveller):
    assert client.get("/health").json() == {"database": "ok", "worker": "absent"}

    beat("w1")
    assert client.get("/health").json() == {"database": "ok", "worker": "ok"}

    moment.shift(timedelta(minutes=2))
    response = client.get("/health")
    assert (response.status_code, response.json()["worker"]) == (200, "stale")
    assert "no-store" in response["Cache-Control"]


def test_health_fails_with_the_database(client: Client):
    def broken(*args: object) -> None:
        raise DatabaseError("gone")

    with connection.execute_wrapper(broken):
        response = client.get("/health")

    assert response.status_code == 503
    assert response.json() == {"database": "failed", "worker": "unknown"}


def test_tasks_of_a_dead_worker_go_back_to_the_queue_twice_then_fail():
    cache.clear()
    beat("alive")
    running, orphan, hopeless = make_task("alive"), make_task("dead"), make_task("dead", "dead", "dead")

    assert reap() == 2

    statuses = dict(DBTaskResult.objects.values_list("pk", "status"))
    assert statuses == {running.pk: "RUNNING", orphan.pk: "READY", hopeless.pk: "FAILED"}


def test_a_worker_is_given_up_after_two_minutes(moment: time_machine.Traveller):
    beat("w1")
    task = make_task("w1")
    moment.shift(timedelta(seconds=100))
    assert reap() == 0

    moment.shift(timedelta(seconds=30))
    assert reap() == 1
    task.refresh_from_db()
    assert task.status == "READY"


def test_schedules_run_when_due_and_survive_each_other(caplog: pytest.LogCaptureFixture):
    ran: list[str] = []

    def failing() -> None:
        raise ValueError("broken")

    clock = Clock(
        [
            Schedule("bad", 10, failing),
            Schedule("often", 10, lambda: ran.append("often")),
            Schedule("rare", 60, lambda: ran.append("rare")),
        ]
    )

    assert clock.tick(1000.0) == ["bad", "often", "rare"]
    assert clock.tick(1005.0) == []
    assert clock.tick(1010.0) == ["bad", "often"]
    assert ran == ["often", "rare", "often"]
    assert "Schedule bad failed" in caplog.text


@pytest.mark.req("JRN-10")
def test_the_worker_seals_the_ledger_each_minute():
    school = make_school()
    record(Actor.system(school.pk), make_room(school), "create")
    plan = {schedule.name: schedule for schedule in schedules("w1")}

    Clock(list(plan.values())).tick(0.0)

    assert plan["seal"].every == 60
    assert Seal.objects.get().size == 1
    assert last_beat() == now()


def test_the_worker_outlives_a_base_locked_by_a_long_write():
    answers = [OperationalError("database is locked"), OperationalError("database is locked"), None]

    def work() -> None:
        if answer := answers.pop(0):
            raise answer

    run_through_locks(work)

    assert answers == []


def test_the_worker_does_not_hide_another_failure_of_the_database():
    def work() -> None:
        raise OperationalError("disk I/O error")

    with pytest.raises(OperationalError, match="disk"):
        run_through_locks(work)
