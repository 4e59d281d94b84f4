"""Every kind of error is found at its sheet, row and field, and nothing else is."""

from collections.abc import Callable

import pytest

from letopis.documents.sheets.problems import Answers
from tests.documents.school_import.school import Book, errors, load, look, only

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite, pytest.mark.req("ORG-02", "CON-01")]
Spoil = Callable[[Book], None]


def put(sheet: str, row: int, column: int, value: object) -> Spoil:
    def spoil(book: Book) -> None:
        book[sheet, row, column] = value

    return spoil


def add(sheet: str, *row: object) -> Spoil:
    def spoil(book: Book) -> None:
        book[sheet].append(list(row))

    return spoil


def double(book: Book) -> None:
    book["Ученики"].append([7, "Ежикова Алена Игоревна", "ж", "01.03.2015", "5А", "12345678964"])


SPOILS = {
    "birth in the future": (put("Ученики", 4, 4, "01.03.2035"), ("Ученики", 4, "Дата рождения", "birth_in_future")),
    "no such date": (put("Ученики", 4, 4, "31.02.2015"), ("Ученики", 4, "Дата рождения", "bad_date")),
    "check number": (put("Ученики", 4, 6, "123-456-789 65"), ("Ученики", 4, "СНИЛС", "snils_checksum")),
    "СНИЛС without a digit": (put("Ученики", 4, 6, "потом"), ("Ученики", 4, "СНИЛС", "snils_length")),
    "short СНИЛС": (put("Ученики", 4, 6, "1234567"), ("Ученики", 4, "СНИЛС", "snils_length")),
    "СНИЛС of another": (put("Ученики", 7, 6, "12345678964"), ("Ученики", 7, "СНИЛС", "snils_twice")),
    "unknown class": (put("Ученики", 7, 5, "5Д"), ("Ученики", 7, "Класс", "unknown_class")),
    "Latin letter": (put("Ученики", 4, 5, "5A"), ("Ученики", 4, "Класс", "latin_letter")),
    "no class": (put("Ученики", 7, 5, ""), ("Ученики", 7, "Класс", "no_class")),
    "no surname": (put("Ученики", 4, 2, "Алёна Игоревна"), ("Ученики", 4, "ФИО обучающегося", "missing_surname")),
    "Latin in a name": (put("Ученики", 7, 2, "Cаидова Ситора"), ("Ученики", 7, "ФИО обучающегося", "latin_in_name")),
    "double": (double, ("Ученики", 12, "вся строка", "duplicate_student")),
    "double worker": (
        add("Сотрудники", 5, "Орлова Анна Петровна", "03.04.1980"),
        ("Сотрудники", 9, "вся строка", "duplicate_staff"),
    ),
    "whose guardian": (
        put("Родители", 4, 2, "Неверова Ульяна Тимуровна"),
        ("Родители", 4, "ФИО ученика", "guardian_unknown_student"),
    ),
    "guardian in another class": (put("Родители", 5, 3, "5А"), ("Родители", 5, "Класс", "guardian_other_class")),
    "hours of the load": (put("Нагрузка", 4, 6, 1), ("Нагрузка", 4, "Часов в неделю", "load_hours_mismatch")),
    "hours of a subgroup": (put("Нагрузка", 8, 6, 2), ("Нагрузка", 8, "Часов в неделю", "load_hours_mismatch")),
    "hours in words": (put("Нагрузка", 4, 6, "много"), ("Нагрузка", 4, "Часов в неделю", "bad_hours")),
    "unknown teacher": (
        put("Нагрузка", 4, 2, "Прохорова Зоя Ильинична"),
        ("Нагрузка", 4, "Учитель", "load_unknown_teacher"),
    ),
    "the same row of the load": (
        add("Нагрузка", 10, "Сомов Егор Ильич", "Физическая культура", "5Б", "", 1),
        ("Нагрузка", 14, "вся строка", "duplicate_load"),
    ),
    "no such teacher in the timetable": (
        put("Расписание", 3, 6, "Нигдин Н.Н."),
        ("Расписание", 3, "Учитель", "unknown_teacher"),
    ),
    "no such room": (put("Расписание", 3, 7, "412"), ("Расписание", 3, "Кабинет", "unknown_room")),
    "not in the load": (put("Расписание", 10, 4, "Рисование"), ("Расписание", 10, "Предмет", "not_in_load")),
    "teacher in two classes": (put("Расписание", 8, 3, 1), ("Расписание", 3, "Учитель", "timetable_clash")),
    "two lessons of a class": (put("Расписание", 4, 3, 1), ("Расписание", 3, "№ урока", "class_clash")),
    "room taken": (put("Расписание", 11, 3, 1), ("Расписание", 10, "№ урока", "class_clash")),
    "day": (put("Расписание", 10, 2, "Ноябрь"), ("Расписание", 10, "День", "bad_day")),
    "term outside the year": (put("Периоды", 5, 3, "05.11.2025"), ("Периоды", 5, "Начало", "outside_year")),
    "term backwards": (put("Периоды", 5, 4, "01.11.2026"), ("Периоды", 5, "Окончание", "dates_reversed")),
    "terms overlap": (put("Периоды", 5, 3, "20.10.2026"), ("Периоды", 5, "Начало", "terms_overlap")),
    "bells": (put("Звонки", 4, 3, "08:00"), ("Звонки", 4, "Конец", "bad_time")),
    "a class twice": (put("Школа", 13, 1, "5 А"), ("Школа", 13, "Класс", "class_twice")),
    "a room twice": (put("Кабинеты", 4, 1, "12"), ("Кабинеты", 4, "№ каб.", "room_twice")),
}
# These have consequences elsewhere that are errors of their own.
FOLLOWED = {"a class twice", "a room twice"}


