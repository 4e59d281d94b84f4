"""A class's marks of a term by keyboard, on «Итоги» of the course."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from letopis.school.grading.models import PeriodMark
from tests.e2e import checks
from tests.school.grading.scene import rated

OpenPage = Callable[..., Page]


@pytest.mark.req("JRN-06")
def test_a_class_is_filled_by_keyboard(transactional_db: None, open_page: OpenPage) -> None:
    s = rated(5)
    page = open_page(s.teacher, f"/journal/{s.course.pk}/totals/")
    expect(page.locator("totals-sheet[data-ready=yes]")).to_be_visible()
    assert checks.accessibility(page) == []
    first = page.locator('td[data-row="0"][data-column="0"]')
    expect(page.locator("[data-why]")).to_contain_text("средний 4,75 из 4 отметок; порог 4,50 → 5")

    # What is proposed, the same typed, another one with a word of why.
    first.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("5")
    page.keyboard.press("4")
    expect(page.get_by_label("Почему", exact=True)).to_be_focused()
    page.keyboard.type("Не сдан зачёт")
    page.keyboard.press("Enter")
    expect(first).to_have_text("5")
    expect(page.locator('td[data-row="2"][data-column="0"]')).to_contain_text("4")
    expect(page.locator('td[data-row="3"][data-column="0"]')).to_be_focused()
    # All the others at once.
    page.get_by_role("button", name="принять предложенные, I четверть").click()
    expect(page.locator("[data-status]")).to_contain_text("Всё сохранено")
    expect(page.get_by_role("button", name="принять предложенные, I четверть")).to_have_count(0)
    found = list(PeriodMark.objects.order_by("student__person__sort_key").values_list("value", "reason"))
    assert found == [("5", ""), ("5", ""), ("4", "Не сдан зачёт"), ("5", ""), ("5", "")]

    # What the server refuses is told and decided in the cell.
    page.locator('td[data-row="0"][data-column="1"]').focus()
    page.keyboard.press("5")
    expect(page.locator("[data-status]")).to_contain_text("не принято")
    page.locator('td[data-row="0"][data-column="1"]').click()
    expect(page.get_by_role("dialog", name="Не принято")).to_contain_text("в последние дни периода")
    page.get_by_role("button", name="Понятно").click()
    expect(page.locator("[data-status]")).not_to_contain_text("не принято")
    assert checks.accessibility(page) == []
