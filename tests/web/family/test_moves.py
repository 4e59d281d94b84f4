"""A child that comes, goes or changes class or subgroup: each lesson in its days, and a line that says why."""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from letopis.kernel.actor import Actor
from letopis.kernel.roles import Role
from letopis.school.classes.actions import expel, set_members, transfer
from letopis.school.classes.models import ClassGroup, SubgroupMembership
from letopis.school.curriculum.models import Course
from letopis.school.diary import diary_week, timetable_week
from letopis.school.diary.week import TimetableWeek
from letopis.school.lessons.models import HomeworkFile
from letopis.school.organisation.models import School
from letopis.school.people.models import Student
from tests import factories as make
from tests.factories import TODAY, actor_of, sign_in
from tests.web.family.test_diary_pages import text_of

pytestmark = pytest.mark.django_db
WEDNESDAY = TODAY + timedelta(days=2)
ENGLISH = "Английский язык"
UNSET = "Английский язык: уроки идут по подгруппам, а подгруппа не указана"


@pytest.fixture
def school() -> School:
    """A school with a study office that moves students."""
    return make.make_school()


def split(class_group: ClassGroup, subject: str = ENGLISH) -> list[Course]:
    """A subject of two subgroups, each with a lesson every day of this week; topics name class and subgroup."""
    courses = []
    for n in (1, 2):
        subgroup = make.make_subgroup(class_group, name=f"{n} группа")
        courses.append(make.make_course(class_group, subject, subgroup=subgroup))
        for day in range(5):
            make.make_lesson(courses[-1], TODAY + timedelta(days=day), n, topic=f"{class_group.name}, группа {n}")
    return courses


def put(student: Student, course: Course, since: date, until: date | None = None) -> SubgroupMembership:
    return SubgroupMembership.objects.create(
        school=course.school, subgroup=course.subgroup, student=student, starts_on=since, ends_on=until
    )


def move(student: Student, to: ClassGroup, day: date) -> None:
    office = make.make_officer(student.school, Role.STUDY_OFFICE)
    transfer(actor_of(office, Role.STUDY_OFFICE), student_id=student.pk, class_id=to.pk, starts_on=day)


@pytest.mark.req("CON-02", "CON-05", "DIA-01")
@pytest.mark.parametrize(
    ("page", "read"),
    [("/diary/?week=2026-11-23", lambda actor: diary_week(actor).week), ("/diary/timetable/", timetable_week)],
)
def test_a_move_keeps_the_subgroup_lessons_before_it_and_is_told(
    client: Client, school: School, page: str, read: Callable[[Actor], TimetableWeek]
) -> None:
    seven_a, seven_b = make.make_class(school, "7А"), make.make_class(school, "7Б")
    before, after = split(seven_a), split(seven_b)
    child = make.make_student(seven_a)
    put(child, before[0], date(2026, 9, 1))
    move(child, seven_b, WEDNESDAY)
    put(child, after[1], WEDNESDAY)

    guardian = make.make_guardian(child)
    week = read(actor_of(guardian, Role.GUARDIAN))
    text = text_of(sign_in(client, guardian), page)

    assert [entry.topic for day in week.days for entry in day.entries] == ["7А, группа 1"] * 2 + ["7Б, группа 2"] * 3
    assert "С 25 ноября — в 7Б, до этого — в 7А" in text
    assert UNSET not in text
    assert [day.class_name for day in week.days] == ["7А", "7А", "7Б", "7Б", "7Б"]
    assert '<span class="note">7А · сегодня</span>' in text
    assert "С 25 ноября — в 7Б" not in text_of(client, f"{page.partition('?')[0]}?week=2026-11-30"), "a week later"


@pytest.mark.req("CON-02", "CON-05")
def test_a_subgroup_that_was_not_set_after_the_move_is_told(client: Client, school: School) -> None:
    seven_a, seven_b = make.make_class(school, "7А"), make.make_class(school, "7Б")
    before = split(seven_a)
    split(seven_b)
    child = make.make_student(seven_a)
    put(child, before[0], date(2026, 9, 1))
    move(child, seven_b, WEDNESDAY)
    sign_in(client, child)

    text = text_of(client, "/diary/timetable/")

    assert text.count("7А, группа 1") == 0
    assert text.count(f'<p class="entry__subject">{ENGLISH}') == 2
    assert f"{UNSET}, поэтому их здесь нет. Её указывает классный руководитель." in text
    assert "23 ноября" not in text[text.index(UNSET) : text.index(UNSET) + 200]


