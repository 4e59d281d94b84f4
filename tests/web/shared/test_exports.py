"""Every list leaves as XLSX: with the filters of its page, for those who may see it, for nobody else."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from python_calamine import CalamineWorkbook

from letopis.kernel.roles import Role
from letopis.school.organisation.enums import DayKind
from letopis.school.organisation.models import CalendarDay, Vacation
from letopis.school.people.models import Guardian, Staff, Student
from letopis.web.shared.xlsx import XLSX, figure
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


def inside(content: bytes, part: str) -> bytes:
    """A part of the workbook as it is written."""
    return ZipFile(BytesIO(content)).read(part)


def formats_of(content: bytes, part: str, *cells: str) -> list[str]:
    """How the numbers of cells are shown: «0.00», «General»."""
    styles = inside(content, "xl/styles.xml").decode()
    own = {int(number): code for number, code in re.findall(r'<numFmt numFmtId="(\d+)" formatCode="([^"]+)"', styles)}
    shown = {**own, 0: "General", 2: "0.00"}
    used = [int(number) for number in re.findall(r'<xf numFmtId="(\d+)"', styles.split("<cellXfs")[1])]
    sheet = inside(content, part).decode()
    return [shown[used[int(re.search(rf'<c r="{cell}" s="(\d+)"', sheet)[1])]] for cell in cells]  # type: ignore[index]


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


@pytest.mark.req("REP-05")
def test_dates_are_dates_marks_are_numbers_and_formulas_are_text(house: House) -> None:
    house.s.lesson.topic = "=HYPERLINK(1)"
    house.s.lesson.save()
    diary = rows_of(take(house.guardian, reverse("diary", args=[house.s.student.pk])).content)
    assert diary[1][:4] == [date(2026, 11, 23), 3, "Алгебра", "=HYPERLINK(1)"]
    assert diary[1][5:8] == ["§ 19", 5.0, "Ответ на уроке"]


@pytest.mark.req("REP-05")
@pytest.mark.parametrize(
    "text", ["=1+1", "+7 900 123-45-67", "-1", "@SUM(A1)", "{=A1}", "http://example.org/", "\t=1+1"]
)
def test_what_looks_like_a_formula_or_an_address_is_text(house: House, text: str) -> None:
    house.s.lesson.topic = text
    house.s.lesson.save()
    content = take(house.guardian, reverse("diary", args=[house.s.student.pk])).content
    assert rows_of(content)[1][3] == text
    assert b"<f>" not in inside(content, "xl/worksheets/sheet1.xml")
    assert b"hyperlink" not in inside(content, "xl/worksheets/sheet1.xml").lower()


@pytest.mark.req("REP-05")
def test_hours_and_rooms_are_hours_and_numbers(house: House) -> None:
    house.s.lesson.room = make.make_room(house.s.school, "204")
    house.s.lesson.save()
    make.make_lesson(house.s.course, number=4, room=make.make_room(house.s.school, "С1"))
    child = rows_of(take(house.guardian, reverse("diary_timetable", args=[house.s.student.pk])).content)
    assert [row[2:4] for row in child[1:]] == [[time(10, 25), time(11, 10)], [time(11, 25), time(12, 10)]]
    assert [row[6] for row in child[1:]] == [204.0, "С1"]
    week = rows_of(take(house.operator, reverse("office_timetable")).content)
    assert week[0][:3] == ["№", "Начало", "Конец"]
    assert [time(10, 25), time(11, 10)] in [row[1:3] for row in week]
    bells = rows_of(take(house.operator, reverse("office_bells")).content)
    assert bells[1][5:] == [1.0, time(8, 30), time(9, 15)]
    rooms = rows_of(take(house.operator, reverse("office_rooms")).content)
    assert [row[0] for row in rooms[1:]] == [204.0, "С1"]


@pytest.mark.req("REP-05")
def test_moments_are_moments_on_the_clock_of_the_wall(house: House) -> None:
    account = make.account_of(house.s.teacher.person)
    account.last_login = datetime(2026, 11, 23, 7, 43, tzinfo=UTC)
    account.save()
    people = rows_of(take(house.operator, reverse("office_accounts"), search="орлова", card="staff").content)
    assert people[1][-1] == datetime(2026, 11, 23, 10, 43)


@pytest.mark.req("REP-05", "CON-01")
def test_what_only_looks_like_a_number_stays_text(house: House) -> None:
    person = house.s.student.person
    person.phone, person.birth_date = "+79001234567", date(2014, 3, 12)
    person.save()
    people = rows_of(take(house.operator, reverse("office_people")).content)
    line = next(row for row in people if row[0] == person.full_name)
    assert line[1:4] == ["7А", date(2014, 3, 12), "+7\u00a0900\u00a0123-45-67"]
    make.make_class(house.s.school, "11")
    assert rows_of(take(house.operator, reverse("office_classes")).content)[-1][0] == "11", "a class is a name"


@pytest.mark.req("REP-05")
@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("5", 5),
        ("0", 0),
        ("204", 204),
        ("5/4", "5/4"),
        ("012", "012"),
        ("С1", "С1"),
        ("", ""),
        ("٣", "٣"),
        ("9" * 10, "9" * 10),
    ],
)
def test_a_figure_is_a_number_where_nothing_is_lost(text: str, value: object) -> None:
    assert figure(text) == value


@pytest.mark.req("REP-05")
def test_a_list_stands_under_its_head_and_can_be_filtered(house: House) -> None:
    sheet = inside(take(house.operator, reverse("office_people")).content, "xl/worksheets/sheet1.xml")
    assert b'<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>' in sheet
    assert b'<autoFilter ref="A1:E4"/>' in sheet
    assert sheet.count(b"<col ") == 5


@pytest.mark.req("DIA-04", "REP-05")
def test_the_years_marks_with_averages_of_all_terms(house: House) -> None:
    content = take(house.guardian, reverse("diary_marks_sheet", args=[house.s.student.pk]), period="year").content
    assert [row[0] for row in rows_of(content)[1:]] == ["Алгебра"]
    head, algebra = rows_of(content, 1)
    assert head[:3] == ["Предмет", "I четверть: средний", "I четверть: с весом"]
    assert algebra == ["Алгебра", "", "", 5.0, 5.0, "", "", "", "", 5.0, 5.0, 1.0]
    assert formats_of(content, "xl/worksheets/sheet2.xml", "D2", "E2", "L2") == ["0.00", "0.00", "General"]


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

    with django_assert_num_queries(3):  # who asks; people, roles they hold
        operator.get(reverse("office_accounts"), asked)
    with django_assert_num_queries(3):
        tutor.get(reverse("journals"), asked)
    with django_assert_num_queries(7):
        tutor.get(reverse("my_class_subgroups", args=[s.class_group.pk]), asked)
    with django_assert_num_queries(6):
        operator.get(reverse("office_calendar"), asked)
