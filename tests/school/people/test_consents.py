"""Consents: given on a day by somebody, withdrawn on a day; what an older base said of them."""

from datetime import date, timedelta
from importlib import import_module

import pytest
from django.apps import apps

from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.roles import Role
from letopis.school.access.held import roles_held
from letopis.school.history.models import Entry
from letopis.school.history.verification import verify
from letopis.school.people.consents import consents_of, give_consent, in_force, withdraw_consent
from letopis.school.people.models import Consent
from tests.factories import (
    TODAY,
    account_of,
    actor_of,
    make_class,
    make_guardian,
    make_officer,
    make_school,
    make_staff,
    make_student,
    moment_on,
)

pytestmark = [pytest.mark.django_db, pytest.mark.req("ACC-05", "ACC-10")]


def test_a_consent_is_given_by_a_guardian_withdrawn_and_given_again():
    school = make_school()
    operator = actor_of(make_officer(school), Role.OPERATOR)
    child = make_student(make_class(school), consent=False)
    mother = make_guardian(child)

    with pytest.raises(NotVisible):
        withdraw_consent(operator, student_id=child.pk, withdrawn_on=date(2026, 9, 3))
    give_consent(operator, student_id=child.pk, given_on=date(2026, 9, 1), given_by=mother.pk)
    with pytest.raises(Refused, match="уже записано"):
        give_consent(operator, student_id=child.pk, given_on=date(2026, 9, 2))
    assert in_force([child.pk], date(2026, 9, 1))[child.pk].given_by == mother
    assert in_force([child.pk], date(2026, 8, 31)) == {}

    with pytest.raises(Refused, match="Отзыв раньше согласия"):
        withdraw_consent(operator, student_id=child.pk, withdrawn_on=date(2026, 8, 31))
    withdraw_consent(operator, student_id=child.pk, withdrawn_on=date(2026, 9, 3))
    assert in_force([child.pk], date(2026, 9, 2))
    assert not in_force([child.pk], date(2026, 9, 3))

    give_consent(operator, student_id=child.pk, given_on=date(2026, 9, 4))
    assert [row.given_on for row in consents_of(child.pk)] == [date(2026, 9, 4), date(2026, 9, 1)]
    assert list(Entry.objects.filter(student_id=child.pk).values_list("action", flat=True)) == [
        "give_consent",
        "withdraw_consent",
        "give_consent",
    ]


def test_what_a_consent_may_not_be():
    school = make_school()
    operator = actor_of(make_officer(school), Role.OPERATOR)
    child = make_student(make_class(school), consent=False)
    stranger = make_guardian(make_student(make_class(school, "7Б")))
    with pytest.raises(Refused, match="ещё не наступил"):
        give_consent(operator, student_id=child.pk, given_on=date(2030, 1, 1))
    with pytest.raises(Refused, match="законный представитель этого"):
        give_consent(operator, student_id=child.pk, given_on=date(2026, 9, 1), given_by=stranger.pk)
    with pytest.raises(NotVisible):
        give_consent(actor_of(make_staff(school), Role.TEACHER), student_id=child.pk, given_on=date(2026, 9, 1))
    foreign = actor_of(make_officer(make_school()), Role.OPERATOR)
    with pytest.raises(NotVisible):
        give_consent(foreign, student_id=child.pk, given_on=date(2026, 9, 1))
    assert not Consent.objects.filter(student=child).exists()


def test_an_update_shuts_out_nobody_who_signs_in_already_and_says_of_nobody_that_there_is_a_paper():
    """The families with a login go on for 60 days without a consent; the office completes it, or the access ends."""
    group = make_class(make_school())
    child, alone, withdrawn, left = (make_student(group, consent=False) for _ in range(4))
    mother = make_guardian(child).person
    Consent.objects.create(school=group.school, student=withdrawn, withdrawn_on=date(2026, 9, 1))
    left.memberships.update(ends_on=date(2026, 10, 1))
    for person in (mother, withdrawn.person, left.person):
        account_of(person)

    update = import_module("letopis.school.classes.migrations.0003_term_for_consents")
    update.give_terms(apps, None)

    (held,) = Consent.objects.filter(withdrawn_on=None)
    assert (held.student_id, held.given_on, held.holds_until) == (child.pk, None, TODAY + timedelta(days=60))
    assert not consents_of(alone.pk), "who never signed in loses nothing"
    days = [TODAY + timedelta(days=number) for number in (0, 60, 61)]
    assert [held.is_in_force(day) for day in days] == [True, True, False]
    assert [bool(roles_held(account_of(mother).pk, moment_on(day))) for day in days] == [True, True, False]
    assert update.term_from(date(2026, 7, 5)) == date(2026, 10, 31), "in summer the term begins with the year"
    give_consent(actor_of(make_officer(group.school), Role.OPERATOR), student_id=child.pk, given_on=TODAY)
    (given,) = consents_of(child.pk)
    assert (given.given_on, given.holds_until) == (TODAY, None)
    told = Entry.objects.filter(student_id=child.pk, object_id=given.pk).order_by("pk").values_list("action", flat=True)
    assert list(told) == ["give_term", "give_consent"]
    found = verify(group.school_id).findings
    assert not [one for one in found if (one.table, one.row_id) == ("people.consent", given.pk)]
