"""Pages of the academic year."""

from datetime import date

import pytest
from django.urls import reverse

from letopis.school.organisation.enums import DayKind
from letopis.school.organisation.models import AcademicYear, CalendarDay, Term, Vacation
from tests import factories as make
from tests.sending import send

pytestmark = [pytest.mark.django_db, pytest.mark.req("ORG-04")]


@pytest.fixture
def operator(client, school):
    return make.sign_in(client, make.make_officer(school))


@pytest.fixture
def year(school):
    return make.make_year(school)


def formset(*rows):
    data = {"form-TOTAL_FORMS": len(rows), "form-INITIAL_FORMS": 0}
    for number, row in enumerate(rows):
        data |= {f"form-{number}-{name}": value for name, value in row.items()}
    return data


def test_a_new_school_opens_its_year(operator, school):
    assert "Учебного года ещё нет" in operator.get(reverse("office_calendar")).content.decode()
    data = {"name": "2026/2027", "starts_on": "2026-09-01", "ends_on": "2027-05-26", "study_days": "5"}
    answer = operator.post(reverse("office_calendar_new"), data, follow=True)
    year = AcademicYear.objects.get(school=school)
    assert CalendarDay.objects.filter(year=year, date=date(2027, 2, 20), kind=DayKind.WORKING).exists()
    page = answer.content.decode()
    assert "Рабочий день за 22.02.2027" in page
    assert "1–6" in page, "the New Year holidays are one line"


def test_the_year_at_a_glance_by_grade(operator, year):
    Vacation.objects.create(
        school=year.school,
        year=year,
        name="Дополнительные каникулы",
        starts_on=date(2027, 2, 15),
        ends_on=date(2027, 2, 19),
        grades=[1],
    )

    def days(css, **asked):
        return operator.get(reverse("office_calendar"), asked).content.decode().count(f'class="day day--{css}"')

    # One more of each stands in the legend.
    assert days("part") - 1 == 5
    assert days("vacation", grade=1) - 1 == 5
    assert days("vacation", grade=2) - 1 == 0


@pytest.mark.parametrize("number", [1, 3, 30])
def test_the_number_of_queries_does_not_grow(django_assert_num_queries, operator, year, number):
    for day in range(1, number + 1):
        CalendarDay.objects.create(school=year.school, year=year, date=date(2026, 9, day), kind=DayKind.DAY_OFF)
    with django_assert_num_queries(6):
        assert operator.get(reverse("office_calendar")).status_code == 200


def test_a_day_is_changed_and_made_usual(operator, year):
    address = reverse("office_calendar_day", args=["2026-12-05"])
    send(operator, address, {"kind": "working", "name": "За понедельник", "taught_as": "1"})
    assert CalendarDay.objects.get().taught_as == 1
    assert 'value="За понедельник"' in operator.get(address).content.decode()
    answer = send(operator, address, {"kind": "holiday", "name": "", "taught_as": "1"})
    assert "По расписанию другого дня учатся только в рабочий день" in answer.content.decode()
    send(operator, address, {"kind": "usual", "name": "", "taught_as": ""})
    assert not CalendarDay.objects.exists()
    assert operator.get(reverse("office_calendar_day", args=["tomorrow"])).status_code == 404
    assert operator.get(reverse("office_calendar_day", args=["2026-13-05"])).status_code == 404
    outside = send(operator, reverse("office_calendar_day", args=["2030-01-01"]), {"kind": "holiday"})
    assert "вне учебного года" in outside.content.decode()


def test_terms_are_set(operator, year):
    halves = (
        {"name": "I полугодие", "starts_on": "2026-09-01", "ends_on": "2026-12-30"},
        {"name": "II полугодие", "starts_on": "2027-01-11", "ends_on": "2027-05-26"},
        {"name": "", "starts_on": "", "ends_on": ""},
    )
    address = reverse("office_calendar_terms", args=["half_year"])
    assert send(operator, address, formset(*halves)).status_code == 302
    assert Term.objects.filter(scheme__kind="half_year").count() == 2
    overlapping = [halves[0] | {"ends_on": "2027-02-01"}, halves[1]]
    assert "начинается до окончания" in send(operator, address, formset(*overlapping)).content.decode()
    partly = formset(halves[0] | {"ends_on": ""})
    assert "Заполните или очистите всю строку" in send(operator, address, partly).content.decode()
    assert operator.get(reverse("office_calendar_terms", args=["week"])).status_code == 404


def test_vacations_are_set_by_grades(operator, year):
    row = {"name": "Летние каникулы", "starts_on": "2027-05-27", "ends_on": "2027-08-31", "grades": "1–8, 10"}
    assert send(operator, reverse("office_calendar_vacations"), formset(row)).status_code == 302
    assert Vacation.objects.get().grades == [1, 2, 3, 4, 5, 6, 7, 8, 10]
    assert 'value="1–8, 10"' in operator.get(reverse("office_calendar_vacations")).content.decode()
    bad = formset(row | {"ends_on": "2027-05-01"})
    assert "раньше начала" in send(operator, reverse("office_calendar_vacations"), bad).content.decode()


def test_the_years_borders(operator, year):
    data = {"name": "2026/2027", "starts_on": "2026-09-01", "ends_on": "2027-05-31", "study_days": "6"}
    assert send(operator, reverse("office_calendar_year"), data).status_code == 302
    year.refresh_from_db()
    assert (year.ends_on, year.study_days) == (date(2027, 5, 31), 6)
    answer = send(operator, reverse("office_calendar_year"), data | {"ends_on": "2027-03-01"})
    assert "Сначала исправьте периоды" in answer.content.decode()


def test_holidays_are_entered_once(operator, year):
    operator.post(reverse("office_calendar_federal"))
    number = CalendarDay.objects.count()
    answer = operator.post(reverse("office_calendar_federal"), follow=True)
    assert "уже внесены" in answer.content.decode()
    assert CalendarDay.objects.count() == number > 10
