import orjson
import pytest
from django.test import Client

from letopis.kernel.roles import Role
from letopis.school.access.models import Account
from tests.factories import TODAY, make_account, make_school, make_staff, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.req("ACC-01")]
PASSWORD = "дождь-стучит-17"


@pytest.fixture
def account() -> Account:
    account = make_account(make_staff(make_school()).person, Role.EXTERNAL, username="orlova.e")
    account.set_password(PASSWORD)
    account.save()
    return account


def enter(client: Client, login: str, password: str = PASSWORD, **more: str):
    return client.post("/account/login/", {"login": login, "password": password, **more})


def again(client: Client, address: str):
    """Open a page that asks for the password once more, and give it."""
    asked = client.get(address).url
    return client.post(asked, {"password": PASSWORD}, follow=True)


@pytest.mark.parametrize("login", ["orlova.e", " Orlova.E ", "щкдщмфюу"])
def test_one_signs_in_by_login_and_password_however_it_was_copied(client: Client, account: Account, login: str):
    response = enter(client, login)

    assert response.status_code == 302
    assert response.url == "/"
    assert client.session["_auth_user_id"] == str(account.pk)


def test_after_signing_in_one_is_where_one_wanted_to_be(client: Client, account: Account):
    assert enter(client, "orlova.e", next="/account/?x=1").url == "/account/?x=1"


def test_a_wrong_password_is_told_in_russian_with_the_remedy(client: Client, account: Account):
    response = enter(client, "orlova.e", "не тот")

    assert response.status_code == 200
    assert "Логин или пароль не подходят" in response.content.decode()
    assert "_auth_user_id" not in client.session


def test_guessing_is_stopped_even_with_the_right_password(client: Client, account: Account):
    client.get("/account/login/")
    for _ in range(5):
        enter(client, "orlova.e", "не тот")

    assert (
        "Слишком много неверных паролей. Попробуйте снова через 5\u00a0минут"
        in enter(client, "orlova.e").content.decode()
    )
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    "path", ["signup/", "email/", "password/reset/", "password/set/", "confirm-email/x/", "3rdparty/"]
)
def test_nobody_signs_up_or_resets_by_mail(client: Client, path: str):
    assert client.get(f"/account/{path}").status_code == 404


def test_the_showroom_lists_a_login_for_each_role(client: Client, settings):
    logins = [{"role": "Учитель", "login": "orlova.e", "password": "letopis-17", "name": "Орлова Елена"}]
    (settings.LETOPIS_HOME / "demo-logins.json").write_bytes(orjson.dumps(logins))

    assert "orlova.e" not in client.get("/account/login/").content.decode()
    settings.DEMO = True
    page = client.get("/account/login/").content.decode()
    assert 'value="orlova.e"' in page
    assert "Войти как Учитель" in page


@pytest.mark.req("ACC-07")
def test_a_one_time_password_is_replaced_by_an_own_one(client: Client, account: Account):
    account.must_change_password, account.slip_until = True, TODAY
    account.save()

    response = client.post("/account/login/", {"login": "orlova.e", "password": PASSWORD}, follow=True)
    page = response.content.decode()
    assert response.redirect_chain[-1][0] == "/account/password/change/"
    assert "Придумайте свой пароль" in page
    assert "oldpassword" not in page

    same = {"password1": PASSWORD, "password2": PASSWORD}
    assert "Придумайте другой" in client.post("/account/password/change/", same).content.decode()

    own = {"password1": "сирень под окном", "password2": "сирень под окном"}
    assert client.post("/account/password/change/", own).url == "/"
    account.refresh_from_db()
    assert not account.must_change_password
    assert account.check_password("сирень под окном")
    assert client.get("/account/").status_code == 200


def test_an_own_password_is_changed_only_with_the_old_one(client: Client, account: Account):
    enter(client, "orlova.e")
    new = {"password1": "сирень под окном", "password2": "сирень под окном"}

    assert client.post("/account/password/change/", {**new, "oldpassword": "не тот"}).status_code == 200
    account.refresh_from_db()
    assert account.check_password(PASSWORD)
    assert client.post("/account/password/change/", {**new, "oldpassword": PASSWORD}).status_code == 302
    account.refresh_from_db()
    assert account.check_password("сирень под окном")


