"""Pages of the family: whose diary opens, what stands in it, how many queries it takes."""

import re
from datetime import date, time, timedelta
from io import BytesIO

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from python_calamine import CalamineWorkbook
from time_machine import Traveller

from letopis.kernel.roles import Role
from letopis.school.classes.models import ClassGroup, SubgroupMembership
from letopis.school.curriculum.models import Course
from letopis.school.diary import diary_week
from letopis.school.diary.models import DiaryView
from letopis.school.lessons.models import HomeworkFile, HomeworkStudent
from letopis.school.organisation.enums import DayKind
from letopis.school.organisation.models import CalendarDay, Vacation
from letopis.school.people.models import Consent, Student
from tests import factories as make
from tests.factories import TODAY, actor_of, sign_in

pytestmark = pytest.mark.django_db
PAGES = ("", "marks/", "marks.xlsx", "timetable/", "absences/", "absences.xlsx")


@pytest.fixture
def seven_a() -> ClassGroup:
    """A class with a tutor."""
    school = make.make_school()
    return make.make_class(school, tutor=make.make_staff(school, "Орлова Елена Викторовна"))


@pytest.fixture
def maria(seven_a: ClassGroup) -> Student:
    """Мария of 7А."""
    return make.make_student(seven_a, "Соколова Мария Павловна")


def fill(student: Student, lessons: int = 6) -> None:
    """A week of lessons, each with a mark, homework and its share of absences."""
    class_group = student.memberships.get().class_group
    teacher = make.make_staff(class_group.school)
    kind = make.make_work_kind(class_group.school, "control", name="Контрольная работа", weight=3)
    for number in range(lessons):
        course = make.make_course(class_group, f"Предмет {number}", teacher=teacher)
        before = make.make_lesson(course, TODAY - timedelta(days=7), number % 7 + 1, topic="Было")
        lesson = make.make_lesson(course, TODAY + timedelta(days=number % 5), number % 7 + 1, topic="Тема")
        make.make_homework(before, f"§ {number}", due=lesson)
        make.make_mark(make.make_work(before, kind), student, "4", comment="Хорошо")
        make.make_mark(make.make_work(lesson), student, "5")
        make.make_absence(before, student, "ОП", minutes=5)


def text_of(client: Client, url: str = "/diary/") -> str:
    """The page, no-break spaces as spaces."""
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode().replace("\u00a0", " ").replace("&nbsp;", " ")


# ── whose diary ───────────────────────────────────────────────────────


@pytest.mark.req("ACC-03", "DIA-02")
@pytest.mark.parametrize("page", PAGES)
def test_a_guardian_opens_the_diary_of_the_own_child_only(client: Client, maria: Student, page: str) -> None:
    guardian = make.make_guardian(maria)
    stranger = make.make_student(maria.memberships.get().class_group)
    sign_in(client, guardian)

    assert client.get(f"/diary/{page}").status_code == 200
    assert client.get(f"/diary/{maria.pk}/{page}").status_code == 200
    assert client.get(f"/diary/{stranger.pk}/{page}").status_code == 404


@pytest.mark.req("ACC-03", "DIA-02")
@pytest.mark.parametrize("page", PAGES)
def test_a_student_opens_the_own_diary_only(client: Client, maria: Student, page: str) -> None:
    classmate = make.make_student(maria.memberships.get().class_group)
    sign_in(client, maria)

    assert client.get(f"/diary/{page}").status_code == 200
    assert client.get(f"/diary/{classmate.pk}/{page}").status_code == 404


@pytest.mark.req("ACC-03")
@pytest.mark.parametrize("page", PAGES)
def test_a_stranger_is_sent_to_sign_in_and_back(client: Client, maria: Student, page: str) -> None:
    response = client.get(f"/diary/{maria.pk}/{page}")

    assert response.status_code == 302
    assert response.headers["location"].endswith(f"?next=/diary/{maria.pk}/{page}")


@pytest.mark.req("ACC-03")
def test_a_class_teacher_opens_diaries_of_the_own_class_only(
    client: Client, seven_a: ClassGroup, maria: Student
) -> None:
    other = make.make_student(make.make_class(seven_a.school, "7Б"))
    sign_in(client, seven_a.tutors.get().staff)

    assert client.get(f"/diary/{maria.pk}/").status_code == 200
    assert client.get(f"/diary/{other.pk}/").status_code == 404
    assert client.get("/diary/").status_code == 404


