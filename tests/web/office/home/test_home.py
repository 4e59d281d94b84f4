"""The office's overview: what is there, what is missing, in how many queries."""

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from letopis.kernel.roles import Role
from tests import factories as make
from tests.factories import TODAY, sign_in

pytestmark = pytest.mark.django_db


def test_an_empty_school_is_led_to_the_first_step(client: Client) -> None:
    page = sign_in(client, make.make_officer(make.make_school())).get("/office/").content.decode()

    assert "Новая школа" in page
    assert "Укажите начало и конец года" in page
    assert '<a class="button button--main button--large" href="/office/import/">' in page
    assert "осталось 6\u00a0шагов из 7" in page, "the officer has a login already"


def test_gaps_are_counted(client: Client) -> None:
    school = make.make_school()
    class_group = make.make_class(school)
    make.make_student(class_group, consent=False)
    make.make_lesson(make.make_course(class_group), TODAY + timedelta(days=1))

    page = sign_in(client, make.make_officer(school)).get("/office/").content.decode()

    assert "без классного руководителя: 1" in page
    assert "без учителя: 1" in page
    assert "1\u00a0урок впереди" in page
    assert "2026/27 учебный год" in page
    assert "1 ученик, вход семье закрыт." in " ".join(page.split())


def test_a_step_that_is_done_leads_to_what_there_is(client: Client) -> None:
    school = make.make_school()
    make.make_student(make.make_class(school))
    page = sign_in(client, make.make_officer(school)).get("/office/")
    (people,) = (one for one in page.context["steps"] if one.title == "Ученики и сотрудники")
    assert (people.state, people.url) == ("ok", "/office/people/")


def test_a_school_that_is_ready_has_no_step_left(client: Client) -> None:
    school = make.make_school()
    teacher = make.make_staff(school)
    class_group = make.make_class(school, tutor=teacher)
    student = make.make_student(class_group)
    make.make_lesson(make.make_course(class_group, teacher=teacher), TODAY)
    for card in (teacher, student):
        make.make_account(card.person)

    assert "Всё готово к занятиям" in sign_in(client, make.make_officer(school)).get("/office/").content.decode()


@pytest.mark.req("ACC-03")
def test_the_overview_is_for_the_office_only(client: Client) -> None:
    class_group = make.make_class(make.make_school())
    student = make.make_student(class_group)
    teacher = make.make_staff(class_group.school)
    make.make_course(class_group, teacher=teacher)

    assert client.get("/office/").status_code == 302
    for card in (student, make.make_guardian(student), teacher, make.make_officer(class_group.school, Role.DEPUTY)):
        assert sign_in(client, card).get("/office/").status_code == 404


@pytest.mark.parametrize("students", [1, 3, 30])
def test_the_overview_takes_ten_queries(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, students: int
) -> None:
    """Session, account, roles; the year; all counts; witnesses; the log's key, its last verification; copy, rehearsal;
    packages on carriers, what is left of an act on destruction; periods opened again.
    """
    class_group = make.make_class(make.make_school())
    make.make_students(class_group, students)
    sign_in(client, make.make_officer(class_group.school))

    with django_assert_num_queries(10):
        assert client.get("/office/").status_code == 200
