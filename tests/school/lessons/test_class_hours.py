"""Class hours: the class teacher writes them down on any day, with the own class only (JRN-08, А3.2.3)."""

from datetime import date, time

import pytest

from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.roles import Role
from letopis.school.curriculum.enums import CourseKind, Scale
from letopis.school.curriculum.models import Course, Subject
from letopis.school.curriculum.queries import curriculum_matrix, load_rows
from letopis.school.history.models import Entry
from letopis.school.journal.queries.class_hours import class_hours
from letopis.school.journal.queries.journals import journals
from letopis.school.lessons.actions.class_hours import add_class_hour, change_class_hour, take_back_class_hour
from letopis.school.organisation.enums import SchoolKind
from letopis.school.organisation.models import Term
from letopis.school.organisation.words import in_words_of
from letopis.school.timetable.actions import generate_lessons
from letopis.school.timetable.models import Lesson
from tests.factories import (
    TODAY,
    actor_of,
    make_absence,
    make_class,
    make_course,
    make_lesson,
    make_officer,
    make_school,
    make_slot,
    make_staff,
    make_students,
    moment_on,
)

pytestmark = [pytest.mark.django_db, pytest.mark.req("JRN-08")]


@pytest.fixture
def tutor(school):
    return make_staff(school)


@pytest.fixture
def seven(school, tutor):
    return make_class(school, "7А", tutor=tutor)


@pytest.fixture
def leader(tutor, seven):
    return actor_of(tutor, Role.TUTOR)


def add(actor, group, day=TODAY, **more):
    told = {"kind": "Тематический", "topic": "Правила дорожного движения", **more}
    return add_class_hour(actor, class_id=group.pk, day=day, **told)


def test_the_first_opens_the_page_of_class_hours_and_all_stand_on_it(leader, seven, tutor, school):
    make_lesson(make_course(seven), number=4)
    first = add(leader, seven)
    course = Course.objects.get(kind=CourseKind.CLASS_HOUR)
    assert (first.course, course.subject.name, course.scale) == (course, "Классный час", Scale.UNMARKED)
    assert (first.number, first.starts_at, first.ends_at) == (5, time(12, 20), time(13, 5)), "after all of that day"
    assert (first.hour_kind, first.topic, first.staff, first.is_touched) == (
        "Тематический",
        "Правила дорожного движения",
        tutor,
        True,
    )
    # A Sunday of the autumn vacation, without a place among the lessons.
    second = add(leader, seven, date(2026, 11, 1), kind="Инструктаж", starts_at=time(10, 30))
    assert (second.course, second.number, second.starts_at, second.ends_at) == (course, 1, time(10, 30), None)
    actions = list(Entry.objects.filter(course_id=course.pk).order_by("id").values_list("action", flat=True))
    assert actions == ["create_course", "add_hour", "add_hour"]
    assert Subject.objects.filter(search_key="классный час").count() == 1
    # The timetable leaves them as they are.
    operator = actor_of(make_officer(school), Role.OPERATOR)
    make_slot(make_course(seven, "Физика"))
    generate_lessons(operator, year_id=seven.year_id, from_day=date(2026, 9, 1))
    assert set(Lesson.objects.filter(course=course).values_list("pk", flat=True)) == {first.pk, second.pk}


def test_only_who_leads_the_class_writes_it(seven, leader, school):
    other = make_class(school, "7Б", tutor=make_staff(school))
    teacher = make_staff(school)
    make_course(seven, teacher=teacher)
    lesson = add(leader, seven)
    strangers = (
        actor_of(teacher, Role.TEACHER),
        actor_of(make_officer(school, Role.DEPUTY), Role.DEPUTY),
        actor_of(make_officer(school), Role.OPERATOR),
    )
    for who in strangers:
        with pytest.raises(NotVisible):
            add(who, seven)
        with pytest.raises(NotVisible):
            change_class_hour(who, lesson_id=lesson.pk, kind="Инструктаж", topic="Иное")
        with pytest.raises(NotVisible):
            take_back_class_hour(who, lesson_id=lesson.pk)
    with pytest.raises(NotVisible):
        add(leader, other)
    assert not Lesson.objects.filter(class_group=other).exists()
    # The deputy reads, the operator and a subject teacher of the class do not.
    assert class_hours(strangers[1], seven.pk).may_write is False
    for who in (strangers[0], strangers[2]):
        with pytest.raises(NotVisible):
            class_hours(who, seven.pk)


