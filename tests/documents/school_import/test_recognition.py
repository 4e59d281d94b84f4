"""Who of the file is who of the base: nobody becomes a second person in silence, what was ended by hand stays ended."""

from datetime import date

import pytest

from letopis.documents.sheets.problems import Answers
from letopis.kernel.actor import Actor
from letopis.school.classes.intake import put_places, put_tutors
from letopis.school.classes.models import ClassTutor, Membership, SubgroupMembership
from letopis.school.history.intake import Put
from letopis.school.organisation.models import School
from letopis.school.people.intake import put_guardianships
from letopis.school.people.models import Guardian, Guardianship, Person, Student
from tests.documents.school_import.school import SHEETS, STAFF, Book, errors, load, look

pytestmark = [pytest.mark.django_db, pytest.mark.req("ORG-02", "CON-01")]


@pytest.fixture
def school(book: Book) -> School:
    """The school, loaded; the book keeps the list of students alone."""
    made = load(book.xlsx())[1]
    book.sheets = {name: book[name] for name in ("Ученики", "Родители")}
    return made


def test_a_changed_surname_is_asked_about_and_the_answer_is_remembered(book: Book, school: School) -> None:
    del book.sheets["Родители"]
    book["Ученики", 10, 2] = "Ветрова Яна Егоровна"
    found = look(book.xlsx(), school=school)
    assert errors(found) == [("Ученики", 10, "вся строка", "who_is_it")]
    (question,) = [one for one in found.questions if one.cause.startswith("who_is_it")]
    message = found.problems[0].message
    assert "Ветрова Яна Егоровна, 09.01.2010" in message
    assert "Сомова Яна Егоровна, 09.01.2010" in message
    cause = question.cause
    number = Person.objects.count()
    again = look(book.xlsx(), school=school, answers=Answers(causes={cause: "new"}))
    assert again.draft.counts.created["students"] == 1
    load(book.xlsx(), school=school, answers=Answers(causes={cause: "same"}))
    assert Person.objects.count() == number
    assert Student.objects.get(person__name="Яна").person.surname == "Ветрова"
    assert look(book.xlsx(), school=school).problems == []


def test_the_same_snils_is_the_same_person_and_the_new_name_is_told(book: Book, school: School) -> None:
    del book.sheets["Родители"]
    book["Ученики", 4, 2] = "Синицына Алёна Игоревна"
    found = look(book.xlsx(), school=school)
    assert [(one.code, one.row) for one in found.problems] == [("renamed", 4)]
    assert found.draft.counts.created["students"] == 0


def test_a_namesake_without_a_birth_date_in_another_class(book: Book, school: School) -> None:
    del book.sheets["Родители"]
    rows = book["Ученики"]
    del rows[3:8], rows[4:]
    rows[3][3:5] = ["", "5А"]  # Лапин of 5Б
    found = look(book.xlsx(), school=school)
    assert errors(found) == [("Ученики", 4, "вся строка", "who_is_it")]


def test_a_guardian_without_a_phone_is_asked_about(book: Book, school: School) -> None:
    del book.sheets["Ученики"]
    rows = book["Родители"]
    del rows[3:]
    rows[2][1:3] = ["Саидова Ситора", "5Б"]
    rows[2][5] = ""
    number = Guardian.objects.count()
    found = look(book.xlsx(), school=school)
    assert errors(found) == [("Родители", 3, "вся строка", "who_is_it")]
    cause = found.questions[0].cause
    load(book.xlsx(), school=school, answers=Answers(causes={cause: "same"}))
    assert Guardian.objects.count() == number
    assert Guardianship.objects.filter(student__person__name="Ситора", guardian__person__name="Нина").count() == 1
    assert errors(look(book.xlsx(), school=school)) == []


def test_rows_of_one_name_without_a_phone(book: Book) -> None:
    """Of a family they are one guardian; else they are asked about."""
    book["Ученики", 7, 2] = "Гасанова Ситора Натиг кызы"
    book["Родители"][2:] = [
        [1, "Гасанов Руслан Натиг оглы", "5А", "Гасанова Лейла", "мать", "", ""],
        [2, "Гасанова Ситора Натиг кызы", "5Б", "Гасанова Лейла", "мать", "", ""],
        [3, "Лапин Иван Юрьевич", "5Б", "Гасанова Лейла", "опекун", "", ""],
    ]
    found = look(book.xlsx())
    assert errors(found) == [("Родители", 5, "вся строка", "one_guardian")]
    assert found.draft.counts.created["guardians"] == 1
    made = {one: look(book.xlsx(), answers=Answers(causes={"one_guardian": one})) for one in ("same", "new")}
    assert {one: found.draft.counts.created["guardians"] for one, found in made.items()} == {"same": 1, "new": 2}


