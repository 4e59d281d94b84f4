"""Minutes of homework: the usual of a subject, what a class's day comes to, against the norms (JRN-03: Д2.3, С3.5)."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from letopis.kernel.errors import NotVisible
from letopis.kernel.roles import Role
from letopis.school.classes.models import ClassGroup
from letopis.school.lessons.models import Homework
from letopis.school.lessons.rules import was
from letopis.school.organisation.enums import SchoolKind
from letopis.school.organisation.models import School
from letopis.school.workload.figures import figures
from letopis.school.workload.homework import DueTask, heaviest, usual_minutes
from letopis.school.workload.load import day_load
from tests import factories as make
from tests.school.journal.scene import Scene, homework, one, scene

pytestmark = pytest.mark.req("JRN-03")
FIGURES = figures(SchoolKind.GENERAL, {})
DUE = date(2026, 11, 25)


def test_a_task_costs_what_the_school_has_learnt_else_what_practice_says():
    assert usual_minutes("Алгебра", 7, [], FIGURES) == 30
    assert usual_minutes("Алгебра", 10, [], FIGURES) == 40
    assert usual_minutes("Английский язык", 3, [], FIGURES) == 15
    assert usual_minutes("Физическая культура", 3, [], FIGURES) == 0
    assert usual_minutes("Астрономия", 10, [], FIGURES) == 20
    assert usual_minutes("Алгебра", 7, [10, 10, 60, 10], FIGURES) == 30  # four are too few
    assert usual_minutes("Алгебра", 7, [10, 14, 60, 14, 20], FIGURES) == 15
    assert [usual_minutes("Алгебра", 7, [minutes] * 5, FIGURES) for minutes in (12, 13, 17, 22, 23)] == [
        10,
        15,
        15,
        20,
        25,
    ]
    assert usual_minutes("Алгебра", 7, [10, 10, 10, 15, 15, 15], FIGURES) == 15, "half a step is a step"
    assert usual_minutes("Алгебра", 7, [20, 20, 20, 25, 25, 25], FIGURES) == 25
    off = {key: value for key, value in FIGURES.items() if key not in {"learnt_from", "task_minutes"}}
    assert usual_minutes("Алгебра", 7, [10] * 9, off) == 30
    assert usual_minutes("Астрономия", 7, [], off) == 0


TASKS = st.lists(
    st.builds(
        DueTask,
        subject=st.just("А"),
        minutes=st.integers(0, 90),
        is_estimated=st.booleans(),
        subgroup_id=st.none() | st.integers(1, 3),
        student_ids=st.frozensets(st.integers(1, 4), max_size=2),
    ),
    max_size=6,
)
STUDENTS = st.dictionaries(st.integers(1, 4), st.frozensets(st.integers(1, 3)))


@settings(deadline=None, derandomize=True)
@given(TASKS, STUDENTS)
def test_the_day_is_that_of_the_student_who_has_the_most(tasks, students):
    minutes, own = heaviest(tasks, students)
    each = [sum(t.minutes for t in tasks if not t.subgroup_id and not t.student_ids)]
    for student, groups in students.items():
        mine = [
            t.minutes
            for t in tasks
            if (student in t.student_ids if t.student_ids else t.subgroup_id is None or t.subgroup_id in groups)
        ]
        each.append(sum(mine))
    assert minutes == max(each) == sum(task.minutes for task in own)


@pytest.mark.django_db
@pytest.mark.req("JRN-10")
def test_the_estimate_goes_with_the_task_and_stays_where_an_older_page_sends_none():
    s = scene(1)
    make.make_lesson(s.course, DUE)
    set_ = one(s.actor, homework(s.lesson, text="§ 1", minutes=25))["homework"]
    assert set_["minutes"] == 25
    kept = one(s.actor, homework(s.lesson, base=1, homework_id=set_["id"], text="§ 2"))["homework"]
    assert (kept["minutes"], kept["text"]) == (25, "§ 2")
    other = one(s.actor, homework(s.lesson, base=2, homework_id=set_["id"], text="§ 2", minutes=0))["homework"]
    assert other["minutes"] == 0
    emptied = one(s.actor, homework(s.lesson, base=3, homework_id=set_["id"], text="§ 2", unestimated=True))["homework"]
    assert emptied["minutes"] is None
    refused = one(s.actor, homework(s.lesson, base=4, homework_id=set_["id"], text="§ 2", minutes=301))
    assert (refused["status"], refused["code"], refused["field"]) == ("refused", "minutes", "minutes")


@pytest.mark.req("DIA-01")
def test_a_change_is_told_where_the_text_before_was_there_to_be_read():
    now = make.moment_on(DUE)
    assert was("§ 1", "", now - timedelta(hours=2), now) == "§ 1"
    assert was("§ 1", "", now - timedelta(minutes=5), now) == ""  # still being typed
    assert was("§ 1, 2", "§ 0", now - timedelta(minutes=5), now) == "§ 0"
    assert was("§ 1", "", None, now) == "§ 1"


@pytest.mark.django_db
@pytest.mark.req("DIA-01")
def test_the_family_reads_what_a_task_was_before_it_was_changed(client):
    s = scene(1)
    due = make.make_lesson(s.course, DUE)
    task = make.make_homework(s.lesson, "§ 19", due=due, changed_at=make.moment_on(date(2026, 11, 22)), minutes=25)
    one(s.actor, homework(s.lesson, base=1, homework_id=task.pk, text="§ 20", due_on=DUE))
    one(s.actor, homework(s.lesson, base=2, homework_id=task.pk, text="§ 20, 21", due_on=DUE))
    task.refresh_from_db()
    assert (task.text, task.was) == ("§ 20, 21", "§ 19")
    page = make.sign_in(client, make.make_guardian(s.student)).get("/diary/").content.decode().replace("\u00a0", " ")
    assert "(изменено 23 ноября, было: § 19)" in page
    assert "≈ 25 мин" in page


@pytest.fixture
def s() -> Scene:
    return scene(2)


@pytest.mark.django_db
def test_a_first_course_of_a_college_is_no_first_grade(s):
    School.objects.update(kind=SchoolKind.COLLEGE)
    ClassGroup.objects.update(grade=1)
    assert day_load(s.actor, s.lesson.pk, DUE).usual == 40


@pytest.mark.django_db
def test_the_day_of_a_class_beside_the_task_that_is_written(s, client, django_assert_num_queries):
    lesson = make.make_lesson(s.course, DUE)
    first, second = s.students
    physics = make.make_course(s.class_group, "Физика")
    groups = [
        make.make_course(
            s.class_group, "Английский язык", subgroup=make.make_subgroup(s.class_group, pupil, name=f"{n} группа")
        )
        for n, pupil in enumerate((first, second), 1)
    ]
    for page, minutes in ((physics, None), (groups[0], 10), (groups[1], 45)):
        make.make_homework(make.make_lesson(page), "§ 1", due=make.make_lesson(page, DUE), minutes=minutes)
    make.make_homework(s.lesson, "§ 9", due=lesson, minutes=200)  # the one that is being written
    teacher = s.actor
    with django_assert_num_queries(7):
        found = day_load(teacher, s.lesson.pk, None)
    assert (found.day, found.others, found.norm, found.usual) == (DUE, 25 + 45, 150, 30)
    assert {(task.subject, task.minutes, task.is_estimated) for task in found.tasks} == {
        ("Физика", 25, False),
        ("Английский язык", 45, True),
    }
    assert day_load(s.actor, s.lesson.pk, date(2026, 11, 26)).others == 0
    # A page of a subgroup: only those who are on it.
    own = make.make_lesson(groups[0], make.TODAY, 5)
    tutor = make.actor_of(s.tutor, Role.TUTOR)
    assert day_load(tutor, own.pk, DUE).others == 25 + 10 + 200
    Homework.objects.update(minutes=40)
    assert day_load(s.actor, s.lesson.pk, DUE).usual == 30
    make.sign_in(client, s.teacher)
    assert client.get(f"/lesson/{s.lesson.pk}/load.json?due=2026-11-25").json()["others"] == 80
    for actor in (make.actor_of(make.make_staff(s.school), Role.TEACHER), scene(1).actor):
        with pytest.raises(NotVisible):
            day_load(actor, s.lesson.pk, DUE)
    make.sign_in(client, s.student)
    assert client.get(f"/lesson/{s.lesson.pk}/load.json").status_code == 404
