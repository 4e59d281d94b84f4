import pytest
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import include, path

from letopis.kernel.errors import NotVisible
from letopis.kernel.rights import Right
from letopis.kernel.roles import Role
from letopis.school.access.models import RoleAssignment
from letopis.web.shared.actors import ActorRequest, for_rights
from tests.factories import TODAY, account_of, make_account, make_class, make_course, make_school, make_staff, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.req("ACC-01")]


@for_rights()
def who(request: ActorRequest) -> HttpResponse:
    return HttpResponse(str(request.actor.role))


@for_rights(Right.READ_OWN_CLASS)
def classroom(request: ActorRequest) -> HttpResponse:
    return HttpResponse("класс")


def hidden(request: ActorRequest) -> HttpResponse:
    raise NotVisible


urlpatterns = [
    path("who/", who),
    path("classroom/", classroom),
    path("hidden/", hidden),
    path("", include("letopis.config.urls")),
]
handler404 = "letopis.web.shared.views.not_found"


@pytest.fixture(autouse=True)
def _urls():
    with override_settings(ROOT_URLCONF=__name__):
        yield


@pytest.fixture
def staff():
    staff = make_staff(make_school())
    make_course(make_class(staff.school), teacher=staff)
    make_account(staff.person, Role.DEPUTY)
    return staff


def switch(client: Client, person_id: int, role: str):
    return client.post("/account/role/", {"person": person_id, "role": role})


def test_a_stranger_signs_in_and_comes_back(client: Client):
    response = client.get("/classroom/?day=1")

    assert response.status_code == 302
    assert response.url == "/account/login/?next=/classroom/%3Fday%3D1"


def test_a_page_of_another_role_does_not_exist(client: Client, staff):
    sign_in(client, staff)

    assert client.get("/who/").content.decode() == "deputy"
    assert client.get("/classroom/").status_code == 404


def test_switching_to_a_role_held_needs_no_signing_out(client: Client, staff):
    sign_in(client, staff)

    assert switch(client, staff.person_id, "teacher").status_code == 302
    assert client.get("/who/").content.decode() == "teacher"
    assert client.get("/classroom/").status_code == 200


def test_switching_to_a_role_not_held_is_404(client: Client, staff):
    stranger = make_staff(staff.school)
    make_account(stranger.person, Role.DIRECTOR)
    sign_in(client, staff)

    assert switch(client, staff.person_id, "director").status_code == 404
    assert switch(client, stranger.person_id, "director").status_code == 404
    assert switch(client, staff.person_id, "system").status_code == 404
    assert client.post("/account/role/", {"person": "x", "role": "teacher"}).status_code == 404
    assert client.get("/who/").content.decode() == "deputy"


def test_a_role_withdrawn_is_gone_with_the_next_request(client: Client, staff):
    sign_in(client, staff)
    switch(client, staff.person_id, "deputy")
    RoleAssignment.objects.update(starts_on=TODAY.replace(day=24))

    assert client.get("/who/").content.decode() == "teacher"


def test_what_one_may_not_see_is_404(client: Client, staff):
    sign_in(client, staff)

    assert client.get("/hidden/").status_code == 404


def test_one_query_tells_who_asks(client: Client, staff, django_assert_num_queries):
    sign_in(client, staff)

    with django_assert_num_queries(1):
        client.get("/who/")


def test_a_one_time_password_must_be_changed_before_anything_else(client: Client, staff):
    account = account_of(staff.person)
    account.must_change_password = True
    account.save()
    sign_in(client, staff)

    response = client.get("/who/")
    assert response.status_code == 302
    assert response.url == "/account/password/change/"
