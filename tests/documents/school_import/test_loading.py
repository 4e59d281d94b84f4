"""What loading writes, and that loading again changes only what has changed."""

from collections.abc import Callable
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from time_machine import Traveller

from letopis.documents.school_import import service
from letopis.documents.school_import.draft import ORDER
from letopis.documents.sheets.problems import Answers
from letopis.kernel.actor import Actor
from letopis.kernel.clock import today
from letopis.kernel.errors import Refused
from letopis.kernel.roles import Role
from letopis.school.access.models import RoleAssignment
from letopis.school.classes.models import ClassGroup, ClassTutor, Membership, SubgroupMembership
from letopis.school.curriculum.enums import Scale
from letopis.school.curriculum.models import Course, CourseTeacher
from letopis.school.history.models import Entry
from letopis.school.history.tracking import tracked
from letopis.school.history.verification import verify
from letopis.school.marks.models import WorkKind
from letopis.school.organisation.models import BellPeriod, BellSchedule, CalendarDay, School, Term, Vacation
from letopis.school.people.consents import withdraw_consent
from letopis.school.people.models import Consent, Guardian, Guardianship, Person, Staff, Student
from letopis.school.timetable.models import Lesson, WeeklySlot
from tests.documents.school_import.school import Book, load, look

pytestmark = [pytest.mark.django_db, pytest.mark.req("ORG-02", "ORG-04", "CON-01", "CUR-01", "TT-01")]


@pytest.fixture
def school(book: Book) -> School:
    """The school, loaded."""
    return load(book.xlsx())[1]


def written(found: service.Preview) -> tuple[dict[str, int], dict[str, int]]:
    """What was created and what was changed."""
    counts = found.draft.counts
    return {k: n for k, n in counts.created.items() if n}, {k: n for k, n in counts.changed.items() if n}


def student(name: str) -> Student:
    return Student.objects.select_related("person").get(person__name=name)


def test_the_school_and_its_year(school: School) -> None:
    assert (school.short_name, school.city, school.phone) == ("Школа № 90", "Тестов", "+7 943 111-22-33")
    quarter = Term.objects.get(school=school, name="2 четверть")
    assert (quarter.number, quarter.starts_on, quarter.ends_on) == (2, date(2026, 11, 5), date(2026, 12, 30))
    assert {(g.name, g.scheme.kind) for g in ClassGroup.objects.all()} == {
        ("5А", "quarter"),
        ("5Б", "quarter"),
        ("10А", "half_year"),
    }
    assert list(Vacation.objects.values_list("name", "grades")) == [
        ("Осенние каникулы", []),
        ("Дополнительные каникулы", [1]),
    ]
    assert {(d.date, d.kind) for d in CalendarDay.objects.all()} == {
        (date(2026, 11, 4), "holiday"),
        (date(2027, 2, 22), "day_off"),
    }


def test_bells(school: School) -> None:
    usual = BellSchedule.objects.get(is_shortened=False)
    assert usual.name == "Обычное расписание, 1 смена"
    assert BellPeriod.objects.get(schedule=usual, number=3).starts_at == time(10, 10)


def test_people(school: School) -> None:
    person = student("Алёна").person
    assert (person.surname, person.patronymic, person.sex, person.birth_date) == (
        "Ёжикова",
        "Игоревна",
        "f",
        date(2015, 3, 1),
    )
    assert person.snils == "12345678964"
    assert student("Руслан").person.patronymic == "Натиг оглы"
    assert student("Пётр").person.birth_date == date(2015, 6, 5)
    assert student("Иван").person.birth_date == date(2015, 5, 1)
    director = Staff.objects.get(position="Директор")
    assert (director.hired_on, director.hired_order, director.person.phone) == (date(2010, 8, 1), "5-к", "+79430000001")
    assert RoleAssignment.objects.get(person=director.person).role == Role.DIRECTOR


def test_a_guardian_of_two_children_has_one_card(school: School) -> None:
    links = Guardianship.objects.filter(guardian__person__name="Нина").order_by("student__person__sort_key")
    assert [(link.student.person.name, link.kinship) for link in links] == [("Алёна", "mother"), ("Иван", "guardian")]
    assert Guardian.objects.count() == 3
    assert Person.objects.get(name="Нина").surname == "Ёжикова"


