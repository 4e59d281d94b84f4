"""Names over columns and over rows, wherever they stand: rows of a header, groups, sheets and files."""

import pytest

from letopis.documents.school_import.checking.people import fold_staff, settle_tutors
from letopis.documents.school_import.parsing import parse
from letopis.documents.school_import.parsing.relatives import children_in
from letopis.documents.school_import.recognising import recognise
from letopis.documents.school_import.recognising.school import class_within, group_in_heading
from letopis.documents.school_import.records import Base
from letopis.documents.sheets.problems import Answers, Problem, Report
from letopis.documents.sheets.sheet import Cell, Sheet
from letopis.documents.sheets.tables import SheetTable

pytestmark = pytest.mark.req("ORG-02", "CON-01")
NAMES = ["Орлова Анна Ильинична", "Ким Пётр Ильич", "Ясный Лев Петрович"]
Merges = tuple[tuple[int, int, int, int], ...]


def read(
    rows: list[list[Cell]], *, file: str = "а.xlsx", name: str = "Лист1", merges: Merges = ()
) -> tuple[list[SheetTable], list[str]]:
    report = Report()
    found = recognise([Sheet(file, name, rows, merges)], report, {})
    return found, [one.code for one in report.problems]


def people(rows: list[list[Cell]]) -> tuple[Base, list[str]]:
    report = Report()
    base = parse(recognise([Sheet("а.xlsx", "5А", rows)], report, {}), report, known_year="2026/2027")
    return base, [one.code for one in report.problems]


@pytest.mark.parametrize("merges", [(), ((0, 2, 0, 4),)])
def test_a_date_in_three_columns_under_one_name(merges: Merges) -> None:
    rows: list[list[Cell]] = [["ФИО", "Класс", "Дата рождения", "", ""], ["", "", "число", "месяц", "год"]]
    (table,), problems = read([*rows, *([name, "5А", 7, 11, 2014] for name in NAMES)], merges=merges)
    assert [row.text("birth_date") for row in table.rows] == ["7.11.2014"] * 3
    assert problems == []


def test_what_only_the_second_row_names_is_asked_about() -> None:
    rows: list[list[Cell]] = [
        ["ФИО", "Класс", "Пол", "Дата рождения", "Медосмотр", ""],
        ["", "", "", "", "дата", "врач"],
    ]
    (table,), problems = read([*rows, *([name, "5А", "м", "01.02.2015", "да", "Яшин"] for name in NAMES)])
    assert [row.text("full_name") for row in table.rows] == NAMES, "the second row is no child"
    assert problems == ["unknown_column", "unknown_column"]


def test_groups_over_a_header_of_two_rows() -> None:
    rows: list[list[Cell]] = [
        ["Сведения о ребёнке", "", "", "Сведения о родителях", "", "", ""],
        ["Фамилия, имя, отчество", "Дата рождения", "Класс", "Мать", "", "Отец", ""],
        ["", "", "", "Ф.И.О.", "Телефон", "Ф.И.О.", "Телефон"],
    ]
    row: list[Cell] = [NAMES[0], "01.02.2015", "5А", "Орлова Ева Львовна", "89001112233", "Орлов Илья Львович", ""]
    (table,), _ = read([*rows, row])
    assert (table.header_row, table.heads) == (2, 2)
    assert {"mother": 3, "mother_phone": 4, "father": 5, "father_phone": 6}.items() <= table.columns.items()
    assert [one.text("full_name") for one in table.rows] == [NAMES[0]]


def test_names_that_stand_twice_in_turn_are_two_tables() -> None:
    rows: list[list[Cell]] = [["I смена", "", "II смена", ""], ["Урок", "Время", "Урок", "Время"]]
    tables, problems = read([*rows, [1, "8:00-8:40", 1, "13:30-14:10"], [2, "8:50-9:30", 2, "14:20-15:00"]])
    assert [(one.kind, one.title, [row.text("span") for row in one.rows]) for one in tables] == [
        ("bells", "I смена", ["8:00-8:40", "8:50-9:30"]),
        ("bells", "II смена", ["13:30-14:10", "14:20-15:00"]),
    ]
    assert problems == []


