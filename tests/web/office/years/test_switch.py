"""The switch of the year: pages of the office go on in the year chosen, today's pages do not."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from letopis.kernel.roles import Role
from letopis.school.classes.models import Membership
from letopis.school.organisation.models import AcademicYear, TermScheme
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.req("ORG-01")]

PAGES = (
    "office_calendar office_bells office_classes office_curriculum office_load office_timetable plans office_years "
    "office_people office_accounts office_consents"
)
BANNER = "Вы работаете в"


@pytest.fixture
def seven(school):
    return make.make_class(school, "7А")


@pytest.fixture
def eight(school, seven):
    """8А of the next year, prepared beside the one under way."""
    year = AcademicYear.objects.create(
        school=school, name="2027/2028", starts_on=date(2027, 9, 1), ends_on=date(2028, 5, 26)
    )
    scheme = TermScheme.objects.create(school=school, year=year, kind="quarter")
    return make.make_class(school, "8А", year=year, scheme=scheme)


def choose(client, year, back="/office/classes/"):
    return client.post(reverse("office_years_choose"), {"year": year.pk, "next": back})


def test_the_pages_of_the_office_go_on_in_the_year_chosen(client, school, seven, eight):
    make.sign_in(client, make.make_officer(school))
    page = client.get(reverse("office_classes")).content.decode()
    assert ">7А<" in page
    assert ">8А<" not in page
    assert BANNER not in page
    assert choose(client, eight.year).url == "/office/classes/"
    page = client.get(reverse("office_classes")).content.decode()
    assert ">8А<" in page
    assert ">7А<" not in page
    for name in PAGES.split():
        shown = client.get(reverse(name)).content.decode()
        assert BANNER in shown, name
        assert "2027/28" in shown, name
    made = client.post(reverse("office_class_new"), {"name": "8Б", "scheme_id": eight.scheme_id, "shift": 1})
    assert made.status_code == 302
    assert eight.year.classes.count() == 2
    # What is opened for a year is written into it, whatever the switch says by then.
    choose(client, seven.year)
    sent = {"name": "8В", "scheme_id": eight.scheme_id, "shift": 1, "in_year": eight.year_id}
    client.post(reverse("office_class_new"), sent)
    assert eight.year.classes.count() == 3
    assert BANNER not in client.get(reverse("office_classes")).content.decode()
    assert BANNER in client.get(reverse("office_class", args=[eight.pk])).content.decode()


def test_who_switches(client, school, seven, eight):
    address = reverse("office_years_choose")
    assert client.post(address, {"year": eight.year_id}).status_code == 302, "to sign in"
    foreign = make.make_class(make.make_school(), "5А")
    make.sign_in(client, make.make_officer(school, Role.DEPUTY))
    assert choose(client, foreign.year).status_code == 404
    assert choose(client, eight.year, "https://example.org/").url == reverse("office_years")
    teacher = make.make_staff(school)
    make.make_course(seven, "Алгебра", teacher=teacher)
    make.sign_in(client, teacher)
    assert choose(client, eight.year).status_code == 404
    assert client.get(reverse("office_years")).status_code == 404


def test_a_deputy_reads_the_journals_of_another_year_and_a_teacher_those_of_today(client, school, seven, eight):
    teacher = make.make_staff(school)
    make.make_course(seven, "Алгебра", teacher=teacher)
    make.make_course(eight, "Геометрия", teacher=teacher)
    make.sign_in(client, make.make_officer(school, Role.DEPUTY))
    assert "Алгебра" in client.get(reverse("journals")).content.decode()
    choose(client, eight.year)
    page = client.get(reverse("journals")).content.decode()
    assert "Геометрия" in page
    assert "Алгебра" not in page
    assert BANNER in page
    make.sign_in(client, teacher)
    page = client.get(reverse("journals")).content.decode()
    assert "Алгебра" in page
    assert BANNER not in page


def test_the_switch_costs_no_query(client, school, seven, eight, django_assert_num_queries):
    make.sign_in(client, make.make_officer(school, Role.DEPUTY))
    for year in (seven.year, eight.year):
        choose(client, year)
        with django_assert_num_queries(4):  # the fourth asks for acts that wait for the deputy
            client.get(reverse("journals"))


def test_people_and_their_logins_are_those_of_the_year_chosen(client, school, seven, eight):
    going, staying = (make.make_student(seven, name) for name in ("Юдин Пётр", "Яшин Олег"))
    Membership.objects.create(school=school, class_group=eight, student=going, starts_on=eight.year.starts_on)
    make.sign_in(client, make.make_officer(school))
    choose(client, eight.year)
    asked = {"kind": "students", "class": eight.pk}
    page = client.get(reverse("office_people"), asked).content.decode()
    assert ("Юдин" in page, "Яшин" in page) == (True, False)
    kept = f'<input type="hidden" name="year" value="{eight.year_id}">'
    assert kept in page, "what is looked for stays in this year, whatever the switch says by then"
    without = client.get(reverse("office_people"), {"kind": "students", "class": "none"}).content.decode()
    assert ("Юдин" in without, "Яшин" in without) == (False, True)
    accounts = client.get(reverse("office_accounts")).content.decode()
    slips = reverse("account_slips", args=[eight.pk])
    assert f'href="{slips}"' in accounts
    page = client.get(slips).content.decode()
    assert ("Юдин" in page, "Яшин" in page) == (True, False)
    new = client.get(reverse("office_student_new")).content.decode()
    assert f'value="{eight.pk}">8А' in new, "in spring one enrols into the next year"
    choose(client, seven.year)
    page = client.get(reverse("office_people"), {"kind": "students", "class": seven.pk, "year": seven.year_id})
    assert "Яшин" in page.content.decode()


def test_in_summer_the_frame_says_the_year_that_its_pages_are_about(client, school, seven, eight, moment):
    moment.move_to(datetime(2027, 7, 1, 9, tzinfo=UTC))
    make.sign_in(client, make.make_officer(school))
    page = client.get(reverse("office_classes")).content.decode()
    assert "2027/28 учебный год</div>" in " ".join(page.split()).replace(" </div>", "</div>")
    assert BANNER not in client.get(reverse("office_class", args=[eight.pk])).content.decode()
    assert BANNER in client.get(reverse("office_class", args=[seven.pk])).content.decode()
