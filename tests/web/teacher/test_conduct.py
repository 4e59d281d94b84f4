"""Conduct: marks of the class teacher, opinions of those who teach the class (JRN-06)."""

from datetime import date

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from letopis.kernel.errors import Refused
from letopis.kernel.roles import Role
from letopis.school.classes.models import Membership
from letopis.school.grading.actions.conduct import set_conduct
from letopis.school.grading.models import ConductAsking, ConductMark, ConductOpinion
from letopis.school.grading.queries.summary import summary
from letopis.school.history.models import Entry
from letopis.school.history.verification import verify
from letopis.school.periods.actions import close_term
from tests import factories as make
from tests.school.grading.scene import LAST_WEEK, rated, term
from tests.school.journal.scene import Scene, scene
from tests.sending import send

pytestmark = [pytest.mark.django_db, pytest.mark.req("JRN-06")]


@pytest.fixture
def s(moment: time_machine.Traveller) -> Scene:
    moment.move_to(make.moment_on(LAST_WEEK))
    return rated()


def page(s: Scene) -> str:
    return f"{reverse('class_conduct', args=[s.class_group.pk])}?period={term(s).pk}"


def told(s: Scene) -> str:
    return f"{reverse('course_conduct', args=[s.course.pk])}?period={term(s).pk}"


def test_teachers_are_asked_and_say_it_in_one_click_and_the_class_teacher_decides(client: Client, s: Scene):
    make.sign_in(client, s.tutor)
    ask = f"{reverse('class_conduct_ask', args=[s.class_group.pk])}?period={term(s).pk}"
    assert client.post(ask).status_code == 302
    assert ConductAsking.objects.count() == 1
    assert client.get(ask).status_code == 200
    assert ConductAsking.objects.get().asked_by == s.tutor
    make.sign_in(client, s.teacher)
    asked = f'href="{told(s)}"'
    assert asked in client.get(reverse("today")).content.decode()
    assert send(client, told(s), {"all": "прим", f"s{s.student.pk}": "удовл"}).status_code == 302
    assert asked not in client.get(reverse("today")).content.decode()
    assert sorted(ConductOpinion.objects.values_list("value", flat=True)) == ["прим", "прим", "удовл"]
    make.sign_in(client, s.tutor)
    assert "прим 1" in client.get(page(s)).content.decode()
    assert send(client, page(s), {"all": "прим", f"s{s.student.pk}": "неуд"}).status_code == 302
    assert ConductMark.objects.get(student=s.student).value == "неуд"
    assert send(client, page(s), {f"s{s.student.pk}": "удовл"}).status_code == 302
    marks = ConductMark.objects.order_by("student_id")
    assert [(one.value, one.version) for one in marks] == [("удовл", 2), ("прим", 1), ("прим", 1)]
    assert send(client, page(s), {f"s{s.student.pk}": "5"}).status_code == 422
    assert [one for one in verify(s.school.pk).findings if one.table.startswith("grading.")] == []
    assert Entry.objects.filter(kind="grading.conductmark", role=Role.TUTOR).count() == 4
    head = make.actor_of(make.make_officer(s.school, Role.DEPUTY), Role.DEPUTY)
    assert summary(head, s.class_group.pk).figures.mean is None  # never in averages


def test_three_scales_and_a_closed_period(client: Client, s: Scene):
    make.sign_in(client, s.tutor)
    for scale, value in (("pass_fail", "зч"), ("five", "5"), ("words", "прим")):
        s.school.settings = {"conduct_scale": scale}
        s.school.save()
        assert send(client, page(s), {"all": value}).status_code == 302
        assert set(ConductMark.objects.values_list("value", flat=True)) == {value}
    close_term(make.actor_of(make.make_officer(s.school), Role.OPERATOR), term_id=term(s).pk)
    assert send(client, page(s), {"all": "неуд"}).status_code == 422