@pytest.mark.req("ACC-03")
@pytest.mark.parametrize("role", [Role.TEACHER, Role.TUTOR])
def test_who_teaches_and_leads_a_class_goes_from_it_to_its_diaries_in_either_role(
    client: Client, seven_a: ClassGroup, maria: Student, role: Role
) -> None:
    """П3.3.1: the link stands where the role works, and leads where it says; other classes do not exist."""
    tutor = seven_a.tutors.get().staff
    seven_b = make.make_class(seven_a.school, "7Б")
    make.make_course(seven_b, teacher=tutor)
    other = make.make_student(seven_b)
    sign_in(client, tutor)
    client.post("/account/role/", {"person": tutor.person_id, "role": role})

    for listed in ("/class/", f"/class/students/{maria.pk}/"):
        assert f'href="/diary/{maria.pk}/"' in text_of(client, listed), listed
    for page in PAGES:
        assert client.get(f"/diary/{maria.pk}/{page}").status_code == 200, page
        assert client.get(f"/diary/{other.pk}/{page}").status_code == 404, page
    own = text_of(client, f"/diary/{maria.pk}/")
    assert f'href="/class/students/{maria.pk}/">Карточка' in own
    assert f'href="/diary/{maria.pk}/marks/"' in own
    assert 'href="/class/" aria-current="page"' in own


@pytest.mark.req("ACC-03")
@pytest.mark.parametrize("role", [Role.DEPUTY, Role.DIRECTOR, Role.METHODOLOGIST])
def test_the_administration_goes_from_the_card_and_the_class_to_the_diary(
    client: Client, maria: Student, role: Role
) -> None:
    class_id = maria.memberships.get().class_group_id
    sign_in(client, make.make_officer(maria.school, role))

    for listed in (f"/office/students/{maria.pk}/", f"/office/classes/{class_id}/"):
        assert f'href="/diary/{maria.pk}/"' in text_of(client, listed), listed
    assert f'href="/office/students/{maria.pk}/">Карточка' in text_of(client, f"/diary/{maria.pk}/")


@pytest.mark.req("ACC-03")
def test_the_office_is_offered_no_diary(client: Client, maria: Student) -> None:
    sign_in(client, make.make_officer(maria.school))

    assert "/diary/" not in text_of(client, f"/office/students/{maria.pk}/")
    assert "/diary/" not in text_of(client, f"/office/classes/{maria.memberships.get().class_group_id}/")


@pytest.mark.req("ACC-03")
def test_a_class_led_no_more_closes_its_diaries(client: Client, seven_a: ClassGroup, maria: Student) -> None:
    tutor = seven_a.tutors.get()
    make.make_course(make.make_class(seven_a.school, "7Б"), teacher=tutor.staff)
    sign_in(client, tutor.staff)
    assert client.get(f"/diary/{maria.pk}/").status_code == 200

    seven_a.tutors.update(ends_on=TODAY - timedelta(days=1))

    assert client.get(f"/diary/{maria.pk}/").status_code == 404


@pytest.mark.req("ACC-03")
def test_a_teacher_and_the_office_open_no_diary(client: Client, seven_a: ClassGroup, maria: Student) -> None:
    teacher = make.make_staff(seven_a.school)
    make.make_course(seven_a, teacher=teacher)

    assert sign_in(client, teacher).get(f"/diary/{maria.pk}/").status_code == 404
    assert sign_in(client, make.make_officer(seven_a.school)).get(f"/diary/{maria.pk}/").status_code == 404


@pytest.mark.req("ACC-03")
@pytest.mark.parametrize("role", [Role.DEPUTY, Role.DIRECTOR, Role.METHODOLOGIST])
def test_the_administration_opens_diaries_of_the_own_school_only(client: Client, maria: Student, role: Role) -> None:
    elsewhere = make.make_student(make.make_class(make.make_school()))
    sign_in(client, make.make_officer(maria.school, role))

    assert client.get(f"/diary/{maria.pk}/").status_code == 200
    assert client.get(f"/diary/{elsewhere.pk}/").status_code == 404


