"""A college in a browser: what its scripts draw is in its own words, on the lesson and in the journal."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page

from letopis.school.people.models import Staff
from letopis.school.timetable.models import Lesson
from tests import factories as make
from tests.factories import TODAY
from tests.web.shared.test_college import FOREIGN

OpenPage = Callable[..., Page]
# Everything that is shown, read out or told by a tip.
TOLD = """() => [document.body.innerText, ...[...document.querySelectorAll("*")].flatMap((one) =>
  ["title", "aria-label", "placeholder"].map((name) => one.getAttribute(name) ?? ""))].join("\\n")"""


@pytest.fixture
def lesson(transactional_db: None) -> Lesson:
    """Today's pair of a group with eight students, one of them gone, a parallel group, a pair not filled in."""
    school = make.make_college()
    teacher = make.make_staff(school, "Орлова Елена Викторовна")
    group = make.make_group(school, tutor=teacher)
    course = make.make_course(group, "Математика", teacher=teacher)
    students = make.make_students(group, 8)
    make.make_student(group, "Яшин Ян Янович", since=TODAY - timedelta(days=20), until=TODAY - timedelta(days=5))
    make.make_plan(course)
    made = make.make_lesson(course, topic="Предел функции")
    before = make.make_lesson(course, TODAY - timedelta(days=3), 2)
    make.make_lesson(course, TODAY + timedelta(days=2), 1)
    kind = make.make_work_kind(school, name="Ответ на паре")
    make.make_mark(make.make_work(made, kind), students[0], "5")
    make.make_absence(before, students[1])
    parallel = make.make_course(make.make_group(school, "ИС-22"), "Математика", teacher=teacher)
    make.make_homework(make.make_lesson(parallel, TODAY, 2, topic="Предел функции"), "Задачи 1–5")
    return made


def foreign(page: Page) -> list[str]:
    text = page.evaluate(TOLD)
    return [text[max(0, hit.start() - 40) : hit.end() + 30] for hit in FOREIGN.finditer(text)]


def teacher_of(lesson: Lesson) -> Staff:
    assert lesson.staff
    return lesson.staff


@pytest.mark.parametrize("phone", [False, True])
def test_the_lesson(open_page: OpenPage, lesson: Lesson, phone: bool) -> None:
    page = open_page(teacher_of(lesson), f"/lesson/{lesson.pk}/", phone=phone)
    page.wait_for_selector("lesson-screen[data-ready]")
    found = foreign(page)
    assert "на паре" in page.evaluate(TOLD).lower()
    if phone:
        page.locator("[data-tab=topic]").tap()
    for act in ("parallel", "named"):
        page.locator(f"[data-act={act}]").click()
        found += foreign(page)
        page.keyboard.press("Escape")
    if not phone:
        page.locator("[data-act=mode]").click()
        page.locator("[data-act=work]").click()
        found += foreign(page)
    assert not found


def test_a_lesson_ahead(open_page: OpenPage, lesson: Lesson) -> None:
    later = Lesson.objects.get(date__gt=TODAY)
    page = open_page(teacher_of(lesson), f"/lesson/{later.pk}/")
    page.wait_for_selector("lesson-screen[data-ready]")
    assert "Пара ещё впереди" in page.evaluate(TOLD)
    assert not foreign(page)


def test_the_page_of_the_journal(open_page: OpenPage, lesson: Lesson) -> None:
    page = open_page(teacher_of(lesson), f"/journal/{lesson.course_id}/")
    page.wait_for_selector("journal-grid[data-ready=yes]")
    assert not foreign(page)


def test_what_the_journal_opens(open_page: OpenPage, lesson: Lesson) -> None:
    page = open_page(teacher_of(lesson), f"/journal/{lesson.course_id}/")
    page.wait_for_selector("journal-grid[data-ready=yes]")
    said = []
    page.keyboard.press("F3")
    said.append(page.locator(".popover").inner_text())
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    said.append(page.locator("dialog[open]").inner_text())
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Темы и задания").click()
    page.wait_for_selector("table.topics")
    said.append(page.locator("table.topics").inner_text())
    text = "\n".join(said)
    assert "Фамилия студента" in text
    assert "освобождён от пары" in text
    assert "1-я" in text
    assert not FOREIGN.findall(text)