@pytest.mark.parametrize("name", SPOILS)
def test_an_error_is_found_where_it_is(book: Book, name: str) -> None:
    spoil, expected = SPOILS[name]
    spoil(book)
    found = errors(look(book.xlsx()))
    assert expected in found
    if name not in FOLLOWED:
        assert found == [expected]


@pytest.mark.parametrize(
    "name", ["birth in the future", "unknown class", "hours of the load", "teacher in two classes"]
)
def test_the_same_in_csv(book: Book, name: str) -> None:
    spoil, expected = SPOILS[name]
    spoil(book)
    assert errors(look(book.csv())) == [expected]


def test_nothing_is_saved_with_errors_unless_told_so(book: Book) -> None:
    from letopis.kernel.errors import Refused
    from letopis.school.organisation.models import School

    SPOILS["unknown class"][0](book)
    with pytest.raises(Refused):
        load(book.xlsx())
    assert not School.objects.exists()


def test_rows_that_depend_on_a_wrong_one_go_with_it(book: Book) -> None:
    book["Ученики", 9, 4] = "01.05.2035"
    book["Нагрузка", 4, 2] = "Прохорова Зоя Ильинична"
    found = look(book.xlsx())
    assert len(errors(found)) == 2
    skipped = found.draft.counts.skipped
    assert (skipped["students"], skipped["guardian_links"], skipped["load_rows"]) == (1, 1, 1)
    assert skipped["timetable_entries"] == 2
    assert [p.rows for p in found.problems if p.code == "dependent"] == [(5,), (3, 5)]


def test_a_wrong_student_takes_the_guardian_along(book: Book) -> None:
    book["Ученики", 4, 2] = "Алёна Игоревна"
    found = look(book.xlsx())
    assert only(found).code == "missing_surname"
    assert "Ежикова" in only(found).message
    assert only(found).choices[0].value == "Ежикова Алена Игоревна"
    assert found.draft.counts.skipped["guardian_links"] == 1
    assert found.draft.counts.created["guardian_links"] == 3


