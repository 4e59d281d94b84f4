"""The version of a form: what two people write over each other, and what one may go on with."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from letopis.school.history.models import Entry
from letopis.school.organisation.models import Room
from letopis.school.people.models import Student
from tests import factories as make
from tests.factories import sign_in
from tests.sending import fields, opened


@pytest.fixture
def school() -> Any:
    return make.make_school()


@pytest.fixture
def office(school: Any) -> Iterator[Client]:
    return sign_in(Client(), make.make_officer(school))


@pytest.mark.django_db
@pytest.mark.req("ORG-03", "CON-01")
def test_two_tabs_on_a_card(school: Any, office: Client) -> None:
    """The conflict shows three values and who; what the second did not touch follows what the first recorded."""
    student = make.make_student(make.make_class(school, "7А"))
    address = reverse("office_student_edit", args=[student.pk])
    first, second = opened(office, address), opened(office, address)
    assert office.post(address, {**first, "address": "Лесная, 1", "note": "Левша"}).status_code == 302
    mine = {**second, "address": "Лесная, 2", "phone": "+7 900 222-33-44"}
    answer = office.post(address, mine)
    shown = answer.content.decode()
    assert answer.status_code == 409
    for text in ("Лесная, 1", "Лесная, 2", "Изменили вы", "23.11.2026"):
        assert text in shown
    again = fields(shown, address)
    assert (again["address"], again["note"], again["phone"]) == ("Лесная, 2", "Левша", "+7 900 222-33-44")
    assert office.post(address, again).status_code == 302
    student.refresh_from_db()
    assert (student.address, student.note, student.person.phone) == ("Лесная, 2", "Левша", "+79002223344")


@pytest.mark.django_db
@pytest.mark.req("ORG-03")
def test_what_is_the_same_is_no_conflict(school: Any, office: Client) -> None:
    """Back after a submit with the same value typed again; somebody else's change of what the form does not show."""
    room = make.make_room(school, "101")
    address = reverse("office_rooms_edit", args=[room.pk])
    sent = opened(office, address)
    assert office.post(address, {**sent, "name": "Физика"}).status_code == 302
    assert office.post(address, {**sent, "name": " Физика "}).status_code == 302
    back = office.post(address, {**sent, "name": "Химия"})
    assert back.status_code == 409
    assert "Изменили вы" in back.content.decode()


@pytest.mark.django_db
@pytest.mark.req("ORG-03")
def test_what_is_wrong_comes_back_on_the_version_it_was_opened_on(school: Any, office: Client) -> None:
    room = make.make_room(school, "101")
    address = reverse("office_rooms_edit", args=[room.pk])
    sent = opened(office, address)
    assert office.post(address, {**sent, "name": "Физика"}).status_code == 302
    wrong = office.post(address, {**sent, "capacity": "0"})
    assert wrong.status_code == 422
    kept = fields(wrong.content.decode(), address)
    assert kept["was"] == sent["was"]
    assert office.post(address, {**kept, "capacity": "30"}).status_code == 409


@pytest.mark.django_db
@pytest.mark.req("ORG-03")
@pytest.mark.parametrize("nonsense", [None, "", "{", "[]", '{"number": 1}', "9" * 5000, "[" * 100_000])
def test_a_form_without_its_version_is_not_written(school: Any, office: Client, nonsense: str | None) -> None:
    """What is recorded stands beside what was typed; wrong fields told first do not make it a version."""
    room = make.make_room(school, "101")
    address = reverse("office_rooms_edit", args=[room.pk])
    blind = {"number": "102"} | ({} if nonsense is None else {"was": nonsense})
    wrong = office.post(address, {**blind, "capacity": "0"})
    assert (wrong.status_code, fields(wrong.content.decode(), address)["was"]) == (422, "")
    answer = office.post(address, blind)
    shown = answer.content.decode()
    assert (answer.status_code, Entry.objects.count()) == (409, 0)
    assert all(one in shown for one in ("неизвестно, что было на странице", "Записано сейчас", "Вы вписали"))
    assert "Было у вас" not in shown
    assert office.post(address, fields(shown, address)).status_code == 302
    room.refresh_from_db()
    assert room.number == "102"


@pytest.mark.django_db
@pytest.mark.req("ORG-03")
def test_a_form_of_a_row_that_is_gone(school: Any, office: Client) -> None:
    room = make.make_room(school, "101")
    address = reverse("office_rooms_edit", args=[room.pk])
    sent = opened(office, address)
    assert office.post(reverse("office_rooms_remove", args=[room.pk])).status_code == 302
    assert office.post(address, {**sent, "name": "Физика"}).status_code == 404
    assert not Room.objects.exists()


@pytest.mark.django_db
@pytest.mark.req("CON-05")
def test_two_tabs_divide_a_class(school: Any, office: Client) -> None:
    group = make.make_class(school, "7А")
    one, other = make.make_student(group), make.make_student(group)
    subgroup = make.make_subgroup(group)
    address = reverse("office_class_subgroups", args=[group.pk])
    sent = opened(office, address)
    assert office.post(address, {**sent, f"s{one.pk}": str(subgroup.pk)}).status_code == 302
    answer = office.post(address, {**sent, f"s{other.pk}": str(subgroup.pk)})
    assert answer.status_code == 409
    assert "такой, какой она заполнена ниже" in answer.content.decode()
    assert office.post(address, fields(answer.content.decode(), address)).status_code == 302
    assert set(subgroup.memberships.filter(ends_on=None).values_list("student", flat=True)) == {other.pk}


@pytest.mark.django_db(transaction=True)
@pytest.mark.req("ORG-03")
def test_two_at_the_same_moment(school: Any) -> None:
    """Of several that save the same card at once one writes; all others are shown what it wrote."""
    student = make.make_student(make.make_class(school, "7А"))
    browser = sign_in(Client(), make.make_officer(school))
    address = reverse("office_student_edit", args=[student.pk])
    sent = opened(browser, address)
    start = threading.Barrier(4)
    before = Entry.objects.count()

    def save(number: int) -> int:
        client = Client()
        client.cookies = browser.cookies
        start.wait(120)
        try:
            return client.post(address, {**sent, "address": f"Лесная, {number}"}).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        answers = sorted(pool.map(save, range(4)))
    assert answers == [302, 409, 409, 409]
    assert Entry.objects.count() == before + 1
    assert Student.objects.get().address.startswith("Лесная, ")
