import signal
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.db import DatabaseError, OperationalError, connection
from django.test import Client
from django.utils.timezone import now
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from letopis.kernel.actor import Actor
from letopis.kernel.beats import last_beat
from letopis.school.history.ledger import record
from letopis.school.history.models import Checkpoint
from letopis.web.shared.worker import Clock, Queue, Schedule, beat, note_stop, reap, run_through_locks, schedules
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


def test_a_task_that_killed_its_worker_is_not_tried_again():
    cache.clear()
    beat("alive")
    running, orphan = make_task("alive"), make_task("dead")

    assert reap() == 1

    statuses = dict(DBTaskResult.objects.values_list("pk", "status"))
    assert statuses == {running.pk: "RUNNING", orphan.pk: "FAILED"}
    assert reap() == 0


def test_a_task_whose_worker_was_told_to_stop_goes_back_to_the_queue_twice():
    cache.clear()
    note_stop("told")
    broken_off, hopeless = make_task("told"), make_task("told", "told", "told")

    assert reap() == 2

    statuses = dict(DBTaskResult.objects.values_list("pk", "status"))
    assert statuses == {broken_off.pk: "READY", hopeless.pk: "FAILED"}


def test_a_worker_is_given_up_after_two_minutes(moment: time_machine.Traveller):
    beat("w1")
    task = make_task("w1")
    moment.shift(timedelta(seconds=100))
    assert reap() == 0

    moment.shift(timedelta(seconds=30))
    assert reap() == 1
    task.refresh_from_db()
    assert task.status == "FAILED"


QUEUES: list[Queue] = []


@task()
def stopped_in_the_middle(signals: int) -> None:
    for _ in range(signals):
        QUEUES[0].shutdown(signal.SIGTERM, None)


def make_queue() -> Queue:
    return Queue(
        queue_names=["*"],
        interval=1,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id="w1",
        excluded_queue_names=[],
    )


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("signals", "status"), [(1, "SUCCESSFUL"), (2, "READY")])
def test_the_first_signal_lets_a_task_end_the_second_gives_it_back(signals: int, status: str):
    queue = make_queue()
    QUEUES[:] = [queue]
    result = stopped_in_the_middle.enqueue(signals)
    kept = (signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGQUIT))
    try:
        queue.run()
    finally:
        for number, handler in zip((signal.SIGTERM, signal.SIGINT, signal.SIGQUIT), kept, strict=True):
            signal.signal(number, handler)
    assert DBTaskResult.objects.get(pk=result.id).status == status


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
def test_the_worker_signs_the_ledger_each_minute():
    school = make_school()
    record(Actor.system(school.pk), make_room(school), "create")
    plan = {schedule.name: schedule for schedule in schedules("w1")}

    Clock(list(plan.values())).tick(0.0)

    assert plan["checkpoint"].every == 60
    assert Checkpoint.objects.get().size == 2
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