@pytest.mark.req("CON-01", "DIA-02")
def test_one_login_for_two_children_in_two_classes(client: Client, seven_a: ClassGroup, maria: Student) -> None:
    pavel = make.make_student(make.make_class(seven_a.school, "3Б"), "Соколов Павел Павлович")
    make.make_mark(make.make_work(make.make_lesson(make.make_course(seven_a, "Физика"))), maria)
    sign_in(client, make.make_guardian(maria, pavel))

    page = text_of(client, f"/diary/{pavel.pk}/")

    assert re.search(rf'href="/diary/{maria.pk}/"\s*>Мария, 7А<span class="new">1', page)
    assert f'href="/diary/{pavel.pk}/" aria-current="true">Павел, 3Б' in page
    assert "Физика" not in page
    assert f'href="/diary/{pavel.pk}/marks/"' in page, "the sections go on with the child that is open"


# ── what stands in it ─────────────────────────────────────────────────


@pytest.mark.req("DIA-01")
def test_the_week_shows_topic_homework_mark_comment_and_lateness(client: Client, maria: Student) -> None:
    seven_a = maria.memberships.get().class_group
    course = make.make_course(seven_a, "Алгебра", teacher=make.make_staff(seven_a.school, "Лебедева Ольга Петровна"))
    last = make.make_lesson(course, TODAY - timedelta(days=3), topic="Степень")
    lesson = make.make_lesson(course, topic="Свойства степени")
    following = make.make_lesson(course, TODAY + timedelta(days=1))
    make.make_homework(last, "§ 19, № 403", due=lesson)
    make.make_homework(lesson, "§ 20, № 415", due=following)
    kind = make.make_work_kind(seven_a.school, "control", name="Контрольная работа", weight=3)
    make.make_mark(make.make_work(lesson, kind, title="Контрольная № 2"), maria, "4", comment="Повторите § 18")
    make.make_absence(lesson, maria, "ОП", minutes=7)

    page = text_of(sign_in(client, make.make_guardian(maria)))

    for expected in (
        "Понедельник, 23 ноября",
        "Свойства степени",
        "§ 19, № 403",
        "На дом к 24 ноября: § 20, № 415",
        "контрольная № 2, вес 3",
        "Повторите § 18",
        "Лебедева О. П., Алгебра, сегодня в 10:43",
        "опоздание, 7 мин",
        "1 новая отметка",
        "Задано на завтра, вт 24 ноября",
        "4-я неделя II четверти",
    ):
        assert expected in page


@pytest.mark.req("DIA-01", "JRN-02")
def test_removed_marks_works_and_homework_do_not_show(client: Client, maria: Student) -> None:
    course = make.make_course(maria.memberships.get().class_group)
    lesson = make.make_lesson(course)
    make.make_mark(make.make_work(lesson, title="Пустая"), maria, "")
    make.make_mark(make.make_work(lesson, title="Убранная", is_removed=True), maria, "3")
    make.make_homework(lesson, "Отменённое задание", is_removed=True)
    make.make_absence(lesson, maria, "")

    page = text_of(sign_in(client, maria))

    for hidden in ("Пустая", "Убранная", "Отменённое задание", "mark--away", "новая отметка"):
        assert hidden not in page


@pytest.mark.req("DIA-02")
def test_homework_for_named_students_is_theirs_alone(client: Client, maria: Student) -> None:
    class_group = maria.memberships.get().class_group
    other = make.make_student(class_group)
    lesson = make.make_lesson(make.make_course(class_group))
    task = make.make_homework(lesson, "Доклад о Пифагоре", is_for_all=False)
    HomeworkStudent.objects.create(school=task.school, homework=task, student=maria)
    HomeworkFile.objects.create(
        school=task.school, homework=task, file="x", name="план.pdf", content_type="application/pdf", size=2048
    )
    HomeworkFile.objects.create(
        school=task.school, homework=task, file="y", name="старый.pdf", content_type="x", size=1, is_removed=True
    )

    own = text_of(sign_in(client, maria))
    others = text_of(sign_in(client, other))

    assert "Доклад о Пифагоре" in own
    assert "план.pdf, 2 КБ" in own
    assert "старый.pdf" not in own
    assert "Доклад о Пифагоре" not in others


@pytest.mark.req("DIA-02")
def test_homework_is_text_and_never_markup(client: Client, maria: Student) -> None:
    lesson = make.make_lesson(make.make_course(maria.memberships.get().class_group))
    make.make_homework(lesson, "Сравните <b>a</b> и b\nЗапишите вывод")

    page = sign_in(client, maria).get("/diary/").content.decode()

    assert "Сравните &lt;b&gt;a&lt;/b&gt; и b<br>Запишите вывод" in page


