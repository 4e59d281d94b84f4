"""The summary sheet of a class: figures, live checks, who opens it, how many queries."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from letopis.kernel.roles import Role
from letopis.school.classes.models import Membership
from letopis.school.grading.actions.period_marks import accept_proposed
from letopis.school.grading.queries.summary import summary
from letopis.school.grading.summary_rules import Doubt, Figures, Standing, of_class, of_subject, standing
from letopis.school.marks.enums import MarkState
from letopis.school.marks.models import Mark
from tests import factories as make
from tests.school.grading.scene import LAST_WEEK, put_op, rated, term
from tests.school.journal.scene import Scene, one, scene

pytestmark = [pytest.mark.django_db, pytest.mark.req("JRN-06")]


@pytest.fixture
def s(moment: time_machine.Traveller) -> Scene:
    moment.move_to(make.moment_on(LAST_WEEK))
    return rated()


def page(s: Scene) -> str:
    return reverse("class_summary", args=[s.class_group.pk])


def test_how_a_student_stands():
    assert standing(["5", "5", "зч", "осв"]) is Standing.EXCELLENT
    assert standing(["5", "4"]) is Standing.GOOD
    assert standing(["5", "3"]) is Standing.ONE_THREE
    assert standing(["3", "3"]) is Standing.PASSING
    assert standing(["5", "н/а"], missing=3) is Standing.FAILING
    assert standing(["5"], missing=1) is standing([]) is Standing.UNKNOWN
    assert of_subject(["5", "4", "3", "н/а", "осв"]) == Figures(Decimal("4.00"), 50, 75)
    assert of_subject(["зч", "нз"]) == Figures(None, None, 50)
    assert of_class([Standing.GOOD, Standing.FAILING, Standing.UNKNOWN], ["4", "2"]) == Figures(Decimal("3.00"), 50, 50)


def test_the_sheet_with_its_checks(client: Client, s: Scene):
    one(s.actor, put_op(s, "4", reason="Пропуски"))
    one(s.actor, put_op(s, "5", s.students[1]))
    make.make_mark(make.make_work(make.make_lesson(s.course, date(2026, 10, 19))), s.students[1], "4")
    found = summary(make.actor_of(s.tutor, Role.TUTOR), s.class_group.pk)
    assert found.period.name == "I четверть"
    assert [line.cells[0].doubt for line in found.lines] == [Doubt.BELOW, Doubt.MOVED, Doubt.MISSING]
    assert [line.cells[0].average for line in found.lines] == [Decimal(one) for one in ("4.75", "4.60", "4.75")]
    assert [line.standing for line in found.lines] == [Standing.GOOD, Standing.EXCELLENT, Standing.UNKNOWN]
    html = make.sign_in(client, s.tutor).get(page(s)).content.decode()
    assert "(4,75, но 4)" in html
    assert "Нет отметки: 1" in html
    book = CalamineWorkbook.from_filelike(BytesIO(client.get(f"{page(s)}?format=xlsx").content))
    assert book.sheet_names == ["Отметки", "Средние"]
    assert book.get_sheet_by_index(0).to_python()[1][1:3] == [4, 4]
    assert client.get(f"{page(s)}?period=year").status_code == 200
    assert client.get(f"{page(s)}?period=half").status_code == 404


def test_who_left_before_the_end_without_a_mark_lacks_none(s: Scene):
    tutor = make.actor_of(s.tutor, Role.TUTOR)
    Membership.objects.filter(student=s.student).update(ends_on=date(2026, 9, 30))
    one(s.actor, put_op(s, "5", s.students[1]))
    found = summary(tutor, s.class_group.pk, str(term(s).pk))
    assert s.student.pk in {line.id for line in found.lines}
    assert [line.id for line in found.groups[Standing.UNKNOWN]] == [s.students[2].pk]
    # With a mark put when leaving, the place among the others stays.
    one(s.actor, put_op(s, "4", reason="Отметка при выбытии"))
    found = summary(tutor, s.class_group.pk, str(term(s).pk))
    assert s.student.pk in {line.id for lines in found.groups.values() for line in lines}


def test_averages_are_those_of_the_page_whatever_was_written_again_or_moved(s: Scene):
    other = make.make_class(s.school, "7Б")
    there = make.make_course(other, teacher=s.teacher)
    stay = Membership.objects.get(student=s.student)
    stay.ends_on = date(2026, 9, 30)
    stay.save()
    Membership.objects.create(school=s.school, class_group=other, student=s.student, starts_on=date(2026, 10, 1))
    make.make_mark(make.make_work(make.make_lesson(there, date(2026, 10, 8)), weight=3), s.student, "2", second="3")
    Mark.objects.filter(student=s.students[1], value="4").update(was="2")
    Mark.objects.filter(student=s.students[2], value="4").update(state=MarkState.EXCLUDED)
    head = make.actor_of(make.make_officer(s.school, Role.DEPUTY), Role.DEPUTY)
    for rule, again in (("last", "4.75"), ("both", "4.20"), ("best", "4.75")):
        s.school.settings = {"rewritten_counts": rule}
        s.school.save()
        means = [line.cells[0].average for line in summary(head, s.class_group.pk).lines]
        assert [str(one) for one in means] == ["3.22", again, "5.00"]
        for course, student, mean in ((there, s.student, "3.22"), (s.course, s.students[1], again)):
            told = one(s.actor, put_op(s, "2", student, course=course))["message"]
            assert f"средний {mean.replace('.', ',')}" in told


def test_who_opens_it(s: Scene):
    assert Client().get(page(s)).status_code == 302
    for card in (s.student, s.teacher, make.make_officer(s.school), scene().tutor):
        assert make.sign_in(Client(), card).get(page(s)).status_code == 404
    for card in (s.tutor, make.make_officer(s.school, Role.DEPUTY), make.make_officer(s.school, Role.DIRECTOR)):
        assert make.sign_in(Client(), card).get(page(s)).status_code == 200


@pytest.mark.parametrize("students", [1, 3, 30])
def test_queries_do_not_grow(client: Client, moment: time_machine.Traveller, django_assert_num_queries, students: int):
    """At most 12 queries for 30 × 18."""
    moment.move_to(make.moment_on(LAST_WEEK))
    s = rated(students)
    for number in range(students and 2):
        course = make.make_course(s.class_group, f"Предмет {number}", teacher=s.teacher)
        make.make_mark(make.make_work(make.make_lesson(course, date(2026, 9, 7))), s.student, "4")
    accept_proposed(s.actor, course_id=s.course.pk, period=str(term(s).pk))
    make.sign_in(client, s.tutor).get(page(s))
    with django_assert_num_queries(7):  # who asks; six of the sheet
        client.get(page(s))
