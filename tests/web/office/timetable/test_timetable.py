"""Pages of the timetable."""

from datetime import date, time
from io import BytesIO

import pytest
from django.db.models import F, Value
from django.db.models.functions import Concat
from django.urls import reverse
from python_calamine import CalamineWorkbook

from letopis.kernel.actor import Actor
from letopis.kernel.roles import Role
from letopis.school.classes.models import ClassGroup, Subgroup
from letopis.school.curriculum.models import Course, Subject
from letopis.school.organisation.models import Room, Vacation
from letopis.school.people.models import Person, Staff
from letopis.school.timetable.actions import generate_lessons
from letopis.school.timetable.models import Lesson, WeeklySlot
from tests import factories as make
from tests.sending import opened, send

pytestmark = [pytest.mark.django_db, pytest.mark.req("TT-01")]

WEEK, GRID = "office_timetable", "office_timetable_grid"


@pytest.fixture
def teacher(school):
    return make.make_staff(school, "Орлова Елена Викторовна")


@pytest.fixture
def course(school, teacher):
    return make.make_course(make.make_class(school, "7А"), teacher=teacher)


@pytest.fixture
def dispatcher(client, school):
    return make.sign_in(client, make.make_officer(school, Role.DISPATCHER))


def with_lessons(course, number=1):
    for n in range(number):
        each = make.make_course(course.class_group, f"Предмет {n}", teacher=make.make_staff(course.school))
        make.make_slot(each, n % 5 + 1, n // 5 + 1, room=make.make_room(course.school))
    generate_lessons(Actor.system(course.school_id), year_id=course.year_id)


def test_a_week_of_a_class_and_its_workbook(dispatcher, course):
    with_lessons(course, 5)
    page = dispatcher.get(reverse(WEEK)).content.decode()
    assert "Расписание: 7А" in page
    assert "Предмет 4" in page
    assert "08:30–09:15" in page
    book = dispatcher.get(reverse(WEEK), {"format": "xlsx"})
    rows = CalamineWorkbook.from_filelike(BytesIO(book.content)).get_sheet_by_index(0).to_python()
    assert rows[0][1:4] == ["Начало", "Конец", "Понедельник 23.11"]
    assert rows[1][1:3] == [time(8, 30), time(9, 15)]
    assert rows[1][3].startswith("Предмет 0, ")


def test_what_was_written_is_no_markup_in_week_and_grid(dispatcher, course):
    """Both are written as text, without a template that escapes."""
    evil = "<script>&\"'"
    with_lessons(course, 2)
    course.class_group.subgroups.create(school=course.school, division="язык", name=f"{evil}п")
    ClassGroup.objects.update(name=evil)
    Course.objects.update(subgroup=Subgroup.objects.get())
    Lesson.objects.filter(number=1).update(substituted_for=course.teachers.get().staff)
    for model, column in ((Subject, "name"), (Room, "number"), (Person, "surname"), (Vacation, "name")):
        model.objects.update(**{column: Concat(Value(evil), F(column))})
    for whose, pk in (("class", course.class_group_id), ("teacher", Staff.objects.order_by("pk").last().pk)):
        for name in (WEEK, GRID):
            page = dispatcher.get(reverse(name), {"whose": whose, "id": pk, "day": f"{evil}"}).content.decode()
            assert evil not in page
            assert page.count("&lt;script&gt;&amp;&quot;&#x27;") > 3
    assert "замена" in dispatcher.get(reverse(WEEK)).content.decode()


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "завтра"])
def test_a_day_that_no_school_has_is_taken_for_this_week(dispatcher, course, day):
    with_lessons(course)
    assert "23–29" in dispatcher.get(reverse(WEEK), {"day": day}).content.decode()


@pytest.mark.parametrize("number", [1, 3, 30])
def test_the_number_of_queries_does_not_grow(django_assert_num_queries, dispatcher, course, number):
    with_lessons(course, number)
    with django_assert_num_queries(8):
        assert dispatcher.get(reverse(WEEK)).status_code == 200
    with django_assert_num_queries(6):
        assert dispatcher.get(reverse(GRID)).status_code == 200


def test_a_substitution_is_shown(dispatcher, course, school):
    make.make_lesson(course, substituted_for=make.make_staff(school, "Климов Андрей Павлович"))
    page = dispatcher.get(reverse(WEEK)).content.decode()
    assert "замена" in page
    assert "вместо Климов\u00a0А.\u00a0П." in page


def test_a_teacher_reads_the_own_week_first_and_changes_nothing(client, course, teacher):
    slot, lesson = make.make_slot(course), make.make_lesson(course)
    make.sign_in(client, teacher)
    page = client.get(reverse(WEEK)).content.decode()
    assert "Расписание: Орлова\u00a0Е.\u00a0В." in page
    assert reverse("office_timetable_lesson", args=[lesson.pk]) not in page
    assert "7А" in client.get(reverse(WEEK), {"whose": "class"}).content.decode()
    for address in (
        reverse(GRID),
        reverse("office_timetable_lessons"),
        reverse("office_timetable_slot", args=[slot.pk]),
        reverse("office_timetable_lesson", args=[lesson.pk]),
        reverse("office_timetable_slot_new"),
    ):
        assert client.get(address).status_code == 404
        assert client.post(address).status_code == 404


