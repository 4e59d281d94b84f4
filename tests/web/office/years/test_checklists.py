"""Pages of the checklists: who opens them, who ticks, signs and closes."""

from datetime import date

import pytest
from django.urls import reverse

from letopis.kernel.roles import Role
from letopis.school.organisation.models import AcademicYear, TermScheme
from letopis.school.timetable.models import Lesson
from letopis.school.years.models import YearStep
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.req("ORG-01")]


@pytest.fixture
def seven(school):
    return make.make_class(school, "7А")


def test_the_deputy_watches_and_signs(client, school, seven):
    make.sign_in(client, make.make_officer(school, Role.DEPUTY))
    page = client.get(reverse("office_year_opening")).content.decode()
    for text in ("1\u00a0сентября 2026", "без классного руководителя: 1", "Диспетчер расписания", "Подписать"):
        assert text in page
    sign = reverse("office_year_sign", args=["opening"])
    asked = client.post(sign, {"remark": "", "in_year": seven.year_id})
    assert asked.status_code == 422
    assert "Подписать, хотя есть невыполненное" in asked.content.decode()
    client.post(sign, {"remark": "К 3 сентября", "even_if_open": "on", "in_year": seven.year_id})
    page = client.get(reverse("office_year_opening")).content.decode()
    assert "К 3 сентября" in page
    client.post(reverse("office_year_withdraw", args=["opening"]), {"in_year": seven.year_id})
    assert "К 3 сентября" not in client.get(reverse("office_year_opening")).content.decode()
    assert client.post(reverse("office_year_close"), {"in_year": seven.year_id}).status_code == 404


def test_the_operator_ticks_closes_and_opens_again(client, school, seven):
    make.sign_in(client, make.make_officer(school))
    address = reverse("office_year_closing")
    assert "Кто какой журнал проверил и принял" in client.get(address).content.decode()
    tick = reverse("office_year_step", args=["closing", "copied"])
    assert client.post(tick, {"remark": "Диск 3"}).url == address
    assert "Диск 3" in client.get(address).content.decode()
    client.post(tick, {"undo": "1"})
    assert not YearStep.objects.filter(done_at__isnull=False).exists()
    assert client.post(reverse("office_year_step", args=["closing", "filled"])).status_code == 404
    assert client.post(reverse("office_year_close")).status_code == 422
    client.post(reverse("office_year_close"), {"even_if_open": "on"})
    assert "Год закрыт" in client.get(address).content.decode()
    assert client.post(reverse("office_year_reopen"), {"reason": ""}).status_code == 422
    client.post(reverse("office_year_reopen"), {"reason": "Ошибка"})
    assert "Закрыть год" in client.get(address).content.decode()


def test_who_opens_the_pages(client, school, seven):
    posts = [
        reverse("office_year_sign", args=["opening"]),
        reverse("office_year_withdraw", args=["opening"]),
        reverse("office_year_step", args=["closing", "copied"]),
        reverse("office_year_close"),
        reverse("office_year_reopen"),
    ]
    pages = [reverse("office_year_opening"), reverse("office_year_closing")]
    assert {client.get(page).status_code for page in pages} == {302}
    assert {client.post(page).status_code for page in posts} == {302}
    make.sign_in(client, make.make_officer(school, Role.METHODOLOGIST))
    assert {client.get(page).status_code for page in pages} == {200}
    assert {client.post(page).status_code for page in posts} == {404}
    teacher = make.make_staff(school)
    make.make_course(seven, teacher=teacher)
    make.sign_in(client, teacher)
    assert {client.get(page).status_code for page in pages} == {404}
    assert {client.post(page).status_code for page in posts} == {404}
    make.sign_in(client, make.make_officer(school))
    assert client.post(reverse("office_year_sign", args=["never"])).status_code == 404


def test_a_page_takes_few_queries(client, school, seven, django_assert_num_queries):
    make.sign_in(client, make.make_officer(school))
    for _ in range(5):
        make.make_student(seven)
    with django_assert_num_queries(5):
        client.get(reverse("office_year_opening"))


def test_a_step_leads_to_exactly_the_rows_that_are_not_done(client, school, seven):
    """Whatever lacks something is in the list led to, whatever lacks nothing is not."""
    teacher, eight = make.make_staff(school), make.make_class(school, "8Б", tutor=make.make_staff(school))
    pupil = make.make_student(eight, "Юдин Пётр")
    make.make_curriculum_row(eight)
    make.make_subgroup(eight, pupil)
    make.make_subgroup(seven)
    for group, subject in ((seven, "Алгебра"), (eight, "Геометрия")):
        course = make.make_course(group, subject, teacher=teacher)
    make.make_lesson(course, topic="")
    make.make_account(pupil.person)
    make.make_student(seven, "Ушедший Пётр", until=date(2026, 10, 1))
    past = AcademicYear.objects.create(
        school=school, name="2025/2026", starts_on=date(2025, 9, 1), ends_on=date(2026, 5, 26)
    )
    scheme = TermScheme.objects.create(school=school, year=past, kind="quarter")
    make.make_student(make.make_class(school, "11А", year=past, scheme=scheme), "Выпускник Илья")
    make.sign_in(client, make.make_officer(school))

    def led(phase, code):
        steps = client.get(reverse(f"office_year_{phase}")).context["steps"]
        (step,) = [one for one in steps if one.code == code]
        return step, client.get(step.url).content.decode()

    for code, row in {"classes": "/classes/", "curriculum": "?class=", "subgroups": "/classes/"}.items():
        step, page = led("opening", code)
        assert step.text.endswith(": 1"), code
        assert (f"{row}{seven.pk}" in page, f"{row}{eight.pk}" in page) == (True, False), code
    step, page = led("opening", "timetable")
    assert (">Алгебра</a>" in page, ">Геометрия</a>" in page) == (True, False)
    step, page = led("opening", "accounts")
    assert page.count('name="person" value=') == int(step.text.rpartition(": ")[2])
    strangers = [name for name in ("Юдин Пётр", "Ушедший", "Выпускник") if name in page]
    assert strangers == [], "has a login; has left; nobody ended the stay in a class of a year that is over"
    step, page = led("closing", "filled")
    assert (step.is_done, "впереди: 1" in step.text) == (False, True)
    Lesson.objects.update(date=date(2026, 11, 20))
    step, page = led("closing", "filled")
    assert "без темы: 1" in step.text
    make.sign_in(client, make.make_officer(school, Role.DEPUTY))
    step, page = led("closing", "filled")
    assert ("Геометрия" in page, "Алгебра" in page) == (True, False)
    assert led("opening", "promoted")[0].url == f"{reverse('office_year_promotion')}?year={past.pk}"
