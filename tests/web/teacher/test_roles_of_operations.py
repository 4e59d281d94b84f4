"""What was typed is done in the role it was typed in, as long as the account holds it, and under nobody else's name."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import orjson
import pytest
from django.http import HttpResponse
from django.test import Client

from letopis.kernel.roles import Role
from letopis.school.curriculum.models import CourseTeacher
from letopis.school.history.models import Entry
from letopis.school.marks.models import Mark
from tests import factories as make
from tests.factories import TODAY
from tests.school.journal.scene import Scene, scene

pytestmark = [pytest.mark.django_db, pytest.mark.req("JRN-01", "JRN-10", "ACC-09")]


@pytest.fixture
def s() -> Scene:
    """The teacher of the course is a deputy too, and starts as one."""
    found = scene()
    make.make_account(found.teacher.person, Role.DEPUTY)
    return found


def typed(s: Scene, **more: Any) -> dict[str, Any]:
    aim = {"work_id": s.work.pk, "student_id": s.students[0].pk, "value": "5", "base_version": 0}
    return {"op_id": str(uuid4()), "kind": "mark", "person_id": s.teacher.person_id, "role": "teacher", **aim, **more}


def send(client: Client, *operations: dict[str, Any], **headers: str) -> HttpResponse:
    body = orjson.dumps({"operations": operations})
    return client.post("/journal/operations", body, content_type="application/json", headers=headers)  # type: ignore[return-value]


def answers(response: HttpResponse) -> list[dict[str, Any]]:
    assert response.status_code == 200
    return list(orjson.loads(response.content)["answers"])


def account(staff: Any) -> int:
    return make.account_of(staff.person).pk


def dismissed_from_course(s: Scene) -> None:
    CourseTeacher.objects.filter(staff=s.teacher).update(ends_on=TODAY - timedelta(days=1))


def test_a_mark_typed_as_teacher_is_put_by_the_teacher_whatever_role_the_session_has(s: Scene, client: Client) -> None:
    make.sign_in(client, s.teacher)
    nameless = {"person_id": None, "role": ""}
    [as_session, as_teacher] = answers(send(client, typed(s, **nameless), typed(s)))
    assert (as_session["status"], as_session["code"]) == ("refused", "early")
    assert as_teacher["status"] == "applied"
    assert Entry.objects.get(kind="journal.mark").role == Role.TEACHER


def test_roles_may_alternate_within_one_request_and_answers_keep_their_order(s: Scene, client: Client) -> None:
    make.sign_in(client, s.teacher)
    roles = ["teacher", "deputy", "teacher"]
    operations = [typed(s, role=role, student_id=s.students[n].pk) for n, role in enumerate(roles)]
    told = answers(send(client, *operations))
    assert [one["op_id"] for one in told] == [one["op_id"] for one in operations]
    assert [one["status"] for one in told] == ["applied", "refused", "applied"]


def test_a_role_held_no_more_is_refused_and_says_so(s: Scene, client: Client) -> None:
    make.sign_in(client, s.teacher)
    dismissed_from_course(s)
    [answer] = answers(send(client, typed(s)))
    assert (answer["status"], answer["code"]) == ("refused", "role")
    assert "«Учитель»" in answer["message"]
    assert not Mark.objects.exists()


def test_what_was_applied_while_the_role_was_held_stays_applied(s: Scene, client: Client) -> None:
    """The answer was lost on the way, the role ended, the browser asks again."""
    make.sign_in(client, s.teacher)
    operation = typed(s)
    [first] = answers(send(client, operation))
    dismissed_from_course(s)
    assert answers(send(client, operation)) == [first]
    make.sign_in(client, s.tutor)
    [foreign] = answers(send(client, operation))
    assert foreign["code"] == "role"


@pytest.mark.parametrize("role", ["director", "tutor", "system", "nonsense"])
def test_a_role_that_was_never_held_is_not_believed(s: Scene, client: Client, role: str) -> None:
    make.sign_in(client, s.teacher)
    [answer] = answers(send(client, typed(s, role=role)))
    assert answer["code"] == "role"


def test_a_person_of_another_account_is_not_believed(s: Scene, client: Client) -> None:
    make.sign_in(client, make.make_staff(s.school))
    [answer] = answers(send(client, typed(s)))
    assert answer["code"] == "role"
    assert not Mark.objects.exists()


def test_an_account_whose_last_role_has_ended_is_told_instead_of_asked_to_sign_in(s: Scene, client: Client) -> None:
    alone = make.make_staff(s.school)
    make.account_of(alone.person)
    make.sign_in(client, alone)
    [answer] = answers(send(client, typed(s, person_id=alone.person_id)))
    assert answer["code"] == "role"


def test_what_one_typed_is_not_done_under_the_name_of_whoever_signed_in_since(s: Scene, client: Client) -> None:
    """Both teach the course: the old page of one is still open while the other has signed in."""
    other = make.make_staff(s.school)
    CourseTeacher.objects.create(school=s.school, course=s.course, staff=other, starts_on=TODAY)
    make.sign_in(client, other)
    nameless = typed(s, person_id=None, role="")
    refused = send(client, nameless, **{"X-Letopis-As": str(account(s.teacher))})
    assert (refused.status_code, orjson.loads(refused.content)["code"]) == (401, "account")
    assert not Mark.objects.exists()
    assert answers(send(client, nameless, **{"X-Letopis-As": str(account(other))}))[0]["status"] == "applied"


@pytest.mark.parametrize(("role", "status"), [("teacher", 200), ("deputy", 200), ("director", 422), ("", 422)], ids=str)
def test_a_page_is_read_in_the_role_it_was_opened_in(s: Scene, client: Client, role: str, status: int) -> None:
    make.sign_in(client, s.teacher)
    page = f"{account(s.teacher)}/{s.teacher.person_id}/{role}"
    response = client.get(f"/journal/{s.course.pk}/grid.json", headers={"X-Letopis-As": page})
    assert response.status_code == status
    if status == 200:
        assert orjson.loads(response.content)["course"]["editable"] == (role == "teacher")
    else:
        assert orjson.loads(response.content)["code"] == "role"


@pytest.mark.parametrize("odd", ["x", "/", "//", "999999999/2/3/4/5", "١/٢/teacher"])
def test_an_odd_word_of_a_page_opens_nothing(s: Scene, client: Client, odd: str) -> None:
    make.sign_in(client, s.teacher)
    response = client.get(f"/journal/{s.course.pk}/grid.json", headers={"X-Letopis-As": odd.encode().decode("latin-1")})
    assert response.status_code in (200, 401, 422)
    assert response.status_code == (200 if odd in ("/", "//") else 401)


def test_a_page_left_open_is_told_to_sign_in_when_the_password_must_be_changed_first(s: Scene, client: Client) -> None:
    """A redirect would look like a lost network to its scripts."""
    owner = make.account_of(s.teacher.person)
    owner.must_change_password = True
    owner.save()
    make.sign_in(client, s.teacher)
    assert send(client, typed(s), **{"X-Letopis-As": str(owner.pk)}).status_code == 401
    assert client.get("/today/").status_code == 302