@pytest.mark.req("CON-02")
def test_membership_has_its_dates(school: School) -> None:
    usual, arrived, left = (student(name).memberships.get() for name in ("Алёна", "Пётр", "Иван"))
    assert (usual.starts_on, usual.ends_on) == (date(2026, 9, 1), None)
    assert usual.enrolled_by is not None
    assert (usual.enrolled_by.number, usual.enrolled_by.date) == ("17-у", date(2022, 8, 20))
    assert (arrived.starts_on, arrived.ends_on) == (date(2026, 10, 5), None)
    assert (left.ends_on, left.left_by and left.left_by.number) == (date(2026, 10, 16), "120-у")


@pytest.mark.req("CON-05", "JRN-09")
def test_subgroups(school: School) -> None:
    members = SubgroupMembership.objects.values_list("subgroup__name", "student__person__name", "starts_on")
    assert set(members) == {
        ("1 группа", "Алёна", date(2026, 9, 1)),
        ("2 группа", "Руслан", date(2026, 9, 1)),
        ("2 группа", "Пётр", date(2026, 10, 5)),
    }
    assert set(Course.objects.filter(subgroup__isnull=False).values_list("subgroup__division", "subgroup__name")) == {
        ("иностранный язык", "1 группа"),
        ("иностранный язык", "2 группа"),
    }


def test_load_and_timetable(school: School) -> None:
    course = Course.objects.get(class_group__name="5А", subject__name="Математика")
    assert (course.hours_per_week, course.scale) == (2, Scale.FIVE)
    assert course.teachers.get().staff.person.name == "Анна"
    assert ClassTutor.objects.get(class_group__name="5Б").staff.person.name == "Игорь"
    slots = WeeklySlot.objects.filter(course=course).order_by("weekday")
    assert [(slot.weekday, slot.number, slot.room and slot.room.number, slot.staff) for slot in slots] == [
        (1, 1, "12", None),
        (2, 1, "12", None),
    ]


def test_the_lessons_of_the_year_are_there(school: School) -> None:
    course = Course.objects.get(class_group__name="5А", subject__name="Математика")
    days = set(Lesson.objects.filter(course=course).values_list("date", flat=True))
    assert date(2026, 9, 1) in days
    assert date(2026, 10, 27) not in days  # vacation
    assert Lesson.objects.filter(class_group__name="5А", date=date(2026, 9, 1), number=1).get().starts_at == time(8, 30)
    assert WorkKind.objects.filter(school=school).exists()


@pytest.mark.req("JRN-10")
def test_the_ledger_holds_every_row(school: School) -> None:
    for model in ORDER:
        held = Entry.objects.filter(kind=tracked(model).kind).count()
        assert held == model._default_manager.count(), model
    assert verify(school.pk).findings == []


def test_loading_again_writes_nothing(book: Book, school: School) -> None:
    entries, lessons = Entry.objects.count(), Lesson.objects.count()
    assert written(load(book.xlsx(), school=school)[0]) == ({}, {})
    assert written(load(book.csv(), school=school)[0]) == ({}, {})
    assert (Entry.objects.count(), Lesson.objects.count()) == (entries, lessons)


def test_a_changed_telephone_is_a_change(book: Book, school: School) -> None:
    book["Родители", 4, 6] = "8 946 000 00 00"
    assert written(load(book.xlsx(), school=school)[0]) == ({}, {"guardians": 1})
    assert Person.objects.get(name="Лейла").phone == "+79460000000"
    entry = Entry.objects.filter(kind="people.person").latest("id")
    assert entry.before is not None
    assert entry.after is not None
    assert (entry.before["phone"], entry.after["phone"]) == ("+79468316800", "+79460000000")


def test_people_are_known_again_by_snils_whatever_the_name(book: Book, school: School) -> None:
    book["Ученики", 4, 2] = "Ёлкина Алёна Игоревна"
    book["Родители", 3, 2] = "Ёлкина Алёна Игоревна"
    assert written(load(book.xlsx(), school=school)[0]) == ({}, {"students": 1})
    assert student("Алёна").person.surname == "Ёлкина"
    assert student("Алёна").person.sort_key.startswith("елкина")


def test_an_empty_cell_erases_nothing(book: Book, school: School) -> None:
    book["Ученики", 4, 6] = ""
    book["Родители", 4, 6] = ""
    assert written(load(book.xlsx(), school=school)[0]) == ({}, {})
    assert student("Алёна").person.snils == "12345678964"


