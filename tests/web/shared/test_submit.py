"""Sending a form: one transaction, once however often it is sent, a question where an action asks it."""

from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from datetime import date

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from letopis.school.curriculum.models import Course
from letopis.school.organisation.models import Room
from letopis.school.people.models import Student
from letopis.web.shared.submit import TWICE
from tests import factories as make
from tests.factories import sign_in

TOKEN = {"csrfmiddlewaretoken": "of-one-page"}


@pytest.mark.django_db(transaction=True)
@pytest.mark.req("ORG-03")
def test_a_double_click_makes_one_room() -> None:
    """Two requests at the same moment: one acts, the other waits for it and is led to the same place."""
    browser = sign_in(Client(), make.make_officer(make.make_school()))
    cookies = browser.cookies

    def press(_: int) -> tuple[int, str, bool]:
        client = Client()
        # A jar of its own: what is said to one is not written over by the answer to another.
        client.cookies = deepcopy(cookies)
        try:
            answer = client.post(reverse("office_rooms_new"), {"number": "404", **TOKEN})
            to = answer.url if answer.status_code == 302 else answer.content.decode()
            return answer.status_code, to, TWICE in client.get(reverse("office_rooms")).content.decode()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(press, range(4)))
    assert [one[:2] for one in answers] == [(302, reverse("office_rooms"))] * 4
    assert Room.objects.count() == 1
    assert sorted(told for *_, told in answers) == [False, True, True, True]


@pytest.mark.django_db
def test_the_same_again_from_another_page_is_another_form(client: Client) -> None:
    sign_in(client, make.make_officer(make.make_school()))
    for token in ("first", "second"):
        answer = client.post(reverse("office_rooms_new"), {"number": "404", "csrfmiddlewaretoken": token})
    assert answer.status_code == 422
    assert "уже есть" in answer.content.decode()


@pytest.mark.django_db
def test_a_refused_form_may_be_sent_again(client: Client) -> None:
    """What stood in the way is gone: the very same form goes through."""
    school = make.make_school()
    sign_in(client, make.make_officer(school))
    room = make.make_room(school, "404")
    form = {"number": "404", **TOKEN}
    assert client.post(reverse("office_rooms_new"), form).status_code == 422
    room.delete()
    assert client.post(reverse("office_rooms_new"), form).status_code == 302
    assert Room.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.req("CUR-01")
def test_a_course_is_not_opened_without_the_teacher_it_was_sent_with(client: Client) -> None:
    """Refused together (nobody gives a course to himself): a second attempt does not hear that it is there already."""
    school = make.make_school()
    group = make.make_class(school, "7А")
    subject, operator = make.make_subject(school), make.make_officer(school)
    sign_in(client, operator)
    form = {
        "class_group_id": group.pk,
        "subject_id": subject.pk,
        "hours_per_week": "3",
        "scale": "five",
        "staff_id": operator.pk,
    }
    refused = client.post(reverse("office_load_new"), form)
    assert (refused.status_code, Course.objects.count()) == (422, 0)
    assert refused.context["form"].errors["staff_id"]
    teacher = make.make_staff(school)
    assert client.post(reverse("office_load_new"), {**form, "staff_id": teacher.pk}).status_code == 302
    assert Course.objects.get().teachers.get().staff == teacher


@pytest.mark.django_db
@pytest.mark.req("CON-02")
def test_a_student_is_not_entered_without_the_class(client: Client) -> None:
    school = make.make_school()
    group = make.make_class(school, "7А")
    sign_in(client, make.make_officer(school))
    form = {
        "surname": "Белый",
        "name": "Лев",
        "study_form": "full_time",
        "class_id": group.pk,
        "order_number": "1",
        "starts_on": "2020-09-01",
    }
    refused = client.post(reverse("office_student_new"), form)
    assert (refused.status_code, Student.objects.count()) == (422, 0)
    assert 'value="2020-09-01"' in refused.content.decode()
    assert client.post(reverse("office_student_new"), {**form, "starts_on": "2026-11-23"}).status_code == 302
    assert Student.objects.get().memberships.count() == 1


@pytest.mark.django_db
@pytest.mark.req("CON-01")
def test_an_action_asks_and_the_answer_goes_to_it(client: Client) -> None:
    school = make.make_school()
    make.make_person(school, "Белый Лев Ильич", birth_date=date(2013, 5, 1))
    sign_in(client, make.make_officer(school))
    form = {
        "surname": "Белый",
        "name": "Лев",
        "patronymic": "Ильич",
        "birth_date": "2013-05-01",
        "study_form": "full_time",
    }
    page = client.get(reverse("office_student_new")).content.decode()
    assert 'type="checkbox" name="even_if_alike"' not in page
    asked = client.post(reverse("office_student_new"), form)
    assert (asked.status_code, Student.objects.count()) == (422, 0)
    assert 'type="checkbox" name="even_if_alike"' in asked.content.decode()
    assert client.post(reverse("office_student_new"), {**form, "even_if_alike": "on"}).status_code == 302
    assert Student.objects.count() == 1
