"""At one moment it is Tuesday in Petropavlovsk and Monday in Kaliningrad: every page lives by its own school's day."""

import ast
import contextlib
import contextvars
import re
from dataclasses import dataclass
from datetime import date, timedelta
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

import letopis
from letopis.documents.school_import import jobs, runs
from letopis.documents.school_import.models import RunState
from letopis.kernel import clock
from letopis.kernel.clock import NoZone, in_zone, local, now, today
from letopis.kernel.roles import Role
from letopis.school.access.held import roles_held
from letopis.school.access.models import AccountPerson, RoleAssignment
from letopis.school.classes.models import ClassTutor, Membership
from letopis.school.curriculum.models import CourseTeacher
from letopis.school.organisation.models import School
from letopis.school.organisation.zones import RUSSIAN, days_at
from letopis.school.people.models import Guardian, Guardianship, Staff, Student
from letopis.school.timetable.models import Lesson
from tests.factories import (
    account_of,
    actor_of,
    make_class,
    make_course,
    make_guardian,
    make_lesson,
    make_officer,
    make_school,
    make_slot,
    make_staff,
    make_student,
    sign_in,
)

pytestmark = pytest.mark.django_db

EAST, WEST, ABROAD = "Asia/Kamchatka", "Europe/Kaliningrad", "Pacific/Honolulu"
MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)
LATE, EARLY = "2026-11-23T23:30:00+03:00", "2026-11-24T00:30:00+03:00"
DAYS = {EAST: TUESDAY, WEST: MONDAY, ABROAD: MONDAY}
BORN_ON_TUESDAY = "ФИО;Класс;Дата рождения\nЗимина Анна Ильинична;1А;24.11.2026\n"


@dataclass(frozen=True, slots=True)
class There:
    """A small school of a zone: a teacher who is a tutor, an operator, a student, a guardian, lessons of both days."""

    school: School
    day: date
    teacher: Staff
    operator: Staff
    student: Student
    guardian: Guardian
    lessons: dict[date, Lesson]


def settle(zone: str) -> There:
    school = make_school(time_zone=zone)
    teacher = make_staff(school)
    seventh = make_class(school, tutor=teacher)
    course = make_course(seventh, teacher=teacher)
    student = make_student(seventh)
    lessons = {day: make_lesson(course, day, 2) for day in (MONDAY, TUESDAY)}
    make_slot(course, weekday=1, number=2)
    return There(school, DAYS[zone], teacher, make_officer(school), student, make_guardian(student), lessons)


@pytest.fixture(params=[LATE, EARLY], ids=["23:30", "00:30"])
def both(request: pytest.FixtureRequest, moment: time_machine.Traveller) -> list[There]:
    """A school of the far east and one of the far west in one base, around midnight in Moscow."""
    moment.move_to(request.param)
    return [settle(EAST), settle(WEST)]


def opened(card: Staff | Student | Guardian, name: str, *args: int):
    answer = sign_in(Client(), card).get(reverse(name, args=args))
    assert answer.status_code == 200, (name, answer.status_code)
    return answer


def page(card: Staff | Student | Guardian, name: str, *args: int) -> object:
    return opened(card, name, *args).context


def text(card: Staff | Student | Guardian, name: str, *args: int) -> str:
    return opened(card, name, *args).content.decode().replace("\xa0", " ")


def spoken(day: date) -> str:
    return {MONDAY: "Понедельник, 23 ноября", TUESDAY: "Вторник, 24 ноября"}[day]


@pytest.mark.req("JRN-01")
def test_the_teachers_day_opens_on_the_day_of_the_school(both: list[There]):
    for there in both:
        seen = text(there.teacher, "today")
        assert f"<h1>{spoken(there.day)}</h1>" in seen
        assert "day-nav__today" in seen
        assert re.findall(r'lesson__name"><a href="/lesson/(\d+)/"', seen) == [str(there.lessons[there.day].pk)]


@pytest.mark.req("JRN-01")
def test_grid_and_lesson_know_the_schools_today(both: list[There]):
    for there in both:
        lesson = there.lessons[there.day]
        for seen in (text(there.teacher, "journal", lesson.course_id), text(there.teacher, "lesson", lesson.pk)):
            assert f'"today":"{there.day}"' in seen


