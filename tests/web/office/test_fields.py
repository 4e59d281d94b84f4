"""Which fields of cards, lists and workbooks a role reads (ACC-10, docs/developer/personal-data.md), both ways."""

from dataclasses import dataclass
from datetime import date
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from letopis.kernel.errors import NotVisible
from letopis.kernel.roles import Role
from letopis.school.classes.models import ClassGroup
from letopis.school.classes.queries import guardian_card, student_card
from letopis.school.people.models import Guardian, Person, Staff, Student
from letopis.school.people.queries import staff_card
from tests.crawl.routes import routes
from tests.factories import (
    actor_of,
    make_account,
    make_class,
    make_course,
    make_guardian,
    make_officer,
    make_report,
    make_school,
    make_staff,
    make_student,
    sign_in,
)

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite, pytest.mark.req("ACC-10")]

# What may be read of a person, as pages and workbooks print it.
STUDENT = ("13.05.2013", "111-223-344", "+7 900 111-11-11", "s@example.org", "Липовая", "Л-17", "Ладит", "pupil")
HEALTH = ("Вторая-здоровья", "Подготовительная-спорт")
GUARDIAN = ("+7 900 222-22-22", "g@example.org")
STAFF = ("+7 900 333-33-33", "t@example.org")

PRIVATE = {Role.DIRECTOR, Role.DEPUTY, Role.OPERATOR, Role.SYSTEM_ADMINISTRATOR, Role.STUDY_OFFICE}
OPEN = {Role.DISPATCHER, Role.METHODOLOGIST}
STAFF_PRIVATE = {Role.DIRECTOR, Role.DEPUTY, Role.OPERATOR, Role.SYSTEM_ADMINISTRATOR, Role.PERSONNEL}
KEEPERS = {Role.OPERATOR, Role.SYSTEM_ADMINISTRATOR, Role.STUDY_OFFICE}
EVERYBODY = sorted(PRIVATE | OPEN | STAFF_PRIVATE)


@dataclass
class Cards:
    """A student with a guardian, a colleague; every field filled in."""

    class_group: ClassGroup
    student: Student
    guardian: Guardian
    staff: Staff


@pytest.fixture
def cards() -> Cards:
    school = make_school()
    seventh = make_class(school, tutor=make_staff(school))
    student = make_student(
        seventh,
        "Зимина Анна Ильинична",
        file_number="Л-17",
        address="ул. Липовая, 3",
        note="Ладит с братом",
        health_group=HEALTH[0],
        sport_group=HEALTH[1],
    )
    guardian, staff = make_guardian(student), make_staff(school, "Юдина Ольга Петровна", hired_order="К-5")
    _fill(student.person, "1", "s@example.org")
    _fill(guardian.person, "2", "g@example.org")
    _fill(staff.person, "3", "t@example.org")
    make_account(student.person, username="pupil")
    make_account(guardian.person, username="parent")
    make_account(staff.person, username="colleague")
    return Cards(seventh, student, guardian, staff)


def _fill(person: Person, digit: str, email: str) -> None:
    person.birth_date, person.snils, person.email = "2013-05-13", f"{digit}1122334459", email
    person.phone = f"+7900{digit * 7}"
    person.save()


def page(client: Client, name: str, *args: int, **query: str) -> str:
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200, (name, answer.status_code)
    return answer.content.decode().replace("\u00a0", " ")


def workbook(client: Client, name: str, *args: int, **query: str) -> str:
    answer = client.get(reverse(name, args=args), {**query, "format": "xlsx"})
    assert answer.status_code == 200
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
    cells = [f"{cell:%d.%m.%Y}" if isinstance(cell, date) else str(cell) for row in rows for cell in row]
    return " ".join(cells).replace("\u00a0", " ")


def seen(text: str, fields: tuple[str, ...]) -> set[str]:
    return {field for field in fields if field in text}


@pytest.mark.parametrize("role", sorted(PRIVATE | OPEN))
def test_a_students_card(cards: Cards, role: Role):
    client = sign_in(Client(), make_officer(cards.student.school, role))
    text = page(client, "office_student", cards.student.pk)
    assert "Зимина" in text
    assert seen(text, STUDENT) == (set(STUDENT) if role in PRIVATE else set())
    assert seen(text, (*GUARDIAN, "parent")) == ({*GUARDIAN, "parent"} if role in PRIVATE else set())
    assert seen(text, HEALTH) == (set(HEALTH) if role in KEEPERS else set())


@pytest.mark.parametrize("role", sorted(PRIVATE | OPEN))
def test_a_guardians_card(cards: Cards, role: Role):
    client = sign_in(Client(), make_officer(cards.student.school, role))
    text = page(client, "office_person_guardian", cards.guardian.pk)
    assert "Зимина" in text
    shown = {field for field in ("222-22-22", "g@example.org", "parent") if field in text}
    assert shown == ({"222-22-22", "g@example.org", "parent"} if role in PRIVATE else set())


@pytest.mark.parametrize("role", EVERYBODY)
def test_a_colleagues_card(cards: Cards, role: Role):
    client = sign_in(Client(), make_officer(cards.staff.school, role))
    text = page(client, "office_person_staff", cards.staff.pk)
    assert "Юдина" in text
    shown = {field for field in ("333-33-33", "t@example.org", "colleague") if field in text}
    assert shown == ({"333-33-33", "t@example.org", "colleague"} if role in STAFF_PRIVATE else set())


