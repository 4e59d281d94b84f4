"""The frame: start by role, sections, errors, the style guide, the sheets."""

import errno
import gzip
import re
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.contrib.staticfiles import finders
from django.db import OperationalError
from django.template.loader import render_to_string
from django.test import Client, RequestFactory

from letopis.kernel.actor import Actor
from letopis.kernel.roles import Role
from letopis.school.access.rights import rights_of
from letopis.web.shared import navigation, views
from letopis.web.shared.screens import BUILT
from tests import factories as make
from tests.factories import sign_in

STYLES = Path(finders.find("letopis/tokens.css") or "").parent


# ── start ─────────────────────────────────────────────────────────────


def working(role: Role) -> Actor:
    """Somebody in a role, as far as the register goes."""
    return Actor(school_id=1, role=role, rights=rights_of(role))


@pytest.mark.django_db
@pytest.mark.req("ACC-01")
def test_everyone_starts_on_the_page_of_the_role(client: Client) -> None:
    class_group = make.make_class(make.make_school())
    child = make.make_student(class_group)
    teacher = make.make_staff(class_group.school)
    make.make_course(class_group, teacher=teacher)
    starts = {
        make.make_guardian(child): "/diary/",
        child: "/diary/",
        make.make_officer(class_group.school, Role.OPERATOR): "/office/",
        make.make_officer(class_group.school, Role.DEPUTY): navigation.home_of(working(Role.DEPUTY)),
        teacher: navigation.home_of(working(Role.TEACHER)),
    }

    for card, home in starts.items():
        response = sign_in(client, card).get("/")
        assert (response.status_code, response.headers["location"]) == (302, home)


@pytest.mark.django_db
def test_a_stranger_starts_with_signing_in(client: Client) -> None:
    assert client.get("/").headers["location"].startswith("/account/login/")


# ── sections ──────────────────────────────────────────────────────────


@pytest.mark.parametrize("role", list(Role))
def test_no_section_leads_nowhere(role: Role) -> None:
    links = navigation.links_of(working(role), "", led_class="7А")

    assert all(link.url.startswith("/") for link in links)
    assert len({link.url for link in links}) == len(links)


@pytest.mark.parametrize(
    ("current", "section"),
    [("diary", "Дневник"), ("diary_marks", "Отметки"), ("diary_marks_sheet", "Отметки"), ("office", None)],
)
def test_the_section_one_is_in_is_marked(current: str, section: str | None) -> None:
    marked = [link.label for link in navigation.links_of(working(Role.GUARDIAN), current) if link.is_current]

    assert marked == ([section] if section else [])


def test_only_who_leads_a_class_has_one() -> None:
    sections = [section.name for section in navigation.sections_of(working(Role.TEACHER))]

    assert "my_class" in sections
    assert not any("Мой класс" in link.label for link in navigation.links_of(working(Role.TEACHER), ""))


@pytest.mark.parametrize("role", [Role.DEPUTY, Role.DIRECTOR, Role.METHODOLOGIST])
def test_those_who_read_everything_find_the_curriculum_and_the_rules(role: Role) -> None:
    labels = [link.label for link in navigation.links_of(working(role), "")]

    # Attendance is a matter of the heads.
    found = [one for one in labels if one not in ("Посещаемость", "Кто в здании")]
    of_lessons = ["Журналы", "График работ", "Люди и классы", "Учебный план", "Педсовет", "Расписание"]
    assert found == [*of_lessons, "Архив", "Настройки"]
    marked = [link.label for link in navigation.links_of(working(role), "plan_lesson") if link.is_current]
    assert marked == ["Учебный план"]


@pytest.mark.django_db
def test_a_page_says_where_one_is_and_who_one_is(client: Client) -> None:
    child = make.make_student(make.make_class(make.make_school(short_name="Школа № 17")), "Соколова Мария")
    page = sign_in(client, child).get("/diary/marks/").content.decode()

    assert re.search(r'<a class="nav__link" href="/diary/marks/" aria-current="page"', page)
    assert "Соколова\u00a0М." in page
    assert "Школа №\u00a017<br>2026/27 учебный год" in page
    assert '<nav class="dock' in page


# ── errors ────────────────────────────────────────────────────────────


@pytest.mark.django_db
def test_an_unknown_page_shows_the_way_back(client: Client) -> None:
    response = client.get("/nowhere/")

    assert response.status_code == 404
    assert "Такой страницы нет" in response.content.decode()
    assert 'href="/"' in response.content.decode()


@pytest.mark.parametrize(("view", "status"), [(views.bad_request, 400), (views.forbidden, 403)])
@pytest.mark.django_db
def test_other_errors_look_alike(rf: RequestFactory, view: object, status: int) -> None:
    response = view(rf.get("/"), Exception("inner"))  # type: ignore[operator]

    assert response.status_code == status
    assert "На начальную страницу" in response.content.decode()
    assert "inner" not in response.content.decode()


@pytest.mark.django_db
def test_a_stranger_is_not_told_of_roles(client: Client) -> None:
    assert "только после входа" in client.get("/nowhere/").content.decode()

    class_group = make.make_class(make.make_school())
    teacher = make.make_staff(class_group.school)
    make.make_course(class_group, teacher=teacher)
    page = sign_in(client, teacher).get("/office/import/").content.decode()
    assert "вы работаете как «Учитель»" in page


