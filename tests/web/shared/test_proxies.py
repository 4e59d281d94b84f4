"""Whose word about the client's address and about https is believed."""

from ipaddress import ip_network

import pytest
from django.core.checks import run_checks
from django.http import HttpRequest, HttpResponse
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from letopis.school.access.models import SignInAttempt
from letopis.web.shared.proxies import ProxyMiddleware, client_address, is_trusted

pytestmark = pytest.mark.req("ACC-09")
PROXIES = [ip_network("127.0.0.1"), ip_network("10.0.0.0/8"), ip_network("2001:db8::/64")]


@pytest.mark.parametrize(
    ("forwarded", "address"),
    [
        ("", "127.0.0.1"),
        ("198.51.100.7", "198.51.100.7"),
        ("203.0.113.9, 198.51.100.7", "198.51.100.7"),
        ("203.0.113.9,198.51.100.7, 10.1.2.3", "198.51.100.7"),
        ("203.0.113.9, 10.1.2.3", "203.0.113.9"),
        ("10.9.9.9, 10.1.2.3", "10.9.9.9"),
        ("198.51.100.7:5123", "198.51.100.7"),
        ("[2001:db8:1::7]:5123", "2001:db8:1::7"),
        ("2001:db8:1::7", "2001:db8:1::7"),
        ("::ffff:198.51.100.7", "198.51.100.7"),
        ("198.51.100.7, ::ffff:10.1.2.3", "198.51.100.7"),
        ("198.51.100.7, unknown", "127.0.0.1"),
        ("198.51.100.7, unknown, 10.1.2.3", "10.1.2.3"),
        ("<script>", "127.0.0.1"),
    ],
)
def test_the_client_is_the_rightmost_who_is_no_proxy(forwarded: str, address: str):
    assert client_address("127.0.0.1", forwarded, PROXIES) == address


@given(st.lists(st.ip_addresses().map(str), max_size=5), st.ip_addresses(v=4).filter(lambda one: one not in PROXIES[1]))
def test_what_the_client_writes_itself_changes_nothing(made_up: list[str], client):
    honest = client_address("127.0.0.1", f"{client}, 10.0.0.2", PROXIES)

    assert client_address("127.0.0.1", ", ".join([*made_up, str(client), "10.0.0.2"]), PROXIES) == honest


@pytest.mark.parametrize("address", ["127.0.0.1", "10.255.0.1", "::ffff:10.0.0.1", "2001:db8::5"])
def test_trusted(address: str):
    assert is_trusted(address, PROXIES)
    assert not is_trusted(address, [])


@pytest.mark.parametrize("address", ["", "127.0.0.2", "11.0.0.1", "2001:db8:1::5", "localhost", "127.0.0.1 "])
def test_not_trusted(address: str):
    assert not is_trusted(address, PROXIES)


def passed(peer: str, **headers: str) -> HttpRequest:
    seen: list[HttpRequest] = []
    request = HttpRequest()
    request.META = {"REMOTE_ADDR": peer, "SERVER_NAME": "testserver", "SERVER_PORT": "80", **headers}
    ProxyMiddleware(lambda one: seen.append(one) or HttpResponse())(request)
    return seen[0]


def test_headers_of_a_stranger_are_thrown_away(settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    headers = {"HTTP_X_FORWARDED_FOR": "198.51.100.7", "HTTP_X_FORWARDED_PROTO": "https"}
    for proxies, peer, address, is_secure in (
        ([], "127.0.0.1", "127.0.0.1", False),
        (PROXIES, "192.0.2.1", "192.0.2.1", False),
        (PROXIES, "127.0.0.1", "198.51.100.7", True),
    ):
        settings.PROXIES = proxies
        request = passed(peer, **headers)
        assert request.META["REMOTE_ADDR"] == address
        assert request.is_secure() == is_secure


@pytest.mark.django_db
@pytest.mark.parametrize(("proxies", "addresses"), [([], 1), (PROXIES, 12)])
def test_a_forged_header_gives_a_guesser_no_new_address(settings, proxies, addresses: int):
    settings.PROXIES = proxies
    for number in range(12):
        client = Client(REMOTE_ADDR="127.0.0.1", headers={"x-forwarded-for": f"198.51.100.{number}"})
        client.post("/account/login/", {"login": f"pupil{number}", "password": "не тот"})

    assert SignInAttempt.objects.values("address").distinct().count() == addresses


@pytest.mark.django_db
def test_https_without_a_proxy_is_warned_about(settings):
    def warned() -> bool:
        return any(one.id == "letopis.W001" for one in run_checks())

    settings.HTTPS, settings.PROXIES = True, []
    assert warned()
    settings.PROXIES = PROXIES
    assert not warned()
    settings.HTTPS, settings.PROXIES = False, []
    assert not warned()