@pytest.mark.req("CON-05")
def test_subgroups_set_in_the_middle_of_the_week_are_told_with_the_days_before(client: Client, school: School) -> None:
    tutor = make.make_staff(school)
    seven_a = make.make_class(school, "7А", tutor=tutor)
    english = split(seven_a)
    child = make.make_student(seven_a)
    set_members(
        actor_of(tutor, Role.TUTOR),
        subgroup_id=english[1].subgroup_id or 0,
        student_ids=[child.pk],
        starts_on=WEDNESDAY,
    )

    text = text_of(sign_in(client, child), f"/diary/?week={TODAY}")

    assert f"{UNSET} (23 ноября, 24 ноября), поэтому их здесь нет" in text
    assert "С 25 ноября иностранный язык: 2 группа" in text
    assert text.count("7А, группа 2") == 3


@pytest.mark.req("CON-05")
def test_another_subgroup_shows_each_in_its_days(client: Client, school: School) -> None:
    seven_a = make.make_class(school, "7А")
    english = split(seven_a)
    child = make.make_student(seven_a)
    put(child, english[0], date(2026, 9, 1), WEDNESDAY - timedelta(days=1))
    put(child, english[1], WEDNESDAY)

    text = text_of(sign_in(client, child), f"/diary/?week={TODAY}")

    assert text.count("7А, группа 1") == 2
    assert text.count("7А, группа 2") == 3
    assert "С 25 ноября иностранный язык: 2 группа" in text
    assert UNSET not in text


@pytest.mark.req("CON-05")
def test_a_group_that_only_some_are_chosen_for_is_no_gap(client: Client, school: School) -> None:
    seven_a = make.make_class(school, "7А")
    chosen = make.make_subgroup(seven_a, name="Хор")
    make.make_lesson(make.make_course(seven_a, "Хор", subgroup=chosen))
    child = make.make_student(seven_a)

    assert "подгруппа не указана" not in text_of(sign_in(client, child))


@pytest.mark.req("CON-05")
def test_the_other_subgroup_having_lessons_alone_this_week_is_no_gap(client: Client, school: School) -> None:
    seven_a = make.make_class(school, "7А")
    english = split(seven_a)
    english[0].lessons.all().delete()
    child = make.make_student(seven_a)
    put(child, english[0], date(2026, 9, 1))

    text = text_of(sign_in(client, child), f"/diary/?week={TODAY}")

    assert "подгруппа не указана" not in text
    assert ENGLISH not in text


@pytest.mark.req("CON-05", "DIA-01")
def test_what_was_written_stays_though_the_subgroup_was_set_otherwise_since(client: Client, school: School) -> None:
    seven_a = make.make_class(school, "7А")
    english = split(seven_a)
    child = make.make_student(seven_a)
    put(child, english[1], date(2026, 9, 1))
    make.make_mark(make.make_work(english[0].lessons.earliest("date"), title="Чтение вслух"), child, "5")

    text = text_of(sign_in(client, child), f"/diary/?week={TODAY}")

    assert "чтение вслух" in text
    assert text.count("7А, группа 1") == 1
    assert text.count("7А, группа 2") == 5


@pytest.mark.req("CON-02")
def test_who_comes_in_the_middle_of_the_week_sees_why_the_days_before_are_empty(client: Client, school: School) -> None:
    seven_a = make.make_class(school, "7А")
    course = make.make_course(seven_a)
    for n in range(-7, 5):
        make.make_lesson(course, TODAY + timedelta(days=n))
    child = make.make_student(seven_a, since=WEDNESDAY)
    sign_in(client, make.make_officer(school, Role.DEPUTY))

    text = text_of(client, f"/diary/{child.pk}/?week={TODAY}")
    earlier = text_of(client, f"/diary/{child.pk}/?week={TODAY - timedelta(days=7)}")

    assert "С 25 ноября — в 7А" in text
    assert text.count("Ещё не в классе") == 2
    assert "Ещё не в классе" in earlier
    assert "Уроки" not in earlier


