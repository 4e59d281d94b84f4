"""Passwords and codes as they are typed, terms of slips, changing a password, what asks for it once more."""

import re
import unicodedata
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.contrib.auth.hashers import make_password
from django.test import Client

from letopis.kernel.actor import Actor
from letopis.kernel.roles import Role
from letopis.school.access import typed
from letopis.school.access.actions import Slip, issue_slips
from letopis.school.access.models import Account
from letopis.school.access.protection import reset_second_factor
from letopis.school.history.models import Entry
from letopis.school.organisation.models import School
from tests.factories import actor_of, make_account, make_officer, make_staff

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite, pytest.mark.req("ACC-07", "ACC-09")]
PASSWORD = "ёжик-и-йод-17"
NEW = {"password1": "сирень под окном", "password2": "сирень под окном"}
RUSSIAN = str.maketrans("qwertyuiopasdfghjklzxcvbnm", "йцукенгшщзфывапролдячсмить")


@pytest.fixture
def operator(school: School) -> Actor:
    return actor_of(make_officer(school), Role.OPERATOR)


@pytest.fixture
def account(school: School) -> Account:
    account = make_account(make_staff(school).person, Role.EXTERNAL, username="orlova.e")
    account.set_password(PASSWORD)
    account.save()
    return account


@pytest.fixture
def slip(operator: Actor, school: School) -> Slip:
    (slip,) = issue_slips(operator, person_ids=[make_staff(school, "Орлова Елена").person_id])
    return slip


def enter(client: Client, login: str = "orlova.e", password: str = PASSWORD, **more: str):
    client.get("/account/login/")
    return client.post("/account/login/", {"login": login, "password": password, **more})


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def text_of(response) -> str:
    return response.content.decode()


# ── as they are typed ─────────────────────────────────────────────────


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
def test_a_password_of_ones_own_is_the_same_on_every_device(client: Client, account: Account, form: str):
    enter(client, password=unicodedata.normalize(form, PASSWORD))
    assert is_in(client)


def test_a_password_hashed_before_there_was_one_form_still_opens(client: Client, account: Account):
    old = unicodedata.normalize("NFD", PASSWORD)
    Account.objects.update(password=make_password(old))

    enter(client, password=old)
    assert is_in(client)


@pytest.mark.parametrize(
    ("password", "hint"),
    [
        (f"{PASSWORD} ", "space"),
        (PASSWORD.upper(), "caps"),
        (PASSWORD.replace("-", "–"), "dash"),
        (PASSWORD.replace("и", "ы"), "layout"),
    ],
)
def test_a_password_of_ones_own_is_not_mended_but_its_fault_is_named(
    client: Client, account: Account, password: str, hint: str
):
    page = text_of(enter(client, password=password))

    assert not is_in(client)
    assert typed.HINTS[hint] in page
    assert "Логин или пароль не подходят." in page


def test_a_slip_opens_however_it_was_copied(slip: Slip):
    for password in (
        slip.password.upper(),
        slip.password.replace("-", ""),
        slip.password.replace("-", " – "),
        slip.password.translate(RUSSIAN),
        f" {slip.password}\u00a0",
    ):
        client = Client()
        enter(client, password=password)
        assert is_in(client), password


def test_a_password_of_ones_own_like_a_slip_is_not_mended(client: Client, account: Account):
    account.set_password("kd7mq-3wxh9")
    account.save()

    enter(client, password="KD7MQ 3WXH9")
    assert not is_in(client)
    enter(client, password="kd7mq-3wxh9")
    assert is_in(client)


def test_the_page_works_with_keepers_of_passwords_and_without_scripts(client: Client):
    page = text_of(client.get("/account/login/"))

    assert page.count("autofocus") == 1
    login = page.partition('name="login"')[2].partition(">")[0]
    password = page.partition('name="password"')[2].partition(">")[0]
    assert 'autocomplete="username"' in login
    assert "autofocus" in login
    assert 'autocomplete="current-password"' in password
    assert re.search(r'<input type="password"[^>]*name="password"', page)
    # What only a script can do is hidden until there is one.
    assert page.partition("data-show=")[2].partition(">")[0].endswith("hidden")
    assert all("hidden" in hint.partition(">")[0] for hint in page.split("data-hint=")[1:])
    again = text_of(enter(client, password="не тот"))
    assert "autofocus" in again.partition('name="password"')[2].partition(">")[0]
    assert 'value="orlova.e"' in again
    assert "не тот" not in again
    assert re.search(r'<input type="password"[^>]*name="password"', again)


