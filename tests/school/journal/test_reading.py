"""Reading ends with the last day of the right, in the school's own zone; what a substitute keeps (ACC-03, ACC-04)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.base import ContentFile

from letopis.kernel.actor import Actor
from letopis.kernel.clock import in_zone
from letopis.kernel.errors import NotVisible
from letopis.kernel.roles import Role
from letopis.school.classes.models import ClassTutor, Membership
from letopis.school.classes.queries import class_page
from letopis.school.curriculum.models import CourseTeacher
from letopis.school.curriculum.queries import course_plans
from letopis.school.diary import diary_week
from letopis.school.diary.files import homework_file
from letopis.school.journal.queries.changes import absence_story, changes, mark_story
from letopis.school.journal.queries.day import teacher_day
from letopis.school.journal.queries.grid import grid
from letopis.school.journal.queries.journals import journals
from letopis.school.journal.queries.lesson import lesson_page
from letopis.school.journal.queries.topics import topics
from letopis.school.lessons.models import Homework, HomeworkFile
from letopis.school.marks.queries.class_day import class_absences
from letopis.school.organisation.models import AcademicYear
from letopis.school.people.models import Guardianship
from tests import factories as make
from tests.school.journal.scene import Scene, apply, attendance, homework, mark, scene, topic, work

pytestmark = pytest.mark.django_db

# 23:30 of Monday in Moscow: Tuesday in Petropavlovsk.
EAST, TODAY = "Asia/Kamchatka", date(2026, 11, 24)
YESTERDAY = TODAY - timedelta(days=1)


@dataclass
class Book:
    """A lesson of a week ago, given by the teacher of the course, with all that hangs on it."""

    s: Scene
    task: Homework
    file: HomeworkFile


@pytest.fixture
def book(moment: time_machine.Traveller) -> Iterator[Book]:
    moment.move_to("2026-11-23T23:30:00+03:00")
    s = scene()
    s.school.time_zone = EAST
    s.school.save()
    s.lesson = make.make_lesson(s.course, TODAY - timedelta(days=7), 2, topic="Степень")
    s.work = make.make_work(s.lesson)
    make.make_mark(s.work, s.student)
    make.make_absence(s.lesson, s.students[1])
    task = make.make_homework(s.lesson)
    row = HomeworkFile(school=s.school, homework=task, name="а.png", content_type="image/png", size=1)
    row.file.save("a.png", ContentFile(b"a"))
    row.save()
    with in_zone(EAST):
        yield Book(s, task, row)


PAGE: dict[str, Callable[[Actor, Book], Any]] = {
    "grid": lambda actor, b: grid(actor, b.s.course.pk),
    "changes": lambda actor, b: changes(actor, b.s.course.pk, 0),
    "topics": lambda actor, b: topics(actor, b.s.course.pk),
}
LESSON: dict[str, Callable[[Actor, Book], Any]] = {
    "lesson": lambda actor, b: lesson_page(actor, b.s.lesson.pk),
    "story": lambda actor, b: mark_story(actor, b.s.course.pk, b.s.work.pk, b.s.student.pk),
    "absence's story": lambda actor, b: absence_story(actor, b.s.course.pk, b.s.lesson.pk, b.s.students[1].pk),
    "file": lambda actor, b: homework_file(actor, b.file.pk),
}
CLASS: dict[str, Callable[[Actor, Book], Any]] = {
    "class": lambda actor, b: class_page(actor, b.s.class_group.pk),
    "absences of the class": lambda actor, b: class_absences(actor, b.s.class_group.pk, TODAY),
    "diary of a child": lambda actor, b: diary_week(actor, b.s.student.pk),
}
FAMILY: dict[str, Callable[[Actor, Book], Any]] = {
    "diary": lambda actor, b: diary_week(actor, b.s.student.pk),
    "file": lambda actor, b: homework_file(actor, b.file.pk),
}


def read(actor: Actor, book: Book, *, of: dict[str, Callable[[Actor, Book], Any]]) -> set[str]:
    """Which of the pages `of` exist for the actor."""
    seen = set()
    for name, ask in of.items():
        try:
            ask(actor, book)
        except NotVisible:
            continue
        seen.add(name)
    return seen


def written(actor: Actor, book: Book) -> set[str]:
    """What the journal answers to each kind of operation on the lesson."""
    s = book.s
    answers = apply(
        actor,
        mark(s.work, s.students[2], "4"),
        topic(s.lesson, "Степень и корень", base=0),
        attendance(s.lesson),
        work(s.lesson, s.work.kind_id),
        homework(s.lesson, "§ 20", base=1, homework_id=book.task.pk),
    )
    return {answer.get("code") or answer["status"] for answer in answers}


@pytest.mark.req("ACC-03")
@pytest.mark.parametrize("role", [Role.TEACHER, Role.TUTOR])
def test_a_teacher_reads_and_writes_on_the_last_day_and_nothing_after_it(book: Book, role: Role):
    actor = make.actor_of(book.s.teacher, role)
    CourseTeacher.objects.update(ends_on=TODAY)
    assert read(actor, book, of=PAGE | LESSON) == {*PAGE, *LESSON}
    assert [one.course_id for one in journals(actor)] == [book.s.course.pk]
    assert [one.id for one in teacher_day(actor, book.s.lesson.date).lessons] == [book.s.lesson.pk]
    assert len(course_plans(actor, year_id=book.s.course.year_id)) == 1
    assert written(actor, book) == {"applied"}

    CourseTeacher.objects.update(ends_on=YESTERDAY)
    assert read(actor, book, of=PAGE | LESSON) == set()
    assert journals(actor) == ()
    assert teacher_day(actor, book.s.lesson.date).lessons == ()
    assert teacher_day(actor, TODAY).unfilled == ()
    assert teacher_day(actor, TODAY).unmarked == ()
    assert course_plans(actor, year_id=book.s.course.year_id) == []
    assert written(actor, book) == {"not_found"}


@pytest.mark.req("ACC-03")
def test_a_teacher_begins_to_read_on_the_first_day(book: Book):
    newcomer = make.make_staff(book.s.school)
    actor = make.actor_of(newcomer, Role.TEACHER)
    begun = CourseTeacher.objects.create(
        school=book.s.school, course=book.s.course, staff=newcomer, starts_on=TODAY + timedelta(days=1)
    )
    assert read(actor, book, of=PAGE | LESSON) == set()
    begun.starts_on = TODAY
    begun.save()
    assert read(actor, book, of=PAGE | LESSON) == {*PAGE, *LESSON}
    assert written(actor, book) == {"applied"}


@pytest.mark.req("ACC-03")
@pytest.mark.parametrize("role", [Role.TEACHER, Role.TUTOR])
def test_a_class_teachers_right_ends_with_the_last_day(book: Book, role: Role):
    actor = make.actor_of(book.s.tutor, role)
    everything = PAGE | LESSON | CLASS
    ClassTutor.objects.update(ends_on=TODAY)
    assert read(actor, book, of=everything) == {*everything}
    ClassTutor.objects.update(ends_on=YESTERDAY)
    assert read(actor, book, of=everything) == set()
    assert written(actor, book) == {"not_found"}


@pytest.mark.req("ACC-03", "TT-02")
@pytest.mark.parametrize("has_teacher", [True, False])
def test_a_substitute_keeps_the_lesson_given_and_nothing_else_of_the_page_while_the_year_lasts(
    book: Book, has_teacher: bool
):
    s = book.s
    substitute = make.make_staff(s.school)
    other = make.make_lesson(s.course, TODAY - timedelta(days=6), 2)
    if not has_teacher:
        CourseTeacher.objects.all().delete()
    s.lesson.staff, s.lesson.substituted_for = substitute, s.teacher if has_teacher else None
    s.lesson.save()
    actor = make.actor_of(substitute, Role.TEACHER)
    assert read(actor, book, of=PAGE | LESSON) == {*LESSON}
    with pytest.raises(NotVisible):
        lesson_page(actor, other.pk)
    assert [one.id for one in teacher_day(actor, s.lesson.date).lessons] == [s.lesson.pk]
    assert written(actor, book) == {"applied"}

    AcademicYear.objects.update(ends_on=TODAY)
    assert read(actor, book, of=LESSON) == {*LESSON}
    AcademicYear.objects.update(ends_on=YESTERDAY)
    assert read(actor, book, of=PAGE | LESSON) == set()
    assert written(actor, book) == {"not_found"}


@pytest.mark.req("ACC-03", "TT-02")
def test_who_left_a_course_and_comes_back_for_one_lesson_has_that_one(book: Book):
    s = book.s
    CourseTeacher.objects.update(ends_on=YESTERDAY)
    given = make.make_lesson(s.course, TODAY, 1, staff=s.teacher, substituted_for=make.make_staff(s.school))
    actor = make.actor_of(s.teacher, Role.TEACHER)
    assert lesson_page(actor, given.pk).lesson.id == given.pk
    assert read(actor, book, of=PAGE | LESSON) == set()


@pytest.mark.req("ACC-03", "TT-02")
def test_a_lesson_lent_to_a_colleague_is_shown_to_its_teacher_while_the_appointment_lasts(book: Book):
    s = book.s
    s.lesson.staff, s.lesson.substituted_for = make.make_staff(s.school), s.teacher
    s.lesson.save()
    assert [one.id for one in teacher_day(s.actor, s.lesson.date).lessons] == [s.lesson.pk]
    CourseTeacher.objects.update(ends_on=YESTERDAY)
    assert teacher_day(s.actor, s.lesson.date).lessons == ()


@pytest.mark.req("ACC-05", "DIA-01")
def test_a_student_reads_until_the_last_day_of_membership(book: Book):
    actor = make.actor_of(book.s.student, Role.STUDENT)
    Membership.objects.filter(student=book.s.student).update(ends_on=TODAY)
    assert read(actor, book, of=FAMILY) == {*FAMILY}
    Membership.objects.filter(student=book.s.student).update(ends_on=YESTERDAY)
    assert read(actor, book, of=FAMILY) == set()


@pytest.mark.req("ACC-05", "DIA-01")
def test_a_guardian_reads_until_the_last_day_of_guardianship_and_of_the_childs_membership(book: Book):
    """A brother still at school gives the guardian the role, not the papers of the one who left."""
    brother = make.make_student(make.make_class(book.s.school, "9А"))
    guardian = make.make_guardian(book.s.student, brother)
    actor = make.actor_of(guardian, Role.GUARDIAN)
    ours = Guardianship.objects.filter(student=book.s.student)
    for rows in (ours, Membership.objects.filter(student=book.s.student)):
        rows.update(ends_on=TODAY)
        assert read(actor, book, of=FAMILY) == {*FAMILY}
        rows.update(ends_on=YESTERDAY)
        assert read(actor, book, of=FAMILY) == set()
        rows.update(ends_on=None)
    assert read(actor, book, of=FAMILY) == {*FAMILY}