@pytest.mark.django_db
def test_more_than_the_server_takes_at_once_is_said_to_be_too_much(client: Client, settings: LazySettings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    sign_in(client, make.make_staff(make.make_school()))

    response = client.post("/account/theme/", {"theme": "dark", "next": "x" * 2000})

    assert response.status_code == 413
    assert "Слишком много за один раз" in response.content.decode()


@pytest.mark.django_db
def test_a_busy_base_says_whether_anything_was_lost(rf: RequestFactory) -> None:
    opened, sent = views.busy(rf.get("/office/?page=2")), views.busy(rf.post("/office/"))

    assert (opened.status_code, sent.status_code, opened["Retry-After"]) == (503, 503, "3")
    assert 'href="/office/?page=2"' in opened.content.decode()
    assert "не сохранилось" not in opened.content.decode()
    assert "То, что вы отправили, не сохранилось." in sent.content.decode()
    assert "Открыть ещё раз" not in sent.content.decode()


def test_a_crash_is_told_without_the_database(rf: RequestFactory) -> None:
    """No database fixture: any query would fail the test."""
    response = views.server_error(rf.get("/"))

    assert response.status_code == 500
    assert "То, что было отмечено как сохранённое, сохранено." in response.content.decode()


@pytest.mark.parametrize(
    "error", [OSError(errno.ENOSPC, "No space left on device"), OperationalError("database or disk is full")]
)
def test_a_full_disk_is_told_as_such(rf: RequestFactory, error: Exception) -> None:
    """Whatever it was that did not fit: an upload on its way in, a row."""
    try:
        raise error
    except type(error):
        response = views.server_error(rf.post("/"))

    assert response.status_code == 507
    assert "То, что вы сейчас отправили, не сохранилось." in response.content.decode()


@pytest.mark.django_db
def test_a_stale_form_is_explained() -> None:
    response = Client(enforce_csrf_checks=True).post("/account/login/", {"login": "x"})

    assert response.status_code == 403
    assert "Страница устарела" in response.content.decode()


@pytest.mark.django_db
def test_search_engines_are_told_to_stay_away(client: Client) -> None:
    assert b"Disallow: /" in client.get("/robots.txt").content


# ── the style guide ───────────────────────────────────────────────────


@pytest.mark.django_db
def test_the_style_guide_is_for_the_demo_only(client: Client, settings: LazySettings) -> None:
    settings.DEMO = settings.DEBUG = False
    assert client.get("/styleguide/").status_code == 404

    settings.DEMO = True
    page = client.get("/styleguide/").content.decode()
    assert page.count("Клетка журнала") == 2, "in both themes"
    assert not re.search(r"\sstyle=|<style|<script>|\son\w+=", page)


# ── sheets and signs ──────────────────────────────────────────────────


def test_every_icon_that_is_named_is_drawn() -> None:
    drawn = set(re.findall(r'<symbol id="([a-z]+)"', (STYLES / "icons.svg").read_text()))
    web = Path(navigation.__file__).parent.parent
    named = {name for page in web.rglob("*.html") for name in re.findall(r'{% icon "(\w+)"', page.read_text())}
    named |= {section.icon for role in Role for section in navigation.sections_of(working(role))}

    assert named <= drawn


def test_the_plain_light_table_says_what_the_tokens_say() -> None:
    """Browsers without light-dark() read the first table; it must not drift."""
    css = (STYLES / "tokens.css").read_text()
    plain, full = css.split("@supports", 1)
    table = dict(re.findall(r"(--[\w-]+): (#\w{3,8});", plain))
    light = dict(re.findall(r"(--[\w-]+):\s+light-dark\((#\w+),", full))

    assert len(light) == 18
    assert {name: table[name] for name in light} == light


@pytest.mark.parametrize("sheet", sorted(path.name for path in STYLES.glob("*.css")))
def test_sheets_name_only_colours_that_are_tokens(sheet: str) -> None:
    css = (STYLES / sheet).read_text()
    used = set(re.findall(r"var\((--[\w-]+)", css))
    known = set(re.findall(r"(--[\w-]+):", (STYLES / "tokens.css").read_text()))
    known |= set(re.findall(r"@property (--[\w-]+)", css))

    assert used <= known
    if sheet != "tokens.css":
        assert set(re.findall(r"#[0-9a-f]{3,8}\b", css)) <= {"#000", "#0006", "#fff"}, (
            "print and the veil of a dialog only"
        )


def test_what_every_page_loads_is_small() -> None:
    """The journal's budget is 50 KB with its own sheet and script; the frame takes a fifth."""
    sheets = [STYLES / name for name in ("tokens.css", "base.css", "components.css", "icons.svg")]
    parts = [*sheets, BUILT / "frame.js"]

    assert sum(len(gzip.compress(part.read_bytes())) for part in parts) < 12_000


# ── forms ─────────────────────────────────────────────────────────────


def test_a_django_form_is_in_the_products_look() -> None:
    from django import forms

    class Topic(forms.Form):
        topic = forms.CharField(label="Тема", help_text="Из плана")
        note = forms.CharField(label="Примечание", required=False)
        is_final = forms.BooleanField(label="Итоговая", required=False)

    page = render_to_string("shared/forms/form.html", Topic({"note": "x"}).get_context())

    assert '<label class="field__label" for="id_topic">Тема</label>' in page
    assert 'aria-invalid="true"' in page
    assert 'class="field__error"' in page
    assert "необязательно" in page
    assert '<label class="check" for="id_is_final">' in page
    for described in re.findall(r'aria-describedby="([^"]+)"', page):
        assert all(f'id="{name}"' in page for name in described.split())
