"""A school's own decisions on rights: given, taken, brought back; what may not be, and two who decide at once."""

import pytest

from letopis.kernel.actor import Actor
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.rights import Right
from letopis.kernel.roles import ROLES_OF_PEOPLE, Role
from letopis.school.access.granting import change_rights, state_of
from letopis.school.access.held import names_by_role, roles_held
from letopis.school.access.models import RightOverride
from letopis.school.access.register import ADMINISTRATORS
from letopis.school.access.register_page import effects, register_page
from letopis.school.classes.queries import student_card
from letopis.school.history.models import Entry
from letopis.school.history.verification import verify
from letopis.school.organisation.models import School
from tests import factories as make
from tests.factories import TODAY, account_of, actor_of, make_class, make_officer, make_school, make_student, moment_on

pytestmark = [pytest.mark.django_db, pytest.mark.req("ACC-02")]
PRIVATE_OF_DISPATCHER = (Right.READ_PRIVATE, Role.DISPATCHER)


@pytest.fixture
def school() -> School:
    return make_school()


@pytest.fixture
def operator(school: School) -> Actor:
    return actor_of(make_officer(school), Role.OPERATOR)


def now_of(actor: Actor) -> str:
    return state_of(actor.school_id).version


def change(actor: Actor, *cells: tuple[Right, Role], given: bool = True) -> dict:
    return change_rights(actor, wanted=dict.fromkeys(cells, given), based_on=now_of(actor))


def refused(actor: Actor, wanted: dict) -> tuple[str, str]:
    before = list(RightOverride.objects.values_list())
    with pytest.raises(Refused) as caught:
        change_rights(actor, wanted=wanted, based_on=now_of(actor))
    assert list(RightOverride.objects.values_list()) == before
    return caught.value.code, caught.value.message


def held(officer) -> Actor:
    """The actor as a request makes it."""
    return roles_held(account_of(officer.person).pk, moment_on(TODAY))[0].actor


def test_a_right_given_counts_from_the_next_request_and_is_gone_when_taken_back(school: School, operator: Actor):
    dispatcher = make_officer(school, Role.DISPATCHER)
    elsewhere = make_officer(make_school(), Role.DISPATCHER)
    student = make_student(make_class(school))
    assert not student_card(held(dispatcher), student.pk).sees_private

    assert change(operator, PRIVATE_OF_DISPATCHER) == {PRIVATE_OF_DISPATCHER: True}
    assert student_card(held(dispatcher), student.pk).sees_private
    with pytest.raises(NotVisible):
        student_card(held(elsewhere), student.pk)

    change(operator, PRIVATE_OF_DISPATCHER, given=False)
    assert not RightOverride.objects.exists()
    assert not student_card(held(dispatcher), student.pk).sees_private


def test_every_decision_stands_in_the_ledger_and_the_ledger_holds(school: School, operator: Actor):
    change(operator, PRIVATE_OF_DISPATCHER)
    change(operator, (Right.MAKE_TIMETABLE, Role.STUDY_OFFICE), given=False)
    change(operator, PRIVATE_OF_DISPATCHER, given=False)

    assert [event.what for event in register_page(operator).events] == [
        "возвращено как по умолчанию",
        "отнято",
        "дано",
    ]
    event = register_page(operator).events[1]
    assert (event.role, event.title, event.who) == (
        "Учебная часть",
        "Составлять расписание, назначать замены",
        operator.name,
    )
    assert [one for one in verify(school.pk).findings if one.table == "access.rightoverride"] == []


def test_a_right_given_brings_what_it_needs_and_one_taken_takes_what_needs_it(operator: Actor):
    assert change(operator, (Right.KEEP_SCHOOL, Role.TEACHER)) == {
        (Right.READ_SCHOOL, Role.TEACHER): True,
        (Right.KEEP_SCHOOL, Role.TEACHER): True,
    }
    assert change(operator, (Right.READ_SCHOOL, Role.TEACHER), given=False) == {
        (Right.READ_SCHOOL, Role.TEACHER): False,
        (Right.KEEP_SCHOOL, Role.TEACHER): False,
    }
    assert not RightOverride.objects.exists()