@pytest.mark.parametrize("answer", ["same", "new"])
def test_what_was_answered_of_rows_of_one_name_is_not_asked_again(book: Book, answer: str) -> None:
    book["Родители"][2:] = [
        [1, "Гасанов Руслан Натиг оглы", "5А", "Гасанова Лейла", "мать", "", ""],
        [2, "Лапин Иван Юрьевич", "5Б", "Гасанова Лейла", "опекун", "", ""],
    ]
    assert [one[3] for one in errors(look(book.xlsx()))] == ["one_guardian"]
    _, school = load(book.xlsx(), answers=Answers(causes={"one_guardian": answer}))
    found = look(book.xlsx(), school=school)
    assert (errors(found), found.draft.counts.created["guardians"]) == ([], 0)
    assert Guardian.objects.count() == {"same": 1, "new": 2}[answer]


def test_a_guardianship_ended_by_hand_stays_ended(book: Book, school: School) -> None:
    link = Guardianship.objects.get(student__person__name="Алёна")
    put = Put.change(link)
    link.ends_on = date(2026, 10, 12)
    put_guardianships(Actor.system(school.pk), [put])
    found = look(book.xlsx(), school=school)
    assert [(one.code, one.level, one.row) for one in found.problems] == [("guardian_ended", "warning", 3)]
    assert "12.10.2026" in found.problems[0].message
    load(book.xlsx(), school=school)
    assert Guardianship.objects.filter(student=link.student).count() == 1
    load(book.xlsx(), school=school, answers=Answers(causes={"guardian_ended": "restore"}))
    assert Guardianship.objects.get(student=link.student, ends_on=None).starts_on > date(2026, 10, 12)


def test_a_tutor_and_a_place_in_a_subgroup_ended_by_hand_stay_ended(book: Book, school: School) -> None:
    tutor = ClassTutor.objects.get(class_group__name="5А")
    place = SubgroupMembership.objects.get(student__person__name="Пётр")
    for row, put in ((tutor, put_tutors), (place, put_places)):
        change = Put.change(row)
        row.ends_on = row.starts_on
        put(Actor.system(school.pk), [change])
    book.sheets = SHEETS
    found = look(book.xlsx(), school=school)
    assert {one.code for one in found.problems} == {"tutor_ended", "place_ended"}
    assert not any(found.draft.counts.created.values())
    again = {"tutor_ended": "restore", "place_ended": "restore"}
    load(book.xlsx(), school=school, answers=Answers(causes=again))
    assert ClassTutor.objects.filter(class_group__name="5А", ends_on=None).count() == 1
    assert SubgroupMembership.objects.filter(student__person__name="Пётр", ends_on=None).count() == 1


@pytest.mark.req("CON-02")
def test_lists_of_the_next_year_move_nobody_in_this_one(book: Book, school: School) -> None:
    del book.sheets["Родители"]
    for row in book["Ученики"][3:-1]:
        row[4:5] = [{"5": "6А", "1": "11А"}[str(row[4])[0]]] if row else []
    before = list(Membership.objects.order_by("pk").values("class_group__name", "starts_on", "ends_on"))
    found = look(book.xlsx(), school=school)
    assert [(one.code, one.row) for one in found.problems if one.level == "error"] == [("next_year", 0)]
    load(book.xlsx(), school=school, leave_out=True)
    assert list(Membership.objects.order_by("pk").values("class_group__name", "starts_on", "ends_on")) == before
    found, _ = load(book.xlsx(), school=school, answers=Answers(causes={"which_year": "2027/2028"}), leave_out=True)
    assert found.year == "2027/2028"
    this_year = Membership.objects.filter(class_group__year__name="2026/2027").order_by("pk")
    assert [one.class_group.name for one in this_year] == [one["class_group__name"] for one in before]
    assert {one.ends_on for one in this_year if one.student.person.name != "Иван"} <= {None, date(2027, 8, 31)}
    # A file that names no year is for the running one still.
    del book.sheets["Ученики"]
    book.sheets["Сотрудники"] = STAFF
    assert look(book.xlsx(), school=school).year == "2026/2027"


def test_the_day_in_a_title_says_which_year(book: Book) -> None:
    book["Школа", 7, 2] = ""
    book["Учебный план", 1, 1] = "Учебный план"
    book["Школа", 10, 1] = "Классы-комплекты на 01.09.2027"
    assert look(book.xlsx()).year == "2027/2028"
