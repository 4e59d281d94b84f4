"""The monthly check with what has changed since; reports and their answers: who may, what is refused."""

from datetime import date

import pytest

from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.roles import Role
from letopis.school.classes.actions import correct_guardian, correct_student
from letopis.school.classes.models import Order
from letopis.school.history.models import Entry
from letopis.school.people import actions as people
from letopis.school.tutoring.actions import answer_report, check_data, report_movement, withdraw_report
from letopis.school.tutoring.queries import CheckState, check_states, class_check, reports, waiting_reports
from tests.factories import (
    TODAY,
    actor_of,
    make_class,
    make_guardian,
    make_officer,
    make_school,
    make_staff,
    make_student,
    make_students,
)

pytestmark = pytest.mark.django_db


class House:
    """A class with its teacher, a student, the mother; an operator, a deputy."""

    def __init__(self) -> None:
        self.school = make_school()
        tutor = make_staff(self.school, "Климова Вера Ильинична")
        self.seven = make_class(self.school, "7А", tutor=tutor)
        self.pupil = make_student(self.seven, "Королёв Пётр Ильич")
        self.mother = make_guardian(self.pupil, full_name="Соколова Инна Олеговна")
        self.tutor = actor_of(tutor, Role.TUTOR)
        self.operator = actor_of(make_officer(self.school), Role.OPERATOR)
        self.deputy = actor_of(make_officer(self.school, Role.DEPUTY), Role.DEPUTY)


@pytest.fixture
def house() -> House:
    return House()


def refusal(action, *args, **kwargs) -> str:
    with pytest.raises(Refused) as refused:
        action(*args, **kwargs)
    return refused.value.code


# ── the monthly check ─────────────────────────────────────────────────


@pytest.mark.req("CON-03")
def test_what_changed_since_the_check_is_shown_and_a_month_later_another_is_due(house, moment):
    newcomer = make_student(house.seven, "Новый Олег", since=date(2026, 11, 20))
    first = class_check(house.tutor, house.seven.pk)
    assert [(line.name, line.is_due, line.checked_at) for line in first.lines] == [
        ("Королёв Пётр Ильич", True, None),
        ("Новый Олег", False, None),
    ]
    assert check_states(house.deputy, [house.seven.pk]) == {house.seven.pk: CheckState(1, None)}
    assert check_data(house.tutor, class_id=house.seven.pk, student_ids=[house.pupil.pk]) == 1
    assert check_states(house.deputy, [house.seven.pk]) == {house.seven.pk: CheckState(0, TODAY)}
    moment.shift(3600)
    correct_student(house.operator, student_id=house.pupil.pk, phone="89001112233", email="", address="Мира, 1")
    correct_guardian(house.tutor, guardian_id=house.mother.pk, phone="", email="m@example.org")
    people.detach_guardian(house.operator, guardian_id=house.mother.pk, student_id=house.pupil.pk, ends_on=TODAY)
    (line, _) = class_check(house.tutor, house.seven.pk).lines
    assert {(one.whose, one.label, one.before, one.after) for one in line.changes} == {
        ("", "телефон", "", "+7\u00a0900\u00a0111-22-33"),
        ("", "адрес", "", "Мира, 1"),
        ("Соколова Инна Олеговна", "электронная почта", "", "m@example.org"),
        ("Соколова Инна Олеговна", "по какой день", "", "23.11.2026"),
    }
    check_data(house.tutor, class_id=house.seven.pk, student_ids=[house.pupil.pk, newcomer.pk])
    assert not any(line.changes for line in class_check(house.tutor, house.seven.pk).lines)
    moment.move_to("2026-12-22T10:00:00+03:00")
    assert class_check(house.tutor, house.seven.pk).due == 0
    moment.move_to("2026-12-23T10:00:00+03:00")
    assert class_check(house.tutor, house.seven.pk).due == 2
    assert check_states(house.deputy, [house.seven.pk])[house.seven.pk].due == 2


@pytest.mark.req("CON-03", "ACC-01")
def test_who_checks(house):
    other = make_student(make_class(house.school, "8Б", tutor=make_staff(house.school)))
    assert refusal(check_data, house.deputy, class_id=house.seven.pk, student_ids=[house.pupil.pk]) == "forbidden"
    assert refusal(check_data, house.tutor, class_id=house.seven.pk, student_ids=[]) == "nobody"
    assert refusal(check_data, house.tutor, class_id=house.seven.pk, student_ids=[other.pk]) == "not_in_class"
    for outsider in (
        actor_of(make_staff(house.school), Role.TUTOR),
        actor_of(make_officer(make_school()), Role.OPERATOR),
    ):
        with pytest.raises(NotVisible):
            check_data(outsider, class_id=house.seven.pk, student_ids=[house.pupil.pk])
        with pytest.raises(NotVisible):
            class_check(outsider, house.seven.pk)