def test_a_mended_row_is_added(book: Book) -> None:
    book["Ученики", 4, 5] = "5Д"
    first, school = load(book.xlsx(), leave_out=True)
    assert first.draft.counts.created["students"] == 5
    assert first.draft.counts.skipped["guardian_links"] == 1
    book["Ученики", 4, 5] = "5А"
    created, changed = written(load(book.xlsx(), school=school)[0])
    # The class has had its first list: whoever is added to it comes by an order.
    assert created == {"students": 1, "guardian_links": 1, "orders": 1}
    assert changed == {"guardians": 1}  # her e-mail stands in the row that was wrong
    assert verify(school.pk).findings == []


def test_the_lessons_of_a_mended_page_are_there_from_the_first_day(book: Book) -> None:
    book["Нагрузка", 4, 2] = "Прохорова Зоя Ильинична"
    _, school = load(book.xlsx(), leave_out=True)
    mended = {"course__class_group__name": "5А", "course__subject__name": "Математика"}
    assert not Lesson.objects.filter(**mended).exists()
    book["Нагрузка", 4, 2] = "Орлова Анна Петровна"
    load(book.xlsx(), school=school)
    assert Lesson.objects.filter(**mended, date=date(2026, 9, 1)).count() == 1


def test_another_teacher_begins_today(book: Book, school: School) -> None:
    book["Нагрузка", 4, 2] = "Громова Вера Олеговна"
    for row in (3, 5):
        book["Расписание", row, 6] = "Громова В.О."
    book["Расписание", 7, 6] = "Белых И.Л."
    load(book.xlsx(), school=school, leave_out=True)
    held = CourseTeacher.objects.filter(course__class_group__name="5А", course__subject__name="Математика").order_by(
        "starts_on"
    )
    assert [(one.staff.person.name, one.starts_on, one.ends_on) for one in held] == [
        ("Анна", date(2026, 9, 1), date(2026, 11, 22)),
        ("Вера", date(2026, 11, 23), None),
    ]


def test_a_new_timetable_takes_the_place_of_the_old(book: Book, school: School) -> None:
    book["Расписание", 10, 3] = 3  # 5Б, Wednesday, mathematics: third lesson instead of the first
    load(book.xlsx(), school=school)
    slots = WeeklySlot.objects.filter(course__class_group__name="5Б", weekday=3, course__subject__name="Математика")
    assert {(slot.number, slot.ends_on) for slot in slots} == {(1, date(2026, 11, 22)), (3, None)}
    ahead = Lesson.objects.filter(
        course__class_group__name="5Б", course__subject__name="Математика", date=date(2026, 11, 25)
    )
    assert [lesson.number for lesson in ahead] == [3]
    assert written(load(book.xlsx(), school=school)[0]) == ({}, {})


def test_a_staff_member_who_is_a_parent_is_one_person(book: Book) -> None:
    book["Сотрудники", 7, 5] = "8 943 777 77 77"
    book["Родители", 6, 6] = "+7 943 777-77-77"
    load(book.xlsx())
    person = Person.objects.get(surname="Сомов")
    assert person.staff.pk
    assert person.guardian.pk


def test_a_part_of_the_base_alone(book: Book, school: School) -> None:
    part = Book({"Родители": book["Родители"]}, book.folder)
    part["Родители"].append([9, "Саидова Ситора", "5Б", "Саидова Мадина", "мать", "8 900 000 00 09"])
    assert written(load(part.xlsx("Родители.xlsx"), school=school)[0]) == ({"guardians": 1, "guardian_links": 1}, {})


def test_a_timetable_alone(book: Book, school: School) -> None:
    part = Book({"Расписание": book["Расписание"]}, book.folder)
    assert written(load(part.xlsx("Расписание.xlsx"), school=school)[0]) == ({}, {})


def test_an_empty_base_needs_the_card(book: Book) -> None:
    del book.sheets["Школа"]
    with pytest.raises(Refused) as refusal:
        look(book.xlsx())
    assert refusal.value.code == "no_school"


def test_another_school_is_not_touched(book: Book, school: School) -> None:
    other = School.objects.create(name="Другая", short_name="Другая")
    found, _ = load(book.xlsx(), school=other)
    assert found.draft.counts.created["students"] == 6
    assert Student.objects.filter(school=school).count() == 6
    assert not Membership.objects.filter(school=other, class_group__school=school).exists()


