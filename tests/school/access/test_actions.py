from datetime import timedelta

import pytest
from django.contrib.auth.hashers import identify_hasher

from letopis.kernel.actor import Actor
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.roles import Role
from letopis.school.access import actions, queries
from letopis.school.access.held import roles_held
from letopis.school.access.models import Account, AccountPerson, RoleAssignment
from letopis.school.classes.logins import class_logins
from letopis.school.history.models import Entry
from letopis.school.history.verification import verify
from letopis.school.people.models import Guardian, Guardianship
from tests.factories import (
    TODAY,
    YEAR_START,
    account_of,
    actor_of,
    make_account,
    make_class,
    make_course,
    make_guardian,
    make_officer,
    make_person,
    make_school,
    make_staff,
    make_student,
    make_students,
    moment_on,
)

pytestmark = pytest.mark.django_db
SERVING = (Role.OPERATOR, Role.SYSTEM_ADMINISTRATOR, Role.SYSTEM, Role.TUTOR, Role.TEACHER)
OUTSIDERS = [role for role in Role if role not in SERVING]


@pytest.fixture
def operator() -> Actor:
    return actor_of(make_officer(make_school()), Role.OPERATOR)


@pytest.fixture
def school(operator: Actor):
    from letopis.school.organisation.models import School

    return School.objects.get(pk=operator.school_id)


# ── slips ─────────────────────────────────────────────────────────────


@pytest.mark.req("ACC-07")
def test_a_slip_opens_the_account_once(operator: Actor, school):
    staff = make_staff(school, "Орлова Елена Викторовна")

    (slip,) = actions.issue_slips(operator, person_ids=[staff.person_id])

    account = Account.objects.get(username=slip.login)
    assert (slip.login, slip.full_name) == ("orlova.e", "Орлова Елена Викторовна")
    assert account.check_password(slip.password)
    assert account.must_change_password
    assert slip.password not in str(list(Entry.objects.values())) + str(list(Account.objects.values()))
    assert AccountPerson.objects.get(account=account).person == staff.person


@pytest.mark.req("ACC-07")
def test_namesakes_get_numbers_also_within_one_batch(operator: Actor, school):
    people = [make_staff(school, "Иванова Мария Петровна").person_id for _ in range(3)]
    Account.objects.create(username="ivanova.m2")

    slips = actions.issue_slips(operator, person_ids=people)

    assert sorted(slip.login for slip in slips) == ["ivanova.m", "ivanova.m3", "ivanova.m4"]


@pytest.mark.req("ACC-07")
def test_a_second_slip_renews_the_password_and_keeps_the_login(operator: Actor, school):
    staff = make_staff(school)
    (first,) = actions.issue_slips(operator, person_ids=[staff.person_id])
    (second,) = actions.issue_slips(operator, person_ids=[staff.person_id])

    account = Account.objects.get(username=first.login)
    assert second.login == first.login
    assert not account.check_password(first.password)
    assert account.check_password(second.password)
    assert [entry.action for entry in Entry.objects.filter(kind="access.accountperson")] == ["slip_issued"] * 2


@pytest.mark.req("ACC-07", "ACC-08")
def test_the_class_teacher_serves_the_own_class_and_its_guardians_only(school):
    tutor = make_staff(school)
    own, other = make_class(school, "7А", tutor=tutor), make_class(school, "7Б")
    mine, hers = make_student(own), make_student(other)
    my_guardian, her_guardian = make_guardian(mine), make_guardian(hers)
    actor = actor_of(tutor, Role.TUTOR)

    slips = actions.issue_slips(actor, person_ids=[mine.person_id, my_guardian.person_id])
    assert len(slips) == 2
    for stranger in (hers, her_guardian, make_staff(school), tutor):
        with pytest.raises(NotVisible):
            actions.issue_slips(actor, person_ids=[mine.person_id, stranger.person_id])