def test_classes_and_nothing_else() -> None:
    (table,), problems = read([["Класс", "Параллель"], ["5А", 5], ["5Б", 5]], name="Классы")
    assert (table.kind, len(table.rows), problems) == ("classes", 2, [])


def test_rows_that_count_children_are_none() -> None:
    rows: list[list[Cell]] = [["ФИО", "Дата рождения", "Пол"], *([name, "01.02.2015", "м"] for name in NAMES)]
    (table,), problems = read([*rows, ["Мальчиков:", 3, ""], ["Девочек", 0, ""]], name="5А")
    assert ([row.text("full_name") for row in table.rows], problems) == (NAMES, [])
    assert table.left_out == {5: "итог", 6: "итог"}


@pytest.mark.parametrize(
    ("file", "name", "expected"),
    [
        ("Списки.zip/5А.xlsx", "Лист1", "5А"),
        ("База.zip/Списки/7 Б/ученики.csv", "ученики", "7 Б"),
        ("Группа ИСП-21.xlsx", "TDSheet", "ИСП-21"),
        ("5А.xlsx", "Отчёт секретаря", ""),
    ],
)
def test_a_class_that_only_the_file_names(file: str, name: str, expected: str) -> None:
    rows: list[list[Cell]] = [["ФИО", "Дата рождения"], *([one, "01.02.2015"] for one in NAMES)]
    (table,), _ = read(rows, file=file, name=name)
    assert {row.text("class") for row in table.rows} == {expected}


@pytest.mark.parametrize(
    ("heading", "group"),
    [
        ("Группа ИСП-21 (2 курс)", "ИСП-21"),
        ("ИСП-21-1к", "ИСП-21-1к"),
        ("Список группы ЭК-22: куратор Орлова А.И.", "ЭК-22"),
        ("Приказ КОД-12 от 5 мая", ""),
        ("Специальность", ""),
    ],
)
def test_a_colleges_group_as_a_heading(heading: str, group: str) -> None:
    assert group_in_heading(heading) == group
    assert class_within("МБОУ СОШ-3, отчёт") == ""


@pytest.mark.parametrize(
    ("cell", "children"),
    [
        (
            "Орлова Анна Ильинична (5А), Орлов Лев Ильич (2Б)",
            [("Орлова Анна Ильинична", "5А"), ("Орлов Лев Ильич", "2Б")],
        ),
        ("Орлова Анна, 5А кл.; Орлов Лев, 2Б", [("Орлова Анна", "5А"), ("Орлов Лев", "2Б")]),
        ("Орлова Анна Ильинична\nОрлов Лев Ильич", [("Орлова Анна Ильинична", ""), ("Орлов Лев Ильич", "")]),
        ("Орлова Анна Ильинична (5А)", []),
        ("Орлова, Анна", []),
    ],
)
def test_several_children_in_a_cell(cell: str, children: list[tuple[str, str]]) -> None:
    assert children_in(cell) == children


@pytest.mark.parametrize(
    ("heading", "tutor"),
    [
        ([f"5А класс, классный руководитель {NAMES[1]}"], NAMES[1]),
        (["5А (кл. рук. Ким П.И.)"], NAMES[1]),
        (["5А класс", f"Классный руководитель: {NAMES[1]}"], NAMES[1]),
        (["5А класс"], ""),
        (["5А класс, классный руководитель ____________"], ""),
        # Nobody of the staff: told.
        (["5А (кл. рук. Белых О.О.)"], ""),
    ],
)
def test_who_leads_a_class_by_the_heading_over_it(heading: list[Cell], tutor: str) -> None:
    staff: list[list[Cell]] = [["ФИО", "Должность"], [NAMES[1], "Учитель"], [NAMES[2], "Завуч"]]
    rows: list[list[Cell]] = [["№", "ФИО", "Дата рождения", "Пол"], heading, [1, NAMES[0], "01.02.2015", "ж"]]
    classes: list[list[Cell]] = [["Класс", "Смена"], ["5А", 1]]
    sheets = [Sheet("а.xlsx", name, list(one)) for name, one in (("Кадры", staff), ("Дети", rows), ("Классы", classes))]
    report = Report()
    base = parse(recognise(sheets, report, {}), report, known_year="2026/2027")
    settle_tutors(base, report)
    (group,) = base.classes
    assert [one.class_text[:2] for one in base.students] == ["5А"]
    assert (group.tutor_record.name.text if group.tutor_record else "") == tutor
    assert [one.code for one in report.problems] == ["unknown_tutor"] * ("Белых" in str(heading))


