"""A class's marks of a term by keyboard, on «Итоги» of the course and in the grid of its journal."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from letopis.school.grading.models import PeriodMark
from letopis.school.marks.models import Absence
from tests.e2e import checks, hands
from tests.school.grading.scene import put_op, rated, term
from tests.school.journal.scene import one

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


@pytest.mark.req("JRN-06")
def test_a_class_is_filled_in_the_grid(transactional_db: None, open_page: OpenPage) -> None:
    """A column at the end of the quarter, on the page of the journal itself: five students, six keys and a word."""
    s = rated(5)
    page = hands.opened(open_page(s.teacher, f"/journal/{s.course.pk}/?period={term(s).pk}"))
    column = page.locator(".lesson-head").count() - 1
    head = page.locator(".lesson-head").nth(column)
    expect(head).to_have_attribute("aria-label", "I четверть, отметки за период")
    first = hands.cell(page, 0, column)
    # The page opens at a lesson: nobody puts marks of a term unawares. What follows stands there lightly, and says how.
    expect(page.locator(".journal .selected")).not_to_have_class(re.compile("proposed"))
    expect(first).to_have_text("предлагается 5")
    expect(first).to_have_attribute("title", "средний 4,75 из 4 отметок; порог 4,50 → 5")
    hands.press(page, "End")
    expect(page.get_by_role("dialog", name="I четверть")).to_contain_text("средний 4,75")

    # What is proposed, the same typed, another one with a word of why, one that is cleared and taken back.
    hands.press(page, "Enter", "5", "4")
    expect(page.get_by_label("Почему", exact=True)).to_be_focused()
    page.keyboard.type("Не сдан зачёт")
    page.keyboard.press("Enter")
    hands.press(page, "5", "Enter")
    assert hands.texts(page, column) == ["5", "5", "4", "5", "5"]
    hands.press(page, "Delete")
    expect(hands.cell(page, 4, column)).to_have_text("предлагается 5")
    hands.press(page, "Control+z")
    expect(hands.cell(page, 4, column)).to_have_text("5")
    hands.saved(page)
    found = list(PeriodMark.objects.order_by("student__person__sort_key").values_list("value", "reason"))
    assert found == [("5", ""), ("5", ""), ("4", "Не сдан зачёт"), ("5", ""), ("5", "")]
    # A key of lessons alone is told of, and no lesson gets it.
    hands.press(page, "н")
    expect(page.get_by_role("dialog", name="Сообщение")).to_contain_text("За период ставят отметку")
    assert not Absence.objects.exists()
    assert checks.accessibility(page) == []


def test_the_rest_of_a_column_at_once_and_what_is_refused(transactional_db: None, open_page: OpenPage) -> None:
    """The head takes all that is proposed; a mark that somebody else has put meanwhile is a conflict to decide."""
    s = rated(3)
    page = hands.opened(open_page(s.teacher, f"/journal/{s.course.pk}/?period={term(s).pk}"))
    column = page.locator(".lesson-head").count() - 1
    expect(hands.cell(page, 0, column)).to_have_text("предлагается 5")
    one(s.actor, put_op(s, "4", s.students[0], reason="Пересдача"))

    page.locator(".lesson-head").nth(column).click()
    page.get_by_role("button", name="Принять предложенные: 3").click()
    expect(page.locator("[data-status]")).to_contain_text("1 расхождение")
    assert list(PeriodMark.objects.order_by("student__person__sort_key").values_list("value", flat=True)) == [
        "4",
        "5",
        "5",
    ]
    page.get_by_role("button", name="сравнить").click()
    expect(page.get_by_role("dialog", name="Расхождение")).to_contain_text("В журнале «4»")
    page.get_by_role("button", name="Оставить как в журнале").click()
    expect(hands.cell(page, 0, column)).to_have_text("4")
    expect(page.locator("[data-status]")).to_contain_text("Всё сохранено")


def test_without_a_network_the_column_says_so(transactional_db: None, open_page: OpenPage) -> None:
    """What is loaded takes marks, which wait as any other; where nothing could be loaded, the column tells it."""
    s = rated(2)
    page = hands.opened(open_page(s.teacher, f"/journal/{s.course.pk}/?period={term(s).pk}"))
    column = page.locator(".lesson-head").count() - 1
    expect(hands.cell(page, 0, column)).to_have_text("предлагается 5")
    page.context.set_offline(True)
    hands.press(page, "End", "5")
    expect(page.locator("[data-status]")).to_contain_text("1 ждёт отправки")
    assert not PeriodMark.objects.exists()
    page.context.set_offline(False)
    hands.saved(page)
    assert PeriodMark.objects.get().value == "5"

    page.route("**/totals.json", lambda route: route.abort())
    page.reload()
    hands.opened(page)
    hands.press(page, "End", "4")
    expect(page.get_by_role("dialog", name="Сообщение")).to_contain_text("отметки за период не загружены")
    assert PeriodMark.objects.get().value == "5"
