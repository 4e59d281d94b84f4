"""The demo school in the database: consistent, provable, the same for the same seed."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal

import pytest
import pytest_django
import time_machine
from django.db import transaction
from django.db.models import Avg, Count, F, FloatField, Q
from django.db.models.functions import Cast
from django.test import override_settings

from letopis import demo
from letopis.demo.building import Built
from letopis.school.access.held import roles_held
from letopis.school.access.models import Account
from letopis.school.classes.models import Membership, SubgroupMembership
from letopis.school.history.models import Entry
from letopis.school.history.verification import verify
from letopis.school.marks.models import Absence, CommentPhrase, Mark, Work
from letopis.school.timetable.models import Lesson
from tests.conftest import MOMENT
from tests.factories import moment_on

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: pytest_django.DjangoDbBlocker) -> Iterator[Built]:
    """One school for all tests that only look; the transaction around them is rolled back."""
    cheap = override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])
    with django_db_blocker.unblock(), transaction.atomic():
        with cheap, time_machine.travel(MOMENT, tick=False):
            made = demo.build(students=60, seed=1, today=TODAY)
        yield made
        transaction.set_rollback(True)


@pytest.mark.req("JRN-10")
def test_the_ledger_proves_every_row(built: Built) -> None:
    report = verify(built.school.pk)
    assert not report.findings
    assert report.checkpoints


@pytest.mark.req("JRN-06")
def test_marks_of_the_period_are_put_by_the_teachers_and_conduct_by_the_class_teacher(built: Built) -> None:
    puts = Entry.objects.filter(school=built.school, kind="grading.periodmark").values_list("role", "account_id")
    assert {role for role, _ in puts} == {"teacher"}
    assert len({account for _, account in puts}) > 3
    conduct = Entry.objects.filter(school=built.school, kind="grading.conductmark")
    assert set(conduct.values_list("role", flat=True)) == {"tutor"}


@pytest.mark.req("CON-02")
def test_no_mark_and_no_absence_outside_the_class(built: Built) -> None:
    for model in (Mark, Absence):
        inside = (
            Q(student__memberships__class_group=F("lesson__class_group"))
            & Q(student__memberships__starts_on__lte=F("lesson__date"))
            & (Q(student__memberships__ends_on=None) | Q(student__memberships__ends_on__gte=F("lesson__date")))
        )
        assert model.objects.filter(inside).distinct().count() == model.objects.count()


@pytest.mark.req("JRN-09")
def test_no_mark_in_the_page_of_another_subgroup(built: Built) -> None:
    members = set(SubgroupMembership.objects.values_list("subgroup_id", "student_id"))
    marked = Mark.objects.exclude(course__subgroup=None).values_list("course__subgroup_id", "student_id")
    assert set(marked) <= members


def test_nothing_is_written_about_the_future(built: Built) -> None:
    moment = datetime.fromisoformat("2026-11-23T10:40:00+03:00")
    assert not Mark.objects.filter(set_at__gt=moment).exists()
    assert not Lesson.objects.filter(filled_at__gt=moment).exists()
    assert not Lesson.objects.filter(date__gt=TODAY, version__gt=0).exists()
    assert Lesson.objects.filter(date__gt=date(2027, 5, 1)).exists()


def test_marks_look_like_a_school(built: Built) -> None:
    five = Mark.objects.filter(value__in="2345")
    average = five.aggregate(average=Avg(Cast("value", FloatField())))["average"]
    assert 3.8 <= average <= 4.2
    assert five.filter(value="2").count() < five.count() * 0.06
    taught = Lesson.objects.filter(filled_at__isnull=False, course__scale="five")
    assert 3.5 <= five.count() / taught.count() <= 6.5
    assert five.exclude(second="").exists()
    assert five.exclude(comment="").exists()
    assert Mark.objects.filter(state="debt", debt_until__isnull=False).exists()
    assert {"debt", "absent", "missing"} <= set(Mark.objects.values_list("state", flat=True))
    assert Mark.objects.exclude(was="").filter(was_set_at__isnull=False).exists()
    assert CommentPhrase.objects.count() == 3


@pytest.mark.req("JRN-07")
def test_absences_look_like_a_school(built: Built) -> None:
    codes = dict(Absence.objects.values_list("code").annotate(Count("id")))
    assert {"Б", "УП", "ОП", "Н"} <= set(codes)
    assert all(Absence.objects.filter(code="ОП").values_list("minutes", flat=True))
    sat = Lesson.objects.filter(filled_at__isnull=False).count() * 18
    assert 0.02 < sum(codes.values()) / sat < 0.12


def test_somebody_is_needed_today(built: Built) -> None:
    """«Требует внимания» of the first login has lessons without a topic and a control work without marks."""
    teacher = Account.objects.get(username="teacher").persons.get().person.staff
    behind = Lesson.objects.filter(staff=teacher, date__lt=TODAY, filled_at=None)
    assert 1 <= behind.count() <= 8
    assert Lesson.objects.filter(staff=teacher, date=TODAY).count() >= 2
    assert Work.objects.filter(kind__is_written=True, marks=None).exists()


def test_every_login_works_in_its_role(built: Built) -> None:
    held = {
        login.login: [
            str(role.role) for role in roles_held(Account.objects.get(username=login.login).pk, moment_on(TODAY))
        ]
        for login in built.logins
    }
    assert held["director"] == ["director"]
    assert held["deputy"] == ["deputy"]
    assert held["operator"] == ["operator"]
    assert held["dispatcher"] == ["dispatcher"]
    assert held["study_office"] == ["study_office"]
    assert held["personnel"] == ["personnel"]
    assert set(held["teacher"]) == {"teacher", "tutor"}
    assert set(held["tutor"]) == {"teacher", "tutor", "guardian"}
    assert "guardian" in held["parent"]
    assert held["student"] == ["student"]
    assert all(Account.objects.get(username=login.login).check_password(login.password) for login in built.logins)


def test_the_parent_has_children_in_two_classes(built: Built) -> None:
    guardian = Account.objects.get(username="parent").persons.get().person.guardian
    children = guardian.guardianships.values_list("student_id", flat=True)
    classes = set(
        Membership.objects.filter(student__in=children, ends_on=None).values_list("class_group_id", flat=True)
    )
    assert len(classes) == 2


def test_weights_come_from_the_school_list(built: Built) -> None:
    assert Work.objects.filter(weight=None).count() == Work.objects.count()
    assert Work.objects.filter(kind__weight=Decimal(3)).exists()
