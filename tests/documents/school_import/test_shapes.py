"""The same school in other shapes: every one reads as the first does."""

import pytest

from letopis.documents.school_import import service
from letopis.documents.school_import.parsing.cells import CellLesson, Known, lessons_of
from letopis.documents.school_import.parsing.teaching import subgroup_name
from letopis.documents.school_import.subjects import Subjects
from letopis.documents.sheets.refusals import FileRefused
from tests.documents.school_import.school import Book, Rows, errors, look

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite, pytest.mark.req("ORG-02")]
WHOLE = {
    "school": 1,
    "terms": 4,
    "vacations": 2,
    "holidays": 2,
    "bells": 2,
    "rooms": 3,
    "staff": 4,
    "roles": 1,
    "classes": 3,
    "students": 6,
    "guardians": 3,
    "guardian_links": 4,
    "subjects": 3,
    "curriculum": 8,
    "load_rows": 9,
    "subgroups": 2,
    "subgroup_members": 3,
    "timetable_entries": 11,
}


def is_whole(found: service.Preview) -> bool:
    assert [p.message for p in found.problems] == []
    assert dict(found.draft.counts.created) == WHOLE
    return True


def test_a_workbook(book: Book) -> None:
    assert is_whole(look(book.xlsx()))


@pytest.mark.parametrize(
    ("encoding", "delimiter"), [("cp1251", ";"), ("utf-8", ","), ("utf-8-sig", "\t"), ("utf-16", ";")]
)
def test_csv_files(book: Book, encoding: str, delimiter: str) -> None:
    assert is_whole(look(book.csv(encoding, delimiter)))


def test_several_workbooks(book: Book) -> None:
    names = list(book.sheets)
    paths = []
    for number, some in enumerate((names[:4], names[4:7], names[7:])):
        part = Book({name: book.sheets[name] for name in some}, book.folder)
        paths.append(part.xlsx(f"Часть {number}.xlsx"))
    assert is_whole(look(reversed(paths)))


def test_names_in_three_columns_class_in_two_and_other_words(book: Book) -> None:
    rows: Rows = [
        [
            "Параллель",
            "Литера",
            "Фамилия",
            "Имя",
            "Отчество",
            "Д.р.",
            "Пол (м/ж)",
            "СНИЛС",
            "Подгруппа по ин. языку",
            "Прибыл",
            "Приказ о приёме",
            "Дата отчисления",
            "Приказ об отчислении",
        ]
    ]
    for row in book["Ученики"][3:]:
        if len(row) > 1:
            grade, letter = ("10", "А") if row[4] == "10А" else ("5", row[4].strip(' "')[-1])
            surname, name, *rest = row[1].split()
            row.extend([""] * (12 - len(row)))
            rows.append(
                [
                    grade,
                    letter,
                    surname,
                    name,
                    " ".join(rest),
                    row[3],
                    row[2],
                    row[5],
                    row[8],
                    row[6],
                    row[7],
                    row[10],
                    row[11],
                ]
            )
    book.sheets["Контингент"] = rows
    del book.sheets["Ученики"]
    guardians: Rows = [
        [
            "Кем приходится",
            "Моб. телефон",
            "Класс",
            "Ф.И.О. ребёнка",
            "Фамилия родителя",
            "Имя родителя",
            "Отчество родителя",
        ]
    ]
    for row in book["Родители"][2:]:
        surname, name, *rest = row[3].split()
        guardians.append([row[4], row[5], row[2], row[1], surname, name, " ".join(rest)])
    book.sheets["Родители"] = guardians
    assert is_whole(look(book.xlsx()))


def test_a_list_with_a_heading_for_each_class(book: Book) -> None:
    rows: Rows = [["№", "Ф.И.О.", "Пол", "Дата рождения", "Группа ин. яз.", "Дата зачисления", "Дата выбытия"]]
    for title, letter in (("5А класс", "5А"), ("5Б класс", "5Б"), ("10А класс", "10А")):
        rows.append([title])
        for row in book["Ученики"][3:]:
            if len(row) > 4 and row[4].replace(" ", "").replace('"', "").replace("-", "") == letter:
                row.extend([""] * (12 - len(row)))
                rows.append([row[0], row[1], row[2], row[3], row[8], row[6], row[10]])
    book.sheets["Ученики"] = rows
    assert is_whole(look(book.xlsx()))


