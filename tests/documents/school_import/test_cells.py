"""Cells that hold several things: lessons of a timetable, relatives; subjects by their short forms."""

from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from letopis.documents.school_import.parsing.cells import CellLesson, Known, lessons_of
from letopis.documents.school_import.parsing.relatives import give_kinships, relatives_of
from letopis.documents.school_import.parsing.teaching import subgroup_name
from letopis.documents.school_import.subjects import Subjects, closest

pytestmark = pytest.mark.req("ORG-02", "TT-01")
NAMES = [
    *("Русский язык", "Литература", "Литературное чтение", "Физическая культура", "Физика", "Алгебра", "Геометрия"),
    *("Иностранный язык (английский)", "Труд (технология)", "Информатика", "География", "Обществознание"),
    *("Вероятность и статистика", "Окружающий мир", "Изобразительное искусство"),
    *("Основы безопасности и защиты Родины", "Основы религиозных культур и светской этики"),
]
TEACHERS = ["Иванова Мария Петровна", "Петрова Анна Ильинична", "Ким Ян Львович", "Лев Борис Борисович"]
KNOWN = Known(
    Subjects(NAMES), TEACHERS, ["12", "21", "22", "110", "111", "бол. спортзал", "С1"], ["1 группа", "девочки"]
)


def lessons(cell: str) -> list[CellLesson]:
    return lessons_of(cell, KNOWN, subgroup_name)


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("Рус. яз.", "Русский язык"),
        ("Р.яз", "Русский язык"),
        ("Лит-ра", "Литература"),
        ("Лит. чт.", "Литературное чтение"),
        ("Физ-ра", "Физическая культура"),
        ("физкультура", "Физическая культура"),
        ("Англ. яз.", "Иностранный язык (английский)"),
        ("Ин.яз.", "Иностранный язык (английский)"),
        ("ИЗО", "Изобразительное искусство"),
        ("ОБЗР", "Основы безопасности и защиты Родины"),
        ("ОРКСЭ", "Основы религиозных культур и светской этики"),
        ("Вер. и стат.", "Вероятность и статистика"),
        ("Инф-ка", "Информатика"),
        ("Общ-ние", "Обществознание"),
        ("Труд", "Труд (технология)"),
        ("Обществознане", "Обществознание"),
    ],
)
def test_a_subject_by_its_letters(short: str, full: str) -> None:
    assert Subjects(NAMES).find(short) == full


@pytest.mark.parametrize("short", ["Гео", "Рисование", "Физ.", "каб", ""])
def test_a_short_form_of_two_subjects_or_of_none_is_not_guessed(short: str) -> None:
    assert Subjects(NAMES).find(short) is None


def test_the_own_sheet_of_short_forms_counts_before_letters_and_the_load_of_the_class_before_others() -> None:
    assert Subjects(NAMES, {"Физ.": "Физика", "МП": "Алгебра"}).find("физ") == "Физика"
    assert Subjects(NAMES).find("Гео", ["География", "Алгебра"]) == "География"
    assert closest("бол. спортзал", ["Большой спортивный зал", "Малый спортивный зал"]) == "Большой спортивный зал"
    assert closest("спортзал", ["Большой спортивный зал", "Малый спортивный зал"]) is None