@pytest.mark.req("DIA-02")
def test_a_file_of_a_task_for_all_that_named_students_before_shows_once(client: Client, maria: Student) -> None:
    class_group = maria.memberships.get().class_group
    task = make.make_homework(make.make_lesson(make.make_course(class_group)), "Доклад")
    for student in (maria, make.make_student(class_group)):
        HomeworkStudent.objects.create(school=task.school, homework=task, student=student)
    HomeworkFile.objects.create(
        school=task.school, homework=task, file="x", name="план.pdf", content_type="application/pdf", size=2048
    )

    page = text_of(sign_in(client, maria), f"/diary/?week={TODAY}")

    assert page.count("план.pdf") == 1


@pytest.mark.req("DIA-01")
def test_what_a_teacher_writes_is_text_and_never_markup(client: Client, maria: Student) -> None:
    course = make.make_course(maria.memberships.get().class_group, "Физика <u>")
    lesson = make.make_lesson(course, topic="Тема <b>")
    make.make_mark(make.make_work(lesson, title="Опыт <i>"), maria, comment="Верно <s>")

    page = sign_in(client, maria).get("/diary/").content.decode()

    assert "Физика &lt;u&gt;" in page
    assert "Тема &lt;b&gt;" in page
    assert "опыт &lt;i&gt;" in page
    assert "Верно &lt;s&gt;" in page
    assert not any(markup in page for markup in ("<u>", "<i>", "<s>", "Тема <b>"))


@pytest.mark.req("DIA-01")
def test_a_weight_of_ten_is_a_ten(client: Client, maria: Student) -> None:
    lesson = make.make_lesson(make.make_course(maria.memberships.get().class_group))
    make.make_mark(make.make_work(lesson, weight=10), maria)
    sign_in(client, maria)

    assert "вес 10<" in text_of(client)
    assert "вес 10<" in text_of(client, "/diary/marks/")


@pytest.mark.req("CON-05")
def test_only_lessons_of_the_own_subgroup_show(client: Client, maria: Student) -> None:
    class_group = maria.memberships.get().class_group
    own, other = make.make_subgroup(class_group, maria), make.make_subgroup(class_group, name="2 группа")
    make.make_lesson(make.make_course(class_group, "Английский язык", subgroup=own))
    make.make_lesson(make.make_course(class_group, "Немецкий язык", subgroup=other))

    page = text_of(sign_in(client, maria))

    assert "Английский язык" in page
    assert "Немецкий язык" not in page


@pytest.mark.req("CON-05")
def test_a_lesson_of_a_subgroup_left_and_joined_again_that_day_shows_once(client: Client, maria: Student) -> None:
    class_group = maria.memberships.get().class_group
    own = make.make_subgroup(class_group, maria, make.make_student(class_group))
    SubgroupMembership.objects.filter(student=maria).update(ends_on=TODAY)
    SubgroupMembership.objects.create(school=own.school, subgroup=own, student=maria, starts_on=TODAY)
    make.make_lesson(make.make_course(class_group, "Английский язык", subgroup=own))

    page = text_of(sign_in(client, maria), "/diary/timetable/")

    assert page.count("Английский язык") == 1


@pytest.mark.req("CON-05")
def test_the_next_school_day_is_one_with_lessons_of_the_own_subgroup(client: Client, maria: Student) -> None:
    class_group = maria.memberships.get().class_group
    own, other = make.make_subgroup(class_group, maria), make.make_subgroup(class_group, name="2 группа")
    lesson = make.make_lesson(make.make_course(class_group, "Английский язык", subgroup=own), TODAY + timedelta(days=9))
    make.make_lesson(make.make_course(class_group, "Немецкий язык", subgroup=other), TODAY + timedelta(days=8))
    make.make_homework(lesson, "Выучить слова", due=lesson)

    page = text_of(sign_in(client, maria))

    assert "Задано на ср 2 декабря" in page
    assert "Выучить слова" in page


@pytest.mark.req("CON-02")
def test_a_child_moved_to_another_class_sees_each_class_in_its_days(client: Client, seven_a: ClassGroup) -> None:
    seven_b = make.make_class(seven_a.school, "7Б")
    child = make.make_student(seven_a, until=date(2026, 11, 24))
    child.memberships.create(school=child.school, class_group=seven_b, starts_on=date(2026, 11, 25))
    before, after = make.make_course(seven_a, "Алгебра"), make.make_course(seven_b, "Геометрия")
    for n in range(5):
        make.make_lesson(before, TODAY + timedelta(days=n), 1)
        make.make_lesson(after, TODAY + timedelta(days=n), 2)

    page = text_of(sign_in(client, child), "/diary/timetable/")

    assert page.count("Алгебра") == 2
    assert page.count("Геометрия") == 3


