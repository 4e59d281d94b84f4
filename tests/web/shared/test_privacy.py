"""Nothing personal stays in a cache, and what no database can be asked for is a wrong request."""

import pytest
from django.test import Client

from tests import factories as make
from tests.factories import sign_in


@pytest.mark.django_db
@pytest.mark.req("DIA-02", "ACC-10")
@pytest.mark.parametrize(
    "address", ["/diary/", "/account/", "/account/sessions/", "/nowhere/", "/", "/diary/marks.xlsx"]
)
def test_whatever_somebody_signed_in_is_answered_is_not_kept(client: Client, address: str) -> None:
    sign_in(client, make.make_student(make.make_class(make.make_school())))

    assert client.get(address).headers["Cache-Control"] == "private, no-store"


@pytest.mark.django_db
def test_neither_is_the_answer_to_a_sign_out(client: Client) -> None:
    sign_in(client, make.make_student(make.make_class(make.make_school())))

    assert client.post("/account/logout/").headers["Cache-Control"] == "private, no-store"


@pytest.mark.django_db
def test_what_is_everybodys_is_kept_by_strangers(client: Client) -> None:
    assert client.get("/robots.txt").headers["Cache-Control"] == "max-age=86400"


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/?search=%00", "/account/login/?next=%00", "/health?a=1&b=x%00y"])
def test_a_nul_in_an_address_is_a_wrong_request(client: Client, address: str) -> None:
    response = client.get(address)

    assert response.status_code == 400
    assert "Запрос не разобран" in response.content.decode()