@pytest.mark.parametrize(("role", "status"), [(Role.DIRECTOR, 200), (Role.DEPUTY, 200), (Role.PERSONNEL, 200)])
def test_readers_read(client, school, course, role, status):
    make.sign_in(client, make.make_officer(school, role))
    assert client.get(reverse(WEEK)).status_code == status
    assert client.get(reverse(GRID)).status_code == 404


def test_families_have_theirs_in_the_diary(client, course):
    student = make.make_student(course.class_group)
    for person in (student, make.make_guardian(student)):
        make.sign_in(client, person)
        assert client.get(reverse(WEEK)).status_code == 404


def slot_data(course, **changes):
    return {
        "course": course.pk,
        "weekday": 1,
        "number": 2,
        "room": "",
        "staff": "",
        "parity": 0,
        "from_day": "2026-11-30",
    } | changes


def test_a_place_is_given_and_clashes_are_told_first(dispatcher, school, course, teacher):
    make.make_slot(make.make_course(make.make_class(school, "8Б"), "Физика", teacher=teacher), 1, 2)
    address = f"{reverse('office_timetable_slot_new')}?class={course.class_group_id}&weekday=1&number=2"
    assert "Алгебра" in dispatcher.get(address).content.decode()
    answer = dispatcher.post(address, slot_data(course))
    assert "в это время ведёт: Физика, 8Б." in answer.content.decode()
    assert not WeeklySlot.objects.filter(course=course).exists()
    answer = dispatcher.post(address, slot_data(course, despite_clashes="on"), follow=True)
    assert "обновите уроки" in answer.content.decode()
    assert WeeklySlot.objects.get(course=course).starts_on == date(2026, 11, 30)


def test_a_place_is_moved_from_a_day_and_freed(dispatcher, course):
    slot = make.make_slot(course, 1, 2)
    address = reverse("office_timetable_slot", args=[slot.pk])
    data = slot_data(course, weekday=2)
    assert send(dispatcher, address, data).status_code == 302
    slot.refresh_from_db()
    assert slot.ends_on == date(2026, 11, 29)
    new = WeeklySlot.objects.get(weekday=2)
    send(dispatcher, reverse("office_timetable_slot_end", args=[new.pk]), {"from_day": "2026-12-07"})
    new.refresh_from_db()
    assert new.ends_on == date(2026, 12, 6)
    answer = send(dispatcher, reverse("office_timetable_slot_end", args=[new.pk]), {"from_day": "?"}, follow=True)
    assert "Укажите, с какого дня" in answer.content.decode()


def test_the_grid_shows_places_and_adds_to_a_class(dispatcher, course):
    slot = make.make_slot(course, 1, 2)
    page = dispatcher.get(reverse(GRID)).content.decode()
    assert reverse("office_timetable_slot", args=[slot.pk]) in page
    assert f"class={course.class_group_id}&amp;weekday=5&amp;number=7" in page
    teachers = dispatcher.get(reverse(GRID), {"whose": "teacher"}).content.decode()
    assert "Алгебра" in teachers
    assert "7А" in teachers


def test_renewing_is_told_before_it_is_done(dispatcher, course):
    make.make_slot(course, 1, 2)
    address = reverse("office_timetable_lessons")
    page = dispatcher.get(address).content.decode()
    assert "34\u00a0урока" in page
    assert not Lesson.objects.exists()
    answer = dispatcher.post(address, {"from_day": "2026-09-01"}, follow=True)
    assert "создано 34" in answer.content.decode()
    assert Lesson.objects.count() == 34
    assert "Уроки соответствуют сетке" in dispatcher.get(address).content.decode()


def test_a_lesson_is_substituted_cancelled_and_restored(dispatcher, school, course):
    other = make.make_staff(school)
    make.make_course(make.make_class(school, "8Б"), teacher=other)
    lesson = make.make_lesson(course)
    address = reverse("office_timetable_lesson", args=[lesson.pk])
    stale = opened(dispatcher, address)
    send(dispatcher, address, {"staff": other.pk, "reason": "болезнь"})
    assert dispatcher.post(address, {**stale, "cancel": "1"}).status_code == 409
    lesson.refresh_from_db()
    assert lesson.staff == other
    send(dispatcher, address, {"cancel": "1", "reason": "мороз"})
    lesson.refresh_from_db()
    assert lesson.is_cancelled
    assert "Вернуть урок" in dispatcher.get(address).content.decode()
    send(dispatcher, address, {"restore": "1"})
    lesson.refresh_from_db()
    assert not lesson.is_cancelled


def test_a_filled_lesson_is_refused_with_the_reason(dispatcher, course):
    lesson = make.make_lesson(course, version=1)
    answer = send(dispatcher, reverse("office_timetable_lesson", args=[lesson.pk]), {"cancel": "1"})
    assert "Запись в журнале уже есть" in answer.content.decode()


def test_a_school_without_a_year(dispatcher):
    assert "Учебного года ещё нет" in dispatcher.get(reverse(WEEK)).content.decode()


@pytest.mark.parametrize("query", ["day=вчера", "whose=cat", "id=x", "day=1900-01-01"])
def test_odd_addresses_do_no_harm(dispatcher, course, query):
    assert dispatcher.get(f"{reverse(WEEK)}?{query}").status_code == 200
    assert dispatcher.get(f"{reverse(WEEK)}?id=999999").status_code == 404
