"""The day of a teacher."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from letopis.kernel.actor import Actor
from letopis.kernel.roles import Role
from letopis.school.marks.models import WorkKind
from letopis.school.organisation.enums import DayKind
from letopis.school.organisation.models import CalendarDay, Vacation
from letopis.school.people.models import Staff
from letopis.school.timetable.actions import cancel_lesson, restore_lesson, substitute
from letopis.school.timetable.models import Lesson
from letopis.web.teacher.day import roll
from tests import factories as make
from tests.factories import TODAY
from tests.school.journal.scene import Scene, scene

pytestmark = [pytest.mark.django_db, pytest.mark.req("JRN-01")]


@pytest.fixture
def s() -> Scene:
    return scene()


def page_of(client: Client, card: Staff, address: str = "") -> str:
    response = make.sign_in(client, card).get(address or reverse("today"))
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.req("ACC-03")
def test_a_stranger_signs_in_and_who_does_not_teach_has_no_such_page(s: Scene, client: Client) -> None:
    assert client.get(reverse("today")).headers["Location"].startswith(reverse("account_login"))
    for card in (make.make_officer(s.school, Role.DEPUTY), make.make_guardian(s.student)):
        assert make.sign_in(Client(), card).get(reverse("today")).status_code == 404


def test_the_lesson_going_on_is_large_and_has_the_only_filled_button(s: Scene, client: Client) -> None:
    make.make_plan(s.course, "Понятие степени", "Свойства степени")
    make.make_lesson(s.course, number=1, topic="Повторение")
    make.make_lesson(s.course, number=5)
    page = page_of(client, s.teacher)

    assert "Идёт сейчас · осталось 27" in page
    assert page.count("button--main") == 1
    assert "Понятие степени" in page, "what the plan says"
    assert "Окно" in page, "the second and the fourth lesson are free"
    assert "3\u00a0ученика" in page


def test_between_lessons_the_next_one_is_large(s: Scene, client: Client, moment: object) -> None:
    moment.move_to("2026-11-23T11:15:00+03:00")  # type: ignore[attr-defined]
    make.make_lesson(s.course, number=5)
    page = page_of(client, s.teacher)

    assert "Следующий урок, в 12:20" in page
    assert "Не заполнен" in page


def test_what_is_not_filled_in_and_not_marked_asks_for_attention(s: Scene, client: Client) -> None:
    make.make_lesson(s.course, TODAY - timedelta(days=3))
    control = make.make_work_kind(s.school, "control", name="Контрольная работа", is_written=True)
    assert isinstance(control, WorkKind)
    make.make_work(make.make_lesson(s.course, TODAY - timedelta(days=5), topic="Контрольная работа № 2"), control)
    page = page_of(client, s.teacher)

    assert "1\u00a0урок без темы" in page
    assert "7А, алгебра, 20\u00a0ноября" in page
    assert "Выставить до 25\u00a0ноября, осталось 2\u00a0дня" in page


def test_a_day_without_lessons_says_when_the_next_one_is(s: Scene, client: Client) -> None:
    page = page_of(client, s.teacher, reverse("today") + "?day=2026-11-22")
    assert "Выходной день: уроков нет" in page
    assert "?day=2026-11-23" in page

    idle = make.make_staff(s.school)
    make.make_course(make.make_class(s.school, "5В"), teacher=idle)
    assert "пока нет" in page_of(Client(), idle)


@pytest.mark.parametrize("day", ["вчера", "2026-13-01", "2026-11-23T10:00", "0001-01-01", "9999-12-31"])
def test_a_day_that_is_none_is_not_there(s: Scene, client: Client, day: str) -> None:
    assert make.sign_in(client, s.teacher).get(reverse("today"), {"day": day}).status_code == 404


def test_a_substitution_names_whose_lesson_it_is(s: Scene, client: Client) -> None:
    make.make_lesson(s.course, number=6, staff=s.teacher, substituted_for=s.tutor)
    page = page_of(client, s.teacher)

    assert "Замена" in page
    assert "за Климов" in page


@pytest.mark.req("TT-02")
def test_a_cancelled_lesson_stays_in_the_day_with_its_reason(s: Scene, client: Client) -> None:
    lesson = make.make_lesson(s.course, number=6)
    cancel_lesson(Actor.system(s.school.pk), lesson_id=lesson.pk, reason="карантин в 7А")
    page = page_of(client, s.teacher)

    assert "Урок отменён" in page
    assert "Карантин в 7А" in page
    assert page.count("Не заполнен<") == 0

    silent = make.make_lesson(s.course, number=7)
    cancel_lesson(Actor.system(s.school.pk), lesson_id=silent.pk)
    assert "Причина не указана" in page_of(Client(), s.teacher)


@pytest.mark.req("TT-02")
def test_a_lesson_given_to_a_substitute_is_no_gap(s: Scene, client: Client) -> None:
    lesson = make.make_lesson(s.course, number=4)
    substitute(Actor.system(s.school.pk), lesson_id=lesson.pk, staff_id=s.tutor.pk)
    make.make_lesson(s.course, number=5)
    page = page_of(client, s.teacher)

    assert "замещает Климов\u00a0А.\u00a0П." in page
    assert "Окно" not in page
    assert "за Орлова" in page_of(Client(), s.tutor).replace("\u00a0", " "), "whom one substitutes"


def test_the_lesson_going_on_is_never_one_that_is_not_given(s: Scene, client: Client) -> None:
    cancel_lesson(Actor.system(s.school.pk), lesson_id=make.make_lesson(s.course, number=4).pk)
    Lesson.objects.filter(pk=s.lesson.pk).update(is_cancelled=True)
    make.make_lesson(s.course, number=6)
    page = page_of(client, s.teacher)

    assert "Идёт сейчас" not in page
    assert "Следующий урок, в 13:15" in page


def test_a_past_day_says_which_of_its_lessons_are_not_filled_in(s: Scene, client: Client) -> None:
    for number in (1, 2, 5):
        make.make_lesson(s.course, TODAY - timedelta(days=20), number)
    make.make_lesson(s.course, TODAY - timedelta(days=3))
    page = page_of(client, s.teacher, reverse("today") + "?day=2026-11-03")

    assert "В этот день 3\u00a0урока без темы" in page
    assert "1\u00a0урок без темы" in page, "of the days since"
    assert "Всё в порядке" not in page


def test_a_day_ahead_shows_what_is_planned_and_todays_attention(s: Scene, client: Client) -> None:
    make.make_lesson(s.course, TODAY - timedelta(days=3))
    make.make_lesson(s.course, date(2026, 11, 24))
    page = page_of(client, s.teacher, reverse("today") + "?day=2026-11-24")

    assert "Предстоит" in page
    assert "Идёт сейчас" not in page
    assert "1\u00a0урок без темы" in page


def test_a_day_off_says_why(s: Scene, client: Client) -> None:
    year = s.course.year
    CalendarDay.objects.create(
        school=s.school, year=year, date=date(2026, 11, 4), kind=DayKind.HOLIDAY, name="День народного единства"
    )
    Vacation.objects.create(
        school=s.school, year=year, name="Осенние каникулы", starts_on=date(2026, 10, 26), ends_on=date(2026, 11, 3)
    )
    Vacation.objects.create(
        school=s.school, year=year, name="Особые", starts_on=date(2026, 11, 5), ends_on=date(2026, 11, 5), grades=[1]
    )
    for day, told in (
        ("2026-11-04", "День народного единства: уроков нет"),
        ("2026-10-27", "Осенние каникулы: уроков нет"),
        ("2026-11-05", "В этот день уроков нет"),
    ):
        assert told in page_of(Client(), s.teacher, f"{reverse('today')}?day={day}")


def test_homework_that_the_timetable_has_moved_is_told_of(s: Scene, client: Client) -> None:
    meant, later = make.make_lesson(s.course, date(2026, 11, 24)), make.make_lesson(s.course, date(2026, 11, 26))
    make.make_homework(s.lesson, "§ 19", due=meant)
    cancel_lesson(Actor.system(s.school.pk), lesson_id=meant.pk)
    page = page_of(client, s.teacher)

    assert "алгебра: у задания другой срок" in page
    assert "24\u00a0ноября урок отменён: теперь к 26\u00a0ноября" in page
    ahead = page_of(Client(), s.teacher, reverse("today") + "?day=2026-11-24")
    assert "Завтра" not in ahead, "the day after another day is not tomorrow"

    meant.refresh_from_db()
    restore_lesson(Actor.system(s.school.pk), lesson_id=meant.pk)
    assert "другой срок" not in page_of(Client(), s.teacher)
    Lesson.objects.filter(pk=later.pk).delete()


def test_what_is_now_and_what_needs_attention_come_before_the_day(s: Scene, client: Client) -> None:
    make.make_lesson(s.course, number=1)
    page = page_of(client, s.teacher)
    places = [page.index(part) for part in ('class="day-now"', 'id="attention"', 'class="timeline"')]
    assert places == sorted(places), "read in the order in which a phone shows it"
    other = page_of(Client(), s.teacher, reverse("today") + "?day=2026-11-30")
    assert other.index('aria-label="Уроки дня"') < other.index('id="attention"'), "another day was asked for itself"


def test_the_page_belongs_to_its_account(s: Scene, client: Client) -> None:
    response = make.sign_in(client, s.teacher).get(reverse("today"))

    assert response["X-Letopis-Account"] == str(make.account_of(s.teacher.person).pk)
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("students", [1, 3, 30])
def test_queries_do_not_grow(client: Client, django_assert_num_queries: DjangoAssertNumQueries, students: int) -> None:
    s = scene(students)
    make.make_plan(s.course)
    for number in (1, 2, 5):
        make.make_lesson(s.course, number=number)
    make.make_lesson(s.course, date(2026, 11, 24))
    make.sign_in(client, s.teacher)

    with django_assert_num_queries(7):  # who asks; five of the day, one of the lesson going on
        assert client.get(reverse("today")).status_code == 200


@pytest.mark.parametrize(
    ("listed", "ill", "text"),
    [
        (28, 0, "28\u00a0учеников"),
        (21, 1, "21\u00a0ученик, один болеет"),
        (22, 2, "22\u00a0ученика, двое болеют"),
        (25, 9, "25\u00a0учеников, 9 болеют"),
    ],
)
def test_the_roll_in_words(listed: int, ill: int, text: str) -> None:
    assert roll(listed, ill) == text
