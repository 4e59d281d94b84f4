"""Curriculum, load, subjects on the office's pages."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from letopis.kernel.roles import Role
from letopis.school.curriculum.models import Course, CourseTeacher, CurriculumRow, Subject
from tests.factories import (
    make_class,
    make_course,
    make_curriculum_row,
    make_officer,
    make_school,
    make_staff,
    make_student,
    make_subgroup,
    sign_in,
)
from tests.sending import send

pytestmark = [pytest.mark.django_db, pytest.mark.req("CUR-01")]


@pytest.fixture
def seven(school):
    return make_class(school, "7А")


@pytest.fixture
def office(client, school):
    return sign_in(client, make_officer(school, Role.DISPATCHER))


def pages(course):
    reads = [
        reverse("office_curriculum"),
        reverse("office_curriculum") + "?format=xlsx",
        reverse("office_load"),
        reverse("office_load") + "?format=xlsx",
        reverse("office_course", args=[course.pk]),
        reverse("office_curriculum_subjects"),
    ]
    posts = [
        reverse("office_curriculum_save"),
        reverse("office_load_new"),
        reverse("office_course_teacher", args=[course.pk]),
    ]
    return reads, posts


@pytest.mark.req("ACC-01")
def test_who_enters(client, school, seven):
    course = make_course(seven)
    reads, posts = pages(course)
    for url in reads:
        assert client.get(url).url.startswith("/account/login/")
    for role in (Role.OPERATOR, Role.STUDY_OFFICE, Role.DISPATCHER):
        sign_in(client, make_officer(school, role))
        assert [client.get(url).status_code for url in reads] == [200] * 6
        assert [client.post(url).status_code for url in posts] == [409, 422, 422]
    for role in (Role.DEPUTY, Role.DIRECTOR, Role.PERSONNEL):
        sign_in(client, make_officer(school, role))
        assert [client.get(url).status_code for url in reads] == [200] * 6
        assert [client.post(url).status_code for url in posts] == [404] * 3
        assert client.post(reads[4], {"hours_per_week": "5", "scale": "five"}).status_code == 404
        assert client.post(reads[5], {"name": "Астрономия"}).status_code == 404
    teacher = make_staff(school)
    make_course(seven, "Физика", teacher=teacher)
    for card in (teacher, make_student(seven)):
        sign_in(client, card)
        assert [client.get(url).status_code for url in reads] == [404] * 6
        assert [client.post(url).status_code for url in posts] == [404] * 3
    foreign = make_officer(make_school(), Role.OPERATOR)
    make_class(foreign.school)
    sign_in(client, foreign)
    assert client.get(reads[4]).status_code == 404
    assert client.post(posts[2]).status_code == 404
    assert CourseTeacher.objects.filter(course=course).count() == 0
    course.refresh_from_db()
    assert (course.hours_per_week, Subject.objects.filter(name="Астрономия").exists()) == (3, False)


@pytest.mark.parametrize("number", [1, 3, 30])
def test_queries_stay_constant(number, office, school, django_assert_num_queries):
    for serial in range(number):
        group = make_class(school, f"{serial % 11 + 1}{chr(1040 + serial)}")
        course = make_course(group, f"Предмет {serial}", teacher=make_staff(school))
        make_curriculum_row(group, f"Предмет {serial}")
    with django_assert_num_queries(6):
        office.get(reverse("office_curriculum"))
    with django_assert_num_queries(7):
        office.get(reverse("office_load"))
    with django_assert_num_queries(6):
        office.get(reverse("office_course", args=[course.pk]))


@pytest.mark.req("CUR-03")
def test_hours_are_typed_and_differences_shown(office, seven):
    algebra = make_course(seven, "Алгебра").subject
    page = reverse("office_curriculum")
    assert "расходится с планом: 1\u00a0место" in office.get(page).content.decode()
    assert f'name="h{algebra.pk}-{seven.pk}"' in office.get(f"{page}?grade=7&edit").content.decode()
    save = reverse("office_curriculum_save")
    done = send(office, save, {"grade": "7", f"h{algebra.pk}-{seven.pk}": "3"})
    assert done.url == f"{page}?grade=7"
    assert CurriculumRow.objects.get().hours_per_week == 3
    assert "Нагрузка сходится" in office.get(page).content.decode()
    for wrong in ("много", "-1", "41", "1,25"):
        text = send(office, save, {f"h{algebra.pk}-{seven.pk}": wrong}, follow=True).content.decode()
        assert "Не записано" in text
        assert f'value="{wrong}"' in text
    send(office, save, {f"h{algebra.pk}-{seven.pk}": "2,5"})
    assert CurriculumRow.objects.get().hours_per_week == Decimal("2.5")


def test_a_row_of_the_load_with_its_teacher(office, school, seven):
    subject = make_course(seven, "Алгебра").subject
    first, second = make_staff(school), make_staff(school)
    subgroup = make_subgroup(seven)
    form = {"class_group_id": seven.pk, "subject_id": subject.pk, "hours_per_week": "2", "scale": "five"}
    twice = office.post(reverse("office_load_new"), form)
    assert twice.status_code == 422
    assert "уже есть в нагрузке" in twice.content.decode()
    office.post(reverse("office_load_new"), {**form, "subgroup_id": subgroup.pk, "staff_id": first.pk})
    course = Course.objects.get(subgroup=subgroup)
    assert CourseTeacher.objects.get(course=course).staff == first
    url = reverse("office_course", args=[course.pk])
    send(office, url, {"hours_per_week": "3", "scale": "pass_fail"})
    course.refresh_from_db()
    assert (course.hours_per_week, course.scale) == (3, "pass_fail")
    send(office, reverse("office_course_teacher", args=[course.pk]), {"staff_id": second.pk, "starts_on": "2026-12-01"})
    rows = CourseTeacher.objects.filter(course=course).order_by("starts_on")
    assert list(rows.values_list("staff_id", "ends_on")) == [(first.pk, date(2026, 11, 30)), (second.pk, None)]
    shown = office.get(reverse("office_load") + f"?teacher={first.pk}").content.decode()
    assert "1\u00a0строка" in shown
    assert "не назначен" in office.get(reverse("office_load") + "?state=vacant").content.decode()


def test_subjects(office, school):
    url = reverse("office_curriculum_subjects")
    office.post(url, {"name": "Астрономия", "short_name": "Астр."})
    subject = Subject.objects.get()
    twice = office.post(url, {"name": "астрономия"})
    assert twice.status_code == 422
    send(office, reverse("office_curriculum_subject", args=[subject.pk]), {"name": "Астрономия и космос"})
    subject.refresh_from_db()
    assert (subject.name, subject.search_key) == ("Астрономия и космос", "астрономия и космос")
    assert office.get(reverse("office_curriculum_subject", args=[subject.pk + 1])).status_code == 404
