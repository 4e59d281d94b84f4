"""The list of journals and the page of a course."""

import html
import re
from pathlib import Path

import brotli
import orjson
import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from letopis.kernel.roles import Role
from letopis.school.organisation.models import Term
from letopis.school.people.models import Staff, Student
from letopis.school.periods.actions import close_term, reopen_pages
from letopis.web.shared.storage import compact_css
from tests import factories as make
from tests.school.journal.scene import Scene, marked_scene, scene

pytestmark = [pytest.mark.django_db, pytest.mark.req("JRN-01", "JRN-02")]
KB = 1000


@pytest.fixture
def s() -> Scene:
    return scene()


def status(card: Staff | Student, address: str) -> int:
    return make.sign_in(Client(), card).get(address).status_code


def document_of(page: str, name: str = "grid") -> dict[str, object]:
    found = re.search(rf'<script type="application/json" id="{name}">(.*?)</script>', page, re.DOTALL)
    assert found
    document: dict[str, object] = orjson.loads(found[1])
    return document


# ── who sees which pages ──────────────────────────────────────────────
@pytest.mark.req("ACC-03")
def test_who_opens_the_page_of_a_course(s: Scene, client: Client) -> None:
    address = reverse("journal", args=[s.course.pk])
    colleague = make.make_staff(s.school)
    make.make_course(make.make_class(s.school, "5В"), teacher=colleague)
    elsewhere = scene()

    assert client.get(address).headers["Location"].startswith(reverse("account_login"))
    assert status(s.teacher, address) == 200
    assert status(s.tutor, address) == 200, "a class teacher has all pages of the own class"
    assert status(make.make_officer(s.school, Role.DEPUTY), address) == 200
    assert status(make.make_officer(s.school, Role.DIRECTOR), address) == 200
    for card in (colleague, elsewhere.teacher, s.student, make.make_officer(s.school, Role.OPERATOR)):
        assert status(card, address) == 404


@pytest.mark.req("ACC-03")
def test_a_deputy_reads_and_is_told_why_it_cannot_be_edited(s: Scene, client: Client) -> None:
    make.sign_in(client, make.make_officer(s.school, Role.DEPUTY))
    page = client.get(reverse("journal", args=[s.course.pk])).content.decode()
    course = document_of(page)["course"]

    assert isinstance(course, dict)
    assert course["editable"] is False
    assert course["readonly_why"]
    assert "Ctrl Z" not in page, "keys that write are not offered"


def test_a_teacher_lists_own_journals_and_those_of_the_class(s: Scene, client: Client) -> None:
    make.make_course(s.class_group, "Физика", teacher=s.teacher)
    make.make_course(make.make_class(s.school, "5В"), "Музыка", teacher=s.teacher)

    page = make.sign_in(client, s.teacher).get(reverse("journals")).content.decode()
    assert "Мои предметы" in page
    assert "Музыка" in page
    page = make.sign_in(Client(), s.tutor).get(reverse("journals")).content.decode()
    assert "Мой класс" in page
    assert "Физика" in page
    assert "Музыка" not in page


def test_a_deputy_lists_all_journals_by_grade(s: Scene, client: Client) -> None:
    make.make_course(make.make_class(s.school, "5В"), "Музыка", teacher=s.teacher)
    make.sign_in(client, make.make_officer(s.school, Role.DEPUTY))

    assert "Музыка" in client.get(reverse("journals")).content.decode()
    seventh = client.get(reverse("journals"), {"grade": "7"}).content.decode()
    assert "Алгебра" in seventh
    assert "Музыка" not in seventh
    assert client.get(reverse("journals"), {"grade": "99999"}).status_code == 200


def test_lists_without_journals_say_what_to_do(client: Client) -> None:
    school = make.make_school()
    make.make_year(school)
    make.sign_in(client, make.make_officer(school, Role.DEPUTY))
    assert "нагрузку" in client.get(reverse("journals")).content.decode()


# ── the document in the page ──────────────────────────────────────────
def test_a_name_cannot_end_the_script(s: Scene, client: Client) -> None:
    s.student.person.surname = "</script><script>alert(1)</script>"
    s.student.person.save()
    page = make.sign_in(client, s.teacher).get(reverse("journal", args=[s.course.pk])).content.decode()

    assert "<script>alert" not in page
    students = document_of(page)["students"]
    assert isinstance(students, list)
    assert any("</script>" in row[1] for row in students)


def test_texts_arrive_in_the_page_as_written(s: Scene, client: Client) -> None:
    """Whatever a topic and a comment hold: ends of elements and comments, ampersands, separators of lines, emoji."""
    text = '</script><!-- <script> &lt;\u2028\u2029 «Ш\u2009и» \\u003C \\" \U0001f600'
    s.lesson.topic = text
    s.lesson.save()
    make.make_mark(s.work, s.student, comment=text)
    page = make.sign_in(client, s.teacher).get(reverse("journal", args=[s.course.pk])).content.decode()

    assert not set("<>&\u2028\u2029") & set(page.partition('id="grid">')[2].partition("</script>")[0])
    document = document_of(page)
    assert text in {row[3] for row in document["lessons"]}  # type: ignore[attr-defined]
    assert {row[6] for row in document["marks"]} == {text}  # type: ignore[attr-defined]


def test_names_around_the_grid_are_texts(s: Scene, client: Client) -> None:
    """The page is kept with holes for them: what is filled in is escaped as a template would."""
    evil = "<script>1</script>"
    subgroup = make.make_subgroup(s.class_group, *s.students)
    course = make.make_course(s.class_group, evil, teacher=s.teacher, subgroup=subgroup)
    type(subgroup).objects.update(name=evil)
    type(s.class_group).objects.update(name=evil)
    type(s.school).objects.update(short_name=evil)
    type(s.teacher.person).objects.update(surname=evil)
    Term.objects.update(name=evil)
    page = make.sign_in(client, s.teacher).get(reverse("journal", args=[course.pk])).content.decode()

    assert evil not in page
    assert page.count("&lt;script&gt;1&lt;/script&gt;") > 10
    assert f"{evil}, {evil}" in html.unescape(page), "the class with its subgroup"


