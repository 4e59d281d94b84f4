"""What the office's pages do in a browser besides what every page does."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from letopis.kernel.roles import Role
from letopis.school.access.models import RightOverride
from letopis.school.people.models import Person
from tests.e2e import checks
from tests.factories import (
    TODAY,
    make_class,
    make_course,
    make_lesson,
    make_officer,
    make_room,
    make_school,
    make_staff,
    make_student,
    make_students,
)

OpenPage = Callable[..., Page]


@pytest.mark.req("ACC-07")
def test_one_box_marks_everyone_who_gets_a_slip(transactional_db: None, open_page: OpenPage) -> None:
    school = make_school()
    make_students(make_class(school, "7А"), 3)

    page = open_page(make_officer(school), "/office/accounts/")
    page.get_by_label("Отметить всех на странице").check()
    boxes = page.locator("tbody input[type=checkbox]")

    expect(boxes).to_have_count(Person.objects.filter(school=school).count())
    assert all(box.is_checked() for box in boxes.all())
    page.get_by_label("Отметить всех на странице").uncheck()
    assert not any(box.is_checked() for box in boxes.all())


@pytest.mark.req("ACC-02")
@pytest.mark.parametrize("phone", [False, True])
def test_a_right_is_given_after_a_look_at_who_gains(transactional_db: None, open_page: OpenPage, phone: bool) -> None:
    school = make_school()
    dispatcher = make_officer(school, Role.DISPATCHER)
    page = open_page(make_officer(school), "/office/rights/", phone=phone)
    cell = page.locator('[value="students.private dispatcher"]')
    cell.focus()
    page.keyboard.press("Space")
    page.locator('[value="own_class.divide tutor"]').uncheck()
    page.get_by_role("button", name="Показать, кто получит").click()

    expect(page.get_by_text(dispatcher.person.initials)).to_be_visible()
    assert not RightOverride.objects.exists()
    assert checks.accessibility(page) == []
    page.get_by_role("button", name="Записать").click()
    expect(page.get_by_text("Записано: 2 права")).to_be_visible()
    expect(cell).to_be_checked()
    expect(page.get_by_text("изменено", exact=True)).to_have_count(2)
    assert checks.accessibility(page) == []
    assert RightOverride.objects.count() == 2


@pytest.mark.req("TT-01")
def test_the_week_on_a_phone_keeps_the_numbers_in_sight(transactional_db: None, open_page: OpenPage) -> None:
    class_group = make_class(make_school(), "7А")
    course = make_course(class_group, teacher=make_staff(class_group.school))
    make_lesson(course, TODAY)

    page = open_page(make_officer(class_group.school), "/office/timetable/", phone=True)
    page.locator(".week-scroll").evaluate("box => (box.scrollLeft = 300)")
    number = page.locator("tbody .week__no").first.bounding_box()

    assert number
    assert number["x"] >= 0, "the column of numbers stays while the days pass under it"


@pytest.mark.req("ACC-07")
def test_twelve_slips_go_on_one_sheet_of_paper(transactional_db: None, open_page: OpenPage) -> None:
    class_group = make_class(make_school(), "7А")
    make_students(class_group, 12)

    page = open_page(make_officer(class_group.school), f"/account/class/{class_group.pk}/slips/")
    page.get_by_role("button", name="Выдать листки отмеченным").click()
    expect(page.locator(".slip")).to_have_count(12)

    assert sheets(page) == 1


@pytest.mark.req("ACC-07")
def test_a_class_teacher_takes_the_slips_of_the_class_as_pdf_and_a_reload_loses_none(
    transactional_db: None, open_page: OpenPage
) -> None:
    school = make_school(settings={"sign_in_address": "https://dnevnik.school17.example"})
    tutor = make_staff(school)
    class_group = make_class(school, "7А", tutor=tutor)
    make_students(class_group, 3)
    make_student(class_group, "Рогов Олег Ильич", consent=False)

    page = open_page(tutor, f"/account/class/{class_group.pk}/slips/")
    expect(page.get_by_text("Нет согласия", exact=True)).to_have_count(1)
    page.get_by_role("button", name="Выдать листки отмеченным").click()
    codes = page.locator(".slip code")
    expect(codes).to_have_count(6)
    issued = codes.all_inner_texts()
    page.reload()
    assert codes.all_inner_texts() == issued
    with page.expect_download() as download:
        page.get_by_role("link", name="Листки для печати, PDF").click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF-")
    page.get_by_role("button", name="Готово, убрать пароли").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Логины, 7А")


@pytest.mark.req("JRN-01")
def test_the_journal_on_paper_leaves_no_blank_sheet(transactional_db: None, open_page: OpenPage) -> None:
    class_group = make_class(make_school(), "7А")
    make_students(class_group, 25)
    teacher = make_staff(class_group.school)
    course = make_course(class_group, teacher=teacher)
    make_lesson(course, TODAY)

    page = open_page(teacher, f"/journal/{course.pk}/")
    page.locator("journal-grid[data-ready=yes]").wait_for()

    assert sheets(page) == 1


def sheets(page: Page) -> int:
    """How many sheets of paper the page takes as it prints itself."""
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True)))


@pytest.mark.req("ORG-03")
def test_a_form_is_filled_and_corrected_with_the_keyboard_alone(transactional_db: None, open_page: OpenPage) -> None:
    """A wrong field has the focus when the page comes back; twice Enter makes one room."""
    school = make_school()
    make_room(school, "404")
    page = open_page(make_officer(school), "/office/rooms/new/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # «К содержанию»
    page.keyboard.press("Tab")  # the menu of the person
    for typed in ("404", "Кабинет химии", "28"):
        page.keyboard.press("Tab")
        page.keyboard.type(typed)
    page.keyboard.press("Enter")

    wrong = page.get_by_label("Номер")
    expect(wrong).to_be_focused()
    expect(wrong).to_have_attribute("aria-invalid", "true")
    expect(wrong).to_have_accessible_description(re.compile("уже есть"))
    expect(page.get_by_label("Наименование")).to_have_value("Кабинет химии")
    page.keyboard.press("Control+a")
    page.keyboard.type("405")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Настройки")).to_be_visible()
    expect(page.get_by_role("row", name="405")).to_have_count(1)


@pytest.mark.req("ORG-03")
@pytest.mark.parametrize("phone", [False, True])
def test_a_second_tab_is_shown_what_the_first_wrote(transactional_db: None, open_page: OpenPage, phone: bool) -> None:
    """The conflict takes the focus; «Записать моё» writes what was typed, and keeps what the other tab wrote beside."""
    operator = make_officer(make_school())
    room = make_room(operator.school, "101")

    page = open_page(operator, f"/office/rooms/{room.pk}/", phone=phone)
    other = page.context.new_page()
    other.goto(page.url)
    other.get_by_label("Наименование").fill("Физика")
    other.get_by_label("Мест").fill("30")
    other.get_by_role("button", name="Сохранить").click()
    page.get_by_label("Наименование").fill("Химия")
    page.get_by_role("button", name="Сохранить").click()

    told = page.get_by_role("alert")
    expect(told).to_be_focused()
    expect(told).to_contain_text("Физика")
    expect(told).to_contain_text("Химия")
    expect(page.get_by_label("Мест")).to_have_value("30")
    assert checks.accessibility(page) == []
    page.get_by_role("button", name="Записать моё").click()
    page.wait_for_url("**/office/rooms/")
    room.refresh_from_db()
    assert (room.name, room.capacity) == ("Химия", 30)
