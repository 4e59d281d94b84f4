"""Operations that are none: each is refused whole, with which operation, which field, and what is wrong."""

import json
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import FieldInfo, fields

from letopis.school.history.models import Entry
from letopis.school.sync.models import AppliedOperation
from letopis.school.sync.reading import known_kinds
from letopis.school.sync.wire import Operation
from tests import factories as make
from tests.school.journal.scene import scene

pytestmark = [pytest.mark.django_db, pytest.mark.req("JRN-10")]
KINDS = known_kinds()
GOOD: dict[str, dict[str, Any]] = {
    "mark": {"student_id": 1, "work_id": 1, "value": "5"},
    "absence": {"student_id": 1, "lesson_id": 1, "code": "Н"},
    "work": {"lesson_id": 1, "kind_id": 1, "weight": "1,5"},
    "attendance": {"lesson_id": 1},
    "topic": {"lesson_id": 1, "topic": "Степень"},
    "period_mark": {"student_id": 1, "course_id": 1, "period": "year", "value": "5"},
    "homework": {"lesson_id": 1, "text": "§ 1", "due_on": ""},
}
TEXT, NUMBER, TRUTH, OTHERS = "text", 5, True, [None, {}, [5], [], {"a": 1}]
# Values that a field of a type does not take.
WRONG: dict[str, list[Any]] = {
    "str": [NUMBER, TRUTH, *OTHERS],
    "int": [TEXT, "5", TRUTH, 1.5, -1, 2**63, *OTHERS],
    "bool": [TEXT, NUMBER, 0, *OTHERS],
    "UUID": [TEXT, NUMBER, TRUTH, "6f4d1a52", *OTHERS],
    "Moment": [TEXT, NUMBER, TRUTH, "2026-11-23", "2026-11-23T10:00:00", *OTHERS[1:]],
    "date": [TEXT, NUMBER, TRUTH, "2026-02-30", "2026-11-23T10:00:00", *OTHERS[1:]],
    "Decimal": [TEXT, TRUTH, "NaN", "Infinity", *OTHERS[1:]],
    "tuple": [TEXT, NUMBER, TRUTH, ["5"], [-1], [None], {"a": 1}, None],
}

SEARCH = settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)


def operation(kind: str, **more: Any) -> dict[str, Any]:
    return {"op_id": str(uuid4()), "kind": kind, **GOOD[kind], **more}


def type_of(field: FieldInfo) -> tuple[str, bool]:
    """The name of a field's type and whether it may be null."""
    name = str(field.type).replace("datetime.datetime", "Moment").replace("datetime.date", "date")
    found = next(one for one in ("UUID", "Decimal", "tuple", "Moment", "date", "bool", "int", "str") if one in name)
    return found, "None" in name or "Optional" in name


def send(client: Client, *operations: Any) -> tuple[int, list[dict[str, Any]]]:
    response = client.post("/journal/operations", json.dumps({"operations": operations}), "application/json")
    return response.status_code, response.json().get("problems", [])


def fields_of(kind: str) -> list[FieldInfo]:
    return list(fields(KINDS[kind]))


@pytest.fixture
def client() -> Client:
    return make.sign_in(Client(), scene().teacher)


@pytest.mark.parametrize("kind", KINDS)
def test_a_good_operation_is_read(client: Client, kind: str) -> None:
    assert send(client, operation(kind))[0] == 200
    assert send(client, operation(kind, of_a_newer_page=[1, {}], flag=True))[0] == 200


@pytest.mark.parametrize("tag", ["", "marks", "Mark", "conflict", None, 5, ["mark"], {"a": 1}])
def test_an_unknown_tag_is_named(client: Client, tag: Any) -> None:
    status, problems = send(client, operation("topic"), {**operation("mark"), "kind": tag})
    assert (status, [(one["index"], one["field"]) for one in problems]) == (400, [(1, "kind")])
    assert "mark" in problems[0]["message"]


@SEARCH
@given(data=st.data())
def test_a_value_of_another_type_is_named_and_nothing_is_applied(client: Client, data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(list(KINDS)))
    field = data.draw(st.sampled_from(fields_of(kind)))
    name, may_be_null = type_of(field)
    value = data.draw(st.sampled_from([one for one in WRONG[name] if not (may_be_null and one is None)]))
    wrong = {**operation(kind), field.encode_name: value}
    status, problems = send(client, operation("attendance"), wrong, operation(kind))

    assert status == 400
    assert [(one["index"], one["field"]) for one in problems] == [(1, field.encode_name)]
    assert problems[0]["message"].startswith("значение не подходит: нужно ")
    assert not problems[0]["message"].endswith("другое"), "what the field takes is said"
    assert not AppliedOperation.objects.exists()
    assert not Entry.objects.exists()


@SEARCH
@given(data=st.data())
def test_the_fields_of_another_kind_are_named(client: Client, data: st.DataObject) -> None:
    kind, other = (data.draw(st.sampled_from(list(KINDS))) for _ in range(2))
    own = {field.encode_name for field in fields_of(kind)}
    foreign = sorted({field.encode_name for field in fields_of(other)} - own)
    status, problems = send(client, {**operation(kind), **dict.fromkeys(foreign, 1)})
    assert status == (400 if foreign else 200)
    assert [(one["index"], one["field"]) for one in problems] == [(0, name) for name in foreign]
    assert all("другой операции" in one["message"] for one in problems)


@pytest.mark.parametrize("kind", KINDS)
def test_everything_that_is_missing_is_named_at_once(client: Client, kind: str) -> None:
    required = [field.encode_name for field in fields_of(kind) if field.required]
    status, problems = send(client, {"kind": kind})
    assert (status, [one["field"] for one in problems]) == (400, required)
    assert {one["message"] for one in problems} == {"поле обязательно"}


def test_a_mark_is_put_at_a_work_or_at_a_lesson(client: Client) -> None:
    for more in ({"work_id": None}, {"lesson_id": 1}):
        status, problems = send(client, operation("mark", **more))
        assert (status, [one["field"] for one in problems]) == (400, ["work_id"])


def test_every_kind_says_what_it_is_called() -> None:
    assert all(kind.label for kind in KINDS.values())
    assert len({kind.label for kind in KINDS.values()}) == len(KINDS)
    assert Operation not in KINDS.values()
