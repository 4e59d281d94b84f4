"""Whose diaries an account opens: many children, namesakes, two schools, none left; and days that are not ordinary."""

from datetime import date, timedelta

import pytest
from django.test import Client
from time_machine import Traveller

from letopis.kernel.roles import Role
from letopis.school.access.models import AccountPerson
from letopis.school.organisation.enums import DayKind
from letopis.school.organisation.models import CalendarDay, Vacation
from letopis.school.people.models import Guardianship
from tests import factories as make
from tests.factories import TODAY, account_of, sign_in
from tests.web.family.test_diary_pages import text_of

pytestmark = pytest.mark.django_db


def names_in(text: str) -> list[str]:
    """Names of the menu of children, in their order."""
    return [part.partition("<")[0] for part in text.split('<span class="children__line">')[1:]]


@pytest.mark.req("CON-01", "ACC-03")
def test_namesakes_are_told_apart_by_as_much_of_their_names_as_it_takes(client: Client) -> None:
    seven_a = make.make_class(make.make_school(), "7А")
    children = [
        make.make_student(seven_a, name)
        for name in (
            "Соколова Мария Павловна",
            "Соколова Мария Ильинична",
            "Орлова Анна Павловна",
            "Белова Анна Павловна",
        )
    ]
    sign_in(client, make.make_guardian(*children, make.make_student(seven_a, "Соколов Лев Павлович")))

    names = names_in(text_of(client))
    assert sorted(names) == sorted(set(names))
    assert "Лев, 7А" in names
    assert all(name.endswith(", 7А") for name in names)


@pytest.mark.req("DIA-01")
def test_homework_that_has_moved_says_what_day_it_was_for(client: Client) -> None:
    course = make.make_course(make.make_class(make.make_school(), "7А"), teacher=None)
    child = make.make_student(course.class_group)
    given, meant, held = (make.make_lesson(course, TODAY + timedelta(days=day)) for day in (0, 1, 2))
    make.make_homework(given, "§ 19, № 403", due=meant)
    sign_in(client, child)
    assert "было к" not in text_of(client)

    meant.is_cancelled = True
    meant.save()
    shown = text_of(client)
    assert "(было к 24 ноября: урок отменён)" in shown
    assert f"На дом к {held.date.day} ноября" in shown


@pytest.mark.req("CON-01", "ACC-03")
def test_children_alike_in_everything_still_are_two(client: Client) -> None:
    seven_a = make.make_class(make.make_school(), "7А")
    twins = [make.make_student(seven_a, "Соколова Мария Павловна") for _ in range(2)]

    names = names_in(text_of(sign_in(client, make.make_guardian(*twins))))

    assert len(set(names)) == 2
    assert client.get(f"/diary/{twins[1].pk}/").status_code == 200


@pytest.mark.req("CON-01", "DIA-02")
def test_a_parent_of_children_in_two_schools_goes_from_one_diary_to_the_other(client: Client) -> None:
    here, there = make.make_school(short_name="Школа № 17"), make.make_school(short_name="Лицей № 2")
    maria = make.make_student(make.make_class(here, "7А"), "Соколова Мария Павловна")
    pavel = make.make_student(make.make_class(there, "3Б"), "Соколов Павел Павлович")
    guardian, other = make.make_guardian(maria), make.make_guardian(pavel)
    AccountPerson.objects.create(account=account_of(guardian.person), person=other.person, school=there)
    sign_in(client, guardian)

    text = text_of(client)
    assert names_in(text) == ["Мария, 7А"]
    assert "Дети в другой организации" in text
    assert f'name="person" value="{other.person_id}"' in text
    assert client.get(f"/diary/{pavel.pk}/").status_code == 404, "not in this role"

    back = client.post("/account/role/", {"person": other.person_id, "role": Role.GUARDIAN}, follow=True)

    assert back.redirect_chain[-1][0] == "/diary/"
    assert names_in(text_of(client)) == ["Павел, 3Б"]
    assert client.get(f"/diary/{maria.pk}/").status_code == 404


