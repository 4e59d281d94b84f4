"""An absence from the word of a guardian to the frozen reason, in a browser."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from letopis.school.marks.models import Absence
from tests import factories as make
from tests.e2e import checks
from tests.e2e.waiting import answered
from tests.factories import TODAY
from tests.school.journal.scene import scene

OpenPage = Callable[..., Page]


@pytest.mark.req("JRN-07")
def test_announced_by_a_guardian_seen_at_the_lesson_confirmed_and_frozen(
    transactional_db: None, open_page: OpenPage
) -> None:
    s = scene()
    mother = make.make_guardian(s.student)
    fourth = make.make_lesson(s.course, TODAY, 4)
    for lesson in (s.lesson, fourth):
        make.make_absence(lesson, s.students[1])

    family = open_page(mother, "/diary/absences/", phone=True)
    family.get_by_text("Сообщить о пропуске").click()
    family.get_by_label("С какого дня").fill("2026-11-23")
    family.get_by_label("Пояснение").fill("Температура")
    family.get_by_role("button", name="Сообщить").click()
    expect(family.get_by_text("Ждёт подтверждения")).to_be_visible()
    assert checks.accessibility(family) == []
    assert checks.fits(family) == []

    lesson = open_page(s.teacher, f"/lesson/{s.lesson.pk}/")
    pupil = lesson.get_by_role("option").first
    expect(pupil).to_contain_text("предупредили: болезнь")
    pupil.focus()
    lesson.keyboard.press("y")
    expect(pupil).to_contain_text("Н")
    answered(lesson)

    tutor = open_page(s.tutor, f"/class/{s.class_group.pk}/attendance/")
    # By keyboard: a letter in either layout for the one, with Shift for the whole day, then written.
    tutor.locator("select.reason").nth(1).focus()
    tutor.keyboard.press("Shift+E")
    tutor.keyboard.press("ArrowUp")
    expect(tutor.locator("select.reason").nth(0)).to_be_focused()
    tutor.locator("select.reason").nth(1).focus()
    tutor.keyboard.press("Control+Enter")
    expect(tutor.get_by_text("2 причины записаны.")).to_be_visible()
    tutor.get_by_role("link", name="Абрамов").first.click()
    tutor.get_by_role("button", name="Подтвердить").click()
    expect(tutor.get_by_text("Подтверждено", exact=True)).to_be_visible()
    assert checks.accessibility(tutor) == []

    lesson.keyboard.press("ArrowUp")
    lesson.keyboard.press("Delete")
    expect(pupil.get_by_label("не принято")).to_be_visible()
    family.reload()
    expect(family.get_by_text("Подтверждено", exact=True)).to_be_visible()
    codes = Absence.objects.order_by("student_id", "lesson__number").values_list("code", flat=True)
    assert list(codes) == ["Б", "УП", "УП"]
