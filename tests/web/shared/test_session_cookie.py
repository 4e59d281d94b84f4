"""The cookie of an ended session goes with a page, not with what an open screen asks for in the background."""

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from letopis.school.access.models import Session
from tests import factories as make
from tests.factories import sign_in


@pytest.fixture
def ended() -> Client:
    browser = sign_in(Client(), make.make_officer(make.make_school()))
    Session.objects.all().delete()
    return browser


def removed(answer: HttpResponse) -> bool:
    cookie = answer.cookies.get(settings.SESSION_COOKIE_NAME)
    return cookie is not None and not cookie.value


@pytest.mark.django_db
@pytest.mark.req("ACC-09", "JRN-10")
def test_an_answer_in_the_background_leaves_the_cookie_that_may_be_anothers(ended: Client) -> None:
    answer = ended.post(reverse("journal_operations"), headers={"Sec-Fetch-Mode": "cors"})
    assert answer.status_code == 401
    assert not removed(answer)


@pytest.mark.django_db
@pytest.mark.parametrize("headers", [{"Sec-Fetch-Mode": "navigate"}, {}], ids=["a page", "an old browser"])
def test_a_page_takes_it_away(ended: Client, headers: dict[str, str]) -> None:
    assert removed(ended.get(reverse("office"), headers=headers))
