"""Sessions: who is signed in, with which roles, in one statement, and nobody who is not."""

from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user
from django.contrib.sessions.backends import db
from django.core.management import call_command
from django.db import connection
from django.http import HttpRequest
from django.test import Client
from django.test.utils import CaptureQueriesContext

from letopis.kernel.roles import Role
from letopis.school.access.actions import end_sessions
from letopis.school.access.models import AccountPerson, RightOverride, RoleAssignment, Session
from letopis.school.access.sessions import SessionStore
from letopis.school.people.models import Staff
from tests import factories as make
from tests.factories import account_of, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.req("ACC-01", "ACC-09")]

PAGE, COURSES = "/office/", "/office/curriculum/"


@pytest.fixture
def officer() -> Staff:
    return make.make_officer(make.make_school(), Role.OPERATOR)


@pytest.fixture
def signed(client: Client, officer: Staff) -> Client:
    return sign_in(client, officer)


def key_of(client: Client) -> str:
    return str(client.cookies["sessionid"].value)


def asked(client: Client) -> tuple[str, int]:
    """Where the start page sends somebody, and how many statements told who asks."""
    with CaptureQueriesContext(connection) as seen:
        sent = client.get("/").headers["Location"]
    return sent, len(seen)


# ── one statement ─────────────────────────────────────────────────────


def test_session_account_and_roles_are_one_statement(signed: Client) -> None:
    assert [asked(signed) for _ in range(2)] == [(PAGE, 1), (PAGE, 1)]


def test_what_came_with_the_session_is_what_django_finds(signed: Client, officer: Staff) -> None:
    store = SessionStore(key_of(signed))
    store.get(SESSION_KEY)
    known = store.signed_in()
    request = HttpRequest()
    request.session = SessionStore(key_of(signed))
    found = get_user(request)

    assert known
    account, roles = known
    fields = [field.attname for field in account._meta.concrete_fields]
    assert [getattr(account, name) for name in fields] == [getattr(found, name) for name in fields]
    assert account == account_of(officer.person)
    assert [one.role for one in roles] == [Role.OPERATOR]


def test_a_session_row_names_its_account_for_as_long_as_it_is_signed_in(client: Client, officer: Staff) -> None:
    sign_in(client, officer)
    assert Session.objects.get().account == account_of(officer.person)
    client.post("/account/logout/")
    assert not Session.objects.exclude(account=None).exists()


# ── a stranger ────────────────────────────────────────────────────────


def changed(client: Client, **changes: Any) -> None:
    """Write other things into the session, as the server would."""
    store = SessionStore(key_of(client))
    for name, value in changes.items():
        store[name] = value
    store.save()


def with_key(client: Client, key: str) -> None:
    client.cookies["sessionid"] = key


def forged(client: Client) -> None:
    row = Session.objects.get(session_key=key_of(client))
    data, _, signature = row.session_data.rpartition(":")
    row.session_data = f"{data}:{signature[::-1]}"
    row.save()


def of_another(client: Client) -> None:
    """The row names an account that is not the one the session itself speaks of."""
    other = make.make_account(make.make_person(make.make_school()), Role.DIRECTOR)
    Session.objects.filter(session_key=key_of(client)).update(account=other)


ENDS: dict[str, Callable[[Client, Any], object]] = {
    "expired": lambda client, account: Session.objects.update(
        expire_date=Session.objects.get().expire_date - timedelta(days=15)
    ),
    "deleted": lambda client, account: Session.objects.all().delete(),
    "ended by the operator": lambda client, account: end_sessions([account.pk]),
    "forged": lambda client, account: forged(client),
    "another password": lambda client, account: (account.set_password("another-1"), account.save()),
    "another hash": lambda client, account: changed(client, **{HASH_SESSION_KEY: "0" * 64}),
    "no hash": lambda client, account: changed(client, **{HASH_SESSION_KEY: ""}),
    "unknown way in": lambda client, account: changed(
        client, **{BACKEND_SESSION_KEY: "django.contrib.auth.backends.RemoteUserBackend"}
    ),
    "account closed": lambda client, account: type(account).objects.update(is_active=False),
    "another key": lambda client, account: with_key(client, "a" * 32),
    "no key": lambda client, account: with_key(client, ""),
    "no key at all": lambda client, account: with_key(client, "' OR 1=1 --"),
}


