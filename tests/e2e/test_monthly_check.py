"""The class teacher's monthly check in a browser: the reminder, one, all of them, and the reminder is gone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import checks
from tests.factories import make_class, make_school, make_staff, make_student

OpenPage = Callable[..., Page]


@pytest.mark.req("CON-03")
def test_a_month_has_passed_and_all_are_checked(transactional_db: None, open_page: OpenPage) -> None:
    school = make_school()
    tutor = make_staff(school, "Климова Вера Ильинична")
    seven = make_class(school, "7А", tutor=tutor)
    for name in ("Абрамов Пётр", "Белова Анна"):
        make_student(seven, name)
    page = open_page(tutor, "/class/")

    page.get_by_text("Пора сверить личные данные").wait_for()
    page.get_by_role("link", name="Проверить", exact=True).click()
    page.get_by_label("Белова Анна — проверено").check()
    page.get_by_role("button", name="Отмеченные проверены").click()
    expect(page.get_by_text("Проверено сегодня: 1 ученик.")).to_be_visible()
    assert checks.accessibility(page) == []
    page.get_by_role("button", name="Проверены все").click()
    expect(page.get_by_text("Все проверены за последний месяц")).to_be_visible()
    page.goto("/class/")
    expect(page.get_by_text("Пора сверить личные данные")).to_have_count(0)
