"""How long one stays signed in: on a shared computer, on one's own, when nobody is there."""

from datetime import timedelta

import pytest
from django.test import Client

from letopis.kernel.roles import Role
from letopis.school.access.models import Account
from letopis.school.organisation.models import School
from tests.factories import make_account, make_class, make_course, make_staff

pytestmark = [pytest.mark.django_db, pytest.mark.req("ACC-09")]
PASSWORD = "дождь-стучит-17"


@pytest.fixture
def account(school) -> Account:
    account = make_account(make_staff(school).person, Role.EXTERNAL, username="orlova.e")
    account.set_password(PASSWORD)
    account.save()
    return account


def enter(client: Client, **more: str):
    client.get("/account/login/")
    return client.post("/account/login/", {"login": "orlova.e", "password": PASSWORD, **more})


def is_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def test_on_a_shared_computer_the_session_ends_with_the_browser_and_soon(client: Client, account: Account, moment):
    enter(client, shared="on", remember="on")
    assert client.session["shared_computer"] is True
    assert client.session.get_expire_at_browser_close()
    assert client.cookies["sessionid"]["max-age"] == ""

    moment.shift(timedelta(minutes=29))
    assert is_in(client)
    moment.shift(timedelta(minutes=29))
    assert is_in(client)
    moment.shift(timedelta(minutes=31))
    assert client.get("/account/").url == "/account/login/"
    assert "_auth_user_id" not in client.session


def test_what_a_page_asks_for_by_itself_keeps_no_session_alive(client: Client, school, moment):
    """A journal left open asks every few seconds what colleagues have changed: nobody sits there because of it."""
    teacher = make_staff(school)
    course = make_course(make_class(school), teacher=teacher)
    account = make_account(teacher.person, username="orlova.e")
    account.set_password(PASSWORD)
    account.save()
    enter(client, shared="on")

    for _ in range(6):
        moment.shift(timedelta(minutes=4))
        assert client.get(f"/journal/{course.pk}/changes?since=0").status_code == 200
    moment.shift(timedelta(minutes=7))
    assert client.get(f"/journal/{course.pk}/changes?since=0").status_code == 401


def test_the_school_says_how_soon(client: Client, account: Account, moment):
    School.objects.update(settings={"shared_idle_minutes": 5})
    enter(client, shared="on")

    moment.shift(timedelta(minutes=6))
    assert not is_in(client)


def test_elsewhere_half_a_day(client: Client, account: Account, moment):
    enter(client)
    assert "shared_computer" not in client.session
    assert client.session.get_expire_at_browser_close()

    for _ in range(5):
        moment.shift(timedelta(hours=11))
        assert is_in(client)
    moment.shift(timedelta(hours=13))
    assert not is_in(client)


def test_a_device_of_ones_own_stays_two_weeks(client: Client, account: Account, moment):
    enter(client, remember="on")
    assert not client.session.get_expire_at_browser_close()

    moment.shift(timedelta(days=13))
    assert is_in(client)


def test_the_choice_is_remembered_on_the_device(client: Client, account: Account):
    assert 'name="shared" id="id_shared" checked' not in client.get("/account/login/").content.decode().replace(
        'aria-describedby="id_shared_helptext" ', ""
    )
    enter(client, shared="on")
    client.post("/account/logout/")
    assert client.get("/account/login/").context["form"].fields["shared"].initial is True

    enter(client)
    assert "shared_computer" not in client.session
    client.post("/account/logout/")
    assert client.get("/account/login/").context["form"].fields["shared"].initial is False


def test_a_shared_computer_is_not_known_to_a_login(client: Client, account: Account):
    from letopis.web.account.device import device_of

    class Asked:
        def __init__(self, browser: Client) -> None:
            self.COOKIES = {name: morsel.value for name, morsel in browser.cookies.items()}

    enter(client)
    assert device_of(Asked(client)).knows("orlova.e")
    client.post("/account/logout/")
    enter(client, shared="on")
    device = device_of(Asked(client))
    assert not device.knows("orlova.e")
    assert device.used
    assert not device_of(Asked(Client())).used


def test_an_idle_session_is_written_seldom(client: Client, account: Account, moment, django_assert_num_queries):
    enter(client, shared="on")
    client.get("/account/")

    def writes() -> int:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as asked:
            client.get("/account/")
        return sum("access_session" in one["sql"] and one["sql"].startswith("UPDATE") for one in asked)

    assert writes() == 0
    moment.shift(timedelta(minutes=2))
    assert writes() == 0
    moment.shift(timedelta(minutes=2))
    assert writes() == 1
    assert writes() == 0


def test_the_flag_of_the_one_before_is_not_inherited(client: Client, account: Account):
    other = make_account(make_staff(account.persons.get().school).person, Role.EXTERNAL, username="petrova.a")
    other.set_password(PASSWORD)
    other.save()
    enter(client, shared="on")
    client.post("/account/logout/")
    client.post("/account/login/", {"login": "petrova.a", "password": PASSWORD})

    assert "shared_computer" not in client.session