@pytest.mark.req("JRN-01")
def test_marks_of_tuesday_are_put_where_it_is_tuesday(both: list[There]):
    for there in both:
        answer = sign_in(Client(), there.teacher).post(
            reverse("journal_operations"),
            {
                "operations": [
                    {
                        "op_id": "7f3f0b0c-8f0b-4f6c-9a0e-0123456789ab",
                        "kind": "mark",
                        "student_id": there.student.pk,
                        "lesson_id": there.lessons[TUESDAY].pk,
                        "value": "5",
                        "base_version": 0,
                    }
                ]
            },
            content_type="application/json",
        )
        told = answer.json()["answers"][0]
        assert (told["status"], told.get("code")) == (
            ("applied", None) if there.day == TUESDAY else ("refused", "future")
        )


@pytest.mark.req("DIA-01")
def test_the_familys_diary_shows_the_schools_today(both: list[There]):
    for there in both:
        for reader in (there.student, there.guardian):
            for name in ("diary", "diary_timetable"):
                assert re.findall(r'week__day--today"><h2>([^<]*)', text(reader, name)) == [spoken(there.day)]


@pytest.mark.req("ACC-01")
def test_the_office_is_offered_the_schools_today(both: list[There]):
    for there in both:
        assert page(there.operator, "office_account", there.teacher.person_id)["form"]["starts_on"].initial == there.day
        week = text(there.operator, "office_timetable")
        assert re.findall(r'class="is-today"><span class="week__day">([^<]*)', week) == [
            {MONDAY: "пн 23.11", TUESDAY: "вт 24.11"}[there.day]
        ]
        moved = page(there.operator, "office_student", there.student.pk)
        assert moved["today"] == there.day
        assert moved["move"]["day"].initial == there.day
        course = there.lessons[MONDAY].course_id
        assert page(there.operator, "office_course", course)["teacher_form"]["starts_on"].initial == there.day


@pytest.mark.req("ACC-01", "ACC-04")
@pytest.mark.parametrize(("starts", "ends", "is_held"), [(0, 0, True), (1, None, False), (-9, -1, False)])
def test_an_office_begins_and_ends_with_the_schools_day(
    both: list[There], starts: int, ends: int | None, is_held: bool
):
    for there in both:
        RoleAssignment.objects.filter(person=there.operator.person).update(
            starts_on=there.day + timedelta(days=starts),
            ends_on=None if ends is None else there.day + timedelta(days=ends),
        )
        assert opens(there.operator, "office_people") is is_held


@pytest.mark.req("ACC-03", "ACC-04")
@pytest.mark.parametrize(("model", "address"), [(CourseTeacher, "today"), (ClassTutor, "my_class")])
def test_a_teachers_and_a_tutors_right_end_with_the_schools_day(both: list[There], model: type, address: str):
    for there in both:
        CourseTeacher.objects.filter(school=there.school).exclude(pk__in=model.objects.values("pk")).delete()
        model.objects.filter(school=there.school).update(ends_on=there.day)
        assert opens(there.teacher, address)
        Staff.objects.filter(pk=there.teacher.pk).update(dismissed_on=there.day + timedelta(days=1))
        assert opens(there.teacher, address)
        Staff.objects.filter(pk=there.teacher.pk).update(dismissed_on=there.day)
        assert not opens(there.teacher, address)


@pytest.mark.req("ACC-05")
@pytest.mark.parametrize("model", [Membership, Guardianship])
def test_a_familys_right_ends_with_the_schools_day(both: list[There], model: type):
    for there in both:
        reader = there.student if model is Membership else there.guardian
        model.objects.filter(school=there.school).update(ends_on=there.day)
        assert opens(reader, "diary")
        model.objects.filter(school=there.school).update(ends_on=there.day - timedelta(days=1))
        assert not opens(reader, "diary")


def opens(card: Staff | Student | Guardian, name: str) -> bool:
    answer = sign_in(Client(), card).get(reverse(name))
    return answer.status_code == 200


# ── one account in schools of several zones ───────────────────────────