@pytest.mark.parametrize("glue", [", ", "; ", "\n"])
def test_a_parent_of_several_children_is_of_each(glue: str) -> None:
    rows: list[list[Cell]] = [["ФИО родителя", "Телефон", "Дети"]]
    children = glue.join(["Орлова Анна Ильинична (5А)", "Орлов Лев Ильич (2Б)"])
    base, problems = people([*rows, ["Орлова Ева Львовна", "89001112233", children]])
    assert [(one.name.text, one.child_text, one.class_text) for one in base.guardians] == [
        ("Орлова Ева Львовна", "Орлова Анна Ильинична", "5А"),
        ("Орлова Ева Львовна", "Орлов Лев Ильич", "2Б"),
    ]
    assert problems == []


def test_telephones_of_both_parents_in_one_cell() -> None:
    """They were written down as the child's own, or both as the father's."""
    both = "Орлова Ева Львовна\nОрлов Илья Львович"
    base, problems = people([["ФИО", "Ф.И.О. родителей", "Телефон"], [NAMES[0], both, "89001112233\n89001112244"]])
    assert [one.phone for one in base.guardians] == ["+79001112233", "+79001112244"]
    assert problems == ["phones_in_order"]
    own: list[list[Cell]] = [["№", "ФИО", "Дата рождения", "Ф.И.О. родителей", "Телефон"]]
    base, problems = people(
        [*own, *([n, name, "01.02.2015", both, "89001112233\n89001112244"] for n, name in enumerate(NAMES))]
    )
    assert [one.phone for one in base.guardians][:2] == ["+79001112233", "+79001112244"]
    assert ([one.phone for one in base.students], problems) == ([""] * 3, ["phones_in_order"])
    apart: list[list[Cell]] = [["ФИО", "Мать", "Отец", "Телефон отца"]]
    phones = "8 900 111-22-33 (мама), 8 900 111-22-44 (папа)"
    base, problems = people([*apart, [NAMES[0], "Орлова Ева Львовна", "Орлов Илья Львович", phones]])
    assert [one.phone for one in base.guardians] == ["+79001112233", "+79001112244"]
    assert problems == []


def test_two_positions_in_one_list_are_one_card() -> None:
    rows: list[list[Cell]] = [["ФИО", "Должность", "Дата рождения"]]
    more = [
        ("Учитель химии", "01.02.1980"),
        ("Заместитель директора", "01.02.1980"),
        ("Завхоз", "03.04.1985"),
        ("Завхоз", ""),
    ]
    report = Report()
    tables = recognise([Sheet("а.xlsx", "Кадры", [*rows, *([NAMES[0], *one] for one in more)])], report, {})
    base = parse(tables, report, known_year="2026/2027")
    fold_staff(base, report)
    assert [one.position for one in base.staff] == ["Учитель химии, заместитель директора", "Завхоз", "Завхоз"]
    assert [one.code for one in report.problems] == ["second_position"], "whom nothing proves stays a row of his own"


def test_marks_of_footnotes_are_no_part_of_a_name() -> None:
    base, problems = people(
        [["ФИО", "Дата рождения"], [f"{NAMES[0]}*", "01.02.2015"], [f"{NAMES[1]} **", "01.02.2015"]]
    )
    assert ([one.name.text for one in base.students], problems) == (NAMES[:2], ["name_note"])


def test_a_number_with_a_point_is_no_class() -> None:
    """«2.» in the column of lessons was taken for the heading of a class, and the lesson was gone."""
    rows: list[list[Cell]] = [["День", "Урок", "5А", "5Б"], ["ПОНЕДЕЛЬНИК", "1.", "Физика", "Химия"]]
    (table,), problems = read([*rows, ["", "2.", "Химия", "Физика"], ["", "3.", "Алгебра", ""]], name="Расписание")
    assert [(row.text("day"), row.text("number"), row.text("cell")) for row in table.rows] == [
        *(("ПОНЕДЕЛЬНИК", "1.", subject) for subject in ("Физика", "Химия")),
        *(("ПОНЕДЕЛЬНИК", "2.", subject) for subject in ("Химия", "Физика")),
        ("ПОНЕДЕЛЬНИК", "3.", "Алгебра"),
    ]
    assert (table.left_out, problems) == ({}, [])


