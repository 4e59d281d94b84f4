"""A real browser against a real server: Debian's Chromium through Playwright."""

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from letopis.school.people.models import Guardian, Person, Staff, Student
from tests.conftest import MOMENT
from tests.factories import account_of

# Playwright's loop makes Django believe it is asynchronous; the tests talk to the database from the same thread.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESKTOP = {"width": 1366, "height": 768}
PHONE = {"width": 360, "height": 740}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder drives a browser."""
    for item in items:
        if "/e2e/" in str(item.path):
            item.add_marker(pytest.mark.e2e)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, one for the whole run."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or "/usr/bin/chromium"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def visitor(browser: Browser, live_server: object, settings: object) -> Iterator[Callable[..., BrowserContext]]:
    """`visitor(card=None, phone=False, theme="light")`: a fresh browser context, signed in as the card's person."""
    # A cookie without a date: the server's clock is frozen, the browser's is not.
    settings.SESSION_EXPIRE_AT_BROWSER_CLOSE = True  # type: ignore[attr-defined]
    contexts: list[BrowserContext] = []

    def make(
        card: Staff | Student | Guardian | Person | None = None, *, phone: bool = False, theme: str = "light"
    ) -> BrowserContext:
        context = browser.new_context(
            base_url=live_server.url,  # type: ignore[attr-defined]
            viewport=PHONE if phone else DESKTOP,
            has_touch=phone,
            color_scheme="dark" if theme == "dark" else "light",
            locale="ru-RU",
            timezone_id="Europe/Moscow",
        )
        context.set_default_timeout(10_000)
        context.clock.set_system_time(MOMENT)
        if card is not None:
            context.add_cookies([_session_cookie(card, live_server.url)])  # type: ignore[attr-defined]
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def open_page(visitor: Callable[..., BrowserContext]) -> Callable[..., Page]:
    """`open_page(card, "/today/", phone=…)`: a page that fails the test on any script error."""

    def make(
        card: Staff | Student | Guardian | Person | None, address: str, *, phone: bool = False, theme: str = "light"
    ) -> Page:
        page = visitor(card, phone=phone, theme=theme).new_page()
        page.on("pageerror", lambda error: pytest.fail(f"script error on {address}: {error}"))
        page.goto(address)
        return page

    return make


def _session_cookie(card: Staff | Student | Guardian | Person, url: str) -> dict[str, str]:
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    account = account_of(card if isinstance(card, Person) else card.person)
    session = SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.create()
    return {"name": settings.SESSION_COOKIE_NAME, "value": str(session.session_key), "url": url}