@settings(max_examples=12)
@given(
    st.sampled_from(["Алгебра", "Лит-ра", "Англ. яз.", "Труд (технология)"]),
    st.sampled_from(["Иванова М.П.", "Ким Я. Л.", "А.И. Петрова", "Иванова"]),
    st.sampled_from(["каб. 12", "12", "к. 110", "бол. спортзал", "С1"]),
    st.sampled_from([" / ", "/", "\n", ", ", " ", " | "]),
)
def test_a_lesson_in_any_order_with_any_sign_between(subject: str, teacher: str, room: str, between: str) -> None:
    for order in permutations((subject, teacher, room)):
        (found,) = lessons(between.join(order))
        assert (found.subject.strip("."), found.teacher) == (subject.strip("."), teacher)
        assert found.room == room.removeprefix("каб. ").removeprefix("к. ")


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (
            "Англ.яз. Иванова 21 / Петрова 22",
            [CellLesson("Англ.яз", "", "Иванова", "21"), CellLesson("Англ.яз", "", "Петрова", "22")],
        ),
        (
            "Труд, Ким, Лев, 110, 111",
            [CellLesson("Труд", "", "Ким", "110"), CellLesson("Труд", "", "Лев", "111")],
        ),
        (
            "Инф-ка 1 гр. Ким Я.Л. 12, Англ. яз. 2 гр. Лев Б.Б. 21",
            [
                CellLesson("Инф-ка", "1 группа", "Ким Я.Л.", "12"),
                CellLesson("Англ. яз", "2 группа", "Лев Б.Б.", "21"),
            ],
        ),
        ("Физическая\nкультура Ким Я.Л. спортзал", [CellLesson("Физическая культура", "", "Ким Я.Л.", "спортзал")]),
        ("Алгебра(12)", [CellLesson("Алгебра", "", "", "12")]),
        ("8:30-9:15 Алгебра", [CellLesson("Алгебра")]),
        ("Рисование Сидоров П.П. 412", [CellLesson("Рисование", "", "Сидоров П.П.", "412")]),
        ("Инд. обучение", [CellLesson("Инд. обучение")]),
        ("—", []),
    ],
)
def test_two_subgroups_and_what_nobody_knows(cell: str, expected: list[CellLesson]) -> None:
    assert lessons(cell) == expected


@given(st.text(max_size=60))
def test_no_text_breaks_a_cell(text: str) -> None:
    lessons(text)
    relatives_of(text)


PHONES = ("8 900 123-45-67", "8(900)123-45-68")


@pytest.mark.parametrize(
    "cell",
    [
        "Орлова Анна Петровна, мать, ООО «Ромашка», {}; Орлов Пётр Ильич, отец, завод, {}",
        "мать: Орлова Анна Петровна {}\nотец: Орлов Пётр Ильич {}",
        "Орлова Анна Петровна (мама) {}, Орлов Пётр Ильич (папа) {}",
        "ОРЛОВА АННА ПЕТРОВНА мама {} ОРЛОВ ПЁТР ИЛЬИЧ папа {}",
    ],
)
def test_both_parents_in_one_cell(cell: str) -> None:
    found = relatives_of(cell.format(*PHONES))
    assert [(one.name.text, one.kinship, one.phone) for one in found.people] == [
        ("Орлова Анна Петровна", "mother", "+79001234567"),
        ("Орлов Пётр Ильич", "father", "+79001234568"),
    ]


@pytest.mark.parametrize("cell", ["", "нет", "ООО Первый Трест, бухгалтер", "8 900 123-45-67", "Орлова А.П."])
def test_a_cell_without_a_whole_name_names_nobody(cell: str) -> None:
    assert relatives_of(cell).people == ()


@pytest.mark.parametrize("cell", ["Физика (7)", "Физика 7", "Физика, каб. 7"])
def test_a_figure_behind_a_subject_is_no_misprint_of_it(cell: str) -> None:
    assert lessons(cell) == [CellLesson("Физика", room="7")]
    assert lessons("Иностранный язык (английский) (7)") == [CellLesson("Иностранный язык (английский)", room="7")]


@pytest.mark.parametrize("cell", ["---", "—", "* * *", "нет", "…"])
def test_signs_alone_are_no_lesson(cell: str) -> None:
    assert lessons(cell) == []


@pytest.mark.parametrize(
    ("names", "said", "kinships", "all_told"),
    [
        ("Ким Олег Львович / Ким Ева Львовна", "отец / мать", ["father", "mother"], True),
        ("Ким Ева Львовна, Ким Олег Львович", "отец, мать", ["mother", "father"], True),
        ("Ким Ева Львовна, Ким Олег Львович", "мать", ["mother", ""], False),
        ("Ким Ева Львовна, Ким Олег Львович", "опекуны", ["guardian", "guardian"], True),
        ("Ким Ева Львовна, Ким Олег Львович", "родители", ["", ""], False),
    ],
)
def test_kinships_of_several_in_a_cell_of_their_own(names: str, said: str, kinships: list[str], all_told: bool) -> None:
    people = list(relatives_of(names).people)
    assert give_kinships(people, said) is all_told
    assert [one.kinship for one in people] == kinships
