"""A class hour written down by the class teacher, who was away; marks tried in the diary (JRN-08, REP-03)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from letopis.school.marks.models import Mark
from letopis.school.timetable.models import Lesson
from tests.e2e import checks
from tests.factories import (
    TODAY,
    make_class,
    make_course,
    make_guardian,
    make_lesson,
    make_mark,
    make_school,
    make_staff,
    make_student,
    make_work,
)

OpenPage = Callable[..., Page]


@pytest.mark.req("JRN-08")
def test_the_class_teacher_writes_down_a_class_hour(transactional_db: None, open_page: OpenPage) -> None:
    school = make_school()
    tutor = make_staff(school, "Климова Вера Ильинична")
    seven = make_class(school, "7А", tutor=tutor)
    make_student(seven, "Абрамов Пётр")
    page = open_page(tutor, "/class/")
    page.get_by_role("link", name="Классные часы").click()
    page.get_by_label("Вид").select_option("Инструктаж")
    page.get_by_label("Тема").fill("Тонкий лёд")
    assert checks.accessibility(page) == []
    page.get_by_role("button", name="Записать и отметить, кого не было").click()
    expect(page.get_by_text("Абрамов Пётр").first).to_be_visible()
    expect(page.get_by_text("Тонкий лёд").first).to_be_visible()
    lesson = Lesson.objects.get()
    assert (lesson.topic, lesson.hour_kind, lesson.date) == ("Тонкий лёд", "Инструктаж", TODAY)
    page.goto(f"/class/{seven.pk}/hours/")
    expect(page.get_by_role("link", name="Тонкий лёд")).to_be_visible()
    assert checks.accessibility(page) == []


@pytest.mark.req("REP-03", "DIA-04")
def test_marks_are_tried_in_the_diary_and_nothing_is_kept(transactional_db: None, open_page: OpenPage) -> None:
    school = make_school()
    seven = make_class(school, "7А")
    student = make_student(seven, "Абрамов Пётр")
    course = make_course(seven, "Физика", teacher=make_staff(school))
    for back, mark in enumerate("344"):
        make_mark(make_work(make_lesson(course, TODAY - timedelta(days=back), topic="Тема")), student, mark)
    make_lesson(course, TODAY + timedelta(days=1))
    page = open_page(make_guardian(student), "/diary/marks/", phone=True)
    page.get_by_text("Физика").click()
    tried = page.get_by_role("group", name="А что, если: Физика")
    expect(tried.get_by_role("status")).to_have_text("средний 3,67 → 4")
    for _ in range(3):
        tried.get_by_role("button", name="5").click()
    expect(tried.get_by_role("status")).to_have_text("ещё 5, 5, 5: средний 4,33 → 4")
    tried.get_by_role("button", name="2").click()
    expect(tried.get_by_role("status")).to_contain_text("средний 4,00 → 4")
    tried.get_by_role("button", name="Убрать").click()
    expect(tried.get_by_role("status")).to_have_text("средний 3,67 → 4")
    page.get_by_role("link", name="Прогноз").click()
    expect(page.get_by_text("Это предварительно")).to_be_visible()
    assert checks.accessibility(page) == []
    assert Mark.objects.count() == 3