def test_a_right_is_not_given_while_what_it_needs_is_taken(operator: Actor):
    code, message = refused(
        operator, {(Right.KEEP_SCHOOL, Role.TEACHER): True, (Right.READ_SCHOOL, Role.TEACHER): False}
    )
    assert code == "needs"
    assert "Учитель" in message
    assert "«Читать настройки»" in message


def test_a_right_is_not_taken_from_every_role(operator: Actor):
    roles = [Role.OPERATOR, Role.SYSTEM_ADMINISTRATOR, Role.STUDY_OFFICE]
    code, message = refused(operator, {(Right.KEEP_STUDENTS, role): False for role in roles})

    assert (code, "хотя бы одной" in message) == ("nobody", True)
    change(operator, *((Right.KEEP_STUDENTS, role) for role in roles[1:]), given=False)
    assert refused(operator, {(Right.KEEP_STUDENTS, Role.OPERATOR): False})[0] == "nobody"
    change(operator, (Right.KEEP_STUDENTS, Role.DEPUTY))
    change(operator, (Right.KEEP_STUDENTS, Role.OPERATOR), given=False)


def test_what_is_ones_own_may_be_taken_where_somebody_does_it_for_the_whole_school(operator: Actor):
    change(operator, (Right.DIVIDE_OWN_CLASS, Role.TUTOR), given=False)
    assert RightOverride.objects.get().is_given is False


@pytest.mark.parametrize(
    ("right", "role", "given", "why"),
    [
        (Right.SET_RIGHTS, Role.OPERATOR, False, "некому"),
        (Right.APPOINT, Role.SYSTEM_ADMINISTRATOR, False, "некому"),
        (Right.READ_ACCOUNTS, Role.OPERATOR, False, "некому"),
        (Right.SET_RIGHTS, Role.DIRECTOR, True, "администратор"),
        (Right.READ_STUDENTS, Role.GUARDIAN, True, "П3.7.1"),
        (Right.READ_CALENDAR, Role.STUDENT, False, "П3.7.1"),
        (Right.READ_OWN_DIARY, Role.GUARDIAN, False, "П3.7.1"),
        (Right.WRITE_PAGES, Role.DEPUTY, True, "П3.5.1"),
        (Right.WRITE_OWN_PAGES, Role.TEACHER, False, "П3.4.1"),
        (Right.WRITE_CLASS_PAGES, Role.DEPUTY, True, "классный руководитель"),
        (Right.KEEP_STAFF, Role.EXTERNAL, True, "А3.1.3"),
    ],
)
def test_what_may_not_be_changed_is_refused_with_the_reason(
    operator: Actor, right: Right, role: Role, given: bool, why: str
):
    code, message = refused(operator, {(right, role): given})
    assert (code, why in message) == ("fixed", True), message


def test_of_two_at_once_the_second_sees_what_the_first_did_and_nothing_is_lost(school: School, operator: Actor):
    other = actor_of(make_officer(school, Role.SYSTEM_ADMINISTRATOR), Role.SYSTEM_ADMINISTRATOR)
    seen = now_of(operator)
    change_rights(operator, wanted={PRIVATE_OF_DISPATCHER: True}, based_on=seen)

    mine = {(Right.MAKE_TIMETABLE, Role.STUDY_OFFICE): False}
    with pytest.raises(Refused) as caught:
        change_rights(other, wanted=mine, based_on=seen)
    assert (caught.value.code, operator.name in caught.value.message) == ("conflict", True)
    with pytest.raises(Refused):
        effects(other, wanted=mine, based_on=seen)

    change_rights(other, wanted=mine, based_on=now_of(other))
    assert state_of(school.pk).overrides == {PRIVATE_OF_DISPATCHER: True, **mine}


