"""The page «Найти» and the lines of its dialog: who enters, where the lines lead."""

import pytest
from django.urls import reverse

from letopis.kernel.roles import Role
from letopis.web.shared.find import DIALOG
from tests.factories import make_class, make_guardian, make_officer, make_staff, make_student, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.req("CON-01")]

URL = "/find/"


@pytest.fixture
def seven(school):
    tutor = make_staff(school, "Климова Вера Ильинична")
    seven = make_class(school, "7А", tutor=tutor)
    make_guardian(make_student(seven, "Королёв Пётр"), full_name="Королёва Инна")
    return seven


def test_a_stranger_signs_in_and_for_others_there_is_no_such_page(client, seven):
    assert client.get(URL).url.startswith("/account/login/")
    student = seven.memberships.get().student
    for card in (student, student.guardianships.get().guardian):
        sign_in(client, card)
        assert client.get(URL).status_code == client.post(URL, {"text": "а"}).status_code == 404
        assert "data-find=" not in client.get("/diary/", follow=True).content.decode()


def test_the_office_finds_and_goes_to_cards(client, seven):
    sign_in(client, make_officer(seven.school))
    student = seven.memberships.get().student
    text = client.post(URL, {"text": "rjhjk`d"}).content.decode()
    guardian = student.guardianships.get().guardian
    assert text.index(reverse("office_student", args=[student.pk])) < text.index(
        reverse("office_person_guardian", args=[guardian.pk])
    )
    assert "мать: Королёв Пётр, 7А" in text
    lines = client.post(URL, {"text": "7а"}, headers={DIALOG: "1"}).content.decode()
    assert reverse("office_class", args=[seven.pk]) in lines
    assert 'role="option"' in lines
    assert "<html" not in lines
    assert "Никого не нашлось" in client.post(URL, {"text": "zzz"}, headers={DIALOG: "1"}).content.decode()
    assert "Найти" in client.get(URL).content.decode()


def test_a_class_teacher_goes_to_the_own_class(client, seven):
    sign_in(client, seven.tutors.get().staff)
    student = seven.memberships.get().student
    text = client.post(URL, {"text": "королев"}).content.decode()
    assert text.count(reverse("my_class_student", args=[student.pk])) == 2, "the child, and the mother by the child"
    assert "/office/" not in text[text.index("<main") :]


def test_the_way_to_it_is_on_every_page_of_those_who_may(client, seven):
    for role in (Role.OPERATOR, Role.DEPUTY, Role.DISPATCHER, Role.PERSONNEL):
        sign_in(client, make_officer(seven.school, role))
        assert f'href="{URL}"' in client.get("/", follow=True).content.decode(), role