@pytest.mark.parametrize("end", ENDS)
def test_a_session_that_is_none_is_a_stranger(signed: Client, officer: Staff, end: str) -> None:
    assert signed.get(PAGE).status_code == 200
    ENDS[end](signed, account_of(officer.person))

    response = signed.get(PAGE)

    assert (response.status_code, response.headers["Location"]) == (302, f"/account/login/?next={PAGE}")


def test_the_row_only_finds_and_the_signed_session_decides(signed: Client, officer: Staff) -> None:
    of_another(signed)
    response = signed.get(PAGE)

    assert response.status_code == 200
    assert response.wsgi_request.actor.account_id == account_of(officer.person).pk  # type: ignore[attr-defined]
    assert response.wsgi_request.actor.role == Role.OPERATOR  # type: ignore[attr-defined]


def test_a_former_key_of_the_server_goes_on(signed: Client, settings: Any) -> None:
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "quite another", [settings.SECRET_KEY]
    assert signed.get(PAGE).status_code == 200
    settings.SECRET_KEY_FALLBACKS = []
    assert signed.get(PAGE).status_code == 200


def test_an_account_of_no_school_is_signed_in_and_in_no_role(client: Client, officer: Staff) -> None:
    sign_in(client, officer)
    AccountPerson.objects.all().delete()
    assert client.get("/account/").status_code == 200
    assert client.get(PAGE).status_code == 302


# ── rights ────────────────────────────────────────────────────────────


def test_what_is_withdrawn_is_gone_with_the_next_request(
    signed: Client, officer: Staff, moment: time_machine.Traveller
) -> None:
    assert signed.get(COURSES).status_code == 200
    RightOverride.objects.create(school=officer.school, right="curriculum.read", role=Role.OPERATOR, is_given=False)
    assert signed.get(COURSES).status_code == 404
    RightOverride.objects.all().delete()
    assert signed.get(COURSES).status_code == 200
    RoleAssignment.objects.update(ends_on=make.TODAY)
    assert signed.get(COURSES).status_code == 200
    moment.shift(timedelta(days=1))
    assert signed.get(COURSES).status_code == 302


def test_two_accounts_in_one_browser_are_two(client: Client, officer: Staff) -> None:
    child = make.make_student(make.make_class(officer.school))
    for card, page, other in ((officer, PAGE, "/diary/"), (child, "/diary/", PAGE), (officer, PAGE, "/diary/")):
        sign_in(client, card)
        response = client.get(page)
        assert response.status_code == 200
        assert response.wsgi_request.actor.person_id == card.person_id  # type: ignore[attr-defined]
        assert client.get(other).status_code == 404


# ── the table ─────────────────────────────────────────────────────────


def test_sessions_of_the_version_before_go_on(officer: Staff) -> None:
    account = account_of(officer.person)
    before = db.SessionStore()
    before.update(
        {
            SESSION_KEY: str(account.pk),
            BACKEND_SESSION_KEY: "allauth.account.auth_backends.AuthenticationBackend",
            HASH_SESSION_KEY: account.get_session_auth_hash(),
        }
    )
    before.save()
    nobodys = db.SessionStore()
    nobodys["shared_computer"] = True
    nobodys.save()
    migration = import_module("letopis.school.access.migrations.0005_sessions_with_accounts")

    migration.bring(apps, None)

    client = Client()
    client.cookies["sessionid"] = before.session_key or ""
    assert asked(client) == (PAGE, 1)
    assert SessionStore(nobodys.session_key)["shared_computer"] is True
    assert not before.exists(before.session_key or "")
    migration.take_back(apps, None)
    assert db.SessionStore(before.session_key)[SESSION_KEY] == str(account.pk)


def test_what_is_over_is_cleared(signed: Client) -> None:
    Session.objects.update(expire_date=Session.objects.get().expire_date - timedelta(days=15))
    call_command("clearsessions")
    assert not Session.objects.exists()
