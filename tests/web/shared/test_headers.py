"""What every answer says to browsers for everybody's safety, whichever way it goes through the middleware."""

import pytest
from django.test import Client

from tests import factories as make
from tests.factories import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite, pytest.mark.req("ACC-10")]

SAFETY = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
POLICY = {
    "default-src 'self'",
    "img-src 'self' data: blob:",
    "object-src 'none'",
    "base-uri 'self'",
    "frame-ancestors 'none'",
    "form-action 'self'",
}


@pytest.mark.parametrize("accepts", ["", "gzip, deflate, br, zstd"])
@pytest.mark.parametrize(
    "path", ["/", "/diary/", "/nowhere/", "/account/", "/account/login/", "/robots.txt", "/health"]
)
@pytest.mark.parametrize("is_signed_in", [True, False])
def test_every_answer_has_the_headers_of_safety(client: Client, path: str, accepts: str, is_signed_in: bool) -> None:
    if is_signed_in:
        sign_in(client, make.make_student(make.make_class(make.make_school())))

    response = client.get(path, headers={"accept-encoding": accepts})

    assert {name: response[name] for name in SAFETY} == SAFETY
    assert set(response["Content-Security-Policy"].split("; ")) == POLICY
    if is_signed_in:
        assert response["Cache-Control"] == "private, no-store"


def test_a_304_has_them_too(client: Client) -> None:
    sign_in(client, make.make_student(make.make_class(make.make_school())))
    response = client.get("/diary/", headers={"if-none-match": client.get("/diary/")["ETag"]})

    assert response.status_code == 304
    assert {name: response[name] for name in SAFETY} == SAFETY
    assert set(response["Content-Security-Policy"].split("; ")) == POLICY
