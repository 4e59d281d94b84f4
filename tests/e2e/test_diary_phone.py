"""The diary on a phone: the day on the first screen, the week one tap away, names of children that never overlap."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from letopis.school.people.models import Guardian, Student
from tests import factories as make
from tests.e2e import checks
from tests.factories import TODAY

OpenPage = Callable[..., Page]
Visitor = Callable[..., BrowserContext]
SUBJECTS = ("Русский язык", "Алгебра", "Физика", "История", "Литература", "Физическая культура")
FAMILIES = {
    "two": ("Мария 7А", "Павел 3Б"),
    "three": ("Александра 11А", "Константин 10Б", "Елизавета 1В"),
    "five": ("Анна-Мария 11А", "Мария 9Б", "Мария 7А", "Мухаммад-Амин 5Г", "Ия 1А"),
    "namesakes": ("Мария 7А", "Мария 7А"),
    "college": ("Константин ИСиП-21-1к", "Екатерина ИСиП-21-2к"),
}
# Two parts of the page's head that stand on each other.
OVERLAPS = """() => {
  const shown = [...document.querySelectorAll('.top h1, .top .switch__item, .top summary, .top p')]
    .filter((e) => e.checkVisibility() && e.getBoundingClientRect().width > 1 && !e.closest('.menu__list'));
  const found = [];
  for (const [n, a] of shown.entries()) for (const b of shown.slice(n + 1)) {
    const x = a.getBoundingClientRect(), y = b.getBoundingClientRect();
    if (x.left < y.right - 1 && y.left < x.right - 1 && x.top < y.bottom - 1 && y.top < x.bottom - 1) {
      found.push(`${a.textContent.trim()} | ${b.textContent.trim()}`);
    }
  }
  return found;
}"""


def family(names: tuple[str, ...]) -> Guardian:
    """A guardian of children with long double surnames in classes of a school."""
    school = make.make_school(short_name="Школа № 17")
    classes = {name: make.make_class(school, name) for name in dict.fromkeys(one.split()[1] for one in names)}
    students = [
        make.make_student(classes[group], f"Константинопольская-Преображенская {name} Святославовна {n}".rstrip(" 0"))
        for n, (name, group) in enumerate(one.split() for one in names)
    ]
    lesson = make.make_lesson(make.make_course(students[-1].memberships.get().class_group, "Алгебра"))
    for n in range(12):
        make.make_mark(make.make_work(lesson, position=n + 1), students[-1], "5")
    return make.make_guardian(*students, full_name="Константинопольская-Преображенская Наталья Игоревна")


@pytest.fixture
def maria(transactional_db: None) -> Student:
    """A school day with six lessons, homework for tomorrow, marks with comments and a lateness."""
    school = make.make_school(short_name="Школа № 17")
    seven = make.make_class(school, "7А")
    child = make.make_student(seven, "Соколова Мария Павловна")
    for number, subject in enumerate(SUBJECTS, 1):
        course = make.make_course(seven, subject, teacher=make.make_staff(school, "Лебедева Ольга Петровна"))
        lessons = [make.make_lesson(course, TODAY + timedelta(days=n), number, topic="Тема урока") for n in range(5)]
        make.make_homework(lessons[0], "§ 20, № 415 (а–в), 418", due=lessons[1])
        if number < 4:
            make.make_mark(make.make_work(lessons[0], title="Диктант № 2"), child, "4", comment="Повторите § 13")
    make.make_absence(lessons[0], child, "ОП", minutes=7)
    return child


@pytest.mark.req("ACC-03", "DIA-01")
@pytest.mark.parametrize("names", FAMILIES.values(), ids=FAMILIES.keys())
def test_the_names_of_children_never_stand_on_each_other(
    visitor: Visitor, transactional_db: None, names: tuple[str, ...]
) -> None:
    page = visitor(family(names)).new_page()
    for path in ("/diary/", "/diary/marks/"):
        for width in checks.WIDTHS:
            page.set_viewport_size({"width": width, "height": 740})
            page.goto(path)
            assert page.evaluate(OVERLAPS) == [], (path, width)
            assert checks.fits(page) == [], (path, width)


@pytest.mark.req("ACC-03")
@pytest.mark.parametrize("width", [360, 1366])
def test_every_child_of_five_is_two_taps_away(visitor: Visitor, transactional_db: None, width: int) -> None:
    page = visitor(family(FAMILIES["five"])).new_page()
    page.set_viewport_size({"width": width, "height": 740})
    page.goto("/diary/")

    page.locator(".children--menu > summary").click()
    links = page.locator(".children--menu .menu__item")
    expect(links).to_have_count(5)
    for link in links.all():
        box = link.bounding_box() or {"x": -1, "width": 0}
        assert 0 <= box["x"] <= width - box["width"]
    assert checks.accessibility(page) == []
    page.get_by_role("link", name="Мухаммад-Амин, 5Г").click()

    expect(page.locator(".children--menu .children__name")).to_have_text("Мухаммад-Амин, 5Г")


@pytest.mark.req("DIA-01")
def test_the_first_screen_has_the_date_new_marks_and_what_is_set_for_tomorrow(
    open_page: OpenPage, maria: Student
) -> None:
    page = open_page(make.make_guardian(maria), "/diary/", phone=True)
    end = (page.locator(".dock").bounding_box() or {"y": 0})["y"]

    for seen in (
        page.get_by_role("link", name="День, пн 23 ноября"),
        page.get_by_role("heading", name="Новые отметки"),
        page.locator(".line__mark").last,
        page.get_by_role("heading", name="Задано на завтра"),
        page.locator(".line--task").last,
    ):
        box = seen.bounding_box() or {"y": end, "height": 1}
        assert box["y"] + box["height"] <= end, seen
    assert page.evaluate("document.documentElement.scrollHeight") <= 3 * 740


@pytest.mark.req("DIA-01")
def test_the_day_holds_all_of_today_and_the_week_is_one_tap_away(open_page: OpenPage, maria: Student) -> None:
    page = open_page(make.make_guardian(maria), "/diary/", phone=True)
    today = page.locator(".phone-first section").last
    for told in ("Тема урока", "На дом к 24 ноября: § 20", "диктант № 2", "Повторите § 13", "опоздание, 7 мин"):
        expect(today.get_by_text(told).first).to_be_visible()
    expect(page.locator(".week")).to_be_hidden()

    page.get_by_role("link", name="Неделя", exact=True).tap()

    expect(page.locator(".week__day")).to_have_count(5)
    expect(page.get_by_role("heading", name="Понедельник, 23 ноября")).to_be_visible()
    expect(page.locator(".phone-first")).to_have_count(0)
    page.get_by_role("link", name="День, пн 23 ноября").tap()
    expect(page.locator(".phone-first")).to_be_visible()


def test_a_screen_of_a_desk_has_the_week_and_no_switch(open_page: OpenPage, maria: Student) -> None:
    page = open_page(make.make_guardian(maria), "/diary/")

    expect(page.locator(".week__day").first).to_be_visible()
    expect(page.locator(".phone-first")).to_be_hidden()
    expect(page.locator(".views")).to_be_hidden()
