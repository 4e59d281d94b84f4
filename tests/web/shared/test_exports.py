"""Every list leaves as XLSX: with the filters of its page, for those who may see it, for nobody else."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from python_calamine import CalamineWorkbook

from letopis.school.common.roles import Role
from letopis.school.organisation.enums import DayKind
from letopis.school.organisation.models import CalendarDay, Vacation
from letopis.school.people.models import Guardian, Staff, Student
from letopis.web.shared.xlsx import XLSX
from tests import factories as make
from tests.school.journal.scene import Scene, scene

pytestmark = pytest.mark.django_db
Card = Staff | Student | Guardian


@dataclass
class House:
    """A school with somebody in every role."""

    s: Scene
    operator: Staff
    deputy: Staff
    guardian: Guardian
    stranger: Guardian

    def address(self, name: str, *args: Any) -> str:
        return reverse(name, args=args)


@pytest.fixture
def house() -> House:
    s = scene()
    make.make_slot(s.course)
    make.make_subgroup(s.class_group, s.student)
    make.make_mark(s.work, s.student, "5", comment="Решение у доски")
    make.make_homework(s.lesson, "§ 19")
    make.make_absence(s.lesson, s.students[1])
    make.make_plan(s.course)
    Vacation.objects.create(
        school=s.school,
        year=s.class_group.year,
        name="Осенние",
        starts_on=date(2026, 10, 24),
        ends_on=date(2026, 11, 4),
    )
    CalendarDay.objects.create(
        school=s.school, year=s.class_group.year, date=date(2026, 11, 4), kind=DayKind.HOLIDAY, name="Праздник"
    )
    elsewhere = scene()
    return House(
        s,
        make.make_officer(s.school),
        make.make_officer(s.school, Role.DEPUTY),
        make.make_guardian(s.student),
        make.make_guardian(elsewhere.student),
    )


Who = Callable[[House], Card]
LISTS: list[tuple[str, Callable[[House], str], Who, Who, str]] = [
    # name, address, who takes it, for whom there is no such page, what the workbook says
    ("journals", lambda h: h.address("journals"), lambda h: h.s.teacher, lambda h: h.s.student, "Алгебра"),
    ("journals of all", lambda h: h.address("journals"), lambda h: h.deputy, lambda h: h.operator, "Алгебра"),
    ("own class", lambda h: h.address("my_class"), lambda h: h.s.tutor, lambda h: h.s.teacher, "Абрамов"),
    (
        "subgroups of the own class",
        lambda h: h.address("my_class_subgroups", h.s.class_group.pk),
        lambda h: h.s.tutor,
        lambda h: h.s.student,
        "1 группа",
    ),
    ("plans", lambda h: h.address("plans"), lambda h: h.s.teacher, lambda h: h.s.student, "Алгебра"),
    ("people", lambda h: h.address("office_people"), lambda h: h.operator, lambda h: h.s.teacher, "Абрамов"),
    ("classes", lambda h: h.address("office_classes"), lambda h: h.operator, lambda h: h.s.teacher, "7А"),
    (
        "a class",
        lambda h: h.address("office_class", h.s.class_group.pk),
        lambda h: h.operator,
        lambda h: h.guardian,
        "Абрамов",
    ),
    (
        "subgroups of a class",
        lambda h: h.address("office_class_subgroups", h.s.class_group.pk),
        lambda h: h.operator,
        lambda h: h.guardian,
        "1 группа",
    ),
    ("curriculum", lambda h: h.address("office_curriculum"), lambda h: h.operator, lambda h: h.s.teacher, "Предмет"),
    (
        "subjects",
        lambda h: h.address("office_curriculum_subjects"),
        lambda h: h.deputy,
        lambda h: h.s.teacher,
        "Алгебра",
    ),
    ("load", lambda h: h.address("office_load"), lambda h: h.operator, lambda h: h.s.teacher, "Орлова"),
    ("accounts", lambda h: h.address("office_accounts"), lambda h: h.operator, lambda h: h.deputy, "Абрамов"),
    ("loadings", lambda h: h.address("office_import"), lambda h: h.operator, lambda h: h.deputy, "Когда"),
    ("settings", lambda h: h.address("office_settings"), lambda h: h.operator, lambda h: h.s.teacher, "А3.2.4"),
    ("calendar", lambda h: h.address("office_calendar"), lambda h: h.operator, lambda h: h.s.student, "II четверть"),
    ("bells", lambda h: h.address("office_bells"), lambda h: h.operator, lambda h: h.s.student, "08:30"),
    ("rooms", lambda h: h.address("office_rooms"), lambda h: h.operator, lambda h: h.s.student, "Наименование"),
    ("kinds of work", lambda h: h.address("office_work_kinds"), lambda h: h.deputy, lambda h: h.s.student, "отв"),
    ("timetable", lambda h: h.address("office_timetable"), lambda h: h.operator, lambda h: h.s.student, "Алгебра"),
    ("grid", lambda h: h.address("office_timetable_grid"), lambda h: h.operator, lambda h: h.s.teacher, "Алгебра"),
    ("diary", lambda h: h.address("diary", h.s.student.pk), lambda h: h.guardian, lambda h: h.stranger, "§ 19"),
    (
        "timetable of a child",
        lambda h: h.address("diary_timetable", h.s.student.pk),
        lambda h: h.s.student,
        lambda h: h.stranger,
        "Алгебра",
    ),
    (
        "marks",
        lambda h: h.address("diary_marks_sheet", h.s.student.pk),
        lambda h: h.guardian,
        lambda h: h.stranger,
        "Решение у доски",
    ),
    (
        "absences",
        lambda h: h.address("diary_absences_sheet", h.s.students[1].pk),
        lambda h: h.s.tutor,
        lambda h: h.stranger,
        "Н",
    ),
]

NAMES = [one[0] for one in LISTS]


def take(who: Card, address: str, /, **asked: Any) -> Any:
    return make.sign_in(Client(), who).get(address, {"format": "xlsx", **asked})


def rows_of(content: bytes, sheet: int = 0) -> list[list[Any]]:
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    return book.get_sheet_by_index(sheet).to_python()


@pytest.mark.req("ACC-03")
@pytest.mark.parametrize(
    ("address", "right", "wrong", "says"), [one[1:] for one in LISTS], ids=[one[0] for one in LISTS]
)
def test_a_list_leaves_with_who_may_see_it(
    house: House, address: Callable[[House], str], right: Who, wrong: Who, says: str
) -> None:
    path = address(house)
    stranger = Client().get(path, {"format": "xlsx"})
    assert stranger.headers["Location"].startswith(reverse("account_login"))
    assert take(wrong(house), path).status_code == 404

    response = take(right(house), path)
    assert (response.status_code, response["Content-Type"]) == (200, XLSX)
    told = "\n".join(str(cell) for row in rows_of(response.content) for cell in row)
    assert says in told


@pytest.mark.parametrize("name", NAMES)
def test_the_page_offers_it(house: House, name: str) -> None:
    """A list that is not empty has a link to its workbook."""
    address, right = next((one[1], one[2]) for one in LISTS if one[0] == name)
    if name == "loadings":
        return  # nothing was loaded yet, nothing is offered
    path = address(house).replace(".xlsx", "/")
    page = make.sign_in(Client(), right(house)).get(path).content.decode()
    assert "format=xlsx" in page or ".xlsx?" in page or '.xlsx"' in page


def test_filters_of_the_page_are_kept(house: House) -> None:
    make.make_course(make.make_class(house.s.school, "5В"), "Музыка", teacher=house.s.teacher)
    subjects = [row[1] for row in rows_of(take(house.deputy, reverse("journals"), grade="7").content)[1:]]
    assert subjects == ["Алгебра"]

    found = rows_of(take(house.operator, reverse("office_accounts"), search="орлова", card="staff").content)[1:]
    assert [row[0] for row in found] == ["Орлова Елена Викторовна"]


def test_accounts_leave_whole_not_by_pages(house: House) -> None:
    make.make_students(house.s.class_group, 60)
    students = rows_of(take(house.operator, reverse("office_accounts"), card="student").content)[1:]
    assert len(students) == 63


def test_dates_are_dates_and_formulas_are_text(house: House) -> None:
    house.s.lesson.topic = "=HYPERLINK(1)"
    house.s.lesson.save()
    diary = rows_of(take(house.guardian, reverse("diary", args=[house.s.student.pk])).content)
    assert diary[1][:4] == [date(2026, 11, 23), 3, "Алгебра", "=HYPERLINK(1)"]
    assert diary[1][5:8] == ["§ 19", "5", "Ответ на уроке"]


@pytest.mark.req("DIA-04")
def test_the_years_marks_with_averages_of_all_terms(house: House) -> None:
    content = take(house.guardian, reverse("diary_marks_sheet", args=[house.s.student.pk]), period="year").content
    assert [row[0] for row in rows_of(content)[1:]] == ["Алгебра"]
    head, algebra = rows_of(content, 1)
    assert head[:3] == ["Предмет", "I четверть: средний", "I четверть: с весом"]
    assert algebra == ["Алгебра", "", "", 5.0, 5.0, "", "", "", "", 5.0, 5.0, 1.0]


@pytest.mark.parametrize("students", [1, 3, 30])
def test_queries_do_not_grow(django_assert_num_queries: DjangoAssertNumQueries, students: int) -> None:
    s = scene(students)
    make.make_slot(s.course)
    make.make_subgroup(s.class_group, *s.students)
    for student in s.students:
        make.account_of(student.person)
    operator = make.sign_in(Client(), make.make_officer(s.school))
    tutor = make.sign_in(Client(), s.tutor)
    asked = {"format": "xlsx"}

    with django_assert_num_queries(5):  # session, account, roles; people, roles they hold
        operator.get(reverse("office_accounts"), asked)
    with django_assert_num_queries(5):
        tutor.get(reverse("journals"), asked)
    with django_assert_num_queries(9):
        tutor.get(reverse("my_class_subgroups", args=[s.class_group.pk]), asked)
    with django_assert_num_queries(8):
        operator.get(reverse("office_calendar"), asked)