@pytest.mark.req("ACC-03")
def test_one_child_has_no_menu_and_a_student_reads_the_own_name(client: Client) -> None:
    maria = make.make_student(make.make_class(make.make_school(), "7А"), "Соколова Мария Павловна")

    for card in (maria, make.make_guardian(maria)):
        text = text_of(sign_in(client, card))
        assert '<span class="children__name">Мария, 7А</span>' in text
        assert names_in(text) == []


@pytest.mark.req("ACC-03", "DIA-02")
def test_a_child_represented_no_more_leaves_the_menu(client: Client) -> None:
    seven_a = make.make_class(make.make_school(), "7А")
    maria, lev = (make.make_student(seven_a, name) for name in ("Соколова Мария", "Соколов Лев"))
    guardian = make.make_guardian(maria, lev)
    Guardianship.objects.filter(student=lev).update(ends_on=TODAY - timedelta(days=1))
    sign_in(client, guardian)

    assert "Лев" not in text_of(client)
    assert client.get(f"/diary/{lev.pk}/").status_code == 404
    Guardianship.objects.update(ends_on=TODAY - timedelta(days=1))
    assert client.get("/diary/").status_code == 302, "no role is left: the account says so"


@pytest.mark.req("DIA-01")
def test_vacations_show_what_is_set_for_the_day_after_them(client: Client) -> None:
    school = make.make_school()
    child = make.make_student(make.make_class(school))
    course = make.make_course(child.memberships.get().class_group, "Алгебра")
    after = make.make_lesson(course, TODAY + timedelta(days=7))
    make.make_homework(make.make_lesson(course, TODAY - timedelta(days=3)), "§ 21, № 430", due=after)
    Vacation.objects.create(
        school=school,
        year=make.year_of(school),
        name="Осенние каникулы",
        starts_on=TODAY,
        ends_on=TODAY + timedelta(days=6),
    )

    text = text_of(sign_in(client, child))

    assert "Задано на пн 30 ноября" in text
    assert "§ 21, № 430" in text
    assert text.count("Осенние каникулы") == 2, "today of the phone, and the week"


@pytest.mark.req("DIA-01")
def test_a_day_without_lessons_says_why(client: Client) -> None:
    school = make.make_school()
    child = make.make_student(make.make_class(school))
    make.make_lesson(make.make_course(child.memberships.get().class_group), TODAY + timedelta(days=1))
    sign_in(client, child)
    assert "Уроков нет" in text_of(client)

    CalendarDay.objects.create(
        school=school, year=make.year_of(school), date=TODAY, kind=DayKind.DAY_OFF, name="День здоровья"
    )

    assert text_of(client).count("День здоровья") == 2


@pytest.mark.req("DIA-01")
@pytest.mark.parametrize("now", ["2026-09-01T09:00:00+03:00", "2027-05-31T09:00:00+03:00", "2027-07-01T09:00:00+03:00"])
def test_the_edges_of_the_year_are_no_movement(client: Client, moment: Traveller, now: str) -> None:
    moment.move_to(now)
    child = make.make_student(make.make_class(make.make_school()))
    course = make.make_course(child.memberships.get().class_group)
    for day in (date(2026, 9, 1), date(2027, 5, 31)):
        make.make_lesson(course, day)
    sign_in(client, make.make_officer(child.school, Role.DEPUTY))

    text = text_of(client, f"/diary/{child.pk}/")

    assert 'class="changes"' not in text
    assert "не в классе" not in text.casefold()


@pytest.mark.req("DIA-01")
def test_what_is_not_set_for_tomorrow_is_named(client: Client) -> None:
    seven_a = make.make_class(make.make_school())
    child = make.make_student(seven_a)
    for n, subject in enumerate(("Алгебра", "Музыка", "Труд"), 1):
        lesson = make.make_lesson(make.make_course(seven_a, subject), TODAY + timedelta(days=1), n)
    lesson.is_cancelled = True
    lesson.save()
    first = seven_a.lessons.earliest("number")
    make.make_homework(make.make_lesson(first.course, TODAY - timedelta(days=1)), "§ 1", due=first)

    assert '<p class="line__rest note">Не задано: Музыка</p>' in text_of(sign_in(client, child))