def test_a_class_of_many_rows_is_one_error(book: Book) -> None:
    del book["Школа"][12]
    found = look(book.xlsx())
    assert [(sheet, code) for sheet, _, _, code in errors(found)].count(("Расписание", "unknown_class")) == 1


@pytest.mark.parametrize("sheet", ["Ученики", "Сотрудники", "Нагрузка"])
def test_a_sheet_is_missing(book: Book, sheet: str) -> None:
    del book.sheets[sheet]
    found = look(book.xlsx())
    assert len(errors(found)) <= 2
    # Teachers whom the load names in full are taken from it, which is told.
    told = [one.field if one.code == "staff_inferred" else one.message for one in found.problems]
    assert any(sheet in one for one in told)


def test_sheets_that_nothing_depends_on_may_be_missing(book: Book) -> None:
    del book.sheets["Звонки"], book.sheets["Учебный план"]
    found = look(book.xlsx())
    assert errors(found) == []
    assert [p.code for p in found.problems] == ["missing_sheet"]


def test_namesakes_of_one_class_are_told_apart_by_patronymic(book: Book) -> None:
    book["Ученики"][-1:] = [
        [7, "Иванова Мария Сергеевна", "ж", "01.01.2015", "5Б"],
        [8, "Иванова Мария Андреевна", "ж", "02.01.2015", "5Б"],
    ]
    book["Родители"].append([5, "Иванова Мария Андреевна", "5Б", "Иванова Ольга Юрьевна", "мать", ""])
    assert errors(look(book.xlsx())) == []
    book["Родители"].append([6, "Иванова Мария", "5Б", "Иванов Олег Юрьевич", "отец", ""])
    problem = only(look(book.xlsx()))
    assert (problem.code, problem.place.row, len(problem.choices)) == ("guardian_ambiguous_student", 8, 3)
    answers = Answers(values={problem.place.cell_key: problem.choices[1].value})
    assert errors(look(book.folder / "База.xlsx", answers=answers)) == []


def test_staff_of_one_full_name_are_told_apart_by_the_row(book: Book) -> None:
    book["Сотрудники"][-1:] = [
        [5, "Сомов Егор Ильич", "01.02.1990", "Учитель физической культуры", "", "", "", "", ""],
        [6, "Сомов Егор Ильич", "02.02.1991", "Учитель физической культуры", "", "", "", "", ""],
    ]
    found = look(book.xlsx())
    asked = [problem for problem in found.problems if problem.code == "load_ambiguous_teacher"]
    assert len(asked) == 3
    assert [choice.label for choice in asked[0].choices][:3] == [
        f"Сомов Егор Ильич (строка {row})" for row in (7, 8, 9)
    ]
    chosen = {problem.place.cell_key: problem.choices[1].value for problem in asked}
    found = look(book.folder / "База.xlsx", answers=Answers(values=chosen))
    assert [row for row in errors(found) if row[0] == "Нагрузка"] == []


def test_answers_settle_questions(book: Book) -> None:
    SPOILS["unknown class"][0](book)
    SPOILS["double"][0](book)
    SPOILS["teacher in two classes"][0](book)
    path = book.xlsx()
    answers = Answers()
    for problem in look(path).problems:
        if problem.code == "unknown_class":
            answers.values[problem.place.cell_key] = "5Б"
        elif problem.code == "duplicate_student":
            answers.skip.add(problem.place.row_key)
        elif problem.code == "timetable_clash":
            answers.accepted.add(problem.key)
    found = look(path, answers=Answers.from_json(answers.as_json()))
    assert errors(found) == []
    assert (found.draft.counts.created["students"], found.draft.counts.skipped["students"]) == (6, 1)
    assert found.draft.counts.created["timetable_entries"] == 11


