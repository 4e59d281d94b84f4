"""Consents: given on a day by somebody, withdrawn on a day; what an older base said of them."""

from datetime import date

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.roles import Role
from letopis.school.history.models import Entry
from letopis.school.history.verification import verify
from letopis.school.people.consents import consents_of, give_consent, in_force, withdraw_consent
from letopis.school.people.models import Consent, Student
from tests.factories import actor_of, make_class, make_guardian, make_officer, make_school, make_staff, make_student

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


@pytest.mark.django_db(transaction=True)
def test_a_tick_of_an_older_base_becomes_a_consent_without_a_day():
    executor = MigrationExecutor(connection)
    executor.migrate([("people", "0001_initial")])
    old = executor.loader.project_state([("people", "0001_initial")]).apps
    try:
        school = make_school()
        rows = []
        for surname, ticked in (("Ивнев", True), ("Рогов", False)):
            person = old.get_model("people", "Person").objects.create(
                school_id=school.pk, surname=surname, name="Олег", sort_key=surname, search_key=surname
            )
            rows.append(
                old.get_model("people", "Student").objects.create(
                    school_id=school.pk, person_id=person.pk, consent=ticked
                )
            )
    finally:
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())

    (brought,) = Consent.objects.all()
    assert (brought.student_id, brought.given_on, brought.withdrawn_on) == (rows[0].pk, None, None)
    assert Student.objects.count() == 2
    found = {(one.table, one.code) for one in verify(school.pk).findings}
    assert not [code for table, code in found if "Согласия" in table]
