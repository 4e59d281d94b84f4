"""A class's journal goes to the archive by its roles: checked, accepted, printed, certified, handed over (ARC-04)."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from letopis.documents.handover.models import CaseMove
from letopis.kernel.roles import Role
from letopis.school.classes.models import ClassGroup
from letopis.school.organisation.models import AcademicYear, Term
from tests import factories as make
from tests.documents.handover.scene import a_print, a_year
from tests.e2e import checks

pytestmark = [pytest.mark.req("ARC-04")]


@pytest.fixture
def seven(transactional_db: None, settings: Any, tmp_path: Path) -> ClassGroup:
    """7А of the year before this one, which lacks nothing."""
    settings.MEDIA_ROOT = tmp_path / "media"
    (group,) = a_year()[1]
    AcademicYear.objects.update(name="2025/2026", starts_on="2025-09-01", ends_on="2026-05-26")
    Term.objects.update(starts_on="2025-09-01", ends_on="2026-05-26")
    group.refresh_from_db()
    return group


def test_a_journal_is_handed_over_by_its_roles(
    visitor: Callable[..., BrowserContext], live_server: Any, seven: ClassGroup
) -> None:
    def page_of(role: Role) -> Page:
        page = visitor(make.make_officer(seven.school, role)).new_page()
        page.goto(f"{live_server.url}/office/archive/?year={seven.year_id}")
        return page

    def take(page: Page, verb: str) -> None:
        page.get_by_role("link", name=verb).click()
        expect(page.get_by_role("checkbox", name="7А")).to_be_checked()
        assert [*checks.accessibility(page), *checks.fits(page)] == []

    office, deputy, director = page_of(Role.STUDY_OFFICE), page_of(Role.DEPUTY), page_of(Role.DIRECTOR)
    take(office, "Отметить проверку")
    office.get_by_role("button", name="Отметить проверку").click()
    expect(office.locator("main")).to_contain_text("Принять: 2\u00a0дела")
    deputy.reload()
    take(deputy, "Принять")
    deputy.get_by_role("button", name="Принять").click()
    a_print(seven.year)
    take(deputy, "Отметить печать")
    deputy.get_by_role("button", name="Отметить печать").click()
    director.reload()
    take(director, "Отметить заверение")
    director.get_by_label("Кто подписал").fill("Панова О. И.")
    director.get_by_role("button", name="Отметить заверение").click()
    office.reload()
    take(office, "Сдать в архив")
    for label, value in (
        ("Номер акта", "1"),
        ("Индекс дела", "03-12"),
        ("Где хранится", "Архив"),
        ("Принял", "Мусина Л. О."),
        ("Должность принявшего", "секретарь"),
    ):
        office.get_by_label(label, exact=label == "Принял").fill(value)
    office.get_by_role("button", name="Сдать в архив").click()
    expect(office.locator("main")).to_contain_text("Год сдан")
    expect(office.get_by_role("link", name="Акт № 1")).to_be_visible()
    office.get_by_role("link", name="7А", exact=True).click()
    expect(office.locator("main")).to_contain_text("4\u00a0листа, 7\u00a0страниц")
    assert [*checks.accessibility(office), *checks.fits(office)] == []
    # The journal of the class, then the volume of summary sheets.
    way = ["checked", "accepted", "printed", "certified", "handed"]
    assert list(CaseMove.objects.values_list("step", flat=True)) == [*way, *way]


@pytest.mark.req("ARC-08")
def test_a_case_whose_term_is_over_goes_by_an_act_of_two(
    visitor: Callable[..., BrowserContext], live_server: Any, transactional_db: None
) -> None:
    school = make.make_school()
    make.year_of(school)
    case = make.make_archive_case(school)
    deputy, director = (visitor(make.make_officer(school, role)).new_page() for role in (Role.DEPUTY, Role.DIRECTOR))
    deputy.goto(f"{live_server.url}/office/archive/keeping/")
    deputy.get_by_role("link", name=case.title).click()
    expect(deputy.get_by_label("Листов")).to_be_visible()
    assert [*checks.accessibility(deputy), *checks.fits(deputy)] == []
    deputy.get_by_label("Листов").fill("2")
    deputy.get_by_label("Индекс дела").fill("03-13")
    deputy.get_by_label("Где хранится").fill("Архив")
    deputy.get_by_role("button", name="Изъять").click()
    expect(deputy.locator("main")).to_contain_text("Изъяты из дела")
    deputy.goto(f"{live_server.url}/office/archive/keeping/")
    deputy.get_by_role("link", name="Составить акт").click()
    deputy.get_by_label("Номер акта").fill("5")
    deputy.get_by_label("Основание").fill("Истёк срок")
    deputy.get_by_label("Как уничтожается").fill("Измельчение")
    deputy.get_by_role("button", name="Составить акт").click()
    deputy.get_by_role("button", name="Подписать").click()
    expect(deputy.locator("main")).to_contain_text("Подпись поставлена")
    director.goto(deputy.url)
    assert [*checks.accessibility(director), *checks.fits(director)] == []
    director.get_by_role("button", name="Подписать").click()
    director.get_by_label("вернуть ничего нельзя").check()
    director.get_by_role("button", name="Уничтожить").click()
    expect(director.locator("main")).to_contain_text("Исполнен")
