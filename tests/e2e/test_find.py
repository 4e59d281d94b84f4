"""Ctrl K: somebody found and opened by the keyboard alone, on the other keyboard, at a desk and on a phone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import checks
from tests.factories import make_class, make_guardian, make_officer, make_school, make_staff, make_student

OpenPage = Callable[..., Page]
pytestmark = pytest.mark.req("CON-01")


def test_somebody_is_found_by_the_keyboard_alone(transactional_db: None, open_page: OpenPage) -> None:
    seven = make_class(make_school(), "7А")
    child = make_student(seven, "Иванов Пётр Ильич")
    make_guardian(child, full_name="Иванова Инна Олеговна")
    page = open_page(make_officer(seven.school), "/office/people/")

    page.wait_for_load_state()  # the key is heard by a script
    page.keyboard.press("Control+k")
    field = page.get_by_role("combobox", name="Кого найти")
    expect(field).to_be_focused()
    page.keyboard.type("bdfyjd")
    lines = page.get_by_role("listbox", name="Нашлось").get_by_role("option")
    expect(lines).to_have_count(2)
    expect(field).to_have_attribute("aria-activedescendant", "find-1")
    assert checks.accessibility(page) == []
    page.keyboard.press("ArrowDown")
    expect(lines.nth(1)).to_have_attribute("aria-selected", "true")
    assert "иванов" not in page.url.lower()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Иванова Инна Олеговна")

    page.wait_for_load_state()
    page.keyboard.press("Control+k")
    expect(field).to_be_focused()
    page.keyboard.type("7а")
    expect(page.get_by_role("listbox", name="Нашлось").get_by_role("option").first).to_contain_text("7А")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    # Nothing stays for who comes next.
    expect(page.locator(".find input")).to_have_value("")


def test_it_is_in_the_menu_of_a_phone(transactional_db: None, open_page: OpenPage) -> None:
    seven = make_class(make_school(), "7А")
    make_student(seven, "Константинопольский Александр Константинович")
    page = open_page(make_officer(seven.school), "/office/people/", phone=True)

    page.locator("details.sections > summary").click()
    page.get_by_role("link", name="Найти").click()
    page.get_by_role("combobox", name="Кого найти").fill("опольск")
    expect(page.get_by_role("listbox", name="Нашлось").get_by_role("option")).to_have_count(1)
    assert checks.accessibility(page) == []
    box = page.get_by_role("dialog").bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360
    page.get_by_role("listbox", name="Нашлось").get_by_role("option").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Константинопольский")


@pytest.mark.req("CON-01", "CON-03")
def test_a_class_teacher_finds_a_parent_and_is_reminded_on_a_phone(transactional_db: None, open_page: OpenPage) -> None:
    school = make_school()
    tutor = make_staff(school)
    seven = make_class(school, "7А", tutor=tutor)
    make_guardian(make_student(seven, "Иванов Пётр Ильич"), full_name="Иванова Инна Олеговна")
    page = open_page(tutor, "/today/", phone=True)

    expect(page.get_by_role("link", name="7А: пора сверить личные данные")).to_be_visible()
    assert checks.fits(page) == []
    page.locator(".top").get_by_role("link", name="Найти").click()
    page.get_by_role("combobox", name="Кого найти").fill("инна")
    page.get_by_role("listbox", name="Нашлось").get_by_role("option").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Иванов Пётр Ильич")
