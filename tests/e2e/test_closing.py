"""A period is closed while a teacher types: asked for in the journal, opened by the administrator, written (JRN-05)."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect

from letopis.kernel.roles import Role
from letopis.school.organisation.models import Term
from letopis.school.periods.actions import close_term
from tests import factories as make
from tests.e2e import checks
from tests.e2e.test_journal import address, marks, opened, press, saved
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
    refusal.get_by_role("link", name="Попросить открыть").click()
    page.get_by_role("textbox", name="Зачем").fill("Период закрыли, пока я писала")
    assert [*checks.accessibility(page), *checks.fits(page)] == []
    page.get_by_role("button", name="Попросить").click()
    expect(page.locator("main")).to_contain_text("Период закрыли, пока я писала")

    office = visitor(operator).new_page()
    office.goto(f"{url}/journal/corrections/")
    assert [*checks.accessibility(office), *checks.fits(office)] == []
    office.locator("button[value=grant]").click()
    expect(office.locator("main")).to_contain_text("Открыта на время")

    page.goto(url + address(s))
    opened(page)
    press(page, "4")
    saved(page)
    assert {row: mark[0] for row, mark in marks(s).items()} == {0: "4"}
