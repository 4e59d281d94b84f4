"""Cards of people: made, changed, attached; doubles warned; rights both ways."""

from datetime import date

import pytest

from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.roles import Role
from letopis.school.history.models import Entry
from letopis.school.people.actions import (
    StaffDraft,
    StudentDraft,
    attach_guardian,
    create_guardian,
    create_staff,
    create_student,
    detach_guardian,
    update_guardian,
    update_staff,
    update_student,
)
from letopis.school.people.intake import PersonDraft
from letopis.school.people.models import Guardian, Person, Staff, Student, employed
from letopis.school.people.queries import staff_choices, staff_rows
from letopis.school.people.rules import has_left
from tests.factories import (
    TODAY,
    actor_of,
    make_class,
    make_guardian,
    make_officer,
    make_school,
    make_staff,
    make_student,
)

pytestmark = [pytest.mark.django_db, pytest.mark.req("CON-01")]

ANNA = PersonDraft("Королёва", "Анна", "Игоревна", "f", date(2014, 3, 1), "112-233-445 95", "8 900 123-45-67")


@pytest.fixture
def office(school):
    return actor_of(make_officer(school), Role.OPERATOR)


def test_a_student_is_put_right_and_written(office):
    student = create_student(office, person=ANNA, card=StudentDraft(address=" Мира,  5 "))
    person = Person.objects.get(pk=student.person_id)
    assert (person.snils, person.phone) == ("11223344595", "+79001234567")
    assert person.search_key == "королева анна игоревна"
    assert student.address == "Мира, 5"
    assert list(Entry.objects.values_list("action", "student_id")) == [
        ("create_person", None),
        ("create_student", student.pk),
    ]
    update_student(office, student_id=student.pk, person=ANNA, card=StudentDraft(address="Мира, 5"))
    assert Entry.objects.count() == 2


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"surname": " "}, "surname"),
        ({"name": "Анна2"}, "name"),
        ({"patronymic": "и" * 81}, "patronymic"),
        ({"snils": "112-233-445 96"}, "snils"),
        ({"phone": "спросить"}, "phone"),
        ({"email": "мама"}, "email"),
        ({"birth_date": date(2027, 1, 1)}, "birth_date"),
        ({"sex": "x"}, "sex"),
    ],
)
def test_faults_are_refused_with_their_field(office, changed, field):
    with pytest.raises(Refused) as refused:
        create_student(office, person=PersonDraft(**{"surname": "Иванова", "name": "Анна", **changed}))
    assert refused.value.field == field
    assert Person.objects.filter(student__isnull=False).count() == 0


def test_doubles_are_warned_and_the_same_snils_is_refused(office):
    create_student(office, person=ANNA)
    twin = PersonDraft("Королева", "Анна", birth_date=date(2014, 3, 1))
    with pytest.raises(Refused, match="Королёва Анна Игоревна, 01.03.2014, ученик") as refused:
        create_student(office, person=twin)
    assert refused.value.code == "alike"
    create_student(office, person=twin, even_if_alike=True)
    with pytest.raises(Refused, match="СНИЛС уже"):
        create_student(office, person=ANNA, even_if_alike=True)
    other = create_student(office, person=PersonDraft("Королёва", "Анна", birth_date=date(2013, 3, 1)))
    with pytest.raises(Refused, match="СНИЛС уже"):
        update_student(office, student_id=other.pk, person=ANNA, card=StudentDraft())
    assert Student.objects.count() == 3


def test_one_guardian_of_two_children(office, school):
    seven, five = make_class(school, "7А"), make_class(school, "5Б")
    anna, boris = make_student(seven), make_student(five)
    mother = PersonDraft("Королёва", "Ирина", "Олеговна", phone="900 765-43-21")
    guardian = create_guardian(office, student_id=anna.pk, person=mother, kinship="mother")
    attach_guardian(office, person_id=guardian.person_id, student_id=boris.pk, kinship="mother")
    assert Guardian.objects.count() == 1
    assert set(guardian.guardianships.values_list("student_id", flat=True)) == {anna.pk, boris.pk}
    with pytest.raises(Refused, match="уже в карточке"):
        attach_guardian(office, person_id=guardian.person_id, student_id=boris.pk, kinship="mother")
    detach_guardian(office, guardian_id=guardian.pk, student_id=boris.pk, ends_on=date(2026, 11, 30))
    assert guardian.guardianships.get(student=boris).ends_on == date(2026, 11, 30)
    update_guardian(office, guardian_id=guardian.pk, person=PersonDraft("Королёва", "Ирина", "Олеговна"))
    guardian.person.refresh_from_db()
    assert guardian.person.phone == ""


