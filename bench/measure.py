"""Measuring in process: a page through all of its middleware and its floor through a bare handler, in turn.

No client of a test framework stands between: what it costs would be in the page and in its floor, and make them alike.
"""

import gzip
import http.client
import io
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import Any

import brotli  # type: ignore[import-untyped]
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest
from django.db import connection
from django.http import HttpResponseBase, StreamingHttpResponse
from django.test import Client
from django.test.utils import override_settings

from bench import floor
from bench.scenarios import EMPTY, Ask, MeasureError, Scenario
from bench.school import address

WARM_UP = 5
TOKEN = "b" * 32
# As a browser asks.
ENCODINGS = "gzip, deflate, br, zstd"
# What stands before the bare view that is the floor of an empty page.
SIGNED_IN = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]


@dataclass(frozen=True, slots=True)
class Answer:
    """What came: as sent, and how it was packed."""

    sent: bytes
    packing: str = ""

    @property
    def body(self) -> bytes:
        """The page itself."""
        if self.packing == "br":
            return bytes(brotli.decompress(self.sent))
        if self.packing == "gzip":
            return gzip.decompress(self.sent)
        if self.packing:
            raise MeasureError(f"an answer packed with {self.packing}: how is it read?")
        return self.sent


Send = Callable[[Ask], Answer]


@dataclass(frozen=True, slots=True)
class Spent:
    """Milliseconds of the processor, the database's included, and of the clock."""

    processor: float
    clock: float


@dataclass(frozen=True, slots=True)
class Times:
    """Medians of a row and of its floor, measured in turn.

    They are compared by the processor: run after run within a twentieth on a machine that others work on as well, where
    a clock tells of those others. What only a clock sees, the disk that a commit waits for, is the same in both.
    """

    own: Spent
    floor: Spent

    @property
    def ratio(self) -> float:
        """How many floors it costs."""
        return self.own.processor / self.floor.processor


class Handler:
    """Django as a server drives it, with the middleware given: from a request's environment to an answer."""

    def __init__(self, middleware: list[str], cookie: str = "") -> None:
        self._handler = BaseHandler()
        with override_settings(MIDDLEWARE=middleware):
            self._handler.load_middleware()
        self._environ = {
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "SCRIPT_NAME": "",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": "127.0.0.1",
            "HTTP_COOKIE": cookie,
            "HTTP_X_CSRFTOKEN": TOKEN,
            "HTTP_ACCEPT_ENCODING": ENCODINGS,
            "wsgi.url_scheme": "http",
        }

    def send(self, ask: Ask) -> Answer:
        """Answer a request. Raises MeasureError for any status but 200."""
        path, _, query = ask.path.partition("?")
        body = ask.body or b""
        environ: dict[str, Any] = {
            **self._environ,
            "REQUEST_METHOD": "GET" if ask.body is None else "POST",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "CONTENT_TYPE": "application/json" if body else "",
            "CONTENT_LENGTH": str(len(body)) if body else "",
            "wsgi.input": io.BytesIO(body),
        }
        response: HttpResponseBase = self._handler.get_response(WSGIRequest(environ))
        if response.status_code != http.client.OK:
            raise MeasureError(f"{ask.path}: {response.status_code}")
        sent = b"".join(response) if isinstance(response, StreamingHttpResponse) else response.content  # type: ignore[attr-defined]
        return Answer(bytes(sent), response.headers.get("Content-Encoding", ""))


def page(scenario: Scenario) -> Handler:
    """Return the product as who asks sees it."""
    return Handler(settings.MIDDLEWARE, cookie_header(scenario))


def queries(scenario: Scenario) -> list[str]:
    """Return the SQL of one warm request, without BEGIN, COMMIT and savepoints."""
    send = page(scenario).send
    for _ in range(2):
        scenario.check(send(next(scenario.asks)).body)
    ask = next(scenario.asks)
    return [step.sql for step in floor.record(lambda: send(ask)) if not step.is_control]


def compare(scenario: Scenario, rounds: int) -> Times:
    """Time `rounds` requests of the scenario, each beside its floor."""
    floor.current.steps = []
    own, bare = page(scenario).send, _floor(scenario)
    pairs = [_pair(scenario, own, bare) for _ in range(WARM_UP + rounds)][WARM_UP:]
    return Times(_median([one for one, _ in pairs]), _median([other for _, other in pairs]))


def _floor(scenario: Scenario) -> Send:
    if scenario.key == EMPTY:
        return Handler(SIGNED_IN, cookie_header(scenario)).send
    return Handler([]).send


def _pair(scenario: Scenario, own: Send, bare: Send) -> tuple[Spent, Spent]:
    ask = next(scenario.asks)
    spent, answer = _timed(own, ask)
    body = answer.body
    scenario.check(body)
    floor.current.size = len(body)
    if scenario.key != EMPTY and (scenario.writes or not floor.current.steps):
        again = next(scenario.asks)
        floor.current.steps = floor.record(lambda: own(again))
    path = address("bench_signed_in" if scenario.key == EMPTY else "bench_floor")
    return spent, _timed(bare, Ask(path or ""))[0]


def _timed(send: Send, ask: Ask) -> tuple[Spent, Answer]:
    began, busy = time.perf_counter(), _busy()
    answer = send(ask)
    return Spent((_busy() - busy) * 1000, (time.perf_counter() - began) * 1000), answer


def _busy() -> float:
    """Return the seconds that processors have worked for this process and for its connection's in PostgreSQL."""
    here = time.process_time()
    if connection.vendor == "sqlite":
        return here
    # What clock_getcpuclockid() gives for another process: all of its time, exact to the nanosecond.
    return here + time.clock_gettime((~connection.connection.info.backend_pid << 3) | 2)


def _median(spent: list[Spent]) -> Spent:
    return Spent(median(one.processor for one in spent), median(one.clock for one in spent))


def cookies(scenario: Scenario) -> dict[str, str]:
    """Return the cookies of who asks, signed in."""
    client = Client()
    account = get_user_model().objects.get(pk=scenario.account.pk)
    client.force_login(account, backend=settings.AUTHENTICATION_BACKENDS[0])
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    return {settings.SESSION_COOKIE_NAME: session, settings.CSRF_COOKIE_NAME: TOKEN}


def cookie_header(scenario: Scenario) -> str:
    """Return the same as a header."""
    return "; ".join(f"{name}={value}" for name, value in cookies(scenario).items())
