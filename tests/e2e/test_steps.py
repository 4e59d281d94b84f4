"""Pages in the middle of something, where no address leads: errors, slips, a second factor, a loading, wrong forms."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from letopis.documents.school_import import runs
from letopis.kernel import background
from letopis.kernel.roles import Role
from letopis.school.people.models import Staff, Student
from tests import factories as make
from tests.documents.school_import.school import Book
from tests.e2e import checks

Visitor = Callable[..., BrowserContext]
PASSWORD = "berezovaya-roscha"


@pytest.fixture
def operator(transactional_db: None) -> Staff:
    return make.make_officer(make.make_school(short_name="Школа № 17"))


@pytest.fixture
def student(operator: Staff) -> Student:
    return make.make_student(make.make_class(operator.school), "Абрамова Алиса Тимуровна")


def opened(visitor: Visitor, card: Staff | Student | None, address: str) -> Page:
    page = checks.equip(visitor(card, reduced_motion=True).new_page())
    page.goto(address)
    return page


def assert_in_order(page: Page, name: str = "") -> None:
    page.wait_for_load_state()
    wrong = [*checks.head(page), *checks.motion(page), *checks.accessibility(page), *checks.widths(page)]
    assert not wrong, "\n".join([name or page.url, *wrong])
    page.set_viewport_size({"width": 1366, "height": 768})


@pytest.mark.parametrize("signed_in", [True, False], ids=["signed in", "stranger"])
def test_errors(visitor: Visitor, student: Student, settings: object, signed_in: bool) -> None:
    settings.ROOT_URLCONF = "tests.e2e.broken"  # type: ignore[attr-defined]
    settings.DEBUG_PROPAGATE_EXCEPTIONS = False  # type: ignore[attr-defined]
    page = checks.equip(visitor(student if signed_in else None, reduced_motion=True).new_page())
    watch = checks.Watch(page)
    for status, path in ((400, "400"), (403, "403"), (403, "csrf"), (404, "404"), (429, "429"), (500, "500")):
        answer = page.goto(f"/broken/{path}/")
        assert answer is not None
        assert answer.status == status
        assert_in_order(page)
        assert watch.take() == []


def test_signing_in(visitor: Visitor, student: Student) -> None:
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    account = make.make_account(student.person, username="alisa")
    account.set_password(PASSWORD)
    account.save()
    TOTP.activate(account, generate_totp_secret())
    page = opened(visitor, None, "/account/login/")
    for password, next_is in (("wrong", ".field__error, .alert--danger"), (PASSWORD, "[name=code]")):
        page.get_by_label("Логин").fill("alisa")
        page.get_by_label("Пароль", exact=True).fill(password)
        page.get_by_role("button", name="Войти").click()
        page.wait_for_selector(next_is)
        assert_in_order(page)
    assert page.url.endswith("/account/2fa/authenticate/")
    page.get_by_label("Код").fill("000000")
    page.get_by_role("button", name="Войти", exact=True).click()
    page.wait_for_selector(".field__error, .alert--danger")
    assert_in_order(page, "a wrong code")


def test_a_password_of_ones_own(visitor: Visitor, student: Student) -> None:
    account = make.make_account(student.person)
    account.set_password(PASSWORD)
    account.must_change_password, account.slip_until = True, make.TODAY
    account.save()
    page = opened(visitor, student, "/diary/")
    assert_in_order(page)
    page.get_by_label("Новый пароль", exact=True).fill("123")
    page.get_by_label("Новый пароль ещё раз").fill("321")
    page.get_by_role("button", name="Сменить пароль").click()
    page.wait_for_selector(".field__error")
    assert_in_order(page, "a weak password")


def test_slips(visitor: Visitor, operator: Staff, student: Student) -> None:
    page = opened(visitor, operator, "/office/accounts/")
    page.get_by_label("Выдать листок: Абрамова Алиса Тимуровна").check()
    page.get_by_role("button", name="Выдать листки отмеченным").click()
    page.wait_for_selector(".slip")
    assert_in_order(page)


def test_forms_sent_empty(visitor: Visitor, operator: Staff, student: Student) -> None:
    page = checks.equip(visitor(operator, reduced_motion=True).new_page())
    for address in ("students/new", "people/staff/new", "rooms/new", "work-kinds/new", "classes/new", "bells/new"):
        page.goto(f"/office/{address}/")
        page.evaluate("document.querySelectorAll('form').forEach(form => { form.noValidate = true; })")
        page.get_by_role("main").locator(".button--main").first.click()
        page.wait_for_selector(".field__error, .alert--danger")
        assert_in_order(page)


@pytest.mark.req("ORG-02")
def test_a_loading_from_files_to_its_end(visitor: Visitor, operator: Staff, tmp_path: Path) -> None:
    book = Book(folder=tmp_path)
    book["Ученики", 4, 4] = "01.03.2035"
    book["Ученики", 7, 5] = "5Д"
    actor = make.actor_of(operator, Role.OPERATOR)
    page = opened(visitor, operator, "/office/import/")
    page.get_by_label("Книга Excel или таблицы CSV").set_input_files(book.xlsx())
    page.get_by_role("button", name="Проверить файл").click()
    page.wait_for_selector(".problems")
    assert_in_order(page, "preview")
    (run,) = runs.latest(actor)
    page.get_by_role("button", name="Записать без ошибочных строк").click()
    page.get_by_role("dialog").wait_for()
    assert_in_order(page, "question")
    page.get_by_role("dialog").locator(".button--main, .button--danger").click()
    page.get_by_text("База записана").wait_for()
    background.wait()
    assert_in_order(page, "written")
    page.goto("/office/import/")
    assert_in_order(page, "history")

    run.state, run.finished_at = "checking", None
    run.save()
    runs.beat(run, "Чтение файлов", 1, 3)
    page.goto(f"/office/import/{run.pk}/")
    page.locator("[data-progress]").wait_for()
    assert_in_order(page, "busy")
    run.state, run.message = "failed", "Файл не открывается как таблица."
    run.save()
    page.get_by_text(run.message).wait_for()  # the page asks by itself how far the run has come
    assert_in_order(page, "failed")
