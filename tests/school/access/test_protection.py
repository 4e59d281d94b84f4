"""Terms of slips, lifting a lock, taking away a lost second factor: rights both ways, and what the ledger keeps."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

from letopis.kernel.actor import Actor
from letopis.kernel.clock import in_zone, now
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.rights import Right
from letopis.kernel.roles import Role
from letopis.school.access import actions, attempts, protection, queries
from letopis.school.access.granting import change_rights, state_of
from letopis.school.access.held import roles_held
from letopis.school.access.models import Account, AccountPerson
from letopis.school.access.rights import rights_of
from letopis.school.classes.logins import class_logins
from letopis.school.history.models import Entry
from letopis.school.organisation.actions import change_settings
from letopis.school.organisation.models import School
from tests.factories import (
    TODAY,
    account_of,
    actor_of,
    make_account,
    make_class,
    make_guardian,
    make_officer,
    make_school,
    make_staff,
    make_student,
)

pytestmark = [pytest.mark.django_db, pytest.mark.req("ACC-07", "ACC-09")]
KEEPERS = (Role.OPERATOR, Role.SYSTEM_ADMINISTRATOR, Role.SYSTEM)


@pytest.fixture
def operator(school: School) -> Actor:
    return actor_of(make_officer(school), Role.OPERATOR)


def guess(login: str, times: int) -> None:
    for number in range(times):
        attempts.begin(attempts.Visitor(login=login, address=f"192.0.2.{number}", device=f"pc{number}"))


def give_factor(account: Account) -> None:
    TOTP.activate(account, generate_totp_secret())
    RecoveryCodes.activate(account)


# ── terms of slips ────────────────────────────────────────────────────


def test_a_slip_has_the_schools_term_counted_in_its_own_day(operator: Actor, school: School, moment):
    change_settings(operator, values={"slip_days": "7"})
    School.objects.update(time_zone="Asia/Vladivostok")
    moment.move_to("2026-11-23T20:00:00+03:00")  # already the 24th there

    with in_zone("Asia/Vladivostok"):
        (slip,) = actions.issue_slips(operator, person_ids=[make_staff(school).person_id])

    account = Account.objects.get(username=slip.login)
    assert slip.until == account.slip_until == date(2026, 12, 1)
    moment.move_to("2026-12-01T16:59:00+03:00")
    assert not queries.standing(account).is_over
    moment.move_to("2026-12-01T17:01:00+03:00")
    assert queries.standing(account).is_over
    assert "вышел 01.12.2026" in queries.standing(account).over


def test_what_to_do_after_the_term_is_said_in_the_words_of_the_school(operator: Actor, school: School, moment):
    (slip,) = actions.issue_slips(operator, person_ids=[make_staff(school).person_id])
    account = Account.objects.get(username=slip.login)
    moment.shift(timedelta(days=31))

    assert "классный руководитель" in queries.standing(account).over
    School.objects.update(kind="college")
    assert "куратор" in queries.standing(account).over


def test_lists_tell_used_waiting_and_expired_slips_apart(operator: Actor, school: School, moment):
    tutor = make_staff(school, "Яковлева Яна")
    own = make_class(school, "7А", tutor=tutor)
    old, fresh, used = (make_student(own, name) for name in ("Аленин А.", "Букин Б.", "Ванин В."))
    actions.issue_slips(operator, person_ids=[old.person_id])
    moment.shift(timedelta(days=31))
    actions.issue_slips(operator, person_ids=[fresh.person_id])
    make_account(used.person)

    def found(state: str) -> list[int]:
        return [row.person_id for row in queries.account_people(operator, state=state).all()]

    assert found("over") == [old.person_id]
    assert found("waits") == [fresh.person_id]
    assert used.person_id in found("active")
    rows = {row.person_id: row for row in class_logins(actor_of(tutor, Role.TUTOR), own.pk).rows}
    assert (rows[old.person_id].waits, rows[old.person_id].is_over) == (True, True)
    assert (rows[fresh.person_id].waits, rows[fresh.person_id].is_over) == (True, False)
    assert rows[fresh.person_id].slip_until == TODAY + timedelta(days=31 + 30)
    assert (rows[used.person_id].waits, rows[used.person_id].slip_until) == (False, None)


# ── locks ─────────────────────────────────────────────────────────────


def test_a_new_slip_opens_a_login_that_was_guessed_at(operator: Actor, school: School):
    staff = make_staff(school)
    (slip,) = actions.issue_slips(operator, person_ids=[staff.person_id])
    guess(slip.login, 30)
    assert queries.account_card(operator, staff.person_id).tries.locked_until

    actions.issue_slips(operator, person_ids=[staff.person_id])

    assert queries.account_card(operator, staff.person_id).tries == attempts.State()


@pytest.mark.parametrize("role", KEEPERS)
def test_the_operator_lifts_a_lock_and_the_ledger_keeps_it(operator: Actor, school: School, role: Role):
    staff = make_staff(school)
    guess(account_of(staff.person).username, 30)
    actor = Actor.system(school.pk) if role == Role.SYSTEM else actor_of(make_officer(school, role), role)

    protection.lift_lock(actor, person_id=staff.person_id)

    card = queries.account_card(operator, staff.person_id)
    assert card.tries.wrong == 0
    assert [event.what for event in card.events] == ["Снята блокировка входа"]
    assert Entry.objects.get(action="lock_lifted").role == role


def test_nobody_else_lifts_a_lock(operator: Actor, school: School):
    staff, stranger = make_staff(school), make_staff(make_school())
    account_of(staff.person)

    for role in (Role.DIRECTOR, Role.DEPUTY, Role.PERSONNEL, Role.TEACHER, Role.TUTOR, Role.GUARDIAN, Role.STUDENT):
        with pytest.raises(NotVisible):
            protection.lift_lock(actor_of(staff, role), person_id=staff.person_id)
    with pytest.raises(NotVisible):
        protection.lift_lock(operator, person_id=stranger.person_id)
    with pytest.raises(Refused, match="ещё нет логина"):
        protection.lift_lock(operator, person_id=make_staff(school).person_id)


def test_nobody_prints_a_slip_for_oneself(operator: Actor, school: School):
    before = Account.objects.get(pk=operator.account_id).password
    other = make_staff(school)

    for act in (
        lambda: actions.issue_slips(operator, person_ids=[other.person_id, operator.person_id or 0]),
        lambda: actions.report_compromise(operator, person_id=operator.person_id or 0, reason="видели"),
    ):
        with pytest.raises(Refused, match="свой пароль меняют в настройках входа"):
            act()
    assert Account.objects.get(pk=operator.account_id).password == before
    assert not Entry.objects.filter(action__in=["slip_issued", "password_compromised"]).exists()
    assert actions.issue_slips(operator, person_ids=[other.person_id])


# ── second factor ─────────────────────────────────────────────────────


def test_a_lost_second_factor_is_taken_away_and_the_incident_kept(operator: Actor, school: School):
    staff = make_staff(school)
    account = account_of(staff.person)
    give_factor(account)
    assert queries.account_card(operator, staff.person_id).has_factor

    protection.reset_second_factor(operator, person_id=staff.person_id, reason="Телефон разбит")

    assert not Authenticator.objects.filter(user=account).exists()
    account.refresh_from_db()
    assert account.factor_reset_at
    card = queries.account_card(operator, staff.person_id)
    assert not card.has_factor
    assert [(event.what, event.reason) for event in card.events] == [("Снят вход с подтверждением", "Телефон разбит")]


def test_who_may_not_take_a_second_factor_away(operator: Actor, school: School):
    tutor = make_staff(school)
    student = make_student(make_class(school, "7А", tutor=tutor))
    guardian = make_guardian(student)
    give_factor(account_of(guardian.person))

    for role in (Role.DIRECTOR, Role.DEPUTY, Role.PERSONNEL, Role.TEACHER, Role.TUTOR):
        with pytest.raises(NotVisible):
            protection.reset_second_factor(actor_of(tutor, role), person_id=guardian.person_id, reason="потерян")
    foreign = actor_of(make_officer(make_school()), Role.OPERATOR)
    with pytest.raises(NotVisible):
        protection.reset_second_factor(foreign, person_id=guardian.person_id, reason="потерян")
    assert Authenticator.objects.filter(user=account_of(guardian.person)).count() == 2


def test_not_ones_own_not_without_a_reason_not_where_there_is_none(operator: Actor, school: School):
    give_factor(Account.objects.get(pk=operator.account_id))
    staff = make_staff(school)
    account_of(staff.person)

    with pytest.raises(Refused, match="другой оператор"):
        protection.reset_second_factor(operator, person_id=operator.person_id or 0, reason="потерян")
    with pytest.raises(Refused, match="что произошло"):
        protection.reset_second_factor(operator, person_id=staff.person_id, reason="  ")
    with pytest.raises(Refused, match="не включён"):
        protection.reset_second_factor(operator, person_id=staff.person_id, reason="потерян")
    assert not Entry.objects.filter(action="second_factor_reset").exists()
    assert Authenticator.objects.filter(user=operator.account_id).count() == 2


def test_an_account_of_two_schools_is_taken_by_neither(operator: Actor, school: School):
    here, there = make_staff(school), make_staff(make_school())
    account = make_account(here.person)
    AccountPerson.objects.create(school=there.school, account=account, person=there.person)
    give_factor(account)

    with pytest.raises(Refused, match="не только сюда"):
        protection.reset_second_factor(operator, person_id=here.person_id, reason="потерян")


# ── closing an account ────────────────────────────────────────────────


def test_a_closed_account_lets_nobody_in_until_it_is_opened_and_the_ledger_says_why(operator: Actor, school: School):
    teacher = make_staff(school)
    account = make_account(teacher.person, Role.DEPUTY)
    assert roles_held(account.pk, now())
    with pytest.raises(Refused, match="почему вход запрещается"):
        protection.block(operator, person_id=teacher.person_id, reason=" ")

    for _ in range(2):
        protection.block(operator, person_id=teacher.person_id, reason="Уволилась не сказав")
    assert roles_held(account.pk, now()) == []
    assert queries.account_card(operator, teacher.person_id).row.is_blocked
    found = queries.account_people(operator, state="blocked")
    assert [row.person_id for row in found.all()] == [teacher.person_id]

    protection.unblock(operator, person_id=teacher.person_id)
    assert roles_held(account.pk, now())
    entries = Entry.objects.filter(action__startswith="account_")
    assert [(one.action, one.told_reason) for one in entries.order_by("id")] == [
        ("account_blocked", "Уволилась не сказав"),
        ("account_unblocked", ""),
    ]


def test_who_closes_whose_account(operator: Actor, school: School):
    own = make_class(school, tutor=make_staff(school))
    guardian = make_guardian(make_student(own))
    account_of(guardian.person)
    tutor = actor_of(own.tutors.get().staff, Role.TUTOR)
    foreign = actor_of(make_officer(make_school()), Role.OPERATOR)
    for stranger in (tutor, foreign, actor_of(make_officer(school, Role.DIRECTOR), Role.DIRECTOR)):
        with pytest.raises(NotVisible):
            protection.block(stranger, person_id=guardian.person_id, reason="проверка")
        with pytest.raises(NotVisible):
            protection.unblock(stranger, person_id=guardian.person_id)
    with pytest.raises(Refused, match="Свой вход не запрещают"):
        protection.block(operator, person_id=operator.person_id, reason="проверка")

    # An account of two schools is closed in this one alone.
    other = make_guardian(make_student(make_class(make_school())))
    AccountPerson.objects.create(school=other.school, person=other.person, account=account_of(guardian.person))
    protection.block(operator, person_id=guardian.person_id, reason="Лишён прав решением суда")
    assert [one.actor.school_id for one in roles_held(account_of(guardian.person).pk, now())] == [other.school_id]


# ── who may do more ───────────────────────────────────────────────────


@pytest.mark.req("ACC-02")
def test_a_right_to_issue_slips_is_no_right_to_everything(school: School, operator: Actor):
    """Given to the dispatcher it renews no password of somebody who may do more: that would be their rights."""
    wanted = {(Right.ISSUE_SLIPS, Role.DISPATCHER): True, (Right.RESET_FACTORS, Role.DISPATCHER): True}
    change_rights(operator, wanted=wanted, based_on="")
    rights = rights_of(Role.DISPATCHER, state_of(school.pk).overrides)
    dispatcher = replace(actor_of(make_officer(school, Role.DISPATCHER), Role.DISPATCHER), rights=rights)
    boss, to_be = make_officer(school), make_staff(school)
    make_account(to_be.person, Role.DIRECTOR)
    teacher, colleague = make_staff(school), make_officer(school, Role.DISPATCHER)
    guardian = make_guardian(make_student(make_class(school)))
    for mightier in (boss, to_be, teacher, colleague):
        with pytest.raises(Refused, match="прав у этого человека больше"):
            actions.issue_slips(dispatcher, person_ids=[mightier.person_id])
        with pytest.raises(Refused, match="прав у этого человека больше"):
            actions.report_compromise(dispatcher, person_id=mightier.person_id, reason="проверка")
        with pytest.raises(Refused, match="прав у этого человека больше"):
            protection.reset_second_factor(dispatcher, person_id=mightier.person_id, reason="проверка")
        with pytest.raises(Refused, match="прав у этого человека больше"):
            protection.block(dispatcher, person_id=mightier.person_id, reason="проверка")
    assert actions.issue_slips(dispatcher, person_ids=[guardian.person_id])
    assert actions.issue_slips(operator, person_ids=[boss.person_id, to_be.person_id, teacher.person_id])


@pytest.mark.req("ACC-05")
def test_no_login_without_a_consent_and_whose_is_missing_is_said(school: School, operator: Actor):
    group = make_class(school)
    agreed, silent = make_student(group), make_student(group, "Рогов Олег Ильич", consent=False)
    of_both, of_one = make_guardian(agreed, silent), make_guardian(silent)
    for person_id in (silent.person_id, of_one.person_id):
        with pytest.raises(Refused, match=r"нет согласия .* \(Рогов Олег\)"):
            actions.issue_slips(operator, person_ids=[agreed.person_id, person_id])
    assert not Account.objects.filter(persons__person=agreed.person).exists()
    assert actions.issue_slips(operator, person_ids=[agreed.person_id, of_both.person_id])
