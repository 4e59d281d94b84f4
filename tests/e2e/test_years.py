"""A year is opened and closed in a browser: the operator makes the next one, the deputy watches and signs."""

from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page, expect
from time_machine import Traveller

from letopis.kernel.roles import Role
from letopis.school.classes.models import Order
from tests.e2e import checks
from tests.factories import make_class, make_course, make_officer, make_school, make_staff, make_students, moment_on

OpenPage = Callable[..., Page]


@pytest.mark.req("ORG-01")
def test_the_next_year_is_made_in_april_watched_and_promoted_into(
    transactional_db: None, open_page: OpenPage, moment: Traveller
) -> None:
    moment.move_to(moment_on(date(2027, 4, 12)))
    school = make_school()
    seven = make_class(school, "7А")
    make_course(seven, "Алгебра", teacher=make_staff(school))
    first, *_ = make_students(seven, 2)

    page = open_page(make_officer(school), "/office/years/")
    page.get_by_role("link", name="Следующий год").click()
    page.get_by_role("button", name="Подготовить год").click()
    expect(page.get_by_text("2027/28 учебный год подготовлен")).to_be_visible()
    page.goto(page.url.replace("/office/years/", "/office/classes/"))
    expect(page.get_by_role("link", name="8А")).to_be_visible()
    expect(page.get_by_text("Вы работаете в")).to_be_visible()
    assert checks.accessibility(page) == []
    page.goto(page.url.replace("/office/classes/", "/office/years/promotion/"))
    page.locator("summary", has_text="7А").click()
    page.get_by_label(first.person.full_name).select_option("repeat")
    assert checks.accessibility(page) == []
    page.get_by_role("button", name="Сделать проекты приказов").click()
    expect(page.get_by_text("Готовы проекты приказов: 2")).to_be_visible()
    assert set(Order.objects.values_list("kind", flat=True)) == {"promote", "repeat"}

    page = open_page(make_officer(school, Role.DEPUTY), "/office/years/opening/", phone=True)
    expect(page.get_by_text("Диспетчер расписания")).to_be_visible()
    assert checks.accessibility(page) == []
    page.get_by_role("button", name="Подписать").click()
    page.get_by_label("Подписать, хотя есть невыполненное").check()
    page.get_by_label("Замечание").fill("К 3 сентября")
    page.get_by_role("button", name="Подписать").click()
    expect(page.get_by_text("К 3 сентября")).to_be_visible()
