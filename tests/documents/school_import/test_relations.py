"""Tables that point at one another: by number, СНИЛС, an id of another program, a name in short."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from letopis.documents.school_import.relations import Key, KeyColumn, _whose, key_of
from letopis.school.curriculum.models import CourseTeacher
from letopis.school.people.models import Guardianship, Person
from tests.documents.school_import.school import Book, errors, load, look

pytestmark = [pytest.mark.req("ORG-02", "CON-01")]
FILES = ["Ё-1", "Г-2", "З-3", "С-4", "", "Л-5", "С-6"]
# Rows of guardians: whose child each is, by number of the student's row among the data.
CHILDREN = [0, 1, 5, 6]
LINKS = {("Алёна", "Нина"), ("Руслан", "Лейла"), ("Иван", "Нина"), ("Яна", "Егор")}


def numbered(book: Book, header: str, values: list[Any]) -> None:
    """Give the students one more column."""
    book["Ученики"][2].append(header)
    for row, value in zip(book["Ученики"][3:-1], values, strict=True):
        row.extend([""] * (12 - len(row)) + [value] if row else [])


def pointing(book: Book, header: str, values: list[Any], *, name: str = "", short: bool = False) -> None:
    """Let the guardians name the child by another column; the name stays in a column `name`, if any."""
    rows = book["Родители"]
    rows[1][2] = header
    rows[1][1] = name or "Комментарий"
    for row, child in zip(rows[2:], CHILDREN, strict=True):
        row[2] = values[child]
        surname, first, *rest = row[1].split()
        row[1] = f"{surname} {first[0]}.{rest[0][0] + '.' if rest else ''}" if short else row[1] if name else ""


def links() -> set[tuple[str, str]]:
    """Whose guardian is who, by first names."""
    return set(Guardianship.objects.values_list("student__person__name", "guardian__person__name"))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("of_students", "of_guardians", "values"),
    [
        ("Личное дело", "Личное дело ребёнка", FILES),
        ("Личное дело", "Ученик", [one.replace("-", " ").lower() for one in FILES]),
        ("Код в системе", "Код ребёнка", ["a3f1", "b220", "c9d3", "d4e4", "", "e5f5", "f616"]),
    ],
)
def test_a_child_by_key(book: Book, of_students: str, of_guardians: str, values: list[Any]) -> None:
    numbered(book, of_students, FILES if of_students == "Личное дело" else values)
    pointing(book, of_guardians, values)
    load(book.xlsx())
    assert links() == LINKS


@pytest.mark.django_db
def test_a_key_tells_namesakes_in_short_apart(book: Book) -> None:
    book["Ученики", 7, 2] = "Ёжикова Анна Ивановна"
    numbered(book, "Личное дело", FILES)
    pointing(book, "Личное дело ребёнка", FILES, name="Ученик", short=True)
    found, school = load(book.xlsx())
    assert (errors(found), links()) == ([], LINKS)
    # A file of guardians alone finds the children in the base.
    book.sheets = {"Родители": book["Родители"]}
    book["Родители"][2][3] = "Ёжиков Игорь Ильич"
    load(book.xlsx("Родители.xlsx"), school=school)
    assert links() == LINKS | {("Алёна", "Игорь")}


@pytest.mark.django_db
def test_a_key_that_is_nobodys_or_anothers_is_an_error_at_its_cell(book: Book) -> None:
    numbered(book, "Личное дело", FILES)
    pointing(book, "Личное дело ребёнка", FILES, name="Ученик", short=True)
    book["Родители", 3, 3] = "Г-2"
    book["Родители", 4, 3] = "Я-99"
    assert errors(look(book.xlsx())) == [
        ("Родители", 3, "Личное дело ребёнка", "guardian_key_differs"),
        ("Родители", 4, "Личное дело ребёнка", "guardian_unknown_student"),
    ]


@pytest.mark.django_db
def test_a_teacher_by_number(book: Book) -> None:
    """The load names the teacher by the number that a column of the staff has, whatever it is called."""
    numbers = {"Громова": "00101", "Орлова": "00205", "Белых": "00307", "Сомов": "00044"}
    for row in book["Сотрудники"][1:-1]:
        row.append(numbers.get(str(row[1]).split(" ")[0], "Табельный №" if row[1] == "ФИО" else ""))
    for row in book["Нагрузка"][3:-1]:
        row[1] = numbers[row[1].split()[0]]
    found, _ = load(book.xlsx())
    assert errors(found) == []
    assert (
        CourseTeacher.objects.get(
            course__class_group__name="5Б", course__subject__name="Математика"
        ).staff.person.surname
        == "Орлова"
    )


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Г-33", "г33"),
        ("№ г 33", "г33"),
        ("123-456-789 64", "12345678964"),
        ("12345678964", "12345678964"),
        ("15.03.2012", ""),
        ("8 946 831 68 98", ""),
        ("n1@t.example", ""),
        ("Иванов Пётр", ""),
        ("г. Тестов, ул. Садовая, д. 5, кв. 7", ""),
    ],
)
def test_what_may_be_a_key(text: str, key: str) -> None:
    assert key_of(text) == key


def column(label: str, keys: list[str]) -> KeyColumn:
    return KeyColumn(label, {str(n): Key(key) for n, key in enumerate(keys)}, len(keys))


@settings(derandomize=True)
@given(st.lists(st.integers(1, 900), min_size=3, max_size=30, unique=True), st.data())
def test_numbers_of_rows_point_at_nothing(ids: list[int], data: st.DataObject) -> None:
    rows = column("№ п п", [str(n) for n in range(1, len(ids) + 1)])
    assert not rows.points_at(rows)
    known = column("код", [str(one) for one in ids])
    asked = column("код", [str(one) for one in data.draw(st.lists(st.sampled_from(ids), min_size=2))])
    assert known.is_numbering or asked.is_numbering or asked.points_at(known)
    assert not column("код", [str(one + 1000) for one in ids]).points_at(known)


@pytest.mark.django_db
def test_a_child_of_two_lists_is_one_with_what_both_say(book: Book) -> None:
    """The school's list, and the class's with telephones and parents; what they say otherwise is told."""
    book.sheets["5А класс"] = [
        ["№", "ФИО", "Пол", "Телефон", "Мать", "Телефон матери"],
        [1, "Ёжикова Алёна Игоревна", "ж", "8 943 111-22-30", "", ""],
        [2, "Зуев Пётр Ильич", "ж", "8 943 111-22-31", "Зуева Ева Львовна", "8 946 831 68 97"],
    ]
    found, _ = load(book.xlsx())
    assert [(one.code, one.level, one.rows or one.place.row) for one in found.problems] == [
        ("in_two_lists", "warning", (2, 3)),
        ("lists_differ", "warning", 3),
    ]
    assert found.draft.counts.created["students"] == 6
    children = Person.objects.filter(student__isnull=False)
    assert children.get(surname="Зуев").phone == "+79431112231"
    assert children.get(surname="Зуев").sex == "m"
    assert ("Зуева Ева Львовна", "Зуев Пётр Ильич") in {
        (str(one.guardian.person.full_name), str(one.student.person.full_name))
        for one in Guardianship.objects.select_related("guardian__person", "student__person")
    }


@pytest.mark.django_db
def test_a_namesake_in_the_class_without_a_birth_date_is_a_double(book: Book) -> None:
    book["Ученики", 6, 2], book["Ученики", 6, 4] = "Гасанов Руслан Натиг оглы", ""
    assert ("Ученики", 6, "вся строка", "duplicate_student") in errors(look(book.xlsx()))


def test_numbers_that_differ_in_yo_alone_are_of_two_children() -> None:
    anna, boris = object(), object()
    holders: list[tuple[str, Any]] = [("е-1", anna), ("ё-1", boris)]
    assert _whose(Key("е1", 0, "ё-1"), holders) == [boris]
    assert _whose(Key("е1", 0, "е-1"), holders) == [anna]
    assert _whose(Key("е1", 0, "е 1"), holders) == [anna, boris], "nothing tells which"