@pytest.mark.req("ACC-01")
@pytest.mark.parametrize("when", [LATE, EARLY, "2026-11-23T10:43:00+03:00"])
def test_one_account_in_two_zones_is_asked_about_in_one_query(when, moment, django_assert_num_queries):
    moment.move_to(when)
    east, west = make_officer(make_school(time_zone=EAST)), make_staff(make_school(time_zone=WEST))
    account = account_of(east.person)
    AccountPerson.objects.create(school=west.school, account=account, person=west.person)
    own_days = {one.pk: today(zone) for one, zone in ((east, EAST), (west, WEST))}
    RoleAssignment.objects.filter(person=east.person).update(ends_on=own_days[east.pk])
    RoleAssignment.objects.create(
        school=west.school, person=west.person, role=Role.DEPUTY, starts_on=own_days[west.pk], ends_on=own_days[west.pk]
    )

    with django_assert_num_queries(1):
        held = roles_held(account.pk, now())

    assert [(one.place.time_zone, one.role) for one in held] == [(EAST, Role.OPERATOR), (WEST, Role.DEPUTY)]
    RoleAssignment.objects.filter(person=east.person).update(ends_on=own_days[east.pk] - timedelta(days=1))
    RoleAssignment.objects.filter(person=west.person).update(
        starts_on=own_days[west.pk] + timedelta(days=1), ends_on=None
    )
    assert roles_held(account.pk, now()) == []


@pytest.mark.req("ACC-01")
@pytest.mark.parametrize("hour", [1, 9, 15, 21])
def test_a_school_abroad_lives_by_its_own_day_too(hour: int, moment: time_machine.Traveller):
    moment.move_to(f"2026-11-24T{hour:02d}:30:00+00:00")
    officer = make_officer(make_school(time_zone=ABROAD))
    day = today(ABROAD)
    RoleAssignment.objects.update(starts_on=day, ends_on=day)
    assert len(roles_held(account_of(officer.person).pk, now())) == 1
    RoleAssignment.objects.update(starts_on=day + timedelta(days=1), ends_on=None)
    assert roles_held(account_of(officer.person).pk, now()) == []
    RoleAssignment.objects.update(starts_on=day - timedelta(days=9), ends_on=day - timedelta(days=1))
    assert roles_held(account_of(officer.person).pk, now()) == []


def test_the_days_of_russia_hold_every_zone_once(moment: time_machine.Traveller):
    for hour in range(24):
        moment.move_to(f"2026-11-24T{hour:02d}:30:00+00:00")
        days = days_at(now())
        assert sorted(zone for zones in days.values() for zone in zones) == sorted(RUSSIAN)
        assert all(local(now(), zone).date() == day for day, zones in days.items() for zone in zones)


# ── nobody forgets ────────────────────────────────────────────────────


def outside(act, *args, **named) -> object:
    """Call as a process does that has not entered any school.

    In a copy of the context, not in an empty one: where a loop runs in the thread, connections to the base stand in it.
    """

    def alone() -> object:
        clock._zone.set(None)
        timezone.deactivate()
        return act(*args, **named)

    return contextvars.copy_context().run(alone)


def test_the_day_of_no_school_is_an_error():
    for ask in (today, lambda: local(now())):
        with pytest.raises(NoZone):
            outside(ask)


def test_a_page_leaves_no_zone_behind(moment: time_machine.Traveller):
    moment.move_to(LATE)
    there = settle(EAST)
    with in_zone(WEST):
        page(there.teacher, "today")
        assert today() == MONDAY


@pytest.mark.req("ACC-07")
def test_the_first_operator_is_appointed_from_the_schools_today(moment: time_machine.Traveller):
    moment.move_to(LATE)
    school = make_school(time_zone=EAST)
    outside(call_command, "operator", "Зуева Анна Ильинична", "--school", school.short_name, stdout=StringIO())
    assert RoleAssignment.objects.get().starts_on == TUESDAY


def test_a_school_founded_here_gets_the_servers_zone(settings, moment: time_machine.Traveller):
    settings.TIME_ZONE = EAST
    moment.move_to(LATE)
    outside(call_command, "operator", "Зуева Анна Ильинична", "--school", "Школа № 3", stdout=StringIO())
    assert School.objects.get().time_zone == EAST
    assert RoleAssignment.objects.get().starts_on == TUESDAY