@pytest.mark.req("CON-02")
def test_who_left_and_came_back_is_told_and_the_gap_has_no_lessons(client: Client, school: School) -> None:
    seven_a = make.make_class(school, "7А")
    course = make.make_course(seven_a, "Алгебра")
    for n in range(5):
        make.make_lesson(course, TODAY + timedelta(days=n))
    child = make.make_student(seven_a, until=TODAY)
    child.memberships.create(school=school, class_group=seven_a, starts_on=TODAY + timedelta(days=3))

    text = text_of(sign_in(client, child), f"/diary/timetable/?week={TODAY}")

    assert text.count(">Алгебра<") == 3
    assert "23 ноября — последний день в 7А" in text
    assert "С 26 ноября — снова в 7А" in text
    assert text.count("Не в классе") == 2


@pytest.mark.req("CON-02", "ACC-03")
def test_who_has_left_is_read_by_the_school_alone(client: Client, school: School) -> None:
    seven_a = make.make_class(school, "7А")
    for n in range(5):
        make.make_lesson(make.make_course(seven_a, f"Предмет {n}"), TODAY - timedelta(days=7 - n))
    child = make.make_student(seven_a)
    guardian = make.make_guardian(child)
    office = make.make_officer(school, Role.STUDY_OFFICE)
    expel(actor_of(office, Role.STUDY_OFFICE), student_id=child.pk, last_day=TODAY - timedelta(days=5))

    deputy = sign_in(client, make.make_officer(school, Role.DEPUTY))
    text = text_of(deputy, f"/diary/{child.pk}/?week={TODAY - timedelta(days=7)}")

    assert "18 ноября — последний день в 7А" in text
    assert text.count("Уже не в классе") == 2
    assert sign_in(client, guardian).get(f"/diary/{child.pk}/").status_code != 200


@pytest.mark.req("CON-02")
def test_the_beginning_of_the_year_is_no_move(client: Client, school: School) -> None:
    seven_a = make.make_class(school, "7А")
    make.make_lesson(make.make_course(seven_a), date(2026, 9, 1))
    child = make.make_student(seven_a)

    assert 'class="changes"' not in text_of(sign_in(client, child), "/diary/?week=2026-09-01")


@pytest.mark.req("DIA-04", "CON-02")
def test_marks_of_both_classes_stand_together_and_the_move_is_told(client: Client, school: School) -> None:
    seven_a, seven_b = make.make_class(school, "7А"), make.make_class(school, "7Б")
    child = make.make_student(seven_a)
    make.make_mark(make.make_work(make.make_lesson(make.make_course(seven_a, "Алгебра"))), child, "4")
    move(child, seven_b, WEDNESDAY)
    make.make_course(seven_b, "Геометрия")

    text = text_of(sign_in(client, child), "/diary/marks/")

    assert "С 25 ноября — в 7Б, до этого — в 7А" in text
    assert "Алгебра" in text


@pytest.mark.req("ACC-03", "CON-02")
def test_the_new_class_teacher_gets_the_files_of_tasks_before_the_move(client: Client, school: School) -> None:
    tutor = make.make_staff(school)
    seven_a, seven_b = make.make_class(school, "7А"), make.make_class(school, "7Б", tutor=tutor)
    child, other = make.make_student(seven_a), make.make_student(seven_a)
    task = make.make_homework(make.make_lesson(make.make_course(seven_a)))
    file = HomeworkFile.objects.create(
        school=school, homework=task, file=f"{uuid4().hex}.txt", name="план.txt", content_type="text/plain", size=1
    )
    file.file.save("x.txt", ContentFile(b"x"))
    sign_in(client, tutor)
    assert client.get(f"/files/homework/{file.pk}/").status_code == 404

    move(child, seven_b, TODAY + timedelta(days=1))
    assert client.get(f"/files/homework/{file.pk}/").status_code == 404, "not of the own class yet"
    child.memberships.filter(class_group=seven_a).update(ends_on=TODAY - timedelta(days=1))
    child.memberships.filter(class_group=seven_b).update(starts_on=TODAY)
    task.lesson.date = TODAY - timedelta(days=3)
    task.lesson.save()

    assert client.get(f"/files/homework/{file.pk}/").status_code == 200
    assert client.get(f"/diary/{other.pk}/").status_code == 404
