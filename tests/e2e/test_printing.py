"""From the journal's page to its paper, and a school's set from one click to its files."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from letopis.kernel import background
from letopis.kernel.roles import Role
from tests import factories as make
from tests.documents.journal_paper.scene import a_class
from tests.e2e import checks

OpenPage = Callable[..., Page]
FETCH = "address => fetch(address).then(answer => [answer.status, answer.headers.get('content-type')])"


@pytest.mark.req("ARC-01", "ARC-02")
def test_the_journals_own_button_and_the_schools_set_give_pdf(
    transactional_db: None, open_page: OpenPage, settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    group, course, _ = a_class(3, 2)
    page = open_page(course.teachers.get().staff, f"/journal/{course.pk}/?period=year")
    button = page.get_by_role("link", name="Печать")
    expect(button).to_be_visible()
    address = button.evaluate("link => link.href")
    assert address.endswith(f"/journal/{course.pk}/print.pdf?period=year")
    assert page.evaluate(FETCH, address) == [200, "application/pdf"]

    page = open_page(make.make_officer(group.school, Role.DEPUTY), f"/print/classes/{group.pk}/")
    page.get_by_role("link", name="Печать журналов").click()
    page.get_by_role("button", name="Напечатать комплект").click()
    expect(page.get_by_role("heading", name="Комплект журналов")).to_be_visible()
    background.wait()
    expect(page.get_by_role("link", name="Опись.pdf")).to_be_visible()
    assert checks.accessibility(page) == []
    file = page.get_by_role("link", name="01 7А.pdf").evaluate("link => link.href")
    assert page.evaluate(FETCH, file) == [200, "application/pdf"]
