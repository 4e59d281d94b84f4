"""The next year is made on a page, beside the one under way."""

import re

import pytest
from django.urls import reverse

from letopis.kernel.roles import Role
from letopis.school.organisation.models import AcademicYear
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.req("ORG-01")]

PAGES = "office_calendar office_bells office_classes office_curriculum office_load office_timetable plans"
# What every answer has anew, and the switch, which appears with the second year, as the year of a search does.
_PASSING = re.compile(
    r'name="csrfmiddlewaretoken" value="\w+"|"secret":"\w+"|<div class="in-year.*?</form>\s*</div>'
    r'|<input type="hidden" name="year" value="\d+">',
    re.DOTALL,
)


@pytest.fixture
def seven(school):
    group = make.make_class(school, "7А")
    make.make_plan(make.make_course(group, "Алгебра", teacher=make.make_staff(school)), "Дроби")
    return group


def pages(client):
    return {name: _PASSING.sub("", client.get(reverse(name)).content.decode()).split() for name in PAGES.split()}


def test_the_operator_makes_the_next_year_and_the_pages_of_this_one_stay(client, school, seven):
    make.sign_in(client, make.make_officer(school))
    before = pages(client)
    offers = f'href="{reverse("office_years_next")}"'
    assert offers in client.get(reverse("office_years")).content.decode()
    page = client.get(reverse("office_years_next")).content.decode()
    assert "2027/28 учебный год" in page
    answer = client.post(reverse("office_years_next"), {"with_load": "on", "with_plans": "on"}, follow=True)
    assert "2027/28 учебный год подготовлен" in answer.content.decode()
    assert offers not in answer.content.decode(), "one year after the other"
    assert ">8А<" in client.get(reverse("office_classes")).content.decode()
    client.post(reverse("office_years_choose"), {"year": seven.year_id})
    assert pages(client) == before


def test_who_prepares(client, school, seven):
    address = reverse("office_years_next")
    assert client.get(address).status_code == 302
    for role in (Role.DEPUTY, Role.PERSONNEL, Role.DISPATCHER):
        make.sign_in(client, make.make_officer(school, role))
        assert client.get(address).status_code == 404
        assert client.post(address).status_code == 404
    assert AcademicYear.objects.filter(school=school).count() == 1
