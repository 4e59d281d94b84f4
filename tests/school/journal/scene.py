"""A class in its third lesson, and short ways to make operations."""

from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import uuid4

import msgspec
from django.db import connection

from letopis.kernel.actor import Actor
from letopis.kernel.roles import Role
from letopis.school.classes.models import ClassGroup
from letopis.school.curriculum.models import Course
from letopis.school.lessons.wire import AttendanceOperation, HomeworkOperation, LessonRow, Task, TopicOperation
from letopis.school.marks.models import Work
from letopis.school.marks.wire import AbsenceOperation, AbsenceRow, MarkOperation, MarkRow, WorkOperation, WorkRow
from letopis.school.organisation.models import School
from letopis.school.people.models import Staff, Student
from letopis.school.sync.engine import apply_operations
from letopis.school.timetable.models import Lesson
from tests import factories as make

# What writes asks PostgreSQL for its turn with closings of periods (history/turns.py); SQLite has one writer anyway.
TURN = 1 if connection.vendor == "postgresql" else 0
# What writes of a year's structure reads the year again as well, each time (history/closed.py).
YEAR_TURN = 2 * TURN


@dataclass
class Scene:
    """A course of 7А with its teacher, today's lesson with one work, and students."""

    school: School
    class_group: ClassGroup
    teacher: Staff
    tutor: Staff
    course: Course
    lesson: Lesson
    work: Work
    students: list[Student]

    @property
    def student(self) -> Student:
        return self.students[0]

    @property
    def actor(self) -> Actor:
        return make.actor_of(self.teacher, Role.TEACHER)


def scene(students: int = 3, **course: Any) -> Scene:
    """Make one."""
    school = make.make_school()
    teacher, tutor = (
        make.make_staff(school, "Орлова Елена Викторовна"),
        make.make_staff(school, "Климов Андрей Петрович"),
    )
    class_group = make.make_class(school, tutor=tutor)
    page = make.make_course(class_group, teacher=teacher, **course)
    lesson = make.make_lesson(page)
    return Scene(
        school,
        class_group,
        teacher,
        tutor,
        page,
        lesson,
        make.make_work(lesson),
        make.make_students(class_group, students),
    )


def marked_scene(students: int) -> Scene:
    """One with a lesson plan and a mark of every student: what counts of queries are taken on."""
    made = scene(students)
    make.make_plan(made.course)
    for student in made.students:
        make.make_mark(made.work, student)
    return made


def apply(actor: Actor, *operations: Any) -> list[dict[str, Any]]:
    """Apply operations and return the answers."""
    return apply_operations(actor, operations).answers


def one(actor: Actor, operation: Any) -> dict[str, Any]:
    """Apply one operation and return its answer."""
    return apply(actor, operation)[0]


Shape = TypeVar("Shape", bound=msgspec.Struct)
ROWS: dict[type[msgspec.Struct], str] = {
    MarkRow: "mark",
    AbsenceRow: "absence",
    WorkRow: "work",
    LessonRow: "lesson",
    Task: "homework",
}


def row(answer: dict[str, Any], shape: type[Shape]) -> Shape:
    """Return the row of an answer; of a conflict the one in the journal."""
    return msgspec.convert(answer["current"] if "current" in answer else answer[ROWS[shape]], shape)


def mark(work: Work | None, student: Student, value: str = "5", base: int = 0, **more: Any) -> MarkOperation:
    work_id = work.pk if work else None
    return MarkOperation(
        **{"op_id": uuid4(), "work_id": work_id, "student_id": student.pk, "value": value, "base_version": base, **more}
    )


def absence(lesson: Lesson, student: Student, code: str = "Н", base: int = 0, **more: Any) -> AbsenceOperation:
    return AbsenceOperation(
        op_id=uuid4(), lesson_id=lesson.pk, student_id=student.pk, code=code, base_version=base, **more
    )


def attendance(lesson: Lesson) -> AttendanceOperation:
    return AttendanceOperation(op_id=uuid4(), lesson_id=lesson.pk)


def topic(lesson: Lesson, text: str = "", base: int = 0, **more: Any) -> TopicOperation:
    return TopicOperation(op_id=uuid4(), lesson_id=lesson.pk, topic=text, base_version=base, **more)


def work(lesson: Lesson, kind_id: int, base: int = 0, **more: Any) -> WorkOperation:
    return WorkOperation(op_id=uuid4(), lesson_id=lesson.pk, kind_id=kind_id, base_version=base, **more)


def homework(lesson: Lesson, text: str = "§ 19", base: int = 0, **more: Any) -> HomeworkOperation:
    return HomeworkOperation(op_id=uuid4(), lesson_id=lesson.pk, text=text, base_version=base, **more)