def test_every_password_of_the_account_is_hidden_as_it_is_typed(client: Client, account: Account):
    enter(client)
    for address, names in (
        ("/account/password/change/", {"oldpassword", "password1", "password2"}),
        ("/account/reauthenticate/", {"password"}),
    ):
        page = text_of(client.get(address))
        hidden = re.findall(r'<input type="password"[^>]*name="(\w+)"', page)
        assert set(hidden) == names
        assert page.count("data-show=") == len(names)


# ── terms ─────────────────────────────────────────────────────────────


def test_a_slip_opens_nothing_after_its_term_and_says_what_to_do(client: Client, slip: Slip, moment):
    moment.shift(timedelta(days=30))
    enter(client, password=slip.password)
    assert is_in(client)

    moment.shift(timedelta(days=1))
    other = Client()
    page = text_of(enter(other, password=slip.password))
    assert not is_in(other)
    assert "Срок пароля с листка вышел 23.12.2026. Попросите новый листок" in page
    # Who does not know the password learns nothing of the term.
    assert "Срок пароля" not in text_of(enter(other, password="kd7mq-3wxh9"))


def test_a_password_of_ones_own_has_no_term(client: Client, slip: Slip, moment):
    enter(client, password=slip.password)
    client.post("/account/password/change/", NEW)
    moment.shift(timedelta(days=300))

    enter(other := Client(), password=NEW["password1"])
    assert is_in(other)


def test_the_operator_sees_what_became_of_a_slip(client: Client, operator: Actor, slip: Slip, moment):
    def shown() -> str:
        client.force_login(
            Account.objects.get(pk=operator.account_id), backend="allauth.account.auth_backends.AuthenticationBackend"
        )
        return text_of(client.get("/office/accounts/?search=орлова"))

    assert "по 23.12.2026" in shown()
    moment.shift(timedelta(days=31))
    assert "Срок листка вышел" in shown()
    assert "Орлова Елена" in text_of(client.get("/office/accounts/?state=over"))


# ── changing it ───────────────────────────────────────────────────────


def test_a_one_time_password_typed_long_ago_is_asked_for_again(client: Client, slip: Slip, moment):
    enter(client, password=slip.password)
    assert "oldpassword" not in text_of(client.get("/account/password/change/"))

    moment.shift(timedelta(minutes=11))
    page = text_of(client.get("/account/password/change/"))
    assert "Тот, что на листке." in page
    assert client.post("/account/password/change/", NEW).status_code == 200
    assert Account.objects.get(username=slip.login).must_change_password
    client.post("/account/password/change/", {**NEW, "oldpassword": slip.password.upper()})
    own = Account.objects.get(username=slip.login)
    assert (own.must_change_password, own.slip_until) == (False, None)


def test_reporting_a_compromise_closes_other_sessions_at_once_and_asks_for_the_old_password(account: Account):
    found, owner = Client(), Client()
    enter(found)
    enter(owner)

    # Somebody at a session left open.
    assert found.post("/account/compromised/").url == "/account/password/change/"
    assert owner.get("/account/").status_code == 302
    assert Entry.objects.filter(action="password_compromised").count() == 1
    page = text_of(found.get("/account/password/change/"))
    assert "oldpassword" in page
    assert "Входы на остальных устройствах закрыты" in page
    assert "Пароль с листка действует" not in page
    assert found.post("/account/password/change/", NEW).status_code == 200
    assert found.post("/account/password/change/", {**NEW, "oldpassword": "не тот"}).status_code == 200
    assert found.get("/account/").url == "/account/password/change/"

    enter(owner)
    assert is_in(owner)
    owner.post("/account/password/change/", {**NEW, "oldpassword": PASSWORD})
    assert owner.get("/account/").status_code == 200
    assert found.get("/account/").status_code == 302
    assert "_auth_user_id" not in found.session or found.get("/account/").url.startswith("/account/login/")


def test_changing_the_password_closes_the_other_sessions(client: Client, account: Account):
    elsewhere = Client()
    enter(elsewhere)
    enter(client)

    client.post("/account/password/change/", {**NEW, "oldpassword": unicodedata.normalize("NFD", PASSWORD)})
    assert client.get("/account/").status_code == 200
    assert elsewhere.get("/account/").status_code == 302


def test_guessing_the_old_password_is_counted(client: Client, account: Account, moment):
    enter(client)
    for _ in range(3):
        for _ in range(4):
            client.post("/account/password/change/", {**NEW, "oldpassword": "не тот"})
        moment.shift(timedelta(seconds=61))

    page = text_of(client.post("/account/password/change/", {**NEW, "oldpassword": PASSWORD}))
    assert "Слишком много неверных паролей" in page


