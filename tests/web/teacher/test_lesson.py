"""The screen of one lesson."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from letopis.kernel.roles import Role
from tests import factories as make
from tests.school.journal.scene import Scene, marked_scene, scene
from tests.web.teacher.test_journal import document_of, status

pytestmark = [pytest.mark.django_db, pytest.mark.req("JRN-01", "JRN-07")]


@pytest.fixture
def s() -> Scene:
    return scene()


@pytest.mark.req("ACC-03")
def test_who_opens_a_lesson(s: Scene, client: Client) -> None:
    address = reverse("lesson", args=[s.lesson.pk])
    substitute = make.make_staff(s.school)
    make.make_course(make.make_class(s.school, "5В"), teacher=substitute)

    assert client.get(address).headers["Location"].startswith(reverse("account_login"))
    for card in (s.teacher, s.tutor, make.make_officer(s.school, Role.DEPUTY)):
        assert status(card, address) == 200
    for card in (substitute, scene().teacher, make.make_officer(s.school, Role.OPERATOR)):
        assert status(card, address) == 404
    s.lesson.staff = substitute
    s.lesson.save()
    assert status(substitute, address) == 200, "who gives the lesson fills it in"


def test_the_screen_knows_the_lesson(s: Scene, client: Client) -> None:
    make.make_plan(s.course, "Понятие степени")
    page = make.sign_in(client, s.teacher).get(reverse("lesson", args=[s.lesson.pk])).content.decode()
    document = document_of(page, "lesson")

    assert "7А · Алгебра" in page
    assert "3-й урок, до 11:10" in page
    assert [row[2] for row in document["topics"]] == ["Понятие степени"]  # type: ignore[attr-defined]
    assert document["uploads"]["max_bytes"] == 10 * 2**20  # type: ignore[index]
    assert client.get(reverse("lesson_data", args=[s.lesson.pk])).json().keys() == document.keys()


def test_data_without_a_right_is_json_too(s: Scene, client: Client) -> None:
    address = reverse("lesson_data", args=[s.lesson.pk])

    assert client.get(address).status_code == 401
    assert make.sign_in(client, scene().teacher).get(address).status_code == 404


@pytest.mark.parametrize("students", [1, 3, 30])
def test_queries_do_not_grow(client: Client, django_assert_num_queries: DjangoAssertNumQueries, students: int) -> None:
    s = marked_scene(students)
    make.sign_in(client, s.teacher)

    with django_assert_num_queries(8):  # who asks; seven of the lesson
        assert client.get(reverse("lesson", args=[s.lesson.pk])).status_code == 200