@pytest.mark.parametrize("number", [1, 30])
def test_queries_stay_constant(number, house, django_assert_num_queries):
    for student in make_students(house.seven, number):
        make_guardian(student)
    pupils = [line.student_id for line in class_check(house.tutor, house.seven.pk).lines]
    check_data(house.tutor, class_id=house.seven.pk, student_ids=pupils)
    with django_assert_num_queries(6):
        class_check(house.tutor, house.seven.pk)
    with django_assert_num_queries(1):
        check_states(house.deputy, [house.seven.pk])
    with django_assert_num_queries(1):
        reports(house.tutor, class_id=house.seven.pk)


# ── reports ───────────────────────────────────────────────────────────


@pytest.mark.req("CON-04")
def test_a_report_is_answered_with_the_order_or_with_words(house):
    order = Order.objects.create(school=house.school, kind="expel", number="14-у", date=TODAY, effective_on=TODAY)
    gone = report_movement(
        house.tutor, class_id=house.seven.pk, kind="departure", student_id=house.pupil.pk, day=TODAY, note="В Казань"
    )
    came = report_movement(
        house.tutor, class_id=house.seven.pk, kind="arrival", full_name=" Новый  Олег ", day=TODAY, note=""
    )
    assert waiting_reports(house.operator) == 2
    assert waiting_reports(house.deputy) == 0
    answer_report(house.operator, report_id=gone.pk, state="done", order_id=order.pk)
    answer_report(house.operator, report_id=came.pk, state="refused", answer="Нет личного дела")
    assert [(one.name, one.state, one.order, one.answer) for one in reports(house.tutor, class_id=house.seven.pk)] == [
        ("Новый Олег", "refused", "", "Нет личного дела"),
        ("Королёв Пётр Ильич", "done", f"{order.get_kind_display()}, № 14-у от 23.11.2026", ""),
    ]
    assert refusal(answer_report, house.operator, report_id=gone.pk, state="done") == "answered"
    assert refusal(withdraw_report, house.tutor, report_id=gone.pk) == "answered"
    assert set(Entry.objects.filter(kind="tutoring.movementreport").values_list("action", flat=True)) == {
        "report_movement",
        "answer_report",
    }


@pytest.mark.req("CON-04")
def test_what_a_report_has_to_say(house):
    say = {"class_id": house.seven.pk, "day": TODAY, "note": ""}
    assert refusal(report_movement, house.tutor, **say, kind="arrival", full_name="Новый") == "nobody"
    assert refusal(report_movement, house.tutor, **say, kind="departure") == "nobody"
    assert refusal(report_movement, house.tutor, **say, kind="departure", student_id=10**9) == "nobody"
    assert refusal(report_movement, house.tutor, **say, kind="прогул", full_name="Новый Олег") == "choice"
    report = report_movement(house.tutor, **say, kind="departure", student_id=house.pupil.pk)
    assert refusal(report_movement, house.tutor, **say, kind="departure", student_id=house.pupil.pk) == "told"
    assert refusal(answer_report, house.operator, report_id=report.pk, state="refused", answer=" ") == "words"
    assert refusal(answer_report, house.operator, report_id=report.pk, state="withdrawn") == "state"
    withdraw_report(house.tutor, report_id=report.pk)
    assert waiting_reports(house.operator) == 0
    report_movement(house.tutor, **say, kind="departure", student_id=house.pupil.pk)


@pytest.mark.req("CON-04", "ACC-01")
def test_who_reports_and_who_answers(house):
    say = {"class_id": house.seven.pk, "kind": "arrival", "full_name": "Новый Олег", "day": TODAY, "note": ""}
    assert refusal(report_movement, house.deputy, **say) == "forbidden"
    report = report_movement(house.tutor, **say)
    assert [one.id for one in reports(house.deputy)] == [report.pk]
    assert refusal(answer_report, house.deputy, report_id=report.pk, state="done") == "forbidden"
    stranger = actor_of(make_staff(house.school), Role.TUTOR)
    abroad = actor_of(make_officer(make_school()), Role.OPERATOR)
    assert reports(stranger) == reports(abroad) == []
    for action, who in ((withdraw_report, stranger), (withdraw_report, abroad)):
        with pytest.raises(NotVisible):
            action(who, report_id=report.pk)
    for who in (house.tutor, abroad):
        with pytest.raises(NotVisible):
            answer_report(who, report_id=report.pk, state="done")
    elsewhere = Order.objects.create(school=make_school(), kind="enrol", number="1", date=TODAY, effective_on=TODAY)
    with pytest.raises(NotVisible):
        answer_report(house.operator, report_id=report.pk, state="done", order_id=elsewhere.pk)
