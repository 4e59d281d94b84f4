"""Guessing at the sign-in page: what a limit hits, what it says, and what nobody learns from it."""

import logging

import pytest
from django.db import connection
from django.test import Client

from letopis.kernel.roles import Role
from letopis.school.access.actions import issue_slips
from letopis.school.access.models import Account, Session, SignInAttempt
from letopis.school.history.models import Entry
from tests.factories import actor_of, make_account, make_officer, make_school, make_staff, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.req("ACC-09", "ACC-11")]
PASSWORD = "дождь-стучит-17"


@pytest.fixture
def account(school) -> Account:
    account = make_account(make_staff(school).person, Role.EXTERNAL, username="orlova.e")
    account.set_password(PASSWORD)
    account.save()
    return account


def browser(address: str = "192.0.2.1") -> Client:
    """A browser that has opened the page, as every real one has."""
    client = Client(REMOTE_ADDR=address)
    client.get("/account/login/")
    return client


def enter(client: Client, login: str = "orlova.e", password: str = PASSWORD, **more: str):
    return client.post("/account/login/", {"login": login, "password": password, **more})


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_a_pupil_shuts_himself_out_and_the_teacher_comes_in(account: Account):
    pupil, teacher, own = browser(), browser(), browser("198.51.100.7")
    for _ in range(6):
        enter(pupil, password="не тот")
    assert "Слишком много неверных паролей" in enter(pupil).content.decode()

    for one in (teacher, own):
        enter(one)
        assert is_in(one)
    assert not is_in(pupil)


def test_a_known_browser_of_the_owner_passes_when_the_login_is_closed(account: Account):
    teacher = browser()
    enter(teacher)
    teacher.post("/account/logout/")
    for number in range(32):
        enter(browser(f"203.0.113.{number}"), password="не тот")

    stranger = browser("198.51.100.7")
    assert "попросите оператора снять блокировку" in enter(stranger).content.decode()
    enter(teacher)
    assert is_in(teacher)


def test_a_new_browser_passes_at_an_address_the_owner_came_from_when_the_login_is_closed(account: Account):
    """Six pupils elsewhere guess on; the teacher sits down at another computer of the same room."""
    enter(browser("192.0.2.77"))
    for number in range(32):
        enter(browser(f"203.0.113.{number}"), password="не тот")
    other = browser("192.0.2.77")
    enter(other)
    assert is_in(other)


def test_the_operator_opens_a_closed_login(client: Client, account: Account):
    operator = make_officer(account.persons.get().school)
    for number in range(32):
        enter(browser(f"203.0.113.{number}"), password="не тот")
    person_id = account.persons.get().person_id
    sign_in(client, operator)
    page = client.get(f"/office/accounts/{person_id}/").content.decode()
    assert "За последний час с чужих устройств: 30" in page
    assert "Вход с чужих устройств закрыт" in page

    page = client.post(f"/office/accounts/{person_id}/unlock/", follow=True).content.decode()
    assert "Блокировка снята" in page
    assert "Снята блокировка входа" in page
    stranger = browser("198.51.100.7")
    enter(stranger)
    assert is_in(stranger)


def test_a_new_slip_opens_a_closed_login(account: Account):
    operator = actor_of(make_officer(account.persons.get().school), Role.OPERATOR)
    for number in range(32):
        enter(browser(f"203.0.113.{number}"), password="не тот")
    (slip,) = issue_slips(operator, person_ids=[account.persons.get().person_id])

    stranger = browser("198.51.100.7")
    enter(stranger, password=slip.password)
    assert is_in(stranger)


@pytest.mark.parametrize("path", ["unlock", "factor"])
def test_only_the_operator_opens_and_resets(account: Account, path: str):
    school, person_id = account.persons.get().school, account.persons.get().person_id
    address = f"/office/accounts/{person_id}/{path}/"
    assert Client().post(address).status_code == 302
    for role in (Role.DIRECTOR, Role.DEPUTY, Role.PERSONNEL, Role.DISPATCHER):
        assert sign_in(Client(), make_officer(school, role)).post(address).status_code == 404
    foreign = sign_in(Client(), make_officer(make_school()))
    assert foreign.post(address, {"reason": "потерян"}).status_code == 404
    own = sign_in(Client(), make_officer(school))
    before = Entry.objects.count()
    assert own.get(address).status_code == 200
    assert Entry.objects.count() == before, "a page that is opened does nothing"
    # There is no second factor to be taken away: the page says so.
    assert own.post(address, {"reason": "потерян"}).status_code == {"unlock": 302, "factor": 422}[path]