def test_a_telephone_behind_the_only_parent_is_asked_about() -> None:
    """It was written down as the child's own, and nothing said so."""
    rows: list[list[Cell]] = [["ФИО", "Дата рождения", "Мать", "Телефон"]]
    more: list[list[Cell]] = [[name, "01.02.2015", "Орлова Ева Львовна", "89001112233"] for name in NAMES]
    (table,), problems = read([*rows, *more], name="5А")
    assert ("phone" in table.columns, problems) == (False, ["close_call"])
    report = Report(Answers(columns={"а.xlsx|5А|1|3": "mother_phone"}))
    (table,) = recognise([Sheet("а.xlsx", "5А", [*rows, *more])], report, {})
    assert (table.columns["mother_phone"], report.problems) == (3, [])


def test_what_is_said_in_the_place_of_a_parent_is_nobody() -> None:
    rows: list[list[Cell]] = [["ФИО", "Дата рождения", "Мать", "Отец"]]
    said = ["лишена родительских прав", "орлов илья львович", "умер"]
    base, problems = people(
        [*rows, *([name, "01.02.2015", "", father] for name, father in zip(NAMES, said, strict=True))]
    )
    assert [one.name.text for one in base.guardians] == ["Орлов Илья Львович"]
    assert problems == ["no_relative"] * 2


def test_vacancies_are_nobody() -> None:
    report = Report()
    staff: list[list[Cell]] = [
        ["ФИО", "Должность"],
        [NAMES[0], "Учитель"],
        ["Вакансия", "Учитель"],
        ["вакант 2", "Завхоз"],
    ]
    load: list[list[Cell]] = [["Учитель", "Предмет", "Класс", "Часов"], ["Вакансия № 1", "Физика", "5А", 2]]
    sheets = [Sheet("а.xlsx", "Кадры", staff), Sheet("а.xlsx", "Нагрузка", load)]
    base = parse(recognise(sheets, report, {}), report, known_year="2026/2027")
    assert [one.name.text for one in base.staff] == NAMES[:1]
    assert ([one.teacher for one in base.load], report.problems) == ([""], [])


@pytest.mark.parametrize(
    ("name", "answer", "hours", "levels"),
    [
        ("Часов", "", [10, 10, 3], ["warning"]),
        ("Часов", "each", [10, 10, 3], []),
        ("Часов", "in_all", [5, 5, 3], []),
        # What is called a sum may be one of both classes: nothing is written before that is said.
        ("Всего часов", "", [3], ["error"]),
        ("Часов всего", "", [3], ["error"]),
        ("Всего часов", "each", [10, 10, 3], []),
        ("Всего часов", "in_all", [5, 5, 3], []),
    ],
)
def test_one_figure_for_several_classes_is_asked_about(
    name: str, answer: str, hours: list[int], levels: list[str]
) -> None:
    base, problems = load_of(name, Answers(causes={"hours_of_several|load": answer} if answer else {}))
    assert [one.hours for one in base.load] == hours
    assert [(one.code, one.level) for one in problems] == [("hours_of_several", level) for level in levels]


@pytest.mark.parametrize(
    ("planned", "hours", "is_asked"),
    [
        ([5, 5], [5, 5, 3], False),
        ([10, 10], [10, 10, 3], False),
        ([4, 6], [3], True),
        (["", ""], [3], True),
    ],
)
def test_the_curriculum_says_what_a_figure_is_of(planned: list[Cell], hours: list[int], is_asked: bool) -> None:
    """The curriculum stands behind the load in the file; of hours that differ no share is guessed."""
    plan: list[list[Cell]] = [["Предмет", "5А", "5Б"], ["Физика", *planned], ["Химия", 3, 3]]
    base, problems = load_of("Всего часов", Answers(), Sheet("а.xlsx", "Учебный план", plan))
    assert [one.hours for one in base.load] == hours
    assert bool(problems) is is_asked