@pytest.mark.req("DIA-01")
def test_a_day_of_illness_is_one_line_and_keeps_the_homework(client: Client, maria: Student) -> None:
    class_group = maria.memberships.get().class_group
    for number, subject in enumerate(("Алгебра", "Физика", "История"), 1):
        lesson = make.make_lesson(make.make_course(class_group, subject), number=number, topic="Тема")
        make.make_absence(lesson, maria, "Б")
    make.make_homework(lesson, "§ 7")

    page = text_of(sign_in(client, maria))

    assert "нет на уроках: болезнь" in page
    assert "3 урока пропущены: Алгебра, Физика, История" in page
    assert "На дом: § 7" in page


@pytest.mark.req("DIA-01")
@pytest.mark.parametrize(("red", "expected"), [(False, "mark--low"), (True, "mark--weak")])
def test_a_two_is_red_only_where_the_school_says_so(client: Client, maria: Student, red: bool, expected: str) -> None:
    maria.school.settings = {"show_weak_marks_red_to_family": red}
    maria.school.save()
    make.make_mark(make.make_work(make.make_lesson(make.make_course(maria.memberships.get().class_group))), maria, "2")

    page = text_of(sign_in(client, maria))

    assert expected in page
    assert ("mark--weak" in page) is red


# ── new marks ─────────────────────────────────────────────────────────


@pytest.mark.req("DIA-02")
def test_a_mark_is_new_until_the_next_sitting(client: Client, maria: Student, moment: object) -> None:
    course = make.make_course(maria.memberships.get().class_group)
    make.make_mark(make.make_work(make.make_lesson(course)), maria)
    sign_in(client, make.make_guardian(maria))

    assert "1 новая отметка" in text_of(client)
    moment.shift(timedelta(minutes=10))  # type: ignore[attr-defined]
    assert "1 новая отметка" in text_of(client), "the same sitting"
    moment.shift(timedelta(hours=2))  # type: ignore[attr-defined]
    assert "новая отметка" not in text_of(client)
    make.make_mark(make.make_work(make.make_lesson(course, number=5)), maria)
    assert "1 новая отметка" in text_of(client)
    assert DiaryView.objects.filter(student=maria).count() == 1


@pytest.mark.req("DIA-02")
def test_each_member_of_a_family_has_an_own_look(client: Client, maria: Student, moment: object) -> None:
    make.make_mark(make.make_work(make.make_lesson(make.make_course(maria.memberships.get().class_group))), maria)
    text_of(sign_in(client, maria))
    moment.shift(timedelta(hours=2))  # type: ignore[attr-defined]

    assert "новая отметка" not in text_of(client)
    assert "1 новая отметка" in text_of(sign_in(client, make.make_guardian(maria)))


def test_staff_looking_into_a_diary_leaves_no_look(client: Client, seven_a: ClassGroup, maria: Student) -> None:
    text_of(sign_in(client, seven_a.tutors.get().staff), f"/diary/{maria.pk}/")

    assert not DiaryView.objects.exists()


# ── weeks without lessons ─────────────────────────────────────────────


def test_a_week_of_vacation_says_so(client: Client, maria: Student) -> None:
    year = maria.memberships.get().class_group.year
    Vacation.objects.create(
        school=year.school, year=year, name="Осенние каникулы", starts_on=date(2026, 10, 24), ends_on=date(2026, 11, 4)
    )
    Vacation.objects.create(
        school=year.school, year=year, name="Для первых классов", starts_on=TODAY, ends_on=TODAY, grades=[1]
    )
    sign_in(client, maria)

    assert "Осенние каникулы" in text_of(client, "/diary/?week=2026-10-28")
    assert "Уроков на этой неделе нет" in text_of(client)


def test_a_holiday_among_days_of_lessons_is_named(client: Client, maria: Student) -> None:
    class_group = maria.memberships.get().class_group
    make.make_lesson(make.make_course(class_group))
    CalendarDay.objects.create(
        school=class_group.school, year=class_group.year, date=date(2026, 11, 25), kind=DayKind.HOLIDAY, name="Праздник"
    )

    assert 'Среда, 25 ноября<span class="note">Праздник' in text_of(sign_in(client, maria))


