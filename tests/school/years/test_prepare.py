"""The next year beside the one under way: what it takes along, and that nothing of the year under way moves."""

from datetime import date

import pytest

from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.roles import Role
from letopis.school.classes.models import ClassGroup, ClassTutor, Subgroup
from letopis.school.curriculum.models import Course, CourseTeacher, CurriculumRow, PlannedLesson
from letopis.school.history.tracking import all_tracked, snapshot
from letopis.school.organisation.models import AcademicYear, BellPeriod, CalendarDay, Term, Vacation
from letopis.school.years.actions import prepare_next_year
from tests import factories as make
from tests.school.journal.scene import YEAR_TURN

pytestmark = [pytest.mark.django_db, pytest.mark.req("ORG-01")]


@pytest.fixture
def book(school):
    """7А with two groups of English and 8А, each with teachers and plans."""
    return Book(school)


class Book:
    def __init__(self, school):
        self.school = school
        self.officer = make.make_officer(school)
        self.operator = make.actor_of(self.officer, Role.OPERATOR)
        self.tutor, self.own, self.other, self.gone = (make.make_staff(school) for _ in range(4))
        self.seven = make.make_class(school, "7А", tutor=self.tutor, profile="Инженерный")
        self.eight = make.make_class(school, "8А", tutor=make.make_staff(school))
        self.year = self.seven.year
        Vacation.objects.create(
            school=school, year=self.year, name="Осенние", starts_on=date(2026, 10, 26), ends_on=date(2026, 11, 4)
        )
        make.make_course(self.seven, "Алгебра", teacher=self.own)
        self.algebra = make.make_course(self.eight, "Алгебра", teacher=self.other, hours_per_week=4)
        self.physics = make.make_course(self.eight, "Физика", teacher=self.gone)
        make.make_curriculum_row(self.eight, "Алгебра")
        make.make_plan(self.algebra, "Дроби", "Корни")
        group = Subgroup.objects.create(school=school, class_group=self.eight, division="Английский", name="1 группа")
        self.english = make.make_course(self.eight, "Английский", teacher=self.other, subgroup=group)

    def prepared(self):
        return prepare_next_year(self.operator, year_id=self.year.pk)


def rows_of_the_base():
    return {(model, row.pk): snapshot(row) for model in all_tracked() for row in model._default_manager.all()}


def test_the_year_takes_calendar_classes_load_and_plans_along(book):
    book.gone.dismissed_on = date(2027, 6, 30)
    book.gone.save()
    done = book.prepared()
    year = done.year
    assert (year.name, year.starts_on, year.ends_on) == ("2027/2028", date(2027, 9, 1), date(2028, 5, 26))
    terms = list(Term.objects.filter(scheme__year=year).values_list("name", "starts_on"))
    assert terms[1] == ("II четверть", date(2027, 11, 5))
    assert Vacation.objects.get(year=year).ends_on == date(2027, 11, 4)
    assert CalendarDay.objects.filter(year=year, date=date(2028, 1, 1)).exists()
    assert BellPeriod.objects.filter(schedule__year=year).count() == 7
    # 7А begins again as the lowest grade; 8А is who were 7А, 9А who were 8А.
    classes = {row.name: row for row in ClassGroup.objects.filter(year=year)}
    assert sorted(classes) == ["7А", "8А", "9А"]
    assert classes["8А"].came_from.get().class_from == book.seven
    assert classes["8А"].profile == "Инженерный"
    assert ClassTutor.objects.get(class_group=classes["8А"]).staff == book.tutor
    assert CurriculumRow.objects.get(class_group=classes["8А"]).subject == book.algebra.subject
    load = {
        str(course.subject): (course.hours_per_week, [row.staff for row in course.teachers.all()])
        for course in Course.objects.filter(class_group=classes["8А"]).select_related("subject")
    }
    # Their own teacher of algebra goes along; of physics nobody is left to propose.
    assert load == {"Алгебра": (4, [book.own]), "Физика": (3, []), "Английский": (3, [book.other])}
    assert done.without_teacher == 1
    assert (done.classes, done.courses, done.plans) == (3, 4, 1)
    english = Course.objects.get(class_group=classes["8А"], subgroup__isnull=False)
    assert (english.subgroup.class_group, english.subgroup.name) == (classes["8А"], "1 группа")
    plan = Course.objects.get(class_group=classes["8А"], subject=book.algebra.subject).plan
    assert (plan.year, plan.grade) == (year, 8)
    assert list(PlannedLesson.objects.filter(plan=plan).values_list("topic", flat=True)) == ["Дроби", "Корни"]
    assert {row.starts_on for row in CourseTeacher.objects.filter(course__year=year)} == {date(2027, 9, 1)}


def test_nothing_of_the_year_under_way_moves(book):
    before = rows_of_the_base()
    book.prepared()
    after = rows_of_the_base()
    assert {key: after[key] for key in before} == before
    assert len(after) > len(before)


def test_a_year_is_prepared_once_and_one_opened_by_hand_is_filled(book):
    opened = make.make_year(book.school, name="2027/2028", starts_on=date(2027, 9, 1), ends_on=date(2028, 5, 26))
    assert book.prepared().year == opened
    with pytest.raises(Refused, match="уже есть классы"):
        book.prepared()
    assert AcademicYear.objects.filter(school=book.school).count() == 2


def test_who_prepares(book):
    deputy = make.actor_of(make.make_officer(book.school, Role.DEPUTY), Role.DEPUTY)
    foreign = make.actor_of(make.make_officer(make.make_school()), Role.OPERATOR)
    for actor in (deputy, foreign):
        with pytest.raises(NotVisible):
            prepare_next_year(actor, year_id=book.year.pk)


def test_who_prepares_is_not_appointed_by_it(book):
    """The operator's own lessons wait for another to give them (ACC-01)."""
    own = make.make_course(book.eight, "Информатика", teacher=book.officer)
    year = book.prepared().year
    assert not CourseTeacher.objects.filter(course__year=year, course__subject=own.subject).exists()


@pytest.mark.parametrize("number", [1, 12])
def test_the_number_of_queries_does_not_grow(book, number, django_assert_max_num_queries):
    for place in range(number):
        group = make.make_class(book.school, f"8{chr(1041 + place)}")
        for subject in ("Алгебра", "Физика"):
            make.make_plan(make.make_course(group, subject, teacher=book.other), *(f"Тема {n}" for n in range(9)))
    with django_assert_max_num_queries(110 + 16 * YEAR_TURN):
        book.prepared()
