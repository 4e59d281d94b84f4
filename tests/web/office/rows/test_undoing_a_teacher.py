"""Who teaches a page is told in its history and given back as it was, with the lessons ahead (ORG-03, CUR-03)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from letopis.kernel.clock import now
from letopis.school.curriculum.models import CourseTeacher
from letopis.school.timetable.models import Lesson
from tests import factories as make
from tests.factories import TODAY, sign_in
from tests.sending import send

pytestmark = [pytest.mark.django_db, pytest.mark.req("ORG-03")]

AHEAD = TODAY + timedelta(days=7)


class House:
    """A page with a teacher and a lesson ahead, another teacher, the office."""

    def __init__(self, school, client, moment):
        self.school, self.client, self.moment = school, client, moment
        self.officer = make.make_officer(school)
        sign_in(client, self.officer)
        self.old, self.new = make.make_staff(school), make.make_staff(school, "Климов Андрей Павлович")
        group = make.make_class(school, "7А")
        self.course = make.make_course(group, "Алгебра", teacher=self.old)
        self.other = make.make_course(group, "Физика", teacher=make.make_staff(school))
        self.lesson = make.make_lesson(self.course, AHEAD)

    def give(self, course, staff, **more):
        self.moment.shift(timedelta(minutes=1))
        asked = {"staff_id": str(staff.pk), "starts_on": f"{TODAY}", **more}
        answer = send(self.client, reverse("office_course_teacher", args=[course.pk]), asked)
        assert answer.status_code == 302, answer.content.decode()
        self.moment.shift(timedelta(minutes=1))

    def undo(self):
        page = self.client.get(reverse("office_row", args=["course", self.course.pk])).context["page"]
        sent = {"last": str(page.last_id)}
        answer = self.client.post(reverse("office_row_undo", args=["course", self.course.pk]), sent)
        assert (page.undoes is not None) or answer.status_code == 422
        return answer

    def teachers(self):
        rows = CourseTeacher.objects.filter(course=self.course).order_by("pk")
        return [*rows.values_list("staff", "ends_on")], Lesson.objects.get(pk=self.lesson.pk).staff_id


@pytest.fixture
def house(school, client, moment):
    return House(school, client, moment)


def test_a_handing_over_is_undone_with_the_lessons_ahead(house):
    assert house.undo().status_code == 422, "nothing has changed yet"
    house.give(house.course, house.new)
    house.give(house.other, house.new)  # what the new teacher got elsewhere is no reason to keep this
    assert house.teachers()[1] == house.new.pk
    answer = house.undo()
    assert (answer.status_code, answer.url) == (302, reverse("office_row", args=["course", house.course.pk]))
    assert house.teachers() == ([(house.old.pk, None)], house.old.pk)
    assert CourseTeacher.objects.get(course=house.other, ends_on=None).staff == house.new


def test_a_second_teacher_beside_the_first_is_taken_back(house):
    house.give(house.course, house.new, beside_others="on")
    assert len(house.teachers()[0]) == 2
    assert house.undo().status_code == 302
    assert house.teachers() == ([(house.old.pk, None)], house.old.pk)


def test_lessons_given_since_a_leaver_and_a_clash_are_said(house):
    house.give(house.course, house.new)
    held = make.make_lesson(house.course, TODAY, number=1, topic="Дроби", filled_at=now(), version=1, staff=house.new)
    refused = house.undo()
    assert refused.status_code == 422
    assert f"с {TODAY:%d.%m.%Y} уже записаны" in refused.content.decode()
    held.delete()
    busy = make.make_lesson(make.make_course(make.make_class(house.school, "7Б"), teacher=house.old), AHEAD)
    refused = house.undo()
    assert refused.status_code == 422
    assert "в это время уже ведёт" in refused.content.decode()
    busy.delete()
    house.old.dismissed_on = TODAY
    house.old.save()
    refused = house.undo()
    assert refused.status_code == 422
    assert "он не работает" in refused.content.decode()
    assert house.teachers()[1] == house.new.pk


def test_nobody_takes_a_page_back_for_oneself(house):
    mine = house.officer
    CourseTeacher.objects.filter(course=house.course).update(staff=mine)
    house.give(house.course, house.new)
    assert house.undo().status_code == 422
    assert house.teachers()[1] == house.new.pk