def test_sixty_wrong_passwords_in_a_minute_do_not_shut_the_school(account: Account):
    script = Client(REMOTE_ADDR="192.0.2.1")
    for number in range(60):
        script.cookies.clear()
        enter(script, f"pupil{number}", "qwerty123")

    newcomer = browser("192.0.2.1")
    enter(newcomer)
    assert is_in(newcomer)
    assert SignInAttempt.objects.count() == 20


def test_a_forged_cookie_is_no_known_browser(account: Account):
    teacher = browser()
    enter(teacher)
    genuine = teacher.cookies["device"].value
    for number in range(32):
        enter(browser(f"203.0.113.{number}"), password="не тот")
    for cookie in (genuine[:-1], genuine[::-1], "x", '{"id": "1"}', ""):
        forger = Client()
        forger.cookies["device"] = cookie
        enter(forger)
        assert not is_in(forger)


def test_the_cookie_names_nobody_and_lasts(account: Account):
    teacher = browser()
    enter(teacher)
    cookie = teacher.cookies["device"]

    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["path"] == "/account/"
    assert int(cookie["max-age"]) > 300 * 24 * 3600
    assert "orlova" not in cookie.value


def test_an_unknown_login_is_told_from_a_known_one_by_nothing(account: Account):
    def shown(login: str) -> list[str]:
        client = browser(f"203.0.113.{len(login)}")
        pages = [enter(client, login, " НЕ ТОТ").content.decode() for _ in range(7)]
        without_token = [page.replace(login, "") for page in pages]
        return [text.partition('role="alert"')[2].partition("</form>")[0] for text in without_token]

    known, unknown = shown("orlova.e"), shown("nobody.e")
    assert known == unknown
    assert "только большие буквы: возможно, включён Caps Lock" in known[0]
    assert "Слишком много" in known[-1]


@pytest.mark.parametrize("password", ["wrong-password", "СИРЕНЬ – ", "kd7mq–3wxh9"])
def test_an_unknown_login_costs_as_many_hashes(account: Account, password: str, monkeypatch):
    from django.contrib.auth.hashers import MD5PasswordHasher

    hashed: list[str] = []
    plain = MD5PasswordHasher.encode
    monkeypatch.setattr(
        MD5PasswordHasher, "encode", lambda hasher, text, salt: hashed.append(text) or plain(hasher, text, salt)
    )

    def cost(login: str) -> list[str]:
        hashed.clear()
        enter(browser(f"203.0.113.{len(login)}"), login, password)
        return list(hashed)

    assert cost("orlova.e") == cost("nobody.e1") != []


def test_an_unknown_login_costs_as_many_queries(account: Account, django_assert_num_queries):
    for login in ("orlova.e", "nobody.e1"):
        client = browser(f"203.0.113.{len(login)}")
        with django_assert_num_queries(5):
            enter(client, login, "wrong-password")


def test_no_password_is_kept_or_logged(account: Account, caplog):
    caplog.set_level(logging.DEBUG)
    client = browser()
    enter(client, "orlova.e", "parol-v-pole-parolya")
    enter(client, "parol-v-pole-logina", PASSWORD)
    response = enter(client, "parol-v-pole-logina", PASSWORD, next="/today/")
    enter(client)

    assert "parol" not in response.get("Location", "")
    # The queries that the log of a test shows are those of development only.
    assert not [
        entry for entry in caplog.records if "parol" in entry.getMessage() and entry.name != "django.db.backends"
    ]
    with connection.cursor() as cursor:
        for table in ("access_signinattempt", "letopis_cache", "history_entry", "usersessions_usersession"):
            cursor.execute(f"SELECT * FROM {table}")
            assert "parol" not in str(cursor.fetchall())
    assert not [one for one in Session.objects.all() if "parol" in str(one.get_decoded())]