def test_a_change_sent_twice_is_written_once(operator: Actor):
    seen = now_of(operator)
    for _ in range(2):
        change_rights(operator, wanted={PRIVATE_OF_DISPATCHER: True}, based_on=seen)
    assert Entry.objects.filter(kind="access.rightoverride").count() == 1


def test_rows_of_another_version_do_nothing_are_told_and_go_when_asked(school: School, operator: Actor):
    left = [
        ("school.fly", "operator"),
        ("school.read", "ghost"),
        ("accounts.rights", "operator"),
        ("students.read", "guardian"),
    ]
    for right, role in left:
        RightOverride.objects.create(school=school, right=right, role=role, is_given=role == "guardian")
    officer = make_officer(school)
    guardian = make.make_guardian(make.make_student(make.make_class(school)))

    assert held(officer).may(Right.SET_RIGHTS)
    assert not held(guardian).may(Right.READ_STUDENTS)
    assert set(register_page(operator).left_over) == {f"{right} {role}" for right, role in left}
    change(operator, PRIVATE_OF_DISPATCHER)
    assert RightOverride.objects.count() == 5

    change_rights(operator, wanted={PRIVATE_OF_DISPATCHER: False}, based_on=now_of(operator), drop_left_over=True)
    assert not RightOverride.objects.exists()


@pytest.mark.parametrize("role", [role for role in ROLES_OF_PEOPLE if role not in ADMINISTRATORS])
def test_for_others_the_register_does_not_exist(school: School, role: Role):
    actor = make.nobody(school, role)
    for ask in (
        lambda: register_page(actor),
        lambda: effects(actor, wanted={}, based_on=""),
        lambda: change_rights(actor, wanted={PRIVATE_OF_DISPATCHER: True}, based_on=""),
    ):
        with pytest.raises(NotVisible):
            ask()


def test_effects_name_who_gains_and_who_loses_today(school: School, operator: Actor, django_assert_num_queries):
    dispatcher = make_officer(school, Role.DISPATCHER)
    tutor = make.make_staff(school)
    make.make_class(school, "7А", tutor=tutor)
    make.make_account(tutor.person)
    wanted = {
        PRIVATE_OF_DISPATCHER: True,
        (Right.READ_OWN_PRIVATE, Role.TUTOR): False,
        (Right.READ_OVERVIEW, Role.PERSONNEL): False,
    }
    with django_assert_num_queries(2):
        found = effects(operator, wanted=wanted, based_on="")

    (gain,) = found.gains
    assert (gain.role, gain.names) == ("Диспетчер расписания", (dispatcher.person.initials,))
    losses = {(loss.role, loss.title): loss for loss in found.losses}
    contacts = losses["Классный руководитель", "Проверять личные данные, исправлять контакты"]
    assert (contacts.names, contacts.is_asked) == ((tutor.person.initials,), False)
    assert "Учебная часть" in contacts.left_to
    assert losses["Отдел кадров", "Видеть обзор: чего не хватает в базе"].names == ()
    assert not RightOverride.objects.exists()


def test_names_by_role_takes_one_query_whatever_the_school(school: School, django_assert_num_queries):
    for _ in range(3):
        make_officer(school, Role.DISPATCHER)
    with django_assert_num_queries(1):
        assert len(names_by_role(school.pk, moment_on(TODAY))[Role.DISPATCHER]) == 3


def test_the_page_takes_two_queries_and_overrides_cost_a_request_none(
    school: School, operator: Actor, django_assert_num_queries
):
    account = account_of(make_officer(school, Role.DISPATCHER).person).pk
    for decided in (False, True):
        with django_assert_num_queries(2):
            register_page(operator)
        with django_assert_num_queries(1):
            (role,) = roles_held(account, moment_on(TODAY))
        assert role.actor.may(Right.READ_PRIVATE) is decided
        change(operator, PRIVATE_OF_DISPATCHER, (Right.KEEP_SCHOOL, Role.DEPUTY))
