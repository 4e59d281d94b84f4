"""«Итоги» of a course: who opens it, what it says, how many queries (JRN-06)."""

import json
from io import BytesIO

import msgspec
import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from letopis.kernel.roles import Role
from letopis.school.curriculum.enums import Scale
from letopis.school.grading.models import PeriodMark
from letopis.school.grading.wire import TotalsDocument
from tests import factories as make
from tests.school.grading.scene import LAST_WEEK, put_op, rated, term
from tests.school.journal.scene import TURN, Scene, scene

pytestmark = [pytest.mark.django_db, pytest.mark.req("JRN-06")]


@pytest.fixture
def s(moment: time_machine.Traveller) -> Scene:
    moment.move_to(make.moment_on(LAST_WEEK))
    return rated()


def page(s: Scene, name: str = "journal_totals") -> str:
    return reverse(name, args=[s.course.pk])


def test_the_sheet_proposes_and_says_how_it_follows(client: Client, s: Scene) -> None:
    make.sign_in(client, s.teacher)
    html = client.get(page(s)).content.decode()
    assert "порог 4,50 → 5" in html
    document = msgspec.json.decode(client.get(page(s, "journal_totals_data")).content, type=TotalsDocument)
    assert [column.name for column in document.columns] == [
        *("I четверть", "II четверть", "III четверть", "IV четверть"),
        *("Год", "Экзамен", "Итоговая"),
    ]
    assert {row.value for row in document.proposals if row.period == str(term(s).pk)} == {"5"}
    body = {"operations": [msgspec.to_builtins(put_op(s, "5"))]}
    client.post("/journal/operations", json.dumps(body), "application/json")
    assert PeriodMark.objects.get().value == "5"
    book = CalamineWorkbook.from_filelike(BytesIO(client.get(f"{page(s)}?format=xlsx").content))
    assert book.get_sheet_by_index(0).to_python()[1][1] == 5


def test_who_opens_it(s: Scene) -> None:
    assert Client().get(page(s)).status_code == 302
    other = make.make_staff(s.school)
    make.make_course(make.make_class(s.school, "7Б"), teacher=other)
    for card in (s.student, make.make_officer(s.school), other, scene().teacher):
        assert make.sign_in(Client(), card).get(page(s)).status_code == 404
    for card, writes in ((s.teacher, True), (s.tutor, True), (make.make_officer(s.school, Role.METHODOLOGIST), False)):
        client = make.sign_in(Client(), card)
        assert client.get(page(s)).status_code == 200
        assert client.get(page(s, "journal_totals_data")).json()["is_editable"] == writes


def test_a_course_without_marks_has_none_here_either(client: Client, s: Scene) -> None:
    talks = make.make_course(s.class_group, "Разговоры о важном", teacher=s.teacher, scale=Scale.UNMARKED)
    make.sign_in(client, s.teacher)
    assert "Обучение безотметочное" in client.get(reverse("journal_totals", args=[talks.pk])).content.decode()


@pytest.mark.parametrize("students", [1, 3, 30])
def test_queries_do_not_grow(
    client: Client, moment: time_machine.Traveller, django_assert_num_queries, students: int
) -> None:
    """Filling a term's marks for 30: at most 10 queries."""
    moment.move_to(make.moment_on(LAST_WEEK))
    s = rated(students)
    make.sign_in(client, s.teacher)
    client.get(page(s))
    with django_assert_num_queries(5):  # who asks; four of the sheet
        client.get(page(s))
    body = {"operations": [msgspec.to_builtins(put_op(s, "5", student)) for student in s.students]}
    with django_assert_num_queries(10 + 2 * TURN):  # two of them are the savepoint that a test is in
        client.post("/journal/operations", json.dumps(body), "application/json")
    assert PeriodMark.objects.filter(value="5").count() == students