def test_what_is_refused_changes_nothing(leader, seven):
    add(leader, seven, number=7)
    before = Lesson.objects.count()
    wrong = {
        "required": {"topic": "  "},
        "choice": {"kind": "Прогулка"},
        "outside_year": {"day": date(2026, 8, 31)},
        "twice": {"number": 7},
        "number": {"number": 13},
    }
    for code, told in wrong.items():
        with pytest.raises(Refused) as refused:
            add(leader, seven, **told)
        assert refused.value.code == code
    Term.objects.filter(scheme=seven.scheme, number=2).update(closed_at=moment_on(TODAY))
    with pytest.raises(Refused, match="закрыт для исправлений"):
        add(leader, seven)
    with pytest.raises(Refused, match="закрыт для исправлений"):
        take_back_class_hour(leader, lesson_id=Lesson.objects.get().pk)
    assert Lesson.objects.count() == before == 1


def test_a_mistake_is_taken_back_and_its_place_used_again(leader, seven):
    lesson = add(leader, seven, number=6)
    change_class_hour(leader, lesson_id=lesson.pk, kind="Инструктаж", topic="Тонкий лёд")
    assert [(one.kind, one.topic) for one in class_hours(leader, seven.pk).hours] == [("Инструктаж", "Тонкий лёд")]
    take_back_class_hour(leader, lesson_id=lesson.pk)
    assert class_hours(leader, seven.pk).hours == ()
    again = add(leader, seven, number=6, topic="Итоги недели")
    assert (again.pk, again.is_cancelled, again.topic) == (lesson.pk, False, "Итоги недели")
    assert Entry.objects.filter(object_id=lesson.pk, action="cancel", reason="записан по ошибке").exists()
    scheduled = make_lesson(again.course, number=2, slot=make_slot(again.course))
    change_class_hour(leader, lesson_id=scheduled.pk, kind="Тематический", topic="По расписанию")
    with pytest.raises(Refused, match="диспетчер"):
        take_back_class_hour(leader, lesson_id=scheduled.pk)


@pytest.mark.parametrize("many", [1, 3, 30])
def test_the_list_says_how_many_were_away_in_two_queries(leader, seven, many, django_assert_num_queries):
    students = make_students(seven, 3)
    for day in range(many):
        lesson = add(leader, seven, date(2026, 10, 1 + day % 20), number=day % 8)
        make_absence(lesson, students[0], "Б")
        make_absence(lesson, students[1], "ОП")
    with django_assert_num_queries(2):
        page = class_hours(leader, seven.pk)
    assert [one.away for one in page.hours] == [1] * many
    assert page.hours == tuple(sorted(page.hours, key=lambda one: (one.day, one.number), reverse=True))


def test_courses_that_are_no_subject_stand_in_no_plan_and_have_no_marks(leader, seven, school, tutor):
    operator = actor_of(make_officer(school), Role.OPERATOR)
    make_course(seven, "Алгебра", teacher=tutor)
    make_course(seven, "Робототехника", kind=CourseKind.EXTRACURRICULAR, scale=Scale.UNMARKED)
    add(leader, seven)
    matrix = curriculum_matrix(operator, year_id=seven.year_id)
    assert [row.name for row in matrix.rows if row.is_taught] == ["Алгебра"]
    rows = {row.subject: row for row in load_rows(operator, year_id=seven.year_id)}
    assert {name for name, row in rows.items() if row.differs} == {"Алгебра"}
    assert {name: row.state for name, row in rows.items()} == {
        "Алгебра": "",
        "Робототехника": "vacant",
        "Классный час": "",
    }
    deputy = actor_of(make_officer(school, Role.DEPUTY), Role.DEPUTY)
    told = [(one.subject, one.kind_told) for one in journals(deputy)]
    assert told == [("Алгебра", ""), ("Робототехника", "внеурочная деятельность"), ("Классный час", "")]


def test_a_college_holds_hours_of_the_curator(school):
    college = make_school(kind=SchoolKind.COLLEGE)
    curator = make_staff(college)
    group = make_class(college, "21", tutor=curator)
    with in_words_of(SchoolKind.COLLEGE):
        lesson = add(actor_of(curator, Role.TUTOR), group)
        assert lesson.course.subject.name == "Час куратора"
