"""A diary that the browser has is not sent again; one that has changed is, and one withdrawn is gone at once."""

from datetime import timedelta
from http import HTTPStatus

import pytest
from django.test import Client
from time_machine import Traveller

from letopis.kernel.roles import Role
from letopis.school.access.models import AccountPerson
from letopis.school.people.models import Guardian, Guardianship, Student
from tests import factories as make
from tests.factories import TODAY, account_of, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.req("JRN-10", "ACC-03")]
PAGES = ("", "?week=2026-11-23", "marks/", "timetable/", "absences/")


@pytest.fixture
def maria() -> Student:
    """Мария of 7А with a lesson and a mark."""
    child = make.make_student(make.make_class(make.make_school()), "Соколова Мария Павловна")
    lesson = make.make_lesson(make.make_course(child.memberships.get().class_group))
    make.make_mark(make.make_work(lesson), child, "4")
    return child


@pytest.fixture
def guardian(maria: Student) -> Guardian:
    """Of Мария and of Павел."""
    pavel = make.make_student(make.make_class(maria.school, "3Б"), "Соколов Павел Павлович")
    return make.make_guardian(maria, pavel)


def states(client: Client, child: Student) -> dict[str, str]:
    """The states of the pages of `child`, as they are named to a browser. Looked at before: the first look writes."""
    client.get(f"/diary/{child.pk}/")
    return {page: client.get(f"/diary/{child.pk}/{page}").headers["ETag"] for page in PAGES}


def again(client: Client, child: Student, known: dict[str, str]) -> dict[str, int]:
    """The answers to a browser that has the pages."""
    return {
        page: client.get(f"/diary/{child.pk}/{page}", headers={"if-none-match": state}).status_code
        for page, state in known.items()
    }


def test_a_diary_is_not_sent_again_until_something_in_it_changes(
    client: Client, maria: Student, guardian: Guardian
) -> None:
    known = states(sign_in(client, guardian), maria)
    assert set(again(client, maria, known).values()) == {HTTPStatus.NOT_MODIFIED}

    maria.marks.update(value="5")

    assert again(client, maria, known) == {
        "": HTTPStatus.OK,
        "?week=2026-11-23": HTTPStatus.OK,
        "marks/": HTTPStatus.OK,
        "timetable/": HTTPStatus.NOT_MODIFIED,
        "absences/": HTTPStatus.NOT_MODIFIED,
    }
    assert ">5</span>" in client.get(f"/diary/{maria.pk}/", headers={"if-none-match": known[""]}).content.decode()


def test_each_child_and_each_who_looks_has_pages_of_the_own(client: Client, maria: Student, guardian: Guardian) -> None:
    pavel = Student.objects.get(person__name="Павел")
    own = states(sign_in(client, guardian), maria)
    other = states(client, pavel)
    of_maria = states(sign_in(client, maria), maria)

    assert not set(own.values()) & set(other.values())
    assert not set(own.values()) & set(of_maria.values())
    assert set(again(sign_in(client, guardian), pavel, own).values()) == {HTTPStatus.OK}


def test_who_represents_a_child_no_more_is_told_that_there_is_nothing(
    client: Client, maria: Student, guardian: Guardian
) -> None:
    known = states(sign_in(client, guardian), maria)
    Guardianship.objects.filter(student=maria).update(ends_on=TODAY - timedelta(days=1))

    assert set(again(client, maria, known).values()) == {HTTPStatus.NOT_FOUND}


def test_a_mark_that_is_new_no_more_is_another_page(
    client: Client, maria: Student, guardian: Guardian, moment: Traveller
) -> None:
    known = states(sign_in(client, guardian), maria)
    moment.shift(timedelta(hours=2))

    assert again(client, maria, known)[""] == HTTPStatus.OK


def test_the_way_to_another_school_has_no_state_of_its_own(client: Client, maria: Student, guardian: Guardian) -> None:
    """Its form holds a token that is masked anew in each answer: that is no change."""
    there = make.make_guardian(make.make_student(make.make_class(make.make_school(short_name="Лицей № 2"), "3Б")))
    AccountPerson.objects.create(account=account_of(guardian.person), person=there.person, school=there.person.school)
    known = states(sign_in(client, guardian), maria)
    assert "Дети в другой организации" in client.get(f"/diary/{maria.pk}/").content.decode()

    assert set(again(client, maria, known).values()) == {HTTPStatus.NOT_MODIFIED}
    client.post("/account/role/", {"person": there.person_id, "role": Role.GUARDIAN})
    assert set(again(client, maria, known).values()) == {HTTPStatus.NOT_FOUND}