def test_a_base_that_has_changed_since_the_preview_is_not_written(book: Book, school: School) -> None:
    sheets = service.read([book.xlsx()])
    version = service.base_version(school.pk)
    book["Родители", 4, 6] = "8 946 000 00 00"
    load(book.xlsx("другой.xlsx"), school=school)
    with pytest.raises(Refused) as refusal:
        service.apply(sheets, school=school, actor=None, expected=version)
    assert refusal.value.code == "base_changed"


def test_a_failure_in_the_middle_leaves_nothing(book: Book) -> None:
    # What breaks is outside the product: the disk is full when the lessons of the year are written.
    def full(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if f'INSERT INTO "{Lesson._meta.db_table}"' in sql:
            raise OSError("No space left on device")
        return execute(sql, *rest)

    with connection.execute_wrapper(full), pytest.raises(OSError, match="No space"):
        load(book.xlsx())
    assert not School.objects.exists()
    assert not Person.objects.exists()


def test_a_base_that_changes_while_it_is_read_is_planned_over_again(book: Book, school: School) -> None:
    sheets = service.read([book.xlsx()])
    book["Родители", 4, 6] = "8 946 000 00 00"
    meanwhile = [book.xlsx("другой.xlsx")]

    def another_writes(stage: str, done: int, total: int) -> None:
        if meanwhile and stage == "Подсчёт изменений":
            load(meanwhile.pop(), school=school)

    found, _ = service.apply(sheets, school=school, actor=None, progress=another_writes)
    assert found.draft.counts.changed["guardians"] == 1
    assert verify(school.pk).findings == []


def test_before_the_year_begins_a_change_is_from_its_first_day(book: Book, moment: Traveller) -> None:
    moment.move_to("2026-08-20T10:00:00+03:00")
    _, school = load(book.xlsx())
    book["Нагрузка", 4, 2] = "Громова Вера Олеговна"
    load(book.xlsx(), school=school, leave_out=True)
    new = CourseTeacher.objects.get(course__class_group__name="5А", course__subject__name="Математика", ends_on=None)
    assert (new.staff.person.name, new.starts_on) == ("Вера", date(2026, 9, 1))


def test_planning_asks_the_same_number_of_queries_for_any_school(
    book: Book, school: School, django_assert_num_queries: object
) -> None:
    sheets = service.read([book.xlsx()])
    with django_assert_num_queries(27):  # type: ignore[operator]
        service.preview(sheets, school=school)
    for number in range(30):
        book["Ученики"].append(
            [
                20 + number,
                f"Новый{'абвгдежзиклмно'[number % 14]}{'абв'[number // 14]} Иван Юрьевич",
                "м",
                "01.02.2015",
                "5Б",
            ]
        )
    sheets = service.read([book.xlsx()])
    with django_assert_num_queries(27):  # type: ignore[operator]
        service.preview(sheets, school=school)


# ── what the file no longer has ───────────────────────────────────────


@pytest.fixture
def without_row(book: Book) -> str:
    """The file without the physical training of 10А and its lesson: the subject of that row."""
    del book["Нагрузка"][11]
    del book["Расписание"][12]
    return "Физическая культура"


def open_rows() -> tuple[int, int]:
    """Appointments of teachers and places in the week that go on."""
    return (
        CourseTeacher.objects.filter(ends_on=None).count(),
        WeeklySlot.objects.filter(ends_on=None).count(),
    )


def test_rows_of_the_load_gone_from_the_file_are_told_and_left(school: School, without_row: str, book: Book) -> None:
    teachers, _ = open_rows()
    found, _ = load(book.xlsx("второй.xlsx"), school=school)
    (line,) = found.draft.missing["load_rows"]
    assert without_row in line
    assert found.as_json()["missing"] == {"load_rows": [line]}
    assert open_rows()[0] == teachers


def test_they_are_closed_where_the_operator_says_so_and_once(school: School, without_row: str, book: Book) -> None:
    teachers, _ = open_rows()
    path = book.xlsx("второй.xlsx")
    found, _ = load(path, school=school, answers=Answers(close_missing=True))
    assert len(found.draft.missing["load_rows"]) == 1
    assert found.draft.counts.changed["load_rows"] == 1
    assert open_rows()[0] == teachers - 1
    closed = CourseTeacher.objects.get(ends_on__isnull=False)
    assert (closed.course.subject.name, closed.ends_on) == (without_row, date(2026, 11, 22))
    assert not WeeklySlot.objects.filter(course=closed.course, ends_on=None).exists()
    assert not Lesson.objects.filter(course=closed.course, date__gte=date(2026, 11, 23)).exists()
    assert Lesson.objects.filter(course=closed.course).exists()
    assert verify(school.pk).findings == []

    third, _ = load(path, school=school, answers=Answers(close_missing=True))
    assert third.draft.missing == {}
    assert third.draft.size == 0


def test_a_row_that_comes_back_begins_now(school: School, without_row: str, book: Book, tmp_path: Path) -> None:
    load(book.xlsx("второй.xlsx"), school=school, answers=Answers(close_missing=True))
    lessons = Lesson.objects.filter(course__subject__name=without_row, course__class_group__name="10А")
    past = lessons.filter(date__lt=date(2026, 11, 23)).count()
    load(Book(folder=tmp_path).xlsx("третий.xlsx"), school=school)
    again = CourseTeacher.objects.get(course=lessons[0].course, ends_on=None)
    assert again.starts_on == date(2026, 11, 23)
    assert lessons.filter(date__lt=date(2026, 11, 23)).count() == past
    assert lessons.filter(date__gte=date(2026, 11, 23)).exists()


def test_a_changed_card_of_the_school_is_counted(school: School, book: Book) -> None:
    book["Школа", 3, 2] = "Муниципальная школа № 90 имени Лобачевского"
    found, _ = load(book.xlsx("второй.xlsx"), school=school)
    assert written(found) == ({}, {"school": 1})
    assert sum(sheet.changed for sheet in found.sheets) == 1


@pytest.mark.req("CON-02")
def test_who_is_in_a_class_of_the_next_year_leaves_that_of_the_last(
    book: Book, school: School, moment: Traveller
) -> None:
    moment.move_to("2027-08-20T10:00:00+03:00")
    part = Book({"Школа": book["Школа"], "Ученики": book["Ученики"]}, book.folder)
    part["Школа", 7, 2] = "2027/2028"
    part["Школа", 12, 1] = "6А"
    part["Ученики", 4, 5] = "6А"
    load(part.xlsx("следующий.xlsx"), school=school, leave_out=True)
    stays = Membership.objects.filter(student=student("Алёна")).order_by("starts_on")
    ends_on = stays[0].class_group.year.ends_on
    assert [(one.class_group.name, one.ends_on) for one in stays] == [("5А", ends_on), ("6А", None)]
    assert stays[1].starts_on == date(2027, 9, 1)
    assert verify(school.pk).findings == []


@pytest.mark.req("CON-02")
def test_a_class_that_has_not_begun_is_put_right_in_place(book: Book, moment: Traveller) -> None:
    moment.move_to("2026-08-20T10:00:00+03:00")
    _, school = load(book.xlsx())
    book["Ученики", 7, 5] = "5А"
    load(book.xlsx(), school=school)
    stay = Membership.objects.get(student=student("Ситора"))
    assert (stay.class_group.name, stay.starts_on, stay.ends_on) == ("5А", date(2026, 9, 1), None)
    assert verify(school.pk).findings == []


@pytest.mark.req("ACC-05")
def test_a_column_of_consents_gives_them_with_a_day_or_without_and_never_takes_one_back(
    book: Book, school: School
) -> None:
    rows = book["Ученики"]
    pupils = [row for row in rows[3:] if len(row) > 9][:3]

    def say(*words: str) -> list[str]:
        for row, word in zip(pupils, words, strict=True):
            row[9] = word
        found, _ = load(book.xlsx(), school=school)
        return [one.code for one in found.problems if one.code == "consent_differs"]

    def given() -> list[date | None]:
        people = Consent.objects.filter(withdrawn_on=None)
        names = [str(row[1]).split()[0] for row in pupils]
        found = dict(people.values_list("student__person__surname", "given_on"))
        return [found.get(name, date.min) for name in names]

    Consent.objects.all().delete()
    assert say("да", "28.08.2026", "нет") == []
    assert given() == [None, date(2026, 8, 28), date.min]
    third = Student.objects.get(person__surname=str(pupils[2][1]).split()[0])
    held = Consent.objects.create(school=school, student=third, holds_until=today())
    assert say("да", "28.08.2026", "нет") == [], "nobody has said of it that there is a paper"

    second = Consent.objects.get(given_on=date(2026, 8, 28)).student_id
    withdraw_consent(Actor.system(school.pk), student_id=second, withdrawn_on=today())
    assert say("нет", "28.08.2026", "да") == ["consent_differs"] * 2
    assert given() == [None, date.min, None]
    held.refresh_from_db()
    assert held.holds_until is None, "the list says that there is one"
