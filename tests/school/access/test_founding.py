from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.management import CommandError, call_command

from letopis.kernel.errors import Refused
from letopis.kernel.roles import Role
from letopis.school.access.founding import appoint_operator
from letopis.school.access.held import roles_held
from letopis.school.access.models import Account, RoleAssignment
from letopis.school.history.models import Entry
from letopis.school.history.verification import verify
from letopis.school.organisation.models import School
from letopis.school.people.models import Staff
from tests.factories import TODAY, make_school, make_staff, moment_on

pytestmark = [pytest.mark.django_db, pytest.mark.req("ACC-01", "ACC-07")]
NAME = "Зуева Анна Ильинична"


@pytest.mark.parametrize(
    ("name", "more", "kind"),
    [
        ("Школа № 17", (), "general"),
        ("Техникум связи", (), "college"),
        ("Тестовский колледж", (), "college"),
        ("Школа № 17", ("--kind", "college"), "college"),
        ("Лицей при колледже", ("--kind", "general"), "general"),
    ],
)
def test_the_kind_is_read_in_the_name_unless_it_is_given(name: str, more: tuple[str, ...], kind: str):
    call_command("operator", NAME, "--school", name, *more, stdout=StringIO())
    assert School.objects.get().kind == kind


def test_an_empty_base_gets_a_school_and_an_operator_who_can_sign_in():
    out = StringIO()
    call_command("operator", NAME, "--school", "Школа № 17", stdout=out)

    account = Account.objects.get()
    assert [held.role for held in roles_held(account.pk, moment_on(TODAY))] == [Role.OPERATOR]
    assert roles_held(account.pk, moment_on(TODAY))[0].place.short_name == "Школа № 17"
    assert "Логин:  zueva.a" in out.getvalue()
    password = out.getvalue().partition("Пароль: ")[2].split()[0]
    assert account.check_password(password)
    assert verify(School.objects.get().pk).findings == []


def test_asked_again_it_renews_the_password_and_doubles_nothing():
    first = appoint_operator(full_name=NAME, school_name="Школа № 17")
    second = appoint_operator(full_name="зуева  анна ильинична")

    assert second.login == first.login
    assert second.password != first.password
    assert (School.objects.count(), Staff.objects.count(), RoleAssignment.objects.count()) == (1, 1, 1)


def test_the_only_operator_who_lost_the_second_factor_is_let_in_from_the_server():
    slip = appoint_operator(full_name=NAME, school_name="Школа № 17")
    account = Account.objects.get(username=slip.login)
    TOTP.activate(account, generate_totp_secret())

    call_command("operator", NAME, "--lost-factor", stdout=StringIO())

    assert not Authenticator.objects.exists()
    assert Entry.objects.get(action="second_factor_reset").role == Role.SYSTEM
    with pytest.raises(CommandError, match="не включён"):
        call_command("operator", NAME, "--lost-factor", stdout=StringIO())


def test_a_member_of_staff_already_there_is_taken():
    staff = make_staff(make_school(), NAME)

    assert appoint_operator(full_name=NAME).person_id == staff.person_id


def test_it_asks_which_school_is_meant():
    with pytest.raises(Refused, match="ещё нет школы"):
        appoint_operator(full_name=NAME)
    make_school()
    make_school()
    with pytest.raises(CommandError, match="несколько школ"):
        call_command("operator", NAME)


def test_a_name_that_is_none_founds_nothing():
    with pytest.raises(Refused):
        appoint_operator(full_name="Зуева", school_name="Школа № 17")
    assert not School.objects.exists()
