"""Checklists of opening and closing: computed from the data, ticked, signed, closed, opened again."""

from datetime import date, timedelta

import pytest

from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.roles import Role
from letopis.school.control.readiness import readiness
from letopis.school.control.year_counts import year_counts
from letopis.school.curriculum.enums import CourseKind
from letopis.school.history.models import Entry
from letopis.school.organisation.enums import SchoolKind
from letopis.school.organisation.models import Vacation
from letopis.school.years import actions
from letopis.school.years.enums import Phase
from letopis.school.years.queries import checklist
from letopis.school.years.steps import due_on
from tests import factories as make
from tests.factories import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.req("ORG-01")]


@pytest.fixture
def seven(school):
    return make.make_class(school, "7А")


@pytest.fixture
def deputy(school):
    return make.actor_of(make.make_officer(school, Role.DEPUTY), Role.DEPUTY)


@pytest.fixture
def operator(school):
    return make.actor_of(make.make_officer(school), Role.OPERATOR)


def open_codes(actor, seven, phase=Phase.OPENING):
    return {step.code for step in checklist(actor, seven.year_id, phase).open}


def test_the_state_of_opening_is_computed_from_the_data(deputy, seven):
    assert open_codes(deputy, seven) >= {"calendar", "rooms", "classes", "students", "curriculum", "load", "plans"}
    assert "bells" not in open_codes(deputy, seven)
    Vacation.objects.create(
        school=seven.school, year=seven.year, name="Осенние", starts_on=date(2026, 10, 26), ends_on=date(2026, 11, 4)
    )
    make.make_room(seven.school)
    make.make_student(seven)
    make.make_curriculum_row(seven, "Алгебра")
    course = make.make_course(seven, "Алгебра")
    assert open_codes(deputy, seven) == {"classes", "load", "plans", "timetable", "accounts"}
    steps = {line.step.code: line.step for line in checklist(deputy, seven.year_id, Phase.OPENING).lines}
    assert (steps["load"].total, steps["load"].missing) == (1, 1)
    make.make_plan(course, "Дроби")
    make.make_lesson(course)
    assert open_codes(deputy, seven) == {"classes", "load", "accounts"}


def test_the_overview_and_the_checklist_lack_the_same(operator, seven):
    """Class hours need no lessons of a plan; what somebody dismissed holds is nobody's; a lesson held is a lesson."""
    gone = make.make_staff(seven.school, dismissed_on=TODAY)
    seven.tutors.create(school=seven.school, staff=gone, starts_on=seven.year.starts_on)
    make.make_lesson(
        make.make_course(seven, "Физика", teacher=make.make_staff(seven.school)), TODAY - timedelta(days=1)
    )
    make.make_course(seven, "Химия", teacher=gone)
    make.make_course(seven, "Классный час", kind=CourseKind.CLASS_HOUR)
    base, counts = readiness(operator), year_counts(seven.school_id, seven.year, None)
    for name in ("classes_without_tutor", "courses_without_teacher", "courses_without_lessons"):
        assert getattr(base, name) == getattr(counts, name) == 1, name


def test_who_had_a_place_to_the_end_of_the_year_waits_for_one_in_the_next(operator, seven):
    make.make_student(seven)
    year = actions.prepare_next_year(operator, year_id=seven.year_id).year
    steps = {line.step.code: line.step for line in checklist(operator, year.pk, Phase.OPENING).lines}
    assert (steps["promoted"].is_done, steps["promoted"].missing) == (False, 1)
    closing = {line.step.code: line.step for line in checklist(operator, seven.year_id, Phase.CLOSING).lines}
    assert (closing["promotion"].missing, closing["next_year"].is_done) == (1, True)


