"""Pages of forecasts: who opens them, what they say, what a college reads (REP-03, DIA-04)."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from letopis.kernel.roles import Role
from letopis.school.forecast.model import Rounding
from letopis.school.forecast.rules import Course, Mark, SoFar, outlooks, told
from letopis.school.organisation.enums import SchoolKind
from letopis.web.shared.outlooks import told_kindly
from tests.factories import (
    TODAY,
    make_class,
    make_course,
    make_guardian,
    make_lesson,
    make_mark,
    make_officer,
    make_school,
    make_staff,
    make_student,
    make_work,
    sign_in,
)

pytestmark = [pytest.mark.django_db, pytest.mark.req("REP-03", "DIA-04")]


@pytest.mark.parametrize("kind", [SchoolKind.GENERAL, SchoolKind.COLLEGE])
def test_forecasts_of_a_course_a_class_and_a_child(client, kind):
    school = make_school(kind=kind)
    tutor = make_staff(school)
    group = make_class(school, "7А", tutor=tutor)
    weak, strong = make_student(group, "Яшин Олег"), make_student(group, "Абрамов Тимур")
    course = make_course(group, "Алгебра", teacher=tutor)
    for back in range(5):
        work = make_work(make_lesson(course, TODAY - timedelta(days=back), topic="Тема"))
        make_mark(work, weak, "2" if back else "3")
        make_mark(work, strong, "5")
    make_lesson(course, TODAY + timedelta(days=1))
    make_lesson(course, TODAY + timedelta(days=2))
    own = sign_in(client, tutor)
    of_course, of_class = reverse("journal_forecast", args=[course.pk]), reverse("class_forecast", args=[group.pk])
    text = own.get(of_course).content.decode()
    assert text.index("Яшин Олег") < text.index("Абрамов Тимур"), "who is at risk first"
    assert "нужна помощь" in text
    assert "Почти наверняка 5" in text
    assert 'data-what-if="[[5, 100], ' in text.replace("&quot;", '"')
    assert ("преподаватель" if kind == SchoolKind.COLLEGE else "учитель") in text
    whole = own.get(of_class).content.decode()
    assert "риск двойки" in whole
    assert of_course in whole
    assert of_class in own.get(reverse("my_class")).content.decode()
    for address in (of_course, of_class):
        assert own.get(address + "?format=xlsx")["Content-Type"].endswith("sheet")

    parent = sign_in(Client(), make_guardian(weak))
    page = parent.get(reverse("diary_forecast")).content.decode()
    assert "предварительно" in page
    assert "это ещё можно исправить" in page
    assert "Абрамов" not in page
    assert reverse("diary_forecast", args=[weak.pk]) in parent.get(reverse("diary_marks")).content.decode()
    assert "data-what-if" in parent.get(reverse("diary_marks")).content.decode()
    assert parent.get(reverse("diary_forecast", args=[strong.pk])).status_code == 404
    deputy = sign_in(Client(), make_officer(school, Role.DEPUTY))
    for address in (of_course, of_class, reverse("diary_forecast", args=[weak.pk])):
        assert deputy.get(address).status_code == 200
    stranger = make_staff(school)
    make_course(make_class(school, "7Б"), teacher=stranger)
    for who in (stranger, make_officer(school), make_guardian(strong), make_staff(make_school())):
        for address in (of_course, of_class, reverse("diary_forecast", args=[weak.pk])):
            assert sign_in(Client(), who).get(address).status_code in (302, 403, 404), (who, address)
    assert Client().get(of_course).status_code == 302


def test_what_is_said_to_a_family_is_kind() -> None:
    twos = SoFar((Mark(2, 100),) * 6)
    one = outlooks(Course({1: twos}, 10, 4, 20), Rounding(50, 3))[1]
    assert told(one) == "почти наверняка 2"
    assert told_kindly(one) == "сейчас выходит ниже тройки, это ещё можно исправить"
    few = outlooks(Course({1: SoFar(())}, 10, 1, 20), Rounding(50, 3))[1]
    assert told_kindly(few) == "отметок пока мало, чтобы вывести отметку за период"