def test_a_child_without_a_class_gets_an_explanation_everywhere(client: Client, maria: Student) -> None:
    newcomer = Student.objects.create(school=maria.school, person=make.make_person(maria.school, "Новичков Пётр"))
    Consent.objects.create(school=maria.school, student=newcomer)
    sign_in(client, make.make_guardian(maria, newcomer))

    for page in ("", "marks/", "timetable/", "absences/"):
        assert "Класса пока нет" in text_of(client, f"/diary/{newcomer.pk}/{page}")


@pytest.mark.parametrize("week", ["вчера", "2026-02-30", "0001-01-01", "9999-12-31", "2026-11-23T00"])
def test_a_week_that_is_no_date_is_this_week(client: Client, maria: Student, week: str) -> None:
    make.make_lesson(make.make_course(maria.memberships.get().class_group))

    assert "23–27 ноября" in text_of(sign_in(client, maria), f"/diary/?week={week}")


# ── the weekend ───────────────────────────────────────────────────────


@pytest.fixture
def weeks(maria: Student) -> Course:
    """Lessons on Saturday 28 November, 8:30-9:15, and on the Monday after."""
    course = make.make_course(maria.memberships.get().class_group, "Алгебра")
    make.make_lesson(course, date(2026, 11, 28), starts_at=time(8, 30), ends_at=time(9, 15))
    make.make_lesson(course, date(2026, 11, 30), starts_at=time(8, 30), ends_at=time(9, 15))
    return course


@pytest.mark.req("DIA-01")
@pytest.mark.usefixtures("weeks")
@pytest.mark.parametrize(
    ("now", "shown"),
    [
        ("2026-11-27T20:00:00+03:00", "23–28 ноября"),
        ("2026-11-28T09:14:00+03:00", "23–28 ноября"),
        ("2026-11-28T09:15:00+03:00", "30 ноября – 4 декабря"),
        ("2026-11-29T12:00:00+03:00", "30 ноября – 4 декабря"),
        ("2026-11-30T07:00:00+03:00", "30 ноября – 4 декабря"),
    ],
)
@pytest.mark.parametrize("page", ["/diary/", "/diary/timetable/"])
def test_the_coming_week_opens_when_this_one_is_over(  # noqa: PLR0917
    client: Client, maria: Student, moment: Traveller, now: str, shown: str, page: str
) -> None:
    moment.move_to(now)
    text = text_of(sign_in(client, maria), page).replace("\u00a0", " ")
    assert f"<h2>{shown}</h2>" in text
    assert "неделя</a>" not in text


def test_a_school_without_saturdays_opens_the_coming_week_on_saturday(
    client: Client, maria: Student, moment: Traveller
) -> None:
    make.make_lesson(make.make_course(maria.memberships.get().class_group), date(2026, 11, 27))
    moment.move_to("2026-11-28T08:00:00+03:00")
    assert "30 ноября" in text_of(sign_in(client, maria))


@pytest.mark.usefixtures("weeks")
def test_on_the_weekend_the_week_just_over_is_one_step_back(client: Client, maria: Student, moment: Traveller) -> None:
    moment.move_to("2026-11-28T12:00:00+03:00")
    sign_in(client, maria)
    page = diary_week(actor_of(maria, Role.STUDENT))
    assert (page.today.date, page.next_day.date) == (date(2026, 11, 28), date(2026, 11, 30))
    assert page.week.previous == date(2026, 11, 23)

    text = text_of(client, "/diary/?week=2026-11-23")
    assert "23–28 ноября" in text
    assert '<a href="?">Будущая неделя</a>' in text


@pytest.mark.usefixtures("weeks")
@pytest.mark.parametrize("now", ["2026-11-28T08:00:00+03:00", "2026-11-28T12:00:00+03:00", "2026-11-29T12:00:00+03:00"])
def test_the_weekend_costs_no_more_queries(
    client: Client, maria: Student, moment: Traveller, django_assert_max_num_queries: DjangoAssertNumQueries, now: str
) -> None:
    moment.move_to(now)
    sign_in(client, make.make_guardian(maria))
    with django_assert_max_num_queries(10):
        assert client.get("/diary/").status_code == 200