@pytest.mark.req("ORG-02")
@pytest.mark.parametrize(("zone", "errors"), [(EAST, 0), (WEST, 1)])
def test_an_import_lives_by_the_schools_day(zone: str, errors: int, moment, tmp_path: Path):
    """A child born on Tuesday is not born yet where it is Monday."""
    moment.move_to(LATE)
    school = make_school(time_zone=zone)
    make_class(school, "1А")
    path = tmp_path / "base.csv"
    path.write_text(BORN_ON_TUESDAY, encoding="utf-8")
    out = StringIO()
    with contextlib.suppress(SystemExit):
        outside(call_command, "import", "base", str(path), "--check", stdout=out, stderr=StringIO())
    assert ("ещё не наступила" in out.getvalue()) is bool(errors), out.getvalue()


@pytest.mark.req("ORG-02")
@pytest.mark.parametrize(("zone", "errors"), [(EAST, 0), (WEST, 1)])
def test_a_job_of_the_import_lives_by_the_schools_day(zone: str, errors: int, moment: time_machine.Traveller):
    moment.move_to(LATE)
    school = make_school(time_zone=zone)
    make_class(school, "1А")
    actor = actor_of(make_officer(school), Role.OPERATOR)
    run = runs.start(actor, uploads=[SimpleUploadedFile("base.csv", BORN_ON_TUESDAY.encode())])
    outside(jobs.carry_out.call, run.pk, actor.as_form(), leave_out_errors=False)
    run.refresh_from_db()
    assert (run.state, run.preview["errors"]) == (RunState.READY, errors)


@pytest.mark.req("ACC-05")
@pytest.mark.parametrize("since", [0, 30])
def test_a_guardian_detached_has_no_access_at_once(both: list[There], since: int):
    """Neither on the school's own day nor in what is left of it; attached and detached on one day as well."""
    for there in both:
        Guardianship.objects.filter(school=there.school).update(starts_on=there.day - timedelta(days=since))
        assert opens(there.guardian, "diary")
        answer = sign_in(Client(), there.operator).post(
            reverse("office_student_guardian_end", args=[there.student.pk, there.guardian.pk])
        )
        assert answer.status_code == 302
        assert not opens(there.guardian, "diary")
        assert Guardianship.objects.get(school=there.school).ends_on == there.day - timedelta(days=1)


CLOCKS = {
    *(("date", "today"), ("datetime", "now"), ("datetime", "today"), ("datetime", "utcnow"), ("timezone", "now")),
    *(("time", "localtime"), ("functions", "Now"), ("functions", "TruncDate")),
}
NAMES = {"localdate", "localtime", "Now", "utcnow", "auto_now"}
# When a school was made is a moment, which has no day.
MOMENTS = {"school/organisation/models.py"}
OWN_CLOCK = "kernel/clock.py"


def _asked(node: ast.AST) -> str:
    """How a piece of code asks a clock, "" where it does not."""
    if isinstance(node, ast.Attribute):
        owner = getattr(node.value, "id", getattr(node.value, "attr", ""))
        return f"{owner}.{node.attr}" if (owner, node.attr) in CLOCKS or node.attr in NAMES else ""
    if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(("django.utils.timezone", "django.db")):
        asked = {one.name for one in node.names} & {*NAMES, "now"}
        return f"import {', '.join(sorted(asked))}" if asked else ""
    if isinstance(node, ast.keyword) and (node.arg or "").startswith("auto_now"):
        return node.arg or ""
    return ""


def test_nothing_but_the_clock_asks_for_the_time():
    """What would give the server's day or a fixed zone's instead of the school's own, in code and in templates."""
    root = Path(letopis.__file__).parent
    found = []
    for path in sorted(root.rglob("*.py")):
        name = path.relative_to(root).as_posix()
        if name != OWN_CLOCK and "migrations" not in path.parts:
            asked = ((node, _asked(node)) for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
            found += [f"{name} {told}" for _, told in asked if told and not (name in MOMENTS and "auto_now" in told)]
    for path in sorted(root.rglob("templates/**/*.*")):
        if path.is_file() and re.search(r"{%-?\s*now\b", path.read_text(encoding="utf-8")):
            found.append(f"{path.relative_to(root)} now")
    assert found == []


@pytest.mark.parametrize(
    "text",
    [
        *("date.today()", "datetime.datetime.now()", "timezone.now()", "timezone.localdate()", "functions.Now()"),
        *("from django.utils.timezone import now", "DateField(auto_now=True)"),
    ],
)
def test_each_way_to_ask_another_clock_is_found(text: str):
    assert any(_asked(node) for node in ast.walk(ast.parse(text)))