def test_somebody_without_roles_learns_why(client: Client, account: Account):
    account.persons.get().person.roles.update(ends_on=TODAY.replace(day=1))
    sign_in(client, account.persons.get().person)

    response = client.get("/", follow=True)

    assert response.redirect_chain[-1][0] == "/account/"
    assert "нет ни одной роли" in response.content.decode()


PAGES = ["", "password/change/", "logout/", "reauthenticate/", "2fa/"]


@pytest.mark.parametrize("path", PAGES)
def test_pages_of_the_account_are_russian_and_need_a_sign_in(client: Client, account: Account, path: str):
    assert client.get(f"/account/{path}").status_code == 302

    enter(client, "orlova.e")
    page = client.get(f"/account/{path}")
    assert page.status_code == 200
    assert "style=" not in page.content.decode()
    for english in ("Password", "Sign", "Cancel", "Submit"):
        assert english not in page.content.decode()


def test_second_factor_from_start_to_sign_in(client: Client, account: Account):
    from allauth.mfa.adapter import get_adapter
    from allauth.mfa.models import Authenticator
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

    def code(secret: str) -> str:
        return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))

    enter(client, "orlova.e")
    asked = client.get("/account/2fa/totp/activate/").url
    assert asked.startswith("/account/reauthenticate/")
    assert "Подтвердите, что это вы" in client.get(asked).content.decode()
    page = client.post(asked, {"password": PASSWORD}, follow=True)
    secret = page.context["form"].secret
    assert "Наведите приложение" in page.content.decode()
    assert client.post("/account/2fa/totp/activate/", {"code": code(secret)}).status_code == 302
    assert "Подключено" in client.get("/account/2fa/").content.decode()
    codes = client.get("/account/2fa/recovery-codes/")
    assert codes.status_code == 200
    assert client.get("/account/2fa/recovery-codes/generate/").status_code == 200
    assert client.get("/account/2fa/totp/deactivate/").status_code == 200

    other = Client()
    response = enter(other, "orlova.e")
    assert response.url == "/account/2fa/authenticate/"
    assert "Введите шесть цифр" in other.get(response.url).content.decode()
    assert other.post(response.url, {"code": "000000"}).status_code == 200
    stored = Authenticator.objects.get(type="totp").data["secret"]
    assert get_adapter().decrypt(stored) == secret
    recovery = codes.context["unused_codes"][0]
    assert other.post(response.url, {"code": recovery}).status_code == 302
    assert other.session["_auth_user_id"] == str(account.pk)


@pytest.mark.req("ACC-09")
def test_one_sees_and_closes_own_sessions(client: Client, account: Account):
    enter(client, "orlova.e")
    elsewhere = Client(headers={"user-agent": "Mozilla/5.0 (Linux; Android 14) Chrome/130 YaBrowser/24"})
    enter(elsewhere, "orlova.e")

    assert client.get("/account/sessions/").url == "/account/reauthenticate/?next=%2Faccount%2Fsessions%2F"
    page = again(client, "/account/sessions/").content.decode()
    assert "Password" not in page
    assert "Яндекс Браузер, Android" in page
    assert "это устройство" in page
    client.post("/account/sessions/")
    assert client.get("/account/").status_code == 200
    assert elsewhere.get("/account/").status_code == 302


def test_the_theme_is_kept_on_the_device(client: Client, account: Account):
    sign_in(client, account.persons.get().person)

    assert client.post("/account/theme/", {"theme": "dark", "next": "/account/"}).url == "/account/"
    assert '<html lang="ru" data-theme="dark">' in client.get("/account/").content.decode()
    client.post("/account/theme/", {"theme": ""})
    assert '<html lang="ru">' in client.get("/account/").content.decode()
    assert client.post("/account/theme/", {"theme": "pink"}).status_code == 404
    assert client.post("/account/theme/", {"theme": "light", "next": "https://example.org/"}).url == "/account/"