def load_of(name: str, answers: Answers, *more: Sheet) -> tuple[Base, list[Problem]]:
    rows: list[list[Cell]] = [["Учитель", "Предмет", "Классы", name], [NAMES[0], "Физика", "5А, 5Б", 10]]
    report = Report(answers)
    tables = recognise([Sheet("а.xlsx", "Нагрузка", [*rows, [NAMES[0], "Химия", "5А", 3]]), *more], report, {})
    return parse(tables, report, known_year="2026/2027"), report.problems


def test_a_heading_over_both_parents_that_a_csv_has_lost() -> None:
    """The second parent stands under no name at all; where few have one, nothing was said of it."""
    rows: list[list[Cell]] = [["ФИО", "Класс", "Дата рождения", "ФИО родителей, телефон", ""]]
    father = ["отец: Орлов Илья Львович, 89001112244", "", ""]
    for name, second in zip(NAMES, father, strict=True):
        rows.append([name, "5А", "01.02.2015", "мать: Орлова Ева Львовна, 89001112233", second])
    base, problems = people(rows)
    assert [(one.name.text, one.kinship, one.phone) for one in base.guardians][:2] == [
        ("Орлова Ева Львовна", "mother", "+79001112233"),
        ("Орлов Илья Львович", "father", "+79001112244"),
    ]
    assert (len(base.guardians), problems) == (4, [])


def test_what_stands_under_no_name_is_told_however_little_it_is() -> None:
    rows: list[list[Cell]] = [["ФИО", "Класс", "Дата рождения", ""]]
    rows += [[name, "5А", "01.02.2015", ""] for name in NAMES * 3]
    _, problems = read([*rows, [NAMES[0], "5Б", "", "льгота"], [NAMES[1], "5Б", "", "льгота"]])
    assert problems == ["unnamed_column"]


def test_a_header_in_the_middle_of_a_sheet_with_rows_apart() -> None:
    empty: list[Cell] = [""] * 7
    rows: list[list[Cell]] = [empty] * 12 + [[*empty[:4], "ФИО", "Класс", "Дата рождения"]]
    for name in NAMES:
        rows += [empty, [*empty[:4], name, "5А", "01.02.2015"]]
    (table,), problems = read(rows)
    assert (table.header_row, table.columns) == (13, {"full_name": 4, "class": 5, "birth_date": 6})
    assert ([row.text("full_name") for row in table.rows], problems) == (NAMES, [])


def test_one_table_among_forty_sheets() -> None:
    note: list[list[Cell]] = [["Памятка дежурному"], ["Проверить свет и окна"]]
    list_of: list[list[Cell]] = [["ФИО", "Класс", "Дата рождения"], *([name, "5А", "01.02.2015"] for name in NAMES)]
    sheets = [Sheet("а.xlsx", f"Лист{n}", list_of if n == 23 else note) for n in range(40)]
    report = Report()
    (table,) = recognise(sheets, report, {})
    assert (table.sheet, len(table.rows)) == ("Лист23", 3)
    assert {one.code for one in report.problems} == {"unknown_sheet"}
    assert len({one.cause for one in report.problems}) == 1, "one question for all of them"


def test_classes_of_which_nothing_else_is_said() -> None:
    rows: list[list[Cell]] = [["Класс", "Классный руководитель"], ["10ФМ", NAMES[0]], ["11СЭ"], ["7-2"], ["5А1"]]
    (table,), problems = read(rows, name="Классы")
    assert [row.text("class") for row in table.rows] == ["10ФМ", "11СЭ", "7-2", "5А1"]
    assert (table.left_out, problems) == ({}, [])


def test_rooms_of_which_nothing_else_is_said() -> None:
    rows: list[list[Cell]] = [["№ каб.", "Наименование"], ["Первый этаж"], ["12", "Математика"], ["13"], ["14а"]]
    (table,), _ = read(rows, name="Кабинеты")
    assert [row.text("number") for row in table.rows] == ["12", "13", "14а"]
    assert list(table.left_out) == [2]


