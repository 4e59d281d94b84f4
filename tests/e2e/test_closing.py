"""A period is closed while a teacher types: asked for in the journal, opened by the administrator, written (JRN-05)."""

from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import BrowserContext, expect

from letopis.kernel.roles import Role
from letopis.school.organisation.models import Term
from letopis.school.periods.actions import close_term
from tests import factories as make
from tests.e2e import checks
from tests.e2e.test_journal import address, marks, opened, press
from tests.school.journal.scene import Scene, scene

pytestmark = [pytest.mark.req("JRN-05")]


@pytest.fixture
def s(transactional_db: None) -> Scene:
    return scene(3)


def test_a_closed_page_is_asked_for_opened_and_written(
    visitor: Callable[..., BrowserContext], live_server: object, s: Scene
) -> None:
    url = live_server.url  # type: ignore[attr-defined]
    operator = make.make_officer(s.school)
    page = visitor(s.teacher).new_page()
    page.goto(url + address(s))
    opened(page)
    term = Term.objects.get(school=s.school, number=2)
    close_term(make.actor_of(operator, Role.OPERATOR), term_id=term.pk)
    press(page, "5", "ArrowUp")
    expect(page.locator("[data-status]")).to_contain_text("не принято")
    press(page, "Enter")
    refusal = page.get_by_role("dialog", name="Не принято")
    expect(refusal).to_contain_text("период закрыт")
    assert [*checks.accessibility(page), *checks.fits(page)] == []
    refusal.get_by_role("button", name="Не внесено вовремя").click()
    expect(refusal).to_contain_text("Просьба отправлена администратору")
    expect(page.locator("[data-status]")).not_to_contain_text("не принято")

    office = visitor(operator).new_page()
    office.goto(f"{url}/journal/corrections/")
    assert [*checks.accessibility(office), *checks.fits(office)] == []
    office.locator("button[value=grant]").click()
    expect(office.locator("main")).to_contain_text("Открыта на время")

    page.goto(f"{url}/journal/corrections/")
    expect(page.locator("main")).to_contain_text("пусто → 5")
    assert [*checks.accessibility(page), *checks.fits(page)] == []
    page.get_by_role("button", name="Записать").click()
    expect(page.locator("main")).to_contain_text("Исправлено")
    assert {row: mark[0] for row, mark in marks(s).items()} == {0: "5"}


@pytest.mark.req("JRN-04")
def test_a_late_mark_is_asked_for_from_the_list_of_what_was_not_taken(
    visitor: Callable[..., BrowserContext], live_server: object, s: Scene
) -> None:
    """The window is over: asked for where all that was refused stands; the deputy puts it in a click."""
    url = live_server.url  # type: ignore[attr-defined]
    put = make.make_mark(s.work, s.student, "4", first_set_at=make.moment_on(date(2026, 11, 2)))
    page = visitor(s.teacher).new_page()
    page.goto(url + address(s))
    opened(page)
    press(page, "5", "ArrowUp")
    expect(page.locator("[data-status]")).to_contain_text("не принято")
    page.goto(f"{url}/unsent/")
    page.get_by_role("textbox", name="Другая причина").fill("Ошиблась строкой")
    assert [*checks.accessibility(page), *checks.fits(page)] == []
    page.get_by_role("button", name="Попросить").click()
    expect(page.locator("main")).to_contain_text("Просьба отправлена заместителю директора")
    deputy = visitor(make.make_officer(s.school, Role.DEPUTY)).new_page()
    deputy.goto(f"{url}/journal/corrections/")
    deputy.get_by_role("button", name="Исправить").click()
    expect(deputy.locator("main")).to_contain_text("Исправлено")
    put.refresh_from_db()
    assert put.value == "5"
