"""The pages of class hours: who sees them, who writes, what a college reads (JRN-08)."""

import pytest
from django.test import Client
from django.urls import reverse

from letopis.kernel.roles import Role
from letopis.school.organisation.enums import SchoolKind
from letopis.school.timetable.models import Lesson
from tests.factories import (
    make_absence,
    make_class,
    make_course,
    make_guardian,
    make_officer,
    make_school,
    make_staff,
    make_student,
    sign_in,
)
from tests.sending import send

pytestmark = [pytest.mark.django_db, pytest.mark.req("JRN-08")]


@pytest.mark.parametrize("kind", [SchoolKind.GENERAL, SchoolKind.COLLEGE])
def test_the_class_teacher_writes_one_down_and_the_deputy_reads_it(client, kind):
    school = make_school(kind=kind)
    tutor = make_staff(school)
    group = make_class(school, "7А", tutor=tutor)
    student = make_student(group)
    own, url = sign_in(client, tutor), reverse("class_hours", args=[group.pk])
    named = "Часы куратора" if kind == SchoolKind.COLLEGE else "Классные часы"
    assert url in own.get(reverse("my_class")).content.decode()
    form = {"day": "2026-11-21", "kind": "Профориентация", "topic": "Встреча с инженером"}
    empty = own.post(url, form | {"topic": ""})
    assert empty.status_code == 422
    assert "Напишите тему." in empty.content.decode()
    answer = own.post(url, form)
    lesson = Lesson.objects.get()
    assert answer.url == reverse("lesson", args=[lesson.pk])
    assert own.get(answer.url).status_code == 200
    assert "не отмечено" in own.get(url).content.decode()
    make_absence(lesson, student)
    text = own.get(url).content.decode()
    assert all(word in text for word in (named, "Профориентация", "Встреча с инженером", "21.11.2026"))
    assert own.get(url + "?format=xlsx")["Content-Type"].endswith("sheet")
    assert send(own, reverse("class_hour", args=[lesson.pk]), {"topic": "Встреча с врачом"}).status_code == 302

    deputy = sign_in(Client(), make_officer(school, Role.DEPUTY))
    shown = deputy.get(url).content.decode()
    assert "Встреча с врачом" in shown
    assert "Записать и отметить" not in shown
    assert "Изменить" not in shown
    listed = deputy.get(reverse("journals") + "?grade=7").content.decode()
    assert reverse("journal", args=[lesson.course_id]) in listed

    teacher = make_staff(school)
    make_course(group, "Физика", teacher=teacher)
    strangers = (teacher, make_guardian(student), make_officer(school), make_staff(make_school()))
    for one in strangers:
        other = sign_in(Client(), one)
        for name, number in (("class_hours", group.pk), ("class_hour", lesson.pk), ("class_hour_remove", lesson.pk)):
            assert other.get(reverse(name, args=[number])).status_code in (302, 403, 404), (one, name)
            assert other.post(reverse(name, args=[number]), form).status_code in (302, 403, 404), (one, name)
    assert Client().get(url).status_code == 302
    assert Lesson.objects.get().topic == "Встреча с врачом"
    own.post(reverse("class_hour_remove", args=[lesson.pk]))
    assert "Записей пока нет" in own.get(url).content.decode()
