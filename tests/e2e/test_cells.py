"""A list's cell that is changed where it stands: by the mouse, by the keyboard, in two tabs, on a phone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from letopis.school.organisation.models import Room
from tests.e2e import checks
from tests.factories import make_officer, make_room, make_school

OpenPage = Callable[..., Page]
FIELD = ".cell__field"


@pytest.mark.req("ORG-03")
def test_a_cell_is_changed_where_it_stands(transactional_db: None, open_page: OpenPage) -> None:
    school = make_school()
    room = make_room(school, "101")
    make_room(school, "102")
    officer = make_officer(school)
    page = open_page(officer, "/office/rooms/")
    name = page.locator("a[data-edit=name]").first
    seats = page.locator("a[data-edit=capacity]").first

    # The mouse; Esc leaves it as it was.
    name.click()
    expect(page.locator(FIELD)).to_be_focused()
    expect(page.get_by_label("Наименование, 101")).to_be_visible()
    page.keyboard.type("Физика")
    page.keyboard.press("Escape")
    expect(name).to_be_focused()
    expect(name).not_to_have_text("Физика")

    # The keyboard: F2, Enter saves, the cell has the focus again and the page says so.
    page.keyboard.press("F2")
    expect(page.locator(FIELD)).to_be_focused()
    page.keyboard.type("Физика")
    assert checks.accessibility(page) == []
    page.keyboard.press("Enter")
    expect(name).to_have_text("Физика")
    expect(name).to_be_focused()
    expect(page.get_by_role("status")).to_contain_text("Кабинет 101 записан")

    # What is wrong is said in the cell; leaving the field saves.
    seats.press("Enter")
    page.locator(FIELD).fill("0")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Число мест бывает от 1 до 9999")
    expect(page.locator(FIELD)).to_be_focused()
    page.locator(FIELD).fill("30")
    page.keyboard.press("Tab")
    expect(seats).to_have_text("30")
    room.refresh_from_db()
    assert (room.name, room.capacity) == ("Физика", 30)

    # What somebody else has changed since is shown by the form.
    seats.click()
    page.locator(FIELD).fill("25")
    other = open_page(officer, f"/office/rooms/{room.pk}/")
    other.get_by_label("Мест").fill("28")
    other.get_by_role("button", name="Сохранить").click()
    expect(other.get_by_text("Кабинет 101 записан")).to_be_visible()
    page.keyboard.press("Enter")
    clash = page.get_by_role("alert")
    expect(clash).to_contain_text("Записано сейчас: 28")
    expect(clash).to_contain_text("Вы вписали: 25")
    clash.get_by_role("button", name="Записать моё").click()
    expect(page.get_by_text("Кабинет 101 записан")).to_be_visible()
    assert Room.objects.get(pk=room.pk).capacity == 25


@pytest.mark.req("ORG-03")
def test_on_a_phone_a_cell_leads_to_the_form(transactional_db: None, open_page: OpenPage) -> None:
    school = make_school()
    room = make_room(school, "101")
    page = open_page(make_officer(school), "/office/rooms/", phone=True)
    page.locator("a[data-edit=name]").click()
    page.wait_for_url(f"**/office/rooms/{room.pk}/#id_name")
