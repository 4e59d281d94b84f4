"""The class teacher's page: own class only; contacts, subgroups, who is away."""

import pytest
from django.urls import reverse

from letopis.kernel.roles import Role
from letopis.school.classes.models import Subgroup
from tests.factories import (
    make_absence,
    make_class,
    make_course,
    make_guardian,
    make_lesson,
    make_officer,
    make_school,
    make_staff,
    make_student,
    make_students,
    sign_in,
)
from tests.sending import send

pytestmark = [pytest.mark.django_db, pytest.mark.req("CON-03")]


@pytest.fixture
def tutor():
    return make_staff(make_school(), "Климов Андрей Петрович")


@pytest.fixture
def seven(tutor):
    return make_class(tutor.school, "7А", tutor=tutor)


@pytest.fixture
def page(client, tutor, seven):
    return sign_in(client, tutor)


def test_the_own_class_with_contacts_journals_and_who_is_away(page, seven):
    student = make_student(seven, "Юдин Пётр")
    make_guardian(student, full_name="Юдина Ольга")
    course = make_course(seven, "Физика", teacher=make_staff(seven.school))
    make_absence(make_lesson(course), student)
    make_absence(make_lesson(course, number=4), student)
    late = make_student(seven, "Яшин Олег")
    make_absence(make_lesson(course, number=5), late, "ОП", minutes=7)
    make_absence(make_lesson(course, number=6), make_student(seven, "Зорин Илья"), "ОСВ")
    text = page.get(reverse("my_class")).content.decode()
    assert "Юдина Ольга" in text
    assert reverse("journal", args=[course.pk]) in text
    assert "Сегодня нет: 1" in text
    part = text[text.index('id="away"') : text.index("</section>", text.index('id="away"'))]
    assert "Юдин Пётр" in part
    assert "уроки 3, 4" in part
    assert "Опоздали: Яшин Олег (7\u00a0мин)" in part.replace("&nbsp;", "\u00a0")
    assert "Зорин" not in part, "excused from the work is there"
    assert reverse("account_slips", args=[seven.pk]) in text
    assert page.get(reverse("my_class") + "?format=xlsx")["Content-Type"].endswith("sheet")


@pytest.mark.parametrize("number", [1, 3, 30])
def test_queries_stay_constant(number, page, seven, django_assert_num_queries):
    students = make_students(seven, number)
    for student in students:
        make_guardian(student)
    for serial in range(number):
        make_course(seven, f"Предмет {serial}", teacher=make_staff(seven.school))
    with django_assert_num_queries(14):
        page.get(reverse("my_class"))
    with django_assert_num_queries(6):
        page.get(reverse("my_class_student", args=[students[0].pk]))


def test_contacts_are_corrected(page, seven):
    student = make_student(seven)
    guardian = make_guardian(student)
    url = reverse("my_class_student", args=[student.pk])
    send(page, url, {"phone": "900 111-22-33", "email": "", "address": "Мира, 1"})
    student.refresh_from_db()
    assert (student.address, student.person.phone) == ("Мира, 1", "+79001112233")
    of = f"g{guardian.pk}"
    send(page, url, {"guardian": guardian.pk, f"{of}-phone": "900 111-22-44", f"{of}-email": ""}, number=1)
    guardian.person.refresh_from_db()
    assert guardian.person.phone == "+79001112244"
    wrong = send(page, url, {"phone": "нет", "email": "", "address": ""})
    assert wrong.status_code == 422
    assert "Телефон запишите" in wrong.content.decode()
    assert page.post(url, {"guardian": "999999"}).status_code == 404


@pytest.mark.req("CON-05")
def test_the_class_is_divided(page, seven):
    url = reverse("my_class_subgroups", args=[seven.pk])
    page.post(url, {"division": "Труд", "name": "мальчики"})
    assert Subgroup.objects.get().division == "Труд"
    assert "мальчики" in page.get(url).content.decode()


@pytest.mark.req("ACC-01")
def test_nobody_else_enters(client, seven):
    student = make_student(seven)
    guardian = make_guardian(student)
    urls = [
        reverse("my_class_page", args=[seven.pk]),
        reverse("my_class_student", args=[student.pk]),
        reverse("my_class_subgroups", args=[seven.pk]),
    ]
    for url in [reverse("my_class"), *urls]:
        assert client.get(url).url.startswith("/account/login/")
    other = make_staff(seven.school)
    make_class(seven.school, "7Б", tutor=other)
    teacher = make_staff(seven.school)
    make_course(seven, teacher=teacher)
    foreign = make_staff(make_school())
    make_class(foreign.school, tutor=foreign)
    deputy = make_officer(seven.school, Role.DEPUTY)
    for card in (other, teacher, foreign, deputy, student, guardian):
        sign_in(client, card)
        assert [client.get(url).status_code for url in urls] == [404] * 3
        assert [client.post(url, {"division": "Т", "name": "1"}).status_code for url in urls[1:]] == [404] * 2
    sign_in(client, teacher)
    assert client.get(reverse("my_class")).status_code == 404
    assert Subgroup.objects.count() == 0
