"""The demo college: drawn and written as surely as the demo school, in a college's own words."""

from collections import Counter
from collections.abc import Iterator
from datetime import date

import pytest
import pytest_django
import time_machine
from django.apps import apps
from django.db import models, transaction
from django.test import override_settings
from hypothesis import given, settings
from hypothesis import strategies as st

from letopis import demo
from letopis.demo import blueprint, topics
from letopis.demo.building import Built
from letopis.demo.college import COLLEGE, ORDER, PAIRS
from letopis.demo.shape import Blueprint
from letopis.kernel.actor import Actor
from letopis.school.access.held import roles_held
from letopis.school.access.models import Account
from letopis.school.classes.models import ClassGroup
from letopis.school.curriculum.models import Course
from letopis.school.curriculum.queries import course_plans
from letopis.school.history.verification import verify
from letopis.school.marks.models import Mark
from letopis.school.organisation.enums import SchoolKind, TermKind
from letopis.school.organisation.models import Term
from letopis.school.organisation.words import in_words_of
from letopis.school.timetable.models import Lesson
from tests.conftest import MOMENT
from tests.factories import moment_on
from tests.web.shared.test_college import FOREIGN

TODAY = date(2026, 11, 23)
SIZES = (20, 120, 600)
KIND = SchoolKind.COLLEGE


@pytest.fixture(scope="module", params=SIZES)
def plan(request: pytest.FixtureRequest) -> Blueprint:
    return blueprint.draw(students=request.param, seed=1, today=TODAY, kind=KIND)


@pytest.mark.req("CUR-01")
@pytest.mark.parametrize(("track", "course"), ORDER)
def test_every_group_has_a_full_week(track: str, course: int) -> None:
    assert sum(pairs for _, pairs in COLLEGE.lessons_of(course, track)) == PAIRS


@pytest.mark.req("CUR-02")
@pytest.mark.parametrize(("track", "course"), ORDER)
def test_every_discipline_has_a_plan_of_its_pairs(track: str, course: int) -> None:
    for programme, pairs in COLLEGE.lessons_of(course, track):
        text = topics.plan_of(programme.subject, course, pairs, KIND)
        assert len(text.hours) == pairs * 34
        told = " ".join(f"{hour.topic} {hour.homework}" for hour in text.hours)
        assert not FOREIGN.search(f"{told} {text.textbook}")


def test_nobody_is_in_two_places_and_no_day_is_too_long(plan: Blueprint) -> None:
    teachers: Counter[tuple[int, int, int]] = Counter()
    days: Counter[tuple[int, int]] = Counter()
    for unit, weekday, number in {(plan.courses[s.course].unit, s.weekday, s.number) for s in plan.slots}:
        assert 1 <= number <= 4
        days[next(c.class_index for c in plan.courses if c.unit == unit), weekday] += 1
    for slot in plan.slots:
        teachers[plan.courses[slot.course].teacher, slot.weekday, slot.number] += 1
    assert set(teachers.values()) == {1}
    assert set(days.values()) <= {3, 4}


def test_groups_are_named_by_specialty_and_year(plan: Blueprint) -> None:
    names = [group.name for group in plan.classes]
    assert len(set(names)) == len(names)
    assert plan.classes[plan.showroom].name == "ИС-21"
    ages = {plan.year.starts_on.year - one.human.birth_date.year for one in plan.students}
    assert ages <= {15, 16, 17, 18, 19, 20}


@settings(max_examples=8, deadline=None)
@given(st.integers(20, 300), st.integers(0, 1000))
def test_any_size_and_seed_make_a_college(students: int, seed: int) -> None:
    drawn = blueprint.draw(students=students, seed=seed, today=TODAY, kind=KIND)
    assert len(drawn.students) == students
    assert drawn == blueprint.draw(students=students, seed=seed, today=TODAY, kind=KIND)


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: pytest_django.DjangoDbBlocker) -> Iterator[Built]:
    """One college for all tests that only look; the transaction around them is rolled back."""
    cheap = override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])
    with django_db_blocker.unblock(), transaction.atomic():
        with cheap, time_machine.travel(MOMENT, tick=False):
            made = demo.build(students=60, seed=1, today=TODAY, kind=KIND)
        yield made
        transaction.set_rollback(True)


@pytest.mark.django_db
@pytest.mark.req("JRN-10")
def test_the_ledger_proves_every_row(built: Built) -> None:
    assert not verify(built.school.pk).findings


@pytest.mark.django_db
def test_it_is_a_college(built: Built) -> None:
    assert built.school.kind == KIND
    assert {term.scheme.kind for term in Term.objects.select_related("scheme")} == {TermKind.SEMESTER}
    assert set(ClassGroup.objects.values_list("name", flat=True)) == {"ИС-11", "ИС-21", "ЭБ-21"}
    assert not Course.objects.filter(scale="unmarked", kind="subject").exists()
    lessons = Lesson.objects.filter(date=TODAY)
    assert {(lesson.starts_at.hour, lesson.starts_at.minute) for lesson in lessons if lesson.starts_at} >= {(8, 30)}
    assert Mark.objects.filter(lesson__class_group__grade=1).exists()


@pytest.mark.django_db
@pytest.mark.req("CUR-03")
def test_plans_have_the_hours_of_the_curriculum(built: Built) -> None:
    with in_words_of(KIND):
        plans = course_plans(Actor.system(built.school.pk), year_id=Course.objects.first().year_id)  # type: ignore[union-attr]
    assert plans
    assert all(one.hours.agree for one in plans if one.plan_id)
    assert [one.subject for one in plans if not one.plan_id] == ["Разговоры о важном"]


@pytest.mark.django_db
def test_no_word_of_a_general_school_is_written(built: Built) -> None:
    found = []
    for model in apps.get_models():
        if not model.__module__.startswith("letopis.school"):
            continue
        names = [field.name for field in model._meta.fields if isinstance(field, models.CharField | models.TextField)]
        for row in model._default_manager.values_list(*names) if names else ():
            found += [f"{model.__name__}: {cell}" for cell in row if FOREIGN.search(str(cell))]
    assert not found, "\n".join(sorted(set(found))[:40])


@pytest.mark.django_db
def test_every_login_works_in_its_role(built: Built) -> None:
    held = {
        login.login: {
            str(role.role) for role in roles_held(Account.objects.get(username=login.login).pk, moment_on(TODAY))
        }
        for login in built.logins
    }
    assert held["teacher"] == {"teacher", "tutor"}
    assert held["student"] == {"student"}
    assert "guardian" in held["parent"]
    assert {"director", "deputy", "operator", "dispatcher", "study_office", "personnel"} <= set(held)
    assert not [login.role for login in built.logins if FOREIGN.search(login.role)]
    assert any(login.role == "Преподаватель, куратор ИС-21" for login in built.logins)
