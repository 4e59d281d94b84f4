"""The frame of pages: rendered once for each role, filled in for who asks, and nothing of a person kept."""

import re

import orjson
import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape
from hypothesis import given
from hypothesis import strategies as st

from letopis.kernel.roles import Role
from letopis.school.access.models import AccountPerson
from letopis.web.shared import frame, kept_page
from letopis.web.shared.frame import Part, hole
from tests import factories as make
from tests.factories import account_of, sign_in
from tests.school.journal.scene import scene

pytestmark = pytest.mark.django_db

HARM = "<script>alert(\"&')</script>"
ESCAPED = "&lt;script&gt;alert(&quot;&amp;&#x27;)&lt;/script&gt;"


def page(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


frame_cache: list[Part] = []


@pytest.fixture(autouse=True)
def _watched(monkeypatch: pytest.MonkeyPatch) -> None:
    """Remember the parts that are made, and make all anew."""
    frame_cache.clear()
    for made in (frame._sections, frame._person, frame._print_foot, kept_page._page):
        made.cache_clear()
    of = Part.of.__func__  # type: ignore[attr-defined]

    def remembered(cls: type[Part], html: str) -> Part:
        frame_cache.append(of(cls, html))
        return frame_cache[-1]

    monkeypatch.setattr(Part, "of", classmethod(remembered))


# ── holes ─────────────────────────────────────────────────────────────


@given(st.lists(st.text(max_size=12), max_size=5), st.text(max_size=12))
def test_what_was_cut_is_put_together_with_the_values_escaped(texts: list[str], value: str) -> None:
    part = Part.of(hole("x").join(["", *texts, ""]))

    assert part.filled({"x": value}) == escape(value).join(["", *texts, ""])


def test_a_value_is_never_read_as_a_hole() -> None:
    assert Part.of(f"<p>{hole('name')}</p>").filled({"name": hole("csrf"), "csrf": "token"}) == f"<p>{hole('csrf')}</p>"


def test_a_value_that_is_missing_is_an_error() -> None:
    with pytest.raises(KeyError):
        Part.of(hole("name")).filled({})


# ── who asks ──────────────────────────────────────────────────────────


@pytest.mark.req("ACC-01")
def test_what_people_and_schools_are_called_cannot_break_a_page(client: Client) -> None:
    school = make.make_school(short_name=HARM)
    staff = make.make_staff(school, f"{HARM} Анна")
    make.make_class(school, HARM, tutor=staff, letter="А")
    make.make_course(make.make_class(school), teacher=staff)
    other = make.make_staff(make.make_school(short_name=f"{HARM}2"))
    make.make_course(make.make_class(other.school), teacher=other)
    AccountPerson.objects.create(school=other.school, account=account_of(staff.person), person=other.person)

    text = page(sign_in(client, staff), f"/class/?x={HARM}")

    assert HARM not in text
    # The school at the side, above and below on paper; the class in a menu; names; the address the theme goes back to.
    assert text.count(ESCAPED) >= 6


@pytest.mark.req("ACC-01", "ACC-11")
def test_two_people_of_one_role_share_the_frame_and_see_themselves(client: Client) -> None:
    class_group = make.make_class(make.make_school())
    first, second = (make.make_student(class_group, name) for name in ("Соколова Мария", "Вершинин Лев"))
    texts = [page(sign_in(Client(), one), "/diary/marks/") for one in (first, second, first)]
    made = len(frame_cache)
    texts.append(page(sign_in(Client(), second), "/diary/marks/"))

    assert len(frame_cache) == made
    for text, name, other in zip(texts, ("Соколова", "Вершинин") * 2, ("Вершинин", "Соколова") * 2, strict=True):
        assert name in text
        assert other not in text


@pytest.mark.req("ACC-11")
def test_nothing_of_a_person_is_kept(client: Client) -> None:
    school = make.make_school(short_name="Школа № 17")
    staff = make.make_staff(school, "Абрикосова Яна")
    group = make.make_class(school, "7Ъ", tutor=staff)
    make.make_course(group, teacher=staff)
    child = make.make_student(group, "Земляникина Ия")
    guardian = make.make_guardian(child, full_name="Черникина Ада")
    text = page(sign_in(client, staff), "/class/?about=Абрикосова")
    diary = page(sign_in(Client(), guardian), f"/diary/{child.pk}/")
    tokens = set(re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', text + diary))

    remembered = " ".join(text for part in frame_cache for text in part.texts)
    assert len(frame_cache) >= 6
    assert len(tokens) == 2
    for private in ("Абрикосова", "Земляникина", "Черникина", "7Ъ", f"/{child.pk}/", *tokens):
        assert private in text + diary
        assert private not in remembered


@pytest.mark.req("ACC-11")
def test_whole_pages_are_kept_without_what_stands_in_them() -> None:
    """Who looks next gets the page of the one before, with nothing of him, of his classes or of his lessons."""
    school = make.make_school(short_name="Школа № 17")
    group = make.make_class(school, f"{HARM}Ъ", letter="Ъ")
    teachers = [make.make_staff(school, name) for name in ("Абрикосова Яна", "Вишнёва Ева")]
    make.make_student(group, "Земляникина Ия")
    courses = [
        make.make_course(group, name, teacher=one) for name, one in zip(("Чтение", "Пение"), teachers, strict=True)
    ]
    lessons = [make.make_lesson(course, topic=HARM) for course in courses]
    made = []
    for teacher, course, lesson in zip(teachers, courses, lessons, strict=True):
        client = sign_in(Client(), teacher)
        paths = ("/today/", reverse("journal", args=[course.pk]), reverse("lesson", args=[lesson.pk]))
        texts = "".join(page(client, path) for path in paths)
        made.append(len(frame_cache))
        assert (HARM in texts, ESCAPED in texts) == (False, True)
        for private in (teacher.person.surname, "Земляникина", course.subject.name, f"/{course.pk}/", "Школа № 17"):
            assert private in texts.replace("\u00a0", " ")
        assert [one.person.surname for one in teachers if one.person.surname in texts] == [teacher.person.surname]
    remembered = " ".join(text for part in frame_cache for text in part.texts)
    assert made[0] == made[1]
    told = ("Абрикосова", "Вишнёва", "Земляникина", "Чтение", "Пение", "Ъ")
    assert not [one for one in told if one in remembered]


@pytest.mark.req("ACC-01")
def test_a_guardian_goes_on_with_the_child_whose_page_is_open(client: Client) -> None:
    school = make.make_school()
    children = [make.make_student(make.make_class(school, name)) for name in ("5А", "7А")]
    sign_in(client, make.make_guardian(*children))

    for child in [*children, *reversed(children)]:
        links = re.findall(r'<a class="nav__link" href="([^"]+)"', page(client, f"/diary/{child.pk}/"))
        assert links
        assert all(f"/{child.pk}/" in link for link in links)


@pytest.mark.req("ACC-01", "ACC-02")
def test_another_role_another_school_another_frame(client: Client) -> None:
    college = make.make_school(kind="college")
    group = make.make_class(college, "ИС-21")
    teacher = make.make_staff(college)
    make.make_course(group, teacher=teacher)
    here = page(sign_in(Client(), teacher), "/today/")
    there = make.make_officer(make.make_school(), Role.OPERATOR)
    office = page(sign_in(Client(), there), "/office/")

    assert "Люди и классы" in office
    assert "Люди и классы" not in here
    assert "Преподаватель" in here
    assert page(sign_in(Client(), make.make_officer(college, Role.OPERATOR)), "/office/").count("Люди и группы") >= 1


def test_what_scripts_know_is_json_and_strangers_pages_have_none(client: Client) -> None:
    child = make.make_student(make.make_class(make.make_school()))
    assert 'id="who"' not in client.get("/account/login/").content.decode()
    text = page(sign_in(client, child), "/diary/")
    found = re.findall(r'<script id="who" type="application/json">(.*?)</script>', text)

    assert [orjson.loads(one)["person"] for one in found] == [child.person_id]


@pytest.mark.req("ACC-01")
def test_the_theme_is_marked_and_a_new_page_has_a_new_token(client: Client) -> None:
    sign_in(client, make.make_student(make.make_class(make.make_school())))
    texts = []
    for theme in ("", "dark", "light", "dark"):
        client.cookies["theme"] = theme
        texts.append(page(client, "/diary/"))
    tokens = [set(re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', text)) for text in texts]

    assert [re.findall(r'<html lang="ru"(?: data-theme="(\w+)")?', text) for text in texts] == [
        [""],
        ["dark"],
        ["light"],
        ["dark"],
    ]
    assert all(len(found) == 1 for found in tokens)
    assert len(set.union(*tokens)) == 4


@pytest.mark.parametrize("name", ["today", "journal", "lesson", "unsent"])
def test_a_page_gives_its_scripts_the_token_that_they_send_back(name: str) -> None:
    s = scene()
    arguments = {"journal": [s.course.pk], "lesson": [s.lesson.pk]}
    response = sign_in(Client(), s.teacher).get(reverse(name, args=arguments.get(name, [])))

    assert response.status_code == 200
    assert response.cookies["csrftoken"].value


def test_the_cookie_against_forgery_comes_once_and_each_pages_token_is_good() -> None:
    client = sign_in(Client(enforce_csrf_checks=True), make.make_student(make.make_class(make.make_school())))
    answers = [client.get("/diary/") for _ in range(3)]
    tokens = [re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', one.content.decode())[0] for one in answers]

    assert [("csrftoken" in one.cookies) for one in answers] == [True, False, False]
    assert len(set(tokens)) == 3
    for token, status in ((tokens[2], 302), (tokens[2][::-1], 403)):
        sent = {"csrfmiddlewaretoken": token, "theme": "dark", "next": "/diary/"}
        assert client.post(reverse("account_theme"), sent).status_code == status
