"""What a server's log warns of."""

import logging

import pytest
from django.test import Client

from letopis.kernel.roles import Role
from tests import factories as make
from tests.factories import sign_in


@pytest.mark.django_db
@pytest.mark.parametrize("level", [logging.WARNING, logging.INFO])
def test_a_refused_form_is_no_warning_and_a_missing_page_is(
    client: Client, caplog: pytest.LogCaptureFixture, level: int
) -> None:
    caplog.set_level(level, "django.request")
    sign_in(client, make.make_officer(make.make_school(), Role.OPERATOR))

    assert client.post("/office/rooms/new/", {"number": ""}).status_code == 422
    assert client.get("/nowhere/").status_code == 404

    told = [(record.levelname, record.status_code) for record in caplog.records if record.name == "django.request"]  # type: ignore[attr-defined]
    assert told == [("INFO", 422)] * (level == logging.INFO) + [("WARNING", 404)]
