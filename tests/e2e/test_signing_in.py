"""The sign-in page under the fingers: hints while one types, the shown password, a page without scripts."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from letopis.kernel.roles import Role
from letopis.school.access.models import Account
from letopis.school.organisation.models import School
from tests.e2e.conftest import PHONE
from tests.factories import make_account, make_school, make_staff

pytestmark = [pytest.mark.req("ACC-01", "ACC-07")]
PASSWORD = "дождь-стучит-17"


@pytest.fixture
def account(transactional_db: None) -> Account:
    school: School = make_school()
    account = make_account(make_staff(school).person, Role.EXTERNAL, username="orlova.e")
    account.set_password(PASSWORD)
    account.save()
    return account


def test_hints_come_and_go_while_one_types(transactional_db: None, open_page: Callable[..., Page]) -> None:
    page = open_page(None, "/account/login/")
    login, password = page.get_by_label("Логин", exact=True), page.get_by_label("Пароль", exact=True)
    expect(login).to_be_focused()
    shown = page.locator(".typing__hint:visible")
    expect(shown).to_have_count(0)

    login.press_sequentially("щкд")
    expect(shown).to_have_text([re.compile("русская раскладка")])
    login.fill("orlova.e")
    expect(shown).to_have_count(0)
    password.press_sequentially("д–")
    expect(shown).to_have_text([re.compile("русские буквы"), re.compile("длинное тире")])
    password.fill("lilac ")
    expect(shown).to_have_text([re.compile("пробел")])
    password.fill("kd7mq-3wxo1")
    expect(shown).to_have_text([re.compile("не бывает 0, 1, o, i и l")])
    password.fill("kd7mq-3wxh9")
    expect(shown).to_have_count(0)


def test_caps_lock_is_told_at_the_key(transactional_db: None, open_page: Callable[..., Page]) -> None:
    page = open_page(None, "/account/login/")
    key = """(field, isOn) => field.dispatchEvent(
      new KeyboardEvent("keydown", { key: "A", bubbles: true, modifierCapsLock: isOn }))"""
    password = page.get_by_label("Пароль", exact=True)

    password.evaluate(key, True)
    expect(page.get_by_text("Включён Caps Lock.")).to_be_visible()
    password.evaluate(key, False)
    expect(page.get_by_text("Включён Caps Lock.")).to_be_hidden()


def test_the_password_is_shown_and_hidden_again_before_it_is_sent(
    account: Account, open_page: Callable[..., Page]
) -> None:
    page = open_page(None, "/account/login/", phone=True)
    page.get_by_label("Логин", exact=True).fill("orlova.e")
    password = page.locator("input[name=password]")
    password.fill("не тот")
    button = page.get_by_role("button", name="Показать пароль")
    button.click()
    expect(password).to_have_attribute("type", "text")
    expect(page.get_by_role("button", name="Скрыть пароль")).to_have_text("Скрыть")
    expect(password).to_be_focused()
    box = page.get_by_role("button", name="Скрыть пароль").bounding_box()
    assert box
    assert box["x"] + box["width"] <= PHONE["width"]

    sent_as = page.evaluate(
        """() => new Promise((resolve) => document.querySelector("form").addEventListener("submit", (event) => {
          event.preventDefault();
          setTimeout(() => resolve(document.querySelector("[name=password]").type));
        }) || document.querySelector("form .button--main").click())"""
    )
    assert sent_as == "password"


def test_a_shared_computer_is_no_device_to_stay_signed_in_on(
    transactional_db: None, open_page: Callable[..., Page]
) -> None:
    page = open_page(None, "/account/login/")
    remember, shared = page.get_by_label("Не выходить на этом устройстве"), page.get_by_label("Это общий компьютер")

    remember.check()
    shared.check()
    expect(remember).not_to_be_checked()
    remember.check()
    expect(shared).not_to_be_checked()


def test_without_scripts_one_signs_in_all_the_same(account: Account, browser: Browser, live_server: object) -> None:
    context: BrowserContext = browser.new_context(base_url=live_server.url, java_script_enabled=False)  # type: ignore[attr-defined]
    page = context.new_page()
    page.goto("/account/login/")
    expect(page.get_by_role("button", name="Показать")).to_have_count(0)
    expect(page.locator(".typing__hint:visible")).to_have_count(0)
    page.get_by_label("Логин", exact=True).fill("щкдщмфюу")
    page.get_by_label("Пароль", exact=True).fill(PASSWORD)
    page.get_by_label("Это общий компьютер").check()
    page.get_by_role("button", name="Войти", exact=True).click()
    page.wait_for_url(lambda address: "/login/" not in address)
    assert page.get_by_text("Логин или пароль не подходят").count() == 0
    context.close()
