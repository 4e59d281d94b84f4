"""What one cell cannot tell, its column does: codes of sex, letters of another keyboard, dates, numbers of classes."""

from datetime import date

import pytest

from letopis.documents.sheets.problems import Answers
from letopis.school.classes.models import ClassGroup, Membership
from letopis.school.people.models import Guardianship, Person, Student
from tests.documents.school_import.school import Book, errors, load, look

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite, pytest.mark.req("ORG-02", "CON-01")]
# Rows of students in the sheet, and its columns.
STUDENTS = (4, 5, 6, 7, 9, 10)
NAME, SEX, BIRTH, CLASS, SNILS, NOTE = 2, 3, 4, 5, 6, 13


def doubts(found: object) -> list[tuple[str, str, int]]:
    return [(p.code, p.place.sheet, p.place.row) for p in found.problems]  # type: ignore[attr-defined]


def test_codes_of_sex_are_what_the_patronymics_beside_them_say(book: Book) -> None:
    for row in STUDENTS:
        text = str(book["Ученики"][row - 1][SEX - 1]).lower()
        # The other way round than the state's list has it.
        book["Ученики", row, SEX] = 2 if text.startswith("м") else 1
    found, _ = load(book.xlsx())
    assert doubts(found) == []
    people = Person.objects.filter(student__isnull=False).values_list("surname", "sex")
    assert {surname for surname, sex in people if sex == "m"} == {"Гасанов", "Зуев", "Лапин"}
    assert {surname for surname, sex in people if sex == "f"} == {"Ёжикова", "Саидова", "Сомова"}


def test_a_code_that_nothing_tells_is_one_question_and_its_answer_holds(book: Book) -> None:
    for row in STUDENTS:
        book["Ученики", row, SEX] = "икс" if row == 7 else ""
    (question,) = look(book.xlsx()).problems
    assert (question.code, question.cause, question.level) == ("bad_sex", "sex:икс", "warning")
    assert [choice.answer for choice in question.choices] == ["m", "f", "ignore"]
    found, _ = load(book.xlsx(), answers=Answers(causes={"sex:икс": "f"}))
    assert found.problems == []
    assert Person.objects.get(surname="Саидова").sex == "f"


def test_latin_letters_are_read_where_they_are_how_the_column_is_typed(book: Book) -> None:
    for row in STUDENTS:
        book["Ученики", row, CLASS] = str(book["Ученики"][row - 1][CLASS - 1]).replace("А", "A")
    found, _ = load(book.xlsx())
    assert doubts(found) == [("latin_letter", "Ученики", 4)]
    assert found.errors == 0
    assert Membership.objects.filter(class_group__name="5А").count() == 3


def test_a_latin_letter_that_looks_like_none_of_ours_is_an_error_all_the_same(book: Book) -> None:
    book["Ученики", 4, CLASS] = "5D"
    assert ("Ученики", 4, "Класс", "latin_letter") in errors(look(book.xlsx()))


def test_classes_of_two_letters_and_of_numbers_are_no_grades(book: Book) -> None:
    for row, name in ((12, "10ФМ"), (13, "7-2"), (14, "5А1")):
        book["Школа", row, 1] = name
    for row, name in zip(STUDENTS, ("10ФМ", "7-2", date(2026, 2, 7), "7 – 2", "5А1", "5 «а1»"), strict=True):
        book["Ученики", row, CLASS] = name
    for sheet in ("Родители", "Учебный план", "Нагрузка", "Расписание"):
        del book.sheets[sheet]
    found, _ = load(book.xlsx(), leave_out=True)
    assert sorted(ClassGroup.objects.values_list("name", "grade")) == [("10ФМ", 10), ("5А1", 5), ("7-2", 7)]
    # A spreadsheet made a date of «7-2»: it is read back, and said.
    assert ("class_was_date", "Ученики", 6) in doubts(found)
    stays = Membership.objects.values_list("student__person__surname", "class_group__name")
    assert dict(stays) == {
        "Ёжикова": "10ФМ",
        "Гасанов": "7-2",
        "Зуев": "7-2",
        "Саидова": "7-2",
        "Лапин": "5А1",
        "Сомова": "5А1",
    }


def test_a_date_that_spells_no_class_is_asked_about(book: Book) -> None:
    book["Ученики", 4, CLASS] = date(2026, 11, 12)
    assert ("Ученики", 4, "Класс", "class_is_date") in errors(look(book.xlsx()))