@pytest.mark.parametrize("role", EVERYBODY)
@pytest.mark.parametrize("take", [page, workbook])
def test_the_lists_and_their_workbooks(cards: Cards, role: Role, take):
    client = sign_in(Client(), make_officer(cards.student.school, role))
    everybody = {"staff": ("Юдина", STAFF, STAFF_PRIVATE)}
    if role != Role.PERSONNEL:
        everybody["students"] = ("Зимина", ("13.05.2013", STUDENT[2], GUARDIAN[0]), PRIVATE)
        everybody["guardians"] = ("Зимина", GUARDIAN, PRIVATE)
    for kind, (name, fields, readers) in everybody.items():
        text = take(client, "office_people", kind=kind)
        assert name in text
        wanted = set(fields) if role in readers else set()
        # The page of employees has no column of e-mail.
        assert seen(text, fields) == (wanted - {STAFF[1]} if take is page and kind == "staff" else wanted)


@pytest.mark.parametrize("role", sorted(PRIVATE | OPEN))
@pytest.mark.parametrize("take", [page, workbook])
def test_the_list_of_a_class(cards: Cards, role: Role, take):
    client = sign_in(Client(), make_officer(cards.student.school, role))
    text = take(client, "office_class", cards.class_group.pk)
    assert "Зимина" in text
    fields = ("13.05.2013", STUDENT[2], GUARDIAN[0])
    assert seen(text, fields) == (set(fields) if role in PRIVATE else set())


@pytest.mark.parametrize("role", [Role.TUTOR, Role.TEACHER])
def test_a_class_teacher_reads_the_own_class_and_a_stranger_nothing(cards: Cards, role: Role):
    tutor = cards.class_group.tutors.get().staff
    card = student_card(actor_of(tutor, role), cards.student.pk)
    person = card.student.person
    assert (person.snils, card.student.address, card.student.health_group) == (
        "11122334459",
        "ул. Липовая, 3",
        HEALTH[0],
    )
    assert card.guardians[0].phone == "+79002222222"
    assert card.login == "pupil"
    for ask in (student_card, guardian_card, staff_card):
        with pytest.raises(NotVisible):
            ask(actor_of(cards.staff, role), cards.student.pk)


def test_what_is_not_for_the_reader_is_not_in_the_answer_of_the_query(cards: Cards):
    dispatcher = actor_of(make_officer(cards.student.school, Role.DISPATCHER), Role.DISPATCHER)
    card = student_card(dispatcher, cards.student.pk)
    for row, names in (
        (card.student, ("file_number", "address", "note", "health_group", "sport_group")),
        (card.student.person, ("birth_date", "snils", "phone", "email", "sex")),
        (guardian_card(dispatcher, cards.guardian.pk).guardian.person, ("birth_date", "snils", "phone", "email")),
        (staff_card(dispatcher, cards.staff.pk), ("hired_order", "dismissed_order")),
        (staff_card(dispatcher, cards.staff.pk).person, ("birth_date", "snils", "phone", "email")),
    ):
        assert [getattr(row, name) or "" for name in names] == [""] * len(names)
    assert card.logins == {}
    assert Student.objects.get(pk=cards.student.pk).address == "ул. Липовая, 3"


SECRET = (
    *STUDENT[1:3], *STUDENT[3:7], *HEALTH, *GUARDIAN, *STAFF, "11122334459", "21122334459", "31122334459",
    "+79001111111", "+79002222222", "+79003333333", "222-333-445", "111-223-344", "13.05.2013",
)  # fmt: skip


def test_a_dispatcher_finds_nothing_private_on_any_page_of_the_office(cards: Cards):
    """All addresses of the office, as pages and as workbooks, with the ids of the cards; and what «Найти» answers."""
    dispatcher = sign_in(Client(), make_officer(cards.student.school, Role.DISPATCHER))
    ids = {
        "student_id": cards.student.pk,
        "guardian_id": cards.guardian.pk,
        "staff_id": cards.staff.pk,
        "class_id": cards.class_group.pk,
        "course_id": make_course(cards.class_group, teacher=cards.staff).pk,
        "report_id": make_report(cards.class_group, student=cards.student).pk,
    }
    people = [one.person_id for one in (cards.student, cards.guardian, cards.staff)]
    opened = []
    for route in routes():
        if not route.path.startswith(("office/", "account/slips")):
            continue
        for person in people if "person_id" in route.parameters else people[:1]:
            known = {**ids, "person_id": person, "kind": "quarter", "iso": "2026-11-23"}
            address = reverse(route.name, kwargs={name: known.get(name, 1) for name in route.parameters})
            for asked in ("", "?kind=students", "?kind=guardians", "?kind=staff", "?find=Зимина"):
                answer = dispatcher.get(address + asked, follow=True)
                if answer.status_code in (404, 405):
                    break  # neither a kind nor a search opens what is closed, or is no page
                if answer.status_code == 200 and not answer.streaming:
                    opened.append(route.name)
                    assert seen(answer.content.decode().replace("\u00a0", " "), SECRET) == set(), address + asked
            file = dispatcher.get(address, {"format": "xlsx"})
            if file.get("Content-Type", "").endswith("sheet"):
                assert seen(workbook(dispatcher, route.name, *(known.get(n, 1) for n in route.parameters)), SECRET) == (
                    set()
                ), address
    assert {"office_student", "office_person_guardian", "office_person_staff", "office_people", "office_class"} <= {
        *opened
    }
    for text in ("Зимина", "9002222222", "Юдина", "Л-17"):
        lines = dispatcher.post(reverse("find"), {"text": text}).content.decode().replace("\u00a0", " ")
        # What was typed stands in the field.
        assert seen(lines, SECRET) <= {text}, text