def test_steps_without_data_are_ticked_by_hand(deputy, operator, seven):
    assert "printed" in open_codes(deputy, seven, Phase.CLOSING)
    which = {"year_id": seven.year_id, "phase": Phase.CLOSING, "code": "printed"}
    actions.tick_step(operator, **which, remark="Том 1, 240 л.")
    lines = {line.step.code: line for line in checklist(deputy, seven.year_id, Phase.CLOSING).lines}
    assert lines["printed"].step.is_done
    assert (lines["printed"].tick.who, lines["printed"].tick.remark) == (operator.name, "Том 1, 240 л.")
    with pytest.raises(Refused, match="Уже отмечено"):
        actions.tick_step(deputy, **which)
    actions.untick_step(deputy, **which)
    assert "printed" in open_codes(deputy, seven, Phase.CLOSING)
    assert [entry.action for entry in Entry.objects.filter(school_id=seven.school_id).order_by("id")][-2:] == [
        "tick_step",
        "untick_step",
    ]
    with pytest.raises(NotVisible):
        actions.tick_step(operator, year_id=seven.year_id, phase=Phase.CLOSING, code="filled")
    teacher = make.actor_of(make.make_staff(seven.school), Role.TEACHER)
    with pytest.raises(NotVisible):
        actions.tick_step(teacher, **which)


def test_the_deputy_signs_and_takes_it_back(deputy, operator, seven):
    which = {"year_id": seven.year_id, "phase": Phase.OPENING}
    with pytest.raises(Refused, match="Не выполнено шагов") as asked:
        actions.sign_off(deputy, **which)
    assert asked.value.code == "open"
    actions.sign_off(deputy, **which, remark="Расписание к 3 сентября", even_if_open=True)
    assert checklist(operator, seven.year_id, Phase.OPENING).signed.who == deputy.name
    with pytest.raises(Refused, match="Уже отмечено"):
        actions.sign_off(deputy, **which, even_if_open=True)
    with pytest.raises(NotVisible):
        actions.withdraw(operator, **which)
    actions.withdraw(deputy, **which)
    assert checklist(operator, seven.year_id, Phase.OPENING).signed is None


def test_a_year_is_closed_and_opened_again_with_a_reason(deputy, operator, seven):
    with pytest.raises(Refused, match="Закрытие не подписано"):
        actions.close_year(operator, year_id=seven.year_id)
    with pytest.raises(NotVisible):
        actions.close_year(deputy, year_id=seven.year_id, even_if_open=True)
    assert actions.close_year(operator, year_id=seven.year_id, even_if_open=True).closed_at
    for act in (
        lambda: actions.close_year(operator, year_id=seven.year_id),
        lambda: actions.sign_off(deputy, year_id=seven.year_id, phase=Phase.CLOSING, even_if_open=True),
        lambda: actions.tick_step(operator, year_id=seven.year_id, phase=Phase.CLOSING, code="printed"),
    ):
        with pytest.raises(Refused, match="закрыт"):
            act()
    with pytest.raises(Refused, match="причину"):
        actions.reopen_year(operator, year_id=seven.year_id, reason=" ")
    assert actions.reopen_year(operator, year_id=seven.year_id, reason="Ошибка в приказе").closed_at is None
    assert Entry.objects.filter(school_id=seven.school_id).latest("id").reason == "Ошибка в приказе"


def test_by_when():
    days = date(2026, 9, 1), date(2027, 5, 26)
    assert due_on(Phase.OPENING, SchoolKind.GENERAL, *days) == date(2026, 9, 1)
    assert due_on(Phase.OPENING, SchoolKind.COLLEGE, *days) == date(2026, 9, 10)
    assert due_on(Phase.CLOSING, SchoolKind.GENERAL, *days) == date(2027, 8, 31)
    assert due_on(Phase.CLOSING, SchoolKind.COLLEGE, *days) == date(2027, 9, 10)


@pytest.mark.parametrize("number", [1, 20])
def test_a_checklist_takes_four_queries(deputy, seven, number, django_assert_num_queries):
    for _ in range(number):
        make.make_student(seven)
    with django_assert_num_queries(4):
        checklist(deputy, seven.year_id, Phase.OPENING)
