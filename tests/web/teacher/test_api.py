"""The journal's protocol over HTTP."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import orjson
import pytest
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from letopis.kernel.roles import Role
from letopis.school.marks.models import Mark
from tests import factories as make
from tests.school.journal.scene import TURN, Scene, scene

pytestmark = pytest.mark.django_db
URL = "/journal/operations"


def send(client: Client, *operations: dict[str, Any]) -> HttpResponse:
    return client.post(URL, orjson.dumps({"operations": operations}), content_type="application/json")  # type: ignore[return-value]


def raw_mark(s: Scene, student: int = 0, **more: Any) -> dict[str, Any]:
    operation = {"op_id": str(uuid4()), "kind": "mark", "work_id": s.work.pk, "student_id": s.students[student].pk}
    return {**operation, "value": "5", "second": "", "base_version": 0, **more}


@pytest.fixture
def s() -> Scene:
    return scene()


def test_operations_are_answered_in_order(s: Scene, client: Client) -> None:
    make.sign_in(client, s.teacher)
    response = send(client, raw_mark(s), raw_mark(s, 1, value="7"), raw_mark(s, 2, value="2"))

    document = orjson.loads(response.content)
    assert response.status_code == 200
    assert [a["status"] for a in document["answers"]] == ["applied", "refused", "applied"]
    assert document["cursor"] > 0
    assert "no-store" in response["Cache-Control"]


def test_strangers_get_401_as_json_and_csrf_is_enforced(s: Scene, client: Client) -> None:
    response = send(client, raw_mark(s))
    assert (response.status_code, response["Content-Type"]) == (401, "application/json")
    assert client.get(f"/journal/{s.course.pk}/grid.json").status_code == 401
    strict = make.sign_in(Client(enforce_csrf_checks=True), s.teacher)
    assert send(strict, raw_mark(s)).status_code == 403
    assert not Mark.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"operations": 5}',
        b'{"operations": [5]}',
        b'{"operations": [{"kind": "mark"}]}',
        b'{"operations": [{"kind": ["mark"]}]}',
        b'{"operations": [{"kind": "mark", "op_id": "x", "student_id": 1, "work_id": 1}]}',
        b'{"operations": [{"kind": "attendance", "op_id": "6f4d1a523a2c4a0e8d1f0d6c2f9f1b11", "lesson_id": -1}]}',
        b'{"operations": [{"kind": "attendance", "op_id": "6f4d1a523a2c4a0e8d1f0d6c2f9f1b11", "lesson_id": 1e400}]}',
        b'{"operations": [{"kind": "attendance", "op_id": "6f4d1a523a2c4a0e8d1f0d6c2f9f1b11", "lesson_id": '
        b"9223372036854775808}]}",
        b'{"operations": [{"kind": "attendance", "op_id": "6f4d1a523a2c4a0e8d1f0d6c2f9f1b11", "lesson_id": true}]}',
        b"\xff\xfe",
    ],
)
def test_what_is_not_a_list_of_operations_is_400(s: Scene, client: Client, body: bytes) -> None:
    make.sign_in(client, s.teacher)
    response = client.post(URL, body, content_type="application/json")
    assert response.status_code == 400
    assert orjson.loads(response.content)["message"]


def test_problems_name_the_operation_and_the_field(s: Scene, client: Client) -> None:
    make.sign_in(client, s.teacher)
    response = send(client, raw_mark(s), raw_mark(s, value=5), raw_mark(s, work_id=None))
    problems = orjson.loads(response.content)["problems"]
    assert [(p["index"], p["field"]) for p in problems] == [(1, "value"), (2, "work_id")]
    assert not Mark.objects.exists()


def test_too_many_operations_and_too_long_a_body(s: Scene, client: Client) -> None:
    make.sign_in(client, s.teacher)
    assert send(client, *[raw_mark(s) for _ in range(201)]).status_code == 400
    assert send(client, raw_mark(s, comment="ы" * 600_000)).status_code == 413
    assert send(client).status_code == 200


@pytest.mark.parametrize("size", [1, 3, 30])
def test_put_marks_within_the_budget(
    size: int, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    s = scene(students=size)
    make.sign_in(client, s.teacher)
    with django_assert_num_queries(7 + 2 + TURN):  # and the savepoint of the test's own transaction
        response = send(client, *(raw_mark(s, n) for n in range(size)))
    assert {a["status"] for a in orjson.loads(response.content)["answers"]} == {"applied"}


@pytest.mark.req("ACC-03")
def test_pages_of_others_are_404(s: Scene, client: Client) -> None:
    paths = [
        f"/journal/{s.course.pk}/grid.json",
        f"/journal/{s.course.pk}/changes?since=0",
        f"/journal/{s.course.pk}/story?work={s.work.pk}&student={s.student.pk}",
        f"/journal/{s.course.pk}/story?lesson={s.lesson.pk}&student={s.student.pk}",
    ]
    stranger = make.make_staff(s.school)
    make.make_course(s.class_group, "Химия", teacher=stranger)

    def statuses(card: Any) -> set[int]:
        return {make.sign_in(Client(), card).get(path).status_code for path in paths}

    for card in (s.teacher, s.tutor, make.make_officer(s.school, Role.DEPUTY)):
        assert statuses(card) == {200}
    for card in (stranger, make.make_officer(s.school), s.student, make.make_guardian(s.student)):
        assert statuses(card) == {404}


def test_a_form_is_not_a_list_of_operations(s: Scene, client: Client) -> None:
    make.sign_in(client, s.teacher)
    assert client.post(URL, {"operations": "[]"}).status_code == 400


@pytest.mark.parametrize("query", ["", "?since=x", "?since=-1", "?since=99999999999999999999", "?since=٣"])
def test_odd_cursors_are_404(s: Scene, client: Client, query: str) -> None:
    make.sign_in(client, s.teacher)
    assert client.get(f"/journal/{s.course.pk}/changes{query}").status_code == 404
    assert client.get("/journal/99999999999999999999/grid.json").status_code == 404


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("size", [1, 30])
def test_statements_of_a_real_transaction(size: int, client: Client) -> None:
    s = scene(students=size)
    make.sign_in(client, s.teacher)
    with CaptureQueriesContext(connection) as seen:
        send(client, *(raw_mark(s, n) for n in range(size)))
    statements = [query["sql"].removeprefix(f"{size} times: ").split()[0] for query in seen.captured_queries]
    assert statements == ["SELECT", "BEGIN"] + ["SELECT"] * (3 + TURN) + ["INSERT"] * 3 + ["COMMIT"]


def test_a_busy_database_asks_to_send_the_same_again(s: Scene, client: Client) -> None:
    """A large load holds SQLite's one lock: 503, nothing is lost, the queue of the browser repeats."""
    make.sign_in(client, s.teacher)
    operation = raw_mark(s)

    def locked(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if sql.startswith("INSERT INTO") and Mark._meta.db_table in sql:
            raise OperationalError("database is locked")
        return execute(sql, *rest)

    with connection.execute_wrapper(locked):
        response = send(client, operation)
    assert (response.status_code, response["Retry-After"]) == (503, "3")
    assert "Введённое сохранится" in orjson.loads(response.content)["message"]

    assert orjson.loads(send(client, operation).content)["answers"][0]["status"] == "applied"
    assert Mark.objects.count() == 1


def test_another_trouble_of_the_database_is_not_called_busy(s: Scene, client: Client) -> None:
    make.sign_in(client, s.teacher)

    def broken(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if sql.startswith("INSERT INTO") and Mark._meta.db_table in sql:
            raise OperationalError("disk I/O error")
        return execute(sql, *rest)

    with connection.execute_wrapper(broken), pytest.raises(OperationalError, match="disk"):
        send(client, raw_mark(s))