@pytest.mark.req("ACC-08")
def test_the_class_teacher_serves_nobody_outside_the_dates(school):
    tutor = make_staff(school)
    own = make_class(school, "7А", tutor=tutor)
    gone = make_student(own, until=TODAY - timedelta(days=1))
    here = make_student(own)
    guardian = make_guardian(here)
    Guardianship.objects.update(ends_on=TODAY - timedelta(days=1))
    actor = actor_of(tutor, Role.TUTOR)

    for person_id in (gone.person_id, guardian.person_id):
        with pytest.raises(NotVisible):
            actions.issue_slips(actor, person_ids=[person_id])
    own.tutors.update(ends_on=TODAY - timedelta(days=1))
    with pytest.raises(NotVisible):
        actions.issue_slips(actor, person_ids=[here.person_id])


@pytest.mark.req("ACC-03")
def test_a_class_teacher_cannot_become_the_director_through_a_parent(school):
    tutor, director = make_staff(school), make_officer(school, Role.DIRECTOR)
    child = make_student(make_class(school, "7А", tutor=tutor))
    guardian = Guardian.objects.create(school=school, person=director.person)
    Guardianship.objects.create(school=school, guardian=guardian, student=child, starts_on=YEAR_START)

    with pytest.raises(Refused, match="пароль меняет оператор"):
        actions.issue_slips(actor_of(tutor, Role.TUTOR), person_ids=[director.person_id])


@pytest.mark.req("ACC-03")
def test_one_school_cannot_take_an_account_of_another(operator: Actor, school):
    here, there = make_staff(school), make_staff(make_school())
    account = make_account(here.person)
    AccountPerson.objects.create(school=there.school, account=account, person=there.person)

    with pytest.raises(Refused, match="не только сюда"):
        actions.issue_slips(operator, person_ids=[here.person_id])
    with pytest.raises(NotVisible):
        actions.issue_slips(operator, person_ids=[there.person_id])


@pytest.mark.req("ACC-07")
@pytest.mark.parametrize("role", OUTSIDERS)
def test_nobody_else_hands_out_slips(school, role: Role):
    staff = make_staff(school)
    child = make_student(make_class(school, "7А", tutor=staff))
    actor = actor_of(staff, role)

    for act in (
        lambda: actions.issue_slips(actor, person_ids=[child.person_id]),
        lambda: actions.report_compromise(actor, person_id=child.person_id, reason="видел"),
        lambda: actions.close_sessions(actor, person_id=child.person_id),
        lambda: actions.appoint(actor, person_id=staff.person_id, role=Role.DIRECTOR, starts_on=TODAY),
        lambda: queries.account_people(actor),
        lambda: queries.account_card(actor, child.person_id),
        lambda: class_logins(actor, child.memberships.get().class_group_id),
    ):
        with pytest.raises(NotVisible):
            act()
    assert not RoleAssignment.objects.filter(role=Role.DIRECTOR).exists()


@pytest.mark.req("ACC-07")
@pytest.mark.parametrize("role", [Role.TUTOR, Role.TEACHER])
def test_whoever_leads_a_class_serves_it_and_no_other_one(school, role: Role):
    """«Мой класс» is there in both roles: the right follows from leading the class, not from the role worked in."""
    staff = make_staff(school)
    own = make_student(make_class(school, "7А", tutor=staff))
    taught = make_class(school, "7Б")
    make_course(taught, teacher=staff)
    other = make_student(taught)
    actor = actor_of(staff, role)

    assert [slip.person_id for slip in actions.issue_slips(actor, person_ids=[own.person_id])] == [own.person_id]
    for act in (
        lambda: actions.issue_slips(actor, person_ids=[other.person_id]),
        lambda: class_logins(actor, taught.pk),
        lambda: actions.appoint(actor, person_id=staff.person_id, role=Role.DIRECTOR, starts_on=TODAY),
        lambda: queries.account_people(actor),
        lambda: queries.account_card(actor, own.person_id),
    ):
        with pytest.raises(NotVisible):
            act()


