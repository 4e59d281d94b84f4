"""«Найти»: whom each role finds, and by what; how namesakes are told apart."""

from datetime import date

import pytest

from letopis.kernel.roles import Role
from letopis.school.classes.queries import find
from tests.factories import actor_of as actor
from tests.factories import (
    make_class,
    make_guardian,
    make_officer,
    make_school,
    make_staff,
    make_student,
    make_students,
    nobody,
)

pytestmark = [pytest.mark.django_db, pytest.mark.req("CON-01")]


class House:
    """A class with a student and the mother, a colleague, another class with a namesake."""

    def __init__(self) -> None:
        self.school = make_school()
        self.tutor = make_staff(self.school, "Климова Вера Ильинична")
        self.seven, self.eight = make_class(self.school, "7А", tutor=self.tutor), make_class(self.school, "8Б")
        self.pupil = make_student(self.seven, "Королёв Пётр Ильич", file_number="К-15")
        self.twin = make_student(self.eight, "Королёв Пётр Ильич")
        self.mother = make_guardian(self.pupil, full_name="Соколова Инна Олеговна")
        self.mother.person.phone = "+79001234567"
        self.mother.person.save()
        self.colleague = make_staff(self.school, "Орлов Глеб Петрович", position="Учитель химии")
        self.colleague.person.phone = "+79005550011"
        self.colleague.person.save()
        make_student(make_class(make_school(), "7А"), "Королёв Чужой")

    def found(self, text: str, role: Role = Role.OPERATOR) -> list[tuple[str, str, str]]:
        who = nobody(self.school, role)
        if role == Role.TUTOR:
            who = actor(self.tutor, role)
        return [(one.kind, one.name, one.about) for one in find(who, text).rows]


@pytest.fixture
def house() -> House:
    return House()


PUPIL = ("student", "Королёв Пётр Ильич", "7А")
TWIN = ("student", "Королёв Пётр Ильич", "8Б")
MOTHER = ("guardian", "Соколова Инна Олеговна", "мать: Королёв Пётр, 7А")
COLLEAGUE = ("staff", "Орлов Глеб Петрович", "Учитель химии")


def test_by_any_part_in_any_order_on_any_keyboard(house):
    for text in ("королёв", "КОРОЛЕВ", "ролев пет", "пётр королев", "rjhjk`d", "rjhjktd gtnh", "п королев"):
        assert house.found(text) == [PUPIL, TWIN], text
    assert house.found("королев 7а") == house.found("7a королёв") == [PUPIL]
    assert house.found("Инна") == [MOTHER]
    assert house.found("королев сидор") == []
    assert house.found("  ") == []


def test_by_telephone_and_file_number(house):
    for text in ("8 900 123-45-67", "8(900)1234567", "900.123.45", "123-45-67", "+79001234567", "соколова 4567"):
        assert house.found(text) == [MOTHER], text
    for text in ("к-15", "K-15", "К15", "№ К-15", "к/15", "r-15", "к 15", "королев к15"):
        assert house.found(text) == [PUPIL], text
    assert find(nobody(house.school, Role.OPERATOR), "1234567").rows[0].phone == "+79001234567"


@pytest.mark.req("ACC-10")
def test_by_a_former_surname_for_who_reads_private_data(house, django_assert_num_queries):
    for person, former in ((house.pupil.person, "Воронин до 12.10.2026"), (house.mother.person, "Галкина")):
        person.former_surnames = former
        person.save()
    renamed = ("student", "Королёв Пётр Ильич (до 12.10 Воронин)", "7А")
    mother = ("guardian", "Соколова Инна Олеговна (прежде Галкина)", MOTHER[2])
    for text in ("воронин", "djhjyby", "ворон пётр", "воронин 7а"):
        assert house.found(text) == house.found(text, Role.TUTOR) == house.found(text, Role.DEPUTY) == [renamed], text
    assert house.found("галкина инна") == house.found("галкина", Role.TUTOR) == [mother]
    assert house.found("королев 7а") == [PUPIL], "nobody is told more than was asked"
    for role in (Role.DISPATCHER, Role.PERSONNEL, Role.TEACHER, Role.STUDENT, Role.GUARDIAN):
        assert house.found("воронин", role) == house.found("галкина", role) == [], role
    who = nobody(house.school, Role.OPERATOR)
    with django_assert_num_queries(3):
        find(who, "воронин")


def test_a_class_comes_before_its_people(house):
    assert house.found("8б") == [("class", "8Б", ""), TWIN]
    assert [kind for kind, *_ in house.found("7")][:1] == ["class"]


@pytest.mark.req("ACC-10")
def test_each_role_finds_those_whom_it_sees_and_nobody_by_what_it_does_not_read(house):
    everywhere = "о"  # an initial of all
    assert house.found("глеб", Role.DISPATCHER) == [COLLEAGUE]
    assert house.found("инна", Role.DISPATCHER) == [MOTHER]
    assert house.found("4567", Role.DISPATCHER) == house.found("к-15", Role.DISPATCHER) == []
    assert house.found("королев", Role.PERSONNEL) == []
    assert house.found("5550011", Role.PERSONNEL) == [COLLEAGUE]
    assert house.found("5550011", Role.STUDY_OFFICE) == []
    assert house.found("королев", Role.TUTOR) == [PUPIL]
    assert house.found("4567", Role.TUTOR) == [MOTHER]
    assert house.found("глеб", Role.TUTOR) == []
    assert house.found("8б", Role.TUTOR) == []
    for role in (Role.TEACHER, Role.STUDENT, Role.GUARDIAN, Role.EXTERNAL):
        assert house.found(everywhere, role) == house.found("королев", role) == []


def test_namesakes_of_one_class_are_told_apart_by_the_least(house):
    again = make_student(house.seven, "Королёв Пётр Ильич")
    again.person.birth_date = date(2013, 5, 2)
    again.person.save()
    house.pupil.person.birth_date = date(2014, 3, 1)
    house.pupil.person.save()
    names = [name for _, name, about in house.found("королев") if about == "7А"]
    assert sorted(names) == ["Королёв Пётр Ильич, 01.03.2014", "Королёв Пётр Ильич, 02.05.2013"]


def test_who_has_left_comes_last(house):
    house.pupil.memberships.update(ends_on=date(2026, 10, 1))
    assert house.found("королев") == [TWIN, ("student", "Королёв Пётр Ильич", "без класса")]
    house.colleague.dismissed_on = date(2026, 10, 1)
    house.colleague.save()
    assert house.found("орлов") == [("staff", "Орлов Глеб Петрович", "Учитель химии, увольнение 01.10.2026")]


@pytest.mark.parametrize("number", [1, 30])
def test_queries_stay_constant(number, house, django_assert_num_queries):
    for student in make_students(house.seven, number):
        make_guardian(student)
    who = actor(make_officer(house.school), Role.OPERATOR)
    with django_assert_num_queries(4):
        assert find(who, "тестович").rows
    with django_assert_num_queries(0):
        find(who, " ")
