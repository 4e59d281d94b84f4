"""Two names that the eye does not tell apart are one: refused in every form of the office where a name is one row's."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from letopis.school.classes.models import ClassGroup
from letopis.school.curriculum.models import Course
from letopis.school.history.models import Entry
from tests import factories as make
from tests.factories import sign_in
from tests.sending import send

pytestmark = [pytest.mark.django_db, pytest.mark.req("ORG-03", "CON-02")]


@pytest.fixture
def school() -> Any:
    return make.make_school()


def test_every_name_has_one_key(school: Any) -> None:
    office = sign_in(Client(), make.make_officer(school))
    group = make.make_class(school, "5А")
    make.make_room(school, "А-1")
    make.make_subject(school, "Основы права")
    make.make_subgroup(group)
    bells = {"shift": "1", "from_1": "08:30", "to_1": "09:10"}
    assert office.post(reverse("office_bells_new"), {"name": "Смена ОК", **bells}).status_code == 302
    subgroup = group.subgroups.get()
    before = Entry.objects.count()
    asked = (
        ("office_class_new", [], {"name": "5A", "scheme_id": group.scheme_id, "shift": "1"}),
        ("office_rooms_new", [], {"number": "A 1"}),
        ("office_curriculum_subjects", [], {"name": "Ocновы-права"}),
        ("office_class_subgroups", [group.pk], {"division": subgroup.division.upper(), "name": f"«{subgroup.name}»"}),
        ("office_bells_new", [], {"name": "смена OK", **bells}),
    )
    for page, args, form in asked:
        answer = office.post(reverse(page, args=args), form)
        assert answer.status_code == 422, page
        shown = answer.content.decode()
        assert "уже есть" in shown or "не отличить на вид" in shown, page
    assert Entry.objects.count() == before


def test_a_class_typed_on_the_other_layout_is_that_class(school: Any) -> None:
    office = sign_in(Client(), make.make_officer(school))
    scheme = make.make_class(school, "6Б").scheme_id
    assert (
        office.post(reverse("office_class_new"), {"name": "5a", "scheme_id": scheme, "shift": "1"}).status_code == 302
    )
    assert ClassGroup.objects.filter(name="5А", grade=5).exists()


def test_a_class_renamed_in_mid_year_is_the_same_class(school: Any) -> None:
    """The page of the journal, the list of the class, the load, the diary's words follow; nothing is made anew."""
    office = sign_in(Client(), make.make_officer(school))
    teacher = make.make_staff(school)
    group = make.make_class(school, "7А", tutor=teacher)
    student, course = make.make_student(group), make.make_course(group, teacher=teacher)
    lesson = make.make_lesson(course)
    form = {"name": "7К", "scheme_id": group.scheme_id, "shift": "1"}
    assert send(office, reverse("office_class_edit", args=[group.pk]), form).status_code == 302
    for page in (
        reverse("office_class", args=[group.pk]),
        reverse("office_student", args=[student.pk]),
        reverse("office_course", args=[course.pk]),
        reverse("office_load"),
        reverse("office_timetable_lesson", args=[lesson.pk]),
    ):
        shown = office.get(page).content.decode()
        assert "7К" in shown, page
        assert "7А" not in shown, page
    assert (ClassGroup.objects.count(), Course.objects.count()) == (1, 1)
    tutor = sign_in(Client(), teacher)
    assert "7К" in tutor.get(reverse("my_class")).content.decode()
