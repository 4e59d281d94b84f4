"""What a family sees of the schedule of assessment works: what is published, of the own classes (CTL-03, DIA-01)."""

from datetime import date

import pytest

from letopis.school.workload.enums import WorkState
from tests import factories as make
from tests.school.journal.scene import scene

pytestmark = [pytest.mark.django_db, pytest.mark.req("CTL-03", "DIA-01", "ACC-03")]


def test_the_family_sees_the_published_works_of_the_own_child(client, django_assert_num_queries):
    s = scene(2)
    first, second = s.students
    own = make.make_course(s.class_group, "Физика", subgroup=make.make_subgroup(s.class_group, first))
    make.make_lesson(own, make.TODAY, 5)
    make.make_assessment(s.course, make.TODAY, 3, title="Контрольная № 2")
    make.make_assessment(own, make.TODAY, None, kind="vpr")
    make.make_assessment(s.course, date(2026, 12, 2), 1, title="Ещё не опубликована", state=WorkState.DRAFT)
    make.make_assessment(s.course, date(2026, 9, 2), 1, title="Входная")
    make.make_assessment(make.make_course(make.make_class(s.school, "7Б")), make.TODAY, title="Чужая")
    make.sign_in(client, make.make_guardian(first))
    client.get("/diary/works/")
    with django_assert_num_queries(3):
        page = client.get("/diary/works/").content.decode()
    assert page.index("Контрольная № 2") < page.index("Прошли") < page.index("Входная")
    assert "ВПР" in page
    week = client.get("/diary/").content.decode()
    assert "Контрольная № 2" in week
    assert "ВПР" in week
    assert f"/diary/{first.pk}/works/" in week
    make.sign_in(client, make.make_guardian(second))
    other = client.get("/diary/works/").content.decode()
    assert "Контрольная № 2" in other
    assert "ВПР" not in other
    for text in (page, week, other):
        assert "не опубликована" not in text
        assert "Чужая" not in text
    assert client.get(f"/diary/{first.pk}/works/").status_code == 404
    make.sign_in(client, s.tutor)
    assert client.get(f"/diary/{first.pk}/works/").status_code == 200