def wide_timetable(book: Book, glue: str = "\n") -> Rows:
    """Rows day and lesson, columns classes, «Алгебра / Иванова М.П. / каб. 12»."""
    cells: dict[tuple[str, int, str], list[str]] = {}
    day = ""
    for name, text, number, subject, subgroup, teacher, room in book["Расписание"][2:]:
        day = text or day
        key = (day, number, name.replace(" ", "").replace("-", ""))
        cells.setdefault(key, []).append(f"{subject}{f' ({subgroup})' if subgroup else ''} / {teacher} / каб. {room}")
    classes = ["5А", "5Б", "10А"]
    rows: Rows = [["Расписание уроков"], [], ["День", "Урок", *classes]]
    for day in ("Понедельник", "Вторник", "Среда"):
        for number in (1, 2, 3):
            rows.append(
                [day if number == 1 else "", number, *(glue.join(cells.get((day, number, one), [])) for one in classes)]
            )
    return rows


@pytest.mark.parametrize("glue", ["\n", "; ", " // "])
def test_a_timetable_as_a_wide_grid(book: Book, glue: str) -> None:
    book.sheets["Расписание"] = wide_timetable(book, glue)
    assert is_whole(look(book.xlsx()))
    for path in book.folder.iterdir():
        path.unlink()
    assert is_whole(look(book.csv()))


def test_a_wrong_lesson_of_a_wide_grid_leaves_its_neighbours_alone(book: Book) -> None:
    rows = wide_timetable(book)
    rows[3][3] = "Математика / Неизвестная Я.Я. / каб. 12"
    book.sheets["Расписание"] = rows
    found = look(book.xlsx())
    assert errors(found) == [("Расписание", 4, "5Б", "unknown_teacher")]
    assert found.draft.counts.created["timetable_entries"] == WHOLE["timetable_entries"]
    assert found.draft.counts.skipped["timetable_entries"] == 1


def test_a_timetable_of_days_in_columns(book: Book) -> None:
    rows: Rows = [["Расписание"], ["Класс", "Урок", "Понедельник", "Вторник", "Среда"]]
    lessons: dict[tuple[str, int], dict[str, list[str]]] = {}
    day = ""
    for name, text, number, subject, subgroup, teacher, room in book["Расписание"][2:]:
        day = text or day
        place = lessons.setdefault((name.replace(" ", "").replace("-", ""), number), {})
        place.setdefault(day, []).append(f"{subject} {subgroup} / {teacher} / {room}")
    for (name, number), days in sorted(lessons.items()):
        rows.append([name, number, *("\n".join(days.get(day, [])) for day in rows[1][2:])])
    book.sheets["Расписание"] = rows
    assert is_whole(look(book.xlsx()))


def test_a_curriculum_as_a_list_and_by_parallels(book: Book) -> None:
    book.sheets["Учебный план"] = [
        ["Учебный предмет", "5 класс", "6 класс", "10 класс"],
        ["Математика", 2, 2, 1],
        ["Иностранный язык (английский)", 1, "", ""],
        ["Физическая культура", 1, "", 1],
    ]
    found = look(book.xlsx())
    assert [(one.level, one.code, one.place.row) for one in found.problems] == [("warning", "grade_without_classes", 2)]
    assert "нет ни одного класса: 6." in found.problems[0].message
    assert found.draft.counts.created["curriculum"] == WHOLE["curriculum"]
    book.sheets["Учебный план"] = [
        ["Класс", "Предмет", "Часов в неделю"],
        *(
            [name, subject, hours]
            for subject, by_class in (
                ("Математика", (2, 2, 1)),
                ("Иностранный язык (английский)", (1, 1, 0)),
                ("Физическая культура", (1, 1, 1)),
            )
            for name, hours in zip(("5А", "5 Б", "10-А"), by_class, strict=True)
        ),
    ]
    assert is_whole(look(book.xlsx()))


def test_a_load_of_classes_in_columns(book: Book) -> None:
    rows: Rows = [["Учитель", "Предмет", "Подгруппа", "5А", "5Б", "10А"]]
    for _, teacher, subject, name, subgroup, hours in book["Нагрузка"][3:-1]:
        place = ["5А", "5Б", "10А"].index(name.replace(" ", "").replace("-", ""))
        rows.append([teacher, subject, subgroup, *(hours if n == place else "" for n in range(3))])
    book.sheets["Нагрузка"] = rows
    assert is_whole(look(book.xlsx()))


def test_subjects_in_short(book: Book) -> None:
    for row in book["Расписание"][2:]:
        row[3] = {"Физическая культура": "Физ-ра", "Иностранный язык (английский)": "Ин. яз.", "Математика": "Матем."}[
            row[3]
        ]
    assert is_whole(look(book.xlsx()))