def test_dates_of_both_orders_in_one_column_are_not_guessed(book: Book) -> None:
    for row, text in zip(STUDENTS, ("3/14/2015", "14/3/2015", "1/2/2015", "2/2/2015", "", ""), strict=True):
        book["Ученики", row, BIRTH] = text
    found = look(book.xlsx())
    assert errors(found) == [("Ученики", 6, "Дата рождения", "ambiguous_date")]


def test_a_number_that_lost_its_digits_is_left_out_and_the_person_is_not(book: Book) -> None:
    book["Ученики", 4, SNILS] = "1,12233E+10"
    found, _ = load(book.xlsx())
    assert doubts(found) == [("not_exact", "Ученики", 4)]
    assert Person.objects.get(surname="Ёжикова", student__isnull=False).snils == ""


def test_what_stands_beside_a_name_is_no_part_of_it(book: Book) -> None:
    book["Ученики", 4, NAME] = "1. Ёжикова Алёна Игоревна (инд. обучение)"
    book["Ученики", 7, NAME] = "Саидова Ситора прибыла 15.10 пр. № 45-у"
    found, _ = load(book.xlsx())
    assert ("name_note", "Ученики", 4) in doubts(found)
    assert found.errors == 0
    noted = Student.objects.get(person__surname="Ёжикова")
    assert (noted.note, noted.person.name) == ("инд. обучение", "Алёна")
    assert Membership.objects.get(student__person__surname="Саидова").starts_on == date(2026, 10, 15)


def test_both_parents_in_the_childs_row(book: Book) -> None:
    rows = book["Ученики"]
    rows[2].append("ФИО родителя")
    rows[3].append(
        "Ёжикова Нина Львовна, мать, ООО «Ромашка», 8 946 831-68-98; Ёжиков Игорь Ильич, отец, 8 946 831-68-99"
    )
    del book.sheets["Родители"]
    found, _ = load(book.xlsx())
    assert "relative_rest" in {code for code, *_ in doubts(found)}
    links = Guardianship.objects.values_list("guardian__person__name", "kinship", "guardian__person__phone")
    assert sorted(links) == [("Игорь", "father", "+79468316899"), ("Нина", "mother", "+79468316898")]


def test_a_cell_without_a_subject_is_told(book: Book) -> None:
    book["Кабинеты"].append(["15", "Кабинет математики", 30, "кабинет", ""])
    book.sheets["Расписание"] = [
        ["День", "Урок", "5А", "5Б"],
        ["Понедельник", 1, "Математика Орлова А.П.", "Сомов Е.И. каб. 13"],
        ["", 2, "—", "Математика, Орлова А.П."],
    ]
    found = look(book.xlsx())
    assert errors(found) == [("Расписание", 2, "5Б", "no_subject")]
    assert found.draft.counts.created["timetable_entries"] == 2


def test_a_grid_with_short_forms_and_rooms_in_words(book: Book) -> None:
    book.sheets["Расписание"] = [
        ["День", "Урок", "5А", "5Б"],
        ["Понедельник", 1, "Матем.\nОрлова А.П.\nкаб. 12", "Физ-ра, Сомов, спорт. зал"],
        ["", 2, "Англ. яз. Белых 13 / Громова 12", "МТ (Орлова А.П.) каб. 14"],
    ]
    book["Кабинеты"].append(["14", "Кабинет № 14", 30, "кабинет", ""])
    book.sheets["Сокращения"] = [["Сокращение", "Предмет"], ["МТ", "Математика"]]
    found = look(book.xlsx())
    assert errors(found) == []
    assert found.draft.counts.created["timetable_entries"] == 5
    assert {p.code for p in found.problems} <= {"timetable_hours"}


def test_a_sex_that_the_patronymic_contradicts_is_told_and_the_column_is_believed(book: Book) -> None:
    book["Ученики", 6, SEX] = "ж"
    found, _ = load(book.xlsx())
    assert [(one.code, one.level, one.place.row) for one in found.problems] == [("sex_differs", "warning", 6)]
    assert Person.objects.get(surname="Зуев").sex == "f"


def test_yes_is_no_sex(book: Book) -> None:
    book["Ученики", 6, SEX] = True
    (question,) = look(book.xlsx()).problems
    assert (question.code, question.cause) == ("bad_sex", "sex:да")


def test_a_child_is_found_by_a_name_typed_on_two_layouts(book: Book) -> None:
    book["Родители", 6, 2] = str(book["Родители"][5][1]).replace("о", "o").replace("а", "a")
    found, _ = load(book.xlsx())
    assert found.problems == []
    assert Guardianship.objects.filter(student__person__surname="Сомова").count() == 1
