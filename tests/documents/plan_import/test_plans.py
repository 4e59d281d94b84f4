"""Lesson plans of both usual layouts and pasted in: what is read, what is doubted, what is saved."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from letopis.documents.plan_import.loading import (
    packed,
    preview,
    save_plan,
    unpacked,
)
from letopis.documents.plan_import.parse import parse_plan, spread
from letopis.documents.plan_import.reading import read_plan_file, read_plan_text
from letopis.documents.sheets.refusals import FileRefused
from letopis.documents.sheets.sheet import Sheet
from letopis.documents.sheets.values import parse_count, parse_days, parse_numbers
from letopis.kernel.dates import DateRange
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.roles import Role
from letopis.school.curriculum.models import LessonPlan, PlannedLesson
from letopis.school.history.models import Entry
from tests.factories import actor_of, make_class, make_course, make_lesson, make_plan, make_school, make_staff

pytestmark = pytest.mark.req("CUR-02")

YEAR = DateRange(date(2026, 9, 1), date(2027, 5, 26))


def workbook(path: Path, *sheets) -> Path:
    book = xlsxwriter.Workbook(str(path), {"default_date_format": "dd.mm.yyyy"})
    for number, rows in enumerate(sheets, 1):
        sheet = book.add_worksheet(f"Лист {number}")
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                if isinstance(cell, date | datetime):
                    sheet.write_datetime(row, column, datetime(cell.year, cell.month, cell.day))
                elif cell not in ("", None):
                    sheet.write(row, column, cell)
    book.close()
    return path


ALGEBRA = [
    ["Календарно-тематическое планирование"],
    ["Предмет: алгебра"],
    ["Класс: 7А"],
    ["Учитель: Кузьмина А.О."],
    ["Количество часов: 6 (3 часа в неделю)"],
    ["УМК: Макарычев Ю. Н. и др. Алгебра, 7 класс"],
    [],
    ["Раздел", "№ урока", "Тема урока", "Часы", "Вид", "Домашнее задание", "Дата план", "Дата факт"],
    ["Раздел 1. Числа", 1, "Понятие числа", 1, "урок", "§ 1, № 6", date(2026, 9, 2), "02.09"],
    ["", 2, "Запись числа", 1, "урок", "", "03.09.2026", ""],
    ["", 3, "Контрольная работа № 1 «Числа»", 1, "контрольная", "", "04.09", ""],
    ["Раздел 2. Буквы", 4, "Практическая работа № 1 «Проценты»", 1, "практическая", "", "", ""],
    ["", 5, "Буквенные выражения", 1, "урок", "", date(2027, 1, 20), ""],
    ["", 6, "Формулы", 1, "урок", "", "", ""],
    ["", "", "Итого", 6],
]
RUSSIAN = [
    ["КТП по русскому языку, 5 «А» класс (9 часов, 5 ч в неделю)"],
    ["УМК Т. А. Ладыженской. Учитель Симонова А.Д."],
    [],
    ["№ урока", "Содержание (тема)", "Дата", "", "Домашнее задание", "Примечание"],
    ["", "", "план", "факт", "", ""],
    ["ОБЩИЕ СВЕДЕНИЯ О ЯЗЫКЕ (2 ч.)"],
    [1, "Богатство языка", "01.09", "01.09", "§ 1"],
    [2, "Лингвистика", "02.09", "02.09"],
    ["ТЕКСТ (7 ч)"],
    ["3-4", "Р.р. Сжатое изложение", "03.09-04.09", "", "§ 2", "перенос"],
    ["5–6", "Признаки текста", "30.12-11.01"],
    ["7, 8", "План текста", "12.01"],
    [9, "К/р № 2 «Текст»", ""],
    [],
    ["Всего часов: 9. Контрольных работ: 1. Уроков развития речи: 2"],
]


def test_a_row_a_lesson_with_the_section_merged_down(tmp_path):
    plan = read_plan_file(workbook(tmp_path / "Алгебра.xlsx", ALGEBRA), YEAR)

    assert plan.problems == ()
    assert (plan.about.subject, plan.about.class_name, plan.about.teacher) == ("алгебра", "7А", "Кузьмина А.О.")
    assert (plan.about.hours, plan.about.per_week) == (6, 3)
    assert plan.about.textbook == "Макарычев Ю. Н. и др. Алгебра, 7 класс"
    assert [(one.title, one.count) for one in plan.sections] == [("Раздел 1. Числа", 3), ("Раздел 2. Буквы", 3)]
    assert [(one.number, str(one.kind), one.section) for one in plan.lessons] == [
        (1, "lesson", 1),
        (2, "lesson", 1),
        (3, "control", 1),
        (4, "practical", 2),
        (5, "lesson", 2),
        (6, "lesson", 2),
    ]
    days = [one.planned_on for one in plan.lessons]
    assert days == [date(2026, 9, 2), date(2026, 9, 3), date(2026, 9, 4), None, date(2027, 1, 20), None]
    assert plan.lessons[0].homework == "§ 1, № 6"
    assert plan.has_facts


def test_a_header_of_two_rows_with_sections_in_rows(tmp_path):
    plan = read_plan_file(workbook(tmp_path / "Русский.xlsx", RUSSIAN), YEAR)

    assert plan.problems == ()
    assert (plan.about.class_name, plan.about.teacher, plan.about.hours, plan.about.per_week) == (
        "5А",
        "Симонова А.Д.",
        9,
        5,
    )
    assert [(one.title, one.stated, one.count) for one in plan.sections] == [
        ("ОБЩИЕ СВЕДЕНИЯ О ЯЗЫКЕ", 2, 2),
        ("ТЕКСТ", 7, 7),
    ]
    assert [one.topic for one in plan.lessons[2:4]] == ["Развитие речи. Сжатое изложение"] * 2
    assert plan.lessons[-1].topic == "Контрольная работа № 2 «Текст»"
    assert [str(one.kind) for one in plan.lessons] == [*["lesson"] * 2, *["speech"] * 2, *["lesson"] * 4, "control"]
    assert [one.planned_on for one in plan.lessons[2:8]] == [
        date(2026, 9, 3),
        date(2026, 9, 4),
        date(2026, 12, 30),
        date(2027, 1, 11),
        date(2027, 1, 12),
        date(2027, 1, 12),
    ]
    assert plan.lessons[2].note == "перенос"


def test_what_does_not_add_up_is_told_with_its_row():
    rows = [
        ["Всего 5 часов"],
        ["№", "Тема", "Часы", "Дата"],
        ["Числа (3 ч)"],
        [1, "Степень", 1, "02.09"],
        [2, "Повторение", "много", "01.09"],
        ["3-4", "Дроби", 3, "32.13"],
        [7, "К/р № 1", 1, "01.08"],
        ["", "", "", ""],
        ["Итого", "", 9],
    ]
    told = {(one.row, one.field) for one in parse_plan(Sheet("", "", rows), YEAR).problems}

    assert told == {
        (3, "section"),  # 3 stated, 5 there
        (5, "topic"),  # bare
        (5, "hours"),  # not a number
        (5, "planned"),  # earlier than the one before
        (6, "hours"),  # numbers say 2, hours 3
        (6, "planned"),  # no such day
        (7, "number"),  # 5 expected
        (7, "topic"),  # no topic of the work
        (7, "planned"),  # not of the year
        (0, "hours"),  # total 9, 5 there
    }
    assert all(one.message.endswith((".", "?", ")")) for one in parse_plan(Sheet("", "", rows), YEAR).problems)


def test_errors_stop_saving_and_name_the_row():
    rows = [["№", "Тема", "ДЗ"], [1, "", "§ 1"], [2, "Я" * 501, ""], [3, "Дроби", "Я" * 1001]]
    plan = parse_plan(Sheet("", "", rows), YEAR)
    assert [(one.row, one.field) for one in plan.errors] == [(2, "topic"), (3, "topic"), (4, "homework")]


@pytest.mark.parametrize("rows", [[], [[""]], [["1", "2"], ["3", "4"]], [["№", "Тема"]]])
def test_a_table_without_lessons_is_an_error(rows):
    assert [one.level for one in parse_plan(Sheet("", "", rows), YEAR).problems] == ["error"]


def test_the_federal_layout_with_hours_of_works():
    rows = [
        ["№ п/п", "Наименование разделов и тем", "Количество часов", "", "", "Дата"],
        ["", "", "Всего", "Контрольные работы", "Практические работы", ""],
        ["Раздел 1. Сила", "", "", "", "", ""],
        ["1", "Сила тяжести", "1", "", "", ""],
        ["2", "Сила трения", "2", "", "1", ""],
        ["3", "Сложение сил", "1", "1", "", ""],
    ]
    plan = parse_plan(Sheet("", "", rows), YEAR)
    assert [str(one.kind) for one in plan.lessons] == ["lesson", "practical", "practical", "control"]
    assert [one.title for one in plan.sections] == ["Раздел 1. Сила"]


def test_pages_repeat_the_header_and_quarters_are_no_sections():
    rows = [
        ["№", "Тема урока", "Дата"],
        ["I четверть (2 ч)"],
        [1, "Сила", "02.09"],
        ["№", "Тема урока", "Дата"],
        ["2 четверть"],
        [2, "Трение", "09.11"],
        ["Итого за II четверть", 1],
    ]
    plan = parse_plan(Sheet("", "", rows), YEAR)
    assert (len(plan.lessons), plan.sections, plan.problems) == (2, (), ())


@pytest.mark.parametrize(
    "text",
    [
        "№\tТема\tЧасы\n1\tСила\t1\n2-3\tТрение\t2\n",
        "1\tСила\t1\n2-3\tТрение\t2\n",
        "1. Сила 1 ч\n2-3. Трение 2 ч",
        "1 Сила 1\n2–3 Трение 2\n",
        "Сила\nТрение (2 ч)\n",
    ],
)
def test_a_pasted_table(text):
    plan = read_plan_text(text, YEAR)
    assert [one.topic for one in plan.lessons] == ["Сила", "Трение", "Трение"]
    assert plan.problems == ()


def test_pasted_lines_with_sections_and_a_cell_of_two_lines():
    plan = read_plan_text("Силы\n1. Сила\n2. Трение\nЭнергия (1 ч)\n3. Работа", YEAR)
    assert [(one.title, one.count) for one in plan.sections] == [("Силы", 2), ("Энергия", 1)]
    plan = read_plan_text('№\tТема\tДЗ\n1\t"Сила\nтяжести"\t§ 1\n2\tТрение "скольжения\t§ 2\n', YEAR)
    assert len(plan.lessons) == 3  # quotes that do not pair are words
    plan = read_plan_text('№\tТема\tДЗ\n1\t"Сила\nтяжести"\t§ 1\n', YEAR)
    assert plan.lessons[0].topic == "Сила тяжести"


@given(st.text(max_size=400))
def test_nothing_pasted_makes_it_fail(text):
    plan = read_plan_text(text, YEAR)
    assert plan.lessons or plan.errors
    assert [one.number for one in plan.lessons] == list(range(1, len(plan.lessons) + 1))


def test_too_much_pasted():
    assert read_plan_text("Сила\n" * 100_000, YEAR).errors


def test_cells():
    assert parse_numbers(12.0) == (12,)
    assert parse_numbers("127-129") == (127, 128, 129)
    assert parse_numbers("44, 45") == (44, 45)
    assert parse_numbers(12.13) == (12, 13)
    assert parse_numbers(date(2026, 2, 1)) == (1, 2)
    assert parse_numbers("Раздел") is None
    assert parse_count("2 ч.") == 2
    assert parse_count("два") is None
    assert parse_days("1–5.09", YEAR).days == (date(2026, 9, 1), date(2026, 9, 5))
    assert parse_days(2.09, YEAR).days == (date(2026, 9, 2),)
    assert parse_days("02.09.26", YEAR).days == (date(2026, 9, 2),)
    assert parse_days("сентябрь", YEAR).unread == "сентябрь"
    assert parse_days("31.02", YEAR).unread == "31.02"
    assert parse_days("01.08.2026", YEAR).outside == (date(2026, 8, 1),)
    assert spread((date(2026, 9, 1), date(2026, 9, 5)), 3) == [date(2026, 9, 1), None, date(2026, 9, 5)]


def test_other_sheets_are_told_and_a_sheet_without_a_plan_is_passed_over(tmp_path):
    plan = read_plan_file(workbook(tmp_path / "x.xlsx", [["Титул"]], ALGEBRA, RUSSIAN), YEAR)
    assert len(plan.lessons) == 6
    assert [one.message for one in plan.problems][-1].startswith("Прочитан лист «Лист 2»")


def test_a_file_that_is_no_table(tmp_path):
    path = tmp_path / "plan.xlsx"
    path.write_bytes(b"PK\x03\x04 not a workbook")
    with pytest.raises(FileRefused):
        read_plan_file(path, YEAR)
    path.write_bytes(b"\x00" * (5 * 1024 * 1024 + 1))
    with pytest.raises(FileRefused, match="5 МБ"):
        read_plan_file(path, YEAR)


# ── beside the course, and saved ──────────────────────────────────────


@pytest.fixture
def teacher(db):
    return make_staff(make_school(), "Кузьмина Анна Олеговна")


@pytest.fixture
def course(teacher):
    return make_course(make_class(teacher.school), teacher=teacher)


@pytest.fixture
def actor(teacher):
    return actor_of(teacher, Role.TEACHER)


@pytest.fixture
def plan(tmp_path):
    return read_plan_file(workbook(tmp_path / "Алгебра.xlsx", ALGEBRA), YEAR)


@pytest.mark.req("CUR-03")
def test_the_preview_sets_the_plan_beside_the_course(actor, course, teacher, plan, django_assert_num_queries):
    parallel = make_course(make_class(teacher.school, "7Б"), teacher=teacher)
    make_course(make_class(teacher.school, "8А"), teacher=teacher)
    with django_assert_num_queries(2):
        seen = preview(actor, year_id=course.year_id, course_id=course.pk, plan=plan)
    assert [one.course_id for one in seen.parallel] == [parallel.pk]
    assert (seen.count, seen.difference, seen.may_save) == (6, -96, True)
    assert [one.message for one in seen.problems] == [
        "В плане 6 ч, по учебному плану 102 ч: не хватает 96. Сохранить можно."
    ]


def test_another_subject_or_grade_is_doubted(actor, teacher, plan):
    other = make_course(make_class(teacher.school, "8А"), "Физика", teacher=teacher)
    seen = preview(actor, year_id=other.year_id, course_id=other.pk, plan=plan)
    assert {one.field for one in seen.problems} == {"hours", "subject", "class"}


def test_saved_for_a_parallel_at_once(actor, course, teacher, plan):
    parallel = make_course(make_class(teacher.school, "7Б"), teacher=teacher)
    saved = save_plan(actor, year_id=course.year_id, course_ids=[course.pk, parallel.pk], plan=unpacked(packed(plan)))

    assert saved.is_new
    assert saved.replaced.created == 6
    made = LessonPlan.objects.get()
    assert (made.title, made.textbook) == ("Алгебра, 7А, 7Б", "Макарычев Ю. Н. и др. Алгебра, 7 класс")
    assert {course.plan_id for course in made.courses.all()} == {made.pk}
    assert made.courses.count() == 2
    assert PlannedLesson.objects.filter(plan=made, section__title="Раздел 2. Буквы").count() == 3
    assert Entry.objects.filter(kind="curriculum.plannedlesson").count() == 6


def test_a_textbook_too_long_for_a_plan_is_told_before_it_is_cut(actor, course, plan):
    long = replace(plan, about=replace(plan.about, textbook="Мерзляк А. Г. " * 20))
    told = [one.message for one in preview(actor, year_id=course.year_id, course_id=course.pk, plan=long).problems]
    assert "Учебник назван длиннее 200 знаков: в план войдёт начало. Сократите его в файле." in told
    save_plan(actor, year_id=course.year_id, course_ids=[course.pk], plan=long)
    assert LessonPlan.objects.get().textbook == ("Мерзляк А. Г. " * 20)[:200].strip()


def test_loaded_again_nothing_doubles(actor, course, plan):
    first = save_plan(actor, year_id=course.year_id, course_ids=[course.pk], plan=plan)
    ids = set(PlannedLesson.objects.values_list("pk", flat=True))
    entries = Entry.objects.count()
    again = save_plan(actor, year_id=course.year_id, course_ids=[course.pk], plan=plan)
    assert (again.plan_id, again.is_new) == (first.plan_id, False)
    assert (again.replaced.created, again.replaced.changed, again.replaced.removed) == (0, 0, 0)
    assert set(PlannedLesson.objects.values_list("pk", flat=True)) == ids
    assert Entry.objects.count() == entries


def test_held_lessons_stop_or_stay(actor, course, plan):
    old = make_plan(course, "Совсем другое", "Ещё другое")
    held = make_lesson(course, date(2026, 9, 2), planned_lesson=old.lessons.get(number=1))
    with pytest.raises(Refused, match="уже проведены"):
        save_plan(actor, year_id=course.year_id, course_ids=[course.pk], plan=plan)
    saved = save_plan(actor, year_id=course.year_id, course_ids=[course.pk], plan=plan, keep_held=True)
    assert saved.replaced.kept == 1
    held.refresh_from_db()
    assert held.planned_lesson.topic == "Совсем другое"
    assert old.lessons.count() == 6
    apart = save_plan(actor, year_id=course.year_id, course_ids=[course.pk], plan=plan, apart=True)
    assert apart.is_new
    assert old.lessons.count() == 6


def test_errors_and_foreign_courses_save_nothing(actor, course, plan):
    bad = read_plan_text("№\tТема\n1\t\n2\t" + "Я" * 501, YEAR)
    with pytest.raises(Refused, match="ошибки"):
        save_plan(actor, year_id=course.year_id, course_ids=[course.pk], plan=bad)
    foreign = make_course(make_class(course.school, "7Б"))
    for ids in ([foreign.pk], [course.pk, foreign.pk], []):
        with pytest.raises(NotVisible):
            save_plan(actor, year_id=course.year_id, course_ids=ids, plan=plan)
    with pytest.raises(NotVisible):
        preview(actor, year_id=course.year_id, course_id=foreign.pk, plan=plan)
    deputy = actor_of(make_staff(course.school), Role.DEPUTY)
    with pytest.raises(Refused):
        save_plan(deputy, year_id=course.year_id, course_ids=[course.pk], plan=plan)
    assert LessonPlan.objects.count() == 0


@pytest.mark.req("ORG-02")
def test_a_pasted_line_without_end_is_told_with_its_number():
    plan = read_plan_text("1. Сила\n2. " + "а " * 3000, YEAR)
    assert [(problem.row, problem.field) for problem in plan.errors] == [(2, "topic")]
    assert "В строке 2 знаков: 6003, помещается 5000" in plan.errors[0].message
    with pytest.raises(FileRefused, match="строка 2, столбец B"):
        read_plan_text("1\tСила\n2\t" + "а" * 6000, YEAR)


@pytest.mark.req("ORG-02")
def test_hours_are_cut_from_the_end_of_a_line_only():
    plan = read_plan_text("1. Сила 2 ч\n2. Трение (1 час)\n3. Работа, 3 часа.\n4. Законы 3 видов", YEAR)
    topics = [lesson.topic for lesson in plan.lessons]
    assert topics == ["Сила"] * 2 + ["Трение"] + ["Работа"] * 3 + ["Законы 3 видов"]


def test_hours_of_a_section_are_not_those_of_its_first_topic():
    rows = [
        ["Раздел", "Кол-во часов на раздел", "Тема урока", "№"],
        ["Числа", 2.0, "Запись чисел", 1.0],
        ["", "", "Сложение", 2.0],
    ]
    plan = parse_plan(Sheet("", "", rows, ((1, 0, 2, 0), (1, 1, 2, 1))), YEAR)

    assert plan.problems == ()
    assert [one.topic for one in plan.lessons] == ["Запись чисел", "Сложение"]
    assert [(one.title, one.stated, one.count) for one in plan.sections] == [("Числа", 2, 2)]


def test_a_topic_merged_down_is_the_topic_of_both_rows():
    rows = [["№", "Тема", "Часы", "ДЗ"], [1, "Сила", 2, "§ 1"], [2, "", "", ""]]
    plan = parse_plan(Sheet("", "", rows, ((1, 1, 2, 1), (1, 3, 2, 3))), YEAR)
    assert [(one.topic, one.homework) for one in plan.lessons[-2:]] == [("Сила", "§ 1")] * 2


def test_a_problem_names_its_cell():
    plan = parse_plan(Sheet("План.xlsx", "7А", [["№", "Тема", "Дата"], [1, "Сила", "потом"]]), YEAR)
    (problem,) = plan.problems
    assert (problem.place.file, problem.place.sheet, problem.place.row, problem.place.column) == (
        "План.xlsx",
        "7А",
        2,
        2,
    )


@pytest.mark.parametrize("text", ["1 сентября", "«1» сентября 2026 г.", "2026-09-01", "01.09", "1.9.26", 46266.0])
def test_a_day_of_a_plan_in_any_form(text):
    assert parse_days(text, YEAR).days == (date(2026, 9, 1),)
