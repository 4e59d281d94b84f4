"""The deputy makes a schedule of works, a teacher sees the load of the day while writing a task (CTL-03, JRN-03)."""

from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import BrowserContext, expect

from letopis.kernel.roles import Role
from letopis.school.curriculum.enums import LessonKind
from letopis.school.workload.models import AssessmentWork
from tests import factories as make
from tests.e2e import checks
from tests.school.journal.scene import Scene, scene

pytestmark = [pytest.mark.req("CTL-03", "JRN-03")]
DAY, LATER = date(2026, 12, 2), date(2026, 12, 4)


@pytest.fixture
def s(transactional_db: None) -> Scene:
    made = scene(2)
    physics = make.make_course(made.class_group, "Физика")
    for day in (DAY, LATER):
        for number in (1, 2, 4):
            make.make_lesson(made.course if number == 2 else physics, day, number)
    make.make_plan(made.course, "Степень", "Контрольная № 1").lessons.filter(number=2).update(kind=LessonKind.CONTROL)
    make.make_homework(make.make_lesson(physics), "§ 1", due=physics.lessons.filter(date=DAY).first(), minutes=130)
    return made


def test_a_schedule_is_proposed_looked_at_moved_and_published_and_the_day_of_a_class_is_measured(
    visitor: Callable[..., BrowserContext], live_server: object, s: Scene
) -> None:
    page = visitor(make.make_officer(s.school, Role.DEPUTY)).new_page()
    page.goto("/works/")
    page.get_by_role("link", name="Предложить график").first.click()
    page.get_by_role("button", name="Поставить 1").click()
    make.make_assessment(s.class_group.courses.get(subject__name="Физика"), DAY, None, kind="vpr", level="federal")
    page.goto("/works/")
    expect(page.locator("main")).to_contain_text("Спорит с нормами: 1")
    assert [*checks.accessibility(page), *checks.fits(page)] == []
    page.get_by_role("link", name="02.12 Алгебра к/р").click()
    page.get_by_label("Дата").fill("2026-12-04")
    page.get_by_role("button", name="Сохранить").click()
    expect(page.locator("main")).not_to_contain_text("Спорит с нормами")
    page.get_by_role("button", name="Опубликовать").click()
    expect(page.locator("main")).not_to_contain_text("семьям ещё не видно")
    assert AssessmentWork.objects.filter(state="planned", date=LATER).count() == 1

    lesson = visitor(s.teacher).new_page()
    lesson.goto(f"/lesson/{s.lesson.pk}/")
    lesson.get_by_role("textbox", name="Домашнее задание").fill("§ 20")
    load = lesson.locator("[data-load]")
    expect(load).to_contain_text("На 2 декабря: 160 из 150 мин")
    lesson.get_by_role("spinbutton", name="Минут").fill("15")
    lesson.keyboard.press("Tab")
    expect(load).to_contain_text("145 из 150")
    expect(load).to_contain_text("Физика 130")
    assert [*checks.accessibility(lesson), *checks.fits(lesson)] == []
