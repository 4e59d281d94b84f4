"""A real browser against a real server: Debian's Chromium through Playwright."""

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import override_settings
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from bench import chromium
from letopis import demo
from letopis.demo import logins
from letopis.demo.building import Built
from letopis.kernel.roles import Role
from letopis.school.people.models import Guardian, Person, Staff, Student
from letopis.web.shared.actors import SESSION_KEY as ROLE
from tests.conftest import MOMENT
from tests.e2e.waiting import PATIENCE
from tests.factories import TODAY, account_of, make_account, make_person

# Playwright's loop makes Django believe it is asynchronous; the tests talk to the database from the same thread.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
# A name that is not the machine's own: what a school's network without https looks like.
CHROMIUM_FLAGS = [*chromium.FLAGS, "--host-resolver-rules=MAP school.test 127.0.0.1"]
# A busy machine is slow, not wrong.
expect.set_options(timeout=PATIENCE)
AS_SERVED = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "letopis.web.shared.storage.StaticStorage"},
}
DESKTOP = {"width": 1366, "height": 768}
PHONE = {"width": 360, "height": 740}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder drives a browser."""
    for item in items:
        if "/e2e/" in str(item.path):
            item.add_marker(pytest.mark.e2e)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, one for the whole run: without windows where there is such a one, it takes half the time."""
    path = chromium.find(chromium.WITHOUT_WINDOWS, *chromium.WITH_WINDOWS)
    if trouble := chromium.trouble(path):
        # Once for each test, a line each: another process of the run could not tell why it ended it.
        pytest.fail(trouble, pytrace=False)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Scripts and styles as the product serves them: without comments, named by their content."""
    folder = tmp_path_factory.mktemp("static")
    # The test server has no use for compressed copies.
    unpacked = {"WHITENOISE_SKIP_COMPRESS_EXTENSIONS": ["js", "css", "svg", "html", "json", "txt", "map"]}
    with override_settings(STORAGES=AS_SERVED, STATIC_ROOT=folder, **unpacked):
        call_command("collectstatic", interactive=False, verbosity=0)
    return folder


@pytest.fixture(scope="package", autouse=True)
def _as_served(collected: Path) -> Iterator[None]:
    """The browser gets what a school's browser gets, though the test server finds it in a folder.

    Once for all tests here: a request that a closed page has left behind must not meet settings that change.
    """
    with override_settings(STORAGES=AS_SERVED, STATIC_ROOT=collected, STATICFILES_DIRS=[str(collected)]):
        yield


@pytest.fixture
def visitor(browser: Browser, live_server: object, settings: object) -> Iterator[Callable[..., BrowserContext]]:
    """`visitor(card=None, role="", phone=False, theme="light")`: a fresh browser context, signed in as the card."""
    # A cookie without a date: the server's clock is frozen, the browser's is not.
    settings.SESSION_EXPIRE_AT_BROWSER_CLOSE = True  # type: ignore[attr-defined]
    contexts: list[BrowserContext] = []

    def make(
        card: Staff | Student | Guardian | Person | None = None,
        *,
        role: str = "",
        phone: bool = False,
        theme: str = "light",
        reduced_motion: bool = False,
        has_worker: bool = True,
    ) -> BrowserContext:
        context = browser.new_context(
            base_url=live_server.url,  # type: ignore[attr-defined]
            reduced_motion="reduce" if reduced_motion else "no-preference",
            # What passes a service worker, `page.route` does not see.
            service_workers="allow" if has_worker else "block",
            viewport=PHONE if phone else DESKTOP,
            has_touch=phone,
            color_scheme="dark" if theme == "dark" else "light",
            locale="ru-RU",
            timezone_id="Europe/Moscow",
        )
        context.set_default_timeout(PATIENCE)
        context.clock.set_system_time(MOMENT)
        if card is not None:
            context.add_cookies([_session_cookie(card, role, live_server.url)])  # type: ignore[attr-defined]
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def open_page(visitor: Callable[..., BrowserContext]) -> Callable[..., Page]:
    """`open_page(card, "/today/", phone=…)`: a page that fails the test on any script error."""

    def make(
        card: Staff | Student | Guardian | Person | None,
        address: str,
        *,
        phone: bool = False,
        theme: str = "light",
        has_worker: bool = True,
    ) -> Page:
        page = visitor(card, phone=phone, theme=theme, has_worker=has_worker).new_page()
        page.on("pageerror", lambda error: pytest.fail(f"script error on {address}: {error}"))
        page.goto(address)
        return page

    return make


@pytest.fixture
def demo_school(transactional_db: None, settings: object) -> Built:
    """A small demo school, its logins on the sign-in page; the director signs in with a second factor as well.

    Two more logins than the showroom has: `external`, in a role without pages, and `former`, in no role at all.
    """
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    settings.DEMO = True  # type: ignore[attr-defined]
    built = demo.build(students=40, classes=2, today=TODAY)
    logins.save(built.logins)
    director = account_of(Person.objects.get(login__account__username="director"))
    TOTP.activate(director, generate_totp_secret())
    RecoveryCodes.activate(director)
    make_account(make_person(built.school), Role.EXTERNAL, username="external")
    make_account(make_person(built.school), username="former")
    return built


def _session_cookie(card: Staff | Student | Guardian | Person, role: str, url: str) -> dict[str, str]:
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from letopis.school.access.sessions import SessionStore

    person = card if isinstance(card, Person) else card.person
    account = account_of(person)
    session = SessionStore()
    if role:
        session[ROLE] = [person.pk, role]
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    # As if the password had just been typed: pages that ask for it again let in.
    session["account_authentication_methods"] = [{"method": "password", "at": time.time(), "reauthenticated": True}]
    session["account_authentication_methods_user"] = str(account.pk)
    session.create()
    return {"name": settings.SESSION_COOKIE_NAME, "value": str(session.session_key), "url": url}
