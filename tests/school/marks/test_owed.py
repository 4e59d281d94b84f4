"""Missing works: one list for who leads the class, who teaches, the family."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from letopis.kernel.errors import NotVisible
from letopis.kernel.roles import Role
from letopis.school.diary import marks_page
from letopis.school.marks.queries.owed import owed_by_class, owed_to
from tests import factories as make
from tests.school.journal.scene import Scene, scene

pytestmark = [pytest.mark.django_db, pytest.mark.req("JRN-02", "DIA-04")]


@pytest.fixture
def owing() -> Scene:
    """The first student owes in two subjects; the second has handed in late and has a mark; the third has left."""
    s = scene()
    other = make.make_course(s.class_group, "Физика", teacher=make.make_staff(s.school, "Громов Илья Ильич"))
    physics = make.make_work(make.make_lesson(other, date(2026, 11, 16)), title="Опыт")
    first, second, left = s.students
    make.make_mark(s.work, first, "2", state="redo", comment="До пятницы")
    make.make_mark(physics, first, "", state="debt", debt_until=date(2026, 11, 30))
    make.make_mark(s.work, second, "4", state="late")
    make.make_mark(physics, second, "", state="submitted")
    make.make_mark(physics, left, "", state="missing")
    left.memberships.update(ends_on=date(2026, 11, 20))
    return s


def test_the_class_teacher_the_teacher_and_the_family_read_the_same(
    owing: Scene, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    s = owing
    tutor, teacher = make.actor_of(s.tutor, Role.TUTOR), s.actor
    with django_assert_num_queries(2):
        name, rows = owed_by_class(tutor, s.class_group.pk)
    assert (name, [(one.student_id, one.subject, one.told) for one in rows]) == (
        "7А",
        [(s.student.pk, "Алгебра", "переписать 2"), (s.student.pk, "Физика", "долг")],
    )
    with django_assert_num_queries(1):
        assert [one.subject for one in owed_to(teacher)] == ["Алгебра"]
    page = marks_page(make.actor_of(make.make_guardian(s.student), Role.GUARDIAN), s.student.pk)
    assert [(one.subject, one.state) for one in page.owed] == [("Физика", "debt"), ("Алгебра", "redo")]


def test_another_class_is_nobodys_business(owing: Scene) -> None:
    other = make.make_class(owing.school, "8Б")
    with pytest.raises(NotVisible):
        owed_by_class(make.actor_of(owing.tutor, Role.TUTOR), other.pk)


def test_the_pages(owing: Scene, client: Client) -> None:
    s = owing
    teacher, of_class = reverse("owed"), reverse("my_class_owed", args=[s.class_group.pk])
    assert client.get(teacher).status_code == 302
    make.sign_in(client, make.make_guardian(s.student))
    assert client.get(teacher).status_code == client.get(of_class).status_code == 404
    text = client.get(reverse("diary_marks")).content.decode()
    assert "Несданные работы" in text
    assert "долг до\u00a030\u00a0ноября" in text

    make.sign_in(client, s.teacher)
    page = client.get(teacher).content.decode()
    assert f"{reverse('journal', args=[s.course.pk])}?lesson={s.lesson.pk}" in page
    assert client.get(of_class).status_code == 404
    assert client.get(teacher + "?format=xlsx")["Content-Type"].endswith("sheet")
    make.sign_in(client, s.tutor)
    page = client.get(of_class + "?subject=Физика").content.decode()
    assert "Опыт" in page
    assert "Несданные работы, 7А" in page
    assert "переписать" not in page.split("<table")[1]