def test_a_mark_of_the_scale_before_stands_until_another_is_chosen(client: Client, s: Scene):
    make.sign_in(client, s.tutor)
    first, second, third = s.students
    assert send(client, page(s), {f"s{first.pk}": "прим", f"s{second.pk}": "неуд"}).status_code == 302
    s.school.settings = {"conduct_scale": "five"}
    s.school.save()
    assert "примерное" in client.get(page(s)).content.decode()
    assert send(client, page(s), {f"s{second.pk}": "4", f"s{third.pk}": "5"}).status_code == 302
    marks = dict(ConductMark.objects.values_list("student", "value"))
    assert marks == {first.pk: "прим", second.pk: "4", third.pk: "5"}
    assert ConductMark.objects.get(student=first).version == 1


def test_who_has_moved_has_one_mark_of_a_period(client: Client, s: Scene):
    """А3.2.4: what the class before has put is shown to the one after, and is not put again."""
    tutor = make.make_staff(s.school)
    other = make.make_class(s.school, "7Б", tutor=tutor)
    stay = Membership.objects.get(student=s.student)
    Membership.objects.filter(pk=stay.pk).update(ends_on=date(2026, 10, 10))
    Membership.objects.create(school=s.school, class_group=other, student=s.student, starts_on=date(2026, 10, 11))
    there = page(s).replace(f"/{s.class_group.pk}/", f"/{other.pk}/")
    make.sign_in(client, s.tutor)
    assert send(client, page(s), {f"s{s.student.pk}": "удовл"}).status_code == 302
    make.sign_in(client, tutor)
    shown = client.get(there).content.decode()
    assert "удовл, 7А" in shown
    assert f'name="s{s.student.pk}"' not in shown
    assert send(client, there, {"all": "прим"}).status_code == 302
    assert list(ConductMark.objects.values_list("class_group__name", "value")) == [("7А", "удовл")]
    with pytest.raises(Refused) as refused:
        set_conduct(
            make.actor_of(tutor, Role.TUTOR), class_id=other.pk, period=str(term(s).pk), values={s.student.pk: "прим"}
        )
    assert (refused.value.code, "7А" in refused.value.message) == ("elsewhere", True)
    # Taken away there, it may be put here; one that stands twice from before is taken away, and not changed.
    ConductMark.objects.update(value="")
    assert send(client, there, {"all": "прим"}).status_code == 302
    ConductMark.objects.update(value="удовл")
    assert send(client, there, {f"s{s.student.pk}": "неуд"}).status_code == 422
    assert send(client, there, {f"s{s.student.pk}": ""}).status_code == 302
    assert dict(ConductMark.objects.values_list("class_group__name", "value")) == {"7А": "удовл", "7Б": ""}


def test_rights_both_ways(s: Scene):
    other = make.make_staff(s.school)
    make.make_course(make.make_class(s.school, "7Б", tutor=other), teacher=other)
    for card in (s.student, make.make_officer(s.school), other, scene().tutor):
        client = make.sign_in(Client(), card)
        assert client.get(page(s)).status_code == client.post(page(s), {"all": "прим"}).status_code == 404
        assert client.post(page(s).replace("/?", "/ask/?")).status_code == 404
        assert client.get(told(s)).status_code == client.post(told(s), {"all": "прим"}).status_code == 404
    assert make.sign_in(Client(), s.tutor).get(told(s)).status_code == 404
    deputy = make.sign_in(Client(), make.make_officer(s.school, Role.DEPUTY))
    assert deputy.get(page(s)).status_code == 200
    assert deputy.post(page(s), {"all": "прим"}).status_code == 404
    assert not ConductMark.objects.exists()
    assert Client().get(page(s)).status_code == 302


@pytest.mark.parametrize("students", [1, 3, 30])
def test_queries_do_not_grow(client: Client, moment: time_machine.Traveller, django_assert_num_queries, students: int):
    moment.move_to(make.moment_on(LAST_WEEK))
    s = rated(students)
    make.sign_in(client, s.tutor).get(page(s))
    url = page(s)
    with django_assert_num_queries(6):  # who asks; five of the sheet
        client.get(url)
