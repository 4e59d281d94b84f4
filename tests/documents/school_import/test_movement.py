"""Who is found new, elsewhere or gone by a list: the first one founds a class, a later one drafts orders (CON-02)."""

from datetime import date
from typing import Any

import pytest
from django.db import transaction
from time_machine import Traveller

from letopis.documents.school_import import runs, service
from letopis.documents.school_import.models import RunState
from letopis.documents.school_import.undoing import undo
from letopis.kernel.actor import Actor
from letopis.kernel.errors import Refused
from letopis.school.classes.actions import delete_order, expel, sign_order, transfer
from letopis.school.classes.enums import OrderKind, OrderStatus
from letopis.school.classes.models import ClassGroup, Membership, Order, OrderLine, SubgroupMembership
from letopis.school.history.verification import verify
from letopis.school.organisation.models import School
from letopis.school.people.models import Student
from tests.documents.school_import.school import Book, load, look

pytestmark = [pytest.mark.django_db, pytest.mark.req("CON-02", "ORG-02")]


@pytest.fixture
def school(book: Book) -> School:
    """The school, loaded in November."""
    return load(book.xlsx())[1]


def student(name: str) -> Student:
    return Student.objects.select_related("person").get(person__name=name)


def stays(name: str) -> list[tuple[str, date, date | None]]:
    rows = Membership.objects.filter(student__person__name=name).order_by("starts_on")
    return [(one.class_group.name, one.starts_on, one.ends_on) for one in rows]


def drafts() -> list[Order]:
    return list(Order.objects.filter(status=OrderStatus.DRAFT).order_by("kind", "effective_on"))


def lines(order: Order) -> list[tuple[str, str, str, date]]:
    rows = order.lines.select_related("student__person", "class_from", "class_to", "order").order_by("pk")
    return [
        (
            one.student.person.name,
            one.class_from.name if one.class_from else "",
            one.class_to.name if one.class_to else "",
            one.day,
        )
        for one in rows
    ]


def written(found: service.Preview) -> tuple[dict[str, int], dict[str, int]]:
    counts = found.draft.counts
    return {k: n for k, n in counts.created.items() if n}, {k: n for k, n in counts.changed.items() if n}


def office(school: School) -> Actor:
    return Actor.system(school.pk, "Лукин Д. С.")


def sign(school: School, order: Order, number: str = "5-у") -> None:
    sign_order(office(school), order_id=order.pk, version=order.version, number=order.number or number)


def add(book: Book, *cells: Any) -> None:
    book["Ученики"].insert(-1, list(cells))


def test_the_first_lists_are_signed_orders_with_lines(school: School, book: Book) -> None:
    told = {(one.kind, one.number): lines(one) for one in Order.objects.filter(status=OrderStatus.SIGNED)}
    first = date(2026, 9, 1)
    assert told == {
        ("enrol", "17-у"): [("Алёна", "", "5А", first)],
        ("enrol", "18-у"): [("Руслан", "", "5А", first)],
        ("enrol", "99-у"): [("Пётр", "", "5А", date(2026, 10, 5))],
        ("enrol", ""): [("Ситора", "", "5Б", first), ("Иван", "", "5Б", first), ("Яна", "", "10А", first)],
        ("expel", "120-у"): [("Иван", "5Б", "", date(2026, 10, 16))],
    }
    assert drafts() == []
    orders = OrderLine.objects.count()
    # A number that the list names later takes the place of none.
    book["Ученики", 7, 7], book["Ученики", 7, 8] = "01.09.2026", "21-у"
    assert written(load(book.xlsx(), school=school)[0]) == ({}, {"students": 1})
    assert student("Ситора").memberships.get().enrolled_by.number == "21-у"
    assert OrderLine.objects.count() == orders
    assert verify(school.pk).findings == []