def test_guardians_in_the_row_of_the_student(book: Book) -> None:
    rows = book["Ученики"]
    rows[2] += ["Мать (ФИО)", "Телефон матери", "ФИО отца"]
    for row in rows[3:]:
        row.extend([""] * (15 - len(row)) if len(row) > 1 else [])
    rows[3][12:] = ["Ёжикова Нина Львовна", "8 946 831 68 98", "Ёжиков Игорь Ильич"]
    del book.sheets["Родители"]
    found = look(book.xlsx())
    assert errors(found) == []
    assert found.draft.counts.created["guardian_links"] == 2


@pytest.mark.parametrize(
    ("cell", "lessons"),
    [
        ("Алгебра / Иванова М.П. / каб. 12", [CellLesson("Алгебра", "", "Иванова М.П.", "12")]),
        ("Алгебра\nИванова М. П.\nкаб. 12", [CellLesson("Алгебра", "", "Иванова М. П.", "12")]),
        ("Алгебра, Иванова М.П., каб. 12", [CellLesson("Алгебра", "", "Иванова М.П.", "12")]),
        ("Алгебра Иванова М.П. 12", [CellLesson("Алгебра", "", "Иванова М.П.", "12")]),
        ("Алгебра", [CellLesson("Алгебра")]),
        ("—", []),
        (
            "Труд (технология) / девочки / Ким А.А. / 111 // мальчики / Лев Б.Б. / 110",
            [
                CellLesson("Труд (технология)", "девочки", "Ким А.А.", "111"),
                CellLesson("Труд (технология)", "мальчики", "Лев Б.Б.", "110"),
            ],
        ),
        (
            "Информатика 1 гр. / Ким А.А. / каб. 8\nАнгл. яз. 2 гр. / Лев Б.Б. / каб. 9",
            [
                CellLesson("Информатика", "1 группа", "Ким А.А.", "8"),
                CellLesson("Англ. яз", "2 группа", "Лев Б.Б.", "9"),
            ],
        ),
        (
            "Иностранный язык / Ким А.А. / каб. 8 / Лев Б.Б. / каб. 9",
            [CellLesson("Иностранный язык", "", "Ким А.А.", "8"), CellLesson("Иностранный язык", "", "Лев Б.Б.", "9")],
        ),
    ],
)
def test_a_cell_of_a_grid(cell: str, lessons: list[CellLesson]) -> None:
    known = Known(Subjects(["Алгебра", "Труд (технология)"]), rooms=["12", "110", "111"])
    assert lessons_of(cell, known, subgroup_name) == lessons


def test_an_unknown_column_is_asked_about_and_the_answer_holds(book: Book) -> None:
    book["Ученики", 3, 13] = "Штрихкод"
    book["Ученики", 4, 13] = "777"
    found = look(book.xlsx())
    (question,) = found.problems
    assert (question.code, question.level, question.place.row, question.field) == (
        "unknown_column",
        "warning",
        3,
        "Штрихкод",
    )
    sheets = service.read([book.folder / "База.xlsx"])
    again = service.preview(sheets, school=None, meanings={("students", "штрихкод"): "note"})
    assert again.problems == []
    ignored = service.preview(sheets, school=None, meanings={("students", "штрихкод"): "ignore"})
    assert ignored.problems == []


def test_a_sheet_that_is_nothing_known_is_said_once(book: Book) -> None:
    book.sheets["Меню столовой"] = [["Суп", "Каша"], ["15 р.", "20 р."]]
    found = look(book.xlsx())
    assert [(p.code, p.level, p.place.sheet) for p in found.problems] == [("unknown_sheet", "warning", "Меню столовой")]


def test_a_missing_header_is_one_error_for_the_sheet(book: Book) -> None:
    book["Ученики", 3, 2] = "Кто"
    found = look(book.xlsx())
    assert ("Ученики", 3, "ФИО", "missing_column") in errors(found)
    assert len(errors(found)) == 2  # the guardians have no list of students: said once, too


def test_two_teachers_of_the_same_initials(book: Book) -> None:
    book["Сотрудники"].insert(-1, [5, "Орлова Алла Павловна", "", "Учитель физической культуры", "", "", "", "", ""])
    book["Нагрузка"][-2][1] = "Орлова Алла Павловна"
    book["Расписание"][-1][5] = "Орлова А.П."
    found = look(book.xlsx())
    assert [(p.code, p.message) for p in found.problems] == []
    for row in book["Нагрузка"][3:-1]:
        row[1] = row[1].split()[0] + " " + ".".join(part[0] for part in row[1].split()[1:]) + "."
    found = look(book.xlsx())
    assert [(p.code, p.message) for p in found.problems] == []


