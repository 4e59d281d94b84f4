"""A council by keyboard: prepared, opened, voted, closed with its protocol, ordered, read by the family (JRN-06)."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from letopis.kernel.roles import Role
from letopis.school.councils.enums import CouncilAbout
from letopis.school.councils.models import Acknowledgement, Decision
from letopis.school.years.actions import prepare_next_year
from tests import factories as make
from tests.e2e import checks
from tests.school.councils.scene import council_scene

OpenPage = Callable[..., Page]


@pytest.mark.req("JRN-06")
def test_a_council_from_its_proposals_to_the_family(transactional_db: None, open_page: OpenPage) -> None:
    s = council_scene(1)
    prepare_next_year(make.actor_of(make.make_officer(s.school), Role.OPERATOR), year_id=s.group.year_id)
    council = s.called(CouncilAbout.YEAR)
    page = open_page(s.office, f"/office/councils/{council.pk}/")
    page.get_by_role("button", name="Подготовить").click()
    expect(page.get_by_text("Требуют внимания: 1")).to_be_visible()
    page.get_by_role("button", name="Начать заседание").click()

    # The hard one first; what is plain in one click; the focus waits on what comes next.
    expect(page.get_by_role("heading", name=str(s.owing.person))).to_be_visible()
    assert checks.accessibility(page) == []
    expect(page.get_by_role("button", name="Единогласно: 2")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("решено 1 из 3")).to_be_visible()
    page.get_by_role("button", name="Решить единогласно").click()
    expect(page.get_by_text("Решено обо всех")).to_be_visible()
    number = page.get_by_label("Номер протокола")
    expect(number).to_be_focused()
    number.fill("5")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Заседание завершено")).to_be_visible()
    protocol = page.get_by_role("link", name="Протокол").get_attribute("href")
    assert page.request.get(str(protocol)).headers["content-type"] == "application/pdf"
    page.get_by_role("button", name="Составить проекты").click()
    expect(page.get_by_role("link", name="О переводе на новый учебный год, проект").first).to_be_visible()
    assert checks.accessibility(page) == []

    phone = open_page(s.parent, "/diary/decisions/", phone=True)
    expect(phone.get_by_text("Переводится в следующий класс условно")).to_be_visible()
    assert checks.accessibility(phone) == []
    phone.get_by_role("button", name="Ознакомлен(а)").click()
    expect(phone.get_by_text("Ознакомление отмечено")).to_be_visible()
    assert Acknowledgement.objects.get().decision == Decision.objects.get(student=s.owing)
    assert checks.fits(phone) == []