def test_later_lists_draft_what_they_find(book: Book, school: School) -> None:
    before = {name: stays(name) for name in ("Ситора", "Руслан")}
    book["Ученики", 7, 5] = "5А"  # Ситора, from 5Б
    book["Ученики", 5, 11], book["Ученики", 5, 12] = "20.11.2026", "130-у"  # Руслан has left
    book["Ученики", 10, 5] = "5В"  # Яна, to a class that nobody has been in
    book["Школа"].insert(-1, ["5В", "", 1, 1, "", ""])
    add(book, 7, "Юдина Анна Олеговна", "ж", "03.03.2015", "5Б", "", "", "", "", "да")
    add(book, 8, "Юдин Олег Олегович", "м", "03.03.2016", "5Б", "", "16.11.2026", "125-у", "", "да")
    add(book, 9, "Новых Вера Олеговна", "ж", "03.04.2015", "5В", "", "", "", "", "да")
    found = load(book.xlsx(), school=school, leave_out=True)[0]
    assert found.draft.counts.created["orders"] == 4
    today = date(2026, 11, 23)
    told = {(one.kind, one.number, one.date): lines(one) for one in drafts()}
    assert told == {
        ("enrol", "", today): [("Анна", "", "5Б", today)],
        ("enrol", "125-у", date(2026, 11, 16)): [("Олег", "", "5Б", date(2026, 11, 16))],
        ("transfer", "", today): [("Ситора", "5Б", "5А", today), ("Яна", "10А", "5В", today)],
        ("expel", "130-у", date(2026, 11, 20)): [("Руслан", "5А", "", date(2026, 11, 20))],
    }
    assert {name: stays(name) for name in before} == before
    place = SubgroupMembership.objects.get(student=student("Руслан"))
    assert place.ends_on is None
    assert stays("Вера") == [("5В", date(2026, 9, 1), None)]  # its first list founds a class
    assert stays("Анна") == stays("Олег") == []
    json = found.as_json()["orders"]
    assert [(one["kind"], one["count"]) for one in json] == [
        ("Об отчислении", 1),
        ("О переводе", 2),
        ("О зачислении", 1),
        ("О зачислении", 1),
    ]
    assert json[1]["students"][0] == {
        "name": "Саидова Ситора",
        "from": "5Б",
        "to": "5А",
        "day": "2026-11-23",
        "sheet": "Ученики",
        "row": 7,
    }
    # Once more: nobody is drafted twice; of another class it is told.
    assert written(load(book.xlsx(), school=school, leave_out=True)[0]) == ({}, {})
    book["Ученики", 7, 5] = "10А"
    again = load(book.xlsx(), school=school, leave_out=True)[0]
    assert "Саидова Ситора: в проекте приказа другой класс, 5А" in " ".join(one.message for one in again.problems)
    assert len(drafts()) == 4
    book["Ученики", 7, 5] = "5А"
    # Signed, everybody is where the lists say; the next load finds nothing, but places in subgroups.
    for number, order in enumerate(drafts()):
        sign_order(
            office(school),
            order_id=order.pk,
            version=order.version,
            number=order.number or f"{number}-д",
            **({"even_with_grades": True} if order.kind == OrderKind.TRANSFER else {}),
        )
    assert stays("Ситора") == [("5Б", date(2026, 9, 1), date(2026, 11, 22)), ("5А", today, None)]
    assert stays("Руслан") == [("5А", date(2026, 9, 1), date(2026, 11, 20))]
    place.refresh_from_db()
    assert place.ends_on == date(2026, 11, 20)
    assert stays("Олег") == [("5Б", date(2026, 11, 16), None)]
    assert written(load(book.xlsx(), school=school, leave_out=True)[0]) == ({}, {})
    assert verify(school.pk).findings == []


def test_places_in_subgroups_follow_the_order(book: Book) -> None:
    book["Ученики", 4, 5] = "5Д"
    _, school = load(book.xlsx(), leave_out=True)
    book["Ученики", 4, 5] = "5А"
    load(book.xlsx(), school=school)
    (order,) = drafts()
    assert lines(order) == [("Алёна", "", "5А", date(2026, 9, 1))]
    sign(school, order)
    assert written(load(book.xlsx(), school=school)[0]) == ({"subgroup_members": 1}, {})
    assert SubgroupMembership.objects.get(student=student("Алёна")).starts_on == date(2026, 9, 1)