@pytest.mark.req("ACC-04")
def test_somebody_dismissed_gets_no_slip(operator: Actor, school):
    staff = make_staff(school, dismissed_on=TODAY - timedelta(days=1))

    with pytest.raises(Refused, match="больше не работает"):
        actions.issue_slips(operator, person_ids=[staff.person_id])


@pytest.mark.req("ACC-07")
def test_thirty_slips_take_a_few_queries(operator: Actor, school, django_assert_max_num_queries):
    students = make_students(make_class(school), 30)

    with django_assert_max_num_queries(16):
        slips = actions.issue_slips(operator, person_ids=[student.person_id for student in students])
    assert [slip.full_name for slip in slips] == sorted(slip.full_name for slip in slips)


def test_slips_are_hashed_as_the_product_hashes(operator: Actor, school, settings):
    settings.PASSWORD_HASHERS = ["letopis.school.access.hashers.Argon2Hasher"]
    (slip,) = actions.issue_slips(operator, person_ids=[make_staff(school).person_id])

    stored = Account.objects.get(username=slip.login).password
    assert identify_hasher(stored).algorithm == "argon2"
    assert "m=19456,t=2,p=1" in stored


# ── incidents ─────────────────────────────────────────────────────────


@pytest.mark.req("ACC-09")
def test_a_compromised_password_is_replaced_and_the_incident_kept(operator: Actor, school):
    staff = make_staff(school)
    (old,) = actions.issue_slips(operator, person_ids=[staff.person_id])

    slip = actions.report_compromise(operator, person_id=staff.person_id, reason="Листок остался в классе")

    account = Account.objects.get(username=slip.login)
    assert account.check_password(slip.password)
    assert not account.check_password(old.password)
    incident = Entry.objects.get(action="password_compromised")
    assert (incident.reason, incident.account_id) == ("Листок остался в классе", operator.account_id)
    events = queries.account_card(operator, staff.person_id).events
    assert [event.what for event in events][:2] == ["Выдан листок с паролем", "Пароль мог стать известен"]


@pytest.mark.req("ACC-09")
def test_an_incident_needs_a_reason_and_a_login(operator: Actor, school):
    staff = make_staff(school)

    with pytest.raises(Refused, match="что произошло"):
        actions.report_compromise(operator, person_id=staff.person_id, reason=" ")
    with pytest.raises(Refused, match="ещё нет логина"):
        actions.report_compromise(operator, person_id=staff.person_id, reason="видели")
    assert not Entry.objects.filter(action="password_compromised").exists()


# ── roles ─────────────────────────────────────────────────────────────


@pytest.mark.req("ACC-01")
def test_an_appointment_gives_the_role_and_its_end_takes_it(operator: Actor, school):
    staff = make_staff(school)
    account = account_of(staff.person)

    assignment = actions.appoint(operator, person_id=staff.person_id, role=Role.DEPUTY, starts_on=TODAY)
    assert [held.role for held in roles_held(account.pk, moment_on(TODAY))] == [Role.DEPUTY]

    actions.end_appointment(operator, assignment_id=assignment.pk, ends_on=TODAY)
    assert [held.role for held in roles_held(account.pk, moment_on(TODAY))] == [Role.DEPUTY]
    assert roles_held(account.pk, moment_on(TODAY + timedelta(days=1))) == []
    actions_kept = list(Entry.objects.filter(kind="access.roleassignment").values_list("action", flat=True))
    assert actions_kept == ["role_appointed", "role_ended"]
    assert not [
        f for f in verify(school.pk).findings if f.table == "access.roleassignment" and f.row_id == assignment.pk
    ]


@pytest.mark.req("ACC-01")
@pytest.mark.parametrize("role", [Role.TEACHER, Role.TUTOR, Role.STUDENT, Role.GUARDIAN, Role.SYSTEM])
def test_what_follows_from_the_school_is_not_appointed(operator: Actor, school, role: Role):
    with pytest.raises(Refused, match="не назначают"):
        actions.appoint(operator, person_id=make_staff(school).person_id, role=role, starts_on=TODAY)