@pytest.mark.parametrize(
    ("cell", "typed", "code"),
    [
        (("Звонки", 3, 1), "9" * 4500, None),
        (("Звонки", 3, 1), "8000000", "bad_number"),
        (("Кабинеты", 3, 3), "100000", "bad_number"),
        (("Кабинеты", 3, 3), 1e300, None),
        (("Школа", 12, 4), "70000", "bad_number"),
        (("Школа", 12, 3), "99999999", "bad_number"),
        (("Периоды", 4, 1), "99999 четверть", "bad_number"),
        (("Периоды", 4, 3), "01.09.0001", "bad_date"),
        (("Сотрудники", 4, 8), "31.12.9999", "bad_date"),
        (("Ученики", 4, 7), "0001-01-01", "bad_date"),
        (("Периоды", 4, 2), "1-8000000", None),
        (("Периоды", 11, 2), "1–99999999999", None),
    ],
)
def test_numbers_beyond_all_bounds(book: Book, cell: tuple[str, int, int], typed: object, code: str | None) -> None:
    """Each is told at its cell, or read as what it can be; nothing is counted out and nothing breaks."""
    book[cell] = typed
    found = look(book.xlsx())
    assert code is None or code in {problem.code for problem in found.problems}
    load(book.xlsx("ещё.xlsx"), leave_out=True)


def letters_apart(book: Book) -> None:
    """«Параллель» and «Литера» in two columns of the list of students."""
    rows = book["Ученики"]
    rows[2][4:5] = ["Параллель", "Литера"]
    for row in rows[3:]:
        if len(row) > 4:
            group = str(row[4]).replace('"', "").replace("-", "").replace(" ", "")
            row[4:5] = [group[:-1], group[-1:]]


def test_a_letter_beside_its_grade_is_mended_by_choice_and_by_the_whole_name(book: Book) -> None:
    letters_apart(book)
    assert errors(look(book.xlsx())) == []
    book["Ученики", 7, 6] = "Д"
    path = book.xlsx("ещё.xlsx")
    problem = only(look(path))
    assert (problem.code, problem.field, problem.value) == ("unknown_class", "Литера", "5Д")
    assert [one.label for one in problem.choices] == ["Заменить на 5А", "Заменить на 5Б", "Пропустить строку"]
    for typed in (problem.choices[1].value, "5Б", "5 б", "Б"):
        found = look(path, answers=Answers(values={problem.place.cell_key: typed}))
        assert errors(found) == [], typed
        assert found.draft.counts.created["students"] == 6


def test_whom_the_timetable_names_is_offered_for_an_unknown_teacher(book: Book) -> None:
    SPOILS["unknown teacher"][0](book)
    path = book.xlsx()
    problem = only(look(path))
    assert problem.choices[0].label == "Орлова Анна Петровна"
    found = look(path, answers=Answers(values={problem.place.cell_key: problem.choices[0].value}))
    assert errors(found) == []
    assert found.draft.counts.skipped["load_rows"] == 0


@pytest.mark.parametrize("name", ["birth in the future", "check number", "short СНИЛС"])
def test_a_person_is_loaded_without_a_wrong_number_or_date(book: Book, name: str) -> None:
    SPOILS[name][0](book)
    path = book.xlsx()
    problem = only(look(path))
    assert [one.label for one in problem.choices] == ["Оставить пустым", "Пропустить строку"]
    found = look(path, answers=Answers(accepted={problem.key}))
    assert errors(found) == []
    assert found.draft.counts.created["students"] == 6


def test_a_cell_of_a_wide_timetable_is_left_out_by_itself(book: Book) -> None:
    book.sheets["Расписание"] = [
        ["День", "№ урока", "5А", "5Б"],
        ["Понедельник", 1, "Математика Орлова А.П.", "Математика Орлова А.П."],
        ["", 2, "Физическая культура Сомов Е.И.", "Иностранный язык (английский) Белых И.Л."],
    ]
    path = book.xlsx()
    problem = only(look(path))
    assert problem.code == "timetable_clash"
    assert [one.label for one in problem.choices] == ["Оставить: занятие совместное", "Не загружать эту клетку"]
    found = look(path, answers=Answers(skip={problem.place.row_key}))
    assert errors(found) == []
    assert found.draft.counts.created["timetable_entries"] == 3
