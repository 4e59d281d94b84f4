"""What pages and answers say about what a browser may keep (docs/developer/decisions/0001-what-a-browser-keeps.md)."""

import re
from typing import Any

import orjson
import pytest
from django.test import Client

from letopis.web.account import idle
from letopis.web.shared.keeping import HEADER, NOBODY, SHARED, unmasked
from tests import factories as make
from tests.school.journal.scene import Scene, scene

pytestmark = [pytest.mark.django_db, pytest.mark.req("ACC-09", "ACC-11")]


WHO = re.compile(r'<script id="who" type="application/json">(.*?)</script>')
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@pytest.fixture
def s() -> Scene:
    return scene()


def who(client: Client, path: str = "/today/") -> dict[str, Any]:
    page = client.get(path).content.decode()
    return dict(orjson.loads(WHO.findall(page)[0]))


def session(client: Client) -> str:
    return str(client.get("/today/")[HEADER])


def test_the_accounts_secret_is_the_same_in_all_its_sessions_and_no_other_has_it(s: Scene) -> None:
    first, again = (who(make.sign_in(Client(), s.teacher)) for _ in range(2))
    other = who(make.sign_in(Client(), s.tutor), "/class/")
    assert unmasked(first["secret"]) == unmasked(again["secret"]) != unmasked(other["secret"])
    assert len(unmasked(first["secret"])) == 32
    assert first["session"] != again["session"]
    assert (first["person"], first["role"]) == (s.teacher.person_id, "teacher")
    assert first["account"] == make.account_of(s.teacher.person).pk


def test_no_two_pages_have_the_secret_or_the_token_in_the_same_signs(s: Scene) -> None:
    client = make.sign_in(Client(), s.teacher)
    pages = [client.get("/today/").content.decode() for _ in range(4)]
    texts = [orjson.loads(found)["secret"] for page in pages for found in WHO.findall(page)]
    tokens = [found for page in pages for found in set(TOKEN.findall(page))]
    pieces = [text[at : at + 8] for text in texts for at in range(0, 128, 8)]
    assert len(set(pieces)) == len(pieces) == 4 * 16
    assert len(set(tokens)) == len(tokens) == 4


def test_a_strangers_page_has_no_secret(client: Client) -> None:
    assert b'id="who"' not in client.get("/account/login/").content


@pytest.mark.parametrize("path", ["/today/", "/journals/", "/nowhere/", "/diary/", "/account/", "/journal/operations"])
def test_every_answer_names_its_session(s: Scene, client: Client, path: str) -> None:
    assert client.get(path)[HEADER] == NOBODY
    make.sign_in(client, s.teacher)
    assert client.get(path)[HEADER] == session(client) != NOBODY
    assert (client.session.session_key or "") not in session(client)


def test_what_ends_a_session_empties_the_caches_and_leaves_what_others_have_not_sent(s: Scene, client: Client) -> None:
    make.sign_in(client, s.teacher)
    assert "Clear-Site-Data" not in client.get("/today/")
    response = client.post("/account/logout/")
    assert response["Clear-Site-Data"] == '"cache"'
    assert response[HEADER] == NOBODY
    assert "Clear-Site-Data" not in client.get("/account/login/")


def test_a_session_that_lay_idle_ends_in_the_same_way(s: Scene, client: Client) -> None:
    make.sign_in(client, s.teacher)
    held = client.session
    held.update({idle.LIMIT: 60, idle.SEEN: 1})
    held.save()
    response = client.get("/today/")
    assert response.status_code == 302
    assert (response["Clear-Site-Data"], response[HEADER]) == ('"cache"', NOBODY)


@pytest.mark.parametrize("is_shared", [False, True])
def test_a_shared_computer_keeps_no_page(s: Scene, client: Client, is_shared: bool) -> None:
    make.sign_in(client, s.teacher)
    held = client.session
    held[SHARED] = is_shared
    held.save()
    for path in ("/today/", "/unsent/", f"/journal/{s.course.pk}/", f"/lesson/{s.lesson.pk}/"):
        response = client.get(path)
        assert response.status_code == 200
        assert ("X-Letopis-Account" in response) is not is_shared
        assert response["Cache-Control"] == "private, no-store"
    assert who(client)["shared"] is is_shared


def test_unsent_work_is_shown_in_any_role_and_without_one_but_not_to_strangers(s: Scene, client: Client) -> None:
    assert client.get("/unsent/").url == "/account/login/?next=/unsent/"  # type: ignore[attr-defined]
    alone = make.make_staff(s.school)
    for one in (s.teacher, make.make_guardian(s.students[0]), alone):
        assert make.sign_in(Client(), one).get("/unsent/").status_code == 200
    assert who(make.sign_in(client, alone), "/unsent/")["role"] == ""


def test_the_worker_knows_when_a_device_counts_as_left_alone(client: Client, settings: Any) -> None:
    settings.OFFLINE_HOURS = 1.5
    assert '"idle":5400000' in client.get("/service-worker.js").content.decode()
