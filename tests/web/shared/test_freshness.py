"""ETag and 304: never a stale page, never another's, nothing on a shared computer."""

from datetime import timedelta
from http import HTTPStatus

import pytest
import time_machine
from django.test import Client

from letopis.kernel.roles import Role
from letopis.school.access.models import RightOverride, RoleAssignment
from letopis.school.people.models import Staff, Student
from letopis.web.shared.keeping import SHARED
from tests import factories as make
from tests.factories import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.req("JRN-10", "ACC-11")]

PEOPLE = "/office/people/"


@pytest.fixture
def child(db: None) -> Student:
    return make.make_student(make.make_class(make.make_school()), "Соколова Мария")


@pytest.fixture
def operator(child: Student) -> Staff:
    return make.make_officer(child.school, Role.OPERATOR)


def etag(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == HTTPStatus.OK
    return str(response["ETag"])


def again(client: Client, path: str, state: str) -> int:
    return client.get(path, headers={"if-none-match": state}).status_code


@pytest.mark.parametrize("path", ["/diary/", "/diary/marks/", "/diary/absences/", "/diary/timetable/"])
def test_a_diary_that_is_the_same_is_not_sent_again(client: Client, child: Student, path: str) -> None:
    sign_in(client, child)
    state = etag(client, path)

    assert state.startswith('W/"')
    assert state == etag(client, path)
    assert again(client, path, state) == again(client, path, f'"other", {state}') == HTTPStatus.NOT_MODIFIED
    assert again(client, path, 'W/"other"') == again(client, path, "nonsense") == HTTPStatus.OK


@pytest.mark.parametrize("path", [PEOPLE, "/office/curriculum/", "/office/accounts/", "/office/rooms/"])
def test_neither_is_a_list_of_the_office_a_minute_later(
    client: Client, operator: Staff, path: str, moment: time_machine.Traveller
) -> None:
    sign_in(client, operator)
    state = etag(client, path)
    moment.shift(timedelta(minutes=1))

    assert again(client, path, state) == HTTPStatus.NOT_MODIFIED


def test_a_304_has_the_headers_of_the_page_and_no_body(client: Client, child: Student) -> None:
    sign_in(client, child)
    page = client.get("/diary/", headers={"accept-encoding": "br"})
    same = client.get("/diary/", headers={"accept-encoding": "br", "if-none-match": page["ETag"]})

    assert (same.status_code, same.content) == (HTTPStatus.NOT_MODIFIED, b"")
    gone = {"content-type", "content-length", "content-encoding", "x-noise"}
    assert {name.lower() for name in page.headers} - {name.lower() for name in same.headers} == gone
    different = {name for name in same.headers if same.headers[name] != page.headers[name]}
    assert different <= {"Vary"}
    assert all({"Accept-Encoding", "Cookie"} <= set(one["Vary"].split(", ")) for one in (page, same))
    assert same["Cache-Control"] == "private, no-store"


def test_a_head_names_the_same_state(client: Client, child: Student) -> None:
    sign_in(client, child)
    state = etag(client, "/diary/")

    assert client.head("/diary/")["ETag"] == state
    assert client.head("/diary/", headers={"if-none-match": state}).status_code == HTTPStatus.NOT_MODIFIED


def test_the_state_does_not_depend_on_how_it_is_sent(client: Client, child: Student) -> None:
    sign_in(client, child)
    states = {client.get("/diary/", headers={"accept-encoding": way})["ETag"] for way in ("br", "gzip", "zstd", "")}

    assert len(states) == 1


# ── never stale, never another's ──────────────────────────────────────


def test_what_has_changed_is_sent(client: Client, child: Student, operator: Staff) -> None:
    sign_in(client, operator)
    state = etag(client, PEOPLE)
    make.make_student(child.memberships.get().class_group, "Вершинин Лев")

    assert again(client, PEOPLE, state) == HTTPStatus.OK


def test_what_may_not_be_seen_any_more_is_404_and_not_304(
    client: Client, operator: Staff, moment: time_machine.Traveller
) -> None:
    sign_in(client, operator)
    path = "/office/curriculum/"
    state = etag(client, path)
    RightOverride.objects.create(school=operator.school, right="curriculum.read", role=Role.OPERATOR, is_given=False)
    assert again(client, path, state) == HTTPStatus.NOT_FOUND
    RightOverride.objects.all().delete()
    assert again(client, path, state) == HTTPStatus.NOT_MODIFIED
    RoleAssignment.objects.update(ends_on=make.TODAY)
    moment.shift(timedelta(days=1))
    assert again(client, path, state) == HTTPStatus.FOUND


def test_another_account_in_the_same_browser_has_another_state(client: Client, child: Student) -> None:
    brother = make.make_student(child.memberships.get().class_group, "Соколов Лев")
    sign_in(client, make.make_guardian(child, brother))
    state = etag(client, f"/diary/{child.pk}/")
    client.post("/account/logout/")
    assert again(client, f"/diary/{child.pk}/", state) == HTTPStatus.FOUND
    sign_in(client, make.make_guardian(child, brother))
    assert again(client, f"/diary/{child.pk}/", state) == HTTPStatus.OK


def test_a_new_session_of_the_same_account_as_well(client: Client, child: Student) -> None:
    state = etag(sign_in(client, child), "/diary/")
    assert again(sign_in(Client(), child), "/diary/", state) == HTTPStatus.OK


def test_a_form_of_a_former_token_is_not_good_any_more(client: Client, child: Student) -> None:
    state = etag(sign_in(client, child), "/diary/")
    client.cookies["csrftoken"] = "b" * 32
    assert again(client, "/diary/", state) == HTTPStatus.OK


def test_a_shared_computer_has_nothing_to_compare(client: Client, child: Student) -> None:
    state = etag(sign_in(client, child), "/diary/")
    held = client.session
    held[SHARED] = True
    held.save()

    assert "ETag" not in client.get("/diary/")
    assert again(client, "/diary/", state) == again(client, "/diary/", "*") == HTTPStatus.OK


@pytest.mark.parametrize(
    "path", ["/account/login/", "/robots.txt", "/nowhere/", "/office/people/?kind=students&format=xlsx"]
)
def test_what_is_no_page_of_somebodys_has_no_state(client: Client, operator: Staff, path: str) -> None:
    assert "ETag" not in client.get(path)
    sign_in(client, operator)
    if path != "/account/login/":
        assert "ETag" not in client.get(path)


def test_the_answer_to_a_form_has_no_state(client: Client, operator: Staff) -> None:
    sign_in(client, operator)
    assert "ETag" not in client.post("/office/rooms/new/", {"number": ""})