def test_an_employee_may_be_a_guardian_but_nobody_the_own(office, school):
    student = make_student(make_class(school))
    teacher = make_staff(school)
    attach_guardian(office, person_id=teacher.person_id, student_id=student.pk, kinship="father")
    assert Guardian.objects.get().person_id == teacher.person_id
    with pytest.raises(Refused):
        attach_guardian(office, person_id=student.person_id, student_id=student.pk, kinship="father")
    with pytest.raises(Refused):
        attach_guardian(office, person_id=make_staff(school).person_id, student_id=student.pk, kinship="кум")


@pytest.mark.req("HR-01")
def test_staff(office):
    orlova = PersonDraft("Орлова", "Елена", "Викторовна")
    staff = create_staff(office, person=orlova, card=StaffDraft(position="Учитель", hired_on=date(2020, 9, 1)))
    assert [row.name for row in staff_rows(office, text="орл").all()] == ["Орлова Елена Викторовна"]
    with pytest.raises(Refused, match="Увольнение раньше"):
        update_staff(
            office,
            staff_id=staff.pk,
            person=orlova,
            card=StaffDraft(hired_on=date(2020, 9, 1), dismissed_on=date(2020, 8, 1)),
        )
    # From the day of the dismissal on nobody works: the list, the choices and the rule agree.
    for day, works in ((date(2026, 11, 24), True), (date(2026, 11, 23), False), (date(2026, 11, 22), False)):
        update_staff(office, staff_id=staff.pk, person=orlova, card=StaffDraft(dismissed_on=day))
        assert has_left(day, TODAY) is not works
        assert Staff.objects.filter(employed(TODAY), pk=staff.pk).exists() is works
        assert (staff.pk in [one.id for one in staff_choices(staff.school_id, TODAY)]) is works
        assert [row.id for row in staff_rows(office, text="викт елена", dismissed=not works).all()] == [staff.pk]
    assert [row.id for row in staff_rows(office, text="орл").all()] == []
    assert [row.id for row in staff_rows(office, text="викт елена", dismissed=True).all()] == [staff.pk]


def everything(who, student, guardian, staff):
    draft = PersonDraft("Новая", "Анна")
    return [
        lambda: create_student(who, person=draft),
        lambda: update_student(who, student_id=student.pk, person=draft, card=StudentDraft()),
        lambda: create_guardian(who, student_id=student.pk, person=draft, kinship="other"),
        lambda: attach_guardian(who, person_id=staff.person_id, student_id=student.pk, kinship="other"),
        lambda: detach_guardian(who, guardian_id=guardian.pk, student_id=student.pk, ends_on=date(2026, 11, 1)),
        lambda: update_guardian(who, guardian_id=guardian.pk, person=draft),
    ]


@pytest.mark.req("ACC-01")
def test_who_may_not(school):
    student = make_student(make_class(school))
    guardian, staff = make_guardian(student), make_staff(school)
    foreign = actor_of(make_officer(make_school()), Role.OPERATOR)
    for act in everything(foreign, student, guardian, staff)[1:]:
        with pytest.raises(NotVisible):
            act()
    for role in (Role.TEACHER, Role.TUTOR, Role.PERSONNEL, Role.GUARDIAN):
        for act in everything(actor_of(staff, role), student, guardian, staff):
            with pytest.raises(NotVisible):
                act()
    for role in (Role.DEPUTY, Role.DIRECTOR, Role.DISPATCHER):
        for act in everything(actor_of(staff, role), student, guardian, staff):
            with pytest.raises(Refused):
                act()
    assert Entry.objects.filter(school=school).count() == 0


@pytest.mark.req("ACC-01")
def test_who_keeps_staff(school):
    staff = make_staff(school)
    draft = PersonDraft("Новая", "Анна")
    assert create_staff(actor_of(staff, Role.PERSONNEL), person=draft)
    for role, error in ((Role.STUDY_OFFICE, Refused), (Role.DEPUTY, Refused), (Role.TEACHER, NotVisible)):
        with pytest.raises(error):
            create_staff(actor_of(staff, role), person=draft)
        with pytest.raises(error):
            update_staff(actor_of(staff, role), staff_id=staff.pk, person=draft, card=StaffDraft())