@pytest.mark.req("ACC-03")
def test_a_page_is_filled_in_for_who_asks(s: Scene, client: Client) -> None:
    other = scene()
    type(other.teacher.person).objects.filter(pk=other.teacher.person_id).update(surname="Иная")
    for one, name, foreign in ((s, "Орлова", "Иная"), (other, "Иная", "Орлова"), (s, "Орлова", "Иная")):
        client = make.sign_in(Client(), one.teacher)
        page = client.get(reverse("journal", args=[one.course.pk])).content.decode()
        assert name in page
        assert foreign not in page
        assert f'changes="{reverse("journal_changes", args=[one.course.pk])}"' in page


@pytest.mark.req("JRN-05")
def test_the_page_says_that_its_period_is_closed_and_until_when_it_is_open(s: Scene, client: Client) -> None:
    admin = make.actor_of(make.make_officer(s.school, Role.OPERATOR), Role.OPERATOR)
    term = Term.objects.get(school=s.school, name="II четверть")
    page = reverse("journal", args=[s.course.pk])
    make.sign_in(client, s.teacher)

    def told(period: str = "") -> str:
        found = re.search(r'</h1>\s*<span class="note">(.*?)</span>', client.get(page + period).content.decode())
        return found[1] if found else "?"

    assert told() == ""
    close_term(admin, term_id=term.pk)
    assert (told(), told("?period=year")) == ("закрыт 23.11", "")
    reopen_pages(admin, term_id=term.pk, course_ids=[s.course.pk], hours=2, reason="Болезнь")
    assert told() == "открыт до 12:43 23.11"


def test_a_period_that_is_none_is_not_there(s: Scene, client: Client) -> None:
    make.sign_in(client, s.teacher)
    address = reverse("journal", args=[s.course.pk])

    assert document_of(client.get(address, {"period": "year"}).content.decode())["period"]["id"] == "year"  # type: ignore[index]
    assert client.get(address, {"period": "half-3"}).status_code == 404


@pytest.mark.req("CUR-05")
def test_plan_and_tasks_of_the_page(s: Scene, client: Client) -> None:
    plan = make.make_plan(s.course, "Понятие степени", "Свойства степени")
    task = make.make_homework(s.lesson, "§ 19")
    make.sign_in(client, s.teacher)
    document = client.get(reverse("journal_topics", args=[s.course.pk])).json()

    assert [row[2] for row in document["plan"]] == ["Понятие степени", "Свойства степени"]
    assert document["plan"][0][0] == plan.lessons.get(number=1).pk
    assert document["lessons"] == [[s.lesson.pk, None, "", task.pk, "§ 19", None, 1]]
    assert Client().get(reverse("journal_topics", args=[s.course.pk])).status_code == 401
    make.sign_in(client, scene().teacher)
    assert client.get(reverse("journal_topics", args=[s.course.pk])).status_code == 404


@pytest.mark.req("CUR-05")
def test_advice_while_a_topic_is_typed(s: Scene, client: Client) -> None:
    make.sign_in(client, s.teacher)

    assert client.get(reverse("journal_advice"), {"text": "Решение задач"}).json()[0]["message"]
    assert client.get(reverse("journal_advice"), {"text": "Свойства степени с натуральным показателем"}).json() == []
    assert Client().get(reverse("journal_advice"), {"text": "Повторение"}).status_code == 401


# ── without a network ─────────────────────────────────────────────────
@pytest.mark.req("ACC-11")
def test_pages_are_kept_for_their_account_alone(s: Scene, client: Client) -> None:
    response = make.sign_in(client, s.teacher).get(reverse("journal", args=[s.course.pk]))

    assert response["X-Letopis-Account"] == str(make.account_of(s.teacher.person).pk)
    assert response.cookies["csrftoken"].value, "its script sends operations with it"
    assert "no-store" in response["Cache-Control"]


@pytest.mark.req("ACC-11")
def test_the_service_worker_stands_at_the_root(client: Client) -> None:
    response = client.get("/service-worker.js")

    assert response["Content-Type"].startswith("text/javascript")
    assert "X-Letopis-Account" in response.content.decode()


# ── budgets ───────────────────────────────────────────────────────────
@pytest.mark.parametrize("students", [1, 3, 30])
def test_queries_do_not_grow(client: Client, django_assert_num_queries: DjangoAssertNumQueries, students: int) -> None:
    s = marked_scene(students)
    make.sign_in(client, s.teacher)

    with django_assert_num_queries(8):  # who asks; seven of the grid
        assert client.get(reverse("journal", args=[s.course.pk])).status_code == 200
    with django_assert_num_queries(3):
        assert client.get(reverse("journals")).status_code == 200


def test_script_and_style_of_the_journal_fit_in_50_kb(s: Scene, client: Client) -> None:
    """As sent to a browser that takes brotli."""
    page = make.sign_in(client, s.teacher).get(reverse("journal", args=[s.course.pk])).content.decode()
    names = set(re.findall(r'(?:src|href)="/static/([^"]+\.(?:js|css))"', page))

    assert "screens/journal.js" in names
    assert sum(len(brotli.compress(_served(name))) for name in names) <= 50 * KB


def _served(name: str) -> bytes:
    found = finders.find(name)
    assert isinstance(found, str)
    text = Path(found).read_bytes()
    return compact_css(text) if name.endswith(".css") else text
