"""Consents of a class written down together: by the office and the class teacher, of one's own class alone."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.roles import Role
from letopis.school.classes.actions import record_consents
from letopis.school.people.consents import consents_of
from letopis.school.people.models import Consent
from tests.factories import (
    TODAY,
    actor_of,
    make_class,
    make_guardian,
    make_officer,
    make_school,
    make_staff,
    make_student,
    sign_in,
)

pytestmark = [pytest.mark.django_db, pytest.mark.req("ACC-05", "ACC-10", "CON-01")]
DAY = date(2026, 9, 1)


@pytest.fixture
def school():
    return make_school()


@pytest.fixture
def tutor(school):
    return make_staff(school)


@pytest.fixture
def own(school, tutor):
    return make_class(school, "7А", tutor=tutor)


def address(class_group) -> str:
    return reverse("account_consents", args=[class_group.pk])


def test_papers_of_a_class_are_written_down_with_one_day(client: Client, tutor, own):
    silent, second = (make_student(own, name, consent=False) for name in ("Рогов Олег", "Юдина Анна"))
    mother = make_guardian(silent, full_name="Рогова Инна")
    undated = make_student(own, "Яшин Олег")
    held = make_student(own, "Зорин Илья", consent=False)
    Consent.objects.create(school=own.school, student=held, holds_until=date(2027, 1, 28))
    complete = make_student(own, "Алин Пётр", consent=False)
    Consent.objects.create(school=own.school, student=complete, given_on=DAY)
    sign_in(client, tutor)
    page = client.get(address(own)).content.decode()
    assert [text in page for text in ("Нет согласия", "вход открыт до 28.01.2027", "день не указан")] == [True] * 3
    assert "Алин" not in page

    typed = {"student": [silent.pk, undated.pk, held.pk], f"by{silent.pk}": mother.pk}
    wrong = client.post(address(own), {**typed, "given_on": "2030-01-01"})
    assert (wrong.status_code, wrong.content.decode().count("checked")) == (422, 3), "what was ticked stays"
    assert not Consent.objects.filter(student=silent).exists()
    nobody = client.post(address(own), {"given_on": "2026-09-01"})
    assert "Отметьте, чьи согласия получены." in nobody.content.decode()

    done = client.post(address(own), {**typed, "given_on": "2026-09-01"}, follow=True).content.decode()
    assert "Записано: 3\u00a0согласия." in done
    for child, by in ((silent, mother), (undated, None), (held, None)):
        (one,) = consents_of(child.pk)
        assert (one.given_on, one.given_by, one.holds_until) == (DAY, by, None)
    assert not consents_of(second.pk)


def test_strangers_have_no_such_page_and_no_student_of_another_class_gets_in(client: Client, school, tutor, own):
    neighbour = make_staff(school)
    other = make_class(school, "8Б", tutor=neighbour)
    foreign = make_student(other, consent=False)
    assert client.get(address(own)).status_code == 302
    officers = [make_officer(school, role) for role in (Role.DISPATCHER, Role.DIRECTOR)]
    for card in (neighbour, *officers, make_student(own)):
        assert sign_in(client, card).get(address(own)).status_code == 404
    assert sign_in(client, make_officer(make_school())).get(address(own)).status_code == 404
    assert sign_in(client, tutor).get(address(other)).status_code == 404
    assert client.get(reverse("office_consents")).status_code == 404
    leader = actor_of(tutor, Role.TUTOR)
    with pytest.raises(NotVisible):
        record_consents(leader, class_id=own.pk, given_on=DAY, signed={foreign.pk: None})
    given = make_student(own, consent=False)
    record_consents(leader, class_id=own.pk, given_on=DAY, signed={given.pk: None})
    with pytest.raises(Refused, match="согласие уже записано"):
        record_consents(leader, class_id=own.pk, given_on=TODAY, signed={given.pk: None})


def test_the_office_is_led_to_the_classes_that_lack_consents(client: Client, school, own, django_assert_num_queries):
    for number in range(3):
        make_student(own, f"Рогов {'АБВ'[number]}", consent=False)
    held = make_student(own, consent=False)
    Consent.objects.create(school=school, student=held, holds_until=TODAY)
    make_student(make_class(school, "8Б"))
    sign_in(client, make_officer(school))
    home = client.get("/office/").content.decode()
    assert "3\u00a0ученика, вход семье" in home
    assert f'href="{reverse("office_consents")}"' in home
    with django_assert_num_queries(4):
        page = client.get(reverse("office_consents")).content.decode()
    assert f'href="{address(own)}"' in page
    assert f"до {TODAY:%d.%m.%Y}" in page
    with django_assert_num_queries(5):
        client.get(address(own))