# ── all marks ─────────────────────────────────────────────────────────


@pytest.mark.req("DIA-04")
def test_all_marks_of_a_term_and_of_the_year_with_both_averages(client: Client, maria: Student) -> None:
    class_group = maria.memberships.get().class_group
    course = make.make_course(class_group, "Алгебра")
    make.make_course(class_group, "Музыка")
    control = make.make_work_kind(class_group.school, "control", name="Контрольная работа", weight=3)
    make.make_mark(make.make_work(make.make_lesson(course, date(2026, 9, 7))), maria, "3")
    make.make_mark(make.make_work(make.make_lesson(course, date(2026, 11, 16)), control), maria, "4", comment="Верно")
    make.make_mark(make.make_work(make.make_lesson(course)), maria, "5")
    sign_in(client, make.make_guardian(maria))

    term, year = text_of(client, "/diary/marks/"), text_of(client, "/diary/marks/?period=year")

    assert "4,50" in term
    assert "4,25" in term
    assert "Верно" in term
    assert "7 сентября" not in term
    assert "Музыка" in term, "a subject without marks stands there too"
    assert "4,00" in year
    assert "7 сентября" in year
    assert "7 сентября" not in text_of(client, "/diary/marks/?period=nonsense"), "the term under way"


@pytest.mark.req("DIA-04")
def test_marks_export_to_a_workbook(client: Client, maria: Student) -> None:
    lesson = make.make_lesson(make.make_course(maria.memberships.get().class_group, "Алгебра"))
    make.make_mark(make.make_work(lesson), maria, "5", second="4", comment="=1+1")

    response = sign_in(client, maria).get("/diary/marks.xlsx?period=year")

    rows = CalamineWorkbook.from_filelike(BytesIO(response.content)).get_sheet_by_index(0).to_python()
    assert rows[1] == ["Алгебра", TODAY, "5/4", "Ответ на уроке", 1.0, "=1+1", ""]


@pytest.mark.req("DIA-01", "JRN-07")
def test_absences_of_the_year_are_listed_and_counted(client: Client, maria: Student) -> None:
    course = make.make_course(maria.memberships.get().class_group, "Алгебра")
    for day, code in ((date(2026, 9, 7), "УП"), (date(2026, 11, 16), "Б"), (TODAY, "ОП")):
        make.make_absence(make.make_lesson(course, day), maria, code)
    sign_in(client, maria)

    page = text_of(client, "/diary/absences/")
    sheet = client.get("/diary/absences.xlsx").content

    assert page.index("23 ноября") < page.index("16 ноября") < page.index("7 сентября")
    assert "уважительная причина" in page
    assert "<dt>Пропущено уроков</dt><dd>1</dd>" in page
    assert len(CalamineWorkbook.from_filelike(BytesIO(sheet)).get_sheet_by_index(0).to_python()) == 4


# ── queries ───────────────────────────────────────────────────────────


@pytest.mark.req("DIA-02")
@pytest.mark.parametrize(("lessons", "queries"), [(1, 9), (3, 9), (30, 9)])
def test_a_week_takes_at_most_nine_queries_whatever_it_holds(
    client: Client, maria: Student, django_assert_num_queries: DjangoAssertNumQueries, lessons: int, queries: int
) -> None:
    """Who asks; the children; lessons, marks, absences, homework; days off and subgroups; the look; decisions."""
    fill(maria, lessons)
    make.make_students(maria.memberships.get().class_group, lessons)
    brother = make.make_student(make.make_class(maria.school, "3Б"))
    sign_in(client, make.make_guardian(maria, brother))

    with django_assert_num_queries(queries):
        assert client.get(f"/diary/{maria.pk}/").status_code == 200
    with django_assert_num_queries(queries - 1):
        assert client.get(f"/diary/{maria.pk}/").status_code == 200


@pytest.mark.parametrize("lessons", [1, 3, 30])
def test_the_other_pages_take_few_queries(
    client: Client, maria: Student, django_assert_num_queries: DjangoAssertNumQueries, lessons: int
) -> None:
    fill(maria, lessons)
    sign_in(client, make.make_guardian(maria))

    with django_assert_num_queries(4):
        assert client.get("/diary/marks/").status_code == 200
    with django_assert_num_queries(5):
        assert client.get("/diary/absences/").status_code == 200
    with django_assert_num_queries(4):
        assert client.get("/diary/timetable/").status_code == 200