def test_before_the_year_begins_lists_are_written_as_they_stand(book: Book, moment: Traveller) -> None:
    moment.move_to("2026-08-20T10:00:00+03:00")
    _, school = load(book.xlsx())
    book["Ученики", 7, 5] = "5А"
    add(book, 7, "Юдина Анна Олеговна", "ж", "03.03.2015", "5Б", "", "", "", "", "да")
    assert load(book.xlsx(), school=school)[0].draft.orders == []
    assert (stays("Ситора"), stays("Анна")) == ([("5А", date(2026, 9, 1), None)], [("5Б", date(2026, 9, 1), None)])
    of_lists = Order.objects.get(kind=OrderKind.ENROL, number="")
    assert {one[0]: one[2] for one in lines(of_lists)} == {"Ситора": "5А", "Иван": "5Б", "Яна": "10А", "Анна": "5Б"}
    assert written(load(book.xlsx(), school=school)[0]) == ({}, {})


def test_a_list_that_is_older_than_the_base_moves_nobody_back(book: Book, school: School) -> None:
    group = ClassGroup.objects.get(name="5А")
    child = student("Ситора").pk
    transfer(office(school), student_id=child, class_id=group.pk, starts_on=date(2026, 12, 1))
    expel(office(school), student_id=student("Руслан").pk, last_day=date(2026, 11, 20))
    assert written(load(book.xlsx(), school=school)[0]) == ({}, {})  # still in 5Б, and gone
    book["Ученики", 7, 5] = "10А"
    book["Ученики", 5, 11] = "12.11.2026"
    told = " ".join(one.message for one in load(book.xlsx(), school=school)[0].problems)
    assert "Саидова Ситора: по базе с 01.12.2026 в 5А, список этого не меняет" in told
    assert "по списку выбытие 12.11.2026, в базе последний день 20.11.2026" in told
    assert drafts() == []
    # Whoever is said to have come again comes by an order.
    book["Ученики", 5, 11], book["Ученики", 5, 7] = "", "23.11.2026"
    load(book.xlsx(), school=school)
    assert [lines(one) for one in drafts()] == [[("Руслан", "", "5А", date(2026, 11, 23))]]


def test_undoing_a_load_takes_its_drafts_along(book: Book, school: School) -> None:
    book["Ученики", 7, 5] = "5А"
    book["Ученики", 5, 11] = "20.11.2026"
    path = book.xlsx()
    run = runs.claim_for(office(school), [path])
    found, _ = service.apply(service.read([path]), school=school, actor=office(school))
    runs.finish(run, RunState.DONE, preview={"size": found.draft.size}, entries=found.draft.entries)
    leaving, moving = drafts()
    with transaction.atomic():
        sign(school, moving)
        with pytest.raises(Refused, match="Изменено позже, «Приказы»"):
            undo(office(school), run)
        transaction.set_rollback(True)
    delete_order(office(school), order_id=leaving.pk, version=leaving.version)  # what is gone is in nobody's way
    undo(office(school), run)
    assert not drafts()
    assert not OrderLine.objects.filter(order__status=OrderStatus.DRAFT).exists()


def test_a_number_of_another_order_is_noted_beside_the_line(book: Book, school: School) -> None:
    add(book, 7, "Юдина Анна Олеговна", "ж", "03.03.2015", "5А", "", "20.08.2022", "17-у", "", "да")
    load(book.xlsx(), school=school)
    (order,) = drafts()
    assert (order.number, order.lines.get().note) == ("", "По списку: приказ № 17-у от 20.08.2022")


def test_planning_says_it_and_writes_nothing(book: Book, school: School) -> None:
    book["Ученики", 7, 5] = "5А"
    found = look(book.xlsx(), school=school)
    assert [one.as_json()["id"] for one in found.draft.orders] == [None]
    assert drafts() == []
