"""The family's pages in a browser: nothing sticks out at 360 px, axe finds nothing, the menu works by keyboard."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from letopis.school.classes.models import ClassTutor, SubgroupMembership
from letopis.school.lessons.models import HomeworkFile
from letopis.school.people.models import Guardian
from tests import factories as make
from tests.e2e import checks
from tests.factories import TODAY

OpenPage = Callable[..., Page]
Visitor = Callable[..., BrowserContext]
PAGES = (
    "/diary/",
    f"/diary/?week={TODAY}",
    "/diary/marks/",
    "/diary/marks/?period=year",
    "/diary/timetable/",
    "/diary/absences/",
)


@pytest.fixture
def guardian(transactional_db: None) -> Guardian:
    """A guardian of two children; the elder has a week with marks, homework, absences and long words."""
    school = make.make_school(short_name="Школа № 17")
    seven, three = make.make_class(school, "7А"), make.make_class(school, "3Б")
    maria = make.make_student(seven, "Соколова Мария Павловна")
    pavel = make.make_student(three, "Соколов Павел Павлович")
    subjects = ("Алгебра", "Основы духовно-нравственной культуры народов России", "Физика")
    for number, subject in enumerate(subjects, 1):
        course = make.make_course(seven, subject, teacher=make.make_staff(school, "Лебедева Ольга Петровна"))
        for days in range(-7, 3):
            lesson = make.make_lesson(course, TODAY + timedelta(days=days), number, topic="Тема урока")
            following = make.make_lesson(course, TODAY + timedelta(days=days + 14), number)
            task = make.make_homework(lesson, "https://example.org/" + "d" * 90, due=following)
            HomeworkFile.objects.create(
                school=school,
                homework=task,
                file="x",
                content_type="image/jpeg",
                size=2048,
                name=f"{'Карта_к_уроку_' * 6}{number}.jpg",
            )
            make.make_mark(
                make.make_work(lesson, title="Практическая работа № 2"), maria, "2", comment="Повторите § 13"
            )
    make.make_absence(lesson, maria, "ОП", minutes=7, note="Автобус опоздал")
    # Subgroups set in the middle of the week: what changed is told in lines.
    for n in (1, 2):
        part = make.make_subgroup(seven, name=f"{n} группа")
        make.make_lesson(make.make_course(seven, "Английский язык", subgroup=part), number=5)
    SubgroupMembership.objects.create(school=school, subgroup=part, student=maria, starts_on=TODAY + timedelta(days=1))
    return make.make_guardian(maria, pavel, full_name="Соколова Наталья Игоревна")


@pytest.mark.req("DIA-01", "DIA-04")
@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_pages_fit_and_axe_finds_nothing_in_either_theme(visitor: Visitor, guardian: Guardian, phone: bool) -> None:
    page = checks.equip(visitor(guardian, phone=phone).new_page())
    watch = checks.Watch(page)
    for path in PAGES:
        page.goto(path)
        for row in page.locator(".marks__row summary").all():
            row.click()
        found = [*checks.accessibility(page), *checks.accessibility_in_dark(page)]
        assert [*found, *checks.links(page), *checks.fits(page), *watch.take()] == [], path


@pytest.mark.req("ACC-03")
@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_a_class_teachers_way_to_the_diary_is_in_order(visitor: Visitor, guardian: Guardian, phone: bool) -> None:
    maria = guardian.guardianships.earliest("pk").student
    tutor = make.make_staff(maria.school, "Орлова Елена Викторовна")
    ClassTutor.objects.create(
        school=maria.school, class_group=maria.memberships.get().class_group, staff=tutor, starts_on=TODAY
    )
    page = checks.equip(visitor(tutor, phone=phone).new_page())
    page.goto("/class/")
    for path in ("/class/", f"/diary/{maria.pk}/", f"/diary/{maria.pk}/marks/"):
        page.goto(path)
        assert [*checks.accessibility(page), *checks.links(page), *checks.widths(page)] == [], path


@pytest.mark.req("DIA-01")
def test_the_phone_shows_new_marks_then_tomorrow_then_today(open_page: OpenPage, guardian: Guardian) -> None:
    page = open_page(guardian, "/diary/", phone=True)

    heads = page.locator(".phone-first h2 > :first-child").all_inner_texts()
    assert [head.split(",")[0] for head in heads] == ["Новые отметки", "Задано на завтра", "Сегодня"]
    expect(page.locator(".dock")).to_be_visible()
    expect(page.locator(".nav")).to_be_hidden()


def test_the_menu_closes_on_escape_and_gives_the_focus_back(open_page: OpenPage, guardian: Guardian) -> None:
    page = open_page(guardian, "/diary/")
    menu = page.locator(".person summary")
    menu.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Выйти")).to_be_visible()

    page.keyboard.press("Escape")

    expect(page.get_by_role("button", name="Выйти")).to_be_hidden()
    expect(menu).to_be_focused()


def test_the_theme_chosen_stays(open_page: OpenPage, guardian: Guardian) -> None:
    page = open_page(guardian, "/diary/marks/")
    page.locator(".person summary").click()

    page.get_by_role("button", name="Тёмные").click()

    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    # The attribute is there before the sheet is: the colour is waited for.
    expect(page.locator("body")).to_have_css("background-color", "rgb(20, 21, 24)")
    expect(page).to_have_url(re.compile("/diary/marks/$"))


def test_the_first_tab_skips_to_the_content(open_page: OpenPage, guardian: Guardian) -> None:
    page = open_page(guardian, "/diary/")

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="К содержанию")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.locator("#main")).to_be_focused()