def test_a_class_over_its_children_with_their_number_beside() -> None:
    rows: list[list[Cell]] = [["№", "Учащийся", "Дата рождения", "Телефон"], ["5А", "", "", 2]]
    children: list[list[Cell]] = [[1, NAMES[0], "01.02.2015", ""], [2, NAMES[1], "02.02.2015", ""]]
    (table,), problems = read([*rows, *children, ["5Б", "", "", 1], [1, NAMES[2], "03.02.2015", ""]])
    assert [(row.text("full_name"), row.text("class")) for row in table.rows] == [
        (NAMES[0], "5А"),
        (NAMES[1], "5А"),
        (NAMES[2], "5Б"),
    ]
    assert problems == []


def test_rows_merged_with_those_above_are_no_rows() -> None:
    """Each child over two rows, the class over all of them."""
    rows: list[list[Cell]] = [["№", "ФИО", "", "Дата рождения", "Класс"]]
    for number, name in enumerate(NAMES):
        rows += [[number + 1, name, "", f"0{number + 1}.02.2015", "5А" if number == 0 else ""], ["", "", "", "", ""]]
    merges = [(0, 1, 0, 2), (1, 4, 6, 4)]
    for top in (1, 3, 5):
        merges += [(top, 0, top + 1, 0), (top, 1, top + 1, 2), (top, 3, top + 1, 3)]
    (table,), problems = read(rows, merges=tuple(merges))
    assert [(row.text("full_name"), row.text("class")) for row in table.rows] == [(name, "5А") for name in NAMES]
    assert set(table.left_out.values()) == {"продолжение объединённой строки"}
    assert problems == []


def test_what_is_no_lesson_among_bells_is_left_out_with_its_reason() -> None:
    rows: list[list[Cell]] = [["Урок", "Время"], ["Разговоры о важном", "8.00 – 8.30"], ["1 урок", "8.35 – 9.10"]]
    report = Report()
    base = parse(recognise([Sheet("а.xlsx", "Звонки", rows)], report, {}), report, known_year="2026/2027")
    assert [[number for number, _, _ in one.periods] for one in base.bells] == [[1]]
    assert base.tables[0].left_out == {2: "нет номера урока"}


def test_two_positions_beside_a_name_over_both_rows_are_of_one_card() -> None:
    rows: list[list[Cell]] = [["№", "ФИО", "Должность"], [1, NAMES[0], "учитель"], ["", "", "заместитель директора"]]
    rows += [[2, NAMES[1], "учитель"]]
    report = Report()
    merges = ((1, 0, 2, 0), (1, 1, 2, 1))
    base = parse(recognise([Sheet("а.xlsx", "Кадры", rows, merges)], report, {}), report, known_year="2026/2027")
    fold_staff(base, report)
    assert [one.position for one in base.staff] == ["учитель, заместитель директора", "учитель"]
    assert [one.code for one in report.problems] == ["second_position"]


def test_who_leads_the_class_stands_beside_each_child() -> None:
    rows: list[list[Cell]] = [["ФИО", "Дата рождения", "Класс", "Классный руководитель"]]
    base, problems = people([*rows, *([name, "01.02.2015", "5А", "Орлова А.П."] for name in NAMES)])
    assert (base.tutors["5а"][0], problems) == ("Орлова А.П.", [])


def test_the_class_of_arrival_is_not_the_class_of_today() -> None:
    rows: list[list[Cell]] = [["ФИО", "Дата рождения", "Дата поступления", "В какой класс", "Из какого класса"]]
    report = Report()
    sheet = Sheet("а.xlsx", "Алфавитная книга", [*rows, *([n, "01.02.2015", "01.09.2022", "1А", ""] for n in NAMES)])
    (table,) = recognise([sheet], report, {})
    assert "class" not in table.columns


@pytest.mark.parametrize(
    ("title", "group"),
    [("5 класс", "5 класс"), ("Список 5А класса", "5А"), ("Списки 5 классов", ""), ("Школа № 5", ""), ("15 класс", "")],
)
def test_a_title_names_a_class_without_a_letter(title: str, group: str) -> None:
    assert class_within(title) == group


def test_a_position_below_somebody_is_no_signature() -> None:
    rows: list[list[Cell]] = [["№", "ФИО", "Должность", "Телефон"], [1, NAMES[0], "учитель", "89431112233"]]
    rows += [["", "", "зам. директора", "89431112234"], [2, NAMES[1], "учитель", ""]]
    base, problems = people(rows)
    assert len(base.staff) == 2
    assert problems == ["no_name"]
