"""Pages of the reporting periods: what is missing, closing, opening again (JRN-05)."""

from datetime import date

import pytest
from django.urls import reverse

from letopis.kernel.roles import Role
from letopis.school.control.periods import trouble_of_periods
from letopis.school.organisation.models import Term
from letopis.school.periods.actions import close_term, reopen_term
from letopis.school.periods.models import PageClosing
from letopis.web.shared.alarms import alarms
from tests import factories as make
from tests.school.journal.scene import Scene, scene

pytestmark = [pytest.mark.django_db, pytest.mark.req("JRN-05", "CTL-03")]


@pytest.fixture
def s() -> Scene:
    made = scene(2)
    made.work.kind.is_written = True
    made.work.kind.save()
    make.make_lesson(made.course, date(2026, 11, 20), attendance_taken_at=make.moment_on(date(2026, 11, 20)))
    return made


def term(s: Scene, number: int = 2) -> Term:
    return Term.objects.get(scheme=s.class_group.scheme, number=number)


@pytest.mark.req("CTL-05")
def test_the_administrator_sees_what_is_missing_closes_and_opens_again(client, s):
    make.sign_in(client, make.make_officer(s.school))
    address = reverse("office_period", args=[term(s).pk])
    assert client.get(reverse("office_periods")).url == reverse("office_period", args=[term(s, 1).pk])
    page = client.get(address).content.decode()
    for text in ("Идёт", "7А", "0 из 1", "Закрыть период"):
        assert text in page
    close = reverse("office_period_close", args=[term(s).pk])
    asked = client.post(close, {})
    assert asked.status_code == 422
    assert "Закрыть, хотя заполнено не всё" in asked.content.decode()
    assert client.post(close, {"even_if_missing": "on"}).url == address
    page = client.get(address).content.decode()
    assert "Закрыт для исправлений" in page
    assert "1 из 1" in page
    back = reverse("office_period_reopen", args=[term(s).pk])
    assert client.post(back, {"reason": ""}).status_code == 422
    assert client.post(back, {"reason": "Рано"}).url == address
    assert term(s).closed_at is None


def test_a_period_opened_again_and_forgotten_is_told_of(client, s, moment):
    """As a whole it stands open until somebody closes it: the page says who and why, after two weeks an alarm."""
    officer = make.make_officer(s.school)
    operator, late = make.actor_of(officer, Role.OPERATOR), term(s, 1)
    close_term(operator, term_id=late.pk)
    assert trouble_of_periods(operator) == []
    reopen_term(operator, term_id=late.pk, reason="Ошибка в ведомости")
    make.sign_in(client, officer)
    page = client.get(reverse("office_period", args=[late.pk])).content.decode()
    assert "Открыт снова" in page
    assert f"{operator.name}: Ошибка в ведомости" in page
    moment.shift(14 * 24 * 3600)
    assert trouble_of_periods(operator) == []
    moment.shift(1)
    (told,) = trouble_of_periods(operator)
    assert told.startswith("I четверть: период снова открыт с 23.11.2026")
    assert trouble_of_periods(make.actor_of(s.teacher, Role.TEACHER)) == []
    assert told in [one.text for one in alarms(operator)]
    close_term(operator, term_id=late.pk)
    assert trouble_of_periods(operator) == []


def test_pages_of_a_class_are_closed_and_opened_for_hours(client, s):
    make.sign_in(client, make.make_officer(s.school))
    address = reverse("office_period_class", args=[term(s).pk, s.class_group.pk])
    page = client.get(address).content.decode()
    assert "Алгебра" in page
    assert client.post(address, {"act": "close"}).status_code == 422
    asked = {"pages": [s.course.pk], "act": "close"}
    assert client.post(address, asked).url == address
    assert "Закрыта" in client.get(address).content.decode()
    opened = {"pages": [s.course.pk], "act": "reopen", "hours": "3", "reason": ""}
    refused = client.post(address, opened)
    assert refused.status_code == 422
    assert "checked" in refused.content.decode()
    assert client.post(address, {**opened, "reason": "Болезнь"}).url == address
    assert "до 23.11 13:43" in client.get(address).content.decode()
    assert client.post(address, {**opened, "pages": [10**9], "reason": "Так"}).status_code == 422
    assert PageClosing.objects.count() == 1


@pytest.mark.req("ACC-03", "CTL-05")
def test_who_opens_the_pages(client, s):
    one, of_class = (
        reverse("office_period", args=[term(s).pk]),
        reverse("office_period_class", args=[term(s).pk, s.class_group.pk]),
    )
    posts = [reverse(f"office_period_{act}", args=[term(s).pk]) for act in ("close", "reopen")]
    assert client.get(one).status_code == 302
    for card in (s.teacher, s.student, make.make_officer(s.school, Role.PERSONNEL)):
        make.sign_in(client, card)
        assert {client.get(address).status_code for address in (one, of_class)} == {404}
        assert {client.post(address, {}).status_code for address in (*posts, of_class)} == {404}
    make.sign_in(client, make.make_officer(scene().school))
    assert {client.get(address).status_code for address in (one, of_class, *posts)} == {404}
    make.sign_in(client, make.make_officer(s.school, Role.DEPUTY))
    assert {client.get(address).status_code for address in (one, of_class)} == {200}
    assert {client.post(address, {}).status_code for address in (*posts, of_class)} == {404}
    assert "Закрыть" not in client.get(of_class).content.decode()


def test_a_school_without_periods_is_led_to_the_calendar(client, school):
    make.make_year(school)
    Term.objects.all().delete()
    make.sign_in(client, make.make_officer(school))
    assert "Учебных периодов ещё нет" in client.get(reverse("office_periods")).content.decode()


@pytest.mark.parametrize("classes", [1, 3])
def test_a_period_takes_the_same_queries_for_any_number_of_classes(client, s, classes, django_assert_num_queries):
    for number in range(1, classes):
        for pupil in make.make_students(make.make_class(s.school, f"8{'АБВ'[number]}"), 3):
            make.make_mark(s.work, pupil)
    make.sign_in(client, make.make_officer(s.school))
    address = reverse("office_period", args=[term(s).pk])
    client.get(address)
    with django_assert_num_queries(9):
        client.get(address)
