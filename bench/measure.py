"""Measuring: in process through Django's test client, and over HTTP through granian with a connection kept alive.

Every request of a scenario stands beside one to the empty page, so that a ratio compares like with like even where the
machine slows down in between.
"""

import contextlib
import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings

from bench.scenarios import Ask, MeasureError, Scenario

CONTROL = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")
WARM_UP = 5
TOKEN = "b" * 32
Send = Callable[[Ask], bytes]


@dataclass(frozen=True, slots=True)
class Times:
    """Medians in milliseconds, of the scenario and of the empty page beside it."""

    own: float
    empty: float

    @property
    def ratio(self) -> float:
        """How many empty pages it costs."""
        return self.own / self.empty


def compare(scenario: Scenario, empty: Scenario, send: Callable[[Scenario], Send], rounds: int) -> Times:
    """Time `rounds` requests of the scenario, each after one of the empty page."""
    own_send, empty_send = send(scenario), send(empty)
    for _ in range(WARM_UP):
        _timed(scenario, own_send)
        _timed(empty, empty_send)
    pairs = [(_timed(scenario, own_send), _timed(empty, empty_send)) for _ in range(rounds)]
    return Times(median(own for own, _ in pairs) * 1000, median(other for _, other in pairs) * 1000)


def _timed(scenario: Scenario, send: Send) -> float:
    ask = next(scenario.asks)
    began = time.perf_counter()
    body = send(ask)
    took = time.perf_counter() - began
    scenario.check(body)
    return took


# ── in process ────────────────────────────────────────────────────────


@contextlib.contextmanager
def in_process() -> Iterator[Callable[[Scenario], Send]]:
    """Give a way to send requests to the product in this process."""
    with override_settings(ROOT_URLCONF="bench.urls", ALLOWED_HOSTS=["*"]):
        yield lambda scenario: _client_send(_client(scenario))


def _client(scenario: Scenario) -> Client:
    client = Client()
    client.force_login(
        get_user_model().objects.get(pk=scenario.account.pk), backend=settings.AUTHENTICATION_BACKENDS[0]
    )
    return client


def _client_send(client: Client) -> Send:
    def send(ask: Ask) -> bytes:
        if ask.body is None:
            response = client.get(ask.path)
        else:
            response = client.post(ask.path, ask.body, content_type="application/json")
        if response.status_code != http.client.OK:
            raise MeasureError(f"{ask.path}: {response.status_code}")
        return bytes(response.content)

    return send


def queries(scenario: Scenario) -> list[str]:
    """Return the SQL of one warm request, without BEGIN, COMMIT and savepoints."""
    send = _client_send(_client(scenario))
    for _ in range(2):
        send(next(scenario.asks))
    ask = next(scenario.asks)
    with CaptureQueriesContext(connection) as captured:
        scenario.check(send(ask))
    return [query["sql"] for query in captured.captured_queries if not query["sql"].startswith(CONTROL)]


# ── over HTTP ─────────────────────────────────────────────────────────


@contextlib.contextmanager
def over_http() -> Iterator[Callable[[Scenario], Send]]:
    """Start granian and give a way to send requests to it."""
    with served() as port:
        yield lambda scenario: _http_send(port, _cookie_header(scenario))


@contextlib.contextmanager
def served() -> Iterator[int]:
    """Serve the product by granian on a free port of the loopback; give the port."""
    port = _free_port()
    command = [sys.executable, "-m", "granian", "--interface", "rsgi", "--host", "127.0.0.1", "--port", str(port)]
    command += [
        "--workers",
        "1",
        "--no-ws",
        "--log-level",
        "error",
        "bench.rsgi:application",
    ]
    root = Path(__file__).resolve().parent.parent
    server = subprocess.Popen(command, cwd=root, env={**os.environ, "PYTHONPATH": str(root), "LETOPIS_THREADS": "2"})  # noqa: S603
    try:
        _wait(port, server)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=20)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait(port: int, server: "subprocess.Popen[bytes]") -> None:
    for _ in range(200):
        if server.poll() is not None:
            raise MeasureError(f"granian ended with {server.returncode}")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.1)
    raise MeasureError("granian does not answer")


def cookies(scenario: Scenario) -> dict[str, str]:
    """Return the cookies of who asks, signed in."""
    session = _client(scenario).cookies[settings.SESSION_COOKIE_NAME].value
    return {settings.SESSION_COOKIE_NAME: session, settings.CSRF_COOKIE_NAME: TOKEN}


def _cookie_header(scenario: Scenario) -> str:
    return "; ".join(f"{name}={value}" for name, value in cookies(scenario).items())


def _http_send(port: int, cookie: str) -> Send:
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {"Cookie": cookie, "X-CSRFToken": TOKEN, "Content-Type": "application/json"}

    def send(ask: Ask) -> bytes:
        link.request("GET" if ask.body is None else "POST", ask.path, ask.body, headers)
        response = link.getresponse()
        body = response.read()
        if response.status != http.client.OK:
            raise MeasureError(f"{ask.path}: {response.status}")
        return body

    return send
