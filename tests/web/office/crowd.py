"""A school of any number of students, written in bulk: what a list has to show at 30 people and at 2,000."""

from datetime import date, time
from typing import Any

from django.db.models import Model

from letopis.kernel.clock import now
from letopis.school.access.models import Account, AccountPerson
from letopis.school.classes.enums import OrderKind
from letopis.school.classes.models import (
    ClassGroup,
    ClassTutor,
    Membership,
    Order,
    OrderLine,
    Subgroup,
    SubgroupMembership,
)
from letopis.school.curriculum.models import Course, CourseTeacher, CurriculumRow, Subject
from letopis.school.marks.models import WorkKind
from letopis.school.organisation.models import AcademicYear, CalendarDay, Room, School
from letopis.school.people.models import Consent, Guardian, Guardianship, Person, Staff, Student
from letopis.school.timetable.models import Lesson, WeeklySlot
from letopis.school.tutoring.enums import ReportKind
from letopis.school.tutoring.models import MovementReport
from tests.factories import TODAY, YEAR_START, make_school, make_year

IN_A_CLASS, SUBJECTS = 25, 12
LETTERS = "АБВГДЕЖЗ"


def make_crowd(many: int) -> School:
    """A school with `many` students, as many guardians, and of everything else what such a school has."""
    school = make_school()
    year = make_year(school)
    staff = _people(school, Staff, max(many // 12, 6), "Учитель", position="Учитель")
    students = _people(school, Student, many, "Ученик")
    guardians = _people(school, Guardian, many, "Родитель")
    classes = _classes(school, year, students, staff)
    _families(school, students, guardians)
    _teaching(school, year, classes, staff)
    _papers(school, classes, students)
    _accounts(school, [*staff, *students, *guardians])
    return school


def _put(rows: list[Any]) -> list[Any]:
    for row in rows:
        if hasattr(row, "renew_keys"):
            row.renew_keys()
    return type(rows[0])._default_manager.bulk_create(rows, batch_size=500) if rows else []


def _people(school: School, card: type[Model], many: int, name: str, **columns: Any) -> list[Any]:
    surnames = (f"{LETTERS[n % 8]}{LETTERS[n // 8 % 8]}нов-{n}" for n in range(many))
    people = _put([Person(school=school, surname=one, name=name, phone="+79001112233") for one in surnames])
    return _put([card(school=school, person=person, **columns) for person in people])


def _classes(school: School, year: AcademicYear, students: list[Student], staff: list[Staff]) -> list[ClassGroup]:
    scheme = year.schemes.get()
    many = -(-len(students) // IN_A_CLASS)
    rooms = _put([Room(school=school, number=str(100 + n), name="Кабинет", kind="учебный") for n in range(many)])
    named = ((n % 11 + 1, LETTERS[n // 11]) for n in range(many))
    classes = _put(
        [
            ClassGroup(
                school=school,
                year=year,
                scheme=scheme,
                grade=grade,
                letter=letter,
                room=room,
                name=f"{grade}{letter}",
                sort_key=f"{grade:02d}{letter}",
            )
            for room, (grade, letter) in zip(rooms, named, strict=True)
        ]
    )
    days = {"school": school, "starts_on": YEAR_START}
    _put([ClassTutor(class_group=one, staff=staff[n % len(staff)], **days) for n, one in enumerate(classes)])
    of = [(student, classes[n // IN_A_CLASS]) for n, student in enumerate(students)]
    _put([Membership(class_group=group, student=student, **days) for student, group in of])
    parts = [
        _put([Subgroup(school=school, class_group=one, division="иностранный язык", name=name) for one in classes])
        for name in ("1 группа", "2 группа")
    ]
    places = ((student, parts[n % 2][n // IN_A_CLASS]) for n, student in enumerate(students))
    _put([SubgroupMembership(subgroup=part, student=student, **days) for student, part in places])
    return classes


def _families(school: School, students: list[Student], guardians: list[Guardian]) -> None:
    days = {"school": school, "starts_on": YEAR_START, "kinship": "mother"}
    pairs = list(zip(students, guardians, strict=True))
    _put([Guardianship(student=student, guardian=guardian, **days) for student, guardian in pairs])
    _put([Consent(school=school, student=student, given_by=guardian) for student, guardian in pairs])


def _teaching(school: School, year: AcademicYear, classes: list[ClassGroup], staff: list[Staff]) -> None:
    subjects = _put([Subject(school=school, name=f"Предмет {n}", area="Науки") for n in range(SUBJECTS)])
    _put([WorkKind(school=school, code=f"k{n}", name=f"Вид {n}", short_name=f"в{n}", weight=1) for n in range(9)])
    of = {"school": school, "year": year}
    whole = [(group, subject) for group in classes for subject in subjects]
    _put([CurriculumRow(class_group=group, subject=subject, hours_per_week=3, **of) for group, subject in whole])
    courses = _put([Course(class_group=group, subject=subject, hours_per_week=2, **of) for group, subject in whole])
    taught = [(course, staff[n % len(staff)]) for n, course in enumerate(courses)]
    _put([CourseTeacher(school=school, course=course, staff=one, starts_on=YEAR_START) for course, one in taught])
    week = [(n % 5 + 1, n // 5 % 7 + 1) for n in range(len(courses))]
    _put(
        [
            WeeklySlot(course=course, weekday=day, number=number, starts_on=YEAR_START, **of)
            for course, (day, number) in zip(courses, week, strict=True)
        ]
    )
    hours = {"school": school, "starts_at": time(8, 30), "ends_at": time(9, 15), "date": TODAY}
    _put(
        [
            Lesson(course=course, class_group=course.class_group, staff=one, number=week[n][1], **hours)
            for n, (course, one) in enumerate(taught)
            if n % SUBJECTS == 0
        ]
    )
    days = [date(2026, 12, 1 + n) for n in range(min(len(classes), 28))]
    _put([CalendarDay(school=school, year=year, date=day, kind="shortened") for day in days])


def _papers(school: School, classes: list[ClassGroup], students: list[Student]) -> None:
    """Orders that nobody has signed, and reports that wait."""
    of = students[::5]
    kind = {"school": school, "kind": OrderKind.EXPEL, "status": "draft", "date": TODAY, "effective_on": TODAY}
    orders = _put([Order(number=str(n), **kind) for n, _ in enumerate(of, 1)])
    _put([OrderLine(school=school, order=order, student=one) for order, one in zip(orders, of, strict=True)])
    _put(
        [
            MovementReport(
                school=school,
                class_group=classes[n // IN_A_CLASS],
                kind=ReportKind.DEPARTURE,
                student=student,
                day=TODAY,
                reported_at=now(),
            )
            for n, student in enumerate(students)
            if n % 25 == 0
        ]
    )


def _accounts(school: School, cards: list[Any]) -> None:
    made = Account.objects.bulk_create(
        [Account(username=f"c{school.pk}-{n}", password="!") for n, _ in enumerate(cards)]
    )
    pairs = zip(made, cards, strict=True)
    _put([AccountPerson(school=school, account=account, person=card.person) for account, card in pairs])
