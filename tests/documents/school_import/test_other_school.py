"""Files of another school are told before anything of them is read; the school's own are not taken for such."""

import pytest

from letopis.documents.sheets.problems import Answers
from letopis.school.organisation.models import School
from letopis.school.people.models import Student
from tests.documents.school_import.school import Book, errors, load, look
from tests.factories import make_class, make_school, make_student, make_year

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite, pytest.mark.req("ORG-02", "CON-01")]
OURS = Answers(causes={"other_school": "ours"})


@pytest.fixture
def school() -> School:
    found = make_school(name="Муниципальная школа № 91 города Тестова", short_name="Школа № 91")
    make_year(found)
    for name in ("5А", "5Б", "10А"):
        make_student(make_class(found, name), "Прежнев Иван Олегович")
    return found


def of_ours(book: Book) -> None:
    """The card of this school, not of № 90."""
    book["Школа", 3, 2], book["Школа", 4, 2] = "Муниципальная школа № 91 города Тестова", "Школа № 91"


def crowded(book: Book, of: tuple[str, ...] = ("5А", "5Б", "10А")) -> None:
    """Seven more children in each class."""
    names = [f"Новиков{letter}в Пётр Ильич" for letter in "абгджз" + "и"]
    rows = [
        [number, f"{name[:-11]}{'абв'[place]} Пётр Ильич", "м", "03.04.2015" if place < 2 else "03.04.2010", group]
        for place, group in enumerate(of)
        for number, name in enumerate(names)
    ]
    book["Ученики"][-1:] = rows


def test_the_number_on_the_card_is_another_schools(book: Book, school: School) -> None:
    path = book.xlsx()
    found = look(path, school=school)
    assert [code for *_, code in errors(found)] == ["other_school"]
    assert (found.draft.size, len(found.questions)) == (0, 1)
    assert "На карточке — Школа № 90, а эта база — Школа № 91" in found.questions[0].text
    load(path, leave_out=True, school=school)
    school.refresh_from_db()
    assert (school.short_name, Student.objects.count()) == ("Школа № 91", 3)

    assert look(path, school=school, answers=OURS).draft.counts.created["students"] == 6


def test_nobody_in_full_classes_is_known(book: Book, school: School) -> None:
    of_ours(book)
    assert "other_school" not in {code for *_, code in errors(look(book.xlsx(), school=school))}
    crowded(book)
    found = look(book.xlsx("ещё.xlsx"), school=school)
    assert [code for *_, code in errors(found)] == ["other_school"]
    assert "никого из них в базе нет" in found.questions[0].text


def test_a_school_that_loads_by_parts_and_again_is_asked_nothing(book: Book) -> None:
    crowded(book)
    path = book.xlsx()
    load(path)
    assert "other_school" not in {code for *_, code in errors(look(path, school=School.objects.get()))}


def test_newcomers_of_one_class_are_no_other_school(book: Book, school: School) -> None:
    of_ours(book)
    crowded(book, ("10А", "10А", "10А"))
    assert "other_school" not in {code for *_, code in errors(look(book.xlsx(), school=school))}