def two_shifts(book: Book) -> None:
    """5Б learns in the second shift, whose lessons have numbers from 1 too."""
    book["Школа", 13, 3] = 2
    book.sheets["Звонки"] += [
        [],
        ["Обычное расписание, 2 смена"],
        ["№ урока", "Начало", "Конец", "Перемена, мин"],
        [1, "14:00", "14:40", 10],
        [2, "14:50", "15:30", 10],
        [3, "15:40", "16:20", ""],
    ]


def test_the_same_number_in_two_shifts_is_no_clash(book: Book) -> None:
    book["Расписание", 8, 3] = 1  # 5Б, Monday: the teacher and the room of 5А's first lesson
    assert [code for _, _, _, code in errors(look(book.xlsx()))] == ["timetable_clash"]
    two_shifts(book)
    assert [p.message for p in look(book.xlsx()).problems] == []


def test_shifts_that_overlap_clash_by_the_bells(book: Book) -> None:
    book["Расписание", 8, 3] = 1
    two_shifts(book)
    book["Звонки"][-3][1:3] = ["08:40", "09:20"]
    assert [code for _, _, _, code in errors(look(book.xlsx()))] == ["timetable_clash"]


def test_a_sheet_a_day_with_rooms_beside(book: Book) -> None:
    lessons: dict[tuple[str, int, str], list[tuple[str, str]]] = {}
    day = ""
    for name, text, number, subject, subgroup, teacher, room in book["Расписание"][2:]:
        day = text or day
        key = (day, number, name.replace(" ", "").replace("-", ""))
        lessons.setdefault(key, []).append((f"{subject} {subgroup} / {teacher}", str(room)))
    del book.sheets["Расписание"]
    for day in ("Понедельник", "Вторник", "Среда"):
        rows: Rows = [[f"Расписание на {day.lower()}"], ["№ урока", "5А", "каб.", "5Б", "каб.", "10А", "каб."]]
        for number in (1, 2, 3):
            line: list[object] = [number]
            for one in ("5А", "5Б", "10А"):
                held = lessons.get((day, number, one), [])
                line += ["\n".join(what for what, _ in held), "\n".join(where for _, where in held)]
            rows.append(line)
        book.sheets[day] = rows
    assert is_whole(look(book.xlsx()))


def test_a_sheet_a_class(book: Book) -> None:
    for name in ("5А", "5Б", "10А"):
        rows: Rows = [
            [f"Список учащихся {name} класса"],
            [title for n, title in enumerate(book["Ученики"][2]) if n != 4],
        ]
        for row in book["Ученики"][3:-1]:
            if len(row) > 4 and row[4].translate(str.maketrans("", "", ' "-')) == name:
                rows.append([cell for n, cell in enumerate(row) if n != 4])
        book.sheets[name] = rows
    del book.sheets["Ученики"]
    assert is_whole(look(book.xlsx()))


def test_a_sheet_of_nothing_but_headers_is_refused(book: Book) -> None:
    for _ in range(501):
        book["Кабинеты"].extend([["№ каб.", "Наименование"], ["12", "Кабинет"]])
    with pytest.raises(FileRefused, match="больше 500 строк с заголовками"):
        look(book.xlsx())


PLAN: Rows = [
    ["№ п/п", "Наименование разделов и тем", "Кол-во часов", "Дата проведения"],
    [1, "Обыкновенные дроби", 1, "24.11.2026"],
    [2, "Сложение дробей", 1, "25.11.2026"],
    [3, "Контрольная работа № 1", 1, "26.11.2026"],
]


def test_a_lesson_plan_is_led_to_its_door(book: Book) -> None:
    """Its topics beside days are no holidays."""
    book.sheets["Математика 5"] = PLAN
    found = look(book.xlsx())
    assert [(one.level, one.code, one.place.sheet) for one in found.problems] == [
        ("warning", "lesson_plan", "Математика 5")
    ]
    assert "«Планирование»" in found.problems[0].message
    assert dict(found.draft.counts.created) == WHOLE
    book.sheets = {"КТП": PLAN}
    with pytest.raises(FileRefused, match="поурочный план") as refused:
        look(book.xlsx("План.xlsx"))
    assert refused.value.code == "lesson_plan"
    # Another order of columns, other names, sections beside topics.
    book.sheets = {"Лист1": [["Раздел", "Часов на раздел", "Тема урока", "Дата"], ["Числа", 4, "Дроби", "24.11.2026"]]}
    with pytest.raises(FileRefused, match="поурочный план"):
        look(book.xlsx("План.xlsx"))