def test_a_new_password_is_one_in_both_fields_however_it_was_typed(client: Client, account: Account):
    enter(client)
    again = {"password1": "йод и ёж", "password2": unicodedata.normalize("NFD", "йод и ёж")}

    assert client.post("/account/password/change/", {**again, "oldpassword": PASSWORD}).status_code == 302
    account.refresh_from_db()
    assert account.check_password("йод и ёж")


@pytest.mark.parametrize("same", [PASSWORD, unicodedata.normalize("NFD", PASSWORD)])
def test_the_same_password_is_refused_in_any_form(client: Client, account: Account, same: str):
    enter(client)

    page = client.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": same, "password2": same})
    assert "Придумайте другой" in text_of(page)


# ── once more ─────────────────────────────────────────────────────────

SENSITIVE = [
    "sessions/",
    "2fa/totp/activate/",
    "2fa/totp/deactivate/",
    "2fa/recovery-codes/",
    "2fa/recovery-codes/generate/",
    "2fa/recovery-codes/download/",
]


@pytest.mark.parametrize(
    ("method", "path"),
    [("get", path) for path in SENSITIVE] + [("post", path) for path in SENSITIVE if not path.endswith("codes/")],
)
def test_what_concerns_the_account_asks_for_the_password_once_more(
    client: Client, account: Account, path: str, method: str
):
    if "activate" not in path or "deactivate" in path:
        TOTP.activate(account, generate_totp_secret())
        RecoveryCodes.activate(account)
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")

    asked = getattr(client, method)(f"/account/{path}")
    assert asked.status_code == 302
    assert asked.url.startswith("/account/reauthenticate/?next=")
    page = client.get(asked.url)
    assert 'autocomplete="current-password"' in text_of(page)
    assert Authenticator.objects.filter(user=account, type="totp").exists() == ("/activate" not in path)


def test_the_password_once_more_is_counted_and_hinted_as_at_the_sign_in(client: Client, account: Account):
    enter(client)
    asked = client.get("/account/sessions/").url
    page = text_of(client.post(asked, {"password": PASSWORD.upper()}))
    assert typed.HINTS["caps"] in page
    for _ in range(12):
        page = text_of(client.post(asked, {"password": "не тот"}))
    assert "Слишком много" in page


# ── second factor ─────────────────────────────────────────────────────


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


@pytest.mark.parametrize("shape", ["{0}", "{1} {2}", " {0} ", "{1}-{2}"])
def test_a_code_is_taken_with_the_spaces_it_is_shown_with(client: Client, account: Account, shape: str):
    secret = generate_totp_secret()
    TOTP.activate(account, secret)
    assert enter(client, shared="on").url == "/account/2fa/authenticate/"
    code = code_of(secret)

    client.post("/account/2fa/authenticate/", {"code": shape.format(code, code[:3], code[3:])})
    assert is_in(client)
    assert client.session["shared_computer"] is True
    assert client.session["idle_seconds"] == 1800


def test_the_owner_of_a_factor_taken_away_comes_in_and_is_told_once(client: Client, account: Account, operator: Actor):
    elsewhere = Client()
    enter(elsewhere)
    assert elsewhere.get("/account/").status_code == 200
    TOTP.activate(account, generate_totp_secret())
    reset_second_factor(operator, person_id=account.persons.get().person_id, reason="Телефон утонул")
    assert elsewhere.get("/account/").status_code == 302

    enter(client)
    assert is_in(client)
    assert "Вход с подтверждением снял оператор 23.11.2026" in text_of(client.get("/account/"))
    enter(other := Client())
    assert "снял оператор" not in text_of(other.get("/account/"))


def test_the_operator_takes_a_factor_away_on_the_page_but_not_the_own(
    client: Client, account: Account, operator: Actor
):
    TOTP.activate(account, generate_totp_secret())
    own = Account.objects.get(pk=operator.account_id)
    TOTP.activate(own, generate_totp_secret())
    client.force_login(own, backend="allauth.account.auth_backends.AuthenticationBackend")
    address = f"/office/accounts/{account.persons.get().person_id}/"
    assert "Снять подтверждение" in text_of(client.get(address))
    assert "что произошло" in text_of(client.post(f"{address}factor/", {"reason": ""}, follow=True))

    page = text_of(client.post(f"{address}factor/", {"reason": "Телефон утонул"}, follow=True))
    assert "Снят вход с подтверждением" in page
    assert "Снять подтверждение" not in page
    mine = text_of(client.get(f"/office/accounts/{operator.person_id}/"))
    assert "Себе его снимает другой" in mine
    assert "Сменить свой пароль" in mine
    assert "Выдать новый пароль" not in mine
    assert "Снять подтверждение" not in mine
