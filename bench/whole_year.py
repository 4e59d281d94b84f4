"""The largest page that the journal has to bear: 35 students, 180 lessons, the whole year on one grid."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from letopis.demo import bulk, names
from letopis.demo.bulk import Ids
from letopis.demo.store import ZONE
from letopis.kernel.clock import now, today
from letopis.school.classes.models import ClassGroup, Membership
from letopis.school.curriculum.models import Course, CourseTeacher
from letopis.school.marks.models import Absence, Mark, Work, WorkKind
from letopis.school.organisation.models import Term
from letopis.school.people.models import Person, Student
from letopis.school.timetable.models import Lesson

STUDENTS, LESSONS = 35, 180
LETTER = "Э"
MARKED, ABSENT = 0.25, 0.05


@dataclass(frozen=True, slots=True)
class _Frame:
    """What the rows of the page hang on."""

    ids: Ids
    rng: Random
    course: Course
    kinds: list[WorkKind]
    at: datetime


def add(like: Course) -> Course:
    """Add a class with one page as full as in May, taught by the teacher of `like` on its plan; return its course.

    Every lesson has a column; a quarter of the cells hold a mark, one in twenty an absence. The last two lessons up to
    today are left without marks, to type into.
    """
    ids = Ids()
    frame = _Frame(ids, Random(1), _course(ids, like), list(WorkKind.objects.filter(school_id=like.school_id)), now())
    students = [_student(frame, number) for number in range(STUDENTS)]
    days = _days(frame.course)
    held = [day for day in days if day <= today(ZONE.key)]
    for day in days:
        _lesson(frame, day, [] if day in held[-2:] else students)
    ids.settle()
    return frame.course


def _course(ids: Ids, like: Course) -> Course:
    group = like.class_group
    name = f"{group.grade}{LETTER}"
    own = ClassGroup(
        id=ids.next(ClassGroup), school_id=like.school_id, year_id=like.year_id, scheme_id=group.scheme_id,
        grade=group.grade, letter=LETTER, name=name, sort_key=f"{group.grade:02d}{LETTER}",
    )  # fmt: skip
    course = Course(
        id=ids.next(Course), school_id=like.school_id, year_id=like.year_id, class_group=own,
        subject_id=like.subject_id, plan_id=like.plan_id, hours_per_week=5, scale=like.scale,
    )  # fmt: skip
    staff = like.teachers.values_list("staff_id", flat=True)[0]
    teacher = CourseTeacher(
        id=ids.next(CourseTeacher), school_id=like.school_id, course=course, staff_id=staff,
        starts_on=like.year.starts_on,
    )  # fmt: skip
    bulk.insert([own, course, teacher])
    return course


def _student(frame: _Frame, number: int) -> int:
    course, rng, ids = frame.course, frame.rng, frame.ids
    human = names.child(rng, rng.choice(names.SURNAMES), rng.choice(list(names.MEN)), (date(2012, 1, 15), 360))
    person = Person(
        id=ids.next(Person), school_id=course.school_id, surname=human.surname, name=human.name,
        patronymic=human.patronymic, sex=human.sex, birth_date=human.birth_date,
    )  # fmt: skip
    person.renew_keys()
    student = Student(id=ids.next(Student), school_id=course.school_id, person=person, file_number=f"Э-{number + 1}")
    member = Membership(
        id=ids.next(Membership), school_id=course.school_id, class_group=course.class_group, student=student,
        starts_on=course.year.starts_on,
    )  # fmt: skip
    bulk.insert([person, student, member])
    return student.pk


def _days(course: Course) -> list[date]:
    """180 school days of the year, today among them."""
    terms = Term.objects.filter(scheme_id=course.class_group.scheme_id)
    days = [
        term.starts_on + timedelta(days=number)
        for term in terms.order_by("starts_on")
        for number in range((term.ends_on - term.starts_on).days + 1)
    ]
    school_days = [day for day in days if day.isoweekday() < 7]
    spare = [day for day in school_days if day != today(ZONE.key)]
    left_out = (
        {spare[number * len(spare) // extra] for number in range(extra)}
        if (extra := len(school_days) - LESSONS) > 0
        else set()
    )
    return [day for day in school_days if day not in left_out]


def _lesson(frame: _Frame, day: date, students: list[int]) -> None:
    ids, rng, course = frame.ids, frame.rng, frame.course
    own = {"school_id": course.school_id, "course": course}
    is_held = day <= today(ZONE.key)
    lesson = Lesson(
        id=ids.next(Lesson), **own, class_group=course.class_group, date=day, number=3,
        topic="Разложение многочлена на множители" if is_held else "", version=int(is_held),
        filled_at=frame.at if is_held else None, attendance_taken_at=frame.at if is_held else None,
    )  # fmt: skip
    work = Work(id=ids.next(Work), **own, lesson=lesson, kind=rng.choice(frame.kinds))
    rows: list[Mark | Absence] = []
    for student in students:
        chance = rng.random()
        if chance < MARKED:
            value = rng.choice("5544433252")
            rows.append(
                Mark(
                    id=ids.next(Mark),
                    **own,
                    work=work,
                    lesson=lesson,
                    student_id=student,
                    value=value,
                    set_at=frame.at,
                    first_set_at=frame.at,
                )
            )
        elif chance < MARKED + ABSENT:
            rows.append(Absence(id=ids.next(Absence), **own, lesson=lesson, student_id=student, code=rng.choice("НБ")))
    bulk.insert([lesson, work, *rows])
