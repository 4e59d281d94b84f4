"""What comes out of the printer: whole names, topics and tasks, heads and whose it is on every sheet, no overlaps.

Backgrounds stay out, as browsers leave them by themselves. Overlaps are looked for in the layout of the same sheet.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page

from letopis.school.classes.models import ClassGroup
from letopis.school.people.models import Guardian, Staff, Student
from tests import factories as make
from tests.e2e.paper import Paper, fill_lessons, overlapping, printed, school_days
from tests.factories import TODAY

OpenPage = Callable[..., Page]
pytestmark = [pytest.mark.req("ARC-01")]

PORTRAIT, LANDSCAPE = (210, 297), (297, 210)
AUTUMN, WINTER = date(2026, 9, 1), date(2026, 12, 30)
LONG = "Александров-Покровский Константин Константинович"
SCREEN_ONLY = ("Печать", "Плотно", "Все виды работ", "Скачать", "XLSX", "Enter вниз", "Всё сохранено")


@pytest.fixture
def tutor(transactional_db: None) -> Staff:
    return make.make_staff(make.make_school(short_name="Школа № 17"), "Орлова Елена Викторовна")


@pytest.fixture
def seven_a(tutor: Staff) -> ClassGroup:
    return make.make_class(tutor.school, tutor=tutor)


@pytest.fixture
def students(seven_a: ClassGroup) -> list[Student]:
    """A long class: thirty-five, among them two namesakes with a long name and one who came late."""
    names = (LONG, "Александров-Покровский Константин Ильич")
    return [
        *make.make_students(seven_a, 32),
        *(make.make_student(seven_a, name) for name in names),
        make.make_student(seven_a, "Яковлева Дарья Ильинична", since=date(2026, 11, 20)),
    ]


def opened(page: Page) -> Page:
    page.wait_for_selector("journal-grid[data-ready=yes] [data-whole]")
    return page


def journal_of(students: list[Student], tutor: Staff, days: list[date]) -> str:
    course = make.make_course(students[0].memberships.get().class_group, teacher=tutor)
    fill_lessons(course, students, days)
    return f"/journal/{course.pk}/"


def assert_is_paper(paper: Paper) -> None:
    """Nothing of the screen is on it, every sheet says which it is, and none has a note alone."""
    assert not [word for word in SCREEN_ONLY if word in paper.text]
    for number, text in enumerate(paper.texts, 1):
        assert f"{number} из {len(paper.texts)}" in text
        assert len(text) > 250, text


# ── the journal ───────────────────────────────────────────────────────
@pytest.mark.parametrize(("theme", "phone"), [("light", False), ("dark", False), ("light", True)])
def test_a_quarter_of_a_long_class_is_one_sheet(
    open_page: OpenPage, tutor: Staff, students: list[Student], theme: str, phone: bool
) -> None:
    address = journal_of(students, tutor, school_days(date(2026, 11, 5), WINTER, "135"))
    page = opened(open_page(tutor, address, theme=theme, phone=phone))
    paper = printed(page)
    assert paper.sizes == [LANDSCAPE]
    assert_is_paper(paper)
    for student in students[:32]:
        assert student.person.short_name in paper.text
    assert LONG in paper.text
    assert (
        "Алгебра, 7А, II четверть 2026/27 учебного года. Учитель: Орлова Е. В. · Школа № 17 · отпечатано" in paper.text
    )
    assert "•" in paper.text, "a debt is a sign"
    assert "×" in paper.text, "so is a day somebody was not there"
    assert paper.text.count("Проверено ____") == 1
    assert page.locator("[data-paper] table").count() == 0, "the screen is as it was"
    assert page.locator(".journal").is_visible()


@pytest.mark.parametrize(("weekdays", "sheets"), [("135", 2), ("12345", 3)])
def test_a_half_year_has_names_and_heads_on_every_sheet(
    open_page: OpenPage, tutor: Staff, students: list[Student], weekdays: str, sheets: int
) -> None:
    days = school_days(AUTUMN, WINTER, weekdays)
    paper = printed(opened(open_page(tutor, f"{journal_of(students, tutor, days)}?period=half-1")))
    assert paper.sizes == [LANDSCAPE] * sheets
    assert_is_paper(paper)
    for number, text in enumerate(paper.texts, 1):
        assert f"лист {number} из {sheets}" in text
        assert text.count("Средний по работе") == 1
        assert all(student.person.short_name in text for student in students[:32])


def test_nothing_of_a_year_overlaps(open_page: OpenPage, tutor: Staff, seven_a: ClassGroup) -> None:
    few = [*make.make_students(seven_a, 8), make.make_student(seven_a, LONG)]
    days = school_days(AUTUMN, date(2027, 5, 26), "12345")
    page = opened(open_page(tutor, f"{journal_of(few, tutor, days)}?period=year"))
    paper = printed(page)
    assert set(paper.sizes) == {LANDSCAPE}
    assert_is_paper(paper)
    assert paper.text.count(f"{LONG.rsplit(' ', 1)[0]}") == 5, "once a part of the year"
    assert overlapping(page, ".paper :is(th, td)", *LANDSCAPE) == []
    assert page.locator(".paper thead tr:last-child th").count() == len(days) + 1, "and the marks of the I quarter"


def test_a_class_beyond_one_sheet_takes_rows_along_with_its_end(
    open_page: OpenPage, tutor: Staff, students: list[Student], seven_a: ClassGroup
) -> None:
    many = [*students, *make.make_students(seven_a, 10)]
    paper = printed(opened(open_page(tutor, journal_of(many, tutor, school_days(date(2026, 11, 5), WINTER, "13")))))
    assert len(paper.texts) == 2
    for text in paper.texts:
        assert "Алгебра, 7А, II четверть" in text
        assert "Ученик" in text
    assert "Средний по работе" in paper.texts[1]
    assert "Яковлева" in paper.texts[1]


def test_topics_and_tasks_are_whole(open_page: OpenPage, tutor: Staff, students: list[Student]) -> None:
    days = school_days(AUTUMN, WINTER, "135")
    page = open_page(tutor, f"{journal_of(students[:2], tutor, days)}?period=half-1#topics")
    with page.expect_response(re.compile("topics.json")):
        opened_topics = page.locator(".topics")
    opened_topics.wait_for()
    page.wait_for_function(
        "document.querySelector('#planned') && document.querySelector('[data-field=homework]').value"
    )
    paper = printed(page)
    assert_is_paper(paper)
    assert paper.sizes == [LANDSCAPE] * 3
    for number in range(len(days)):
        assert (
            f"Тема {number}: решение задач на движение по реке и совместную работу повышенной сложности" in paper.text
        )
    for number in range(len(days) - 1):
        assert (
            f"Параграф {number}, упражнения 401, 402, 403; повторить правила и выписать определения в тетрадь"
            in paper.text
        )
    for text in paper.texts:
        assert "Алгебра, 7А, 1 полугодие" in text
        assert "Домашнее задание" in text
        assert "Тема" in text.split("Домашнее задание", 1)[1]


def test_a_lesson(open_page: OpenPage, tutor: Staff, students: list[Student]) -> None:
    course = make.make_course(students[0].memberships.get().class_group, teacher=tutor)
    lesson = make.make_lesson(course, topic="Степень")
    task = "Выучить правило. " * 40 + "Конец задания."
    make.make_homework(lesson, task)
    page = open_page(tutor, f"/lesson/{lesson.pk}/")
    page.wait_for_selector("lesson-screen[data-ready]")
    paper = printed(page)
    assert paper.sizes == [PORTRAIT]
    assert_is_paper(paper)
    assert "7А · Алгебра" in paper.text
    assert "23 ноября 2026 г. Учитель: Орлова Е. В. · Школа № 17" in paper.text
    assert task in paper.text
    assert LONG in paper.text
    assert overlapping(page, ".pupil > *", *PORTRAIT) == []


# ── the family ────────────────────────────────────────────────────────
@pytest.fixture
def guardian(seven_a: ClassGroup) -> Guardian:
    """Of two children; the elder has a full week with long subjects, tasks, debts and a room each."""
    student = make.make_student(seven_a, LONG)
    other = make.make_student(make.make_class(seven_a.school, "3Б"), "Александрова-Покровская Мария Константиновна")
    subjects = ("Алгебра", "Основы духовно-нравственной культуры народов России", "Иностранный язык (английский)")
    for number, name in enumerate(("Анастасия", "Борислава", "Виктория", "Галина", "Дарья", "Елизавета"), 1):
        course = make.make_course(
            seven_a,
            f"{subjects[number % 3]} {number}",
            teacher=make.make_staff(seven_a.school, f"Константинопольская {name} Павловна"),
        )
        room = make.make_room(seven_a.school, f"2{number}5")
        days = school_days(TODAY, TODAY + timedelta(days=12), "123456")
        lessons = [make.make_lesson(course, day, number, room=room, topic="Решение задач на движение") for day in days]
        for lesson, following in zip(lessons, lessons[6:], strict=False):
            make.make_homework(
                lesson, f"Упражнение {lesson.pk}, повторить правила и выписать определения", due=following
            )
        make.make_mark(make.make_work(lessons[0]), student, "4", comment="Хорошо")
        make.make_mark(make.make_work(lessons[1]), student, "", state="debt")
    return make.make_guardian(student, other, full_name="Александрова-Покровская Анна Ильинична")


@pytest.mark.req("DIA-05")
@pytest.mark.parametrize("phone", [False, True])
def test_the_diary_says_whose_it_is_and_what_is_set_for_the_next_week(
    open_page: OpenPage, guardian: Guardian, phone: bool
) -> None:
    page = open_page(guardian, "/diary/", phone=phone)
    paper = printed(page)
    assert set(paper.sizes) == {PORTRAIT}
    assert len(paper.texts) <= 3
    assert_is_paper(paper)
    for text in paper.texts:
        assert f"Школа № 17, 2026/27 учебный год Дневник {LONG}, 7А" in text
        assert "Напечатано 23 ноября 2026" in text
    assert paper.text.count("На дом к") == 36, "six lessons on six days"
    assert paper.text.count("долг") >= 6
    assert "новая" not in paper.text
    assert overlapping(page, ".entry > *, .week__day > h2", *PORTRAIT) == []


@pytest.mark.req("DIA-05")
def test_the_timetable_of_a_family_is_one_sheet_without_overlaps(open_page: OpenPage, guardian: Guardian) -> None:
    page = open_page(guardian, "/diary/timetable/")
    paper = printed(page)
    assert paper.sizes == [LANDSCAPE]
    assert_is_paper(paper)
    assert LONG in paper.text
    assert "8:30–9:15" in paper.text
    assert "каб. 215" in paper.text
    assert overlapping(page, ".slot > *, .week__day > h2", *LANDSCAPE) == []


@pytest.mark.req("DIA-05")
@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("/diary/marks/", "II четверть, 2026/27 учебный год"),
        ("/diary/marks/?period=year", "2026/27 учебный год"),
        ("/diary/absences/", "Посещаемость"),
    ],
)
def test_marks_and_attendance_say_whose_and_for_when(
    open_page: OpenPage, guardian: Guardian, seven_a: ClassGroup, address: str, told: str
) -> None:
    student = Student.objects.get(person__patronymic="Константинович")
    make.make_absence(make.make_lesson(make.make_course(seven_a, "Химия")), student, "Б")
    page = open_page(guardian, address)
    paper = printed(page)
    assert paper.sizes == [PORTRAIT]
    assert LONG in paper.text
    assert told in paper.text
    assert "Школа № 17" in paper.text
    assert overlapping(page, ".marks__row summary > *, .marks__head > *, .entry > *", *PORTRAIT) == []


# ── lists ─────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("address", "heading", "head"),
    [
        ("/class/", "7А", "Родители"),
        ("/class/{}/subgroups/", "Подгруппы 7А", "1 группа"),
        ("/account/class/{}/slips/", "Логины, 7А", "Состояние"),
    ],
)
def test_lists_of_a_long_class(
    open_page: OpenPage, students: list[Student], address: str, heading: str, head: str
) -> None:
    seven_a = students[0].memberships.get().class_group
    make.make_subgroup(seven_a, *students[:5])
    for student in students[:30]:
        make.make_guardian(student, full_name="Константинопольская Анастасия Павловна")
        make.make_guardian(student, full_name="Константинопольский Пётр Ильич", kinship="father")
    paper = printed(open_page(seven_a.tutors.get().staff, address.format(seven_a.pk)))
    assert set(paper.sizes) == {PORTRAIT}
    assert_is_paper(paper)
    for text in paper.texts:
        assert f"Школа № 17, 2026/27 учебный год {heading}" in text
        assert "Напечатано 23 ноября 2026" in text
        assert head in text or "Номерович" not in text, "the head of the table stands on each sheet it goes on"
    assert all(student.person.full_name in paper.text for student in students)


@pytest.mark.req("ACC-07")
def test_slips_are_twelve_a_sheet_and_none_is_cut(
    open_page: OpenPage, tutor: Staff, seven_a: ClassGroup, students: list[Student]
) -> None:
    page = open_page(tutor, f"/account/class/{seven_a.pk}/slips/")
    page.get_by_role("button", name="Выдать листки").click()
    page.wait_for_selector(".slips")
    paper = printed(page)
    assert len(paper.texts) == 3
    assert [text.count("Пароль действует один раз") for text in paper.texts] == [12, 12, 11]
    assert [text.count("Логин") for text in paper.texts] == [12, 12, 11]
    assert "Напечатать" not in paper.text
    assert "Готово" not in paper.text


def test_the_timetable_of_the_office_lies_across_the_sheet(
    open_page: OpenPage, guardian: Guardian, seven_a: ClassGroup
) -> None:
    page = open_page(make.make_officer(seven_a.school), f"/office/timetable/?whose=class&id={seven_a.pk}")
    paper = printed(page)
    assert paper.sizes == [LANDSCAPE]
    assert_is_paper(paper)
    assert "Школа № 17, 2026/27 учебный год Расписание: 7А" in paper.text
    assert overlapping(page, "table.week :is(th, td)", *LANDSCAPE) == []