@pytest.mark.req("ACC-01", "ACC-04", "ACC-06")
def test_who_may_be_appointed_and_when(operator: Actor, school):
    appoint = actions.appoint
    staff, stranger = make_staff(school), make_person(school)
    appoint(operator, person_id=staff.person_id, role=Role.DEPUTY, starts_on=TODAY, ends_on=TODAY)

    with pytest.raises(Refused, match="уже назначена"):
        appoint(operator, person_id=staff.person_id, role=Role.DEPUTY, starts_on=TODAY)
    with pytest.raises(Refused, match="раньше первого"):
        appoint(operator, person_id=staff.person_id, role=Role.DIRECTOR, starts_on=TODAY, ends_on=YEAR_START)
    with pytest.raises(Refused, match="карточку работника"):
        appoint(operator, person_id=stranger.pk, role=Role.DEPUTY, starts_on=TODAY)
    with pytest.raises(NotVisible):
        appoint(operator, person_id=make_staff(make_school()).person_id, role=Role.DEPUTY, starts_on=TODAY)
    gone = make_staff(school, dismissed_on=YEAR_START)
    with pytest.raises(Refused, match="уже уволен"):
        appoint(operator, person_id=gone.person_id, role=Role.DEPUTY, starts_on=TODAY)

    assert appoint(operator, person_id=stranger.pk, role=Role.EXTERNAL, starts_on=TODAY, ends_on=TODAY).pk
    next_day = TODAY + timedelta(days=1)
    assert appoint(operator, person_id=staff.person_id, role=Role.DEPUTY, starts_on=next_day).pk


def test_the_last_operator_stays(operator: Actor, school):
    only = RoleAssignment.objects.get(role=Role.OPERATOR)
    with pytest.raises(Refused, match="последний оператор"):
        actions.end_appointment(operator, assignment_id=only.pk, ends_on=TODAY)

    make_officer(school, Role.SYSTEM_ADMINISTRATOR)
    actions.end_appointment(operator, assignment_id=only.pk, ends_on=TODAY)
    foreign = make_officer(make_school(), Role.DEPUTY).person.roles.get()
    with pytest.raises(NotVisible):
        actions.end_appointment(operator, assignment_id=foreign.pk, ends_on=TODAY)


# ── lists ─────────────────────────────────────────────────────────────


def test_people_are_found_by_name_login_card_and_state(operator: Actor, school):
    orlova = make_staff(school, "Орлова Елена Викторовна")
    seventh = make_class(school, "7А")
    child = make_student(seventh, "Ёлкин Пётр")
    actions.issue_slips(operator, person_ids=[orlova.person_id])
    make_staff(make_school(), "Орлова Елена Викторовна")

    def found(**filters: str) -> list[int]:
        return [row.person_id for row in queries.account_people(operator, **filters).all()]

    assert found(search="орлова елена") == [orlova.person_id]
    assert found(search="orlova") == [orlova.person_id]
    assert found(search="елкин") == [child.person_id]
    assert found(card="student") == [child.person_id]
    assert found(state="waits") == [orlova.person_id]
    assert found(state="none") == [child.person_id]
    assert len(found()) == 3


@pytest.mark.parametrize("size", [1, 3, 30])
def test_lists_take_a_constant_number_of_queries(operator: Actor, school, size: int, django_assert_num_queries):
    seventh = make_class(school, "7А")
    students = make_students(seventh, size)
    guardians = [make_guardian(student) for student in students]
    make_course(seventh)
    actions.issue_slips(operator, person_ids=[one.person_id for one in (*students, *guardians)])

    with django_assert_num_queries(2):
        assert len(queries.account_people(operator).all()) == 2 * size + 1
    with django_assert_num_queries(5):
        logins = class_logins(operator, seventh.pk)
    assert len(logins.rows) == 2 * size
    assert all(row.waits for row in logins.rows)
